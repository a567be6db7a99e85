"""R26: a wallet's message is believed when its raw bytes, its time and its secret are right."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from standardwebhooks.webhooks import Webhook

from backend.payments.rails import Known, Outcome
from backend.plumbing import clock
from backend.plumbing.db import system, unit_of_work
from tests.backend.payments.test_paying import Mei

HOOK = "/api/v1/hooks/rails/sandbox"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_" + "b3RoZXIgc2VjcmV0IHRoYW4gdGhhdCBvbmU="


@pytest.fixture
def checking(app, rail, settings_of) -> tuple[Mei, str, bytes]:
    """A payment whose outcome nobody knows, and the bytes that would settle it."""
    settings_of(TIDEOVER_WALLET_WEBHOOK_SECRET=SECRET)
    mei = Mei(app)
    rail.moods = [(Outcome(Known.UNKNOWN), True)]
    paid = mei.pay({mei.debt(): 60_000}).json["id"]
    with unit_of_work(system()) as session:
        session.execute(sa.text("update payments set rail = 'sandbox'"))
    charge = {"charge_id": "ch_1", "key": rail.lines[0].rail_key, "amount_minor": 60_000}
    body = {"type": "charge.succeeded", "timestamp": clock.now().isoformat(), "data": charge}
    return mei, paid, json.dumps(body).encode()


def _signed(raw: bytes, *, secret: str = SECRET, event: str = "evt_1", ago: int = 0) -> dict:
    at = clock.now() - timedelta(seconds=ago)
    return {
        "webhook-id": event,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(event, at, raw.decode()),
    }


def _seen(mei: Mei, paid: str) -> tuple[str, int]:
    with unit_of_work(system()) as session:
        kept = session.execute(sa.text("select count(*) from rail_events")).scalar_one()
    return mei.browser.get(f"/payments/{paid}").json["state"], kept


def test_r26_a_message_that_is_not_genuine_changes_nothing(checking, client, counted) -> None:
    mei, paid, raw = checking
    good = _signed(raw)
    again = json.dumps(json.loads(raw), separators=(",", ":")).encode()
    tries = {
        "altered": (raw.replace(b"60000", b"60001"), good),
        "re-serialised": (again, good),
        "old": (raw, _signed(raw, ago=305)),
        "from the future": (raw, _signed(raw, ago=-305)),
        "wrong secret": (raw, _signed(raw, secret=OTHER)),
        "under another number": (raw, good | {"webhook-id": "evt_2"}),
        "under another time": (
            raw, good | {"webhook-timestamp": str(int(good["webhook-timestamp"]) + 1)},
        ),
        "without signature": (raw, {n: v for n, v in good.items() if n != "webhook-signature"}),
        "without number": (raw, {n: v for n, v in good.items() if n != "webhook-id"}),
        "without time": (raw, {n: v for n, v in good.items() if n != "webhook-timestamp"}),
        "time that is none": (raw, good | {"webhook-timestamp": "soon"}),
        "another scheme": (raw, good | {"webhook-signature": "v2,AAAA"}),
        "signature without form": (raw, good | {"webhook-signature": "none"}),
        "signature that is no base64": (raw, good | {"webhook-signature": "v1,A"}),
        "bytes that are no text": (b"\xff" + raw, good),
        "no headers": (raw, {}),
    }  # fmt: skip

    answers = {
        name: client.post(HOOK, data=body, headers=headers)
        for name, (body, headers) in tries.items()
    }

    told = {name: answer.status_code for name, answer in answers.items()}
    assert told == dict.fromkeys(tries, 403)
    assert {answer.json["code"] for answer in answers.values()} == {"event_not_genuine"}
    assert _seen(mei, paid) == ("checking", 0)
    counted("R26 wallet messages refused", len(tries))


def test_r26_a_fresh_message_is_believed_once_however_often_it_comes(checking, client) -> None:
    mei, paid, raw = checking
    good = _signed(raw)

    answers = [client.post(HOOK, data=raw, headers=good).status_code for _ in range(5)]

    assert answers == [204] * 5
    assert _seen(mei, paid) == ("succeeded", 1)


def test_r26_while_a_secret_is_replaced_a_message_with_both_signatures_is_believed(
    checking, client
) -> None:
    mei, paid, raw = checking
    both = _signed(raw)
    both["webhook-signature"] = " ".join(
        [_signed(raw, secret=OTHER)["webhook-signature"], both["webhook-signature"]]
    )

    assert client.post(HOOK, data=raw, headers=both).status_code == 204
    assert _seen(mei, paid) == ("succeeded", 1)


@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b"{", b'{"type": "x"}', b'{"type": 1, "type": 2}', b'{"type": "x", "data": 7}',
     b'{"type": ["x"], "data": {}}'],
)  # fmt: skip
def test_a_genuine_message_that_cannot_be_read_is_refused(checking, client, raw) -> None:
    answer = client.post(HOOK, data=raw, headers=_signed(raw))

    assert (answer.status_code, answer.json["code"]) == (400, "event_unreadable")
    assert _seen(*checking[:2]) == ("checking", 0)
