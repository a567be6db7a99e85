import { beforeEach, expect, test, vi } from "vitest";
import { CachesInMemory } from "../../tests/cache-storage";
import { newestAnswer } from "./answers";
import { becomePerson, forgetPerson, person } from "./person";

const TODAY = () => new Request("https://app.example/api/v1/today");
let caches: CachesInMemory;
let server: () => Promise<Response>;

const online = async () =>
  Response.json({ name: "Mei" }, { headers: { Date: "Sat, 21 Nov 2026 09:12:00 GMT" } });
const noLine = () => Promise.reject(new TypeError("no line"));

beforeEach(() => {
  caches = new CachesInMemory();
  Object.assign(globalThis, { caches, fetch: () => server() });
  server = online;
});

test("without a line the last answer comes back, marked with when it was given", async () => {
  await becomePerson("mei");
  expect((await newestAnswer(TODAY())).headers.get("X-Tideover-Received-At")).toBeNull();
  server = noLine;
  const kept = await newestAnswer(TODAY());
  expect(kept.headers.get("X-Tideover-Received-At")).toBe("2026-11-21T09:12:00.000Z");
  expect(await kept.json()).toEqual({ name: "Mei" });
});

test("what was never asked is still unreachable without a line", async () => {
  await becomePerson("mei");
  server = noLine;
  await expect(newestAnswer(TODAY())).rejects.toThrow("no line");
});

test("after signing out nothing of the person is left", async () => {
  await becomePerson("mei");
  await newestAnswer(TODAY());
  await forgetPerson();
  expect(await person()).toBeNull();
  expect(await caches.keys()).toEqual([]);
  server = noLine;
  await expect(newestAnswer(TODAY())).rejects.toThrow();
});

test("another person never sees what was kept before", async () => {
  await becomePerson("mei");
  await newestAnswer(TODAY());
  await becomePerson("li");
  server = noLine;
  await expect(newestAnswer(TODAY())).rejects.toThrow();
  expect((await caches.keys()).filter((name) => name.includes("mei"))).toEqual([]);
});

test("an answer that arrives after signing out is not kept", async () => {
  await becomePerson("mei");
  server = async () => {
    await forgetPerson();
    return await online();
  };
  expect((await newestAnswer(TODAY())).ok).toBe(true);
  expect(await caches.keys()).toEqual([]);
});

test("on a slow line the last answer shows, and the fresh one is there next time", async () => {
  await becomePerson("mei");
  await newestAnswer(TODAY());
  let arrive = (_: Response): void => undefined;
  server = () =>
    new Promise((resolve) => {
      arrive = resolve;
    });
  const shown = await newestAnswer(TODAY(), 1);
  expect(shown.headers.get("X-Tideover-Received-At")).toBe("2026-11-21T09:12:00.000Z");
  arrive(Response.json({ name: "Li" }));
  server = noLine;
  await vi.waitFor(async () => {
    expect(await (await newestAnswer(TODAY())).json()).toEqual({ name: "Li" });
  });
});

test("on a slow line without a last answer one waits for the fresh one", async () => {
  await becomePerson("mei");
  server = () => new Promise((resolve) => setTimeout(() => void online().then(resolve), 20));
  expect(await (await newestAnswer(TODAY(), 1)).json()).toEqual({ name: "Mei" });
});

test("a refusal is not kept", async () => {
  await becomePerson("mei");
  server = async () => new Response("{}", { status: 401 });
  expect((await newestAnswer(TODAY())).status).toBe(401);
  server = noLine;
  await expect(newestAnswer(TODAY())).rejects.toThrow();
});
