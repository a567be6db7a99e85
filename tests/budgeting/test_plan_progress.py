"""How a plan stands, from its payments alone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgeting.errors import CurrenciesDiffer
from budgeting.household_errors import AmountBelowZero, DayOutOfOrder, NothingOwed
from budgeting.money import Money
from budgeting.months import month_after
from budgeting.plan_progress import (
    DueInstalment,
    InstalmentState,
    Paid,
    PlanState,
    progress_of,
)


def pounds(minor: int) -> Money:
    return Money(minor, "GBP")


# Source: 250.00 in 100.00 steps, worked by hand.
PLAN = [
    DueInstalment(1, date(2026, 1, 5), pounds(10_000)),
    DueInstalment(2, date(2026, 2, 5), pounds(10_000)),
    DueInstalment(3, date(2026, 3, 5), pounds(5_000)),
]


def paid(day: str, minor: int) -> Paid:
    return Paid(date.fromisoformat(day), pounds(minor))


STANDINGS = [
    # today, payments, state of the plan, states of the instalments, overdue
    ("2026-01-04", [], "on_track", ["upcoming", "upcoming", "upcoming"], 0),
    ("2026-01-05", [], "on_track", ["due", "upcoming", "upcoming"], 0),
    ("2026-01-08", [], "on_track", ["due", "upcoming", "upcoming"], 0),
    ("2026-01-09", [], "behind", ["missed", "upcoming", "upcoming"], 10_000),
    (
        "2026-01-09",
        [paid("2026-01-06", 4_000)],
        "behind",
        ["missed", "upcoming", "upcoming"],
        6_000,
    ),
    ("2026-02-09", [], "needs_repair", ["missed", "missed", "upcoming"], 20_000),
    (
        "2026-02-09",
        [paid("2026-02-01", 10_000)],
        "behind",
        ["paid", "missed", "upcoming"],
        10_000,
    ),
    (
        "2026-01-05",
        [paid("2026-01-02", 12_000)],
        "ahead",
        ["paid", "part_paid", "upcoming"],
        0,
    ),
    ("2026-01-05", [paid("2026-01-02", 25_000)], "completed", ["paid", "paid", "paid"], 0),
]


@pytest.mark.parametrize("standing", STANDINGS)
def test_a_plan_stands_as_its_payments_say(standing):
    today, payments, state, states, overdue = standing
    seen = progress_of(
        PLAN, payments, today=date.fromisoformat(today), grace_days=3, allowed_misses=1
    )
    assert seen.state == state
    assert [row.state for row in seen.instalments] == states
    assert seen.overdue == pounds(overdue)


def test_a_single_miss_never_ends_a_plan_and_paying_cures_it():
    late = [paid("2026-01-20", 10_000)]
    cured = progress_of(PLAN, late, today=date(2026, 1, 21))
    counted = progress_of(PLAN, late, today=date(2026, 1, 21), counts_cured=True)
    assert (cured.state, cured.misses) == (PlanState.ON_TRACK, 0)
    assert (counted.state, counted.misses) == (PlanState.NEEDS_REPAIR, 1)
    assert cured.instalments[0].cleared_on == date(2026, 1, 20)


def test_a_payment_of_any_size_finds_its_place_and_what_is_beyond_is_told():
    seen = progress_of(PLAN, [paid("2026-01-02", 26_000)], today=date(2026, 1, 2))
    assert (seen.left, seen.beyond, seen.next_due) == (pounds(0), pounds(1_000), None)


def test_a_returned_payment_opens_the_instalment_again():
    payments = [paid("2026-01-05", 10_000), paid("2026-01-07", -10_000)]
    seen = progress_of(PLAN, payments, today=date(2026, 1, 8))
    assert seen.instalments[0].state is InstalmentState.MISSED
    again = progress_of(PLAN, [*payments, paid("2026-01-09", 10_000)], today=date(2026, 1, 9))
    assert again.instalments[0].cleared_on == date(2026, 1, 9)


def test_a_payment_of_tomorrow_does_not_count_today():
    seen = progress_of(PLAN, [paid("2026-01-06", 10_000)], today=date(2026, 1, 5))
    assert seen.paid == pounds(0)
    assert seen.next_due is not None
    assert seen.next_due.number == 1


def test_an_instalment_of_nothing_is_paid_from_the_start():
    free = [DueInstalment(1, date(2026, 1, 5), pounds(0)), PLAN[1]]
    seen = progress_of(free, [], today=date(2026, 1, 1))
    assert seen.instalments[0].state is InstalmentState.PAID
    assert seen.instalments[0].cleared_on == date(2026, 1, 5)


@pytest.mark.parametrize(
    ("refusal", "plan", "payments", "terms"),
    [
        (NothingOwed, [], [], {}),
        (DayOutOfOrder, [PLAN[1], PLAN[0]], [], {}),
        (DayOutOfOrder, [PLAN[0], PLAN[1]._replace(due_on=PLAN[0].due_on)], [], {}),
        (AmountBelowZero, PLAN, [], {"grace_days": -1}),
        (AmountBelowZero, [PLAN[0]._replace(amount=pounds(-1))], [], {}),
        (AmountBelowZero, PLAN, [paid("2026-01-01", -1)], {}),
        (CurrenciesDiffer, PLAN, [Paid(date(2026, 1, 1), Money(1, "EUR"))], {}),
    ],
)
def test_each_refusal_is_named(refusal, plan, payments, terms):
    with pytest.raises(refusal):
        progress_of(plan, payments, today=date(2026, 1, 10), **terms)


amounts = st.lists(st.integers(1, 10**6), min_size=1, max_size=12)
histories = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 10**6)), max_size=12)


@given(amounts, histories, st.integers(0, 450))
def test_progress_equals_the_sum_of_payments_in_every_history(owed, history, day):
    start = date(2026, 1, 1)
    plan = [
        DueInstalment(n + 1, month_after(start, n), pounds(minor)) for n, minor in enumerate(owed)
    ]
    today = date.fromordinal(start.toordinal() + day)
    payments = [
        Paid(date.fromordinal(start.toordinal() + after), pounds(minor)) for after, minor in history
    ]
    seen = progress_of(plan, payments, today=today)
    counted = sum(one.amount.minor for one in payments if one.paid_on <= today)
    placed = sum(row.paid.minor for row in seen.instalments)

    assert seen.paid.minor == counted == placed + seen.beyond.minor
    assert placed + seen.left.minor == sum(owed)
    assert all(row.paid <= row.amount for row in seen.instalments)
