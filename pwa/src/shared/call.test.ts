import { afterEach, beforeEach, expect, test } from "vitest";
import { type Answer, call, onAnswer, RECEIVED_AT } from "./call";

const real = globalThis.fetch;
let asked: Request[] = [];
let answer: () => Response | Promise<Response>;

beforeEach(() => {
  asked = [];
  globalThis.fetch = async (path, init) => {
    asked.push(new Request(`http://localhost${path}`, init));
    return answer();
  };
});
afterEach(() => {
  globalThis.fetch = real;
});

test("a change carries the header that other sites cannot send, and its key", async () => {
  answer = () => Response.json({ id: "p1" }, { status: 201 });
  const given = await call<{ id: string }>("POST", "/payments", {
    body: { a: 1 },
    idempotencyKey: "k1",
  });
  expect(given).toEqual({ kind: "ready", data: { id: "p1" }, keptAt: null });
  expect(asked[0]?.headers.get("X-Requested-With")).toBe("tideover");
  expect(asked[0]?.headers.get("Idempotency-Key")).toBe("k1");
});

test("an answer the worker kept says from when it is", async () => {
  const headers = { [RECEIVED_AT]: "2026-11-21T09:12:00.000Z" };
  answer = () => Response.json({}, { headers });
  expect(await call("GET", "/today")).toMatchObject({ keptAt: "2026-11-21T09:12:00.000Z" });
});

test("a refusal keeps its code, its fields and how long to wait", async () => {
  const problem = { code: "too_many", detail: "Wait.", fields: { address: ["No."] } };
  answer = () => Response.json(problem, { status: 429, headers: { "Retry-After": "30" } });
  expect(await call("POST", "/sign-in/codes", { body: {} })).toEqual({
    kind: "refused",
    status: 429,
    code: "too_many",
    detail: "Wait.",
    fields: { address: ["No."] },
    retryAfterSeconds: 30,
  });
});

test("a refusal that is no problem document is still a refusal", async () => {
  answer = () => new Response("<html>", { status: 502 });
  expect(await call("GET", "/today")).toMatchObject({ kind: "refused", code: "status_502" });
});

test("no line is unreachable, and everybody who listens hears of it", async () => {
  const heard: Answer<unknown>[] = [];
  const stop = onAnswer((each) => heard.push(each));
  answer = () => Promise.reject(new TypeError("no line"));
  expect(await call("GET", "/today")).toEqual({ kind: "unreachable" });
  stop();
  expect(heard).toEqual([{ kind: "unreachable" }]);
});

test("an empty answer is ready with nothing", async () => {
  answer = () => new Response(null, { status: 204 });
  expect(await call("DELETE", "/sign-in/session")).toMatchObject({ kind: "ready", data: null });
});
