import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as personEn from "../src/app/catalogue-en";
import * as personZh from "../src/app/catalogue-zh";
import * as staffEn from "../src/portal/catalogue-en";
import * as staffZh from "../src/portal/catalogue-zh";

type Tree = { [key: string]: string | ((...given: never[]) => string) | Tree };

/** Return every path in a catalogue with what stands there. */
function leaves(tree: Tree, path = ""): [string, string | ((...given: never[]) => string)][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "object" ? leaves(value, `${path}${key}.`) : [[`${path}${key}`, value]],
  );
}

const BOTH: [string, Tree, Tree][] = [
  ["the person's", { ...personEn }, { ...personZh }],
  ["the staff's", { ...staffEn }, { ...staffZh }],
];

test.each(BOTH)("%s words are there in English and in Chinese, key for key", (_whose, en, zh) => {
  const english = leaves(en).map(([path]) => path);
  expect(english.length).toBeGreaterThan(80);
  expect(
    leaves(zh)
      .map(([path]) => path)
      .sort(),
  ).toEqual(english.sort());
});

test.each(BOTH)("%s words are never empty, and functions take the same things", (_, en, zh) => {
  const chinese = new Map(leaves(zh));
  for (const [path, words] of leaves(en)) {
    const other = chinese.get(path);
    expect(typeof other, path).toBe(typeof words);
    if (typeof words === "string" && path !== "kit.gap") expect(other, path).not.toBe("");
  }
});

/** Every line of text in the catalogues, functions as they are written. */
const TEXT = BOTH.flatMap(([, en, zh]) => [...leaves(en), ...leaves(zh)]).map(
  ([path, words]) => `${path}: ${String(words)}`,
);

test("no word threatens or shames", () => {
  const never =
    /\b(default(ed)?|delinquen\w*|demand(s|ed)?|overdue|failure|failed|final notice|act now)\b|逾期|最后通牒|立即还款|催收|拖欠/i;
  expect(TEXT.filter((line) => never.test(line.slice(line.indexOf(":"))))).toEqual([]);
});

test("every capability that asks for words is in a catalogue", () => {
  const owners = readdirSync("src", { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => {
      const files = readdirSync(`src/${entry.name}`);
      return files.includes("words.ts")
        ? [...readFileSync(`src/${entry.name}/words.ts`, "utf8").matchAll(/>\("(\w+)"\)/g)]
        : [];
    })
    .map(([, owner]) => owner);
  expect(owners).toHaveLength(8);
  const known = new Set([...Object.keys(personEn), ...Object.keys(staffEn)]);
  expect(owners.filter((owner) => !known.has(owner ?? ""))).toEqual([]);
});
