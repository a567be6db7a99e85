"""Part of two debts of two lenders in one payment."""

import pytest
from playwright.sync_api import expect

from tests.journeys.actors import LenderSystem

pytestmark = pytest.mark.browser


def test_parts_of_two_debts_are_paid_at_once(stack, lender, somebody, say):
    lantern = LenderSystem(stack, "Lantern Card Services")
    mine = somebody.phone[-6:]
    somebody.come_in((lender, f"HC-{mine}"), (lantern, f"LC-{mine}"))

    somebody.open("/debts")
    somebody.press("Pay several together")
    for name in ("Harbour Credit", "Lantern Card Services"):
        somebody.page.get_by_role("checkbox", name=name).check()
    somebody.look("pick")
    somebody.press("Pay {n} debts · {amount}", n=2, amount="¥4,960.00")

    write(somebody, "Harbour Credit", "500")
    write(somebody, "Lantern Card Services", "300.50")
    somebody.look("pay-several")
    somebody.pay("¥800.50")
    somebody.at("Paid")
    somebody.sees("{left} left", left="¥1,980.00")
    somebody.sees("{left} left", left="¥2,179.50")

    (payment,) = somebody.asked("/payments")["items"]
    assert sorted(part["amount_minor"] for part in payment["allocations"]) == [30_050, 50_000]
    expect(somebody.link("Today")).to_be_visible()
    stack.cli("invariants")


def write(somebody, lender: str, amount: str) -> None:
    somebody.box("How much to {lender}, {currency}", lender=lender, currency="CNY").fill(amount)
