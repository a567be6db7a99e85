import { expect, test } from "vitest";
import { debt } from "../../tests/builders";
import { minor } from "../shared/money";
import {
  askedNow,
  inOrder,
  joinPages,
  NONE,
  payPath,
  pick,
  pickedTotal,
  stepsAhead,
} from "./model";

const harbour = debt();
const jade = debt({ id: "j", outstanding_minor: minor(75_000), due_minor: minor(75_000) });
const tokyo = debt({ id: "t", currency: "JPY", outstanding_minor: minor(124_800) });

test("two debts of one currency are paid together, 2,480 and 750 make 3,230", () => {
  const picked = pick(pick(NONE, harbour), jade);
  expect(pickedTotal(picked, [harbour, jade, tokyo])).toBe(323_000);
});

test("a debt in another currency is not added to a payment", () => {
  const picked = pick(pick(NONE, harbour), tokyo);
  expect(picked.ids).toEqual([harbour.id]);
});

test("once nothing is picked any currency may begin again", () => {
  const picked = pick(pick(pick(NONE, harbour), harbour), tokyo);
  expect(picked).toEqual({ ids: ["t"], currency: "JPY" });
});

test("a debt that cannot be paid here is not picked", () => {
  expect(pick(NONE, debt({ payable: false }))).toBe(NONE);
});

test("what is asked now is the part due, and never more than is outstanding", () => {
  expect(askedNow(debt({ due_minor: minor(60_000) }))).toBe(60_000);
  expect(askedNow(debt({ due_minor: minor(0) }))).toBe(248_000);
  expect(askedNow(debt({ due_minor: minor(999_999) }))).toBe(248_000);
});

test("the earliest due comes first and the settled stand apart", () => {
  const late = debt({ id: "late", days_until_due: -9 });
  const settled = debt({ id: "done", state: "settled" });
  const sorted = inOrder([harbour, settled, late]);
  expect(sorted.open.map(({ id }) => id)).toEqual(["late", harbour.id]);
  expect(sorted.settled.map(({ id }) => id)).toEqual(["done"]);
});

test("a debt that stands on two pages is shown once, as the later page has it", () => {
  const page = { next_cursor: null, as_of: "", totals: [] };
  const newer = debt({ outstanding_minor: minor(1) });
  const joined = joinPages({ ...page, items: [harbour] }, [{ ...page, items: [newer, jade] }]);
  expect(joined.map((each) => each.outstanding_minor)).toEqual([1, 75_000]);
});

test("a pay path names each debt with its amount", () => {
  expect(
    payPath([
      { id: "a", amount: minor(5) },
      { id: "b", amount: minor(7) },
    ]),
  ).toBe("/pay?d=a.5&d=b.7");
});

test("what is ahead names each day and kind once, and until when it stays quiet", () => {
  const due = { on: "2026-11-27", kind: "due", amount_minor: null } as const;
  const quiet = { on: "2026-12-27", kind: "nothing_more", amount_minor: null } as const;
  expect(stepsAhead([due, due, quiet])).toEqual({ events: [due], quietUntil: "2026-12-27" });
  expect(stepsAhead([])).toEqual({ events: [], quietUntil: null });
});
