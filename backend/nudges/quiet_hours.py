"""When a message may reach a person: outside the quiet hours of the person's own zone."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_SEARCH = timedelta(days=7)


class QuietHours(NamedTuple):
    """Wall-clock times between which nothing is sent; equal times mean no quiet hours."""

    start: time = time(20)
    end: time = time(9)

    def cover(self, moment: datetime, zone: ZoneInfo) -> bool:
        """Return whether the clock on the person's wall shows a quiet time."""
        wall = moment.astimezone(zone).time()
        if self.start <= self.end:
            return self.start <= wall < self.end
        return wall >= self.start or wall < self.end

    def next_moment(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """Return the first instant, from the given one on, that is not quiet.

        When clocks are put back over the end of the quiet hours, the hour that comes twice is
        quiet twice; when they are put forward over it, the quiet hours end with the jump.

        Example:
            >>> evening = datetime(2026, 11, 21, 20, 30, tzinfo=UTC)
            >>> QuietHours().next_moment(evening, ZoneInfo("Europe/London")).isoformat()
            '2026-11-22T09:00:00+00:00'
        """
        return self._first(moment, zone, quiet=False)

    def next_quiet(self, moment: datetime, zone: ZoneInfo) -> datetime | None:
        """Return the first quiet instant from the given one on, or None when there is none."""
        return None if self.start == self.end else self._first(moment, zone, quiet=True)

    def next_moment_everywhere(self, moment: datetime, zones: Sequence[ZoneInfo]) -> datetime:
        """Return the first instant that is quiet in none of the zones a person may be in.

        When no such instant comes within a week, the first zone alone decides.
        """
        first = moment.astimezone(UTC)
        loudest = first
        while loudest < first + _SEARCH:
            latest = max(self.next_moment(loudest, zone) for zone in zones)
            if latest == loudest:
                return loudest
            loudest = latest
        return self.next_moment(first, zones[0])

    def _first(self, moment: datetime, zone: ZoneInfo, *, quiet: bool) -> datetime:
        edge = self.start if quiet else self.end
        moment = moment.astimezone(UTC)
        while self.cover(moment, zone) != quiet:
            over = moment + _between(moment.astimezone(zone).time(), edge)
            moment = _first_clock_change(moment, over, zone) or over
        return moment


def _between(wall: time, edge: time) -> timedelta:
    left = _since_midnight(edge) - _since_midnight(wall)
    return left if left > timedelta() else left + _DAY


def _since_midnight(wall: time) -> timedelta:
    return timedelta(
        hours=wall.hour, minutes=wall.minute, seconds=wall.second, microseconds=wall.microsecond
    )


def _first_clock_change(start: datetime, end: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the instant after start, up to end, at which the zone's clocks change."""
    before = start.astimezone(zone).utcoffset()
    low, high = int(start.timestamp()), int(end.timestamp())
    if end.astimezone(zone).utcoffset() == before:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, UTC).astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)
