import { expect, test } from "vitest";
import { debt, payment } from "../../tests/builders";
import type { Refused } from "../shared/call";
import { minor } from "../shared/money";
import {
  checkDelayMs,
  linesFor,
  linesTotal,
  orderFor,
  outcomeOf,
  readWishes,
  sameOrder,
} from "./model";

const HARBOUR = "0190a000-0000-7000-8000-000000000001";
const JADE = "0190a000-0000-7000-8000-000000000004";

function refused(status: number, code: string): Refused {
  return { kind: "refused", status, code, detail: "", fields: {}, retryAfterSeconds: null };
}

test("a pay path is read, and what is no debt or no amount in it is left out", () => {
  const query = new URLSearchParams(
    `d=${HARBOUR}.60000&d=${JADE}.0&d=nonsense&d=${JADE}.99999999999999999&d=${JADE}.750`,
  );
  expect(readWishes(query)).toEqual([
    { id: HARBOUR, amount: 60_000 },
    { id: JADE, amount: 750 },
  ]);
});

test("more than is owed is never asked for", () => {
  const [line] = linesFor([{ id: HARBOUR, amount: minor(999_999) }], [debt()]);
  expect(line?.amount).toBe(248_000);
});

test("one payment has one currency: 600 and 100 of yuan, the yen stay out", () => {
  const other = debt({ id: JADE });
  const yen = debt({ id: "y", currency: "JPY" });
  const wishes = [
    { id: HARBOUR, amount: minor(60_000) },
    { id: JADE, amount: minor(10_000) },
    { id: "y", amount: minor(5) },
  ];
  const lines = linesFor(wishes, [debt(), other, yen]);
  expect(linesTotal(lines)).toBe(70_000);
  expect(orderFor(lines, "m1").currency).toBe("CNY");
});

test("a settled debt cannot be paid again", () => {
  const settled = debt({ outstanding_minor: minor(0) });
  expect(linesFor([{ id: HARBOUR, amount: minor(1) }], [settled])).toEqual([]);
});

test("the same wish is the same order, another amount is another", () => {
  const lines = linesFor([{ id: HARBOUR, amount: minor(60_000) }], [debt()]);
  const more = linesFor([{ id: HARBOUR, amount: minor(60_001) }], [debt()]);
  expect(sameOrder(orderFor(lines, "m1"), orderFor(lines, "m1"))).toBe(true);
  expect(sameOrder(orderFor(lines, "m1"), orderFor(more, "m1"))).toBe(false);
  expect(sameOrder(orderFor(lines, "m1"), orderFor(lines, "m2"))).toBe(false);
});

test("an answer is known, however far the payment is", () => {
  const checking = payment({ state: "checking" });
  expect(outcomeOf({ kind: "ready", data: checking, keptAt: null })).toEqual({
    kind: "known",
    payment: checking,
  });
});

test.each([
  [500, "internal"],
  [502, "status_502"],
  [503, "not_now"],
  [409, "still_running"],
  [409, "request_in_progress"],
])("a %i (%s) is no clear no, so the payment may have happened", (status, code) => {
  expect(outcomeOf(refused(status, code)).kind).toBe("no-answer");
});

test("a broken line is no answer, never a refusal", () => {
  expect(outcomeOf({ kind: "unreachable" }).kind).toBe("no-answer");
});

test("a clear no is a refusal, and a missing proof asks for one", () => {
  expect(outcomeOf(refused(409, "debt_not_payable")).kind).toBe("refused");
  expect(outcomeOf(refused(422, "two_currencies")).kind).toBe("refused");
  expect(outcomeOf(refused(403, "step_up_needed")).kind).toBe("step-up");
});

test("a payment being checked is asked about ever less often, at most every 20 seconds", () => {
  const delays = Array.from({ length: 9 }, (_, asked) => checkDelayMs(asked));
  expect(delays).toEqual([1000, 2000, 3000, 5000, 8000, 13000, 20000, 20000, 20000]);
});
