import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { contrast, type Tokens, tokensAfter } from "./contrast";

const CSS = readFileSync("src/kit/tokens.css", "utf8");
const LIGHT = tokensAfter(CSS, "");
const DARK = { ...LIGHT, ...tokensAfter(CSS, "(prefers-color-scheme: dark) {") };
const LIGHT_STRONG = { ...LIGHT, ...tokensAfter(CSS, "(prefers-contrast: more) {") };
const DARK_STRONG = {
  ...DARK,
  ...tokensAfter(CSS, "(prefers-contrast: more) and (prefers-color-scheme: dark)"),
};
const SCHEMES: [string, Tokens][] = [
  ["light", LIGHT],
  ["dark", DARK],
  ["light with more contrast", LIGHT_STRONG],
  ["dark with more contrast", DARK_STRONG],
];

/** [ink, ground, least contrast]: 7 where money is written, 4.5 for words, 3 for lines. */
const PAIRS: [string, string, number][] = [
  ["ink", "paper", 7],
  ["ink", "card", 7],
  ["ink", "sand", 7],
  ["ink-soft", "paper", 7],
  ["ink-soft", "card", 7],
  ["ink-soft", "sand", 7],
  ["tide", "paper", 4.5],
  ["tide", "card", 4.5],
  ["tide", "sand", 4.5],
  ["on-tide", "tide", 7],
  ["on-tide", "tide-deep", 7],
  ["tide-deep", "tide-soft", 4.5],
  ["dusk", "dusk-soft", 4.5],
  ["amber", "amber-soft", 4.5],
  ["amber", "paper", 4.5],
  ["amber", "card", 4.5],
  ["leaf", "leaf-soft", 4.5],
  ["edge", "paper", 3],
  ["edge", "card", 3],
  ["tide", "water", 3],
  ["tide-deep", "water", 3],
  ["dusk", "water", 3],
];

test.each(
  SCHEMES.flatMap(([scheme, tokens]) => PAIRS.map((pair) => [scheme, ...pair, tokens] as const)),
)("in %s, %s on %s has a contrast of at least %d", (_scheme, ink, ground, least, tokens) => {
  expect(contrast(tokens[ink] ?? "", tokens[ground] ?? "")).toBeGreaterThanOrEqual(least);
});

test("black on white has the largest contrast there is, 21", () => {
  expect(contrast("oklch(0 0 0)", "oklch(1 0 0)")).toBeCloseTo(21, 1);
});

test("no colour of the app is a red", () => {
  for (const [, tokens] of SCHEMES) {
    for (const value of Object.values(tokens)) {
      const found = /^oklch\([\d.]+ ([\d.]+) ([\d.]+)\)$/.exec(value);
      if (found === null) continue;
      const [chroma, hue] = [Number(found[1]), Number(found[2])];
      const red = chroma > 0.02 && (hue < 45 || hue > 345);
      expect(red, value).toBe(false);
    }
  }
});
