"""Text messages: one POST to a gateway, or kept in memory."""

from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

import requests

from backend.plumbing import outside
from backend.plumbing.delivery import NotTaken, RouteNotSet
from backend.plumbing.settings import settings

MEMORY = "memory:"
_BAD_REQUEST, _SERVER_SIDE = 400, 500
_AGAIN_LATER = {401, 403, 408, 425, 429}
"""A wrong key is put right by an operator, so the message waits instead of being lost."""


@dataclass(frozen=True, slots=True)
class Text:
    """One message to one phone number in E.164."""

    key: str
    """The same for the same message, however often it is sent: the gateway may know it by it."""
    to: str
    text: str


class Sms(Protocol):
    """A way to send text messages."""

    def send(self, message: Text) -> None:
        """Hand one message over.

        Raises: NotTaken.
        """


def sender() -> Sms:
    """Return the way that the settings choose.

    Raises: RouteNotSet when they choose none.
    """
    url = settings().sms_url
    if url is None:
        raise RouteNotSet("TIDEOVER_SMS_URL")
    return memory() if url == MEMORY else SmsGateway(url, settings().sms_token)


@cache
def memory() -> "SmsInMemory":
    """Return this process's messages kept in memory."""
    return SmsInMemory()


@dataclass
class SmsInMemory:
    """Keeps what it is given; for tests and for trying things out."""

    sent: list[Text] = field(default_factory=list)

    def send(self, message: Text) -> None:
        """Keep the message."""
        outside.check_no_transaction()
        self.sent.append(message)


@dataclass(frozen=True, slots=True)
class SmsGateway:
    """POST {"to", "text", "reference"} as JSON, with a bearer token; any 2xx means taken."""

    url: str
    token: str | None

    def send(self, message: Text) -> None:
        """Hand one message to the gateway.

        Raises: NotTaken, final when the gateway says that the request itself is wrong.
        """
        headers = {"Idempotency-Key": message.key}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        body = {"to": message.to, "text": message.text, "reference": message.key}
        try:
            answer = outside.http().post(self.url, json=body, headers=headers)
        except requests.RequestException as broken:
            raise NotTaken(final=False) from broken
        if not answer.ok or answer.is_redirect:
            wrong = _BAD_REQUEST <= answer.status_code < _SERVER_SIDE
            raise NotTaken(final=wrong and answer.status_code not in _AGAIN_LATER)
