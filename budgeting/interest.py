"""Simple interest, day by day: split at rate changes and leap-year borders, rounded as agreed.

Interest never touches interest here. A part payment is a slice of its own: what was paid bears
interest to the day it was paid, and what is left to the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from budgeting.dates import days_in_year, is_leap
from budgeting.day_counts import DayCount, day_count, year_fraction
from budgeting.errors import CurrenciesDiffer, DatesOutOfOrder, NotAboveZero, PaidMoreThanOwed
from budgeting.money import Money
from budgeting.rate_tables import RateTable
from budgeting.rounding import Exact, Rounding, round_exact

_BY_CALENDAR_YEAR = (DayCount.CALENDAR_YEAR, DayCount.ACT_ACT_ISDA)


class RoundAt(StrEnum):
    """Where a part of a minor unit is decided: in each window, or once in the end."""

    WINDOW = "window"
    END = "end"


class InterestWindow(NamedTuple):
    """Days on which one amount bore interest at one rate over one length of year.

    Units:   days counted from first_on to last_on, both; annual_rate a fraction of one a year;
             principal and interest in minor units, the interest rounded if windows are.
    """

    first_on: date
    last_on: date
    days: int
    annual_rate: Fraction
    principal_minor: int
    interest_minor: Fraction


@dataclass(frozen=True, slots=True)
class Interest:
    """What an amount bore: the windows, their sum, and what is owed with it.

    Units:   money in minor units; daily is the interest of one more day at the last rate.
    """

    windows: tuple[InterestWindow, ...]
    interest: Money
    unpaid: Money
    daily: Money

    @property
    def owed(self) -> Money:
        """The unpaid amount and the interest together."""
        return self.unpaid + self.interest

    @property
    def days(self) -> int:
        """All days of all windows that bore interest."""
        return sum(window.days for window in self.windows if window.annual_rate)


Pause = tuple[date, date | None]
Payment = tuple[date, Money]


def simple_interest(
    principal: Money,
    *,
    start: date,
    end: date,
    rates: RateTable | Exact,
    convention: DayCount = DayCount.ACT_365F,
    include_first: bool = True,
    include_last: bool = False,
    count_each_window: bool = False,
    rounding: Rounding = Rounding.HALF_EVEN,
    round_at: RoundAt = RoundAt.END,
    payments: Iterable[Payment] = (),
    pauses: Sequence[Pause] = (),
) -> Interest:
    """Return the interest on an amount between two days, window by window.

    A window ends where the rate changes, where a pause begins or ends, and, counting by calendar
    year, at the border of a leap year. Each payment is a slice that bears interest to its own
    day (also when that is after ``end``); what is left bears interest to ``end``. Whether first
    and last days count is asked once of the whole, or of each window by itself.

    Units:   rates as fractions of one a year; a pause is its first and last day, both at zero.
    Raises:  DatesOutOfOrder when end comes before start; NotAboveZero for a payment of nothing;
             PaidMoreThanOwed; CurrenciesDiffer; NoRateInForce.
    Source:  principal x rate x days / year. United Kingdom: Finance Act 2009 sections 101 and
             102 (simple interest, 365 days, 366 in a leap year); SI 2020/1311 for pauses.

    Example:
        >>> from decimal import Decimal
        >>> bore = simple_interest(Money(500_000, "GBP"), start=date(2018, 8, 20),
        ...     end=date(2019, 3, 31), rates=Decimal("0.0325"), include_first=False,
        ...     include_last=True, rounding=Rounding.DOWN)
        >>> bore.days, bore.interest.minor, bore.daily.minor
        (223, 9928, 44)
    """
    if end < start:
        raise DatesOutOfOrder(first=start, last=end)
    table = as_table(rates, pauses)
    count = _Count(convention, start, include_first, include_last, count_each_window)
    windows: list[InterestWindow] = []
    unpaid = principal.minor
    for paid_on, minor in _by_day(payments, principal):
        unpaid -= minor
        windows += count.windows(minor, paid_on, table)
    if unpaid < 0:
        raise PaidMoreThanOwed(principal=principal, over=-unpaid)
    if unpaid:
        windows += count.windows(unpaid, end, table)
    if round_at is RoundAt.WINDOW:
        windows = [_rounded(window, rounding) for window in windows]
    total = sum((window.interest_minor for window in windows), Fraction(0))
    left = Money(unpaid, principal.currency)
    return Interest(
        tuple(windows),
        Money(round_exact(total, rounding), principal.currency),
        left,
        interest_of_a_day(left, on=end, rates=table, convention=convention, rounding=rounding),
    )


def interest_of_a_day(
    balance: Money,
    *,
    on: date,
    rates: RateTable | Exact,
    convention: DayCount = DayCount.ACT_365F,
    rounding: Rounding = Rounding.HALF_EVEN,
) -> Money:
    """Return what a balance bears on one day.

    Units:   rates as fractions of one a year.
    Raises:  NoRateInForce; ScheduleMissing for a convention that needs coupons.
    Source:  balance x rate / days of the year.

    Example:
        >>> from decimal import Decimal
        >>> interest_of_a_day(Money(500_000, "GBP"), on=date(2018, 1, 1), rates=Decimal("0.03"),
        ...                   rounding=Rounding.DOWN)
        Money(minor=41, currency='GBP')
    """
    rate = as_table(rates).rate_on(on)
    if convention in _BY_CALENDAR_YEAR or convention is DayCount.YEAR_OF_START:
        part = Fraction(1, days_in_year(on.year))
    else:
        # 30/360 bases give a month's last days nothing or two: a day is a 360th there.
        plain = convention if convention.startswith(("Act", "NL")) else DayCount.ACT_360
        part = year_fraction(_FIRST, _SECOND, plain)
    return balance.times(rate * part, rounding)


_FIRST, _SECOND = date(2001, 1, 1), date(2001, 1, 2)
_DAY = timedelta(days=1)


def as_table(rates: RateTable | Exact, pauses: Sequence[Pause] = ()) -> RateTable:
    """Return a table of rates from a table or one rate, at zero in each pause.

    Units:   fractions of one a year.
    Raises:  NotANumber for a float; DatesOutOfOrder for a pause that ends before it begins.

    Example:
        >>> as_table(1).rate_on(date(2024, 1, 1))
        Fraction(1, 1)
    """
    table = rates if isinstance(rates, RateTable) else RateTable.flat(rates)
    return table.overlaid(pauses) if pauses else table


def leap_borders(first_on: date, before: date) -> Iterator[date]:
    """Yield each 1 January after a day and before another where the length of the year changes.

    Example:
        >>> [day.year for day in leap_borders(date(2018, 1, 1), date(2022, 1, 1))]
        [2020, 2021]
    """
    for year in range(first_on.year + 1, before.year + 1):
        border = date(year, 1, 1)
        if is_leap(year) != is_leap(year - 1) and border < before:
            yield border


@dataclass(frozen=True, slots=True)
class _Count:
    """How the days of one question are counted."""

    convention: DayCount
    start: date
    include_first: bool
    include_last: bool
    each: bool

    def windows(self, minor: int, end: date, table: RateTable) -> list[InterestWindow]:
        """Return the windows of one amount from the start to its own end."""
        first_on, before = self.start, end + _DAY
        if not self.each:
            first_on, before = self._trimmed(first_on, before)
        windows = []
        for span in table.spans(first_on, before):
            for bounds in self._parts(span.first_on, span.before):
                left, right = self._trimmed(*bounds) if self.each else bounds
                if left < right:
                    windows.append(self._window(minor, left, right, span.annual_rate))
        return windows

    def _trimmed(self, first_on: date, before: date) -> tuple[date, date]:
        """Take off the first and the last day unless they count."""
        left = first_on if self.include_first else first_on + _DAY
        return left, before if self.include_last else before - _DAY

    def _parts(self, first_on: date, before: date) -> Iterator[tuple[date, date]]:
        if self.convention in _BY_CALENDAR_YEAR:
            for border in leap_borders(first_on, before):
                yield first_on, border
                first_on = border
        yield first_on, before

    def _window(self, minor: int, left: date, right: date, rate: Fraction) -> InterestWindow:
        days = day_count(left, right, self.convention)
        if self.convention is DayCount.YEAR_OF_START:
            part = Fraction(days, days_in_year(self.start.year))
        else:
            part = year_fraction(left, right, self.convention)
        last_on = right - timedelta(days=1)
        return InterestWindow(left, last_on, days, rate, minor, minor * rate * part)


def _by_day(payments: Iterable[Payment], principal: Money) -> list[tuple[date, int]]:
    """Return the sums paid, one a day, in the order of days."""
    paid: dict[date, int] = {}
    for row, (paid_on, amount) in enumerate(payments):
        if amount.currency != principal.currency:
            raise CurrenciesDiffer(row=row, left=principal.currency, right=amount.currency)
        if amount.minor <= 0:
            raise NotAboveZero(row=row, amount=amount)
        paid[paid_on] = paid.get(paid_on, 0) + amount.minor
    return sorted(paid.items())


def _rounded(window: InterestWindow, rounding: Rounding) -> InterestWindow:
    return window._replace(interest_minor=Fraction(round_exact(window.interest_minor, rounding)))
