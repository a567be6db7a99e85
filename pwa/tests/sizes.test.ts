import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const MODULES = readdirSync("src", { recursive: true, encoding: "utf8" }).filter(
  (name) => /\.(tsx?|css)$/.test(name) && !name.endsWith("api-types.d.ts"),
);

test("a module has at most 300 lines", () => {
  expect(MODULES.length).toBeGreaterThan(100);
  const long = MODULES.filter((name) => name.endsWith(".css") === false).filter(
    (name) => readFileSync(`src/${name}`, "utf8").split("\n").length > 301,
  );
  expect(long).toEqual([]);
});

test("a screen writes no words of its own: they come from the catalogues", () => {
  const screens = MODULES.filter((name) => name.endsWith(".tsx") && !name.includes(".test."));
  const spoken = screens.filter((name) =>
    /[\u4e00-\u9fff]|>\s*[A-Z][a-z]+ [a-z]+/.test(readFileSync(`src/${name}`, "utf8")),
  );
  expect(spoken).toEqual([]);
});
