"""The outside world keeps its own time, and can be told to move it."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from backend.sandbox.server import Answer, Refused, Request, as_json


def written(moment: datetime) -> str:
    """Return an instant as text to the millisecond; texts sort as the instants do."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment_of(text: str) -> datetime:
    """Return the instant that a text names.

    Raises:  ValueError when it names none, or lacks its offset from UTC.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("an offset from UTC is needed")
    return moment


@dataclass(slots=True)
class OutsideClock:
    """A clock that runs ahead of, or behind, the machine by a set number of seconds."""

    ahead_seconds: float = 0.0

    def seconds(self) -> float:
        """Return the seconds since 1970 as the outside world counts them."""
        return time.time() + self.ahead_seconds  # noqa: TID251 - a world apart from the service

    def now(self) -> datetime:
        """Return the present instant."""
        return datetime.fromtimestamp(self.seconds(), UTC)

    def stamp(self) -> str:
        """Return the present instant as text."""
        return written(self.now())

    def move_to(self, moment: datetime) -> None:
        """Let the present be the given instant; time runs on from there."""
        self.ahead_seconds = moment.timestamp() - time.time()  # noqa: TID251 - as above

    def move(self, request: Request) -> Answer:
        """Move to the instant that a test names and say which that is.

        Raises:  Refused when it names none.
        """
        try:
            self.move_to(moment_of(str(request.fields().get("now"))))
        except ValueError as reason:
            raise Refused(422, "invalid_field", f"now: {reason}") from None
        return as_json({"now": self.stamp()})
