"""The five repairs side by side."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from budgeting.household_errors import MoveTooFar, NoSuchInstalment, NotSmaller, PauseTooLong
from budgeting.instalment_dates import next_collection
from budgeting.money import Money
from budgeting.plan_interest import daily_interest
from budgeting.plan_progress import DueInstalment
from budgeting.repair_options import RepairRules, RepairWish, repair_options
from budgeting.repairs import Repair


def pounds(minor: int) -> Money:
    return Money(minor, "GBP")


def monthly(day: date) -> date:
    return next_collection(day, preferred=5)


PLAN = [DueInstalment(n, date(2026, n, 5), pounds(10_000)) for n in range(1, 5)]
RULES = RepairRules(accrue=daily_interest(Decimal("0.365")))
WISH = RepairWish(move_to=date(2026, 2, 15), shrink_to=pounds(4_000))


def test_repairs_are_shown_with_their_cost_the_cheapest_first():
    options = repair_options(PLAN, 2, WISH, next_day=monthly, rules=RULES)
    # By hand, at 0.1 % a day: half of 100.00 a week late; 100.00 ten days late; 60.00 over 28, 31
    # and 30 days; 100.00 over the same; three times 100.00 later by 28, 31 and 30 days: as a skip.
    assert [(row.repair.value, row.repaired.interest.minor) for row in options] == [
        ("split", 35),
        ("move", 100),
        ("shrink", 534),
        ("skip", 890),
        ("pause", 890),
    ]


def test_a_repair_that_cannot_be_says_why_and_comes_last():
    wish = RepairWish(move_to=date(2026, 6, 1), shrink_to=pounds(10_000), pause_periods=9)
    options = repair_options(PLAN, 2, wish, next_day=monthly)
    assert {row.repair: type(row.refusal) for row in options[2:]} == {
        Repair.MOVE: MoveTooFar,
        Repair.SHRINK: NotSmaller,
        Repair.PAUSE: PauseTooLong,
    }
    assert [row.refusal for row in options[:2]] == [None, None]


def test_a_lender_may_allow_some_repairs_only():
    rules = RepairRules(allowed=frozenset({Repair.SKIP}))
    options = repair_options(PLAN, 2, WISH, next_day=monthly, rules=rules)
    assert [row.repair for row in options] == [Repair.SKIP]
    assert options[0].repaired is not None
    assert options[0].repaired.extra_days == 30


def test_an_instalment_that_is_not_there_refuses_all():
    options = repair_options(PLAN, 9, WISH, next_day=monthly)
    assert {type(row.refusal) for row in options} == {NoSuchInstalment}
