import { expect, test } from "vitest";
import { minor } from "../shared/money";
import { amountAt, roundStep, STOPS, stopAt } from "./amount-scale";

test.each([
  [248_000, 2_000],
  [75_000, 500],
  [100, 1],
  [123_456_700, 1_000_000],
  [0, 1],
])("a slider over %i minor units moves in steps of %i", (span, step) => {
  expect(roundStep(span)).toBe(step);
});

test("both ends of the slider are exact, and every place between is within them", () => {
  const [least, most] = [minor(100), minor(248_013)];
  expect(amountAt(0, least, most)).toBe(100);
  expect(amountAt(STOPS, least, most)).toBe(248_013);
  for (let stop = 0; stop <= STOPS; stop += 1) {
    const amount = amountAt(stop, least, most);
    expect(amount).toBeGreaterThanOrEqual(least);
    expect(amount).toBeLessThanOrEqual(most);
  }
});

test("moving on never makes the amount smaller", () => {
  const amounts = Array.from({ length: STOPS + 1 }, (_, s) => amountAt(s, minor(1), minor(75_000)));
  expect([...amounts].sort((a, b) => a - b)).toEqual(amounts);
});

test("a debt of one single amount stands at the end", () => {
  expect(stopAt(minor(5), minor(5), minor(5))).toBe(STOPS);
});
