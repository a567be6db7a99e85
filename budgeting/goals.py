"""Giving the month's money its jobs: goals by priority, limits, and shares of what remains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from budgeting.goal_asks import GoalFacts, asked_by, by_months, half_up, limit_of
from budgeting.goal_kinds import (
    BillsFund,
    ByMonth,
    Goal,
    Limit,
    PastMonth,
    Refill,
    Remainder,
    SpendByMonth,
)
from budgeting.household_errors import (
    CountBelowOne,
    NamedTwice,
    OneLimitOnly,
    OneSpendGoalOnly,
    PrioritiesDiffer,
)
from budgeting.money import Money, largest_remainder, total_of
from budgeting.months import month_of
from budgeting.sinking_funds import FundRules, fund_month


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalCategory:
    """A category with its goals, what it brings from last month, and its past.

    Units:   carried_in in minor units, after the carry-over rule.
    """

    category: str
    carried_in: Money
    goals: tuple[Goal, ...] = ()
    limits: tuple[Limit, ...] = ()
    remainders: tuple[Remainder, ...] = ()
    past: Mapping[date, PastMonth] = field(default_factory=dict)


class LeftoverSharing(StrEnum):
    """How what remains is shared by weight.

    Source: largest remainder loses nothing and treats equal weights within one unit; in turn is
    Actual Budget's way, in which the last one of a round takes the odd units.
    """

    LARGEST_REMAINDER = "largest_remainder"
    IN_TURN = "in_turn"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalRules:
    """How the month's money is given out.

    Units:   unit in minor units (100 for whole pounds); goals of a priority up to overbudget_up_to
             are met in full even when money is short (none with a number below all priorities).
    """

    unit: int = 1
    overbudget_up_to: int = 0
    sharing: LeftoverSharing = LeftoverSharing.LARGEST_REMAINDER
    tracking: bool = False


class Given(NamedTuple):
    """What a category is given this month, and what its goals asked for in full."""

    category: str
    budgeted: Money
    asked: Money
    is_full: bool


class MonthGiven(NamedTuple):
    """The whole month: what each category gets, and what is left without a job."""

    categories: tuple[Given, ...]
    left: Money


def give_out(
    categories: Sequence[GoalCategory],
    *,
    month: date,
    available: Money,
    incomes: Mapping[str, Money] | None = None,
    last_incomes: Mapping[str, Money] | None = None,
    rules: GoalRules | None = None,
) -> MonthGiven:
    """Give the month's money to the categories by priority, then share what remains by weight.

    Lower numbers come first; within a priority categories are served in the order given. When
    money is short a category gets what is there. A category above its limit gives the excess back
    before anything else.

    Units:   minor units; incomes by source, with ``ALL_INCOME`` for their sum.
    Shape:   one row a category, in the order given; budgeted rows and left sum to available.
    Raises:  NamedTwice; OneLimitOnly; OneSpendGoalOnly; PrioritiesDiffer; CountBelowOne for a
             weight or unit below one; and what ``goal_asks`` and ``sinking_funds`` refuse.
    Source:  goal templates of Actual Budget.

    Example:
        >>> from budgeting.goal_kinds import Fixed
        >>> def usd(minor: int) -> Money:
        ...     return Money(minor, "USD")
        >>> food = GoalCategory(category="food", carried_in=usd(0),
        ...                     goals=(Fixed(amount=usd(10_000), priority=1),))
        >>> trip = GoalCategory(category="trip", carried_in=usd(0),
        ...                     goals=(Fixed(amount=usd(20_000), priority=2),))
        >>> given = give_out([trip, food], month=date(2024, 1, 1), available=usd(15_000))
        >>> [(row.category, row.budgeted.minor, row.asked.minor) for row in given.categories]
        [('trip', 5000, 20000), ('food', 10000, 10000)]
    """
    terms = rules or GoalRules()
    currency = available.currency
    _check(categories, currency, terms)
    facts = {
        name: {source: money.minor for source, money in (given or {}).items()}
        for name, given in (("now", incomes), ("last", last_incomes))
    }
    serving = [_Serving(one, month_of(month), facts["now"], facts["last"]) for one in categories]
    left = available.minor + sum(one.excess for one in serving)
    for priority in sorted({goal.priority for one in categories for goal in one.goals}):
        before = left
        for one in serving:
            left -= one.serve(priority, left, before, terms)
    left -= _share(serving, left, terms)
    return MonthGiven(
        tuple(
            Given(
                one.category.category,
                Money(one.given, currency),
                Money(one.asked, currency),
                one.is_full,
            )
            for one in serving
        ),
        Money(left, currency),
    )


class _Serving:
    """One category while the month's money is given out."""

    def __init__(
        self,
        category: GoalCategory,
        month: date,
        incomes: Mapping[str, int],
        last_incomes: Mapping[str, int],
    ) -> None:
        self.category = category
        self.carried = category.carried_in.minor
        self.facts = GoalFacts(
            month=month,
            carried_in=self.carried,
            past=category.past,
            incomes=incomes,
            last_incomes=last_incomes,
        )
        self.weight = sum(one.weight for one in category.remainders)
        self.limit = limit_of(category.limits[0], month) if category.limits else None
        self.is_full = self.limit is not None and self.carried >= self.limit
        held = bool(category.limits) and category.limits[0].hold
        self.excess = self.carried - self.limit if self.limit is not None and self.is_full else 0
        self.excess = 0 if held else self.excess
        self.given = self.asked = -self.excess

    def serve(self, priority: int, left: int, before: int, rules: GoalRules) -> int:
        """Give what the goals of one priority ask for, as far as limit and money allow."""
        goals = [goal for goal in self.category.goals if goal.priority == priority]
        if self.is_full or not goals:
            return 0
        wanted = self._round(self._up_to_limit(self._asked(goals, before, rules)), rules.unit)
        self.asked += wanted
        if priority > rules.overbudget_up_to:
            wanted = max(min(wanted, left), min(wanted, 0))
        self.given += wanted
        return wanted

    def _asked(self, goals: Sequence[Goal], before: int, rules: GoalRules) -> int:
        dated = [goal for goal in goals if isinstance(goal, ByMonth)]
        total = by_months(dated, self.facts) if dated else 0
        for goal in goals:
            if isinstance(goal, ByMonth):
                continue
            if isinstance(goal, Refill):
                total += max((self.limit or 0) - self.carried, 0)
            elif isinstance(goal, BillsFund):
                total += self._fund(goal, total, rules)
            else:
                total += asked_by(goal, self.facts, available=before)
        return total

    def _fund(self, goal: BillsFund, budgeted: int, rules: GoalRules) -> int:
        carried = self.category.carried_in
        fund = fund_month(
            goal.bills,
            month=self.facts.month,
            balance=carried,
            budgeted_before=Money(budgeted, carried.currency),
            rules=FundRules(tracking=rules.tracking, last_goal=goal.last_goal),
        )
        return fund.contribution.minor

    def _up_to_limit(self, wanted: int) -> int:
        if self.limit is None or wanted + self.given + self.carried < self.limit:
            return wanted
        self.is_full = True
        return self.limit - self.given - self.carried

    @staticmethod
    def _round(minor: int, unit: int) -> int:
        return minor if unit == 1 else half_up(Fraction(minor, unit)) * unit

    def take(self, offered: int) -> int:
        """Take of what is offered as much as the limit leaves room for."""
        taken = self._up_to_limit(offered)
        self.given += taken
        return taken


def _share(serving: Sequence[_Serving], left: int, rules: GoalRules) -> int:
    """Share what is left by weight, round by round until it is gone or all are full."""
    total = 0
    while left > 0 and (open_ones := [one for one in serving if one.weight and not one.is_full]):
        taken = _round_of_shares(open_ones, left, rules)
        if not taken:
            break
        left -= taken
        total += taken
    return total


def _round_of_shares(open_ones: Sequence[_Serving], left: int, rules: GoalRules) -> int:
    weights = [one.weight for one in open_ones]
    if rules.sharing is LeftoverSharing.LARGEST_REMAINDER:
        shares = largest_remainder(left // rules.unit, weights)
        return sum(
            one.take(share * rules.unit) for one, share in zip(open_ones, shares, strict=True)
        )
    taken = 0
    for one, weight in zip(open_ones, weights, strict=True):
        free = left - taken
        share = half_up(Fraction(left * weight, sum(weights)))
        share = half_up(Fraction(share, rules.unit)) * rules.unit
        # The odd units of a round go to the one that would leave nothing else behind.
        taken += one.take(free if share > free or free - share <= rules.unit else share)
    return taken


def _check(categories: Sequence[GoalCategory], currency: str, rules: GoalRules) -> None:
    if rules.unit < 1:
        raise CountBelowOne(unit=rules.unit)
    names = [one.category for one in categories]
    if len(set(names)) < len(names):
        raise NamedTwice(categories=tuple(names))
    total_of((one.carried_in for one in categories), currency)
    for one in categories:
        if len(one.limits) > 1:
            raise OneLimitOnly(category=one.category)
        if any(remainder.weight < 1 for remainder in one.remainders):
            raise CountBelowOne(category=one.category)
        if sum(isinstance(goal, SpendByMonth) for goal in one.goals) > 1:
            raise OneSpendGoalOnly(category=one.category)
        shared = {goal.priority for goal in one.goals if isinstance(goal, ByMonth | BillsFund)}
        if len(shared) > 1:
            raise PrioritiesDiffer(category=one.category, priorities=tuple(sorted(shared)))
