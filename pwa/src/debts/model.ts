import type { Debt, DebtList, NextStep, Total } from "../shared/api";
import type { Day } from "../shared/day";
import { type Minor, total } from "../shared/money";

/** Debts still to be paid in the order they come due; settled ones apart. */
export function inOrder(debts: readonly Debt[]): { open: Debt[]; settled: Debt[] } {
  const open = debts.filter((debt) => debt.state !== "settled");
  const settled = debts.filter((debt) => debt.state === "settled");
  return { open: open.sort((a, b) => a.days_until_due - b.days_until_due), settled };
}

/** Put a further page of the list after the ones that are there, each debt once. */
export function joinPages(first: DebtList, further: readonly DebtList[]): Debt[] {
  const byId = new Map<string, Debt>();
  for (const page of [first, ...further]) for (const debt of page.items) byId.set(debt.id, debt);
  return [...byId.values()];
}

/** Which debts are picked to be paid in one payment; all in one currency. */
export interface Picked {
  ids: readonly string[];
  currency: string | null;
}

export const NONE: Picked = { ids: [], currency: null };

/** Add a debt to those picked, or take it out; one in another currency is not added. */
export function pick(picked: Picked, debt: Debt): Picked {
  if (picked.ids.includes(debt.id)) {
    const ids = picked.ids.filter((id) => id !== debt.id);
    return ids.length === 0 ? NONE : { ...picked, ids };
  }
  if (!mayPick(picked, debt)) return picked;
  return { ids: [...picked.ids, debt.id], currency: debt.currency };
}

export function mayPick(picked: Picked, debt: Debt): boolean {
  return debt.payable && (picked.currency === null || picked.currency === debt.currency);
}

/** Return what is asked of the picked debts together, in minor units. */
export function pickedTotal(picked: Picked, debts: readonly Debt[]): Minor {
  return total(debts.filter((debt) => picked.ids.includes(debt.id)).map(askedNow));
}

/** Return what a debt asks for by its due day; never more than is outstanding. */
export function askedNow(debt: Debt): Minor {
  return debt.due_minor > 0 && debt.due_minor <= debt.outstanding_minor
    ? debt.due_minor
    : debt.outstanding_minor;
}

/** Return the path that pays so much of each debt. */
export function payPath(amounts: readonly { id: string; amount: Minor }[]): string {
  const query = new URLSearchParams(amounts.map(({ id, amount }) => ["d", `${id}.${amount}`]));
  return `/pay?${query}`;
}

/** Currencies with something outstanding, the largest number of debts first. */
export function totalsInOrder(totals: readonly Total[]): Total[] {
  return totals
    .filter((each) => each.outstanding_minor > 0)
    .sort((a, b) => b.count - a.count || a.currency.localeCompare(b.currency));
}

/** What is still ahead: each day and kind once, and until when nothing else happens. */
export function stepsAhead(steps: readonly NextStep[]): {
  events: NextStep[];
  quietUntil: Day | null;
} {
  const seen = new Set<string>();
  const events = steps.filter((step) => {
    const name = `${step.on} ${step.kind}`;
    return step.kind !== "nothing_more" && seen.size < seen.add(name).size;
  });
  return { events, quietUntil: steps.find((step) => step.kind === "nothing_more")?.on ?? null };
}
