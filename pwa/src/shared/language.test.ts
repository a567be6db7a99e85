import { expect, test } from "vitest";
import { count, formatTag, preferredLanguage } from "./language";

test.each([
  [["zh-TW", "en"], "zh-Hans"],
  [["fr-FR", "zh-CN"], "zh-Hans"],
  [["en-IN"], "en"],
  [["fr"], "en"],
  [[], "en"],
])("a browser that prefers %j is spoken to in %s", (preferences, language) => {
  expect(preferredLanguage(preferences)).toBe(language);
});

test.each([
  ["en", ["en-US"], null, "en-US"],
  ["en", ["en-US"], "CN", "en-GB"],
  ["en", ["en-US"], "US", "en-US"],
  ["en", ["en-IN"], "US", "en-IN"],
  ["en", ["zh-CN", "en"], "CN", "en-GB"],
  ["zh-Hans", ["en-US"], "US", "zh-CN"],
] as const)("%s with %j in %s is written as %s", (language, preferences, country, tag) => {
  expect(formatTag(language, preferences, country)).toBe(tag);
});

test("one is one and the rest are others", () => {
  expect([0, 1, 2].map((n) => count(n, "# debt", "# debts"))).toEqual([
    "0 debts",
    "1 debt",
    "2 debts",
  ]);
});
