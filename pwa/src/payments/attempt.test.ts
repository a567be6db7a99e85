import "fake-indexeddb/auto";
import { beforeEach, expect, test } from "vitest";
import { payment } from "../../tests/builders";
import { dropAll } from "../shared/keep";
import { minor } from "../shared/money";
import { pay, unfinishedAttempt } from "./attempt";
import type { Order } from "./model";

const ORDER: Order = {
  mandate_id: "m1",
  currency: "CNY",
  allocations: [{ debt_id: "d1", amount_minor: minor(60_000) }],
};
let keys: (string | null)[] = [];
let server: () => Promise<Response>;

beforeEach(async () => {
  await dropAll();
  keys = [];
  Object.defineProperty(globalThis, "navigator", { value: { onLine: true }, configurable: true });
  globalThis.fetch = async (_path, init) => {
    keys.push(new Headers(init?.headers).get("Idempotency-Key"));
    return await server();
  };
});

const broken = () => Promise.reject(new TypeError("line dropped"));
const paid = async () => Response.json(payment(), { status: 201 });

test("the key is stored before the first send", async () => {
  let storedAtSend: string | undefined;
  server = async () => {
    storedAtSend = (await unfinishedAttempt())?.key;
    return await paid();
  };
  await pay(ORDER);
  expect(storedAtSend).toBe(keys[0]);
});

test("after a dropped line the same payment goes under the same key", async () => {
  server = broken;
  expect((await pay(ORDER)).kind).toBe("no-answer");
  server = paid;
  expect((await pay(ORDER)).kind).toBe("known");
  expect(keys[0]).toBe(keys[1]);
  expect(keys[0]).not.toBeNull();
});

test("once the outcome is known the next payment has a new key", async () => {
  server = paid;
  await pay(ORDER);
  await pay(ORDER);
  expect(keys[0]).not.toBe(keys[1]);
});

test("two presses at once send one payment", async () => {
  server = paid;
  const [one, two] = await Promise.all([pay(ORDER), pay(ORDER)]);
  expect(keys).toHaveLength(1);
  expect(one).toEqual(two);
});

test("where the key cannot be stored nothing is sent", async () => {
  const real = globalThis.indexedDB;
  Object.defineProperty(globalThis, "indexedDB", {
    value: {
      open: () => {
        throw new Error("storage is switched off");
      },
    },
    configurable: true,
  });
  server = paid;
  expect(await pay(ORDER)).toEqual({ kind: "not-kept" });
  Object.defineProperty(globalThis, "indexedDB", { value: real, configurable: true });
  expect(keys).toEqual([]);
});

test("offline nothing is sent and nothing waits to be sent", async () => {
  Object.defineProperty(globalThis, "navigator", { value: { onLine: false }, configurable: true });
  server = paid;
  expect(await pay(ORDER)).toEqual({ kind: "not-sent" });
  expect(keys).toEqual([]);
  expect(await unfinishedAttempt()).toBeUndefined();
});
