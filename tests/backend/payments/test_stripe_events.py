"""Stripe's messages: only genuine, fresh ones are believed, each once, in any order."""

import hashlib
import hmac
import json
from itertools import permutations

import pytest
import sqlalchemy as sa

from backend.plumbing import clock
from backend.plumbing.db import system, unit_of_work
from tests.backend.payments.test_paying import Mei
from tests.factories.stripe_peers import SECRET, StripeFake, event

HOOK = "/api/v1/hooks/rails/stripe"


def signature(raw: bytes, *secrets: str, ago: int = 0) -> dict[str, str]:
    at = int(clock.now().timestamp()) - ago
    signed = [
        hmac.new(secret.encode(), f"{at}.".encode() + raw, hashlib.sha256).hexdigest()
        for secret in secrets or (SECRET,)
    ]
    return {"Stripe-Signature": ",".join([f"t={at}", *(f"v1={one}" for one in signed), "v0=x"])}


class Card(Mei):
    """Mei with a card that was set up at Stripe."""

    def __init__(self, app, fake: StripeFake, client) -> None:
        super().__init__(app)
        self.fake, self.client = fake, client
        with unit_of_work(system()) as session:
            session.execute(
                sa.text("update mandates set rail = 'stripe', rail_reference = 'cus_mei'")
            )

    def doubt(self, debt) -> tuple[str, dict]:
        """Pay without hearing the answer; return the payment and its intent."""
        self.fake.moods = ["charge, then drop"]
        paid = self.pay({debt: 60_000}).json
        return paid["id"], self.fake.intents[-1]

    def state(self, payment_id: str) -> str:
        return self.browser.get(f"/payments/{payment_id}").json["state"]

    def tell(self, raw: bytes, **signing):
        return self.client.post(HOOK, data=raw, headers=signature(raw, **signing))


@pytest.fixture
def card(app, fake, client) -> Card:
    return Card(app, fake, client)


def _events() -> int:
    with unit_of_work(system()) as session:
        return session.execute(sa.text("select count(*) from rail_events")).scalar_one()


def test_a_message_that_does_not_prove_where_it_comes_from_changes_nothing(card, counted) -> None:
    paid, intent = card.doubt(card.debt())
    raw = event("payment_intent.succeeded", intent)
    good = signature(raw)["Stripe-Signature"]
    at, v1 = good.split(",")[:2]
    again = json.dumps(json.loads(raw), indent=1).encode()
    tries = {
        "altered": (raw.replace(b"60000", b"60001"), good),
        "said again in other bytes": (again, good),
        "old": (raw, signature(raw, ago=301)["Stripe-Signature"]),
        "from the future": (raw, signature(raw, ago=-301)["Stripe-Signature"]),
        "wrong secret": (raw, signature(raw, "whsec_another")["Stripe-Signature"]),
        "old signature under a new time": (raw, f"t={int(at[2:]) + 1},{v1}"),
        "two times": (raw, f"{at},{at},{v1}"),
        "no signature": (raw, at),
        "no time": (raw, v1),
        "another scheme": (raw, good.replace("v1=", "v0=")),
        "time with a sign": (raw, f"t=+{at[2:]},{v1}"),
        "time without end": (raw, f"t={'9' * 5000},{v1}"),
        "letters beyond ASCII": (raw, f"{at},v1=é"),
        "nothing": (raw, ""),
        "empty body": (b"", good),
    }

    answers = {
        name: card.client.post(HOOK, data=body, headers={"Stripe-Signature": header})
        for name, (body, header) in tries.items()
    }

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(
        tries, 403
    )
    assert {answer.json["code"] for answer in answers.values()} == {"event_not_genuine"}
    assert (card.state(paid), _events()) == ("checking", 0)
    counted("R26 Stripe messages refused", len(tries))


def test_a_fresh_message_is_believed_and_a_replayed_one_changes_nothing(card) -> None:
    debt = card.debt()
    paid, intent = card.doubt(debt)
    raw = event("payment_intent.succeeded", intent)

    answers = [card.tell(raw).status_code for _ in range(3)]

    assert answers == [204, 204, 204]
    assert (card.state(paid), card.owes(debt), _events()) == ("succeeded", 188_000, 1)


@pytest.mark.parametrize("ago", [-299, 299])
def test_a_message_five_minutes_off_is_still_believed(card, ago) -> None:
    paid, intent = card.doubt(card.debt())

    assert card.tell(event("payment_intent.succeeded", intent), ago=ago).status_code == 204
    assert card.state(paid) == "succeeded"


def test_while_a_secret_is_replaced_either_signature_is_enough(card) -> None:
    paid, intent = card.doubt(card.debt())
    raw = event("payment_intent.succeeded", intent)

    both = signature(raw, "whsec_next", SECRET)
    assert card.client.post(HOOK, data=raw, headers=both).status_code == 204
    assert card.state(paid) == "succeeded"


@pytest.mark.parametrize("raw", [b"[]", b"{", b'{"id": 1}', b'{"id": "e", "data": {"object": 1}}'])
def test_a_genuine_message_that_cannot_be_read_is_refused(card, raw) -> None:
    answer = card.tell(raw)

    assert (answer.status_code, answer.json["code"]) == (400, "event_unreadable")


def test_processing_declined_refunded_in_every_order_come_to_one_state(card, counted) -> None:
    debt, ends = card.debt(), set()
    kinds = ("payment_intent.processing", "payment_intent.succeeded", "charge.refunded")
    orders = list(permutations(kinds))

    for order in orders:
        paid, intent = card.doubt(debt)
        charge = card.fake.refund(-1, 60_000)
        for kind in order:
            found = charge if kind == "charge.refunded" else {
                **intent, "status": kind.rpartition(".")[2], "latest_charge": charge["id"],
            }  # fmt: skip
            raw = event(kind, found, name=f"evt_{paid}_{kind}")
            assert [card.tell(raw).status_code for _ in range(2)] == [204, 204]
        ends.add((card.state(paid), card.owes(debt)))

    assert ends == {("returned", 248_000)}
    counted("orders of three Stripe messages, one end", len(orders))


def test_a_declined_intent_says_why(card) -> None:
    paid, intent = card.doubt(card.debt())
    declined = {"code": "card_declined", "decline_code": "insufficient_funds"}
    intent = {**intent, "status": "requires_payment_method", "last_payment_error": declined}

    card.tell(event("payment_intent.payment_failed", intent))

    shown = card.browser.get(f"/payments/{paid}").json
    assert (shown["state"], shown["reason"]) == ("refused", "insufficient_funds")


def test_a_part_refund_leaves_the_payment_and_a_whole_one_makes_the_debt_owed_again(card) -> None:
    debt = card.debt()
    paid = card.pay({debt: 60_000}).json["id"]

    card.tell(event("charge.refunded", card.fake.refund(0, 10_000), name="evt_part"))
    part = card.state(paid), card.owes(debt)
    card.tell(event("charge.refunded", card.fake.refund(0, 50_000), name="evt_whole"))

    assert part == ("succeeded", 188_000)
    assert (card.state(paid), card.owes(debt)) == ("returned", 248_000)


def test_a_dispute_counts_once_it_is_lost(card) -> None:
    debt = card.debt()
    paid = card.pay({debt: 60_000}).json["id"]
    lost = card.fake.lose(0)

    for step, status in (("created", "needs_response"), ("closed", "won")):
        card.tell(event(f"charge.dispute.{step}", {**lost, "status": status}, name=f"e_{step}"))
    before = card.state(paid)
    card.tell(event("charge.dispute.closed", lost, name="evt_lost"))

    assert before == "succeeded"
    assert (card.state(paid), card.owes(debt)) == ("returned", 248_000)


def test_a_refund_whose_payment_cannot_be_asked_for_is_sent_again_by_stripe(card) -> None:
    card.pay({card.debt(): 60_000})
    charge = card.fake.refund(0, 60_000)
    card.fake.close()

    answer = card.tell(event("charge.refunded", charge))

    assert (answer.status_code, answer.json["code"], _events()) == (503, "rail_away", 0)


@pytest.mark.parametrize(
    ("kind", "found", "more", "state"),
    [
        ("setup_intent.succeeded", {"id": "seti_1", "customer": "cus_mei"}, {}, "active"),
        ("payment_method.detached", {"id": "pm_1", "customer": None},
         {"previous_attributes": {"customer": "cus_mei"}}, "ended"),
        ("checkout.session.expired", {"id": "cs_1", "customer": "cus_mei"}, {}, "ended"),
        ("customer.deleted", {"id": "cus_mei"}, {}, "ended"),
        ("setup_intent.succeeded", {"id": "seti_1", "customer": "cus_stranger"}, {}, "pending"),
        ("invoice.paid", {"id": "in_1", "customer": "cus_mei"}, {}, "pending"),
    ],
)  # fmt: skip
def test_a_message_about_a_card_moves_its_mandate(card, kind, found, more, state) -> None:
    with unit_of_work(system()) as session:
        session.execute(sa.text("update mandates set state = 'pending'"))

    assert card.tell(event(kind, found, **more)).status_code == 204

    with unit_of_work(system()) as session:
        assert session.execute(sa.text("select state from mandates")).scalar_one() == state


def test_an_intent_that_is_not_ours_is_let_pass(card) -> None:
    assert (
        card.tell(event("payment_intent.succeeded", {"id": "pi_9", "metadata": {}})).status_code
        == 204
    )
    assert _events() == 0


def test_without_a_key_cards_are_neither_offered_nor_heard(app, client) -> None:
    from tests.factories.accounts import Browser, make_person

    asked = Browser(app).as_person(make_person().id, stepped_up=True).post(
        "/mandates", {"rail": "stripe"}
    )  # fmt: skip

    assert (asked.status_code, asked.json["code"]) == (422, "rail_unknown")
    assert client.post(HOOK, data=b"{}").status_code == 404
