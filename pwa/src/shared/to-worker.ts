/** What the page may tell its service worker. */
export type ToWorker =
  | { kind: "person"; id: string }
  | { kind: "signed-out" }
  | { kind: "take-over" };
