// Check which module imports which: shared ← kit ← capability ← app, and sw ← shared alone.
import { cruise } from "dependency-cruiser";

/** Fewer modules than this means the cruise looked at the wrong place and proved nothing. */
const LEAST_MODULES = 120;

/** Each layer may import itself and what stands after it. */
const LAYERS = ["app", "today", "payments", "debts", "nudges", "accounts", "kit", "shared"];

/** @param {string[]} names */
const inside = (names) => `^src/(${names.join("|")})/`;

const forbidden = [
  ...LAYERS.map((layer, index) => ({
    name: `${layer}-imports-only-what-stands-below`,
    severity: /** @type {const} */ ("error"),
    from: { path: inside([layer]), pathNot: "\\.test\\.tsx?$" },
    to: { path: "^src/", pathNot: inside(LAYERS.slice(index)) },
  })),
  {
    name: "sw-imports-only-shared",
    severity: /** @type {const} */ ("error"),
    from: { path: inside(["sw"]) },
    to: { path: "^src/", pathNot: inside(["sw", "shared"]) },
  },
  {
    name: "portal-imports-only-kit-and-shared",
    severity: /** @type {const} */ ("error"),
    from: { path: inside(["portal"]) },
    to: { path: "^src/", pathNot: inside(["portal", "kit", "shared"]) },
  },
  {
    name: "no-circles",
    severity: /** @type {const} */ ("error"),
    from: {},
    to: { circular: true },
  },
];

const { output } = await cruise(["src"], {
  ruleSet: { forbidden },
  validate: true,
  tsPreCompilationDeps: true,
  doNotFollow: { path: "node_modules" },
  exclude: { path: "\\.css$" },
});

if (typeof output === "string") throw new Error("the cruise gave text where a result was expected");
const { summary } = output;
for (const { rule, from, to } of summary.violations) {
  console.error(`${rule.name}: ${from} → ${to}`);
}
console.log(`imports: ${summary.totalCruised} modules, ${summary.totalDependenciesCruised} edges`);
if (summary.totalCruised < LEAST_MODULES) {
  console.error(`only ${summary.totalCruised} modules seen, expected at least ${LEAST_MODULES}`);
}
process.exitCode = summary.violations.length > 0 || summary.totalCruised < LEAST_MODULES ? 1 : 0;
