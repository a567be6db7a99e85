"""Which plans there are to choose from, and which lies nearest to what a person wants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from budgeting.household_errors import (
    CountBelowOne,
    InstalmentTooSmall,
    NoPlanToChooseFrom,
    NoSurplus,
    NothingOwed,
    PlanTooLong,
    PlanTooShort,
    ShareOutOfRange,
)
from budgeting.instalments import plan_of_amount, plan_of_length
from budgeting.money import Money, total_of
from budgeting.plan_shapes import InstalmentPlan, PlanDebt, PlanTerms
from budgeting.rounding import Rounding, exact, round_exact

HALF, SIXTY, EIGHTY = Decimal("0.5"), Decimal("0.6"), Decimal("0.8")


class SharePlan(NamedTuple):
    """A plan and the share of the surplus it was built from."""

    share: Decimal
    plan: InstalmentPlan


def plans_by_share(
    debts: Sequence[PlanDebt],
    surplus: Money,
    terms: PlanTerms,
    *,
    shares: Sequence[Decimal] = (HALF, SIXTY, EIGHTY),
    step: int = 1,
) -> tuple[SharePlan, ...]:
    """Return a plan for each share of the surplus, from the gentlest; none that adds nothing.

    When the gentlest share cannot clear the debts within the dates there is no plan at all; after
    a plan of one instalment no larger share is offered.

    Units:   surplus in minor units per instalment date; shares are fractions; the instalment is
             rounded down to a multiple of ``step`` minor units.
    Raises:  NoSurplus when it is not above zero; ShareOutOfRange; and as ``plan_of_amount``, but
             for PlanTooLong, which gives an empty answer.
    Source:  HM Revenue & Customs, Time to Pay online: 50, 60 and 80 % of what is left after
             spending. gov.uk: usually about half of what is left over.

    Example:
        >>> from datetime import date
        >>> from budgeting.months import month_after
        >>> first = date(2023, 4, 1)
        >>> terms = PlanTerms(agreed_on=date(2023, 3, 1),
        ...                   dates=tuple(month_after(first, n) for n in range(24)))
        >>> debts = [PlanDebt("tax", Money(500_000, "GBP"), date(2023, 7, 31))]
        >>> offered = plans_by_share(debts, Money(100_000, "GBP"), terms)
        >>> [len(row.plan.instalments) for row in offered]
        [10, 9, 7]
    """
    if surplus.minor < 1:
        raise NoSurplus(surplus=str(surplus))
    if not shares or not all(0 < share <= 1 for share in shares):
        raise ShareOutOfRange(shares=tuple(shares))
    offered: list[SharePlan] = []
    for share in sorted(shares):
        amount = round_exact(surplus.minor * exact(share), Rounding.DOWN, step=step)
        try:
            plan = plan_of_amount(debts, Money(amount, surplus.currency), terms)
        except PlanTooLong:
            break
        offered.append(SharePlan(share, plan))
        if len(plan.instalments) == 1:
            break
    return tuple(offered)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLimits:
    """The band in which a plan is accepted.

    Units:   counts of instalments; smallest_instalment in minor units (the last one may be less).
    """

    shortest: int = 1
    longest: int | None = None
    smallest_instalment: Money | None = None


def within_limits(plan: InstalmentPlan, limits: PlanLimits) -> InstalmentPlan:
    """Return the plan when it lies in the band.

    Raises:  PlanTooShort; PlanTooLong; InstalmentTooSmall: each with the limit that was passed.

    Example:
        >>> from datetime import date
        >>> terms = PlanTerms(agreed_on=date(2026, 1, 1), dates=(date(2026, 2, 1),))
        >>> plan = plan_of_length([PlanDebt("a", Money(500, "EUR"), date(2026, 1, 1))], 1, terms)
        >>> within_limits(plan, PlanLimits(shortest=2))
        Traceback (most recent call last):
        ...
        budgeting.household_errors.PlanTooShort: The plan would have fewer ... (count=1, shortest=2)
    """
    count = len(plan.instalments)
    if count < limits.shortest:
        raise PlanTooShort(count=count, shortest=limits.shortest)
    if limits.longest is not None and count > limits.longest:
        raise PlanTooLong(count=count, longest=limits.longest)
    least = limits.smallest_instalment
    if least is not None and plan.instalment < least:
        raise InstalmentTooSmall(instalment=str(plan.instalment), smallest=str(least))
    return plan


def plans_by_length(
    debts: Sequence[PlanDebt], terms: PlanTerms, limits: PlanLimits
) -> tuple[InstalmentPlan, ...]:
    """Return every plan of equal instalments from the shortest to the longest length allowed.

    Shape:   ascending by number of instalments; lengths with too small an instalment are left out.
    Raises:  NoPlanToChooseFrom when none is left; and as ``plan_of_length``.
    Source:  HM Revenue & Customs, Time to Pay online: lengths from two months up.

    Example:
        >>> from datetime import date
        >>> dates = tuple(date(2026, month, 1) for month in range(2, 8))
        >>> terms = PlanTerms(agreed_on=date(2026, 1, 1), dates=dates)
        >>> debts = [PlanDebt("a", Money(12_000, "EUR"), date(2026, 1, 1))]
        >>> plans = plans_by_length(debts, terms, PlanLimits(shortest=2))
        >>> [plan.instalment.minor for plan in plans]
        [6000, 4000, 3000, 2400, 2000]
    """
    longest = min(limits.longest or len(terms.dates), len(terms.dates))
    eligible = []
    for count in range(limits.shortest, longest + 1):
        plan = plan_of_length(debts, count, terms)
        least = limits.smallest_instalment
        if least is None or plan.instalment >= least:
            eligible.append(plan)
    if not eligible:
        raise NoPlanToChooseFrom(shortest=limits.shortest, longest=longest)
    return tuple(eligible)


class Side(StrEnum):
    """On which side of the nearest plan its neighbours are looked for."""

    AROUND = "around"
    SHORTER = "shorter"
    LONGER = "longer"


class PlanChoice(NamedTuple):
    """The nearest plan and its neighbours, ascending by length, the nearest among them."""

    nearest: InstalmentPlan
    shown: tuple[InstalmentPlan, ...]


def nearest_plan(
    plans: Sequence[InstalmentPlan],
    wanted: Money,
    *,
    side: Side = Side.AROUND,
    count: int = 3,
    unit: int = 1,
) -> PlanChoice:
    """Return the plan whose instalment lies nearest to the wanted one, and its neighbours.

    At either end of the list the window moves inwards, so that ``count`` plans are shown if there
    are so many. Of two plans equally near, the shorter wins.

    Units:   wanted in minor units; instalments are compared in whole ``unit`` s of minor units (100
             compares whole pounds).
    Shape:   plans ascending by length.
    Raises:  NoPlanToChooseFrom; CountBelowOne; CurrenciesDiffer.
    Source:  HM Revenue & Customs, Time to Pay online until 2023: closest schedule and one on each
             side; shorter neighbours as a variant.

    Example:
        >>> from datetime import date
        >>> dates = tuple(date(2026, month, 1) for month in range(2, 8))
        >>> terms = PlanTerms(agreed_on=date(2026, 1, 1), dates=dates)
        >>> debts = [PlanDebt("a", Money(12_000, "EUR"), date(2026, 1, 1))]
        >>> plans = plans_by_length(debts, terms, PlanLimits(shortest=2))
        >>> choice = nearest_plan(plans, Money(2_900, "EUR"))
        >>> choice.nearest.instalment.minor, [plan.instalment.minor for plan in choice.shown]
        (3000, [4000, 3000, 2400])
    """
    if not plans:
        raise NoPlanToChooseFrom
    if count < 1 or unit < 1:
        raise CountBelowOne(count=count, unit=unit)
    total_of([wanted, *(plan.instalment for plan in plans)], wanted.currency)

    def distance(row: int) -> int:
        return abs(plans[row].instalment.minor // unit - wanted.minor // unit)

    at = min(range(len(plans)), key=lambda row: (distance(row), row))
    if side is Side.AROUND:
        first = max(min(at - (count - 1) // 2, len(plans) - count), 0)
        last = first + count
    else:
        first = at if side is Side.LONGER else max(at - count + 1, 0)
        last = at + count if side is Side.LONGER else at + 1
    return PlanChoice(plans[at], tuple(plans[first:last]))


def smallest_instalment(
    debts: Sequence[PlanDebt], terms: PlanTerms, *, step: int = 1
) -> InstalmentPlan:
    """Return the plan with the smallest instalment that still clears everything within the dates.

    Units:   the instalment is a multiple of ``step`` minor units.
    Raises:  as ``plan_of_amount``.
    Source:  bisection; a larger instalment never takes longer.

    Example:
        >>> from datetime import date
        >>> dates = tuple(date(2026, month, 1) for month in range(2, 5))
        >>> terms = PlanTerms(agreed_on=date(2026, 1, 1), dates=dates)
        >>> debts = [PlanDebt("a", Money(10_000, "EUR"), date(2026, 1, 1))]
        >>> smallest_instalment(debts, terms, step=100).instalment.minor
        3400
    """
    if not any(debt.amount.minor > 0 for debt in debts):
        raise NothingOwed
    currency = debts[0].amount.currency
    enough = _paid_at_once(debts, terms, step)
    too_little = 0
    best = plan_of_amount(debts, Money(enough * step, currency), terms)
    while enough - too_little > 1:
        middle = (enough + too_little) // 2
        try:
            best = plan_of_amount(debts, Money(middle * step, currency), terms)
        except PlanTooLong:
            too_little = middle
        else:
            enough = middle
    return best


def _paid_at_once(debts: Sequence[PlanDebt], terms: PlanTerms, step: int) -> int:
    """Return how many steps surely pay everything on the first date, interest included."""
    first = PlanTerms(agreed_on=terms.agreed_on, dates=terms.dates[:1], accrue=terms.accrue)
    whole = plan_of_length(debts, 1, first)
    until = round_exact(exact(terms.interest_to_date), Rounding.UP)
    return -(-(whole.total.minor + until) // step) + 1
