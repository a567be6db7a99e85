import type { ToWorker } from "../shared/to-worker";
import { becomePerson, forgetPerson } from "./person";

/** Do what the page asks: note who is here, forget them, or let the new version take over. */
export async function hear(message: ToWorker, worker: ServiceWorkerGlobalScope): Promise<void> {
  if (message.kind === "person") await becomePerson(message.id);
  if (message.kind === "signed-out") await forgetPerson();
  if (message.kind === "take-over") await worker.skipWaiting();
}
