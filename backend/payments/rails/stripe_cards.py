"""Cards through Stripe as a rail: given on Stripe's own page, so that we never see a number.

The reference of a mandate is the Stripe customer that was made for it alone and holds one card.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import stripe

from backend.payments.errors import RailAway
from backend.payments.rails import BookLine, Caps, Known, Outcome, RailMessage, Setup
from backend.payments.rails import stripe_amounts as amounts
from backend.payments.rails import stripe_answers as answers
from backend.payments.rails import stripe_events as events
from backend.payments.rails.stripe_line import PAGE, Found, api, every, one, text
from backend.plumbing.settings import settings
from budgeting.money import Money

_FIRST_YEAR = 2011
"""Stripe's own: a book from before it is the whole book."""


class StripeCards:
    """Charges a card over Stripe's API. A dropped line, a 409, a 429 or a 5xx is `unknown`."""

    name = "stripe"
    caps = Caps("Card", forgets_after=timedelta(hours=1), keeps_book=True, takes=amounts.takes)

    def begin_setup(self, *, party: str, return_url: str) -> Setup:
        """Ask for a page of Stripe's on which the person gives a card.

        Raises: RailAway when Stripe can't be reached or refuses.
        """
        try:
            made = one(api().v1.customers.create({"metadata": {"party": party}}))
            customer = text(made, "id")
            page = api().v1.checkout.sessions.create(
                {
                    "mode": "setup",
                    "customer": customer,
                    "allowed_payment_method_types": ["card"],
                    "success_url": return_url,
                    "cancel_url": return_url,
                }
            )
            return Setup(customer, text(one(page), "url"), active=False)
        except stripe.StripeError as away:
            raise RailAway(retry_after=5) from away

    def setup_state(self, reference: str) -> bool | None:
        """Return whether there is a card; False once every page for giving one has expired.

        Raises: RailAway.
        """
        try:
            if _cards(reference):
                return True
            states = {text(page, "status") for page in _pages(reference)}
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
                if page.get("status") == "open":
                    api().v1.checkout.sessions.expire(text(page, "id"))
            for card in _cards(reference):
                api().v1.payment_methods.detach(card)
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
            intent = api().v1.payment_intents.create(
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
            return _decided(one(intent))
        except stripe.StripeError as said:
            return answers.of_error(said)

    def query(self, key: str, *, mandate: str, reference: str | None) -> Outcome:
        """Ask what became of a key: by Stripe's own name for it, or on a complete list.

        Stripe's search lags behind, so a key that search doesn't know proves nothing.
        """
        try:
            found = [_intent(reference)] if reference else _with_key(key, mandate)
            told = [_decided(intent) for intent in found]
        except (stripe.StripeError, RailAway):
            return Outcome(Known.UNKNOWN)
        return answers.strongest(told) if told else Outcome(Known.NEVER_SEEN)

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
        asked: Any = {"limit": PAGE, "expand": ["data.payment_intent"]}
        if since.year > _FIRST_YEAR:
            asked["created"] = {"gt": int(since.timestamp()) - 1}
        try:
            for charge in every(api().v1.charges.list(asked)):
                yield from answers.lines(charge, _disputes(charge))
        except stripe.StripeError as away:
            raise RailAway(retry_after=5) from away


def _cards(customer: str) -> list[str]:
    """Return the cards of a customer, the newest first."""
    asked: Any = {"customer": customer, "type": "card", "limit": PAGE}
    return [text(card, "id") for card in every(api().v1.payment_methods.list(asked))]


def _pages(customer: str) -> Iterator[Found]:
    return every(api().v1.checkout.sessions.list({"customer": customer, "limit": PAGE}))


def _with_key(key: str, customer: str) -> list[Found]:
    asked: Any = {"customer": customer, "limit": PAGE, "expand": ["data.latest_charge"]}
    intents = every(api().v1.payment_intents.list(asked))
    return [intent for intent in intents if answers.key_of(intent) == key]


def _intent(reference: str) -> Found:
    return one(api().v1.payment_intents.retrieve(reference, {"expand": ["latest_charge"]}))


def _intent_behind(reference: str) -> Found:
    try:
        return _intent(reference)
    except stripe.StripeError as away:
        raise RailAway(retry_after=5) from away


def _decided(intent: Found) -> Outcome:
    """Return what is known of an intent, after calling it off if it could still be taken up."""
    status = text(intent, "status")
    if status not in answers.LEFT_OPEN:
        return answers.outcome(intent)
    name, asks_for_them = text(intent, "id"), status == "requires_action"
    try:
        ended = one(api().v1.payment_intents.cancel(name))
    except stripe.StripeError:
        return Outcome(Known.UNKNOWN, name)
    if ended.get("status") != "canceled":
        return Outcome(Known.UNKNOWN, name)
    return Outcome(Known.REFUSED, name, "needs_user" if asks_for_them else "technical")


def _disputes(charge: Found) -> list[Found]:
    if not charge.get("disputed"):
        return []
    asked: Any = {"charge": text(charge, "id"), "limit": PAGE}
    return list(every(api().v1.disputes.list(asked)))
