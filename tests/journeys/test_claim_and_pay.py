"""The main job: a lender's bill reaches a phone, is understood, claimed and paid."""

import pytest
from playwright.sync_api import expect

from tests.factories.debts import debt_in
from tests.journeys.outside import until

pytestmark = pytest.mark.browser

OWED = "¥2,480.00"
PART = "¥600.00"
LEFT = "¥1,880.00"


def test_a_bill_reaches_a_phone_is_understood_claimed_and_paid(stack, lender, somebody):
    reference = f"HC-{somebody.phone[-6:]}"
    lender.push(reference, debt_in(contact={"phone": somebody.phone}))

    take_up(somebody)
    understand(somebody)
    choose_part(somebody)
    pay_for_the_first_time(somebody)
    see_what_is_left(somebody)

    (paid,) = [p for p in payments_of(lender) if p["reference"] == reference]
    assert (paid["amount_minor"], paid["currency"]) == (60_000, "CNY")
    until(lambda: told_of(stack, reference) == {"debt.claimed", "payment.succeeded"})
    stack.cli("invariants")


def take_up(somebody) -> None:
    somebody.open(f"/claim#{somebody.post.claim_token()}")
    somebody.at("Is this yours?")
    expect(somebody.page.get_by_text(OWED)).to_have_count(0)
    somebody.look("claim")
    somebody.ask_for_code()
    somebody.look("code")
    somebody.type_code()
    somebody.look("question")
    somebody.box("Which year were you born?").fill("1994")
    somebody.press("Show it to me")


def understand(somebody) -> None:
    somebody.sees("What happens next")
    somebody.look("debt")
    somebody.follow("Today")
    somebody.sees("The next 30 days")
    somebody.look("today")
    somebody.follow("Choose what to do")


def choose_part(somebody) -> None:
    somebody.at("What would you like to do?")
    somebody.page.get_by_role("radio", name=somebody.say("Pay part")).check()
    somebody.box("How much now, {currency}", currency="CNY").fill("600")
    somebody.sees("{left} is left.", left=LEFT)
    somebody.look("choice")
    somebody.press("Continue")


def pay_for_the_first_time(somebody) -> None:
    somebody.look("pay-first")
    somebody.set_up_wallet()
    somebody.look("pay")
    somebody.press("Look it over")
    somebody.at("Is this right?")
    somebody.look("confirm")
    somebody.press("Pay {amount}", amount=PART)
    somebody.at("Paid")
    somebody.sees("Receipt number")
    somebody.sees("{left} left", left=LEFT)
    somebody.look("receipt")


def see_what_is_left(somebody) -> None:
    somebody.follow("Debts")
    expect(somebody.page.get_by_text(LEFT).first).to_be_visible()
    somebody.look("debts")


def payments_of(lender) -> list[dict]:
    return lender.call("GET", "/lender/payments?limit=100").json()["items"]


def told_of(stack, reference: str) -> set[str]:
    return {
        event["type"]
        for event in stack.sandbox.listener.events()
        if reference in str(event["body"])
    }
