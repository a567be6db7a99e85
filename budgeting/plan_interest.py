"""Interest of a plan as a function that is passed in, so that a plan fixes no convention."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from budgeting.dates import days_in_year
from budgeting.day_counts import DayCount
from budgeting.household_errors import AmountBelowZero
from budgeting.interest import simple_interest
from budgeting.money import Money
from budgeting.rate_tables import RateTable
from budgeting.rounding import Exact, exact

Accrue = Callable[[int, date, date], Fraction]
"""From a principal in minor units, a first and a last day: the exact interest in minor units."""


def no_interest(principal_minor: int, first_on: date, last_on: date) -> Fraction:
    """Charge nothing: what a lender that freezes interest agrees to.

    Units:   minor units in and out.

    Example:
        >>> no_interest(100_000, date(2026, 1, 1), date(2027, 1, 1))
        Fraction(0, 1)
    """
    del principal_minor, first_on, last_on
    return Fraction(0)


def daily_interest(annual_rate: Decimal, *, days_a_year: int | None = 365) -> Accrue:
    """Return simple daily interest: principal x rate x days / days of a year; never below zero.

    Units:   annual_rate a nominal yearly fraction; days_a_year 365 or 360, or None for the length
             of the calendar year in which the first day lies.
    Raises:  AmountBelowZero for a rate below zero.
    Source:  Act/365 Fixed and Act/360; None is how HM Revenue & Customs charges a late instalment.

    Example:
        >>> accrue = daily_interest(Decimal("0.0275"))
        >>> float(accrue(20_000, date(2017, 3, 11), date(2017, 4, 20))).__round__(4)
        60.274
    """
    if annual_rate < 0:
        raise AmountBelowZero(annual_rate=annual_rate)
    rate = exact(annual_rate)

    def accrue(principal_minor: int, first_on: date, last_on: date) -> Fraction:
        year = days_a_year or days_in_year(first_on.year)
        return principal_minor * rate * max((last_on - first_on).days, 0) / year

    return accrue


def table_interest(
    currency: str,
    rates: RateTable | Exact,
    *,
    convention: DayCount = DayCount.ACT_365F,
    pauses: Sequence[tuple[date, date | None]] = (),
) -> Accrue:
    """Return simple interest over a table of rates, with pauses in which none is charged.

    Units:   rates as fractions of one a year; a pause is its first and last day.
    Raises:  NoRateInForce, when asked for a day before the table begins; UnknownCurrency.
    Source:  ``simple_interest``, its windows summed unrounded.

    Example:
        >>> frozen = table_interest("GBP", Decimal("0.365"),
        ...                         pauses=[(date(2026, 1, 11), date(2026, 1, 31))])
        >>> frozen(10_000, date(2026, 1, 1), date(2026, 2, 1))
        Fraction(100, 1)
    """

    def accrue(principal_minor: int, first_on: date, last_on: date) -> Fraction:
        bore = simple_interest(
            Money(principal_minor, currency),
            start=first_on,
            end=max(first_on, last_on),
            rates=rates,
            convention=convention,
            pauses=pauses,
        )
        return sum((window.interest_minor for window in bore.windows), Fraction(0))

    return accrue
