"""The wallet takes the money and the line drops: nobody knows, then everybody does."""

import pytest
from playwright.sync_api import expect

from tests.journeys.outside import until

pytestmark = pytest.mark.browser


@pytest.fixture
def silent_wallet(stack):
    """A wallet that tells nothing by itself: only asking it helps."""
    stack.hear_wallet(also_answered=False)
    yield stack.sandbox.wallet
    stack.sandbox.wallet.behave()
    stack.hear_wallet()


def test_a_payment_nobody_knows_about_is_being_checked_and_then_known(
    stack, silent_wallet, lender, somebody
):
    somebody.come_in((lender, f"HC-{somebody.phone[-6:]}"))
    (debt,) = somebody.post.told("GET", "/debts")["items"]
    silent_wallet.set_fault("charge_then_drop", times=1)
    silent_wallet.set_fault("error_before", on="query")

    somebody.open(f"/pay?d={debt['id']}.60000")
    somebody.pay("¥600.00")
    somebody.at("We are checking")
    somebody.look("checking")
    somebody.follow("Today")
    somebody.sees("You don't need to pay again.")
    expect(somebody.link("Choose what to do")).to_have_count(0)
    somebody.look("today-checking")

    (payment,) = somebody.asked("/payments")["items"]
    assert payment["state"] == "checking"
    silent_wallet.behave()
    stack.live_later(stack.later + 3_600)
    until(lambda: is_known(stack, somebody))
    somebody.open(f"/payments/{payment['id']}")
    somebody.at("Paid")
    somebody.sees("{left} left", left="¥1,880.00")
    assert silent_wallet.charged(rail_key(stack, payment["id"])) == 1


def is_known(stack, somebody) -> bool:
    stack.cli("run-job", "payments.ask")
    return all(p["state"] == "succeeded" for p in somebody.asked("/payments")["items"])


def rail_key(stack, payment_id: str) -> str:
    return stack.rows("select rail_key from payments where id = %s", payment_id)[0][0]
