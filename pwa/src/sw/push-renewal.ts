import { post } from "../shared/call";

/** What a browser says when it replaced the address that notifications go to. */
export interface Renewal {
  oldSubscription?: PushSubscription | null;
  newSubscription?: PushSubscription | null;
}

/** Tell the server the new address, so that notifications go on after the browser changed it. */
export async function renewPush(
  { oldSubscription, newSubscription }: Renewal,
  registration: ServiceWorkerRegistration,
): Promise<void> {
  const options = oldSubscription?.options;
  const fresh =
    newSubscription ??
    (options === undefined ? null : await registration.pushManager.subscribe(options));
  if (fresh === null) return;
  const { endpoint, keys } = fresh.toJSON();
  await post("/push-subscriptions", { endpoint, keys });
}
