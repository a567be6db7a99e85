import type { Debt, Payment } from "../src/shared/api";
import { minor } from "../src/shared/money";

/** A valid debt of ¥2,480.00, due in 6 days. */
export function debt(changes: Partial<Debt> = {}): Debt {
  return {
    id: "0190a000-0000-7000-8000-000000000001",
    lender: { id: "l1", name: "Harbour Credit", verified: true, origin: "lender" },
    title: null,
    masked_reference: "••••4821",
    currency: "CNY",
    borrowed_minor: minor(230_000),
    interest_minor: minor(14_000),
    fees_minor: minor(4_000),
    paid_minor: minor(0),
    outstanding_minor: minor(248_000),
    due_on: "2026-11-27",
    due_minor: minor(248_000),
    days_until_due: 6,
    state: "soon",
    next: [],
    payable: true,
    as_of: "2026-11-21T09:00:00Z",
    ...changes,
  };
}

/** A payment of ¥600.00 that succeeded. */
export function payment(changes: Partial<Payment> = {}): Payment {
  return {
    id: "0190a000-0000-7000-8000-000000000101",
    state: "succeeded",
    amount_minor: minor(60_000),
    currency: "CNY",
    allocations: [],
    reason: null,
    receipt_number: null,
    created_at: "2026-11-21T09:00:00Z",
    finished_at: null,
    ...changes,
  };
}
