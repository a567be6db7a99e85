"""Calendar months as their first day, and days of the month that keep their anchor."""

from __future__ import annotations

from datetime import date

from budgeting.dates import add_months, days_in_month

MONTHS_A_YEAR = 12


def month_of(day: date) -> date:
    """Return the first day of the month a day lies in: the name of that month everywhere here.

    Example:
        >>> month_of(date(2026, 2, 17))
        datetime.date(2026, 2, 1)
    """
    return day.replace(day=1)


def month_after(month: date, months: int = 1) -> date:
    """Return the first day of the month that lies a number of months later (or earlier).

    Units:   months is a count and may be negative.

    Example:
        >>> month_after(date(2026, 11, 30), 3), month_after(date(2026, 1, 5), -1)
        (datetime.date(2027, 2, 1), datetime.date(2025, 12, 1))
    """
    return add_months(month.replace(day=1), months)


def months_between(earlier: date, later: date) -> int:
    """Return how many month borders lie between two days, below zero when the order is reversed.

    Units:   calendar months; the days of the month do not count.

    Example:
        >>> months_between(date(2026, 1, 31), date(2026, 3, 1))
        2
    """
    return (later.year - earlier.year) * MONTHS_A_YEAR + later.month - earlier.month


def day_in_month(month: date, day: int) -> date:
    """Return the anchored day in a month, or the last day when the month is shorter.

    Units:   day from 1 to 31.

    Example:
        >>> day_in_month(date(2026, 2, 1), 31)
        datetime.date(2026, 2, 28)
    """
    return month.replace(day=min(day, days_in_month(month.year, month.month)))
