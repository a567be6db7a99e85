"""What Stripe's answers mean: an intent, a decline, an error, a line of its book."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import stripe

from backend.payments.errors import EventUnreadable
from backend.payments.rails import BookLine, Known, Outcome
from backend.payments.rails.stripe_amounts import NotTaken, received
from budgeting.errors import BudgetingError
from budgeting.money import Money

KEY = "tideover_key"
"""Our key in an intent's metadata, so that it is found without Stripe's own name for it."""

LEFT_OPEN = frozenset({"requires_action", "requires_confirmation"})
"""The intent could still become a charge: it is called off before we say that it was refused."""

_STATUSES = {
    "succeeded": Known.SUCCEEDED,
    "processing": Known.PENDING,
    "requires_payment_method": Known.REFUSED,
    "canceled": Known.REFUSED,
}
_SAID_NO = frozenset({400, 401, 402, 403, 404})
_GONE = 404
_WORDS = {
    "insufficient_funds": "insufficient_funds",
    "card_velocity_exceeded": "limit",
    "withdrawal_count_limit_exceeded": "limit",
    "amount_too_large": "limit",
    "amount_too_small": "limit",
    "authentication_required": "needs_user",
    "payment_intent_authentication_failure": "needs_user",
    "call_issuer": "needs_user",
    "offline_pin_required": "needs_user",
    "online_or_offline_pin_required": "needs_user",
    "expired_card": "mandate_gone",
    "new_account_information_available": "mandate_gone",
    "revocation_of_all_authorizations": "mandate_gone",
    "revocation_of_authorization": "mandate_gone",
    "stop_payment_order": "mandate_gone",
    "resource_missing": "mandate_gone",
    "invalid_account": "account_closed",
}
"""Source: docs.stripe.com/declines/codes. Lost, stolen and suspected cards stay `technical`: Stripe
asks to tell the holder of such a card nothing but that it was declined."""

Found = Mapping[str, Any]


def outcome(intent: Found) -> Outcome:
    """Return what is known of a charge from its intent."""
    known = _STATUSES.get(str(intent.get("status")), Known.UNKNOWN)
    reference = str(intent["id"]) if intent.get("id") else None
    if known is Known.SUCCEEDED and _whole(intent.get("latest_charge")):
        known = Known.RETURNED
    if known is not Known.REFUSED:
        return Outcome(known, reference)
    return Outcome(known, reference, word(intent.get("last_payment_error")))


def of_error(said: stripe.StripeError) -> Outcome:
    """Return what an error leaves known: only Stripe's own plain no is a refusal.

    A dropped line, a 409 (the key is in use), a 429 and any 5xx leave open whether money moved.
    """
    doubtful = (stripe.APIConnectionError, stripe.IdempotencyError, stripe.RateLimitError)
    if isinstance(said, doubtful) or said.http_status not in _SAID_NO:
        return Outcome(Known.UNKNOWN)
    body = said.json_body if isinstance(said.json_body, dict) else {}
    return Outcome(Known.REFUSED, reason=word(body.get("error")))


def is_gone(said: stripe.StripeError) -> bool:
    """Return whether Stripe answered that there is no such thing."""
    return said.http_status == _GONE


def word(error: object) -> str:
    """Return the word of `REASONS` for an error or a decline.

    Example:
        >>> word({"code": "card_declined", "decline_code": "insufficient_funds"})
        'insufficient_funds'
    """
    if not isinstance(error, Mapping):
        return "technical"
    codes = (str(error.get("decline_code")), str(error.get("code")))
    return next((_WORDS[code] for code in codes if code in _WORDS), "technical")


def strongest(outcomes: list[Outcome]) -> Outcome:
    """Return the outcome that matters most of several: money that moved comes first."""
    order = (Known.SUCCEEDED, Known.RETURNED, Known.PENDING, Known.UNKNOWN, Known.REFUSED)
    return min(outcomes, key=lambda found: order.index(found.known))


def key_of(intent: object) -> str | None:
    """Return our key of an intent, or None for one that we never made."""
    metadata = intent.get("metadata") if isinstance(intent, Mapping) else None
    key = metadata.get(KEY) if isinstance(metadata, Mapping) else None
    return key if isinstance(key, str) else None


def lines(charge: Found, disputes: list[dict[str, Any]]) -> Iterator[BookLine]:
    """Yield the lines of one charge: what came in, and in one sum what went back.

    Raises: EventUnreadable for a charge that is no money.
    """
    key = key_of(charge.get("payment_intent"))
    if key is None or charge.get("status") != "succeeded" or not charge.get("captured"):
        # Without our key it belongs to somebody else's business on the same account.
        return
    try:
        at = datetime.fromtimestamp(charge["created"], UTC)
        yield BookLine(key, "charge", received(charge["amount"], charge["currency"]), at)
        lost = sum(found["amount"] for found in disputes if found["status"] == "lost")
        back = received(charge["amount_refunded"] + lost, charge["currency"])
        if back:
            yield BookLine(key, "return", Money(-back.minor, back.currency), at)
    except (KeyError, TypeError, ValueError, NotTaken, BudgetingError) as unreadable:
        raise EventUnreadable from unreadable


def _whole(charge: object) -> bool:
    return isinstance(charge, Mapping) and charge.get("refunded") is True
