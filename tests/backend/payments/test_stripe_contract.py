"""What Stripe documents and localstripe gets wrong: replays, 409, processing, 402, disputes."""

from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa

from backend.payments import jobs as payment_jobs
from backend.payments import reconcile
from backend.payments.rails import Known, Outcome, stripe_amounts, stripe_line
from backend.payments.rails.stripe_cards import StripeCards
from backend.plumbing import clock
from backend.plumbing.db import TransactionOpen, system, unit_of_work
from budgeting.currencies import EXPONENTS
from budgeting.money import Money
from tests.backend.payments.test_paying import Mei
from tests.factories.stripe_peers import StripeFake

YUAN = Money(60_000, "CNY")
DECLINES = {
    "insufficient_funds": "insufficient_funds",
    "card_velocity_exceeded": "limit",
    "withdrawal_count_limit_exceeded": "limit",
    "authentication_required": "needs_user",
    "call_issuer": "needs_user",
    "expired_card": "mandate_gone",
    "revocation_of_authorization": "mandate_gone",
    "invalid_account": "account_closed",
    "generic_decline": "technical",
    "stolen_card": "technical",
    "do_not_honor": "technical",
    "a_code_of_next_year": "technical",
}


@pytest.fixture
def mei(app, fake) -> Mei:
    made = Mei(app)
    with unit_of_work(system()) as session:
        session.execute(
            sa.text(
                "update mandates set rail = 'stripe', rail_reference = 'cus_mei' where id = :i"
            ),
            {"i": made.mandate},
        )
    return made


def _charge(key: str = "pay_1_1", money: Money = YUAN) -> Outcome:
    return StripeCards().charge(mandate="cus_mei", money=money, key=key, reference="Tideover 1")


def _query(key: str = "pay_1_1", reference: str | None = None) -> Outcome:
    return StripeCards().query(key, mandate="cus_mei", reference=reference)


def _ask_after(**later) -> None:
    with clock.moved_to(clock.now() + timedelta(**later)):
        payment_jobs.ask_about_open_payments()


def test_one_key_is_one_charge_and_the_answer_is_given_again(fake: StripeFake) -> None:
    first, second = _charge(), _charge()

    assert first == second == Outcome(Known.SUCCEEDED, "pi_1")
    assert len(fake.intents) == 1


def test_an_error_after_charging_stays_a_doubt_until_the_list_tells(fake: StripeFake) -> None:
    fake.moods = ["charge, then 500"]

    told, again = _charge(), _charge()

    assert told == again == Outcome(Known.UNKNOWN)
    assert _query() == Outcome(Known.SUCCEEDED, "pi_1")
    assert len(fake.intents) == 1


@pytest.mark.parametrize("mood", ["charge, then drop", "charge, then silence"])
def test_a_line_that_breaks_after_charging_is_a_doubt(fake, monkeypatch, mood) -> None:
    monkeypatch.setattr(stripe_line, "READ_SECONDS", 0.3)
    fake.moods = [mood]

    assert _charge() == Outcome(Known.UNKNOWN)
    assert _query() == Outcome(Known.SUCCEEDED, "pi_1")


@pytest.mark.parametrize("mood", ["409", "429", "drop before"])
def test_a_busy_answer_is_a_doubt_and_a_complete_list_says_never_seen(fake, mood) -> None:
    fake.moods = [mood]

    assert _charge() == Outcome(Known.UNKNOWN)
    assert _query() == Outcome(Known.NEVER_SEEN)


def test_nobody_at_the_address_is_a_no_before_the_charge_and_a_doubt_when_asked(fake) -> None:
    fake.close()

    assert _charge() == Outcome(Known.REFUSED, reason="technical")
    assert _query() == Outcome(Known.UNKNOWN)


def test_a_charge_is_found_on_the_third_page_of_a_customers_intents(fake: StripeFake) -> None:
    for number in range(250):
        _charge(f"pay_{number}_1")

    assert _query("pay_0_1") == Outcome(Known.SUCCEEDED, "pi_1")
    assert _query("pay_251_1") == Outcome(Known.NEVER_SEEN)


def test_a_list_that_breaks_off_says_nothing(fake: StripeFake, monkeypatch) -> None:
    for number in range(150):
        _charge(f"pay_{number}_1")
    answered = fake.loopback.answer
    fake.loopback.answer = lambda asked: (
        None if "starting_after" in asked.fields else answered(asked)
    )

    assert _query("pay_0_1") == Outcome(Known.UNKNOWN)


@pytest.mark.parametrize(("code", "reason"), DECLINES.items())
def test_a_decline_is_said_in_our_words(fake: StripeFake, code, reason) -> None:
    fake.moods = [f"decline {code}"]

    assert _charge() == Outcome(Known.REFUSED, reason=reason)
    assert _query() == Outcome(Known.REFUSED, "pi_1", reason)


def test_a_charge_in_processing_is_pending_and_then_paid(mei, fake: StripeFake) -> None:
    debt = mei.debt()
    fake.moods = ["processing"]
    paid = mei.pay({debt: 60_000}).json
    lists = fake.loopback.count("GET", "/v1/payment_intents")

    _ask_after(seconds=31)
    still = mei.browser.get(f"/payments/{paid['id']}").json["state"]
    fake.intents[0]["status"] = "succeeded"
    _ask_after(seconds=200)

    assert (paid["state"], still) == ("checking", "checking")
    assert mei.browser.get(f"/payments/{paid['id']}").json["state"] == "succeeded"
    assert mei.owes(debt) == 188_000
    # Stripe has told us its own name for the charge, so it is asked by that.
    assert fake.loopback.count("GET", "/v1/payment_intents") == lists == 0
    assert fake.loopback.count("GET", "/v1/payment_intents/pi_1") == 2


def test_an_intent_that_cannot_be_called_off_stays_a_doubt(fake: StripeFake) -> None:
    fake.moods = ["requires_action"]
    answered = fake.loopback.answer
    fake.loopback.answer = lambda asked: (
        (500, {}) if asked.path.endswith("/cancel") else answered(asked)
    )

    assert _charge() == Outcome(Known.UNKNOWN, "pi_1")


def test_a_card_that_is_gone_asks_for_no_charge(fake: StripeFake) -> None:
    fake.cards = {}

    assert _charge() == Outcome(Known.REFUSED, reason="mandate_gone")
    assert fake.loopback.count("POST", "/v1/payment_intents") == 0


@pytest.mark.parametrize(
    "answer",
    ["?", None, 7, [], {}, {"object": "list"}, {"object": "list", "data": 7},
     {"object": "payment_intent"}, {"object": "payment_intent", "id": 7, "status": ["?"]},
     {"object": "payment_intent", "status": "requires_action"}, {"error": "?"}],
)  # fmt: skip
def test_an_answer_in_no_known_form_is_a_doubt(fake: StripeFake, answer) -> None:
    answered = fake.loopback.answer
    fake.loopback.answer = lambda asked: (
        (200, answer) if asked.path == "/v1/payment_intents" else answered(asked)
    )

    assert (_charge().known, _query().known) == (Known.UNKNOWN, Known.UNKNOWN)


def test_no_call_is_made_while_a_transaction_is_open(fake: StripeFake) -> None:
    with pytest.raises(TransactionOpen), unit_of_work(system()):
        _query()

    assert fake.loopback.asked == []


def test_a_whole_refund_and_a_lost_dispute_come_back_and_a_part_is_named(mei, fake) -> None:
    debt = mei.debt()
    paid = [mei.pay({debt: amount}).json["id"] for amount in (10_000, 20_000, 30_000)]
    fake.refund(0, 10_000)
    fake.lose(1)
    fake.refund(2, 5_000)

    report = reconcile.run("stripe")

    states = [mei.browser.get(f"/payments/{one}").json["state"] for one in paid]
    assert states == ["returned", "returned", "succeeded"]
    assert report.kinds() == Counter(part_returned=1)
    assert report.rail_totals == Counter(CNY=30_000 - 5_000)
    assert mei.owes(debt) == 218_000


def test_a_charge_of_somebody_elses_on_the_same_account_is_not_ours(mei, fake) -> None:
    mei.pay({mei.debt(): 100})
    fake.intents[0]["metadata"] = {}

    assert reconcile.run("stripe").lines == 0


def test_a_sum_that_stripe_cannot_take_is_refused_before_anything_is_written(mei, fake) -> None:
    debt = mei.debt(currency="KWD")

    answer = mei.browser.ask(
        "POST", "/payments",
        {"mandate_id": str(mei.mandate), "currency": "KWD",
         "allocations": [{"debt_id": str(debt), "amount_minor": 5_124}]},
        Idempotency_Key="intent-0001",
    )  # fmt: skip

    assert (answer.status_code, answer.json["code"]) == (422, "sum_not_taken")
    assert mei.browser.get("/payments").json["items"] == []
    assert fake.loopback.asked == []


@pytest.mark.parametrize(
    ("minor", "currency", "sent"),
    [(1_250, "EUR", 1_250), (500, "JPY", 500), (5, "ISK", 500), (5, "UGX", 500),
     (12_300, "MGA", 123), (5_120, "KWD", 5_120), (1_000, "HUF", 1_000), (800, "TWD", 800)],
)  # fmt: skip
def test_an_amount_is_sent_as_stripe_counts_it(fake: StripeFake, minor, currency, sent) -> None:
    _charge(money=Money(minor, currency))

    assert fake.intents[0]["amount"] == sent
    (line,) = StripeCards().book(clock.now() - timedelta(days=1))
    assert line.money == Money(minor, currency)


@pytest.mark.parametrize(
    ("minor", "currency"), [(5_124, "KWD"), (12_345, "MGA"), (1, "LYD"), (1, "CLF"), (1, "UYI")]
)
def test_an_amount_that_stripe_cannot_take_is_never_sent(fake: StripeFake, minor, currency) -> None:
    assert _charge(money=Money(minor, currency)) == Outcome(Known.REFUSED, reason="technical")
    assert fake.loopback.asked == []


def test_every_currency_comes_back_as_it_was_sent_or_is_refused(counted) -> None:
    taken = [
        code for code in EXPONENTS if stripe_amounts.takes(Money(1_000_000, code))
    ]  # a sum that is whole in every currency

    for code in taken:
        money = Money(1_000_000, code)
        assert stripe_amounts.received(stripe_amounts.sent(money), code.lower()) == money
    assert sorted(set(EXPONENTS) - set(taken)) == ["CLF", "IQD", "LYD", "UYI", "UYW"]
    counted("currencies sent to Stripe and read back the same", len(taken))
