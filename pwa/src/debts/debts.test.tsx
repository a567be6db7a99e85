// @vitest-environment happy-dom
import { cleanup, fireEvent } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test } from "vitest";
import { debt } from "../../tests/builders";
import { show } from "../../tests/screens";
import { minor } from "../shared/money";
import { ChooseScreen } from "./choose-screen";
import { PickDebts } from "./pick-debts";

afterEach(cleanup);

const CHOICES = {
  currency: "CNY",
  outstanding_minor: 248_000,
  today: "2026-11-21",
  all: { pay_minor: 248_000, left_minor: 0, finished_on: "2026-11-21" },
  part: {
    pay_minor: 60_000,
    left_minor: 188_000,
    interest_minor: 1_900,
    interest_until: "2026-12-27",
    least_minor: 100,
    most_minor: 247_900,
    finished_on: null,
    next: [],
  },
  nothing: {
    next: [{ on: "2026-12-01", kind: "late_fee", amount_minor: 4_000 }],
    fee_minor: 4_000,
    interest_minor: 0,
    interest_until: null,
  },
  plan: null,
};

beforeEach(() => {
  globalThis.fetch = async (path) =>
    Response.json(String(path).includes("/choices") ? CHOICES : debt());
  history.replaceState(0, "", "/debts/1/choose");
});

test("nothing is chosen beforehand, and each way says what follows", async () => {
  const { findAllByRole, getByText, getByRole } = show(<ChooseScreen id="1" />);
  const ways = await findAllByRole("radio");
  expect(ways).toHaveLength(3);
  expect(ways.some((way) => way.hasAttribute("checked"))).toBe(false);
  expect(getByText(/¥1,880.00 is left/).textContent).toContain("About ¥19.00 interest by 27 Dec");
  expect(getByText("a ¥40.00 fee is added")).toBeDefined();
  expect(getByRole("button", { name: "Continue" }).getAttribute("aria-disabled")).toBe("true");
});

test("to pay all leads to paying exactly what is outstanding", async () => {
  const { findByLabelText, getByRole } = show(<ChooseScreen id="1" />);
  fireEvent.click(await findByLabelText("Pay all"));
  fireEvent.click(getByRole("button", { name: "Continue" }));
  expect(location.pathname + location.search).toBe("/pay?d=1.248000");
});

test("to pay nothing now leads home without a word of blame", async () => {
  const { findByLabelText, getByRole } = show(<ChooseScreen id="1" />);
  fireEvent.click(await findByLabelText("Nothing now"));
  fireEvent.click(getByRole("button", { name: "Okay, nothing now" }));
  expect(location.pathname).toBe("/today");
});

test("two debts of one currency are ticked and paid together; the third is in yen", () => {
  const jade = debt({
    id: "j",
    lender: { id: "l2", name: "Jade Bridge", verified: true, origin: "lender" },
    outstanding_minor: minor(75_000),
    due_minor: minor(75_000),
  });
  const yen = debt({
    id: "y",
    currency: "JPY",
    lender: { id: "l3", name: "Tokyo Bay", verified: true, origin: "lender" },
  });
  const { getByLabelText, getByRole } = show(<PickDebts debts={[debt(), jade, yen]} />);
  fireEvent.click(getByLabelText("Harbour Credit"));
  fireEvent.click(getByLabelText("Jade Bridge"));
  expect((getByLabelText("Tokyo Bay") as HTMLInputElement).disabled).toBe(true);
  fireEvent.click(getByRole("button", { name: "Pay 2 debts · ¥3,230.00" }));
  expect(location.search).toBe(`?d=${debt().id}.248000&d=j.75000`);
});
