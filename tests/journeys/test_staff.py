"""A lender's staff bring in a file, see what was left out and why, and tell their system again."""

import csv
import io

import pytest
from playwright.sync_api import expect

from tests.factories.debts import debt_in
from tests.journeys.outside import until

pytestmark = pytest.mark.browser

COLUMNS = (
    "reference", "currency", "principal", "interest", "fee", "paid", "due_on", "as_of",
    "phone", "name", "question", "answer",
)  # fmt: skip


@pytest.fixture
def context(browser, say):
    """A desk: wider than a phone, with a mouse."""
    made = browser.new_context(
        viewport={"width": 1280, "height": 800},
        locale=say.tag,
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    yield made
    made.close()


def test_staff_import_a_file_and_see_its_two_bad_rows_in_place(stack, lender, somebody):
    mine = somebody.phone[-6:]
    sign_in(stack, lender, somebody)
    somebody.look("staff-import")
    bring_in(somebody, [row(f"CSV-{mine}-{n}", somebody.phone) for n in (1, 2, 3)], mine)
    expect(somebody.page.get_by_role("row", name=f"CSV-{mine}-bad-day")).to_contain_text("due_on")
    expect(somebody.page.get_by_role("row", name=f"CSV-{mine}-bad-sum")).to_contain_text(
        "principal"
    )
    expect(somebody.page.locator(".figures")).to_contain_text("5")
    somebody.look("staff-import-done")

    somebody.follow("Debts")
    expect(somebody.page.get_by_text(f"CSV-{mine}-3")).to_be_visible()
    expect(somebody.page.get_by_text("bad-day")).to_have_count(0)
    somebody.look("staff-debts")
    somebody.follow("API keys")
    somebody.look("staff-keys")


def test_staff_see_a_webhook_and_send_it_again(stack, lender, somebody):
    reference = f"WH-{somebody.phone[-6:]}"
    somebody.post.sign_in()
    lender.push(reference, debt_in(contact={"phone": somebody.phone}))
    somebody.take_up_all(1)
    until(lambda: len(heard(stack, reference)) == 1)

    sign_in(stack, lender, somebody)
    somebody.follow("Webhooks")
    newest = somebody.page.get_by_role("row").nth(1)
    expect(newest).to_contain_text("debt.claimed")
    expect(newest).to_contain_text(somebody.say("accepted"))
    somebody.look("staff-webhooks")
    newest.get_by_role("button", name=somebody.say("Send again")).click()
    until(lambda: heard(stack, reference)[0]["times"] == 2)
    assert heard(stack, reference)[0]["bodies"] == 1


def sign_in(stack, lender, somebody) -> None:
    somebody.open("/lender")
    somebody.look("staff-sign-in")
    somebody.box("Work e-mail").fill(lender.staff_email)
    somebody.press("Send a code")
    somebody.box("6-digit code").fill(lender.staff_code())
    somebody.press("Sign in")
    expect(somebody.link("Debts")).to_be_visible()


def bring_in(somebody, good: list[dict], mine: str) -> None:
    bad = [
        row(f"CSV-{mine}-bad-day", somebody.phone) | {"due_on": "2026-02-30"},
        row(f"CSV-{mine}-bad-sum", somebody.phone) | {"principal": "-12.00"},
    ]
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS)
    table.writeheader()
    table.writerows([good[0], bad[0], good[1], bad[1], *good[2:]])
    file = {"name": "bills.csv", "mimeType": "text/csv", "buffer": text.getvalue().encode()}
    somebody.page.locator("input[type=file]").set_input_files(file)
    somebody.press("Import")
    left_out = somebody.page.get_by_role("region", name=somebody.say("Rows left out"))
    expect(left_out).to_be_visible()


def row(reference: str, phone: str) -> dict[str, str]:
    return {
        "reference": reference, "currency": "CNY", "principal": "2300.00", "interest": "140.00",
        "fee": "40.00", "paid": "0", "due_on": "2026-12-27", "as_of": "2026-11-20T16:00:00Z",
        "phone": phone, "name": "Mei", "question": "birth_year", "answer": "1994",
    }  # fmt: skip


def heard(stack, reference: str) -> list[dict]:
    return [e for e in stack.sandbox.listener.events() if reference in str(e["body"])]
