import { tellWorker } from "../kit/worker";
import { cell } from "../shared/cell";

/** A newer version waits; it takes over only when the person says so. */
export const updateReady = cell(false);

const HOUR_MS = 3_600_000;

/** Start the service worker; where the browser forbids it the app works, only not offline. */
export async function startWorker(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  await install().catch(() => undefined);
}

/** Install the service worker, look for newer versions each hour, and tell when one waits. */
async function install(): Promise<void> {
  const registration = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  const look = (): void => {
    const worker = registration.installing ?? registration.waiting;
    if (worker === null || navigator.serviceWorker.controller === null) return;
    if (worker.state === "installed") updateReady.set(true);
    worker.addEventListener("statechange", () => {
      if (worker.state === "installed") updateReady.set(true);
    });
  };
  look();
  registration.addEventListener("updatefound", look);
  setInterval(() => void registration.update().catch(() => undefined), HOUR_MS);
}

/** Let the newer version take over, then open it. */
export async function takeUpdate(): Promise<void> {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), {
    once: true,
  });
  await tellWorker({ kind: "take-over" });
}
