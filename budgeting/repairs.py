"""The five repairs: move, split, shrink once, skip to the end, pause, each with its exact cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from budgeting.household_errors import (
    AmountBelowZero,
    CountBelowOne,
    DayOutOfOrder,
    MoveTooFar,
    NoSuchInstalment,
    NotSmaller,
    PauseTooLong,
    RunsIntoTheNext,
)
from budgeting.money import Money, total_of
from budgeting.plan_interest import Accrue, no_interest
from budgeting.plan_progress import DueInstalment
from budgeting.rounding import Rounding, round_exact

NextDay = Callable[[date], date]
"""From one collection day of a plan to the next, as ``next_collection`` gives it."""


class Repair(StrEnum):
    """What keeps a plan alive."""

    MOVE = "move"
    SPLIT = "split"
    SHRINK = "shrink"
    SKIP = "skip"
    PAUSE = "pause"


class Repaired(NamedTuple):
    """A plan after a repair, and what the repair costs.

    Units:   interest is the whole extra cost, in minor units, and is not yet in the instalments:
             the last instalment carries it when ``charged`` is used; extra_days is how much later
             the plan ends.
    """

    repair: Repair
    instalments: tuple[DueInstalment, ...]
    interest: Money
    extra_days: int

    @property
    def ends_on(self) -> date:
        """The day of the last instalment."""
        return self.instalments[-1].due_on

    @property
    def charged(self) -> tuple[DueInstalment, ...]:
        """The instalments with the cost of the repair on the last one."""
        last = self.instalments[-1]
        return (*self.instalments[:-1], last._replace(amount=last.amount + self.interest))


def move(
    instalments: Sequence[DueInstalment],
    number: int,
    to: date,
    *,
    longest_days: int = 31,
    later_follow: bool = False,
    accrue: Accrue = no_interest,
    rounding: Rounding = Rounding.HALF_UP,
) -> Repaired:
    """Pay one instalment on another day; the later ones stay, or follow by the same days.

    Units:   longest_days is how far a move may go; interest is charged for the days of delay (an
             earlier day costs nothing and returns nothing).
    Shape:   the unpaid instalments, by strictly increasing day, in and out.
    Raises:  NoSuchInstalment; MoveTooFar; RunsIntoTheNext when the day meets or passes a
             neighbour; DayOutOfOrder; AmountBelowZero; CurrenciesDiffer.

    Example:
        >>> plan = [DueInstalment(n, date(2026, n, 5), Money(5_000, "EUR")) for n in (1, 2, 3)]
        >>> repaired = move(plan, 2, date(2026, 2, 20))
        >>> [row.due_on.day for row in repaired.instalments], repaired.extra_days
        ([5, 20, 5], 0)
    """
    at = _place(instalments, number)
    shift = to - instalments[at].due_on
    if abs(shift.days) > longest_days:
        raise MoveTooFar(days=shift.days, longest_days=longest_days)
    moved = [
        row._replace(due_on=row.due_on + shift)
        if row.number == number or (later_follow and place > at)
        else row
        for place, row in enumerate(instalments)
    ]
    return _repaired(Repair.MOVE, instalments, moved, accrue, rounding)


def split(
    instalments: Sequence[DueInstalment],
    number: int,
    *,
    parts: int = 2,
    days_apart: int = 7,
    accrue: Accrue = no_interest,
    rounding: Rounding = Rounding.HALF_UP,
) -> Repaired:
    """Pay one instalment in parts: the first on its day, the others some days apart.

    Units:   parts is a count of at least two; days_apart in days.
    Shape:   parts are numbered on; the instalments that follow move up in number.
    Raises:  NoSuchInstalment; CountBelowOne for fewer than two parts, no days, or more parts than
             minor units; RunsIntoTheNext; DayOutOfOrder; AmountBelowZero; CurrenciesDiffer.
    Source:  equal parts by largest remainder.

    Example:
        >>> plan = [DueInstalment(n, date(2026, n, 5), Money(5_001, "EUR")) for n in (1, 2)]
        >>> [(row.due_on.day, row.amount.minor) for row in split(plan, 1).instalments]
        [(5, 2501), (12, 2500), (5, 5001)]
    """
    at = _place(instalments, number)
    row = instalments[at]
    if parts < 2 or days_apart < 1 or row.amount.minor < parts:
        raise CountBelowOne(parts=parts, days_apart=days_apart)
    pieces = [
        DueInstalment(0, row.due_on + timedelta(days=days_apart * n), piece)
        for n, piece in enumerate(row.amount.split(parts))
    ]
    after = [*instalments[:at], *pieces, *instalments[at + 1 :]]
    return _repaired(Repair.SPLIT, instalments, after, accrue, rounding)


def shrink(
    instalments: Sequence[DueInstalment],
    number: int,
    to: Money,
    *,
    next_day: NextDay,
    accrue: Accrue = no_interest,
    rounding: Rounding = Rounding.HALF_UP,
) -> Repaired:
    """Pay less once; what is missing is paid one period after the last instalment.

    Units:   ``to`` in minor units, above zero and below the agreed amount.
    Raises:  NoSuchInstalment; NotSmaller; DayOutOfOrder; AmountBelowZero; CurrenciesDiffer.

    Example:
        >>> plan = [DueInstalment(n, date(2026, n, 5), Money(5_000, "EUR")) for n in (1, 2)]
        >>> after = shrink(plan, 1, Money(2_000, "EUR"), next_day=lambda day: date(2026, 3, 5))
        >>> [row.amount.minor for row in after.instalments], after.extra_days
        ([2000, 5000, 3000], 28)
    """
    at = _place(instalments, number)
    row = instalments[at]
    missing = row.amount - to
    if to.minor < 1 or missing.minor < 1:
        raise NotSmaller(to=str(to), agreed=str(row.amount))
    after = [*instalments[:at], row._replace(amount=to), *instalments[at + 1 :]]
    after.append(DueInstalment(0, next_day(instalments[-1].due_on), missing))
    return _repaired(Repair.SHRINK, instalments, after, accrue, rounding)


def skip(
    instalments: Sequence[DueInstalment],
    number: int,
    *,
    next_day: NextDay,
    accrue: Accrue = no_interest,
    rounding: Rounding = Rounding.HALF_UP,
) -> Repaired:
    """Leave one instalment out and pay it one period after the last.

    Units:   amounts in minor units; the amount does not change, only its day.
    Raises:  NoSuchInstalment; DayOutOfOrder; AmountBelowZero; CurrenciesDiffer.

    Example:
        >>> plan = [DueInstalment(n, date(2026, n, 5), Money(5_000, "EUR")) for n in (1, 2)]
        >>> after = skip(plan, 1, next_day=lambda day: date(2026, 3, day.day))
        >>> [row.due_on.month for row in after.instalments], after.extra_days
        ([2, 3], 28)
    """
    at = _place(instalments, number)
    skipped = DueInstalment(0, next_day(instalments[-1].due_on), instalments[at].amount)
    after = [*instalments[:at], *instalments[at + 1 :], skipped]
    return _repaired(Repair.SKIP, instalments, after, accrue, rounding)


def pause(
    instalments: Sequence[DueInstalment],
    number: int,
    periods: int,
    *,
    next_day: NextDay,
    longest_periods: int = 3,
    accrue: Accrue = no_interest,
    rounding: Rounding = Rounding.HALF_UP,
) -> Repaired:
    """Stop for a number of periods from one instalment on; all the rest moves by as many.

    Units:   periods is a count of collection days left out.
    Raises:  NoSuchInstalment; CountBelowOne; PauseTooLong; DayOutOfOrder; AmountBelowZero;
             CurrenciesDiffer.

    Example:
        >>> plan = [DueInstalment(n, date(2026, n, 5), Money(5_000, "EUR")) for n in (1, 2)]
        >>> after = pause(plan, 2, 1, next_day=lambda day: day.replace(month=day.month + 1))
        >>> [row.due_on.month for row in after.instalments], after.extra_days
        ([1, 3], 28)
    """
    at = _place(instalments, number)
    if periods < 1:
        raise CountBelowOne(periods=periods)
    if periods > longest_periods:
        raise PauseTooLong(periods=periods, longest_periods=longest_periods)
    days = [row.due_on for row in instalments[at:]]
    for _ in range(periods):
        days.append(next_day(days[-1]))
    after = list(instalments[:at])
    after += [
        row._replace(due_on=day) for row, day in zip(instalments[at:], days[periods:], strict=True)
    ]
    return _repaired(Repair.PAUSE, instalments, after, accrue, rounding)


def _place(instalments: Sequence[DueInstalment], number: int) -> int:
    for earlier, later in pairwise(instalments):
        if later.due_on <= earlier.due_on:
            raise DayOutOfOrder(number=later.number, due_on=later.due_on)
    for place, row in enumerate(instalments):
        if row.amount.minor < 0:
            raise AmountBelowZero(number=row.number)
        if row.number == number:
            total_of((one.amount for one in instalments), row.amount.currency)
            return place
    raise NoSuchInstalment(number=number)


def _repaired(
    repair: Repair,
    before: Sequence[DueInstalment],
    after: Sequence[DueInstalment],
    accrue: Accrue,
    rounding: Rounding,
) -> Repaired:
    """Give the instalments new numbers and charge for the days money is paid later."""
    for earlier, later in pairwise(after):
        if later.due_on <= earlier.due_on:
            raise RunsIntoTheNext(due_on=earlier.due_on, following=later.due_on)
    currency = before[0].amount.currency
    cost = max(_delay(before, after, accrue), Fraction(0))
    first = before[0].number
    numbered = tuple(row._replace(number=first + n) for n, row in enumerate(after))
    extra_days = (numbered[-1].due_on - before[-1].due_on).days
    return Repaired(repair, numbered, Money(round_exact(cost, rounding), currency), extra_days)


def _delay(
    before: Sequence[DueInstalment], after: Sequence[DueInstalment], accrue: Accrue
) -> Fraction:
    """Sum the interest of each part of the money from the day agreed to the day it now falls."""
    cost = Fraction(0)
    days, open_minor = [row.due_on for row in before], [row.amount.minor for row in before]
    place = 0
    for row in after:
        left = row.amount.minor
        while left:
            part = min(left, open_minor[place])
            cost += accrue(part, days[place], row.due_on)
            open_minor[place] -= part
            left -= part
            place += not open_minor[place]
    return cost
