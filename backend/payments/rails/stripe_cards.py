"""Cards through Stripe as a rail: approved on Stripe's own page, so that we never see a number.

The reference of a mandate is the Stripe customer that was made for it alone and holds one card.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import stripe
from stripe.checkout import Session

from backend.payments.errors import RailAway
from backend.payments.rails import BookLine, Caps, Known, Outcome, RailMessage, Setup
from backend.payments.rails import stripe_amounts as amounts
from backend.payments.rails import stripe_answers as answers
from backend.payments.rails import stripe_events as events
from backend.plumbing import outside
from backend.plumbing.settings import settings
from budgeting.money import Money

# What a call took is nobody's business but ours.
stripe.enable_telemetry = False

_READ_SECONDS = 20.0
_PAGE = 100
_FIRST_YEAR = 2011
"""Before Stripe's own: a book since then is the whole book."""


class StripeCards:
    """Charges a card over Stripe's API. A dropped line, a 409, a 429 or a 5xx is `unknown`."""

    name = "stripe"
    caps = Caps(
        label="Card",
        forgets_after=timedelta(hours=1),
        keeps_book=True,
        takes=amounts.takes,
    )

    def begin_setup(self, *, party: str, return_url: str) -> Setup:
        """Ask for a page of Stripe's on which the person gives a card.

        Raises: RailAway when Stripe can't be reached or refuses.
        """
        try:
            customer = _api().v1.customers.create({"metadata": {"party": party}})
            page = _api().v1.checkout.sessions.create(
                {
                    "mode": "setup",
                    "customer": customer.id,
                    "allowed_payment_method_types": ["card"],
                    "success_url": return_url,
                    "cancel_url": return_url,
                }
            )
        except stripe.StripeError as away:
            raise RailAway(retry_after=5) from away
        return Setup(customer.id, page.url, active=False)

    def setup_state(self, reference: str) -> bool | None:
        """Return whether there is a card; False once every page for giving one has expired.

        Raises: RailAway.
        """
        try:
            if _cards(reference):
                return True
            states = {page.status for page in _pages(reference)}
        except stripe.StripeError as away:
            if answers.is_gone(away):
                return False
            raise RailAway(retry_after=5) from away
        return False if states == {"expired"} else None

    def revoke(self, reference: str) -> None:
        """Forget the card, and close the page on which one could still be given.

        Raises: RailAway.
        """
        try:
            for page in _pages(reference):
                if page.status == "open":
                    _api().v1.checkout.sessions.expire(page.id)
            for card in _cards(reference):
                _api().v1.payment_methods.detach(card)
        except stripe.StripeError as away:
            raise RailAway(retry_after=5) from away

    def charge(self, *, mandate: str, money: Money, key: str, reference: str) -> Outcome:
        """Charge the card once per key, without the person at hand."""
        try:
            amount, card = amounts.sent(money), next(iter(_cards(mandate)), None)
        except (stripe.StripeError, RailAway, amounts.NotTaken):
            # No charge was asked for yet, so this is a no and not a doubt.
            return Outcome(Known.REFUSED, reason="technical")
        if card is None:
            return Outcome(Known.REFUSED, reason="mandate_gone")
        try:
            intent = _api().v1.payment_intents.create(
                {
                    "amount": amount,
                    "currency": money.currency.lower(),
                    "customer": mandate,
                    "payment_method": card,
                    "allowed_payment_method_types": ["card"],
                    "confirm": True,
                    "off_session": True,
                    "metadata": {answers.KEY: key, "reference": reference},
                },
                {"idempotency_key": key},
            )
        except stripe.StripeError as said:
            return answers.of_error(said)
        return _decided(intent)

    def query(self, key: str, *, mandate: str, reference: str | None) -> Outcome:
        """Ask what became of a key: by Stripe's own name for it, or on a complete list.

        Stripe's search lags behind, so a key that search doesn't know proves nothing.
        """
        try:
            found = [_intent(reference)] if reference else _with_key(key, _api_list(mandate))
        except (stripe.StripeError, RailAway):
            return Outcome(Known.UNKNOWN)
        if not found:
            return Outcome(Known.NEVER_SEEN)
        return answers.strongest([_decided(intent) for intent in found])

    def read_event(self, headers: Mapping[str, str], raw: bytes) -> RailMessage | None:
        """Return what a signed message of Stripe's tells us.

        Raises: EventNotGenuine, EventUnreadable; RailAway when Stripe has to be asked for the
            payment behind a refund or a dispute and can't be reached: it sends the message again.
        """
        event = events.verified(headers, raw, settings().stripe_webhook_secret)
        return events.message(event, _intent_behind)

    def book(self, since: datetime) -> Iterator[BookLine]:
        """Yield the charges made since a moment, and what went back of each.

        Raises: RailAway, EventUnreadable.
        """
        asked: Any = {"limit": _PAGE, "expand": ["data.payment_intent"]}
        if since.year > _FIRST_YEAR:
            asked["created"] = {"gt": int(since.timestamp()) - 1}
        try:
            for found in _api().v1.charges.list(asked).auto_paging_iter():
                charge = found.to_dict()
                yield from answers.lines(charge, _disputes(charge))
        except stripe.StripeError as away:
            raise RailAway(retry_after=5) from away


class _Door(stripe.HTTPClient):
    """Lets the package speak through our only door: bounded, and never inside a transaction."""

    name = "outside"

    def request(
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None,
        **_: Any,
    ) -> tuple[str, int, Mapping[str, str]]:  # fmt: skip
        """Send one call, once."""
        timeout = (outside.CONNECT_SECONDS, _READ_SECONDS)
        try:
            answer = outside.http().request(
                method, url, headers=headers, data=post_data, timeout=timeout
            )
        except outside.NoAnswer as away:
            lost = type(away).__name__
            raise stripe.APIConnectionError(lost) from away  # type: ignore[no-untyped-call]
        return answer.content.decode(errors="replace"), answer.status_code, answer.headers


@cache
def _client(key: str, url: str | None) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        base_addresses={"api": url} if url else {},
        max_network_retries=0,
        http_client=_Door(),
    )


def _api() -> stripe.StripeClient:
    key = settings().stripe_key
    if not key:
        raise RailAway
    return _client(key, settings().stripe_url)


def _cards(customer: str) -> list[str]:
    """Return the cards of a customer, the newest first."""
    found = _api().v1.payment_methods.list({"customer": customer, "type": "card", "limit": _PAGE})
    return [card.id for card in found.auto_paging_iter()]


def _pages(customer: str) -> list[Session]:
    found = _api().v1.checkout.sessions.list({"customer": customer, "limit": _PAGE})
    return list(found.auto_paging_iter())


def _api_list(customer: str) -> Iterator[stripe.PaymentIntent]:
    asked: Any = {"customer": customer, "limit": _PAGE, "expand": ["data.latest_charge"]}
    return iter(_api().v1.payment_intents.list(asked).auto_paging_iter())


def _with_key(key: str, intents: Iterator[stripe.PaymentIntent]) -> list[stripe.PaymentIntent]:
    return [intent for intent in intents if answers.key_of(intent.to_dict()) == key]


def _intent(reference: str) -> stripe.PaymentIntent:
    return _api().v1.payment_intents.retrieve(reference, {"expand": ["latest_charge"]})


def _intent_behind(reference: str) -> dict[str, Any]:
    try:
        return _intent(reference).to_dict()
    except stripe.StripeError as away:
        raise RailAway(retry_after=5) from away


def _decided(intent: stripe.PaymentIntent) -> Outcome:
    """Return what is known of an intent, after calling it off if it could still be taken up."""
    if intent.status not in answers.LEFT_OPEN:
        return answers.outcome(intent.to_dict())
    asked_for_them = intent.status == "requires_action"
    try:
        ended = _api().v1.payment_intents.cancel(intent.id)
    except stripe.StripeError:
        return Outcome(Known.UNKNOWN, intent.id)
    if ended.status != "canceled":
        return Outcome(Known.UNKNOWN, intent.id)
    return Outcome(Known.REFUSED, intent.id, "needs_user" if asked_for_them else "technical")


def _disputes(charge: dict[str, Any]) -> list[dict[str, Any]]:
    if not charge.get("disputed"):
        return []
    found = _api().v1.disputes.list({"charge": str(charge["id"]), "limit": _PAGE})
    return [dispute.to_dict() for dispute in found.auto_paging_iter()]
