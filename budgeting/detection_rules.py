"""The calendar rules that detection lays over dated amounts, from the plainest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import Enum, auto
from typing import NamedTuple

from budgeting.calendars import Adjustment, Calendar
from budgeting.dates import days_in_month
from budgeting.recurrence import Recurrence
from budgeting.recurrence_rules import Frequency, NthWeekday


class Rule(Enum):
    """A way in which money repeats."""

    WEEKLY = auto()
    FORTNIGHTLY = auto()
    FOUR_WEEKLY = auto()
    MONTHLY_DAY = auto()
    LAST_WORKING_DAY = auto()
    NTH_WEEKDAY = auto()
    SEMI_MONTHLY = auto()
    QUARTERLY = auto()
    HALF_YEARLY = auto()
    YEARLY = auto()


class RuleParts(NamedTuple):
    """How a rule is laid over days.

    Units:   days that a sighting may lie off; weeks or months of a period.
    """

    tolerance: int
    weeks: int = 0
    months: int = 0


RULES: dict[Rule, RuleParts] = {
    Rule.WEEKLY: RuleParts(1, weeks=1),
    Rule.FORTNIGHTLY: RuleParts(2, weeks=2),
    Rule.FOUR_WEEKLY: RuleParts(2, weeks=4),
    Rule.LAST_WORKING_DAY: RuleParts(1, months=1),
    Rule.MONTHLY_DAY: RuleParts(3, months=1),
    Rule.NTH_WEEKDAY: RuleParts(1, months=1),
    Rule.SEMI_MONTHLY: RuleParts(3, months=1),
    Rule.QUARTERLY: RuleParts(5, months=3),
    Rule.HALF_YEARLY: RuleParts(7, months=6),
    Rule.YEARLY: RuleParts(10, months=12),
}
_ADJUSTMENTS = (Adjustment.NONE, Adjustment.PRECEDING, Adjustment.FOLLOWING)


def candidates(days: Sequence[date], calendar: Calendar) -> Iterator[tuple[Rule, Recurrence]]:
    """Yield each recurrence that the days may follow, with its rule.

    Shape:   days rising and without doubles, two or more.

    Example:
        >>> from budgeting.calendars import WEEKDAYS
        >>> days = [date(2024, 1, 1), date(2024, 1, 8)]
        >>> next(candidates(days, WEEKDAYS))[0].name
        'WEEKLY'
    """
    for rule, parts in RULES.items():
        for recurrence in _of_rule(rule, parts, days, calendar):
            yield rule, recurrence


def _of_rule(
    rule: Rule, parts: RuleParts, days: Sequence[date], calendar: Calendar
) -> Iterator[Recurrence]:
    if parts.weeks:
        yield from _weekly(parts, days)
    elif rule is Rule.MONTHLY_DAY:
        yield from _monthly(days, calendar)
    elif rule is Rule.LAST_WORKING_DAY:
        yield _by_month(days, calendar, month_days=(-1,), adjustment=Adjustment.PRECEDING)
    elif rule is Rule.NTH_WEEKDAY:
        yield from _nth_weekday(days, calendar)
    elif rule is Rule.SEMI_MONTHLY:
        yield from _semi_monthly(days, calendar)
    else:
        yield from _longer(parts, days, calendar)


def _weekly(parts: RuleParts, days: Sequence[date]) -> Iterator[Recurrence]:
    length = 7 * parts.weeks
    phase, _ = Counter(day.toordinal() % length for day in days).most_common(1)[0]
    first = days[0]
    start = first + timedelta(days=(phase - first.toordinal()) % length)
    if start - first > timedelta(days=length // 2):
        start -= timedelta(days=length)
    yield Recurrence(frequency=Frequency.WEEKLY, starts_on=start, interval=parts.weeks)


def _by_month(
    days: Sequence[date],
    calendar: Calendar,
    *,
    month_days: tuple[int, ...] = (),
    nth_weekdays: tuple[NthWeekday, ...] = (),
    adjustment: Adjustment = Adjustment.NONE,
) -> Recurrence:
    return Recurrence(
        frequency=Frequency.MONTHLY,
        starts_on=days[0].replace(day=1),
        month_days=month_days,
        nth_weekdays=nth_weekdays,
        adjustment=adjustment,
        calendar=calendar,
    )


def _monthly(days: Sequence[date], calendar: Calendar) -> Iterator[Recurrence]:
    usual = [day for day, _ in Counter(day.day for day in days).most_common(3)]
    # Money that moves off weekends is often seen beside its own day, seldom far from it.
    tried = sorted({near for day in usual for near in range(day - 2, day + 3) if 1 <= near <= 31})
    for adjustment in _ADJUSTMENTS:
        for day in sorted(tried, key=lambda each: (each not in usual, each)):
            yield _by_month(days, calendar, month_days=(day,), adjustment=adjustment)


def _nth_weekday(days: Sequence[date], calendar: Calendar) -> Iterator[Recurrence]:
    forward = Counter(NthWeekday((day.day - 1) // 7 + 1, day.weekday()) for day in days)
    backward = Counter(
        NthWeekday(-((days_in_month(day.year, day.month) - day.day) // 7 + 1), day.weekday())
        for day in days
    )
    for counted in (forward, backward):
        which, _ = counted.most_common(1)[0]
        yield _by_month(days, calendar, nth_weekdays=(which,))


def _semi_monthly(days: Sequence[date], calendar: Calendar) -> Iterator[Recurrence]:
    early = Counter(day.day for day in days if day.day <= 15)
    late = Counter(day.day for day in days if day.day > 15)
    pairs = [(15, -1), (1, 15), (1, 16)]
    if early and late:
        pairs.insert(0, (early.most_common(1)[0][0], late.most_common(1)[0][0]))
    for pair in pairs:
        for adjustment in _ADJUSTMENTS:
            yield _by_month(days, calendar, month_days=pair, adjustment=adjustment)


def _longer(parts: RuleParts, days: Sequence[date], calendar: Calendar) -> Iterator[Recurrence]:
    usual, _ = Counter(day.day for day in days).most_common(1)[0]
    for adjustment in _ADJUSTMENTS:
        yield Recurrence(
            frequency=Frequency.MONTHLY,
            starts_on=days[0].replace(day=1),
            interval=parts.months,
            month_days=(usual,),
            adjustment=adjustment,
            calendar=calendar,
        )
