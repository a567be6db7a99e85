"""Pay days: the patterns in which wages and benefits arrive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from budgeting.calendars import WEEKDAYS, Adjustment, Calendar
from budgeting.errors import NoPayDayPattern
from budgeting.recurrence import Recurrence
from budgeting.recurrence_rules import Frequency, NthWeekday


def weekly_pay(
    first_on: date,
    *,
    every: int = 1,
    adjustment: Adjustment = Adjustment.PRECEDING,
    calendar: Calendar = WEEKDAYS,
) -> Recurrence:
    """Return pay every n weeks on the weekday of the first one; two for fortnightly pay.

    Units:   every in weeks.
    Raises:  NotACount.

    Example:
        >>> weekly_pay(date(2024, 5, 3), every=2).first(2)
        (datetime.date(2024, 5, 3), datetime.date(2024, 5, 17))
    """
    return Recurrence(
        frequency=Frequency.WEEKLY,
        starts_on=first_on,
        interval=every,
        adjustment=adjustment,
        calendar=calendar,
    )


def semi_monthly_pay(
    starts_on: date,
    *,
    days: tuple[int, int] = (15, -1),
    adjustment: Adjustment = Adjustment.PRECEDING,
    calendar: Calendar = WEEKDAYS,
) -> Recurrence:
    """Return pay twice a month on two days, by custom the 15th and the last.

    Units:   days of the month, -1 for the last.
    Raises:  NoSuchDay.

    Example:
        >>> [day.day for day in semi_monthly_pay(date(2024, 6, 1)).first(2)]
        [14, 28]
    """
    return Recurrence(
        frequency=Frequency.MONTHLY,
        starts_on=starts_on,
        month_days=days,
        adjustment=adjustment,
        calendar=calendar,
    )


def monthly_pay(
    starts_on: date,
    *,
    day: int,
    adjustment: Adjustment = Adjustment.PRECEDING,
    calendar: Calendar = WEEKDAYS,
) -> Recurrence:
    """Return pay once a month on a day, early when that day is closed.

    Units:   day of the month, clipped to short months; -1 for the last.
    Raises:  NoSuchDay.

    Example:
        >>> monthly_pay(date(2024, 6, 1), day=30).first(1)
        (datetime.date(2024, 6, 28),)
    """
    return Recurrence(
        frequency=Frequency.MONTHLY,
        starts_on=starts_on,
        month_days=(day,),
        adjustment=adjustment,
        calendar=calendar,
    )


def last_working_day_pay(starts_on: date, *, calendar: Calendar = WEEKDAYS) -> Recurrence:
    """Return pay on the last working day of each month.

    Example:
        >>> last_working_day_pay(date(2024, 3, 1)).first(2)
        (datetime.date(2024, 3, 29), datetime.date(2024, 4, 30))
    """
    return monthly_pay(starts_on, day=-1, calendar=calendar)


def nth_weekday_pay(
    starts_on: date, *, nth: int, weekday: int, calendar: Calendar = WEEKDAYS
) -> Recurrence:
    """Return pay on the n-th weekday of each month, such as the last Friday.

    Units:   nth 1 to 5 or -1 to -5; weekday 0 for Monday.
    Raises:  NoSuchDay when a date is asked for.

    Example:
        >>> nth_weekday_pay(date(2024, 3, 1), nth=-1, weekday=4).first(1)
        (datetime.date(2024, 3, 29),)
    """
    return Recurrence(
        frequency=Frequency.MONTHLY,
        starts_on=starts_on,
        nth_weekdays=(NthWeekday(nth, weekday),),
        adjustment=Adjustment.PRECEDING,
        calendar=calendar,
    )


class ExpectedDay(NamedTuple):
    """When an irregular pay may come: no earlier than, most likely on, no later than."""

    earliest: date
    likeliest: date
    latest: date


@dataclass(frozen=True, slots=True)
class IrregularPay:
    """Pay that follows no calendar: all that is known is how far apart it came so far.

    Units:   gaps in days.

    Example:
        >>> IrregularPay.from_dates((date(2024, 1, 1), date(2024, 1, 9), date(2024, 1, 21)))
        IrregularPay(last_on=datetime.date(2024, 1, 21), shortest=8, usual=10, longest=12)
    """

    last_on: date
    shortest: int
    usual: int
    longest: int

    @classmethod
    def from_dates(cls, dates: Sequence[date]) -> IrregularPay:
        """Return what the gaps between past pay days tell; the usual gap is their median.

        Units:   days.
        Raises:  NoPayDayPattern with fewer than two different days.

        Example:
            >>> IrregularPay.from_dates((date(2024, 1, 1), date(2024, 1, 8))).usual
            7
        """
        days = sorted(set(dates))
        gaps = sorted((later - earlier).days for earlier, later in pairwise(days))
        if not gaps:
            raise NoPayDayPattern(seen=len(days))
        middle = len(gaps) // 2
        usual = gaps[middle] if len(gaps) % 2 else (gaps[middle - 1] + gaps[middle]) // 2
        return cls(days[-1], gaps[0], usual, gaps[-1])

    def expected(self) -> ExpectedDay:
        """Return the range of days in which the next pay may come, if the past is a guide.

        Example:
            >>> IrregularPay(date(2024, 1, 1), 5, 7, 10).expected().latest
            datetime.date(2024, 1, 11)
        """
        gaps = (self.shortest, self.usual, self.longest)
        return ExpectedDay(*(self.last_on + timedelta(days=gap) for gap in gaps))


def next_pay_day(pattern: Recurrence | IrregularPay, after: date) -> date:
    """Return the next pay day after a day that a plan may count on.

    For irregular pay that is the latest day of the expected range.

    Raises:  NoPayDayPattern when pay has ended, or irregular pay is later than it ever was.

    Example:
        >>> next_pay_day(weekly_pay(date(2024, 5, 3)), date(2024, 5, 3))
        datetime.date(2024, 5, 10)
    """
    if isinstance(pattern, IrregularPay):
        latest = pattern.expected().latest
        if latest <= after:
            raise NoPayDayPattern(after=after, latest=latest)
        return latest
    day = pattern.next_after(after)
    if day is None:
        raise NoPayDayPattern(after=after)
    return day
