"""What past days say about the days to come: usual spending, its spread, and an honest band."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, sqrt
from statistics import NormalDist, variance
from typing import NamedTuple

from budgeting.household_errors import (
    ChanceOutOfRange,
    CountBelowOne,
    DayOutOfOrder,
    TooLittleHistory,
)
from budgeting.money import Money, total_of

_DAYS_A_WEEK = 7


class Everyday(NamedTuple):
    """What comes and goes unplanned on a usual day.

    Units:   mean_by_weekday in minor units a day, Monday first, below zero for spending; variance
             in squared minor units a day.
    """

    mean_by_weekday: tuple[Fraction, ...]
    variance: float


NO_EVERYDAY = Everyday((Fraction(0),) * _DAYS_A_WEEK, 0.0)


def learn_everyday(
    past: Iterable[tuple[date, Money]],
    *,
    first_on: date,
    last_on: date,
    by_weekday: bool = False,
    block_days: int = 7,
) -> Everyday:
    """Return the usual day of a past in which the planned items were left out.

    Days without any entry count as nothing spent. The variance is that of blocks of days, divided
    by their length: spending that comes in waves then widens the band as it should.

    Units:   amounts in minor units, below zero for spending; block_days in days.
    Shape:   entries outside the days are left out.
    Raises:  CountBelowOne; DayOutOfOrder; TooLittleHistory for fewer than two whole blocks, or,
             by weekday, for less than a week; CurrenciesDiffer.
    Source:  batch means for the variance of a series that depends on its past.

    Example:
        >>> past = [(date(2026, 1, day), Money(-700, "EUR")) for day in range(1, 29)]
        >>> usual = learn_everyday(past, first_on=date(2026, 1, 1), last_on=date(2026, 1, 28))
        >>> usual.mean_by_weekday[0], usual.variance
        (Fraction(-700, 1), 0.0)
    """
    if block_days < 1:
        raise CountBelowOne(block_days=block_days)
    if last_on < first_on:
        raise DayOutOfOrder(first_on=first_on, last_on=last_on)
    count = (last_on - first_on).days + 1
    blocks = count // block_days
    if blocks < 2 or (by_weekday and count < _DAYS_A_WEEK):
        raise TooLittleHistory(days=count, needed=2 * block_days)
    daily = [0] * count
    known = list(past)
    if known:
        total_of((amount for _, amount in known), known[0][1].currency)
    for day, amount in known:
        if first_on <= day <= last_on:
            daily[(day - first_on).days] += amount.minor
    sums = [sum(daily[n * block_days : (n + 1) * block_days]) for n in range(blocks)]
    means = (Fraction(sum(daily), count),) * _DAYS_A_WEEK
    if by_weekday:
        starts = [(weekday - first_on.weekday()) % _DAYS_A_WEEK for weekday in range(_DAYS_A_WEEK)]
        means = tuple(
            Fraction(sum(daily[start::_DAYS_A_WEEK]), len(daily[start::_DAYS_A_WEEK]))
            for start in starts
        )
    return Everyday(means, variance(sums) / block_days)


def spread_of(amounts: Sequence[Money]) -> int:
    """Return the spread of what one bill or pay came to, for its next time.

    Units:   standard deviation in minor units, rounded up, with the allowance for a next value that
             lies outside the sample.
    Raises:  TooLittleHistory for fewer than two amounts; CurrenciesDiffer.
    Source:  prediction of one further value: s x sqrt(1 + 1/n).

    Example:
        >>> spread_of([Money(minor, "EUR") for minor in (4_000, 5_000, 6_000)])
        1155
    """
    if len(amounts) < 2:
        raise TooLittleHistory(amounts=len(amounts))
    total_of(amounts, amounts[0].currency)
    spread = variance([amount.minor for amount in amounts])
    return ceil(sqrt(spread * (1 + 1 / len(amounts))))


class PastForecast(NamedTuple):
    """How one forecast of the past turned out.

    Units:   minor units; deviation is the standard deviation the forecast gave itself.
    """

    actual_minor: int
    forecast_minor: int
    deviation: float


def band_scale(past: Sequence[PastForecast], *, band: Decimal = Decimal("0.9")) -> float:
    """Return by what a band has to be widened (or narrowed) so that it holds what it says.

    Units:   a factor on the width; band is the share of days that shall lie inside.
    Raises:  ChanceOutOfRange; TooLittleHistory when there are too few forecasts for that share, or
             one of them gave itself no deviation.
    Source:  split conformal prediction: the ceil((n + 1) x band)-th smallest standardised error.

    Example:
        >>> past = [PastForecast(actual, 0, 100.0) for actual in range(-300, 301, 10)]
        >>> round(band_scale(past, band=Decimal("0.9")), 3)
        1.702
    """
    if not 0 < band < 1:
        raise ChanceOutOfRange(band=band)
    rank = ceil((len(past) + 1) * band)
    if rank > len(past) or any(one.deviation <= 0 for one in past):
        raise TooLittleHistory(forecasts=len(past), needed=ceil(band / (1 - band)))
    errors = sorted(abs(one.actual_minor - one.forecast_minor) / one.deviation for one in past)
    return errors[rank - 1] / NormalDist().inv_cdf(0.5 + float(band) / 2)
