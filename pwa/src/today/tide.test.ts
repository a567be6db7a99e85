import { expect, test } from "vitest";
import { debt } from "../../tests/builders";
import { minor } from "../shared/money";
import { dayX, HEIGHT, pebblesOf, place, START, sums, WIDTH } from "./tide";

const TODAY = "2026-11-21";

test("only what is due within 30 days, or was due before, lies on the line", () => {
  const debts = [
    debt({ id: "soon", due_on: "2026-11-27" }),
    debt({ id: "late", due_on: "2026-11-12", state: "late" }),
    debt({ id: "far", due_on: "2026-12-22" }),
    debt({ id: "edge", due_on: "2026-12-21" }),
    debt({ id: "done", state: "settled" }),
    debt({ id: "paused", state: "paused" }),
  ];
  expect(pebblesOf(debts, TODAY).map(({ id, days }) => [id, days])).toEqual([
    ["late", -9],
    ["soon", 6],
    ["edge", 30],
  ]);
});

test("twice the amount has twice the area", () => {
  const big = debt({ id: "a", outstanding_minor: minor(200_000), due_minor: minor(200_000) });
  const small = debt({ id: "b", outstanding_minor: minor(100_000), due_minor: minor(100_000) });
  const [one, two] = place(pebblesOf([big, small], TODAY));
  expect(((one?.radius ?? 0) / (two?.radius ?? 1)) ** 2).toBeCloseTo(2, 1);
});

test("pebbles of one day pile up and stay inside the picture", () => {
  const debts = Array.from({ length: 6 }, (_, i) => debt({ id: `d${i}` }));
  for (const pebble of place(pebblesOf(debts, TODAY))) {
    expect(pebble.y - pebble.radius).toBeGreaterThanOrEqual(0);
    expect(pebble.y).toBeLessThan(HEIGHT);
    expect(pebble.x + pebble.radius).toBeLessThanOrEqual(WIDTH);
  }
});

test("today stands at the start and day 30 near the end", () => {
  expect(dayX(0)).toBe(START);
  expect(dayX(30)).toBeGreaterThan(WIDTH - 30);
  expect(dayX(99)).toBe(dayX(30));
});

test("amounts of different currencies are never added", () => {
  const yen = debt({
    id: "y",
    currency: "JPY",
    outstanding_minor: minor(500),
    due_minor: minor(500),
  });
  expect(sums(pebblesOf([debt(), yen], TODAY))).toEqual([
    { currency: "CNY", amount: 248_000 },
    { currency: "JPY", amount: 500 },
  ]);
});
