"""What each goal of a category asks for in a month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import takewhile

from budgeting.dates import add_months, days_in_month
from budgeting.goal_kinds import (
    ALL_INCOME,
    AVAILABLE_FUNDS,
    AverageSpent,
    ByMonth,
    CopyOf,
    EveryPeriods,
    Fixed,
    Goal,
    Limit,
    LimitPeriod,
    PastMonth,
    PercentOfIncome,
    Period,
    SpendByMonth,
)
from budgeting.household_errors import (
    CountBelowOne,
    NoMonthYet,
    NotNamed,
    TargetMonthPassed,
    WeekNeedsAStart,
)
from budgeting.months import MONTHS_A_YEAR, month_after, month_of, months_between
from budgeting.rounding import exact

_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalFacts:
    """What a category's goals are reckoned from.

    Units:   carried_in in minor units; incomes by source (and ``ALL_INCOME``) in minor units, for
             this month and the last.
    Shape:   past months by their first day.
    """

    month: date
    carried_in: int = 0
    past: Mapping[date, PastMonth] = field(default_factory=dict)
    incomes: Mapping[str, int] = field(default_factory=dict)
    last_incomes: Mapping[str, int] = field(default_factory=dict)

    def past_month(self, back: int) -> PastMonth:
        """Return a past month, or refuse when the books do not go back that far."""
        month = month_after(self.month, -back)
        if month not in self.past:
            raise NoMonthYet(month=month)
        return self.past[month]


def asked_by(goal: Goal, facts: GoalFacts, *, available: int = 0) -> int:
    """Return what one goal asks for on its own (dated goals and funds are asked together).

    Units:   minor units; available is what is free before this priority is served.
    Raises:  CountBelowOne; NoMonthYet when the books do not go back far enough; NotNamed for an
             income that is not there; TargetMonthPassed.
    Source:  goal templates of Actual Budget; halves round towards plus infinity.

    Example:
        >>> from budgeting.money import Money
        >>> weekly = EveryPeriods(amount=Money(10_000, "USD"), period=Period.WEEK,
        ...                       starting=date(2024, 1, 1))
        >>> asked_by(weekly, GoalFacts(month=date(2024, 1, 1)))
        50000
    """
    if isinstance(goal, Fixed):
        return goal.amount.minor
    if isinstance(goal, EveryPeriods):
        return goal.amount.minor * times_in_month(goal, facts.month)
    if isinstance(goal, PercentOfIncome):
        return _percent(goal, facts, available)
    if isinstance(goal, AverageSpent):
        return _average(goal, facts)
    if isinstance(goal, CopyOf):
        return facts.past_month(goal.months_back).budgeted.minor
    if isinstance(goal, SpendByMonth):
        return _spend(goal, facts)
    raise NotNamed(goal=type(goal).__name__)


def times_in_month(goal: EveryPeriods, month: date) -> int:
    """Return how often "every n periods" falls into a month.

    Units:   a count.
    Raises:  CountBelowOne.

    Example:
        >>> from budgeting.money import Money
        >>> tenth_day = EveryPeriods(amount=Money(1, "USD"), period=Period.DAY, every=10,
        ...                          starting=date(2024, 1, 1))
        >>> times_in_month(tenth_day, date(2024, 1, 1))
        4
    """
    if goal.every < 1:
        raise CountBelowOne(every=goal.every)
    first, after = month_of(month), month_after(month)
    return sum(day >= first for day in takewhile(lambda day: day < after, _days_of(goal, first)))


def _days_of(goal: EveryPeriods, first: date) -> Iterator[date]:
    """Yield the days of a goal, from about the first day asked for."""
    if goal.period in (Period.DAY, Period.WEEK):
        step = goal.every * (1 if goal.period is Period.DAY else 7)
        skipped = max((first - goal.starting).days, 0) // step
        day = goal.starting + timedelta(days=skipped * step)
        while True:
            yield day
            day += timedelta(days=step)
    months = goal.every * (1 if goal.period is Period.MONTH else MONTHS_A_YEAR)
    number = max(months_between(goal.starting, first), 0) // months
    while True:
        yield add_months(goal.starting, number * months)
        number += 1


def _percent(goal: PercentOfIncome, facts: GoalFacts, available: int) -> int:
    source = goal.source.lower()
    if source == AVAILABLE_FUNDS:
        income = available
    else:
        incomes = facts.last_incomes if goal.of_last_month else facts.incomes
        by_name = {name.lower(): minor for name, minor in incomes.items()}
        if source not in by_name and source != ALL_INCOME:
            raise NotNamed(source=goal.source)
        income = by_name.get(source, 0)
    return max(half_up(income * exact(goal.percent) / 100), 0)


def _average(goal: AverageSpent, facts: GoalFacts) -> int:
    if goal.months < 1:
        raise CountBelowOne(months=goal.months)
    spent = sum(facts.past_month(back).spent.minor for back in range(1, goal.months + 1))
    average = Fraction(spent, goal.months) * (1 + exact(goal.adjustment_percent) / 100)
    fixed = goal.adjustment.minor if goal.adjustment is not None else 0
    # Spending is below zero in the books, where a half rounds up: so here it rounds down.
    return -half_up(-average) + fixed


def _spend(goal: SpendByMonth, facts: GoalFacts) -> int:
    target, start = month_of(goal.month), month_of(goal.from_month)
    _refuse_passed(target, facts.month, goal.repeat_months)
    while months_between(facts.month, target) < 0 and goal.repeat_months:
        target = month_after(target, goal.repeat_months)
        start = month_after(start, goal.repeat_months)
    have = facts.carried_in
    for number in range(months_between(start, facts.month)):
        past = facts.past_month(months_between(month_after(start, number), facts.month))
        # In its first month all that is there counts, with what was spent of it; later months
        # count what was added.
        have = past.left.minor + past.spent.minor if number == 0 else have + past.budgeted.minor
    return half_up(Fraction(goal.amount.minor - have, months_between(facts.month, target) + 1))


def by_months(goals: Sequence[ByMonth], facts: GoalFacts) -> int:
    """Return what dated goals of one category ask for together.

    They share one fund. For the soonest the whole amount is needed; of a later one that repeats,
    the part of its cycle that will have passed by then; of another, its share of the months.

    Units:   minor units.
    Raises:  CountBelowOne without goals or for a repeat below one; TargetMonthPassed.
    Source:  "by" templates of Actual Budget.

    Example:
        >>> from budgeting.money import Money
        >>> goals = [ByMonth(amount=Money(100_000, "USD"), month=date(2024, 3, 1)),
        ...          ByMonth(amount=Money(200_000, "USD"), month=date(2024, 6, 1))]
        >>> by_months(goals, GoalFacts(month=date(2024, 1, 1)))
        66667
    """
    if not goals:
        raise CountBelowOne(goals=0)
    left = []
    for goal in goals:
        if goal.repeat_months is not None and goal.repeat_months < 1:
            raise CountBelowOne(repeat_months=goal.repeat_months)
        _refuse_passed(goal.month, facts.month, goal.repeat_months)
        months = months_between(facts.month, goal.month)
        left.append(months % goal.repeat_months if months < 0 and goal.repeat_months else months)
    soonest = min(left)
    needed = sum(
        half_up(goal.amount.minor * _due_by(goal.repeat_months, months, soonest))
        for goal, months in zip(goals, left, strict=True)
    )
    return half_up(Fraction(needed - facts.carried_in, soonest + 1))


def _due_by(repeat: int | None, months: int, soonest: int) -> Fraction:
    if months <= soonest:
        return Fraction(1)
    if repeat:
        return Fraction(max(repeat - months + soonest, 0), repeat)
    return Fraction(soonest + 1, months + 1)


def _refuse_passed(target: date, month: date, repeat: int | None) -> None:
    if months_between(month, target) < 0 and not repeat:
        raise TargetMonthPassed(target=target, month=month)


def limit_of(limit: Limit, month: date) -> int:
    """Return what a limit comes to in a month.

    Units:   minor units; a weekly limit counts the weeks that start in the month.
    Raises:  WeekNeedsAStart.
    Source:  "up to" limits of Actual Budget.

    Example:
        >>> from budgeting.money import Money
        >>> limit_of(Limit(amount=Money(1_000, "USD"), period=LimitPeriod.DAILY), date(2024, 2, 1))
        29000
    """
    if limit.period is LimitPeriod.MONTHLY:
        return limit.amount.minor
    if limit.period is LimitPeriod.DAILY:
        return limit.amount.minor * days_in_month(month.year, month.month)
    if limit.starting is None:
        raise WeekNeedsAStart(amount=str(limit.amount))
    weekly = EveryPeriods(amount=limit.amount, period=Period.WEEK, starting=limit.starting)
    return limit.amount.minor * times_in_month(weekly, month)


def half_up(figure: Fraction | Decimal | int) -> int:
    """Return the nearest whole number; a half goes towards plus infinity, as budget programs do.

    Units:   a plain number.

    Example:
        >>> half_up(Fraction(5, 2)), half_up(Fraction(-5, 2))
        (3, -2)
    """
    fraction = exact(figure)
    return (2 * fraction.numerator + fraction.denominator) // (2 * fraction.denominator)
