"""On which days instalments are collected, from the earliest day they can be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from budgeting.household_errors import CountBelowOne, DayOutOfOrder
from budgeting.months import day_in_month, month_after, month_of


class Every(StrEnum):
    """How often an instalment falls due."""

    WEEK = "week"
    FORTNIGHT = "fortnight"
    FOUR_WEEKS = "four_weeks"
    MONTH = "month"


_WEEKS = {Every.WEEK: 1, Every.FORTNIGHT: 2, Every.FOUR_WEEKS: 4}
_LONGEST_MONTH = 31
_DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionRules:
    """What a collector needs before the first instalment.

    Units:   days; latest_day_of_month from 28 to 31. A preferred day beyond it becomes the first of
             the next month, as does an up-front part that would fall beyond it.
    Source:  the defaults are those of the online Time to Pay service of HM Revenue & Customs: 11
             days to set a collection up, 14 days between the up-front part and the first
             instalment, no collection after the 28th.
    """

    days_to_set_up: int = 11
    gap_after_up_front_days: int = 14
    latest_day_of_month: int = 28


def up_front_day(agreed_on: date, *, rules: CollectionRules | None = None) -> date:
    """Return the day an up-front part is collected.

    Units:   days as in the rules.
    Source:  HM Revenue & Customs, Time to Pay online.

    Example:
        >>> up_front_day(date(2023, 1, 1)), up_front_day(date(2023, 1, 19))
        (datetime.date(2023, 1, 12), datetime.date(2023, 2, 1))
    """
    terms = rules or CollectionRules()
    ready = agreed_on + timedelta(days=terms.days_to_set_up)
    return ready if ready.day <= terms.latest_day_of_month else month_after(ready)


def earliest_collection(
    agreed_on: date, *, up_front_on: date | None = None, rules: CollectionRules | None = None
) -> date:
    """Return the first day on which an instalment can be collected.

    Units:   days as in the rules.
    Raises:  DayOutOfOrder when the up-front part is collected before the plan is agreed.
    Source:  HM Revenue & Customs, Time to Pay online.

    Example:
        >>> earliest_collection(date(2023, 1, 1), up_front_on=date(2023, 1, 12))
        datetime.date(2023, 1, 26)
    """
    terms = rules or CollectionRules()
    if up_front_on is None:
        return agreed_on + timedelta(days=terms.days_to_set_up)
    if up_front_on < agreed_on:
        raise DayOutOfOrder(up_front_on=up_front_on, agreed_on=agreed_on)
    return up_front_on + timedelta(days=terms.gap_after_up_front_days)


def collection_dates(
    earliest: date,
    *,
    count: int,
    preferred: int,
    every: Every = Every.MONTH,
    rules: CollectionRules | None = None,
    adjust: Callable[[date], date] | None = None,
) -> tuple[date, ...]:
    """Return the days of so many instalments, the first on or after the earliest day.

    Units:   preferred is the day of the month (1 to 31, kept as anchor in short months), or for
             weekly rhythms the ISO weekday (1 Monday to 7 Sunday); count is a number of days.
    Shape:   strictly increasing; ``adjust`` moves each day off weekends and holidays, if given.
    Raises:  CountBelowOne; DayOutOfOrder for a preferred day that no calendar has.
    Source:  HM Revenue & Customs, Time to Pay online: the first such day that is early enough.

    Example:
        >>> collection_dates(date(2023, 1, 12), count=3, preferred=11)[0]
        datetime.date(2023, 2, 11)
        >>> collection_dates(date(2026, 1, 3), count=2, preferred=5, every=Every.FORTNIGHT)
        (datetime.date(2026, 1, 9), datetime.date(2026, 1, 23))
    """
    if count < 1:
        raise CountBelowOne(count=count)
    last = _LONGEST_MONTH if every is Every.MONTH else _DAYS_A_WEEK
    if not 1 <= preferred <= last:
        raise DayOutOfOrder(preferred=preferred, last=last)
    if every is Every.MONTH:
        days = _monthly(earliest, count, preferred, rules or CollectionRules())
    else:
        wait = (preferred - earliest.isoweekday()) % _DAYS_A_WEEK
        first = earliest + timedelta(days=wait)
        days = tuple(first + timedelta(weeks=_WEEKS[every] * n) for n in range(count))
    return days if adjust is None else tuple(adjust(day) for day in days)


def _monthly(
    earliest: date, count: int, preferred: int, rules: CollectionRules
) -> tuple[date, ...]:
    day = preferred if preferred <= rules.latest_day_of_month else 1
    month = month_of(earliest)
    if day_in_month(month, day) < earliest:
        month = month_after(month)
    return tuple(day_in_month(month_after(month, n), day) for n in range(count))


def next_collection(after: date, *, preferred: int, every: Every = Every.MONTH) -> date:
    """Return the next day of a rhythm after a collection day of that rhythm.

    Units:   preferred as in ``collection_dates``, with months kept to their last day.

    Example:
        >>> next_collection(date(2026, 1, 31), preferred=31)
        datetime.date(2026, 2, 28)
        >>> next_collection(date(2026, 1, 9), preferred=5, every=Every.WEEK)
        datetime.date(2026, 1, 16)
    """
    if every is Every.MONTH:
        return day_in_month(month_after(after), preferred)
    return after + timedelta(weeks=_WEEKS[every])
