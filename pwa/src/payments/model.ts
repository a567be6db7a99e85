import type { Debt, Payment } from "../shared/api";
import type { Answer, Refused } from "../shared/call";
import { clamp, type Minor, minor, total } from "../shared/money";

/** One debt in a payment that is being put together. */
export interface Line {
  debt: Debt;
  amount: Minor;
}

/** What is sent to pay; two equal orders are the same wish. */
export interface Order {
  mandate_id: string;
  currency: string;
  allocations: { debt_id: string; amount_minor: Minor }[];
}

/** Return which debts and amounts a pay path names: "?d=ID.60000&d=ID.1200". */
export function readWishes(query: URLSearchParams): { id: string; amount: Minor }[] {
  const wishes = new Map<string, Minor>();
  for (const given of query.getAll("d")) {
    const found = /^([0-9a-f-]{36})\.(\d{1,16})$/i.exec(given);
    const amount = Number(found?.[2]);
    if (found?.[1] !== undefined && Number.isSafeInteger(amount) && amount > 0) {
      wishes.set(found[1], minor(amount));
    }
  }
  return [...wishes].map(([id, amount]) => ({ id, amount }));
}

/** Return the lines that can be paid together: payable, one currency, at most what is owed. */
export function linesFor(wishes: readonly { id: string; amount: Minor }[], debts: Debt[]): Line[] {
  const payable = debts.filter((debt) => debt.payable && debt.outstanding_minor > 0);
  const currency = payable[0]?.currency;
  return payable
    .filter((debt) => debt.currency === currency)
    .map((debt) => {
      const wished = wishes.find((wish) => wish.id === debt.id)?.amount ?? debt.outstanding_minor;
      return { debt, amount: clamp(wished, minor(1), debt.outstanding_minor) };
    });
}

export function linesTotal(lines: readonly Line[]): Minor {
  return total(lines.map((line) => line.amount));
}

export function orderFor(lines: readonly Line[], mandateId: string): Order {
  return {
    mandate_id: mandateId,
    currency: lines[0]?.debt.currency ?? "",
    allocations: lines.map(({ debt, amount }) => ({ debt_id: debt.id, amount_minor: amount })),
  };
}

export function sameOrder(a: Order, b: Order): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** What came of sending a payment. */
export type Outcome =
  /** The server has it; the payment says how far it is. */
  | { kind: "known"; payment: Payment }
  /** Not sent at all: the phone is offline. */
  | { kind: "not-sent" }
  /** Not sent at all: this browser keeps nothing, so paying only once could not be promised. */
  | { kind: "not-kept" }
  /** Sent, and no answer: it may have arrived. */
  | { kind: "no-answer" }
  /** First show that it is you. */
  | { kind: "step-up" }
  /** The server said no; nothing was made. */
  | { kind: "refused"; answer: Refused };

/** Return what an answer to a payment means; only a clear no may be forgotten. */
export function outcomeOf(answer: Answer<Payment>): Outcome {
  if (answer.kind === "ready") return { kind: "known", payment: answer.data };
  if (answer.kind === "unreachable") return { kind: "no-answer" };
  if (answer.code === "step_up_needed") return { kind: "step-up" };
  const unclear = answer.status >= 500 || isStillRunning(answer);
  return unclear ? { kind: "no-answer" } : { kind: "refused", answer };
}

/** The same payment is being worked on right now. */
function isStillRunning(answer: Refused): boolean {
  return answer.status === 409 && /running|progress/.test(answer.code);
}

/** How long to wait before asking again about a payment that is being checked. */
export function checkDelayMs(asked: number): number {
  return [1_000, 2_000, 3_000, 5_000, 8_000, 13_000][asked] ?? 20_000;
}
