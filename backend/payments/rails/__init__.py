"""Payment rails: what moves money, behind one thin interface."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from budgeting.money import Money


class Known(StrEnum):
    """What a rail has said about a charge."""

    SUCCEEDED = "succeeded"
    PENDING = "pending"
    REFUSED = "refused"
    RETURNED = "returned"
    UNKNOWN = "unknown"
    """No answer, or none that can be read: the money may have moved."""
    NEVER_SEEN = "never_seen"
    """The rail answers that it knows no such key, so far."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is known of one charge."""

    known: Known
    reference: str | None = None
    reason: str | None = None
    """Why it was refused, as a word of `REASONS`."""


REASONS = frozenset(
    {"insufficient_funds", "mandate_gone", "account_closed", "needs_user", "limit", "technical"}
)


@dataclass(frozen=True, slots=True)
class Setup:
    """A permission begun at a rail."""

    reference: str
    approve_url: str | None
    active: bool


@dataclass(frozen=True, slots=True)
class RailMessage:
    """A verified message from a rail about one charge or one mandate."""

    event_reference: str
    rail_key: str | None
    outcome: Outcome | None
    mandate_reference: str | None = None
    mandate_active: bool | None = None


@dataclass(frozen=True, slots=True)
class BookLine:
    """One line of a rail's own book; a return counts against the charge of its key."""

    rail_key: str
    kind: str
    money: Money
    at: datetime


def any_sum(money: Money) -> bool:
    """Return that a rail takes every sum of every currency."""
    return bool(money)


@dataclass(frozen=True, slots=True)
class Caps:
    """What a rail can do, as data that callers obey."""

    label: str
    forgets_after: timedelta
    """A key the rail has not seen for so long is never charged any more."""
    keeps_book: bool
    takes: Callable[[Money], bool] = any_sum
    """Whether the rail can be asked for exactly this; no network is asked."""


class Rail(Protocol):
    """Seven verbs; none is called while a transaction is open."""

    name: str
    caps: Caps

    def begin_setup(self, *, party: str, return_url: str) -> Setup:
        """Ask the rail for a permission; the person approves it at `approve_url`."""

    def setup_state(self, reference: str) -> bool | None:
        """Return whether a permission is active, ended (False) or still open (None)."""

    def revoke(self, reference: str) -> None:
        """End a permission."""

    def charge(self, *, mandate: str, money: Money, key: str, reference: str) -> Outcome:
        """Move money once per key. Every doubt is `unknown`."""

    def query(self, key: str, *, mandate: str, reference: str | None) -> Outcome:
        """Ask what became of a key: the only answer to not knowing.

        `mandate` is what was to be charged, `reference` the rail's own name for the charge, once
        it has told us; a rail that finds a charge by its key alone needs neither.
        """

    def read_event(self, headers: Mapping[str, str], raw: bytes) -> RailMessage | None:
        """Return a verified message, or None for one that tells us nothing.

        Raises: EventNotGenuine, EventUnreadable.
        """

    def book(self, since: datetime) -> Iterator[BookLine]:
        """Yield the rail's own book line by line."""
