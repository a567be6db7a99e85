import { expect, test } from "vitest";
import { amountToType, type Minor, minor, moneyText, readAmount } from "./money";

test.each([
  [248000, "CNY", "en-GB", "¥2,480.00"],
  [248000, "CNY", "zh-CN", "¥2,480.00"],
  [248000, "JPY", "en-GB", "¥248,000"],
  [1234567, "KWD", "en-GB", "KWD 1,234.567"],
  [-50, "GBP", "en-GB", "−£0.50"],
  [9007199254740991, "USD", "en-US", "$90,071,992,547,409.91"],
])("%i minor units of %s in %s are written %s", (amount, currency, locale, written) => {
  expect(moneyText(amount as Minor, currency, locale).replace(/\u00a0/g, " ")).toBe(written);
});

test.each([
  ["600", "CNY", 60000],
  ["1,200.5", "CNY", 120050],
  ["¥ 1 200.50", "CNY", 120050],
  ["６００", "CNY", 60000],
  ["600", "JPY", 600],
  ["600.5", "JPY", null],
  ["6.005", "CNY", null],
  ["-5", "CNY", null],
  ["", "CNY", null],
  ["six", "CNY", null],
  ["99999999999999999", "CNY", null],
])("a person who types %s in %s means %s", (typed, currency, meant) => {
  expect(readAmount(typed, currency)).toBe(meant);
});

test("an amount put in a number box reads back as itself", () => {
  for (const amount of [0, 1, 10, 60000, 60050, 123456789]) {
    expect(readAmount(amountToType(minor(amount), "CNY"), "CNY")).toBe(amount);
  }
});

test("an amount that is no whole number of minor units is refused", () => {
  expect(() => minor(0.5)).toThrow(RangeError);
});
