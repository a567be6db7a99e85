// @vitest-environment happy-dom
import { cleanup, fireEvent } from "@testing-library/preact";
import { afterEach, expect, test, vi } from "vitest";
import { show } from "../../tests/screens";
import { minor } from "../shared/money";
import { Amount, amountsHidden } from "./amount";
import { AmountSlider } from "./amount-slider";
import { Due } from "./due";
import { StatePill } from "./state-pill";
import { Refused } from "./states";

afterEach(() => {
  cleanup();
  amountsHidden.set(false);
});

test("an amount is written out, and dots when the person hides amounts", () => {
  const { container, getByText, again } = show(<Amount minor={minor(248_000)} currency="CNY" />);
  expect(container.textContent).toBe("¥2,480.00");
  amountsHidden.set(true);
  again(<Amount minor={minor(248_000)} currency="CNY" big />);
  expect(container.textContent).not.toContain("480");
  expect(getByText("amount hidden")).toBeDefined();
});

test("a due day says the day and how far away it is, in both languages", () => {
  const due = <Due on="2026-11-27" days={6} />;
  expect(show(due).container.textContent).toContain("27 Nov, in 6 days");
  cleanup();
  expect(show(due, "zh-Hans").container.textContent).toBe("11月27日周五，6天后");
});

test("a state is a word and a shape, not a colour alone", () => {
  const { getByText, container } = show(<StatePill state="late" />);
  expect(getByText("late")).toBeDefined();
  expect(container.querySelector("svg path")?.getAttribute("d")).not.toBe("");
});

test("the box beside the slider takes an exact amount and refuses one above what is owed", () => {
  const heard = vi.fn();
  const { getByRole, queryByRole } = show(
    <AmountSlider
      label="How much now"
      currency="CNY"
      value={minor(60_000)}
      least={minor(100)}
      most={minor(248_000)}
      onValue={heard}
    />,
  );
  const box = getByRole("textbox");
  fireEvent.input(box, { target: { value: "1,234.56" } });
  expect(heard).toHaveBeenLastCalledWith(123_456);
  fireEvent.input(box, { target: { value: "2,480.01" } });
  expect(heard).toHaveBeenCalledTimes(1);
  expect(queryByRole("alert")?.textContent).toContain("¥2,480.00");
});

test("the slider says its amount, not its place", () => {
  const { getByRole } = show(
    <AmountSlider
      label="How much now"
      currency="CNY"
      value={minor(60_000)}
      least={minor(100)}
      most={minor(248_000)}
      onValue={() => undefined}
    />,
  );
  expect(getByRole("slider").getAttribute("aria-valuetext")).toBe("¥600.00");
});

test("a refusal says what to do and who helps", () => {
  const again = vi.fn();
  const { getByRole, getByText } = show(<Refused answer={{ kind: "unreachable" }} again={again} />);
  fireEvent.click(getByRole("button", { name: "Try again" }));
  expect(again).toHaveBeenCalledOnce();
  expect(getByText("Talk to a free adviser").getAttribute("href")).toBe("/help");
});

test("a server's English sentence is not shown to a Chinese reader", () => {
  const refused = {
    kind: "refused",
    status: 409,
    code: "something_new",
    detail: "Some English words.",
    fields: {},
    retryAfterSeconds: 12,
  } as const;
  expect(show(<Refused answer={refused} />, "zh-Hans").container.textContent).not.toMatch(
    /English/,
  );
  cleanup();
  expect(show(<Refused answer={refused} />).container.textContent).toContain("12 seconds");
});
