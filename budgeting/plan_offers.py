"""From debts and a surplus to the few plans a person is shown: one call for the whole way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from budgeting.dates import add_months
from budgeting.household_errors import NoPlanToChooseFrom, NoSurplus, NothingOwed, ShareOutOfRange
from budgeting.instalment_dates import (
    CollectionRules,
    Every,
    collection_dates,
    earliest_collection,
    up_front_day,
)
from budgeting.money import Money
from budgeting.months import MONTHS_A_YEAR, month_of
from budgeting.plan_choice import PlanChoice, PlanLimits, Side, nearest_plan, plans_by_length
from budgeting.plan_interest import Accrue, no_interest
from budgeting.plan_shapes import EqualParts, InterestPlacement, PlanDebt, PlanTerms
from budgeting.rounding import Exact, Rounding, exact, round_exact


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWish:
    """What a person asks for, and the surplus it has to come from.

    Units:   surplus in minor units per instalment date; share a fraction of it; preferred as in
             ``collection_dates``; up_front in minor units.
    """

    agreed_on: date
    surplus: Money
    preferred: int = 28
    share: Decimal = Decimal("0.5")
    every: Every = Every.MONTH
    up_front: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LenderRules:
    """What a lender accepts and how it charges.

    Units:   counts of instalments; smallest amounts in minor units; ends_by is the last day a plan
             may run to; interest_to_date in minor units.
    """

    shortest: int = 2
    longest: int = 12
    smallest_instalment: Money | None = None
    smallest_rest: Money | None = None
    ends_by: date | None = None
    collection: CollectionRules | None = None
    accrue: Accrue = no_interest
    placement: InterestPlacement = InterestPlacement.ON_LAST
    equal_parts: EqualParts = EqualParts.EARLIER_CARRY_MORE
    interest_to_date: Exact = 0
    adjust: Callable[[date], date] | None = None


def offer_plans(
    debts: Sequence[PlanDebt],
    wish: PlanWish,
    rules: LenderRules,
    *,
    side: Side = Side.SHORTER,
    count: int = 3,
    unit: int = 1,
) -> PlanChoice:
    """Return the plan nearest to a share of the surplus, and its neighbours.

    The instalment dates start on the earliest collectable day, after an up-front part if there is
    one; the lengths run from the shortest to the longest, as far as the last day allows.

    Units:   as in the wish and the rules; ``unit`` is what instalments are compared in.
    Shape:   the plans shown are ascending by length.
    Raises:  NoSurplus; ShareOutOfRange; NoPlanToChooseFrom when the last day leaves too few dates
             or every instalment is too small; and as ``plan_of_length``.
    Source:  HM Revenue & Customs, Time to Pay online: lengths from two months, closest to half of
             what is left over, with neighbours.

    Example:
        >>> wish = PlanWish(agreed_on=date(2026, 1, 5), surplus=Money(50_000, "GBP"), preferred=20)
        >>> debts = [PlanDebt("tax", Money(120_000, "GBP"), date(2026, 1, 31))]
        >>> choice = offer_plans(debts, wish, LenderRules())
        >>> [len(plan.instalments) for plan in choice.shown], str(choice.nearest.instalment)
        ([3, 4, 5], 'GBP 240.00')
    """
    if wish.surplus.minor < 1:
        raise NoSurplus(surplus=str(wish.surplus))
    if not 0 < wish.share <= 1:
        raise ShareOutOfRange(share=wish.share)
    terms = plan_terms(wish, rules)
    limits = PlanLimits(
        shortest=rules.shortest,
        longest=rules.longest,
        smallest_instalment=rules.smallest_instalment,
    )
    plans = plans_by_length(debts, terms, limits)
    wanted = round_exact(wish.surplus.minor * exact(wish.share), Rounding.DOWN)
    return nearest_plan(
        plans, Money(wanted, wish.surplus.currency), side=side, count=count, unit=unit
    )


def plan_terms(wish: PlanWish, rules: LenderRules) -> PlanTerms:
    """Return the terms of a plan: its dates from the earliest collectable day to the last allowed.

    Units:   as in the wish and the rules.
    Raises:  NoPlanToChooseFrom when fewer dates are left than the shortest plan needs; and as
             ``collection_dates``.

    Example:
        >>> wish = PlanWish(agreed_on=date(2023, 1, 1), surplus=Money(1, "GBP"), preferred=25,
        ...                 up_front=Money(10_000, "GBP"))
        >>> terms = plan_terms(wish, LenderRules())
        >>> terms.up_front_on, terms.dates[0], len(terms.dates)
        (datetime.date(2023, 1, 12), datetime.date(2023, 2, 25), 12)
    """
    up_front_on = None
    if wish.up_front:
        up_front_on = up_front_day(wish.agreed_on, rules=rules.collection)
    earliest = earliest_collection(wish.agreed_on, up_front_on=up_front_on, rules=rules.collection)
    dates = collection_dates(
        earliest,
        count=rules.longest,
        preferred=wish.preferred,
        every=wish.every,
        rules=rules.collection,
        adjust=rules.adjust,
    )
    if rules.ends_by is not None:
        dates = tuple(day for day in dates if day <= rules.ends_by)
    if len(dates) < rules.shortest:
        raise NoPlanToChooseFrom(dates=len(dates), shortest=rules.shortest)
    return PlanTerms(
        agreed_on=wish.agreed_on,
        dates=dates,
        accrue=rules.accrue,
        placement=rules.placement,
        equal_parts=rules.equal_parts,
        up_front=wish.up_front,
        up_front_on=up_front_on,
        smallest_rest=rules.smallest_rest,
        interest_to_date=rules.interest_to_date,
    )


def latest_end(
    debts: Sequence[PlanDebt],
    *,
    months: int = MONTHS_A_YEAR,
    ignores_below: Money | None = None,
    next_bill_on: date | None = None,
) -> date:
    """Return the last day a plan may run to.

    That is a number of months after the earliest due day, and not beyond the month before the next
    bill of the same kind.

    Units:   months is a count; debts below ``ignores_below`` (minor units) do not set the start.
    Raises:  NothingOwed when no debt counts.
    Source:  HM Revenue & Customs, time-to-pay-calculator: twelve months from the earliest due date
             of debts of at least 32 pounds; end of the month before the next return is due.

    Example:
        >>> debts = [PlanDebt("a", Money(500_000, "GBP"), date(2017, 7, 31))]
        >>> latest_end(debts), latest_end(debts, next_bill_on=date(2018, 1, 31))
        (datetime.date(2018, 7, 31), datetime.date(2017, 12, 31))
    """
    least = ignores_below.minor if ignores_below is not None else 1
    counting = [debt.due_on for debt in debts if debt.amount.minor >= least]
    if not counting:
        raise NothingOwed(debts=len(debts))
    end = add_months(min(counting), months)
    if next_bill_on is None:
        return end
    return min(end, month_of(next_bill_on) - timedelta(days=1))
