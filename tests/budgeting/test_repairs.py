"""The five repairs and their exact cost."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgeting.errors import CurrenciesDiffer
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
from budgeting.instalment_dates import next_collection
from budgeting.money import Money
from budgeting.months import month_after
from budgeting.plan_interest import daily_interest
from budgeting.plan_progress import DueInstalment
from budgeting.repairs import Repair, Repaired, move, pause, shrink, skip, split


def pounds(minor: int) -> Money:
    return Money(minor, "GBP")


def monthly(day: date) -> date:
    return next_collection(day, preferred=5)


# 100.00 on the fifth of each month; a tenth of a per cent a day, so that costs can be done by hand.
PLAN = [DueInstalment(n, date(2026, n, 5), pounds(10_000)) for n in range(1, 5)]
DEAR = daily_interest(Decimal("0.365"))


def shape(repaired: Repaired) -> list[tuple[int, str, int]]:
    return [(row.number, f"{row.due_on:%m-%d}", row.amount.minor) for row in repaired.instalments]


def test_moving_one_instalment_leaves_the_others_where_they_are():
    repaired = move(PLAN, 2, date(2026, 2, 25), accrue=DEAR)
    assert shape(repaired) == [
        (1, "01-05", 10_000),
        (2, "02-25", 10_000),
        (3, "03-05", 10_000),
        (4, "04-05", 10_000),
    ]
    # 20 days late on 100.00 at 0.1 % a day.
    assert (repaired.interest, repaired.extra_days) == (pounds(200), 0)
    assert repaired.charged[-1].amount == pounds(10_200)


def test_later_instalments_may_follow_the_move():
    repaired = move(PLAN, 3, date(2026, 3, 15), later_follow=True, accrue=DEAR)
    assert [row.due_on.day for row in repaired.instalments] == [5, 5, 15, 15]
    assert (repaired.interest, repaired.extra_days) == (pounds(200), 10)


def test_a_move_of_a_month_is_near_enough_and_parts_may_follow_day_by_day():
    assert move(PLAN, 4, date(2026, 5, 6)).extra_days == 31
    assert [row.due_on.day for row in split(PLAN, 4, days_apart=1).instalments[3:]] == [5, 6]


def test_an_earlier_day_costs_nothing():
    assert move(PLAN, 2, date(2026, 1, 30), accrue=DEAR).interest == pounds(0)


def test_splitting_pays_the_parts_a_week_apart():
    repaired = split(PLAN, 1, parts=3, accrue=DEAR)
    assert shape(repaired)[:4] == [
        (1, "01-05", 3_334),
        (2, "01-12", 3_333),
        (3, "01-19", 3_333),
        (4, "02-05", 10_000),
    ]
    # 33.33 for 7 days and 33.33 for 14 days at 0.1 % a day: 0.23331 + 0.46662.
    assert (repaired.interest, repaired.repair) == (pounds(70), Repair.SPLIT)


def test_shrinking_once_sends_the_rest_to_the_end():
    repaired = shrink(PLAN, 1, pounds(4_000), next_day=monthly, accrue=DEAR)
    assert shape(repaired) == [
        (1, "01-05", 4_000),
        (2, "02-05", 10_000),
        (3, "03-05", 10_000),
        (4, "04-05", 10_000),
        (5, "05-05", 6_000),
    ]
    # The 60.00 that wait are paid on each next day and passed on: 120 days in all.
    assert (repaired.interest, repaired.extra_days) == (pounds(720), 30)
    assert repaired.ends_on == date(2026, 5, 5)


def test_skipping_sends_a_whole_instalment_to_the_end():
    repaired = skip(PLAN, 2, next_day=monthly, accrue=DEAR)
    assert [row.due_on.month for row in repaired.instalments] == [1, 3, 4, 5]
    assert [row.number for row in repaired.instalments] == [1, 2, 3, 4]
    # 100.00 later by 28 + 31 + 30 days.
    assert (repaired.interest, repaired.extra_days) == (pounds(890), 30)


def test_pausing_moves_all_the_rest():
    repaired = pause(PLAN, 2, 2, next_day=monthly, accrue=DEAR)
    assert [row.due_on.month for row in repaired.instalments] == [1, 4, 5, 6]
    # 59, 61 and 61 days on 100.00 each.
    assert (repaired.interest, repaired.extra_days) == (pounds(1_810), 61)


def test_without_interest_a_repair_is_free():
    assert skip(PLAN, 1, next_day=monthly).interest == pounds(0)


@pytest.mark.parametrize(
    ("refusal", "repair"),
    [
        (NoSuchInstalment, lambda: move(PLAN, 9, date(2026, 2, 6))),
        (MoveTooFar, lambda: move(PLAN, 4, date(2026, 5, 7))),
        (RunsIntoTheNext, lambda: move(PLAN, 2, date(2026, 3, 5))),
        (CountBelowOne, lambda: split(PLAN, 1, parts=1)),
        (CountBelowOne, lambda: split(PLAN, 1, days_apart=0)),
        (RunsIntoTheNext, lambda: split(PLAN, 1, parts=6)),
        (NotSmaller, lambda: shrink(PLAN, 1, pounds(10_000), next_day=monthly)),
        (NotSmaller, lambda: shrink(PLAN, 1, pounds(0), next_day=monthly)),
        (CurrenciesDiffer, lambda: shrink(PLAN, 1, Money(1, "EUR"), next_day=monthly)),
        (CountBelowOne, lambda: pause(PLAN, 1, 0, next_day=monthly)),
        (PauseTooLong, lambda: pause(PLAN, 1, 4, next_day=monthly)),
        (DayOutOfOrder, lambda: skip([PLAN[1], PLAN[0]], 1, next_day=monthly)),
        (AmountBelowZero, lambda: skip([PLAN[0]._replace(amount=pounds(-1))], 1, next_day=monthly)),
    ],
)
def test_each_refusal_is_named(refusal, repair):
    with pytest.raises(refusal):
        repair()


plans = st.lists(st.integers(2, 10**6), min_size=1, max_size=12)


@given(plans, st.data())
def test_every_repair_keeps_the_sum_and_the_order_and_never_pays_the_person(owed, data):
    start = date(2026, 1, 5)
    plan = [
        DueInstalment(n + 1, month_after(start, n).replace(day=5), pounds(minor))
        for n, minor in enumerate(owed)
    ]
    number = data.draw(st.integers(1, len(plan)))
    row = plan[number - 1]
    days = timedelta(days=data.draw(st.integers(0, 27)))
    repairs = [
        move(plan, number, row.due_on + days, accrue=DEAR),
        split(plan, number, accrue=DEAR),
        shrink(
            plan,
            number,
            pounds(data.draw(st.integers(1, row.amount.minor - 1))),
            next_day=monthly,
            accrue=DEAR,
        ),
        skip(plan, number, next_day=monthly, accrue=DEAR),
        pause(plan, number, 1, next_day=monthly, accrue=DEAR),
    ]
    for repaired in repairs:
        assert sum(one.amount.minor for one in repaired.instalments) == sum(owed)
        assert all(a.due_on < b.due_on for a, b in pairwise(repaired.instalments))
        assert repaired.interest >= pounds(0)
        assert [one.number for one in repaired.instalments] == list(
            range(1, len(repaired.instalments) + 1)
        )
