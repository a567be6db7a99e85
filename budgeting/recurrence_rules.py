"""What repeats and when: the parts of a recurrence, and the bare dates of one of its periods."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from budgeting.dates import add_months, days_in_month
from budgeting.errors import NoSuchDay


class Frequency(StrEnum):
    """The length of the period that repeats.

    Source: RFC 5545 section 3.3.10 (FREQ); quarterly and half-yearly are three and six months,
            fortnightly two weeks.
    """

    DAILY = "daily"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"


class ShortMonth(StrEnum):
    """Where a day goes that a month does not have, such as 31 April.

    CLIP takes the month's last day, SKIP leaves the month out (as RFC 5545 does), NEXT takes the
    first day of the following month.

    Source: RFC 5545 section 3.3.10 for SKIP; RFC 7529 section 4.1 for the three names' meaning
            (SKIP=BACKWARD, OMIT, FORWARD).
    """

    CLIP = "clip"
    SKIP = "skip"
    NEXT = "next"


class NthWeekday(NamedTuple):
    """A weekday of a month by its number: (1, 0) the first Monday, (-1, 4) the last Friday.

    Units:   nth 1 to 5 or -1 to -5; weekday 0 for Monday to 6 for Sunday.
    """

    nth: int
    weekday: int


MONTHS_IN = {
    Frequency.MONTHLY: 1,
    Frequency.QUARTERLY: 3,
    Frequency.HALF_YEARLY: 6,
    Frequency.YEARLY: 12,
}
DAYS_IN = {Frequency.DAILY: 1, Frequency.WEEKLY: 7, Frequency.FORTNIGHTLY: 14}


def day_of_month(year: int, month: int, day: int, short_month: ShortMonth) -> date | None:
    """Return the date of a numbered day of a month, or None when the month is skipped.

    Units:   day 1 to 31, or -1 for the last to -31.
    Raises:  NoSuchDay.

    Example:
        >>> day_of_month(2023, 2, 31, ShortMonth.CLIP)
        datetime.date(2023, 2, 28)
        >>> day_of_month(2023, 2, 31, ShortMonth.SKIP) is None
        True
    """
    if day == 0 or abs(day) > 31:
        raise NoSuchDay(day=day)
    last = days_in_month(year, month)
    if day < 0:
        day = last + 1 + day
        if day >= 1:
            return date(year, month, day)
        return date(year, month, 1) if short_month is ShortMonth.CLIP else None
    if day <= last:
        return date(year, month, day)
    if short_month is ShortMonth.SKIP:
        return None
    clipped = date(year, month, last)
    return clipped if short_month is ShortMonth.CLIP else clipped + timedelta(days=1)


def weekday_of_month(year: int, month: int, which: NthWeekday) -> date | None:
    """Return the n-th such weekday of a month, or None when the month has not that many.

    Raises:  NoSuchDay for a number of zero or beyond five, or a weekday beyond six.
    Source:  RFC 5545 section 3.3.10 (BYDAY with a number).

    Example:
        >>> weekday_of_month(2024, 5, NthWeekday(-1, 6))
        datetime.date(2024, 5, 26)
    """
    nth, weekday = which
    if nth == 0 or abs(nth) > 5 or not 0 <= weekday <= 6:
        raise NoSuchDay(nth=nth, weekday=weekday)
    last = days_in_month(year, month)
    if nth > 0:
        first = (weekday - date(year, month, 1).weekday()) % 7 + 1
        day = first + 7 * (nth - 1)
    else:
        final = last - (date(year, month, last).weekday() - weekday) % 7
        day = final + 7 * (nth + 1)
    return date(year, month, day) if 1 <= day <= last else None


def dates_in_month(
    year: int,
    month: int,
    *,
    month_days: tuple[int, ...],
    nth_weekdays: tuple[NthWeekday, ...],
    weekdays: tuple[int, ...],
    short_month: ShortMonth,
) -> list[date]:
    """Return the days of one month that the numbered days and weekdays name, in order.

    Days of the month and numbered weekdays add up. Plain weekdays filter the days of the month;
    alone they name each such weekday.

    Shape:   rising; one entry a rule, so two rules that meet on a day give it twice.

    Example:
        >>> friday_13th = dates_in_month(2024, 9, month_days=(13,), nth_weekdays=(),
        ...                              weekdays=(4,), short_month=ShortMonth.SKIP)
        >>> friday_13th
        [datetime.date(2024, 9, 13)]
    """
    numbered = month_days
    if weekdays and not month_days and not nth_weekdays:
        numbered = tuple(range(1, days_in_month(year, month) + 1))
    plain = (day_of_month(year, month, day, short_month) for day in numbered)
    days = [day for day in plain if day is not None and (not weekdays or day.weekday() in weekdays)]
    by_week = (weekday_of_month(year, month, which) for which in nth_weekdays)
    days += [day for day in by_week if day is not None]
    return sorted(days)


def pick(days: list[date], positions: Iterable[int]) -> list[date]:
    """Return the days at the given positions of a period, 1 for the first and -1 for the last.

    Source:  RFC 5545 section 3.3.10 (BYSETPOS).

    Example:
        >>> pick([date(2024, 1, 1), date(2024, 1, 2)], (-1,))
        [datetime.date(2024, 1, 2)]
    """
    at = {position - 1 if position > 0 else len(days) + position for position in positions}
    return [day for row, day in enumerate(days) if row in at]


def anchored_month(anchor: date, months: int, short_month: ShortMonth) -> date | None:
    """Return the anchor's day, that many months on, under the rule for short months.

    Example:
        >>> anchored_month(date(2024, 1, 31), 1, ShortMonth.NEXT)
        datetime.date(2024, 3, 1)
    """
    first = add_months(anchor.replace(day=1), months)
    return day_of_month(first.year, first.month, anchor.day, short_month)
