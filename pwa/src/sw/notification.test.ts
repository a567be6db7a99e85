import { expect, test } from "vitest";
import { notificationOptions, openFromNotification, ownPath, readNote } from "./notification";

const NOTE = { id: "n1", title: "Something new", body: "Have a look.", path: "/inbox" };

test("a push shows exactly its neutral words", () => {
  expect(readNote(JSON.stringify(NOTE))).toEqual(NOTE);
  expect(notificationOptions(NOTE)).toMatchObject({ body: "Have a look.", tag: "n1" });
});

test.each([null, "", "no json", "[]", "7"])(
  "a payload of %j still shows something quiet",
  (text) => {
    expect(readNote(text)).toMatchObject({ title: "Tideover", path: "/inbox" });
  },
);

test.each(["//evil.example", "https://evil.example", "/\\evil.example", "javascript:1", 7, null])(
  "a path of %j leads to the inbox",
  (path) => expect(ownPath(path)).toBe("/inbox"),
);

function client(url: string) {
  const did: unknown[] = [];
  return {
    url,
    did,
    focus: async () => did.push("focus"),
    postMessage: (message: unknown) => did.push(message),
  };
}

function clientsWith(windows: ReturnType<typeof client>[], opened: string[]) {
  return {
    matchAll: async () => windows,
    openWindow: async (path: string) => opened.push(path),
  } as unknown as Clients;
}

const notification = () =>
  ({ close: () => undefined, data: { path: "/debts/1" } }) as unknown as Notification;

test("a tap brings an open window to its place and opens no second one", async () => {
  const opened: string[] = [];
  const window = client("https://app.example/today");
  await openFromNotification(notification(), clientsWith([window], opened));
  expect(window.did).toEqual(["focus", { kind: "go", path: "/debts/1" }]);
  expect(opened).toEqual([]);
});

test("a tap opens a window when only the staff page is open", async () => {
  const opened: string[] = [];
  const staff = client("https://app.example/lender/debts");
  await openFromNotification(notification(), clientsWith([staff], opened));
  expect(opened).toEqual(["/debts/1"]);
  expect(staff.did).toEqual([]);
});
