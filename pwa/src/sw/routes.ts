/** Which of the worker's answers a request gets. Pure, so it can be tested as a table. */

export type Route = "page" | "file" | "kept-answer" | "network";

export interface Asked {
  method: string;
  mode: string;
  url: string;
}

/** Paths of pages that are not the person's app. */
const OTHER_PAGES = /^\/(lender|api|hooks|metrics|healthz|readyz)(\/|$)/;

const FILES = /^\/(assets\/|icons\/|manifest\.webmanifest$)/;

/** Answers that must never come from a kept copy: the rail's word, keys, anything one-time. */
const NEVER_KEPT = /^\/api\/v1\/(staff|sign-in|lender|push)(\/|$)|\/(mandates|why|choices)(\/|$)/;

export function routeOf(asked: Asked, origin: string): Route {
  const url = new URL(asked.url);
  if (asked.method !== "GET" || url.origin !== origin) return "network";
  if (asked.mode === "navigate") return OTHER_PAGES.test(url.pathname) ? "network" : "page";
  if (FILES.test(url.pathname)) return "file";
  const mayKeep = url.pathname.startsWith("/api/v1/") && !NEVER_KEPT.test(url.pathname);
  return mayKeep ? "kept-answer" : "network";
}
