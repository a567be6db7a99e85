"""The sandbox wallet as a rail: an outside process with a book of its own."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from backend.payments.errors import EventNotGenuine, EventUnreadable, RailAway
from backend.payments.rails import REASONS, BookLine, Caps, Known, Outcome, RailMessage, Setup
from backend.plumbing import outside
from backend.plumbing.errors import Malformed
from backend.plumbing.http import read_json
from backend.plumbing.settings import settings
from budgeting.errors import BudgetingError
from budgeting.money import Money

_OK = 200
_REFUSED = frozenset({400, 401, 402, 403, 404})
_NOT_FOUND = 404
_READ_SECONDS = 20.0
_PAGE_LINES = 1000
_STATES = {
    "succeeded": Known.SUCCEEDED,
    "pending": Known.PENDING,
    "refused": Known.REFUSED,
    "returned": Known.RETURNED,
}
_EVENTS = {
    "charge.succeeded": Known.SUCCEEDED,
    "charge.refused": Known.REFUSED,
    "charge.returned": Known.RETURNED,
}


class Wallet:
    """Charges a wallet over HTTP. A dropped line, a time-out or a 5xx is `unknown`."""

    name = "sandbox"
    caps = Caps(label="Sandbox wallet", forgets_after=timedelta(hours=1), keeps_book=True)

    def begin_setup(self, *, party: str, return_url: str) -> Setup:
        """Ask the wallet for an agreement.

        Raises: RailAway when it cannot be reached or refuses.
        """
        body = {"party": party, "return_url": return_url}
        found = self._json("POST", "/v1/agreements", json=body)
        return Setup(found["agreement_id"], found["approve_url"], found["state"] == "approved")

    def setup_state(self, reference: str) -> bool | None:
        """Return whether an agreement is approved, over (False) or open (None)."""
        state = self._json("GET", f"/v1/agreements/{reference}")["state"]
        return None if state == "pending" else state == "approved"

    def revoke(self, reference: str) -> None:
        """End an agreement."""
        self._json("DELETE", f"/v1/agreements/{reference}")

    def charge(self, *, mandate: str, money: Money, key: str, reference: str) -> Outcome:
        """Charge once per key."""
        body = {
            "agreement_id": mandate,
            "amount_minor": money.minor,
            "currency": money.currency,
            "reference": reference,
        }
        try:
            answer = self._call("POST", "/v1/charges", json=body, headers={"Idempotency-Key": key})
        except outside.NoAnswer:
            return Outcome(Known.UNKNOWN)
        return _outcome(answer)

    def query(self, key: str, *, mandate: str = "", reference: str | None = None) -> Outcome:
        """Ask what became of a key; the wallet needs nothing else."""
        del mandate, reference
        try:
            answer = self._call("GET", "/v1/charges", params={"key": key})
        except outside.NoAnswer:
            return Outcome(Known.UNKNOWN)
        if answer.status_code == _NOT_FOUND:
            return Outcome(Known.NEVER_SEEN)
        return _outcome(answer)

    def read_event(self, headers: Mapping[str, str], raw: bytes) -> RailMessage | None:
        """Return a wallet's signed message.

        Raises: EventNotGenuine, EventUnreadable.
        """
        secret = settings().wallet_webhook_secret
        if not secret:
            raise EventNotGenuine
        named = {name.lower(): value for name, value in headers.items()}
        try:
            Webhook(secret).verify(raw, named, json_parse=False)
        except (WebhookVerificationError, ValueError) as forged:
            # A signature that is not even in its form, or bytes that are no text, raise ValueError.
            raise EventNotGenuine from forged
        try:
            body = read_json(raw)
            kind, data = body["type"], body["data"]
            if not isinstance(kind, str) or not isinstance(data, dict):
                raise EventUnreadable
        except (Malformed, KeyError, TypeError) as unreadable:
            raise EventUnreadable from unreadable
        return _message(named["webhook-id"], kind, data)

    def book(self, since: datetime) -> Iterator[BookLine]:
        """Yield the wallet's book line by line.

        Raises: RailAway.
        """
        cursor = "0"
        while True:
            asked = {"cursor": cursor, "limit": str(_PAGE_LINES), "since": since.isoformat()}
            page = self._json("GET", "/v1/book", params=asked)
            for line in page["lines"]:
                yield _line(line)
            if not page["more"]:
                return
            cursor = str(page["cursor"])

    def _call(self, method: str, path: str, **asked: Any) -> outside.Answer:
        base, key = settings().wallet_url, settings().wallet_key
        if not base or not key:
            raise RailAway
        headers = {"Authorization": f"Bearer {key}", **asked.pop("headers", {})}
        timeout = (outside.CONNECT_SECONDS, _READ_SECONDS)
        return outside.http().request(
            method, base + path, headers=headers, timeout=timeout, **asked
        )

    def _json(self, method: str, path: str, **asked: Any) -> dict[str, Any]:
        try:
            answer = self._call(method, path, **asked)
            if answer.status_code != _OK:
                raise RailAway(retry_after=5)
            found: dict[str, Any] = answer.json()
        except (outside.NoAnswer, ValueError) as away:
            raise RailAway(retry_after=5) from away
        return found


def _outcome(answer: outside.Answer) -> Outcome:
    # These are the wallet's own word that it did not charge. Anything else but a readable 2xx
    # leaves open whether money moved: a 422 may mean that the key was used before.
    if answer.status_code in _REFUSED:
        return Outcome(Known.REFUSED, reason="technical")
    try:
        found = answer.json()
        known = _STATES.get(found["state"], Known.UNKNOWN)
        reference = str(found["charge_id"])
    except (ValueError, KeyError, TypeError):
        return Outcome(Known.UNKNOWN)
    if not answer.ok:
        return Outcome(Known.UNKNOWN)
    return Outcome(
        known, reference, _reason(found.get("reason")) if known is Known.REFUSED else None
    )


def _message(event: str, kind: str, data: dict[str, Any]) -> RailMessage | None:
    if kind in _EVENTS:
        known = _EVENTS[kind]
        reason = _reason(data.get("reason")) if known is Known.REFUSED else None
        outcome = Outcome(known, str(data.get("charge_id")), reason)
        return RailMessage(event, str(data.get("key")), outcome)
    if kind in {"agreement.approved", "agreement.revoked", "agreement.declined"}:
        return RailMessage(
            event, None, None, str(data.get("agreement_id")), kind == "agreement.approved"
        )
    return None


def _reason(word: object) -> str:
    return word if isinstance(word, str) and word in REASONS else "technical"


def _line(line: dict[str, Any]) -> BookLine:
    # The rail is untrusted input: a line that is no money stops the comparison loudly.
    try:
        money = Money(line["amount_minor"], line["currency"])
        at = datetime.fromisoformat(line["occurred_at"]).astimezone(UTC)
        return BookLine(str(line["key"]), str(line["kind"]), money, at)
    except (KeyError, TypeError, ValueError, BudgetingError) as unreadable:
        raise EventUnreadable from unreadable
