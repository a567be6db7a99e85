"""Hand a nudge over to the outside: e-mail, text message, web push."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import UUID

from py_vapid import Vapid02

from backend.nudges import push, wording
from backend.nudges.models import Channel
from backend.nudges.push import Keys, Subscription
from backend.plumbing import clock, mail, sms, strangers
from backend.plumbing.delivery import NotTaken
from backend.plumbing.settings import settings
from backend.plumbing.strangers import NoAnswer

PATH = "/inbox"
"""Where a push leads: the same for all, because an address can tell as much as a word."""

_CLAIM_LIFETIME = timedelta(hours=12)
_OK, _MULTIPLE_CHOICES, _BAD_REQUEST, _SERVER_SIDE = 200, 300, 400, 500
_GONE = {404, 410}
_AGAIN_LATER = {401, 403, 408, 425, 429}
"""A wrong key or a wrong clock is put right by an operator, so the push waits."""


class Outcome(StrEnum):
    """How a hand-over ended."""

    TAKEN = "taken"
    REFUSED = "refused"
    LATER = "later"
    NO_WAY = "no_way"
    """There is no address or device, or no route is set up."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """All that is needed to hand one nudge over on one channel."""

    nudge_id: UUID
    channel: Channel
    fence: int
    tries: int
    kind: str
    locale: str
    link: str
    code: str
    in_app: bool
    """The receiver has an account, so the code can be compared in the inbox."""
    address: str = ""
    subscriptions: tuple[Subscription, ...] = ()
    loud_for: timedelta = timedelta(days=1)
    """How long until the quiet hours: later than that no push service shall show it."""

    @property
    def said(self) -> wording.Outside:
        """The words that leave the app."""
        return wording.outside(
            self.kind, self.locale, link=self.link, code=self.code, in_app=self.in_app
        )


@dataclass(frozen=True, slots=True)
class Handed:
    """How an envelope was handed over, and which devices are no longer there."""

    envelope: Envelope
    outcome: Outcome
    gone: tuple[UUID, ...] = ()
    wait_seconds: int = 0


def by_email(envelope: Envelope, line: mail.Mail) -> Handed:
    """Send one letter over an open line; its key makes it the same letter on each try."""
    said = envelope.said
    key = f"{envelope.nudge_id}.email"
    letter = mail.Letter(key, envelope.address, said.subject, said.letter, html=said.html)
    try:
        line.send(letter)
    except NotTaken as not_taken:
        return Handed(envelope, Outcome.REFUSED if not_taken.final else Outcome.LATER)
    return Handed(envelope, Outcome.TAKEN)


def by_sms(envelope: Envelope, gateway: sms.Sms) -> Handed:
    """Send one text message; its key lets the gateway know it again."""
    message = sms.Text(f"{envelope.nudge_id}.sms", envelope.address, envelope.said.sms)
    try:
        gateway.send(message)
    except NotTaken as not_taken:
        return Handed(envelope, Outcome.REFUSED if not_taken.final else Outcome.LATER)
    return Handed(envelope, Outcome.TAKEN)


def by_push(envelope: Envelope, keys: Keys) -> Handed:
    """Push to each of a person's devices; one that took it is enough."""
    payload = {
        "id": str(envelope.nudge_id),
        "title": wording.APP,
        "body": envelope.said.push,
        "path": PATH,
    }
    data = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    results = {one.id: _pushed(one, data, envelope, keys) for one in envelope.subscriptions}
    gone = tuple(id_ for id_, (outcome, _) in results.items() if outcome is Outcome.NO_WAY)
    wait_seconds = max((seconds for _, seconds in results.values()), default=0)
    return Handed(envelope, _best(outcome for outcome, _ in results.values()), gone, wait_seconds)


def _pushed(
    subscription: Subscription, data: bytes, envelope: Envelope, keys: Keys
) -> tuple[Outcome, int]:
    if not push.is_known_service(subscription.endpoint):
        return Outcome.NO_WAY, 0
    from pywebpush import WebPusher  # noqa: PLC0415 - heavy, and only the worker pushes

    secrets = {"p256dh": subscription.p256dh, "auth": subscription.auth}
    body = WebPusher({"endpoint": subscription.endpoint, "keys": secrets}).encode(data)["body"]
    try:
        answer = strangers.post(
            subscription.endpoint, body=body, headers=_headers(subscription, envelope, keys)
        )
    except NoAnswer:
        return Outcome.LATER, 0
    return _judged(answer.status), _seconds(answer.retry_after)


def _headers(subscription: Subscription, envelope: Envelope, keys: Keys) -> dict[str, str]:
    parts = urlsplit(subscription.endpoint)
    expires = clock.now() + _CLAIM_LIFETIME
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(expires.timestamp()),
        "sub": settings().push_contact,
    }
    signer = Vapid02.from_raw(keys.private.encode())  # type: ignore[no-untyped-call]
    return {
        **signer.sign(claims),
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(int(envelope.loud_for.total_seconds())),
        "Urgency": "normal",
        # A push service keeps one message a topic, so a second try replaces the first.
        "Topic": envelope.nudge_id.hex,
    }


def _judged(status: int) -> Outcome:
    if _OK <= status < _MULTIPLE_CHOICES:
        return Outcome.TAKEN
    if status in _GONE:
        return Outcome.NO_WAY
    final = _BAD_REQUEST <= status < _SERVER_SIDE and status not in _AGAIN_LATER
    return Outcome.REFUSED if final else Outcome.LATER


def _best(outcomes: Iterable[Outcome]) -> Outcome:
    found = set(outcomes)
    for outcome in (Outcome.TAKEN, Outcome.LATER, Outcome.REFUSED):
        if outcome in found:
            return outcome
    return Outcome.NO_WAY


def _seconds(retry_after: str | None) -> int:
    """Return the seconds to wait; a date instead of a number leaves it to our own schedule."""
    return (
        int(retry_after) if retry_after and retry_after.isascii() and retry_after.isdigit() else 0
    )
