"""Without a line the last known answers stay, with their time; money waits for the person."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_reload_without_a_line_shows_what_was_last_known(lender, somebody, context):
    somebody.come_in((lender, f"HC-{somebody.phone[-6:]}"))
    somebody.open("/today")
    somebody.waits_for_worker()
    somebody.open("/debts")
    expect(somebody.page.get_by_text("Harbour Credit")).to_be_visible()

    context.set_offline(True)
    for path in ("/debts", "/today"):
        somebody.open(path)
        somebody.sees("No connection right now. This is as of")
        expect(somebody.page.get_by_text("Harbour Credit").first).to_be_visible()
    somebody.look("today-offline")


def test_money_does_not_move_without_a_line_and_is_asked_for_again(lender, somebody, context):
    somebody.come_in((lender, f"HC-{somebody.phone[-6:]}"))
    (debt,) = somebody.post.told("GET", "/debts")["items"]
    somebody.open(f"/pay?d={debt['id']}.60000")
    somebody.press("Look it over")
    somebody.at("Is this right?")

    context.set_offline(True)
    somebody.press("Pay {amount}", amount="¥600.00")
    somebody.sees("Nothing was sent.")
    somebody.look("confirm-offline")
    context.set_offline(False)
    assert somebody.asked("/payments")["items"] == []

    somebody.press("Pay {amount}", amount="¥600.00")
    somebody.at("Paid")
    assert [p["amount_minor"] for p in somebody.asked("/payments")["items"]] == [60_000]
