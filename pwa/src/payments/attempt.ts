import type { Payment } from "../shared/api";
import { post } from "../shared/call";
import { drop, keep, kept } from "../shared/keep";
import { type Order, type Outcome, outcomeOf, sameOrder } from "./model";

/** A payment on its way: its key is stored before it is first sent, so it cannot happen twice. */
export interface Attempt {
  key: string;
  order: Order;
  startedAt: string;
}

const NAME = "payment";

/** Return the payment that was sent and never answered, if there is one. */
export async function unfinishedAttempt(): Promise<Attempt | undefined> {
  return await kept<Attempt>(NAME);
}

/** Return the attempt for an order: the unfinished one when it is the same wish, or a new one. */
async function attemptFor(order: Order): Promise<Attempt> {
  const before = await unfinishedAttempt();
  if (before !== undefined && sameOrder(before.order, order)) return before;
  const attempt = { key: crypto.randomUUID(), order, startedAt: new Date().toISOString() };
  await keep(NAME, attempt);
  return attempt;
}

let sending: Promise<Outcome> | null = null;

/**
 * Send a payment, or ask again about the same one, under one key.
 *
 * Offline nothing is sent and nothing is queued: money never moves later by itself. While one
 * is on its way another press gets the same outcome.
 */
export function pay(order: Order): Promise<Outcome> {
  sending ??= send(order).finally(() => {
    sending = null;
  });
  return sending;
}

async function send(order: Order): Promise<Outcome> {
  if (!navigator.onLine) return { kind: "not-sent" };
  const attempt = await attemptFor(order).catch(() => null);
  if (attempt === null) return { kind: "not-kept" };
  const outcome = outcomeOf(await post<Payment>("/payments", attempt.order, attempt.key));
  if (outcome.kind === "known" || outcome.kind === "refused") await drop(NAME);
  return outcome;
}
