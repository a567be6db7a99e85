// @vitest-environment happy-dom
import { cleanup, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test } from "vitest";
import { show } from "../../tests/screens";
import { forgetAll, refresh, refreshAll, useAnswer } from "./use-answer";

let asked: string[] = [];
let server: () => Promise<Response>;

beforeEach(() => {
  asked = [];
  forgetAll();
  globalThis.fetch = async (path) => {
    asked.push(String(path));
    return await server();
  };
});
afterEach(cleanup);

function Name({ path }: { path: string }) {
  const [view] = useAnswer<{ name: string }>(path);
  return <p>{view.kind === "ready" ? view.data.name : view.kind}</p>;
}

const says = (name: string) => async () => Response.json({ name });
const noLine = () => Promise.reject(new TypeError("no line"));

test("two parts of a screen that need the same answer ask once", async () => {
  server = says("Mei");
  const { findAllByText } = show(
    <>
      <Name path="/a" />
      <Name path="/a" />
    </>,
  );
  expect(await findAllByText("Mei")).toHaveLength(2);
  expect(asked).toHaveLength(1);
});

test("coming back shows the last answer at once and asks again", async () => {
  server = says("Mei");
  await show(<Name path="/b" />).findByText("Mei");
  cleanup();
  server = says("Li");
  const { container, findByText } = show(<Name path="/b" />);
  expect(container.textContent).toBe("Mei");
  await findByText("Li");
});

test("a line that breaks leaves what was on screen", async () => {
  server = says("Mei");
  const { findByText, container } = show(<Name path="/c" />);
  await findByText("Mei");
  server = noLine;
  refreshAll();
  await waitFor(() => expect(asked).toHaveLength(2));
  expect(container.textContent).toBe("Mei");
});

test("asking again for one path leaves the others alone", async () => {
  server = says("Mei");
  const { findAllByText } = show(
    <>
      <Name path="/d" />
      <Name path="/e" />
    </>,
  );
  await findAllByText("Mei");
  refresh("/d");
  await waitFor(() => expect(asked).toHaveLength(3));
  expect(asked[2]).toContain("/d");
});

test("of two questions only the answer to the last one counts", async () => {
  let answerSlow = (_: Response): void => undefined;
  const slow = new Promise<Response>((resolve) => {
    answerSlow = resolve;
  });
  server = () => slow;
  const { findByText, container } = show(<Name path="/f" />);
  server = says("new");
  refreshAll();
  await findByText("new");
  answerSlow(Response.json({ name: "old" }));
  await slow;
  await Promise.resolve();
  expect(container.textContent).toBe("new");
});
