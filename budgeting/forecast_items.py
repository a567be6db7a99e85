"""Forecast items from what repeats: agreed bills, pay days, and recurrences only detected."""

from __future__ import annotations

from datetime import date, timedelta

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
