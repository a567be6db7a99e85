"""Days between money in and money out."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from budgeting.household_errors import CountBelowOne, TooLittleHistory
from budgeting.pay_day_gap import align_due_day, gap_after_pay

PAY = [date(2026, month, 25) for month in range(1, 7)]
DUE = [date(2026, month, 5) for month in range(2, 7)]


def test_the_gap_counts_the_days_money_has_to_lie():
    # From the 25th to the 5th: 11, 8, 11, 10 and 11 days.
    gap = gap_after_pay(PAY, DUE)
    assert (gap.mean, gap.longest, gap.within, gap.looked_at) == (Fraction(51, 5), 11, 0, 5)


def test_a_due_day_before_the_first_pay_is_left_out():
    assert gap_after_pay(PAY, [date(2026, 1, 24), date(2026, 1, 25)]).looked_at == 1
    with pytest.raises(TooLittleHistory):
        gap_after_pay(PAY, [date(2026, 1, 24)])


def test_the_due_day_moves_to_the_day_after_pay():
    moved = align_due_day(PAY, DUE)
    assert (moved.day, moved.after.mean, moved.after.within) == (26, 1, 5)
    assert align_due_day(PAY, DUE, earliest_after_pay=0).day == 25
    assert align_due_day(PAY, DUE, earliest_after_pay=2).day == 27


def test_weekly_pay_leaves_a_few_days_at_most():
    fridays = [date(2026, 1, 2) + timedelta(weeks=n) for n in range(30)]
    moved = align_due_day(fridays, DUE)
    assert moved.after.longest <= 6
    assert moved.after.mean <= moved.before.mean


def test_the_only_month_may_leave_few_days_to_choose_from():
    moved = align_due_day([date(2026, 1, 25)], [date(2026, 1, 28)])
    assert moved.day == 26


@pytest.mark.parametrize(
    ("refusal", "terms"),
    [
        (CountBelowOne, {"earliest_after_pay": -1}),
        (CountBelowOne, {"latest_day_of_month": 0}),
        (TooLittleHistory, {"earliest_after_pay": 40}),
    ],
)
def test_an_alignment_that_cannot_be_is_refused(refusal, terms):
    with pytest.raises(refusal):
        align_due_day(PAY, DUE, **terms)
