import { expect, test } from "vitest";
import { pathAfter, readAddress } from "./address";

test.each([
  ["+86 138 0013 8000", "en", { channel: "sms", address: "+8613800138000" }],
  ["＋86 13800138000", "zh-Hans", { channel: "sms", address: "+8613800138000" }],
  ["138 0013 8000", "zh-Hans", { channel: "sms", address: "+8613800138000" }],
  ["138 0013 8000", "en", null],
  ["0044 20 7946 0000", "en", { channel: "sms", address: "+442079460000" }],
  [" mei@example.com ", "en", { channel: "email", address: "mei@example.com" }],
  ["mei@", "en", null],
  ["", "en", null],
] as const)("who types %j in %s means %j", (typed, language, meant) => {
  expect(readAddress(typed, language)).toEqual(meant);
});

test.each([
  ["/debts/7?x=1", "/debts/7?x=1"],
  ["//evil.example", "/today"],
  ["/\\evil.example", "/today"],
  ["https://evil.example", "/today"],
  [null, "/today"],
])("after signing in, a wish for %j leads to %s", (wish, path) => {
  expect(pathAfter(wish)).toBe(path);
});
