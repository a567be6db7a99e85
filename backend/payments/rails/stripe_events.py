"""Stripe's messages: proven over the raw bytes, then read."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from backend.payments.errors import EventNotGenuine, EventUnreadable
from backend.payments.rails import Known, Outcome, RailMessage
from backend.payments.rails.stripe_answers import key_of, outcome
from backend.plumbing import clock, logs
from backend.plumbing.errors import Malformed
from backend.plumbing.http import read_json

TOLERANCE = timedelta(seconds=300)
_MOST_DIGITS = 12
_ENDINGS = {
    "payment_intent.payment_failed": Known.REFUSED,
    "payment_intent.canceled": Known.REFUSED,
    "payment_intent.processing": Known.PENDING,
    "payment_intent.succeeded": Known.SUCCEEDED,
}

Found = dict[str, Any]
IntentOf = Callable[[str], Found]
"""Asks Stripe for an intent by its name."""


def verified(headers: Mapping[str, str], raw: bytes, secret: str | None) -> Found:
    """Return the event that these bytes are, once signature and time are right.

    The time may be off by five minutes either way. While a secret is being replaced Stripe signs
    with the old and the new one, and one right signature is enough.

    Raises: EventNotGenuine, EventUnreadable.
    """
    named = {name.lower(): value for name, value in headers.items()}
    parts = [part.strip().partition("=") for part in named.get("stripe-signature", "").split(",")]
    times = [value for name, _, value in parts if name == "t"]
    if not secret or len(times) != 1 or not _is_now(times[0]):
        raise EventNotGenuine
    signed = hmac.new(secret.encode(), f"{times[0]}.".encode() + raw, hashlib.sha256).hexdigest()
    given = [value.encode() for name, _, value in parts if name == "v1"]
    if not any(hmac.compare_digest(signed.encode(), one) for one in given):
        raise EventNotGenuine
    try:
        event = read_json(raw)
        if not isinstance(event["data"]["object"], dict) or not isinstance(event["id"], str):
            raise EventUnreadable
    except (Malformed, KeyError, TypeError) as unreadable:
        raise EventUnreadable from unreadable
    return dict(event)


def message(event: Found, intent_of: IntentOf) -> RailMessage | None:
    """Return what an event tells us, or None.

    Raises: EventUnreadable; RailAway when Stripe has to be asked and can't be reached.
    """
    kind, found = str(event.get("type")), event["data"]["object"]
    try:
        if kind in _ENDINGS:
            return _of_intent(event["id"], kind, found)
        if kind == "charge.refunded":
            return _of_return(event["id"], found, intent_of, whole=found["refunded"] is True)
        if kind.startswith("charge.dispute."):
            return _of_dispute(event["id"], kind, found, intent_of)
        return _of_mandate(event, kind, found)
    except (KeyError, TypeError) as unreadable:
        raise EventUnreadable from unreadable


def _of_intent(event: str, kind: str, intent: Found) -> RailMessage | None:
    key = key_of(intent)
    if key is None:
        return None
    said = outcome({**intent, "latest_charge": None})
    if said.known is not _ENDINGS[kind]:
        # A refused try leaves the intent open for another; we never try again on the same one.
        said = Outcome(_ENDINGS[kind], said.reference, said.reason)
    return RailMessage(event, key, said)


def _of_return(event: str, found: Found, intent_of: IntentOf, *, whole: bool) -> RailMessage | None:
    if not whole or not found.get("payment_intent"):
        # A part that went back is for a person to look at: reconciliation names it.
        return None
    intent = intent_of(str(found["payment_intent"]))
    key = key_of(intent)
    return RailMessage(event, key, Outcome(Known.RETURNED, str(intent["id"]))) if key else None


def _of_dispute(event: str, kind: str, dispute: Found, intent_of: IntentOf) -> RailMessage | None:
    # While the banks decide, nothing is decided here; what they win back never left the books.
    if kind != "charge.dispute.closed" or dispute["status"] != "lost":
        logs.get(__name__).warning("charge_disputed", step=kind.rpartition(".")[2])
        return None
    whole = bool(dispute.get("payment_intent")) and (
        dispute["amount"] == intent_of(str(dispute["payment_intent"]))["amount"]
    )
    return _of_return(event, dispute, intent_of, whole=whole)


def _of_mandate(event: Found, kind: str, found: Found) -> RailMessage | None:
    before = event["data"].get("previous_attributes")
    before = before if isinstance(before, dict) else {}
    told = {
        "setup_intent.succeeded": (found.get("customer"), True),
        "payment_method.detached": (before.get("customer"), False),
        "checkout.session.expired": (found.get("customer"), False),
        "customer.deleted": (found.get("id"), False),
    }
    customer, active = told.get(kind, (None, False))
    if not customer:
        return None
    return RailMessage(event["id"], None, None, str(customer), active)


def _is_now(text: str) -> bool:
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS):
        return False
    return abs(clock.now().timestamp() - int(text)) <= TOLERANCE.total_seconds()
