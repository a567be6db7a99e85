// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { countries, HELP, helpIn, likelyCountry } from "./advisers";
import { lineAfter } from "./line";
import { ROUTES, routeOf } from "./routes";

const ready = (keptAt: string | null) => ({ kind: "ready", data: null, keptAt }) as const;

test("the notice bar names the oldest moment of what is on screen", () => {
  const first = lineAfter({ offline: false, asOf: null }, ready("2026-11-21T09:12:00Z"));
  const second = lineAfter(first, ready("2026-11-21T08:00:00Z"));
  const third = lineAfter(second, ready("2026-11-21T10:00:00Z"));
  expect(third).toEqual({ offline: true, asOf: "2026-11-21T08:00:00Z" });
});

test("one fresh answer takes the notice away", () => {
  expect(lineAfter({ offline: true, asOf: "2026-11-21T08:00:00Z" }, ready(null))).toEqual({
    offline: false,
    asOf: null,
  });
});

test("each path has one screen, and an unknown one has none", () => {
  expect(routeOf("/debts/7")?.route.pattern).toBe("/debts/:id");
  expect(routeOf("/debts/7/choose")?.params).toEqual({ id: "7" });
  expect(routeOf("/nowhere")).toBeNull();
  expect(new Set(ROUTES.map(({ pattern }) => pattern)).size).toBe(ROUTES.length);
});

test("a stranger sees the claim, the sign-in and help, and nothing else", () => {
  const open = ROUTES.filter((route) => route.open).map(({ pattern }) => pattern);
  expect(open.sort()).toEqual(["/claim", "/help", "/sign-in"]);
});

test("every country with help has somebody for money and somebody for the night", () => {
  for (const here of HELP) {
    expect(here.advisers.length, here.country).toBeGreaterThan(0);
    expect(
      here.crisis.some((each) => each.phone !== null),
      here.country,
    ).toBe(true);
    for (const { site } of here.advisers) if (site !== null) expect(site).toMatch(/^https:/);
  }
  expect(countries("zh-Hans")).toHaveLength(HELP.length);
});

test.each([
  [["zh-CN"], "CN"],
  [["zh-Hans"], "CN"],
  [["fr", "en-IE"], "IE"],
  [["pt-BR"], null],
])("a browser that prefers %j is probably in %s", (preferences, country) => {
  expect(likelyCountry(preferences)).toBe(country);
  expect(helpIn("XX")).toBeNull();
});
