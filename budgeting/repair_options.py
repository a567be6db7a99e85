"""All five repairs of an instalment side by side, each with its cost or why it cannot be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from budgeting.errors import BudgetingError
from budgeting.money import Money
from budgeting.plan_interest import Accrue, no_interest
from budgeting.plan_progress import DueInstalment
from budgeting.repairs import NextDay, Repair, Repaired, move, pause, shrink, skip, split


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairWish:
    """What a person would do with each repair.

    Units:   move_to is the new day; parts and pause_periods are counts; shrink_to in minor units.
    """

    move_to: date
    shrink_to: Money
    parts: int = 2
    days_apart: int = 7
    pause_periods: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairRules:
    """What a lender allows and charges.

    Units:   longest_move_days in days; longest_pause in periods.
    """

    allowed: frozenset[Repair] = frozenset(Repair)
    longest_move_days: int = 31
    longest_pause: int = 3
    accrue: Accrue = no_interest


class RepairOption(NamedTuple):
    """One repair: the plan after it, or the refusal that says why it cannot be."""

    repair: Repair
    repaired: Repaired | None
    refusal: BudgetingError | None


def repair_options(
    instalments: Sequence[DueInstalment],
    number: int,
    wish: RepairWish,
    *,
    next_day: NextDay,
    rules: RepairRules | None = None,
) -> tuple[RepairOption, ...]:
    """Return every allowed repair of one instalment with its exact cost, the cheapest first.

    Units:   as in ``repairs``.
    Shape:   possible repairs by cost, then by how little later the plan ends; after them those that
             are refused.
    Raises:  nothing of its own: a refusal is part of its option.

    Example:
        >>> plan = [DueInstalment(n, date(2026, n, 5), Money(5_000, "EUR")) for n in (1, 2)]
        >>> wish = RepairWish(move_to=date(2026, 3, 5), shrink_to=Money(2_000, "EUR"))
        >>> options = repair_options(plan, 1, wish,
        ...                          next_day=lambda day: day.replace(month=day.month + 1))
        >>> [(row.repair.value, type(row.refusal).__name__) for row in options if row.refusal]
        [('move', 'MoveTooFar')]
    """
    terms = rules or RepairRules()
    accrue = terms.accrue
    ways: dict[Repair, Callable[[], Repaired]] = {
        Repair.MOVE: lambda: move(
            instalments, number, wish.move_to, longest_days=terms.longest_move_days, accrue=accrue
        ),
        Repair.SPLIT: lambda: split(
            instalments, number, parts=wish.parts, days_apart=wish.days_apart, accrue=accrue
        ),
        Repair.SHRINK: lambda: shrink(
            instalments, number, wish.shrink_to, next_day=next_day, accrue=accrue
        ),
        Repair.SKIP: lambda: skip(instalments, number, next_day=next_day, accrue=accrue),
        Repair.PAUSE: lambda: pause(
            instalments,
            number,
            wish.pause_periods,
            next_day=next_day,
            longest_periods=terms.longest_pause,
            accrue=accrue,
        ),
    }
    options = [_tried(repair, way) for repair, way in ways.items() if repair in terms.allowed]
    return tuple(sorted(options, key=_cheapest_first))


def _tried(repair: Repair, way: Callable[[], Repaired]) -> RepairOption:
    try:
        return RepairOption(repair, way(), None)
    except BudgetingError as refusal:
        return RepairOption(repair, None, refusal)


def _cheapest_first(option: RepairOption) -> tuple[bool, int, int]:
    if option.repaired is None:
        return (True, 0, 0)
    return (False, option.repaired.interest.minor, option.repaired.extra_days)
