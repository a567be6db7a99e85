import { expect, test } from "vitest";
import { addDays, daysBetween, dayText, distanceText, partOfDay } from "./day";

test.each([
  ["2026-11-21", "2026-11-27", 6],
  ["2026-02-28", "2026-03-01", 1],
  ["2028-02-28", "2028-03-01", 2],
  ["2026-03-28", "2026-03-30", 2],
  ["2026-11-21", "2026-11-12", -9],
])("from %s to %s it is %i days", (from, until, days) => {
  expect(daysBetween(from, until)).toBe(days);
  expect(addDays(from, days)).toBe(until);
});

test.each([
  ["en-GB", "short", "Fri 27 Nov"],
  ["en-US", "short", "Fri, Nov 27"],
  ["zh-CN", "short", "11月27日周五"],
  ["en-GB", "month", "27 Nov"],
] as const)("27 November 2026 in %s, %s, is %s", (tag, style, written) => {
  expect(dayText("2026-11-27", tag, style).replace(",", tag === "en-GB" ? "" : ",")).toBe(written);
});

test("the year is written only when it is another one", () => {
  expect(dayText("2026-12-27", "en-GB", "month", "2026-11-21")).toBe("27 Dec");
  expect(dayText("2027-01-27", "en-GB", "month", "2026-11-21")).toBe("27 Jan 2027");
});

test.each([
  [6, "in 6 days", "6天后"],
  [1, "tomorrow", "明天"],
  [0, "today", "今天"],
  [-9, "9 days ago", "9天前"],
])("%i days away reads %s and %s", (days, english, chinese) => {
  expect(distanceText(days, "en-GB")).toBe(english);
  expect(distanceText(days, "zh-CN")).toBe(chinese);
});

test("eleven at night is night, and five in the morning is morning", () => {
  expect([4, 5, 12, 18, 22, 23].map(partOfDay)).toEqual([
    "night",
    "morning",
    "afternoon",
    "evening",
    "evening",
    "night",
  ]);
});
