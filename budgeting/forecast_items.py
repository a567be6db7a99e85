"""Forecast items from what repeats: agreed bills, pay days, and recurrences only detected."""

from __future__ import annotations

from datetime import date, timedelta

from budgeting.detection import Detected
from budgeting.forecast import ForecastItem
from budgeting.household_errors import CountBelowOne
from budgeting.money import Money
from budgeting.recurrence import Recurrence


def items_of(
    recurrence: Recurrence,
    amount: Money,
    *,
    starts_on: date,
    days: int,
    name: str = "",
    spread: int = 0,
    chance: float = 1.0,
) -> tuple[ForecastItem, ...]:
    """Return one forecast item for each date of a recurrence within the days of a forecast.

    Units:   amount in minor units, below zero for what is due; spread a standard deviation in minor
             units; chance the confidence of a detection (1 for what is agreed).
    Shape:   by strictly increasing day.
    Raises:  CountBelowOne for no days.

    Example:
        >>> from budgeting.recurrence_rules import Frequency
        >>> rent = Recurrence(frequency=Frequency.MONTHLY, starts_on=date(2026, 1, 31))
        >>> due = items_of(rent, Money(-50_000, "EUR"), starts_on=date(2026, 2, 1), days=60)
        >>> [item.due_on.isoformat() for item in due]
        ['2026-02-28', '2026-03-31']
    """
    if days < 1:
        raise CountBelowOne(days=days)
    last_on = starts_on + timedelta(days=days - 1)
    return tuple(
        ForecastItem(day, amount, name, spread, chance)
        for day in recurrence.between(starts_on, last_on)
    )


def items_of_detected(
    detected: Detected, *, starts_on: date, days: int
) -> tuple[ForecastItem, ...]:
    """Return the items of a pattern that was only detected: its usual amount, its spread, its odds.

    The spread is a quarter of the range seen, and the chance is the confidence of the detection.

    Units:   days is a count; spread in minor units, rounded up.
    Shape:   by strictly increasing day.
    Raises:  CountBelowOne for no days.
    Source:  range rule: nearly all of a sample lies within two deviations of its middle.

    Example:
        >>> from budgeting.detection import Transaction, detect_recurring
        >>> rent = [Transaction(date(2026, month, 1), Money(-80_000, "EUR"), "Landlord")
        ...         for month in range(1, 7)]
        >>> due = items_of_detected(detect_recurring(rent)[0], starts_on=date(2026, 7, 1), days=31)
        >>> due[0].due_on.isoformat(), due[0].amount.minor, round(due[0].chance, 2)
        ('2026-07-01', -80000, 0.86)
    """
    wide = abs(detected.highest.minor - detected.lowest.minor)
    return items_of(
        detected.recurrence,
        detected.usual,
        starts_on=starts_on,
        days=days,
        name=detected.party,
        spread=-(-wide // 4),
        chance=detected.confidence,
    )
