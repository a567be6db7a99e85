"""Interest on interest, where it was agreed: daily as tax offices charge it, or at rest dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Context, Decimal
from enum import StrEnum
from fractions import Fraction

from budgeting.dates import add_months, days_in_year
from budgeting.day_counts import DayCount, year_fraction
from budgeting.errors import DatesOutOfOrder
from budgeting.interest import Pause, as_table, leap_borders
from budgeting.money import Money
from budgeting.rate_tables import RateTable
from budgeting.rounding import Exact, Rounding, round_exact

_WORK = Context(prec=40)
_MONTHS = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}


class Compounding(StrEnum):
    """How often interest is added to what bears interest."""

    DAILY = "daily"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"


def compound_interest(
    principal: Money,
    *,
    start: date,
    end: date,
    rates: RateTable | Exact,
    compounding: Compounding = Compounding.DAILY,
    convention: DayCount = DayCount.CALENDAR_YEAR,
    include_first: bool = True,
    include_last: bool = False,
    rounding: Rounding = Rounding.HALF_UP,
    factor_places: int | None = None,
    pauses: Sequence[Pause] = (),
) -> Money:
    """Return interest that is itself added to the balance daily or at rest dates.

    Rest dates are counted in months from the first day that bears interest; a part of a period
    at the end bears simple interest. ``factor_places`` rounds the growth factor half up, as
    printed tables do, before it meets the principal.

    Units:   rates as fractions of one a year; factor_places in decimals.
    Raises:  DatesOutOfOrder when end comes before start; NoRateInForce.
    Source:  daily: United States Internal Revenue Code section 6622 with Revenue Procedure 95-17
             (365 days, 366 in a leap year, factors of nine decimals); Australia: Taxation
             Administration Act 1953 section 8AAD (rate / days of the calendar year).

    Example:
        >>> from decimal import Decimal
        >>> compound_interest(Money(100_000, "USD"), start=date(2023, 1, 1),
        ...     end=date(2024, 1, 1), rates=Decimal("0.07"), factor_places=9)
        Money(minor=7250, currency='USD')
    """
    growth = growth_factor(
        start=start,
        end=end,
        rates=rates,
        compounding=compounding,
        convention=convention,
        include_first=include_first,
        include_last=include_last,
        pauses=pauses,
    )
    gain = Fraction(growth) - 1
    if factor_places is not None:
        gain = Fraction(round_exact(gain * 10**factor_places, Rounding.HALF_UP), 10**factor_places)
    return principal.times(gain, rounding)


def growth_factor(
    *,
    start: date,
    end: date,
    rates: RateTable | Exact,
    compounding: Compounding = Compounding.DAILY,
    convention: DayCount = DayCount.CALENDAR_YEAR,
    include_first: bool = True,
    include_last: bool = False,
    pauses: Sequence[Pause] = (),
) -> Decimal:
    """Return what one unit of money grows to between two days.

    Units:   a number at or above one; 40 significant digits are carried.
    Raises:  DatesOutOfOrder when end comes before start; NoRateInForce.
    Source:  product of (1 + rate x part of a year) over days or periods.

    Example:
        >>> growth_factor(start=date(2023, 1, 1), end=date(2025, 1, 1), rates=1,
        ...               compounding=Compounding.YEARLY)
        Decimal('4')
    """
    if end < start:
        raise DatesOutOfOrder(first=start, last=end)
    table = as_table(rates, pauses)
    first_on = start if include_first else start + timedelta(days=1)
    before = end + timedelta(days=1) if include_last else end
    grow = _daily if compounding is Compounding.DAILY else _at_rests
    factor = Decimal(1)
    for growth in grow(first_on, before, table, convention, compounding):
        factor = _WORK.multiply(factor, growth)
    return _WORK.normalize(factor)


def _daily(
    first_on: date, before: date, table: RateTable, convention: DayCount, _: Compounding
) -> Iterator[Decimal]:
    by_year = convention in (DayCount.CALENDAR_YEAR, DayCount.ACT_ACT_ISDA)
    for span in table.spans(first_on, before):
        left = span.first_on
        for right in (*leap_borders(left, span.before), span.before):
            year = Fraction(days_in_year(left.year))
            if not by_year:
                year = 1 / year_fraction(date(2001, 1, 1), date(2001, 1, 2), convention)
            daily = 1 + span.annual_rate / year
            yield _WORK.power(_decimal(daily), Decimal((right - left).days))
            left = right


def _at_rests(
    first_on: date, before: date, table: RateTable, convention: DayCount, each: Compounding
) -> Iterator[Decimal]:
    period, left = 0, first_on
    while left < before:
        period += 1
        right = min(add_months(first_on, period * _MONTHS[each]), before)
        gain = sum(
            span.annual_rate * year_fraction(span.first_on, span.before, convention)
            for span in table.spans(left, right)
        )
        yield _decimal(1 + Fraction(gain))
        left = right


def _decimal(value: Fraction) -> Decimal:
    return _WORK.divide(Decimal(value.numerator), Decimal(value.denominator))
