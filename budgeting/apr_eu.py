"""The annual percentage rate of charge of the European Union and the United Kingdom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from budgeting.apr_us import DatedMoney, checked_flows
from budgeting.dates import add_months, months_between
from budgeting.day_counts import DayCount, year_fraction
from budgeting.errors import DatesOutOfOrder
from budgeting.rate_solving import Flow, solve_rate
from budgeting.unit_periods import full_months


class CountedIn(StrEnum):
    """The periods in which intervals are counted before the days that are left.

    AUTO takes months when every interval is whole months, weeks when every one is whole weeks,
    and months with days otherwise. DAYS counts nothing but days.

    Source: Directive 2008/48/EC annex I remark (c) as amended by 2011/90/EU; Directive
            2014/17/EU annex I remark (c); Directive (EU) 2023/2225 annex III.
    """

    AUTO = "auto"
    YEARS = "years"
    MONTHS = "months"
    WEEKS = "weeks"
    DAYS = "days"


class DaysOver(StrEnum):
    """The year over which the days are taken that are left.

    YEAR_BACK is the complete year counted back from the last of those days, 365 or 366;
    CALENDAR_YEAR gives each day the year it lies in.

    Source: YEAR_BACK Directive 2014/17/EU annex I remark (c)(iii); 365 and 365.25 Directive
            98/7/EC annex II remark (c).
    """

    YEAR_BACK = "year_back"
    CALENDAR_YEAR = "calendar_year"
    FIXED_365 = "365"
    FIXED_365_25 = "365.25"


def apr_eu(
    drawdowns: Sequence[DatedMoney],
    payments: Sequence[DatedMoney],
    *,
    counted_in: CountedIn = CountedIn.AUTO,
    days_over: DaysOver = DaysOver.YEAR_BACK,
    places: int = 1,
    allow_negative: bool = False,
) -> Decimal:
    """Return the annual percentage rate of charge, in per cent, of drawdowns and payments.

    Units:   places are decimals of the percentage; the law asks for at least one, rounded half
             up.
    Shape:   each in order of time; charges are payments too.
    Raises:  EmptyTable; CurrenciesDiffer; NotAboveZero; DatesOutOfOrder; RateBelowZero unless
             allowed; MoreThanOneRate; RateOutOfReach.
    Source:  Directive 2008/48/EC annex I, Directive 2014/17/EU annex I: the sum of drawdowns
             times (1+X)^-t equals the sum of payments times (1+X)^-s.

    Example:
        >>> from budgeting.money import Money
        >>> lent = [(date(1994, 1, 1), Money(100_000, "EUR"))]
        >>> apr_eu(lent, [(date(1995, 7, 1), Money(120_000, "EUR"))],
        ...        counted_in=CountedIn.DAYS, places=2)
        Decimal('12.96')
    """
    checked_flows(drawdowns, payments)
    start = drawdowns[0][0]
    signed = [(on, amount.minor) for on, amount in drawdowns]
    signed += [(on, -amount.minor) for on, amount in payments]
    days = {on for on, _ in signed}
    counted = counted_in if counted_in is not CountedIn.AUTO else _usual(start, days)
    years = {on: years_between(start, on, counted_in=counted, days_over=days_over) for on in days}
    flows = [Flow(minor, years[on]) for on, minor in sorted(signed, key=_by_day)]
    return solve_rate(flows, scale=100, places=places, allow_negative=allow_negative)


def years_between(
    start: date,
    end: date,
    *,
    counted_in: CountedIn = CountedIn.MONTHS,
    days_over: DaysOver = DaysOver.YEAR_BACK,
) -> Fraction:
    """Return an interval in years: whole periods counted back from the end, and the days left.

    Units:   years.
    Raises:  DatesOutOfOrder when the end comes before the start.
    Source:  Directive 2014/17/EU annex I remark (c): a year is 52 weeks or 12 equal months.

    Example:
        >>> years_between(date(2013, 1, 12), date(2013, 2, 15))
        Fraction(67, 732)
    """
    if end < start:
        raise DatesOutOfOrder(first=start, last=end)
    if counted_in is CountedIn.AUTO:
        counted_in = _usual(start, {end})
    whole, days = _periods(start, end, counted_in)
    return whole + _days_in_years(start, days, days_over)


def _periods(start: date, end: date, counted_in: CountedIn) -> tuple[Fraction, int]:
    """Return the whole periods in years and the days left before them."""
    if counted_in is CountedIn.DAYS:
        return Fraction(0), (end - start).days
    if counted_in is CountedIn.WEEKS:
        weeks, days = divmod((end - start).days, 7)
        return Fraction(weeks, 52), days
    months, days = full_months(start, end)
    if counted_in is CountedIn.MONTHS:
        return Fraction(months, 12), days
    years = months // 12
    return Fraction(years), (add_months(end, -12 * years) - start).days


def _days_in_years(start: date, days: int, days_over: DaysOver) -> Fraction:
    if days_over is DaysOver.FIXED_365:
        return Fraction(days, 365)
    if days_over is DaysOver.FIXED_365_25:
        return days / Fraction(1461, 4)
    last_on = start + timedelta(days=days)
    if days_over is DaysOver.CALENDAR_YEAR:
        return year_fraction(start, last_on, DayCount.CALENDAR_YEAR)
    # Longer than a year only when nothing but days is counted: whole years go first then.
    months, _ = full_months(start, last_on)
    if months >= 12:
        years = months // 12
        back = add_months(last_on, -12 * years)
        return years + _days_in_years(start, (back - start).days, days_over)
    return Fraction(days, (last_on - add_months(last_on, -12)).days)


def _usual(start: date, days: set[date]) -> CountedIn:
    if all(months_between(start, on) is not None for on in days):
        return CountedIn.MONTHS
    if all((on - start).days % 7 == 0 for on in days):
        return CountedIn.WEEKS
    return CountedIn.MONTHS


def _by_day(flow: tuple[date, int]) -> tuple[date, bool]:
    return flow[0], flow[1] < 0
