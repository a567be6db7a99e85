"""Working days: a calendar that is passed in, and the ways to move a day that is not one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from budgeting.dates import days_in_month
from budgeting.errors import NotACount, NoWorkingDay

SATURDAY_SUNDAY = frozenset({5, 6})
FRIDAY_SATURDAY = frozenset({4, 5})
_ONE = timedelta(days=1)
_FARTHEST = 31


class Adjustment(StrEnum):
    """Where a date goes that is not a working day.

    Source: 2006 ISDA Definitions section 4.12 (business day conventions).
    """

    NONE = "none"
    FOLLOWING = "following"
    MODIFIED_FOLLOWING = "modified_following"
    PRECEDING = "preceding"
    MODIFIED_PRECEDING = "modified_preceding"
    NEAREST = "nearest"
    AFTER = "following"
    BEFORE = "preceding"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days on which banks work: neither weekend nor holiday, or a made-up working weekend.

    ``weekend`` holds weekdays with Monday as 0; ``worked`` holds weekend days that are worked
    all the same, as in China around long holidays.

    Raises:  NoWorkingDay, from its questions, when a month passes without a working day.

    Example:
        >>> Calendar(holidays=frozenset({date(2024, 12, 25)})).is_working_day(date(2024, 12, 25))
        False
    """

    holidays: frozenset[date] = frozenset()
    weekend: frozenset[int] = SATURDAY_SUNDAY
    worked: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Tell whether banks work on a day.

        Example:
            >>> WEEKDAYS.is_working_day(date(2024, 6, 1))
            False
        """
        if day in self.worked:
            return True
        return day.weekday() not in self.weekend and day not in self.holidays

    def on_or_after(self, day: date) -> date:
        """Return the first working day from a day on.

        Raises:  NoWorkingDay.

        Example:
            >>> WEEKDAYS.on_or_after(date(2024, 6, 1))
            datetime.date(2024, 6, 3)
        """
        return self._walk(day, _ONE)

    def on_or_before(self, day: date) -> date:
        """Return the last working day up to a day.

        Raises:  NoWorkingDay.

        Example:
            >>> WEEKDAYS.on_or_before(date(2024, 6, 2))
            datetime.date(2024, 5, 31)
        """
        return self._walk(day, -_ONE)

    def _walk(self, day: date, step: timedelta) -> date:
        at = day
        for _ in range(_FARTHEST):
            if self.is_working_day(at):
                return at
            at += step
        raise NoWorkingDay(day=day)

    def adjust(self, day: date, adjustment: Adjustment) -> date:
        """Return the working day that a date moves to.

        Raises:  NoWorkingDay.
        Source:  2006 ISDA Definitions section 4.12; a tie of NEAREST goes to the later day.

        Example:
            >>> saturday = date(2024, 8, 31)
            >>> [WEEKDAYS.adjust(saturday, way).isoformat()
            ...  for way in (Adjustment.FOLLOWING, Adjustment.MODIFIED_FOLLOWING)]
            ['2024-09-02', '2024-08-30']
        """
        if adjustment is Adjustment.NONE or self.is_working_day(day):
            return day
        if adjustment is Adjustment.NEAREST:
            later, earlier = self.on_or_after(day), self.on_or_before(day)
            return later if later - day <= day - earlier else earlier
        forward = adjustment in (Adjustment.FOLLOWING, Adjustment.MODIFIED_FOLLOWING)
        moved = self.on_or_after(day) if forward else self.on_or_before(day)
        modified = adjustment in (Adjustment.MODIFIED_FOLLOWING, Adjustment.MODIFIED_PRECEDING)
        if modified and moved.month != day.month:
            return self.on_or_before(day) if forward else self.on_or_after(day)
        return moved

    def add_working_days(self, day: date, count: int) -> date:
        """Return the day that lies a number of working days later, or earlier when negative.

        Units:   working days; zero gives the day itself, working or not.
        Raises:  NoWorkingDay.

        Example:
            >>> WEEKDAYS.add_working_days(date(2024, 5, 31), 1)
            datetime.date(2024, 6, 3)
        """
        step = _ONE if count > 0 else -_ONE
        for _ in range(abs(count)):
            day = self._walk(day + step, step)
        return day

    def working_days_between(self, first: date, before: date) -> int:
        """Return the number of working days from a day on and before another.

        Units:   working days.

        Example:
            >>> WEEKDAYS.working_days_between(date(2024, 6, 1), date(2024, 6, 8))
            5
        """
        span = range(first.toordinal(), before.toordinal())
        return sum(1 for ordinal in span if self.is_working_day(date.fromordinal(ordinal)))

    def nth_working_day(self, year: int, month: int, nth: int) -> date:
        """Return the n-th working day of a month, counted from its end when n is negative.

        Units:   nth is 1 for the first and -1 for the last.
        Raises:  NotACount for zero; NoWorkingDay when the month has not that many.

        Example:
            >>> WEEKDAYS.nth_working_day(2024, 6, -1)
            datetime.date(2024, 6, 28)
        """
        if nth == 0:
            raise NotACount(nth=nth)
        days = (date(year, month, day + 1) for day in range(days_in_month(year, month)))
        working = [day for day in days if self.is_working_day(day)]
        if abs(nth) > len(working):
            raise NoWorkingDay(year=year, month=month, nth=nth)
        return working[nth - 1 if nth > 0 else nth]

    def joined(self, others: Iterable[Calendar]) -> Calendar:
        """Return the calendar of days on which this one and all the others work.

        Example:
            >>> gulf = Calendar(weekend=FRIDAY_SATURDAY)
            >>> WEEKDAYS.joined([gulf]).is_working_day(date(2024, 5, 31))
            False
        """
        calendar = self
        for other in others:
            calendar = calendar._with(other)
        return calendar

    def _with(self, other: Calendar) -> Calendar:
        both = {day for day in self.worked if other.is_working_day(day)}
        both |= {day for day in other.worked if self.is_working_day(day)}
        closed = self.holidays | other.holidays
        return Calendar(closed - both, self.weekend | other.weekend, frozenset(both))


WEEKDAYS = Calendar()
EVERY_DAY = Calendar(weekend=frozenset())
