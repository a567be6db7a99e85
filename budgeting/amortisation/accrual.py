"""What the rows of a loan bear: the factor of each period, and of money that moves inside it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from budgeting.amortisation.loan import Loan
from budgeting.dates import months_between
from budgeting.day_counts import Coupons, DayCount, year_fraction
from budgeting.interest import as_table
from budgeting.rate_tables import RateTable
from budgeting.rounding import exact


class Bearing(NamedTuple):
    """How a row's period turns balance into interest.

    Units:   factor is interest per unit of opening balance; extra the interest, in minor units,
             on what moved inside the period; moved in minor units; part the length in years;
             rate the yearly rate in force at its end.
    """

    factor: Fraction
    extra: Fraction
    moved: int
    part: Fraction
    rate: Fraction


def bearings(loan: Loan) -> list[Bearing]:
    """Return the bearing of each row of a loan, in order.

    What is lent on the very first day is the opening balance and not in ``moved``.

    Raises:  NoRateInForce.
    Source:  rate x part of a year, piece by piece between changes of rate.

    Example:
        >>> from budgeting.money import Money
        >>> lent = ((date(2024, 1, 1), Money(100, "EUR")),)
        >>> rows = bearings(Loan(advances=lent, due_dates=(date(2024, 2, 1),), rates=12))
        >>> rows[0].factor
        Fraction(1, 1)
    """
    table = as_table(loan.rates, loan.pauses)
    moves = [(on, amount.minor) for on, amount in loan.advances if on != loan.opens_on]
    moves += [(on, -amount.minor) for on, amount in loan.prepaid]
    return [_bearing(loan, table, row, moves) for row in range(1, len(loan.due_dates) + 1)]


def opening_balance(loan: Loan) -> int:
    """Return what is lent on the first day of a loan.

    Units:   minor units.

    Example:
        >>> from budgeting.money import Money
        >>> lent = ((date(2024, 1, 1), Money(100, "EUR")),)
        >>> opening_balance(Loan(advances=lent, due_dates=(date(2024, 2, 1),), rates=0))
        100
    """
    first_on, amount = loan.advances[0]
    return amount.minor if first_on == loan.opens_on else 0


def interest_factor(loan: Loan, row: int, first_on: date, before: date) -> Fraction:
    """Return the interest per unit of balance over some days of a row's period.

    Raises:  NoSuchRow; NoRateInForce.

    Example:
        >>> from budgeting.money import Money
        >>> lent = ((date(2024, 1, 1), Money(100, "EUR")),)
        >>> loan = Loan(advances=lent, due_dates=(date(2024, 2, 1),), rates=12)
        >>> interest_factor(loan, 1, date(2024, 1, 1), date(2024, 1, 2))
        Fraction(1, 31)
    """
    return _factor(loan, as_table(loan.rates, loan.pauses), row, (first_on, before))


def _bearing(loan: Loan, table: RateTable, row: int, moves: list[tuple[date, int]]) -> Bearing:
    first_on, due_on = loan.period(row)
    factor = _factor(loan, table, row, (first_on, due_on))
    inside = [(on, minor) for on, minor in moves if first_on <= on < due_on]
    extra = sum(
        (minor * _factor(loan, table, row, (on, due_on)) for on, minor in inside), Fraction(0)
    )
    part = _part(loan, row, (first_on, due_on))
    rate = table.spans(first_on, due_on)[-1].annual_rate
    return Bearing(factor, extra, sum(minor for _, minor in inside), part, rate)


def _factor(loan: Loan, table: RateTable, row: int, days: tuple[date, date]) -> Fraction:
    spans = table.spans(*days)
    pieces = (span.annual_rate * _part(loan, row, (span.first_on, span.before)) for span in spans)
    return sum(pieces, Fraction(0))


def _part(loan: Loan, row: int, days: tuple[date, date]) -> Fraction:
    """Return the length of some days of a row's period, in years."""
    left, right = days
    if loan.convention is not None:
        first_on, due_on = loan.period(row)
        coupons = Coupons(anchor_on=due_on, period_ends_on=due_on)
        if loan.convention is DayCount.ACT_ACT_ICMA:
            coupons = Coupons(per_year=loan.per_year, anchor_on=due_on, period_ends_on=due_on)
        return year_fraction(left, right, loan.convention, coupons=coupons)
    first_on, due_on = loan.period(row)
    whole = _first_length(loan) if row == 1 else Fraction(1, loan.per_year)
    return whole * Fraction((right - left).days, (due_on - first_on).days)


def _first_length(loan: Loan) -> Fraction:
    """Return the length of the first period, which may be odd, in years."""
    first_on, due_on = loan.period(1)
    if loan.first_period is not None:
        return exact(loan.first_period) / loan.per_year
    days = (due_on - first_on).days
    if 12 % loan.per_year == 0:
        if months_between(first_on, due_on) == 12 // loan.per_year:
            return Fraction(1, loan.per_year)
        coupons = Coupons(per_year=loan.per_year, anchor_on=due_on)
        return year_fraction(first_on, due_on, DayCount.ACT_ACT_ICMA, coupons=coupons)
    if loan.per_year == 24 and days in _HALF_MONTHS:
        return Fraction(1, 24)
    usual = (loan.due_dates[1] - due_on).days if len(loan.due_dates) > 1 else days
    return Fraction(days, usual * loan.per_year)


# Days from the 15th to the last or from there to the 15th, in any month.
_HALF_MONTHS = range(13, 17)
