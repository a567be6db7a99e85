// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { match } from "./place";

test.each([
  ["/debts/:id", "/debts/7", { id: "7" }],
  ["/debts/:id", "/debts/7/", { id: "7" }],
  ["/debts/:id", "/debts", null],
  ["/debts/:id", "/debts/", null],
  ["/debts/:id/choose", "/debts/7/choose", { id: "7" }],
  ["/debts", "/debts/", {}],
  ["/today", "/today/else", null],
])("%s meets %s with %j", (pattern, path, found) => {
  expect(match(pattern, path)).toEqual(found);
});
