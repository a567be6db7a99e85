import { call, get, post } from "../shared/call";
import { keep, kept } from "../shared/keep";

/** What came of asking for notifications; the screen has words for each. */
export type PushOutcome = "on" | "denied" | "not-here" | "install-first" | "stopped";

const NAME = "push-subscription";

/** Return whether notifications could work here, without asking for anything. */
export function pushHere(): "possible" | "not-here" | "install-first" {
  if ("serviceWorker" in navigator && "PushManager" in globalThis) return "possible";
  return /iPhone|iPad/.test(navigator.userAgent) ? "install-first" : "not-here";
}

/** Ask the phone for permission, then tell the server where notifications go. */
export async function startPush(): Promise<PushOutcome> {
  const here = pushHere();
  if (here !== "possible") return here;
  if ((await Notification.requestPermission()) !== "granted") return "denied";
  const key = await get<{ public_key: string }>("/push/key");
  if (key.kind !== "ready") return "stopped";
  try {
    const registration = await navigator.serviceWorker.ready;
    const subscription = await registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: bytesOf(key.data.public_key),
    });
    return await tellServer(subscription);
  } catch {
    return "stopped";
  }
}

async function tellServer(subscription: PushSubscription): Promise<PushOutcome> {
  const { endpoint, keys } = subscription.toJSON();
  const answer = await post<{ id: string }>("/push-subscriptions", { endpoint, keys });
  if (answer.kind !== "ready") return "stopped";
  await keep(NAME, answer.data.id);
  return "on";
}

/** Stop notifications on this phone. */
export async function stopPush(): Promise<void> {
  const id = await kept<string>(NAME);
  if (id !== undefined) await call("DELETE", `/push-subscriptions/${id}`);
  const registration = await navigator.serviceWorker?.getRegistration();
  const subscription = await registration?.pushManager?.getSubscription();
  await subscription?.unsubscribe();
}

/** Return whether this phone gets notifications now. */
export async function pushIsOn(): Promise<boolean> {
  if (pushHere() !== "possible" || Notification.permission !== "granted") return false;
  const registration = await navigator.serviceWorker.getRegistration();
  const subscription = await registration?.pushManager.getSubscription();
  return subscription !== null && subscription !== undefined;
}

/** Return the bytes of a base64url text, as the browser wants the server's public key. */
export function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const base64 = base64url.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
