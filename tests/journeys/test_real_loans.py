"""The main job on real input: 9,857 loans pushed by a lender's system, one claimed and paid."""

import json
from typing import Any
from uuid import uuid4

import pytest

from tests.factories.real_loans import COUNT, real_loans
from tests.journeys.actors import LenderSystem
from tests.journeys.speech import SPEECHES

pytestmark = pytest.mark.browser

PHONES = {speech.language: f"+8613700000{n:03}" for n, speech in enumerate(SPEECHES)}
"""Two of the borrowers can be reached here: contacts are made up in any case."""

Loans = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def club(stack) -> LenderSystem:
    return LenderSystem(stack, "Lending Club")


@pytest.fixture(scope="module")
def loans() -> Loans:
    """Every loan by its reference; one borrower for each language has a phone in Shanghai."""
    every = {loan["reference"]: loan for loan in real_loans()}
    asked_birth_year = [
        loan for loan in every.values() if loan["knowledge"]["question"] == "birth_year"
    ]
    for loan, number in zip(asked_birth_year, PHONES.values(), strict=False):
        loan["contact"] = {"phone": number, "name": "Mei"}
    return every


@pytest.fixture(scope="module")
def pushed(club, loans) -> dict[str, Any]:
    return push(club, loans)


def test_all_real_loans_are_taken_in_over_http_and_again_without_a_change(
    club, loans, pushed, counted
):
    assert (pushed["received"], pushed["created"], pushed["refused"]) == (COUNT, COUNT, 0)
    again = push(club, loans)
    assert (again["received"], again["unchanged"], again["created"]) == (COUNT, COUNT, 0)
    counted("real loans pushed over HTTP", pushed["created"])


@pytest.fixture
def phone_number(say) -> str:
    return PHONES[say.language]


def test_one_of_the_real_loans_is_claimed_understood_and_paid(stack, club, loans, pushed, somebody):
    (loan,) = [each for each in loans.values() if each["contact"].get("phone") == somebody.phone]
    somebody.open(f"/claim#{somebody.post.claim_token()}")
    somebody.ask_for_code()
    somebody.type_code()
    somebody.box("Which year were you born?").fill(loan["knowledge"]["answer"])
    somebody.press("Show it to me")
    somebody.sees("What happens next")
    somebody.look("debt-real")

    instalment = loan["due_minor"]
    somebody.follow("Choose what to do")
    somebody.page.get_by_role("radio", name=somebody.say("Pay part")).check()
    typed = f"{instalment // 100}.{instalment % 100:02}"
    somebody.box("How much now, {currency}", currency="USD").fill(typed)
    somebody.look("choice-real")
    somebody.press("Continue")
    somebody.set_up_wallet()
    somebody.pay(f"${instalment // 100:,}.{instalment % 100:02}")
    somebody.at("Paid")

    items = club.call("GET", "/lender/payments?limit=100").json()["items"]
    (paid,) = [each for each in items if each["reference"] == loan["reference"]]
    assert (paid["amount_minor"], paid["currency"]) == (instalment, "USD")
    stack.cli("invariants")


def push(club: LenderSystem, loans: Loans) -> dict[str, Any]:
    """Push every loan in one request, as lines of JSON."""
    lines = "\n".join(json.dumps(loan) for loan in loans.values())
    headers = {"Content-Type": "application/x-ndjson", "Idempotency-Key": uuid4().hex}
    answer = club.call("POST", "/lender/debts/batch", data=lines.encode(), headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()
