import { expect, test } from "vitest";
import { dialArc, minutesOf, pointOnDial } from "./day-dial";
import { bytesOf } from "./push";

test("quiet hours from 20:00 to 09:00 are a large arc over midnight", () => {
  expect(minutesOf("20:30")).toBe(1230);
  expect(dialArc("20:00", "09:00", 40)).toMatch(/^M-34\.64 -20A40 40 0 1 1 28\.28 28\.28$/);
});

test("a short quiet time is a small arc", () => {
  expect(dialArc("12:00", "13:00", 40)).toContain(" 0 0 1 ");
});

test("midnight stands at the top of the dial and six in the morning at the right", () => {
  expect(pointOnDial(0, 10)).toEqual([0, -10]);
  expect(pointOnDial(360, 10)).toEqual([10, 0]);
});

test("the server's key reads as the bytes it stands for", () => {
  expect([...bytesOf("-_8A")]).toEqual([251, 255, 0]);
});
