"""The running balance day by day, with an honest band, and how likely each due item is covered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import erf, floor, sqrt
from statistics import NormalDist
from typing import NamedTuple

from budgeting.errors import CurrenciesDiffer
from budgeting.household_errors import ChanceOutOfRange, CountBelowOne, OutsideTheForecast
from budgeting.money import Money
from budgeting.variation import NO_EVERYDAY, Everyday


class ForecastItem(NamedTuple):
    """Money expected on a day: above zero it comes in, below zero it is due.

    Units:   spread is a standard deviation in minor units; chance is between 0 and 1 (1 for what is
             agreed, less for what was only detected).
    """

    due_on: date
    amount: Money
    name: str = ""
    spread: int = 0
    chance: float = 1.0


class SameDay(StrEnum):
    """What happens first on a day with both; it decides the lowest point and what is covered."""

    BILLS_FIRST = "bills_first"
    INCOME_FIRST = "income_first"


class Outlook(StrEnum):
    """Whether a due item will be covered."""

    SURE = "sure"
    TIGHT = "tight"
    SHORT = "short"


class ForecastDay(NamedTuple):
    """One day: the balance at its end with its band, and its lowest point, in minor units."""

    on: date
    balance_minor: int
    low_minor: int
    high_minor: int
    lowest_minor: int
    chance_below_floor: float


class DueOutlook(NamedTuple):
    """One due item: what is left after it, in minor units, and the chance of not covering it."""

    item: ForecastItem
    left_minor: int
    chance_short: float
    outlook: Outlook


class Forecast(NamedTuple):
    """A forecast; dues are in the order they fall, beyond counts items after its last day."""

    currency: str
    days: tuple[ForecastDay, ...]
    dues: tuple[DueOutlook, ...]
    lowest_minor: int
    lowest_on: date
    chance_below_floor: float
    beyond: int

    def first(self, *outlooks: Outlook) -> DueOutlook | None:
        """Return the first due item with one of these outlooks, if any: what a warning is about."""
        return next((due for due in self.dues if due.outlook in outlooks), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastRules:
    """How a forecast is read.

    Units:   band is the share of days that shall lie inside it; band_scale a factor from
             ``variation.band_scale``; floor in minor units, what the balance shall not fall under;
             tight_from and short_from are chances of not covering an item.
    """

    band: Decimal = Decimal("0.9")
    band_scale: float = 1.0
    floor_minor: int = 0
    same_day: SameDay = SameDay.BILLS_FIRST
    tight_from: float = 0.05
    short_from: float = 0.5


def forecast(
    opening: Money,
    items: Iterable[ForecastItem],
    *,
    starts_on: date,
    days: int,
    everyday: Everyday = NO_EVERYDAY,
    rules: ForecastRules | None = None,
) -> Forecast:
    """Return the balance of each day, its band, its lowest point, and the outlook of each due item.

    One pass over the items and one over the days. Uncertain items count with their chance; their
    spreads and the everyday variance add up (as independent), which widens the band with time.

    Units:   minor units; days is a count, the first day is ``starts_on``.
    Shape:   items in any order; on one day they are met in the order given.
    Raises:  CountBelowOne; OutsideTheForecast for an item before the first day; ChanceOutOfRange;
             CurrenciesDiffer.
    Source:  sum of independent parts with a normal band; the band is as honest as ``everyday``,
             and ``variation.band_scale`` corrects it by how past forecasts turned out.

    Example:
        >>> items = [ForecastItem(date(2026, 1, 3), Money(-50_000, "EUR"), "rent"),
        ...          ForecastItem(date(2026, 1, 5), Money(120_000, "EUR"), "pay")]
        >>> seen = forecast(Money(40_000, "EUR"), items, starts_on=date(2026, 1, 1), days=7)
        >>> seen.lowest_minor, seen.lowest_on.day, seen.dues[0].outlook.value
        (-10000, 3, 'short')
        >>> [day.balance_minor for day in seen.days]
        [40000, 40000, -10000, -10000, 110000, 110000, 110000]
    """
    terms = rules or ForecastRules()
    if days < 1:
        raise CountBelowOne(days=days)
    if not (0 < terms.band < 1 and 0 <= terms.tight_from <= terms.short_from <= 1):
        raise ChanceOutOfRange(band=terms.band, tight=terms.tight_from, short=terms.short_from)
    sorted_in = _sort_in(items, opening.currency, starts_on, days)
    rows, dues = _walk(opening.minor, sorted_in, starts_on, everyday, terms)
    lowest = min(rows, key=lambda row: row.lowest_minor)
    return Forecast(
        opening.currency,
        tuple(rows),
        tuple(dues),
        lowest.lowest_minor,
        lowest.on,
        max(row.chance_below_floor for row in rows),
        sorted_in.beyond,
    )


class _SortedIn(NamedTuple):
    """Items by day: sure or expected income, due items, and their variance."""

    incomes: list[int]
    income_variance: list[float]
    dues: list[list[ForecastItem]]
    beyond: int


def _sort_in(items: Iterable[ForecastItem], currency: str, starts_on: date, days: int) -> _SortedIn:
    first = starts_on.toordinal()
    incomes, spreads = [0] * days, [0.0] * days
    dues: list[list[ForecastItem]] = [[] for _ in range(days)]
    beyond = 0
    for item in items:
        due_on, amount, _, spread, chance = item
        if amount.currency != currency:
            raise CurrenciesDiffer(left=currency, right=amount.currency)
        if not 0 <= chance <= 1 or spread < 0:
            raise ChanceOutOfRange(chance=chance, spread=spread)
        place = due_on.toordinal() - first
        if place < 0:
            raise OutsideTheForecast(due_on=due_on, starts_on=starts_on)
        if place >= days:
            beyond += 1
        elif amount.minor < 0:
            dues[place].append(item)
        elif chance == 1:
            incomes[place] += amount.minor
            spreads[place] += spread * spread
        else:
            incomes[place] += _expected(amount.minor, chance)
            spreads[place] += _variance(amount.minor, spread, chance)
    return _SortedIn(incomes, spreads, dues, beyond)


def _expected(minor: int, chance: float) -> int:
    return round(minor * chance)


def _variance(minor: int, spread: int, chance: float) -> float:
    """Return the variance of an amount that comes with a chance, and with a spread if it does."""
    return chance * spread * spread + chance * (1 - chance) * minor * minor


def _walk(
    balance: int,
    sorted_in: _SortedIn,
    starts_on: date,
    everyday: Everyday,
    rules: ForecastRules,
) -> tuple[list[ForecastDay], list[DueOutlook]]:
    reach = NormalDist().inv_cdf(0.5 + float(rules.band) / 2) * rules.band_scale
    bills_first = rules.same_day is SameDay.BILLS_FIRST
    rows: list[ForecastDay] = []
    outlooks: list[DueOutlook] = []
    variance, usual, usual_before = 0.0, Fraction(0), 0
    for place, due in enumerate(sorted_in.dues):
        on = starts_on + timedelta(days=place)
        usual += everyday.mean_by_weekday[on.weekday()]
        balance += floor(usual) - usual_before
        usual_before = floor(usual)
        variance += everyday.variance
        income, spread = sorted_in.incomes[place], sorted_in.income_variance[place]
        before = balance
        if not bills_first:
            balance, variance = balance + income, variance + spread
        if due:
            balance, variance = _pay(due, balance, variance, outlooks, rules)
        lowest = min(before, balance)
        if bills_first:
            balance, variance = balance + income, variance + spread
        half = reach * sqrt(variance)
        rows.append(
            ForecastDay(
                on,
                balance,
                floor(balance - half),
                -floor(-balance - half),
                lowest,
                _chance_below(rules.floor_minor, lowest, variance),
            )
        )
    return rows, outlooks


def _pay(
    dues: Sequence[ForecastItem],
    balance: int,
    variance: float,
    outlooks: list[DueOutlook],
    rules: ForecastRules,
) -> tuple[int, float]:
    """Pay the items of one day in turn, noting for each how likely it is not covered."""
    sure, tight, short = Outlook.SURE, Outlook.TIGHT, Outlook.SHORT
    tight_from, short_from, floor_minor = rules.tight_from, rules.short_from, rules.floor_minor
    for item in dues:
        _, amount, _, spread, chance = item
        minor = amount.minor
        left = balance + minor
        uncovered = _chance_below(floor_minor, left, variance + spread * spread)
        outlook = sure
        if uncovered >= tight_from:
            outlook = tight if uncovered < short_from else short
        outlooks.append(DueOutlook(item, left, uncovered, outlook))
        if chance == 1:
            balance, variance = left, variance + spread * spread
        else:
            balance += _expected(minor, chance)
            variance += _variance(minor, spread, chance)
    return balance, variance


def _chance_below(floor_minor: int, balance: int, variance: float) -> float:
    """Return the chance that a balance with a variance lies below the floor."""
    if variance <= 0:
        return 1.0 if balance < floor_minor else 0.0
    return 0.5 + 0.5 * erf((floor_minor - balance) / sqrt(2 * variance))
