"""A rail that lives in this process, with its own book: for tests and trials by hand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from backend.payments.errors import EventNotGenuine, RailAway
from backend.payments.rails import BookLine, Caps, Known, Outcome, RailMessage, Setup
from backend.plumbing import clock, outside
from budgeting.money import Money

_CAPS = Caps("Memory", forgets_after=timedelta(hours=1), keeps_book=True)


@dataclass(slots=True)
class RailInMemory:
    """Answers as it is told to: `mood` holds what the next charges meet, in order.

    A mood is what the caller sees; `charged` tells whether money moved all the same.
    """

    name: str = "memory"
    caps: Caps = _CAPS
    lines: list[BookLine] = field(default_factory=list)
    moods: list[tuple[Outcome, bool]] = field(default_factory=list)
    answers: dict[str, Outcome] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    away: bool = False

    def begin_setup(self, *, party: str, return_url: str) -> Setup:
        """Agree at once."""
        outside.check_no_transaction()
        self.calls.append(f"setup {party}")
        return Setup(f"ag_{party}_{len(self.calls)}", None, active=bool(return_url))

    def setup_state(self, reference: str) -> bool | None:
        """Return that it is active."""
        return bool(reference)

    def revoke(self, reference: str) -> None:
        """Keep that it was ended.

        Raises: RailAway while it is `away`.
        """
        if self.away:
            raise RailAway
        self.calls.append(f"revoke {reference}")

    def charge(self, *, mandate: str, money: Money, key: str, reference: str) -> Outcome:
        """Move money once per key and answer in the mood of the moment."""
        outside.check_no_transaction()
        self.calls.append(f"charge {mandate} {key} {reference}")
        if key in self.answers:
            return self.answers[key]
        told, moved = self.moods.pop(0) if self.moods else (Outcome(Known.SUCCEEDED), True)
        if moved:
            self.lines.append(BookLine(key, "charge", money, clock.now()))
            self.answers[key] = Outcome(Known.SUCCEEDED, f"ch_{len(self.lines)}")
        return self.answers[key] if told.known is Known.SUCCEEDED else told

    def query(self, key: str, *, mandate: str = "", reference: str | None = None) -> Outcome:
        """Tell what became of a key."""
        outside.check_no_transaction()
        self.calls.append(" ".join(["query", key, *filter(None, (mandate, reference))]))
        return self.answers.get(key, Outcome(Known.NEVER_SEEN))

    def read_event(self, headers: Mapping[str, str], raw: bytes) -> RailMessage | None:
        """Refuse: nobody signs here."""
        raise EventNotGenuine

    def book(self, since: datetime) -> Iterator[BookLine]:
        """Yield the lines since a moment."""
        yield from (line for line in self.lines if line.at >= since)

    def give_back(self, key: str) -> None:
        """Return a charge."""
        taken = next(line for line in self.lines if line.rail_key == key)
        back = Money(-taken.money.minor, taken.money.currency)
        self.lines.append(BookLine(key, "return", back, clock.now()))
        self.answers[key] = Outcome(Known.RETURNED)
