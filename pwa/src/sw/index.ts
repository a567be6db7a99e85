import { answerFor } from "./answers";
import { hear } from "./messages";
import { openFromNotification, showPush } from "./notification";
import { type Renewal, renewPush } from "./push-renewal";
import { installShell, removeOldShells } from "./shell";

declare const self: ServiceWorkerGlobalScope;

self.addEventListener("install", (event) => event.waitUntil(installShell()));
self.addEventListener("activate", (event) =>
  event.waitUntil(removeOldShells().then(() => self.clients.claim())),
);
self.addEventListener("fetch", (event) => {
  const answer = answerFor(event.request, self.location.origin);
  if (answer !== null) event.respondWith(answer);
});
self.addEventListener("message", (event) => event.waitUntil(hear(event.data, self)));
self.addEventListener("push", (event) => event.waitUntil(showPush(event.data, self.registration)));
self.addEventListener("pushsubscriptionchange", (event) => {
  // The event's own fields are missing from the language's types.
  const renewal = event as ExtendableEvent & Renewal;
  renewal.waitUntil(renewPush(renewal, self.registration));
});
self.addEventListener("notificationclick", (event) =>
  event.waitUntil(openFromNotification(event.notification, self.clients)),
);
