"""Day count conventions: how much of a year lies between two days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from budgeting.dates import add_months, days_in_year, has_leap_day, is_last_of_february, is_leap
from budgeting.errors import DatesOutOfOrder, NotACount, ScheduleMissing


class DayCount(StrEnum):
    """A day count convention under its name in the field.

    Source: 2006 ISDA Definitions section 4.16; ICMA Rule 251; AFB 1994 master agreement;
            OpenGamma, "Interest Rate Instruments and Market Conventions Guide".
    """

    ONE_ONE = "1/1"
    ACT_360 = "Act/360"
    ACT_364 = "Act/364"
    ACT_365F = "Act/365F"
    ACT_365_25 = "Act/365.25"
    ACT_365_ACTUAL = "Act/365 Actual"
    ACT_365L = "Act/365L"
    NL_365 = "NL/365"
    ACT_ACT_ISDA = "Act/Act ISDA"
    ACT_ACT_ICMA = "Act/Act ICMA"
    ACT_ACT_AFB = "Act/Act AFB"
    ACT_ACT_YEAR = "Act/Act Year"
    CALENDAR_YEAR = "365 or 366 by calendar year"
    YEAR_OF_START = "365 or 366 by the year of the first day"
    THIRTY_360_ISDA = "30/360 ISDA"
    THIRTY_360_US = "30/360 US"
    THIRTY_360_PSA = "30/360 PSA"
    THIRTY_E_360 = "30E/360"
    THIRTY_E_360_ISDA = "30E/360 ISDA"
    THIRTY_360_GERMAN = "30/360 German"
    THIRTY_E_PLUS_360 = "30E+/360"


@dataclass(frozen=True, slots=True)
class Coupons:
    """The regular schedule behind a period, for the conventions that look at it.

    ``anchor_on`` is one regular coupon date: the end of an initial stub, the start of a final
    one, either end of a regular period. ``period_ends_on`` is the end of the period that the
    dates lie in (Act/365L), ``matures_on`` the last date of all (30E/360 ISDA).

    Units:   per_year is coupons a year and divides twelve.
    Source:  ICMA Rule 251; 2006 ISDA Definitions section 4.16(h) and (i).
    """

    per_year: int = 1
    anchor_on: date | None = None
    period_ends_on: date | None = None
    matures_on: date | None = None
    end_of_month: bool = True

    def __post_init__(self) -> None:
        """Refuse a rhythm that months cannot carry."""
        if self.per_year < 1 or 12 % self.per_year:
            raise NotACount(per_year=self.per_year)


_NO_COUPONS = Coupons()


def day_count(
    start: date, end: date, convention: DayCount, *, coupons: Coupons = _NO_COUPONS
) -> int:
    """Return the days from start to end as the convention counts them (its numerator).

    Units:   days; the first day is counted and the last is not.
    Raises:  DatesOutOfOrder when end comes before start.
    Source:  2006 ISDA Definitions section 4.16.

    Example:
        >>> day_count(date(2024, 1, 31), date(2024, 3, 1), DayCount.THIRTY_E_360)
        31
    """
    _in_order(start, end)
    if convention in _THIRTY:
        return _thirty_days(start, end, convention, coupons)
    if convention is DayCount.ONE_ONE:
        return 1
    actual = (end - start).days
    if convention is DayCount.NL_365:
        return actual - _leap_days_up_to(start, end)
    return actual


def year_fraction(
    start: date, end: date, convention: DayCount, *, coupons: Coupons = _NO_COUPONS
) -> Fraction:
    """Return the exact part of a year from start to end.

    Units:   years; the first day is counted and the last is not.
    Raises:  DatesOutOfOrder when end comes before start; ScheduleMissing when the convention
             looks at coupons and they were not given.
    Source:  2006 ISDA Definitions section 4.16 (ISDA, fixed and 30/360 bases); ICMA Rule 251
             (Act/Act ICMA, Act/365L); AFB 1994 (Act/Act AFB).

    Example:
        >>> year_fraction(date(2003, 11, 1), date(2004, 5, 1), DayCount.ACT_ACT_AFB)
        Fraction(91, 183)
        >>> year_fraction(date(2024, 1, 1), date(2024, 7, 1), DayCount.THIRTY_360_US)
        Fraction(1, 2)
    """
    _in_order(start, end)
    if convention in _BY_YEAR:
        return _BY_YEAR[convention](start, end)
    if convention is DayCount.ACT_ACT_ICMA:
        return _icma(start, end, coupons)
    days = day_count(start, end, convention, coupons=coupons)
    if convention in _FIXED:
        return days / _FIXED[convention]
    return Fraction(days, _year_days(start, end, convention, coupons))


def _in_order(start: date, end: date) -> None:
    if end < start:
        raise DatesOutOfOrder(first=start, last=end)


def _year_days(start: date, end: date, convention: DayCount, coupons: Coupons) -> int:
    if convention is DayCount.YEAR_OF_START:
        return days_in_year(start.year)
    if convention is DayCount.ACT_365_ACTUAL:
        return 366 if has_leap_day(start, end) else 365
    ends_on = coupons.period_ends_on
    if ends_on is None:
        raise ScheduleMissing(convention=convention, needs="period_ends_on")
    if coupons.per_year == 1:
        return 366 if has_leap_day(start, ends_on) else 365
    return days_in_year(ends_on.year)


def _isda(start: date, end: date) -> Fraction:
    if start.year == end.year:
        return Fraction((end - start).days, days_in_year(start.year))
    first = Fraction((date(start.year + 1, 1, 1) - start).days, days_in_year(start.year))
    last = Fraction((end - date(end.year, 1, 1)).days, days_in_year(end.year))
    return first + (end.year - start.year - 1) + last


def _afb(start: date, end: date) -> Fraction:
    """Count whole years back from the end; 29 February is kept only from 29 February."""
    years = max(end.year - start.year - 1, 0)
    back = add_months(end, -12 * years)
    while add_months(end, -12 * (years + 1)) >= start:
        years += 1
        back = add_months(end, -12 * years)
    leap = _leap_days_from(start, back)
    return years + Fraction((back - start).days, 366 if leap else 365)


def _by_own_years(start: date, end: date) -> Fraction:
    """Count whole years on from the start, the rest over the length of the year it lies in."""
    years = 0
    while add_months(start, 12 * (years + 1)) <= end:
        years += 1
    since = add_months(start, 12 * years)
    until = add_months(start, 12 * (years + 1))
    return years + Fraction((end - since).days, (until - since).days)


def _icma(start: date, end: date, coupons: Coupons) -> Fraction:
    anchor = coupons.anchor_on
    if anchor is None:
        raise ScheduleMissing(convention=DayCount.ACT_ACT_ICMA, needs="anchor_on")
    months = 12 // coupons.per_year
    sticky = coupons.end_of_month
    index = (start.year * 12 + start.month - anchor.year * 12 - anchor.month) // months - 1
    left = add_months(anchor, index * months, end_of_month=sticky)
    total = Fraction(0)
    while left < end:
        index += 1
        right = add_months(anchor, index * months, end_of_month=sticky)
        inside = (min(right, end) - max(left, start)).days
        if inside > 0:
            total += Fraction(inside, (right - left).days * coupons.per_year)
        left = right
    return total


def _leap_days_up_to(start: date, end: date) -> int:
    """Count 29 Februaries after start and up to end."""
    years = range(start.year, end.year + 1)
    return sum(1 for year in years if is_leap(year) and start < date(year, 2, 29) <= end)


def _leap_days_from(start: date, end: date) -> int:
    """Count 29 Februaries from start on and before end."""
    years = range(start.year, end.year + 1)
    return sum(1 for year in years if is_leap(year) and start <= date(year, 2, 29) < end)


def _thirty_days(start: date, end: date, convention: DayCount, coupons: Coupons) -> int:
    first, last = _THIRTY[convention](start, end, coupons)
    carried = 360 * (end.year - start.year) + 30 * (end.month - start.month)
    return carried + last - first


def _thirty_isda(start: date, end: date, _: Coupons) -> tuple[int, int]:
    first = min(start.day, 30)
    return first, 30 if end.day == 31 and first == 30 else end.day


def _thirty_us(start: date, end: date, coupons: Coupons) -> tuple[int, int]:
    first, last = start.day, end.day
    if coupons.end_of_month and is_last_of_february(start):
        last = 30 if is_last_of_february(end) else last
        first = 30
    last = 30 if last == 31 and first >= 30 else last
    return min(first, 30), last


def _thirty_psa(start: date, end: date, _: Coupons) -> tuple[int, int]:
    first = 30 if is_last_of_february(start) else min(start.day, 30)
    return first, 30 if end.day == 31 and first == 30 else end.day


def _thirty_e(start: date, end: date, _: Coupons) -> tuple[int, int]:
    return min(start.day, 30), min(end.day, 30)


def _thirty_e_isda(start: date, end: date, coupons: Coupons) -> tuple[int, int]:
    first = 30 if is_last_of_february(start) else min(start.day, 30)
    last = 30 if is_last_of_february(end) and end != coupons.matures_on else min(end.day, 30)
    return first, last


def _thirty_german(start: date, end: date, _: Coupons) -> tuple[int, int]:
    return _thirty_e_isda(start, end, _NO_COUPONS)


def _thirty_e_plus(start: date, end: date, _: Coupons) -> tuple[int, int]:
    # The thirty-first becomes the first of the next month: one day past the thirtieth.
    return min(start.day, 30), end.day


_THIRTY: dict[DayCount, Callable[[date, date, Coupons], tuple[int, int]]] = {
    DayCount.THIRTY_360_ISDA: _thirty_isda,
    DayCount.THIRTY_360_US: _thirty_us,
    DayCount.THIRTY_360_PSA: _thirty_psa,
    DayCount.THIRTY_E_360: _thirty_e,
    DayCount.THIRTY_E_360_ISDA: _thirty_e_isda,
    DayCount.THIRTY_360_GERMAN: _thirty_german,
    DayCount.THIRTY_E_PLUS_360: _thirty_e_plus,
}
_FIXED: dict[DayCount, Fraction] = {
    DayCount.ONE_ONE: Fraction(1),
    DayCount.ACT_360: Fraction(360),
    DayCount.ACT_364: Fraction(364),
    DayCount.ACT_365F: Fraction(365),
    DayCount.ACT_365_25: Fraction(1461, 4),
    DayCount.NL_365: Fraction(365),
    **dict.fromkeys(_THIRTY, Fraction(360)),
}
_BY_YEAR: dict[DayCount, Callable[[date, date], Fraction]] = {
    DayCount.ACT_ACT_ISDA: _isda,
    DayCount.CALENDAR_YEAR: _isda,
    DayCount.ACT_ACT_AFB: _afb,
    DayCount.ACT_ACT_YEAR: _by_own_years,
}
