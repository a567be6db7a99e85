import { answerFor } from "./answers";
import { hear } from "./messages";
import { openFromNotification, showPush } from "./notification";
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
self.addEventListener("notificationclick", (event) =>
  event.waitUntil(openFromNotification(event.notification, self.clients)),
);
