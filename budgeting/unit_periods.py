"""Unit-periods of Regulation Z: the standard interval of a credit, and counting in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from budgeting.dates import add_months, months_between
from budgeting.errors import DatesOutOfOrder, NotACount

_SEMIMONTH_DAYS = range(13, 19)
_MONTH_DAYS = Fraction(365, 12)


class Interval(StrEnum):
    """A standard interval of time.

    Source: 12 CFR 1026 appendix J (b)(3)(iii).
    """

    DAY = "day"
    WEEK = "week"
    SEMIMONTH = "semimonth"
    MONTH = "month"
    YEAR = "year"
    TERM = "term"


class UnitPeriod(NamedTuple):
    """The unit-period of a credit: so many days, weeks or months, half a month, a year, the term.

    Units:   multiple of the interval; for TERM the days of the term, or its whole months as
             ``months``.
    Source:  12 CFR 1026 appendix J (b)(4) and (5).
    """

    interval: Interval
    multiple: int = 1
    months: int = 0

    @property
    def per_year(self) -> Fraction:
        """How many of it make a year, by appendix J (b)(5)."""
        if self.interval is Interval.TERM:
            return Fraction(12, self.months) if self.months else Fraction(365, self.multiple)
        return Fraction(_PER_YEAR[self.interval], self.multiple)


_PER_YEAR = {
    Interval.DAY: 365,
    Interval.WEEK: 52,
    Interval.SEMIMONTH: 24,
    Interval.MONTH: 12,
    Interval.YEAR: 1,
}


class Distance(NamedTuple):
    """Whole unit-periods and the part of one that is left.

    Source:  12 CFR 1026 appendix J (b)(5): t and f of the general equation.
    """

    whole: int
    part: Fraction


def full_months(start: date, end: date) -> tuple[int, int]:
    """Return the full months measured back from the later day, and the days left before them.

    Units:   months and days.
    Source:  12 CFR 1026 appendix J (b)(5)(ii) and (iii).

    Example:
        >>> full_months(date(1978, 2, 10), date(1978, 4, 1))
        (1, 19)
    """
    months = (end.year - start.year) * 12 + end.month - start.month
    if start.day == end.day:
        return months, 0
    back = add_months(end, -months)
    if back < start:
        months -= 1
        back = add_months(end, -months)
    return months, (back - start).days


def distance(start: date, end: date, unit: UnitPeriod) -> Distance:
    """Return how many unit-periods lie between two days, whole ones and the part left over.

    Raises:  DatesOutOfOrder when the end comes before the start.
    Source:  12 CFR 1026 appendix J (b)(5).

    Example:
        >>> distance(date(1978, 2, 10), date(1978, 4, 1), UnitPeriod(Interval.MONTH))
        Distance(whole=1, part=Fraction(19, 30))
    """
    if end < start:
        raise DatesOutOfOrder(first=start, last=end)
    interval, multiple, _ = unit
    if interval is Interval.MONTH:
        months, days = full_months(start, end)
        if multiple == 1:
            return Distance(months, Fraction(days, 30) if days else _NOTHING)
        return _parted(30 * months + days, 30 * multiple)
    if interval in _IN_DAYS:
        return _parted((end - start).days, multiple * _IN_DAYS[interval])
    if interval is Interval.TERM:
        return Distance(int(end > start), _NOTHING)
    months, days = full_months(start, end)
    if interval is Interval.SEMIMONTH:
        return _parted(30 * months + days, 15)
    return _in_years(start, end, months, days)


_NOTHING = Fraction(0)
_IN_DAYS = {Interval.DAY: 1, Interval.WEEK: 7}


def _parted(days: int, length: int) -> Distance:
    whole, rest = divmod(days, length)
    return Distance(whole, Fraction(rest, length) if rest else _NOTHING)


def _in_years(start: date, end: date, months: int, days: int) -> Distance:
    years, over = divmod(months, 12)
    if not days:
        return Distance(years, Fraction(over, 12))
    left = (add_months(end, -12 * years) - start).days
    return Distance(years, Fraction(left, 365))


def find_unit_period(
    begins_on: date, advances: Sequence[date], payments: Sequence[date]
) -> UnitPeriod:
    """Return the unit-period of a credit from its dates.

    One advance and one payment: the term, or a year when it is longer. Otherwise the interval
    that occurs most often between advances or payments, the shorter of two that tie; when none
    occurs twice, the average interval rounded to a standard one, halves down.

    Units:   days and months.
    Shape:   each in order of time.
    Raises:  NotACount without an advance or a payment; DatesOutOfOrder.
    Source:  12 CFR 1026 appendix J (b)(4).

    Example:
        >>> find_unit_period(date(1978, 1, 3), [date(1978, 1, 3)], [date(1978, 9, 15)])
        UnitPeriod(interval=<Interval.TERM: 'term'>, multiple=255, months=0)
    """
    if not advances or not payments:
        raise NotACount(advances=len(advances), payments=len(payments))
    if len(advances) == len(payments) == 1:
        return _single(begins_on, payments[0])
    # The interval from the beginning to the first advance or payment is a period too.
    spans = [*_spans(begins_on, advances), *_spans(begins_on, payments)]
    if not spans:
        raise DatesOutOfOrder(first=begins_on, last=payments[-1])
    labels = Counter(_labels(spans))
    halves = _semimonths([begins_on, *payments])
    if halves:
        labels[_HALF] += halves
    most = max(labels.values(), default=0)
    if most > 1:
        common = (_named(label) for label, times in labels.items() if times == most)
        return min(common, key=_length)
    average = Fraction(sum((later - earlier).days for earlier, later in spans), len(spans))
    return min(_STANDARD, key=lambda unit: (abs(_length(unit) - average), _length(unit)))


def _single(begins_on: date, paid_on: date) -> UnitPeriod:
    if paid_on <= begins_on:
        raise DatesOutOfOrder(first=begins_on, last=paid_on)
    months, days = full_months(begins_on, paid_on)
    if (months, days) >= (12, 0):
        return UnitPeriod(Interval.YEAR)
    return UnitPeriod(Interval.TERM, (paid_on - begins_on).days, 0 if days else months)


def _spans(begins_on: date, days: Sequence[date]) -> list[tuple[date, date]]:
    return [(left, right) for left, right in pairwise([begins_on, *days]) if left < right]


# A label is a number of months above zero, of days below, or none for half a month.
_HALF = 0


def _labels(spans: Iterable[tuple[date, date]]) -> Iterator[int]:
    """Yield each label an interval can go by; 28 days may be a month and are four weeks."""
    for left, right in spans:
        months = months_between(left, right)
        if months and months <= 12:
            yield months
        days = (right - left).days
        if days < 365 and (not months or days % 7 == 0):
            yield -days


def _semimonths(days: Sequence[date]) -> int:
    """Count the intervals between two days of the month that take turns."""
    half = set()
    for at, (first, last) in enumerate(zip(days, days[2:], strict=False)):
        if (days[at + 1] - first).days in _SEMIMONTH_DAYS and months_between(first, last) == 1:
            half |= {at, at + 1}
    return len(half)


def _named(label: int) -> UnitPeriod:
    """Return the unit-period of a label."""
    if label == _HALF:
        return UnitPeriod(Interval.SEMIMONTH)
    if label > 0:
        return UnitPeriod(Interval.YEAR) if label == 12 else UnitPeriod(Interval.MONTH, label)
    weeks, days = divmod(-label, 7)
    return UnitPeriod(Interval.DAY, -label) if days else UnitPeriod(Interval.WEEK, weeks)


def _length(unit: UnitPeriod) -> Fraction:
    """Return the usual length in days, to tell which of two is shorter."""
    days = {
        Interval.DAY: Fraction(1),
        Interval.WEEK: Fraction(7),
        Interval.SEMIMONTH: _MONTH_DAYS / 2,
        Interval.MONTH: _MONTH_DAYS,
        Interval.YEAR: Fraction(365),
    }
    return days[unit.interval] * unit.multiple


_STANDARD = (
    UnitPeriod(Interval.DAY),
    *(UnitPeriod(Interval.WEEK, weeks) for weeks in range(1, 53)),
    UnitPeriod(Interval.SEMIMONTH),
    *(UnitPeriod(Interval.MONTH, months) for months in range(1, 12)),
    UnitPeriod(Interval.YEAR),
)
