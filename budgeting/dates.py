"""Civil dates: months added from an anchor, leap years, ends of months."""

from __future__ import annotations

from datetime import date, timedelta

from budgeting.errors import DatesOutOfOrder

_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_leap(year: int) -> bool:
    """Tell whether a year has a 29 February.

    Source:  Gregorian calendar.

    Example:
        >>> [is_leap(year) for year in (1900, 2000, 2023, 2024)]
        [False, True, False, True]
    """
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_year(year: int) -> int:
    """Return 366 for a leap year and 365 for another.

    Units:   days.

    Example:
        >>> days_in_year(2024)
        366
    """
    return 366 if is_leap(year) else 365


def days_in_month(year: int, month: int) -> int:
    """Return the length of a month.

    Units:   days.

    Example:
        >>> days_in_month(2024, 2)
        29
    """
    return 29 if month == 2 and is_leap(year) else _LENGTHS[month - 1]


def month_end(day: date) -> date:
    """Return the last day of the month that the day lies in.

    Example:
        >>> month_end(date(2023, 2, 3))
        datetime.date(2023, 2, 28)
    """
    return day.replace(day=days_in_month(day.year, day.month))


def add_months(anchor: date, months: int, *, end_of_month: bool = False) -> date:
    """Return the same day of a later or earlier month, clamped to that month's length.

    Always add to the anchor, never to an earlier answer, or the 31st drifts to the 28th for good.
    With ``end_of_month`` a last day of a month goes to last days.

    Units:   whole months, negative to go back.
    Source:  ISDA roll convention "EOM" for end_of_month.

    Example:
        >>> [add_months(date(2024, 1, 31), months).day for months in (1, 2, 3)]
        [29, 31, 30]
        >>> add_months(date(2023, 2, 28), 1, end_of_month=True)
        datetime.date(2023, 3, 31)
    """
    index = anchor.year * 12 + anchor.month - 1 + months
    year, month = divmod(index, 12)
    month += 1
    last = 29 if month == 2 and is_leap(year) else _LENGTHS[month - 1]
    if end_of_month and anchor.day == days_in_month(anchor.year, anchor.month):
        return date(year, month, last)
    return date(year, month, min(anchor.day, last))


def is_last_of_february(day: date) -> bool:
    """Tell whether a day is 28 February of a common year or 29 February.

    Example:
        >>> is_last_of_february(date(2024, 2, 28))
        False
    """
    return day.month == 2 and day.day == days_in_month(day.year, 2)


def has_leap_day(after: date, until: date) -> bool:
    """Tell whether a 29 February lies after the first day and up to the last.

    Example:
        >>> has_leap_day(date(2024, 2, 28), date(2024, 2, 29))
        True
    """
    years = range(after.year, until.year + 1)
    return any(is_leap(year) and after < date(year, 2, 29) <= until for year in years)


def months_between(earlier: date, later: date) -> int | None:
    """Return the whole months from one day to the other, or None when there is a part of one.

    Days beyond the end of a shorter month count as its last day, so 31 January to 28 February
    is one month, and 28 February to 31 March too.

    Units:   months.

    Example:
        >>> months_between(date(2023, 1, 31), date(2023, 2, 28))
        1
        >>> months_between(date(2023, 1, 31), date(2023, 2, 27)) is None
        True
    """
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    if earlier.day == later.day:
        return months
    whole = add_months(earlier, months) == later or add_months(later, -months) == earlier
    return months if whole else None


def elapsed_days(
    start: date, end: date, *, include_first: bool = True, include_last: bool = False
) -> int:
    """Return the days from start to end with either counting of the first and the last day.

    Units:   days.
    Raises:  DatesOutOfOrder when end comes before start.

    Example:
        >>> elapsed_days(date(2018, 1, 1), date(2018, 8, 20), include_last=True)
        232
    """
    if end < start:
        raise DatesOutOfOrder(first=start, last=end)
    between = (end - start).days
    if start == end:
        return int(include_first and include_last)
    return between - 1 + int(include_first) + int(include_last)


def day_after(day: date) -> date:
    """Return the next civil day.

    Example:
        >>> day_after(date(2024, 2, 28))
        datetime.date(2024, 2, 29)
    """
    return day + timedelta(days=1)
