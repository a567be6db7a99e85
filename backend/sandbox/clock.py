"""The outside world keeps its own time, and can be told to move it."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime


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
        """Return the present instant as text, to the millisecond."""
        return self.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def move_to(self, moment: datetime) -> None:
        """Let the present be the given instant; time runs on from there."""
        self.ahead_seconds = moment.timestamp() - time.time()  # noqa: TID251 - as above
