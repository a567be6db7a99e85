import { expect, test } from "vitest";
import { routeOf } from "./routes";

const HOME = "https://app.example";

test.each([
  ["GET", "navigate", "/debts/1", "page"],
  ["GET", "navigate", "/", "page"],
  ["GET", "navigate", "/lender", "network"],
  ["GET", "navigate", "/lender/import", "network"],
  ["GET", "navigate", "/lenders-i-know", "page"],
  ["GET", "navigate", "/api/docs", "network"],
  ["GET", "no-cors", "/assets/index-1.js", "file"],
  ["GET", "no-cors", "/icons/tideover-192.png", "file"],
  ["GET", "cors", "/api/v1/today", "kept-answer"],
  ["GET", "cors", "/api/v1/debts/1", "kept-answer"],
  ["GET", "cors", "/api/v1/debts/1/choices?part_minor=100", "network"],
  ["GET", "cors", "/api/v1/mandates", "network"],
  ["GET", "cors", "/api/v1/push/key", "network"],
  ["GET", "cors", "/api/v1/staff/debts", "network"],
  ["POST", "cors", "/api/v1/payments", "network"],
  ["DELETE", "cors", "/api/v1/sign-in/session", "network"],
] as const)("%s (%s) of %s is answered from: %s", (method, mode, path, route) => {
  expect(routeOf({ method, mode, url: HOME + path }, HOME)).toBe(route);
});

test("what belongs to another site is left alone", () => {
  const asked = { method: "GET", mode: "cors", url: "https://else.example/api/v1/today" };
  expect(routeOf(asked, HOME)).toBe("network");
});
