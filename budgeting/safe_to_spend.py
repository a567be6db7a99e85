"""What is safe to spend today, always after a margin, never the last coin."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from math import ceil, sqrt
from statistics import NormalDist
from typing import NamedTuple

from budgeting.forecast import Forecast
from budgeting.household_errors import (
    AmountBelowZero,
    ChanceOutOfRange,
    CountBelowOne,
    DayOutOfOrder,
)
from budgeting.money import Money, total_of
from budgeting.variation import Everyday


class Due(NamedTuple):
    """Something to be paid: a bill, a debt, an instalment."""

    due_on: date
    amount: Money


class SafeToSpend(NamedTuple):
    """What may be spent until the next income, and how it came about.

    The balance is the sum of committed, set_aside, margin and amount, less what it is short by.
    """

    amount: Money
    a_day: Money
    days: int
    committed: Money
    set_aside: Money
    margin: Money
    short_by: Money


def safe_to_spend(
    balance: Money,
    dues: Iterable[Due],
    *,
    today: date,
    next_income_on: date,
    margin: Money,
    set_aside: Money | None = None,
    counts_income_day: bool = True,
) -> SafeToSpend:
    """Return what is left of a balance after all that is due before the next income, and a margin.

    Units:   minor units; set_aside is money reserved for other ends (sinking funds, categories);
             a_day is the amount over the days until the income, rounded down.
    Shape:   dues in any order; those before today are overdue and count, those after the income do
             not; with ``counts_income_day`` what is due on the income's day counts.
    Raises:  DayOutOfOrder when the income does not lie after today; AmountBelowZero;
             CurrenciesDiffer.
    Source:  "left to spend" less a margin, because showing the last coin makes people spend it.

    Example:
        >>> rent = Due(date(2026, 1, 20), Money(60_000, "EUR"))
        >>> safe = safe_to_spend(Money(90_000, "EUR"), [rent], today=date(2026, 1, 11),
        ...                      next_income_on=date(2026, 1, 31), margin=Money(5_000, "EUR"))
        >>> safe.amount.minor, safe.a_day.minor, safe.days
        (25000, 1250, 20)
    """
    if next_income_on <= today:
        raise DayOutOfOrder(today=today, next_income_on=next_income_on)
    aside = set_aside or Money.zero(balance.currency)
    known = list(dues)
    total_of([aside, margin, *(due.amount for due in known)], balance.currency)
    if aside.minor < 0 or margin.minor < 0 or any(due.amount.minor < 0 for due in known):
        raise AmountBelowZero(margin=str(margin), set_aside=str(aside))
    committed = total_of(
        (
            due.amount
            for due in known
            if due.due_on < next_income_on or (counts_income_day and due.due_on == next_income_on)
        ),
        balance.currency,
    )
    left = (balance - committed - aside - margin).minor
    days = (next_income_on - today).days
    amount = max(left, 0)
    return SafeToSpend(
        Money(amount, balance.currency),
        Money(amount // days, balance.currency),
        days,
        committed,
        aside,
        margin,
        Money(max(-left, 0), balance.currency),
    )


def margin_for(
    everyday: Everyday, days: int, *, currency: str, confidence: Decimal = Decimal("0.9")
) -> Money:
    """Return the margin that unplanned spending of some days stays within, most of the time.

    Units:   days is a count; confidence the share of times; the margin is rounded up.
    Raises:  CountBelowOne; ChanceOutOfRange below a half or from 1 on.
    Source:  one-sided normal bound on a sum of independent days.

    Example:
        >>> from fractions import Fraction
        >>> margin_for(Everyday((Fraction(-500),) * 7, 10_000.0), 16, currency="EUR").minor
        513
    """
    if days < 1:
        raise CountBelowOne(days=days)
    if not Decimal("0.5") <= confidence < 1:
        raise ChanceOutOfRange(confidence=confidence)
    reach = NormalDist().inv_cdf(float(confidence))
    return Money(ceil(reach * sqrt(everyday.variance * days)), currency)


def safe_in_forecast(forecast: Forecast, *, margin: Money, until: date | None = None) -> Money:
    """Return what could be spent today without any later day falling under the margin.

    Units:   minor units; the lower edge of the band is what has to stay above the margin.
    Shape:   days after ``until`` are left out, none without it.
    Raises:  DayOutOfOrder when no day is left to look at; CurrenciesDiffer.

    Example:
        >>> from budgeting.forecast import ForecastItem, forecast
        >>> rent = ForecastItem(date(2026, 1, 3), Money(-50_000, "EUR"))
        >>> seen = forecast(Money(64_000, "EUR"), [rent], starts_on=date(2026, 1, 1), days=7)
        >>> safe_in_forecast(seen, margin=Money(5_000, "EUR")).minor
        9000
    """
    days = [day for day in forecast.days if until is None or day.on <= until]
    if not days:
        raise DayOutOfOrder(until=until, starts_on=forecast.days[0].on)
    # The band is given for the end of a day; its lowest point lies lower by the same distance.
    lowest = min(day.lowest_minor - (day.balance_minor - day.low_minor) for day in days)
    return max(Money(lowest, forecast.currency) - margin, Money.zero(forecast.currency))
