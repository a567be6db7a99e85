// Weigh what a phone loads first: the page's own script, its words, and the first screens.
import { readFileSync, rmSync } from "node:fs";
import { gzipSync } from "node:zlib";

/** Compressed bytes of script that the person's first load may have at most. */
const MOST_BYTES = 60_000;

/** @typedef {{ file: string, css?: string[], imports?: string[], dynamicImports?: string[] }} Chunk */
/** @type {Record<string, Chunk>} */
const manifest = JSON.parse(readFileSync("dist/.vite/manifest.json", "utf8"));

/** @param {string} file */
const weight = (file) => gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length;

/**
 * Return every chunk that loads with one.
 * @param {string} name @param {Set<string>} seen @returns {Set<string>}
 */
function withImports(name, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const next of manifest[name]?.imports ?? []) withImports(next, seen);
  return seen;
}

/** @param {Iterable<string>} names */
function scripts(names) {
  const files = new Set([...names].map((name) => manifest[name]?.file ?? ""));
  return [...files]
    .filter((file) => file.endsWith(".js"))
    .reduce((sum, file) => sum + weight(file), 0);
}

const page = withImports("index.html");
const words = Object.keys(manifest).filter((name) => name.includes("app/catalogue-"));
const languages = words.map((name) =>
  scripts([...withImports(name)].filter((each) => !page.has(each))),
);
const first = scripts(page) + Math.max(...languages);
const styles = new Set([...page].flatMap((name) => manifest[name]?.css ?? []));
const styleBytes = [...styles].reduce((sum, file) => sum + weight(file), 0);
const kilo = (/** @type {number} */ bytes) => (bytes / 1000).toFixed(1);
console.log(
  `first load: ${kilo(first)} kB of script (at most ${kilo(MOST_BYTES)}), ` +
    `${kilo(styleBytes)} kB of style; service worker ${kilo(weight("sw.js"))} kB; all compressed`,
);
rmSync("dist/.vite", { recursive: true });
if (words.length !== 2 || first > MOST_BYTES) {
  console.error("the first load is too large, or its words were not found");
  process.exitCode = 1;
}
