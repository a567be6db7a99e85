"""Cards against localstripe, run as a process: set up, pay, decline, webhook, refund, books."""

from collections import Counter
from datetime import timedelta

import pytest

from backend.payments import jobs as payment_jobs
from backend.payments import reconcile
from backend.payments.rails import stripe_line
from backend.plumbing import clock
from tests.backend.payments.test_paying import Mei
from tests.factories.loopback import Loopback
from tests.factories.stripe_peers import (
    ASKS_FOR_ITS_OWNER,
    DECLINES,
    GOOD,
    SECRET,
    Front,
    localstripe,
)
from tests.journeys.outside import until

HOOK = "/api/v1/hooks/rails/stripe"
STRIKES = (
    "drop before",
    "500 before",
    "429",
    "charge, then drop",
    "charge, then 500",
    "charge, then silence",
)


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with localstripe(tmp_path_factory.mktemp("localstripe")) as url:
        yield url


@pytest.fixture
def front(running, stripe_at):
    made = Front(running)
    stripe_at(made.url)
    yield made
    made.close()


@pytest.fixture
def mei(app) -> Mei:
    return Mei(app)


def _with_card(mei: Mei, front: Front, number: str = GOOD) -> dict:
    begun = mei.browser.post("/mandates", {"rail": "stripe"}).json
    front.give_card(begun["approve_url"], number)
    mei.mandate = begun["id"]
    return mei.browser.get(f"/mandates/{begun['id']}").json


def _mine(front: Front) -> list[dict]:
    """Return the intents of this test; localstripe remembers those of the tests before."""
    mine = {page["customer"] for page in front.pages.open.values()}
    return [intent for intent in front.intents() if intent["customer"] in mine]


def _ask_after(**later) -> None:
    with clock.moved_to(clock.now() + timedelta(**later)):
        payment_jobs.ask_about_open_payments()


def _shown(mei: Mei, payment_id: str) -> str:
    return mei.browser.get(f"/payments/{payment_id}").json["state"]


def test_a_card_is_given_on_stripes_own_page_and_ready_after_it(mei, front) -> None:
    begun = mei.browser.post("/mandates", {"rail": "stripe"})
    waiting = mei.browser.get(f"/mandates/{begun.json['id']}").json["state"]
    front.give_card(begun.json["approve_url"])
    ready = mei.browser.get(f"/mandates/{begun.json['id']}").json["state"]

    assert begun.status_code == 201, begun.json
    assert begun.json["approve_url"].startswith("https://checkout.")
    assert (begun.json["state"], waiting, ready) == ("pending", "pending", "active")
    assert not [call for call in front.loopback.asked if b"4242424242424242" in call.raw]


def test_a_page_that_expired_without_a_card_ends_the_mandate(mei, front) -> None:
    begun = mei.browser.post("/mandates", {"rail": "stripe"}).json
    next(iter(front.pages.open.values()))["status"] = "expired"

    assert mei.browser.get(f"/mandates/{begun['id']}").json["state"] == "ended"


def test_paying_600_of_2480_by_card_is_one_charge_and_leaves_1880(mei, front) -> None:
    _with_card(mei, front)
    debt = mei.debt()

    answer = mei.pay({debt: 60_000})

    (intent,) = _mine(front)
    assert (answer.status_code, answer.json["state"]) == (201, "succeeded"), answer.json
    assert (intent["amount"], intent["currency"], intent["status"]) == (60_000, "cny", "succeeded")
    assert intent["metadata"]["tideover_key"].startswith("pay_")
    assert mei.owes(debt) == 188_000


def test_a_declined_card_says_so_and_leaves_the_debt_as_it_was(mei, front) -> None:
    _with_card(mei, front, DECLINES)
    debt = mei.debt()

    answer = mei.pay({debt: 60_000}).json

    assert (answer["state"], answer["reason"]) == ("refused", "technical")
    assert mei.owes(debt) == 248_000


def test_a_card_that_wants_its_owner_is_called_off_before_it_shows_as_refused(mei, front) -> None:
    _with_card(mei, front, ASKS_FOR_ITS_OWNER)
    debt = mei.debt()

    answer = mei.pay({debt: 60_000}).json

    assert (answer["state"], answer["reason"]) == ("refused", "needs_user")
    assert [intent["status"] for intent in _mine(front)] == ["canceled"]


def test_a_forgotten_card_is_gone_at_stripe_and_cannot_pay(mei, front) -> None:
    _with_card(mei, front)
    debt = mei.debt()

    ended = mei.browser.ask("DELETE", f"/mandates/{mei.mandate}")
    payment_jobs.tell_rails_of_ended_mandates()

    (page,) = front.pages.open.values()
    cards = front.told("GET", "payment_methods", {"customer": page["customer"], "type": "card"})
    assert ended.status_code == 204
    assert cards["data"] == []
    assert mei.pay({debt: 100}).json["code"] == "mandate_not_ready"


def test_ending_a_mandate_that_waits_closes_its_page(mei, front) -> None:
    begun = mei.browser.post("/mandates", {"rail": "stripe"}).json

    mei.browser.ask("DELETE", f"/mandates/{begun['id']}")
    payment_jobs.tell_rails_of_ended_mandates()

    assert [page["status"] for page in front.pages.open.values()] == ["expired"]


@pytest.mark.parametrize("strike", STRIKES)
def test_a_doubt_is_asked_about_and_never_sent_again(
    mei, front, strike, monkeypatch, counted
) -> None:
    # localstripe ignores idempotency keys: a second send would be a second charge.
    monkeypatch.setattr(stripe_line, "READ_SECONDS", 0.5)
    _with_card(mei, front)
    debt, times = mei.debt(), 5
    front.strikes = [strike] * times
    charged = strike.startswith("charge")

    paid = [mei.pay({debt: 1_000 + n}, key=f"intent-000{n}").json for n in range(times)]
    again = [mei.pay({debt: 1_000 + n}, key=f"intent-000{n}").json for n in range(times)]
    at_first = {answer["state"] for answer in paid + again}
    _ask_after(seconds=31)
    asked = {_shown(mei, answer["id"]) for answer in paid}
    _ask_after(hours=2)
    at_last = {_shown(mei, answer["id"]) for answer in paid}

    assert at_first == {"checking"}
    assert asked == ({"succeeded"} if charged else {"checking"})
    assert at_last == ({"succeeded"} if charged else {"refused"})
    assert front.loopback.count("POST", "/v1/payment_intents") == times
    assert len(_mine(front)) == (times if charged else 0)
    assert mei.owes(debt) == 248_000 - (sum(range(1_000, 1_000 + times)) if charged else 0)
    counted(f"card charges, {strike}: 0 doubled, 0 lost", times)


def test_a_signed_webhook_settles_what_was_being_checked(mei, front, client, running) -> None:
    heard = Loopback(lambda _: (200, {}))
    config = {"url": heard.url + HOOK, "secret": SECRET, "events": ["payment_intent.succeeded"]}
    front.line.post(f"{running}/_config/webhooks/ours", json=config, timeout=10)
    _with_card(mei, front)
    debt = mei.debt()
    front.strikes = ["charge, then drop"]
    paid = mei.pay({debt: 60_000}).json
    (page,) = front.pages.open.values()
    customer = page["customer"].encode()
    until(lambda: any(customer in call.raw for call in heard.asked))
    heard.close()
    sent = next(call for call in heard.asked if customer in call.raw)
    signed = {"Stripe-Signature": sent.headers["Stripe-Signature"]}

    altered = client.post(HOOK, data=sent.raw.replace(b"60000", b"60001"), headers=signed)
    before = _shown(mei, paid["id"])
    first = client.post(HOOK, data=sent.raw, headers=signed)
    again = client.post(HOOK, data=sent.raw, headers=signed)

    assert (altered.status_code, altered.json["code"], before) == (
        403, "event_not_genuine", "checking",
    )  # fmt: skip
    assert (first.status_code, again.status_code) == (204, 204)
    assert _shown(mei, paid["id"]) == "succeeded"
    assert mei.owes(debt) == 188_000


def test_a_refund_is_found_on_the_book_and_the_debt_is_owed_again(mei, front) -> None:
    _with_card(mei, front)
    debt = mei.debt()
    kept, back = (mei.pay({debt: amount}).json["id"] for amount in (60_000, 40_000))
    intent = next(one for one in _mine(front) if one["amount"] == 40_000)

    agreed = _findings(front)
    front.told("POST", "refunds", {"payment_intent": intent["id"]})
    report = reconcile.run("stripe")

    assert agreed == Counter()
    assert (_shown(mei, kept), _shown(mei, back)) == ("succeeded", "returned")
    assert mei.owes(debt) == 188_000
    assert report.healed == 1


def test_money_that_stripe_has_and_we_do_not_is_found(mei, front) -> None:
    _with_card(mei, front)
    (page,) = front.pages.open.values()
    card = front.told("GET", "payment_methods", {"customer": page["customer"], "type": "card"})
    ours = {"amount": "700", "currency": "cny", "customer": page["customer"], "confirm": "true"}
    front.told(
        "POST", "payment_intents",
        ours | {"payment_method": card["data"][0]["id"], "metadata[tideover_key]": "pay_stranger"},
    )  # fmt: skip

    report = reconcile.run("stripe")

    found = {finding.rail_key: finding.kind for finding in report.findings}
    assert found["pay_stranger"] == "only_on_the_rail"


def _findings(front: Front) -> Counter:
    """Return what disagrees about the charges of this test."""
    mine = {intent["metadata"].get("tideover_key") for intent in _mine(front)}
    found = reconcile.run("stripe").findings
    return Counter(finding.kind for finding in found if finding.rail_key in mine)
