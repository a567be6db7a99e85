import type { ToWorker } from "../shared/to-worker";

/** Tell the service worker something, if there is one. */
export async function tellWorker(message: ToWorker): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.getRegistration();
  const worker = message.kind === "take-over" ? registration?.waiting : registration?.active;
  worker?.postMessage(message);
}
