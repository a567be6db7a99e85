"""Recurrences: the dates of what repeats, reckoned from an anchor and moved off closed days.

Every date is reckoned from the anchor, never from the date before it, so 31 January goes to
29 February and on to 31 March.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice

from budgeting.calendars import WEEKDAYS, Adjustment, Calendar
from budgeting.errors import DatesOutOfOrder, NoSuchDay, NotACount, RecurrenceUnclear
from budgeting.recurrence_rules import (
    DAYS_IN,
    MONTHS_IN,
    Frequency,
    NthWeekday,
    ShortMonth,
    anchored_month,
    dates_in_month,
    pick,
)

# Days. Closed days never move a date further: the calendar refuses before that.
_REACH = 31
_LAST_YEAR = 9999


class EndsBy(StrEnum):
    """Which date an end day holds against: the one agreed, or the one it was moved to."""

    SCHEDULED = "scheduled"
    ADJUSTED = "adjusted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """A rule that names dates: a frequency from an anchor, with what to leave out and to move.

    ``starts_on`` is the anchor and the first possible date. ``interval`` repeats every n periods.
    ``month_days`` (31 clips, -1 is the last day) and ``nth_weekdays`` add up; ``weekdays`` names
    days of a week or filters days of a month; ``months`` filters or, yearly, spreads;
    ``positions`` picks from a period what the other parts named. ``until`` and ``count`` end it;
    ``skipped`` leaves out agreed dates, which still count. ``keep_doubles`` keeps two rules that
    meet on one day apart.

    Units:   weekdays 0 for Monday to 6 for Sunday; interval in periods; count in dates.
    Raises:  NotACount, NoSuchDay, RecurrenceUnclear, DatesOutOfOrder for parts that do not fit.
    Source:  RFC 5545 section 3.3.10 for the parts; 2006 ISDA Definitions 4.12 for adjustment.

    Example:
        >>> rent = Recurrence(frequency=Frequency.MONTHLY, starts_on=date(2024, 1, 31))
        >>> [day.isoformat() for day in rent.first(3)]
        ['2024-01-31', '2024-02-29', '2024-03-31']
    """

    frequency: Frequency
    starts_on: date
    interval: int = 1
    month_days: tuple[int, ...] = ()
    nth_weekdays: tuple[NthWeekday, ...] = ()
    weekdays: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    short_month: ShortMonth = ShortMonth.CLIP
    week_starts: int = 0
    until: date | None = None
    ends_by: EndsBy = EndsBy.ADJUSTED
    count: int | None = None
    skipped: frozenset[date] = frozenset()
    adjustment: Adjustment = Adjustment.NONE
    calendar: Calendar = WEEKDAYS
    keep_doubles: bool = False

    def __post_init__(self) -> None:
        """Refuse parts that do not fit together."""
        for name, value in (("interval", self.interval), ("count", self.count)):
            if value is not None and (type(value) is not int or value < 1):
                raise NotACount(**{name: value})
        self._refuse_days()
        if any(not 1 <= month <= 12 for month in self.months):
            raise RecurrenceUnclear(months=self.months)
        if self.frequency in DAYS_IN and (self.month_days or self.nth_weekdays):
            raise RecurrenceUnclear(frequency=self.frequency, month_days=self.month_days)
        if self.until is not None and self.until < self.starts_on:
            raise DatesOutOfOrder(first=self.starts_on, last=self.until)

    def _refuse_days(self) -> None:
        for day in self.month_days:
            if day == 0 or abs(day) > 31:
                raise NoSuchDay(day=day)
        for weekday in (*self.weekdays, self.week_starts):
            if not 0 <= weekday <= 6:
                raise NoSuchDay(weekday=weekday)

    def _pairs(self, around: date | None) -> Iterator[tuple[date, date]]:
        """Yield each date as agreed and as moved, up to the end of the rule."""
        # A count needs every date before the first one wanted; otherwise jump near it.
        period = 0 if self.count is not None or around is None else self._period_of(around)
        agreed_dates = self._agreed(period)
        scheduled = self.ends_by is EndsBy.SCHEDULED
        for agreed in islice(agreed_dates, self.count):
            due = self.calendar.adjust(agreed, self.adjustment)
            if self.until is not None and (agreed if scheduled else due) > self.until:
                return
            if agreed not in self.skipped:
                yield agreed, due

    def scheduled(self, around: date | None = None) -> Iterator[date]:
        """Yield the agreed dates in order, before any is moved, from the anchor or near a day.

        Shape:   rising; may be endless; skipped dates left out.
        Raises:  NoWorkingDay when the calendar is closed for a month.

        Example:
            >>> from itertools import islice
            >>> weekly = Recurrence(frequency=Frequency.WEEKLY, starts_on=date(2024, 1, 1))
            >>> [day.day for day in islice(weekly.scheduled(), 3)]
            [1, 8, 15]
        """
        return (agreed for agreed, _ in self._pairs(around))

    def dates(self, around: date | None = None) -> Iterator[date]:
        """Yield the dates in order as they fall due, moved off closed days.

        Shape:   strictly rising, unless doubles are kept; may be endless.
        Raises:  NoWorkingDay when the calendar is closed for a month.

        Example:
            >>> pay = Recurrence(frequency=Frequency.MONTHLY, starts_on=date(2024, 8, 31),
            ...                  adjustment=Adjustment.PRECEDING)
            >>> next(pay.dates())
            datetime.date(2024, 8, 30)
        """
        before: date | None = None
        for _, due in self._pairs(around):
            if self.keep_doubles or due != before:
                before = due
                yield due

    def first(self, count: int) -> tuple[date, ...]:
        """Return the first dates, or all when there are fewer.

        Units:   count of dates.

        Example:
            >>> Recurrence(frequency=Frequency.YEARLY, starts_on=date(2024, 2, 29)).first(2)
            (datetime.date(2024, 2, 29), datetime.date(2025, 2, 28))
        """
        return tuple(islice(self.dates(), count))

    def between(self, first_on: date, last_on: date) -> tuple[date, ...]:
        """Return all dates from a day up to another, both included.

        Raises:  DatesOutOfOrder when the last day comes before the first.

        Example:
            >>> weekly = Recurrence(frequency=Frequency.WEEKLY, starts_on=date(2024, 1, 1))
            >>> len(weekly.between(date(2024, 1, 1), date(2024, 1, 29)))
            5
        """
        if last_on < first_on:
            raise DatesOutOfOrder(first=first_on, last=last_on)
        return tuple(self._upwards(first_on, last_on))

    def next_after(self, day: date, *, inclusive: bool = False, skip: int = 0) -> date | None:
        """Return the first date after a day, passing over ``skip`` of them, or None at the end.

        Units:   skip is a count of dates.

        Example:
            >>> weekly = Recurrence(frequency=Frequency.WEEKLY, starts_on=date(2024, 1, 1))
            >>> weekly.next_after(date(2024, 1, 1), skip=1)
            datetime.date(2024, 1, 15)
        """
        first_on = day if inclusive else day + timedelta(days=1)
        return next(islice(self._upwards(first_on, None), skip, None), None)

    def previous_before(self, day: date, *, inclusive: bool = False) -> date | None:
        """Return the last date before a day, or None when there was none yet.

        Example:
            >>> weekly = Recurrence(frequency=Frequency.WEEKLY, starts_on=date(2024, 1, 1))
            >>> weekly.previous_before(date(2024, 1, 8))
            datetime.date(2024, 1, 1)
        """
        last_on = day if inclusive else day - timedelta(days=1)
        # Look back over ever longer stretches: most rules answer from the first.
        reach = 62 * self.interval
        while True:
            floor = max(last_on.toordinal() - reach, date.min.toordinal())
            found = tuple(self._upwards(date.fromordinal(floor), last_on))
            if found:
                return found[-1]
            if floor < self.starts_on.toordinal() - _REACH:
                return None
            reach *= 8

    def is_due_on(self, day: date) -> bool:
        """Tell whether a day is one of the dates.

        Example:
            >>> Recurrence(frequency=Frequency.DAILY, starts_on=date(2024, 1, 1),
            ...            interval=2).is_due_on(date(2024, 1, 2))
            False
        """
        return self.next_after(day, inclusive=True) == day

    def _upwards(self, first_on: date, last_on: date | None) -> Iterator[date]:
        around = date.fromordinal(max(first_on.toordinal() - _REACH, 1))
        for day in self.dates(around):
            if last_on is not None and day > last_on:
                return
            if day >= first_on:
                yield day

    def _period_of(self, day: date) -> int:
        if day <= self.starts_on:
            return 0
        if self.frequency in DAYS_IN:
            return (day - self.starts_on).days // (DAYS_IN[self.frequency] * self.interval)
        months = (day.year - self.starts_on.year) * 12 + day.month - self.starts_on.month
        # One period early, since a day clipped to NEXT belongs to the month before it.
        return max(months // (MONTHS_IN[self.frequency] * self.interval) - 1, 0)

    def _agreed(self, period: int) -> Iterator[date]:
        in_period = self._days_of if self.frequency in DAYS_IN else self._months_of
        while True:
            try:
                days = in_period(period)
            except (OverflowError, ValueError):
                return  # the calendar ends with the year 9999
            if self.positions:
                days = pick(days, self.positions)
            yield from (day for day in days if day >= self.starts_on)
            period += 1

    def _days_of(self, period: int) -> list[date]:
        step = timedelta(days=DAYS_IN[self.frequency] * self.interval * period)
        if self.frequency is Frequency.DAILY or not self.weekdays:
            days = [self.starts_on + step]
        else:
            offset = (self.starts_on.weekday() - self.week_starts) % 7
            week = self.starts_on - timedelta(days=offset) + step
            within = sorted((weekday - self.week_starts) % 7 for weekday in self.weekdays)
            days = [week + timedelta(days=day) for day in within]
        if self.frequency is Frequency.DAILY and self.weekdays:
            days = [day for day in days if day.weekday() in self.weekdays]
        return [day for day in days if not self.months or day.month in self.months]

    def _months_of(self, period: int) -> list[date]:
        index = self.starts_on.year * 12 + self.starts_on.month - 1
        index += MONTHS_IN[self.frequency] * self.interval * period
        year, month = divmod(index, 12)
        if year > _LAST_YEAR:
            raise OverflowError
        if self.frequency is Frequency.YEARLY and self.months:
            return [day for each in sorted(self.months) for day in self._in_month(year, each)]
        if self.months and month + 1 not in self.months:
            return []
        return self._in_month(year, month + 1)

    def _in_month(self, year: int, month: int) -> list[date]:
        if not (self.month_days or self.nth_weekdays or self.weekdays):
            months = (year - self.starts_on.year) * 12 + month - self.starts_on.month
            day = anchored_month(self.starts_on, months, self.short_month)
            return [] if day is None else [day]
        days = dates_in_month(
            year,
            month,
            month_days=self.month_days,
            nth_weekdays=self.nth_weekdays,
            weekdays=self.weekdays,
            short_month=self.short_month,
        )
        return days if self.keep_doubles else sorted(set(days))
