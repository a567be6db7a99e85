"""Every other screen: what is there when there is little, much, or nothing."""

import pytest
from playwright.sync_api import expect

from tests.factories.debts import debt_in
from tests.journeys.actors import LenderSystem

pytestmark = pytest.mark.browser

LONG_NAME = "Zhejiang Riverside Consumer Finance Ltd."
HUGE_MINOR = 123_456_789


def test_somebody_without_debts_finds_calm_screens(somebody):
    somebody.come_in(wallet=False)
    for path, name in (
        ("/today", "today-empty"),
        ("/debts", "debts-empty"),
        ("/inbox", "inbox-empty"),
        ("/payments", "payments-empty"),
        ("/claims", "claims-empty"),
        ("/help", "help"),
        ("/nowhere", "missing"),
        ("/claim#no-such-token", "claim-gone"),
    ):
        somebody.open(path)
        somebody.look(name)


def test_somebody_who_paid_finds_what_was_written_and_what_was_paid(lender, somebody):
    somebody.come_in((lender, f"HC-{somebody.phone[-6:]}"))
    (debt,) = somebody.post.told("GET", "/debts")["items"]
    somebody.open(f"/pay?d={debt['id']}.248000")
    somebody.pay("¥2,480.00")
    somebody.at("Paid")
    somebody.look("receipt-settled")
    somebody.open(f"/debts/{debt['id']}")
    expect(somebody.page.get_by_text(somebody.say("settled")).first).to_be_visible()
    somebody.look("debt-settled")
    somebody.open("/inbox")
    somebody.page.get_by_text(somebody.say("Why did I get this?")).first.click()
    expect(somebody.page.locator("details[open] p").first).to_be_visible()
    somebody.look("inbox")
    somebody.open("/payments")
    somebody.sees("Ways to pay")
    somebody.look("payments")


def test_money_that_is_not_there_is_refused_kindly(stack, lender, somebody):
    somebody.come_in((lender, f"HC-{somebody.phone[-6:]}"))
    (debt,) = somebody.post.told("GET", "/debts")["items"]
    stack.sandbox.wallet.set_fault("refuse", times=1, reason="insufficient_funds")
    somebody.open(f"/pay?d={debt['id']}.60000")
    somebody.pay("¥600.00")
    somebody.at("This one didn't go through")
    somebody.look("refused")
    assert somebody.post.told("GET", f"/debts/{debt['id']}")["outstanding_minor"] == 248_000


def test_large_letters_long_names_and_seven_digits_still_fit(stack, somebody):
    long = LenderSystem(stack, LONG_NAME)
    somebody.come_in(wallet=False)
    charges = [{"kind": "principal", "amount_minor": HUGE_MINOR}]
    contact = {"phone": somebody.phone}
    for n in range(3):
        long.push(f"LONG-{somebody.phone[1:]}-{n}", debt_in(charges=charges, contact=contact))
    somebody.take_up_all(3)
    (debt, *_) = somebody.post.told("GET", "/debts")["items"]
    for path, name in (
        ("/today", "today"),
        ("/debts", "debts"),
        (f"/debts/{debt['id']}", "debt"),
        (f"/debts/{debt['id']}/choose", "choice"),
        (f"/pay?d={debt['id']}.{HUGE_MINOR}", "pay"),
    ):
        somebody.open(path)
        expect(somebody.page.locator("h1").first).to_be_visible()
        somebody.page.evaluate("document.documentElement.style.fontSize = '200%'")
        somebody.look(f"{name}-large")
        assert somebody.page.evaluate("document.documentElement.scrollWidth") <= 390, path
