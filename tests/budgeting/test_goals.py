"""Goals of categories, against the goal templates of Actual Budget."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgeting.errors import CurrenciesDiffer
from budgeting.goal_asks import GoalFacts, asked_by, by_months, limit_of
from budgeting.goal_kinds import (
    ALL_INCOME,
    AVAILABLE_FUNDS,
    AverageSpent,
    BillsFund,
    ByMonth,
    CopyOf,
    EveryPeriods,
    Fixed,
    Limit,
    LimitPeriod,
    PastMonth,
    PercentOfIncome,
    Period,
    Refill,
    Remainder,
    SpendByMonth,
)
from budgeting.goals import GoalCategory, GoalRules, LeftoverSharing, give_out
from budgeting.household_errors import (
    CountBelowOne,
    NamedTwice,
    NoMonthYet,
    NotNamed,
    OneLimitOnly,
    OneSpendGoalOnly,
    PrioritiesDiffer,
    TargetMonthPassed,
    WeekNeedsAStart,
)
from budgeting.money import Money
from budgeting.sinking_funds import FundedBill

JANUARY = date(2024, 1, 1)


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def past(*spent: int, budgeted: int = 0, left: int = 0) -> dict[date, PastMonth]:
    """Past months of a category, the latest first."""
    return {
        date(2023, 12 - back, 1): PastMonth(usd(budgeted), usd(minor), usd(left))
        for back, minor in enumerate(spent)
    }


def every(period: str, number: int, starting: str) -> EveryPeriods:
    return EveryPeriods(
        amount=usd(10_000),
        period=Period(period),
        every=number,
        starting=date.fromisoformat(starting),
    )


FACTS = GoalFacts(
    month=JANUARY,
    incomes={ALL_INCOME: 10_000, "Salary": 2_000},
    last_incomes={ALL_INCOME: 20_000},
    past=past(10_000, 20_000, 30_000, budgeted=7_700),
)

# Source: actualbudget/actual, category-template-context.test.ts (January 2024).
ASKED = [
    (Fixed(amount=usd(10_000)), 10_000),
    (every("week", 1, "2024-01-01"), 50_000),
    (every("week", 2, "2024-01-01"), 30_000),
    (every("week", 7, "2023-12-04"), 10_000),
    (every("day", 10, "2024-01-01"), 40_000),
    (every("year", 1, "2023-01-01"), 10_000),
    (every("month", 2, "2023-11-01"), 10_000),
    (every("month", 2, "2023-12-01"), 0),
    (every("month", 1, "2024-02-01"), 0),
    (PercentOfIncome(percent=Decimal(10)), 1_000),
    (PercentOfIncome(percent=Decimal(15), source="salary"), 300),
    (PercentOfIncome(percent=Decimal(10), of_last_month=True), 2_000),
    (PercentOfIncome(percent=Decimal(20), source=AVAILABLE_FUNDS), 100),
    (PercentOfIncome(percent=Decimal(-20), source=AVAILABLE_FUNDS), 0),
    (AverageSpent(months=3), 20_000),
    (AverageSpent(months=3, adjustment_percent=Decimal(10)), 22_000),
    (AverageSpent(months=3, adjustment_percent=Decimal(-10)), 18_000),
    (AverageSpent(months=3, adjustment=usd(1_100)), 21_100),
    (AverageSpent(months=3, adjustment=usd(-100)), 19_900),
    (CopyOf(months_back=1), 7_700),
    (CopyOf(months_back=3), 7_700),
]


@pytest.mark.parametrize(("goal", "asked"), ASKED)
def test_each_goal_asks_for_what_actual_budget_asks(goal, asked):
    assert asked_by(goal, FACTS, available=500) == asked


@pytest.mark.parametrize(
    ("spent", "average"),
    # Source: the same; sums of -100, -200, -300; of 0, 0, -300; of -100, 200, -300.
    [((100, 200, 300), 200), ((0, 0, 300), 100), ((100, -200, 300), 67)],
)
def test_the_average_of_three_months(spent, average):
    facts = GoalFacts(month=JANUARY, past=past(*spent))
    assert asked_by(AverageSpent(months=3), facts) == average


def test_a_percentage_of_no_income_is_nothing():
    facts = GoalFacts(month=JANUARY)
    assert asked_by(PercentOfIncome(percent=Decimal(100)), facts) == 0


def dated(amount: int, month: str, repeat: int | None = None) -> ByMonth:
    return ByMonth(
        amount=usd(amount), month=date.fromisoformat(f"{month}-01"), repeat_months=repeat
    )


@pytest.mark.parametrize(
    ("goals", "carried_in", "asked"),
    [
        # Source: the same, runBy: two targets, repeating targets, an existing balance.
        ([dated(100_000, "2024-03"), dated(200_000, "2024-06")], 0, 66_667),
        ([dated(100_000, "2023-03", 12), dated(200_000, "2023-06", 12)], 0, 83_333),
        ([dated(100_000, "2024-03"), dated(200_000, "2024-06")], 500, 66_500),
        # By hand: 1,200 by December 2023, yearly, seen in January: twelve months to go.
        ([dated(120_000, "2023-12", 12)], 0, 10_000),
        # By hand: a repeat shorter than the wait asks nothing yet for the later goal.
        ([dated(100, "2024-01"), dated(100, "2024-12", 3)], 0, 100),
    ],
)
def test_dated_goals_share_one_fund(goals, carried_in, asked):
    assert by_months(goals, GoalFacts(month=JANUARY, carried_in=carried_in)) == asked


def spend(month: str, repeat: int | None = None) -> SpendByMonth:
    return SpendByMonth(
        amount=usd(100_000),
        from_month=date(2023, 11, 1),
        month=date.fromisoformat(f"{month}-01"),
        repeat_months=repeat,
    )


def test_a_goal_of_spending_counts_what_was_put_in_whether_spent_or_not():
    # Source: the same, runSpend: November left 200 after 100 were spent, December got 100.
    months = {
        date(2023, 11, 1): PastMonth(usd(0), usd(10_000), usd(20_000)),
        date(2023, 12, 1): PastMonth(usd(10_000), usd(0), usd(0)),
    }
    facts = GoalFacts(month=JANUARY, past=months)
    assert asked_by(spend("2024-01"), facts) == 60_000
    assert asked_by(spend("2023-12", 3), facts) == 33_333


@pytest.mark.parametrize(
    ("limit", "month", "most"),
    [
        # Source: the same, limits: five Mondays, 31 days, three weeks, leap years, a month.
        (Limit(amount=usd(10_000), period=LimitPeriod.WEEKLY, starting=JANUARY), JANUARY, 50_000),
        (
            Limit(amount=usd(5_000), period=LimitPeriod.WEEKLY, starting=date(2024, 1, 15)),
            JANUARY,
            15_000,
        ),
        (
            Limit(amount=usd(10_000), period=LimitPeriod.WEEKLY, starting=date(2023, 12, 25)),
            JANUARY,
            50_000,
        ),
        (Limit(amount=usd(1_000), period=LimitPeriod.DAILY), JANUARY, 31_000),
        (Limit(amount=usd(1_000), period=LimitPeriod.DAILY), date(2023, 2, 1), 28_000),
        (Limit(amount=usd(1_000), period=LimitPeriod.DAILY), date(2024, 2, 1), 29_000),
        (Limit(amount=usd(15_000)), JANUARY, 15_000),
    ],
)
def test_a_limit_counts_its_days_or_weeks(limit, month, most):
    assert limit_of(limit, month) == most


@pytest.mark.parametrize(
    ("refusal", "ask"),
    [
        (CountBelowOne, lambda: asked_by(every("day", 0, "2024-01-01"), FACTS)),
        (CountBelowOne, lambda: asked_by(AverageSpent(months=0), FACTS)),
        (NoMonthYet, lambda: asked_by(AverageSpent(months=4), FACTS)),
        (NoMonthYet, lambda: asked_by(CopyOf(months_back=9), FACTS)),
        (NotNamed, lambda: asked_by(PercentOfIncome(percent=Decimal(1), source="Bonus"), FACTS)),
        (NotNamed, lambda: asked_by(Refill(), FACTS)),
        (TargetMonthPassed, lambda: asked_by(spend("2023-12"), FACTS)),
        (TargetMonthPassed, lambda: by_months([dated(1, "2023-12")], FACTS)),
        (CountBelowOne, lambda: by_months([], FACTS)),
        (CountBelowOne, lambda: by_months([dated(1, "2024-12", 0)], FACTS)),
        (
            WeekNeedsAStart,
            lambda: limit_of(Limit(amount=usd(1), period=LimitPeriod.WEEKLY), JANUARY),
        ),
    ],
)
def test_a_goal_that_cannot_be_reckoned_says_why(refusal, ask):
    with pytest.raises(refusal):
        ask()


def one(name: str, *goals: object, carried: int = 0, **more: object) -> GoalCategory:
    return GoalCategory(category=name, carried_in=usd(carried), goals=goals, **more)  # type: ignore[arg-type]


def give(available: int, *categories: GoalCategory, **terms: object) -> dict[str, int]:
    month = give_out(list(categories), month=JANUARY, available=usd(available), **terms)  # type: ignore[arg-type]
    return {row.category: row.budgeted.minor for row in month.categories}


def fixed(amount: int, priority: int = 1) -> Fixed:
    return Fixed(amount=usd(amount), priority=priority)


CAP = Limit(amount=usd(15_000))


@pytest.mark.parametrize(
    ("category", "available", "budgeted"),
    [
        # Source: the same: priorities when money is short, limits, refill, excess, holding.
        (one("a", fixed(10_000), fixed(20_000)), 15_000, 15_000),
        (one("a", fixed(10_000), fixed(20_000, 2)), 15_000, 15_000),
        (one("a", fixed(10_000), carried=9_000, limits=(CAP,)), 10_000, 6_000),
        (one("a", Refill(priority=1), carried=9_000, limits=(CAP,)), 10_000, 6_000),
        (one("a", fixed(10_000), fixed(20_000), limits=(CAP,)), 100_000, 15_000),
        (one("a", fixed(10_000), carried=25_000, limits=(CAP,)), 0, -10_000),
        (
            one("a", fixed(10_000), carried=25_000, limits=(Limit(amount=usd(15_000), hold=True),)),
            0,
            0,
        ),
        (one("a", Refill(priority=1)), 10_000, 0),
        # By hand: what an earlier priority gave counts against the limit.
        (one("a", fixed(10_000), fixed(10_000, 2), limits=(CAP,)), 100_000, 15_000),
    ],
)
def test_priorities_and_limits(category, available, budgeted):
    assert give(available, category) == {"a": budgeted}


def test_what_was_asked_in_full_is_told_beside_what_was_given():
    month = give_out(
        [one("a", fixed(10_000), fixed(20_000, 2))], month=JANUARY, available=usd(15_000)
    )
    assert month.categories[0].asked == usd(30_000)
    assert month.left == usd(0)


def test_what_is_vital_is_met_even_beyond_the_money_there_is():
    assert give(1_000, one("rent", fixed(90_000, 0)), one("fun", fixed(500))) == {
        "rent": 90_000,
        "fun": 0,
    }
    never = GoalRules(overbudget_up_to=-1)
    assert give(1_000, one("rent", fixed(90_000, 0)), rules=never) == {"rent": 1_000}


def test_a_percentage_of_available_funds_looks_at_the_start_of_its_priority():
    half = PercentOfIncome(percent=Decimal(50), source=AVAILABLE_FUNDS, priority=1)
    assert give(10_000, one("a", half), one("b", half)) == {"a": 5_000, "b": 5_000}


def test_incomes_are_named():
    tithe = PercentOfIncome(percent=Decimal(10), source="Salary", priority=1)
    terms = {"incomes": {"Salary": usd(30_000)}, "last_incomes": {"Salary": usd(1)}}
    assert give(30_000, one("a", tithe), **terms) == {"a": 3_000}


def weights(*shares: int, **more: object) -> list[GoalCategory]:
    return [
        one(f"{n}", remainders=(Remainder(weight=weight),), **more)
        for n, weight in enumerate(shares)
    ]


IN_TURN = GoalRules(sharing=LeftoverSharing.IN_TURN)


@pytest.mark.parametrize(
    ("available", "shares", "rules", "expected"),
    [
        (100, (1, 1, 1), GoalRules(), [34, 33, 33]),
        (100, (1, 1, 1), IN_TURN, [33, 33, 34]),
        (100, (2, 1), GoalRules(), [67, 33]),
        # Source: the same: the loop ends when each share rounds to nothing, 2 among five.
        (2, (1, 1, 1, 1, 1), IN_TURN, [0, 0, 0, 0, 0]),
        (2, (1, 1, 1, 1, 1), GoalRules(), [1, 1, 0, 0, 0]),
        # Source: the same: 200.00 of which 123.45 would be its share, in whole dollars.
        (
            20_000,
            (12_345, 7_655),
            GoalRules(unit=100, sharing=LeftoverSharing.IN_TURN),
            [12_300, 7_700],
        ),
        (20_050, (12_345, 7_655), GoalRules(unit=100), [12_300, 7_700]),
        (0, (1, 1), GoalRules(), [0, 0]),
        (1, (1, 1), GoalRules(), [1, 0]),
    ],
)
def test_what_remains_is_shared_by_weight(available, shares, rules, expected):
    assert list(give(available, *weights(*shares), rules=rules).values()) == expected


def test_a_full_category_leaves_its_share_to_the_others():
    # Source: the same: a cap of 100 with 30 carried in takes 70 of what remains.
    capped = weights(1, limits=(Limit(amount=usd(10_000)),), carried=3_000)
    other = one("other", remainders=(Remainder(weight=1),))
    assert give(20_000, *capped, other) == {"0": 7_000, "other": 13_000}
    assert give(20_000, *capped) == {"0": 7_000}


def test_whole_units_are_asked_for_where_decimals_are_hidden():
    # Source: the same: 100.89 becomes 101.
    assert give(100_000, one("a", fixed(10_089)), rules=GoalRules(unit=100)) == {"a": 10_100}


def test_bills_and_dated_goals_of_a_category_join_in():
    bill = FundedBill(
        name="insurance", amount=usd(60_000), due_days=(date(2024, 12, 15),), months_apart=12
    )
    fund = BillsFund(bills=(bill,), priority=1)
    both = one("a", fund, dated(12_000, "2024-12"))
    assert give(100_000, one("a", fund)) == {"a": 5_000}
    with pytest.raises(PrioritiesDiffer):
        give(100_000, both)
    same = ByMonth(amount=usd(12_000), month=date(2024, 12, 1), priority=1)
    assert give(100_000, one("a", fund, same, same)) == {"a": 5_000 + 2_000}


@pytest.mark.parametrize(
    ("refusal", "categories", "terms"),
    [
        (NamedTwice, [one("a"), one("a")], {}),
        (OneLimitOnly, [one("a", limits=(CAP, CAP))], {}),
        (OneSpendGoalOnly, [one("a", spend("2024-12"), spend("2024-12"))], {}),
        (CountBelowOne, weights(0), {}),
        (CountBelowOne, [], {"rules": GoalRules(unit=0)}),
        (CurrenciesDiffer, [GoalCategory(category="a", carried_in=Money(0, "EUR"))], {}),
    ],
)
def test_a_month_that_cannot_be_given_out_says_why(refusal, categories, terms):
    with pytest.raises(refusal):
        give(0, *categories, **terms)


goal_lists = st.lists(
    st.tuples(
        st.lists(st.builds(fixed, st.integers(0, 10**5), st.integers(1, 3)), max_size=3),
        st.integers(0, 10**5),
        st.one_of(st.none(), st.integers(0, 10**5)),
        st.integers(0, 3),
    ),
    max_size=6,
)


@given(
    goal_lists, st.integers(0, 10**6), st.sampled_from(LeftoverSharing), st.sampled_from([1, 100])
)
def test_a_month_conserves_money_and_never_gives_out_more_than_there_is(
    rows, available, sharing, unit
):
    categories = [
        one(
            f"{n}",
            *goals,
            carried=carried,
            limits=() if cap is None else (Limit(amount=usd(cap)),),
            remainders=(Remainder(weight=weight),) if weight else (),
        )
        for n, (goals, carried, cap, weight) in enumerate(rows)
    ]
    rules = GoalRules(sharing=sharing, unit=unit)
    month = give_out(categories, month=JANUARY, available=usd(available), rules=rules)
    budgeted = sum(row.budgeted.minor for row in month.categories)

    assert budgeted + month.left.minor == available
    assert month.left >= usd(0)
    for row, (_, carried, cap, _) in zip(month.categories, rows, strict=True):
        if cap is not None and unit == 1:
            assert row.budgeted.minor + carried <= cap
