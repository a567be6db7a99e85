"""From debts and a surplus to the plans a person is shown."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from budgeting.household_errors import (
    NoPlanToChooseFrom,
    NoSurplus,
    NothingOwed,
    ShareOutOfRange,
)
from budgeting.instalment_dates import Every
from budgeting.money import Money
from budgeting.plan_choice import Side
from budgeting.plan_interest import daily_interest
from budgeting.plan_offers import LenderRules, PlanWish, latest_end, offer_plans, plan_terms
from budgeting.plan_shapes import EqualParts, PlanDebt

D = date.fromisoformat


def pounds(minor: int) -> Money:
    return Money(minor, "GBP")


def owed(*rows: tuple[str, int]) -> list[PlanDebt]:
    return [PlanDebt(str(n), pounds(major * 100), D(due)) for n, (due, major) in enumerate(rows)]


# Source: hmrc/time-to-pay-calculator, EndDateSpec: debts in whole pounds, the day the next return
# is due, the end by the month before it (rule B), the end by twelve months (rule C).
ENDS = [
    (
        [("2017-01-31", 1000), ("2017-01-31", 2000), ("2017-07-31", 2000)],
        "2018-01-31", "2017-12-31", "2018-01-31",
    ),
    (
        [("2017-01-31", 0), ("2017-01-31", 0), ("2017-07-31", 5000)],
        "2018-01-31", "2017-12-31", "2018-07-31",
    ),
    ([("2017-07-31", 5000)], "2019-01-31", "2018-12-31", "2018-07-31"),
    (
        [("2018-01-31", 1000), ("2018-01-31", 2000), ("2018-07-31", 3000)],
        "2019-01-31", "2018-12-31", "2019-01-31",
    ),
    (
        [("2018-01-31", 0), ("2016-01-31", 0), ("2017-04-28", 0), ("2017-04-28", 1000)],
        "2019-01-31", "2018-12-31", "2018-04-28",
    ),
    ([("2017-03-25", 100)], "2018-01-31", "2017-12-31", "2018-03-25"),
    (
        [("2016-12-18", 100), ("2017-01-31", 50), ("2017-01-31", 1100), ("2017-07-31", 1100)],
        "2018-01-31", "2017-12-31", "2017-12-18",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "return_due", "by_return", "by_year"), ENDS)
def test_a_plan_ends_when_the_tax_office_says(rows, return_due, by_return, by_year):
    debts = owed(*rows)
    ignored = pounds(3_200)
    assert latest_end(debts, ignores_below=ignored) == D(by_year)
    both = latest_end(debts, ignores_below=ignored, next_bill_on=D(return_due))
    assert both == min(D(by_return), D(by_year))


def test_a_debt_of_just_the_limit_counts_and_without_a_limit_any_does():
    small = [PlanDebt("a", pounds(3_200), D("2026-01-05")), *owed(("2026-02-05", 99))]
    assert latest_end(small, ignores_below=pounds(3_200)) == D("2027-01-05")
    assert latest_end(small, ignores_below=pounds(3_201)) == D("2027-02-05")
    assert latest_end([PlanDebt("a", pounds(1), D("2026-01-05"))]) == D("2027-01-05")


def test_without_a_debt_that_counts_there_is_no_end():
    with pytest.raises(NothingOwed):
        latest_end(owed(("2026-01-01", 0)))


WISH = PlanWish(agreed_on=date(2026, 1, 5), surplus=pounds(50_000), preferred=20)
DEBTS = owed(("2026-01-31", 1200))


@pytest.mark.parametrize(
    ("side", "lengths"),
    # By hand: 1,200.00 and 250.00 wanted; 240.00 over five months is nearest.
    [(Side.SHORTER, [3, 4, 5]), (Side.AROUND, [4, 5, 6]), (Side.LONGER, [5, 6, 7])],
)
def test_the_plan_nearest_to_half_the_surplus_is_offered_with_neighbours(side, lengths):
    choice = offer_plans(DEBTS, WISH, LenderRules(), side=side)
    assert [len(plan.instalments) for plan in choice.shown] == lengths
    assert choice.nearest.instalment == pounds(24_000)
    assert choice.nearest.first_on == date(2026, 1, 20)


def test_the_last_day_shortens_the_longest_plan():
    rules = LenderRules(ends_by=date(2026, 3, 31))
    choice = offer_plans(DEBTS, WISH, rules)
    assert [len(plan.instalments) for plan in choice.shown] == [2, 3]
    with pytest.raises(NoPlanToChooseFrom):
        offer_plans(DEBTS, WISH, LenderRules(ends_by=date(2026, 2, 1)))


def test_the_last_day_itself_is_allowed_and_the_shortest_plan_may_just_fit():
    rules = LenderRules(ends_by=date(2026, 2, 20))
    choice = offer_plans(DEBTS, WISH, rules)
    assert [plan.ends_on for plan in choice.shown] == [date(2026, 2, 20)]


@pytest.mark.parametrize(
    ("owed_minor", "count", "amounts"),
    [
        # By hand: 5,000.00 in twelve parts of 416.67 leaves 416.63.
        (500_000, 12, [41_667] * 11 + [41_663]),
        # Two parts of 2 would leave nothing for the third and fourth of 6.
        (6, 4, [2, 2, 1, 1]),
    ],
)
def test_the_last_may_take_the_rest_of_a_rounded_quotient(owed_minor, count, amounts):
    rules = LenderRules(equal_parts=EqualParts.LAST_TAKES_REST, shortest=count, longest=count)
    debts = [PlanDebt("a", pounds(owed_minor), D("2027-01-31"))]
    plan = offer_plans(debts, WISH, rules).nearest
    assert [row.amount.minor for row in plan.instalments] == amounts


def test_the_whole_surplus_may_be_wished_for():
    wish = PlanWish(
        agreed_on=date(2026, 1, 5), surplus=pounds(40_000), preferred=20, share=Decimal(1)
    )
    assert offer_plans(DEBTS, wish, LenderRules()).nearest.instalment == pounds(40_000)


def test_an_up_front_part_comes_off_first_and_pushes_the_first_instalment_back():
    wish = PlanWish(
        agreed_on=date(2026, 1, 5), surplus=pounds(50_000), preferred=20, up_front=pounds(45_000)
    )
    rules = LenderRules(accrue=daily_interest(Decimal("0.365")))
    choice = offer_plans(DEBTS, wish, rules)
    assert choice.nearest.instalment == pounds(25_000)
    assert (choice.nearest.up_front_on, choice.nearest.first_on) == (
        date(2026, 1, 16),
        date(2026, 2, 20),
    )
    # 250.00 on 20 February and 20 March, at 0.1 % a day from 31 January: 5.00 and 12.00; 250.00 on
    # 20 April: 19.75. All on the last instalment.
    assert [row.amount.minor for row in choice.nearest.instalments] == [25_000, 25_000, 28_675]


def test_weekly_plans_follow_the_day_after_pay_day():
    wish = PlanWish(
        agreed_on=date(2026, 1, 5), surplus=pounds(12_000), preferred=5, every=Every.WEEK
    )

    def next_day(day: date) -> date:
        return day + timedelta(days=1)

    terms = plan_terms(wish, LenderRules(longest=4, adjust=next_day))
    assert terms.dates[:2] == (date(2026, 1, 17), date(2026, 1, 24))


@pytest.mark.parametrize(
    ("refusal", "wish"),
    [
        (NoSurplus, PlanWish(agreed_on=date(2026, 1, 5), surplus=pounds(0))),
        (
            ShareOutOfRange,
            PlanWish(agreed_on=date(2026, 1, 5), surplus=pounds(1), share=Decimal(0)),
        ),
    ],
)
def test_a_wish_without_money_or_share_is_refused(refusal, wish):
    with pytest.raises(refusal):
        offer_plans(DEBTS, wish, LenderRules())
