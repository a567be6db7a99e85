"""Calendars and pay days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import QuantLib
from hypothesis import given
from hypothesis import strategies as st

from budgeting.calendars import FRIDAY_SATURDAY, WEEKDAYS, Adjustment, Calendar
from budgeting.errors import NoPayDayPattern, NotACount, NoWorkingDay
from budgeting.pay_days import (
    IrregularPay,
    last_working_day_pay,
    monthly_pay,
    next_pay_day,
    nth_weekday_pay,
    semi_monthly_pay,
    weekly_pay,
)
from budgeting.recurrence import Recurrence
from budgeting.recurrence_rules import Frequency

EASTER = Calendar(holidays=frozenset({date(2024, 3, 29), date(2024, 4, 1)}))
GOLDEN_WEEK = Calendar(
    holidays=frozenset(date(2026, 2, day) for day in range(16, 24)),
    worked=frozenset({date(2026, 2, 14), date(2026, 2, 28)}),
)


# By hand: 31 March 2024 is Easter Sunday, between two bank holidays.
@pytest.mark.parametrize(
    ("adjustment", "expected"),
    [
        (Adjustment.NONE, date(2024, 3, 31)),
        (Adjustment.FOLLOWING, date(2024, 4, 2)),
        (Adjustment.AFTER, date(2024, 4, 2)),
        (Adjustment.MODIFIED_FOLLOWING, date(2024, 3, 28)),
        (Adjustment.PRECEDING, date(2024, 3, 28)),
        (Adjustment.BEFORE, date(2024, 3, 28)),
        (Adjustment.MODIFIED_PRECEDING, date(2024, 3, 28)),
        (Adjustment.NEAREST, date(2024, 4, 2)),
    ],
)
def test_a_closed_day_moves_by_its_convention(adjustment, expected) -> None:
    assert EASTER.adjust(date(2024, 3, 31), adjustment) == expected


def test_modified_preceding_stays_in_the_month() -> None:
    assert WEEKDAYS.adjust(date(2024, 6, 1), Adjustment.MODIFIED_PRECEDING) == date(2024, 6, 3)
    assert WEEKDAYS.adjust(date(2024, 6, 1), Adjustment.PRECEDING) == date(2024, 5, 31)
    assert WEEKDAYS.adjust(date(2024, 6, 1), Adjustment.NEAREST) == date(2024, 5, 31)
    assert WEEKDAYS.adjust(date(2024, 6, 3), Adjustment.FOLLOWING) == date(2024, 6, 3)


def test_worked_weekends_are_working_days() -> None:
    assert GOLDEN_WEEK.is_working_day(date(2026, 2, 14))
    assert not GOLDEN_WEEK.is_working_day(date(2026, 2, 15))
    assert GOLDEN_WEEK.on_or_after(date(2026, 2, 15)) == date(2026, 2, 24)
    assert GOLDEN_WEEK.nth_working_day(2026, 2, -1) == date(2026, 2, 28)


def test_working_days_are_counted_and_added() -> None:
    assert EASTER.add_working_days(date(2024, 3, 28), 1) == date(2024, 4, 2)
    assert EASTER.add_working_days(date(2024, 4, 2), -1) == date(2024, 3, 28)
    assert EASTER.add_working_days(date(2024, 3, 31), 0) == date(2024, 3, 31)
    assert EASTER.working_days_between(date(2024, 3, 28), date(2024, 4, 3)) == 2
    assert EASTER.nth_working_day(2024, 4, 1) == date(2024, 4, 2)
    assert EASTER.nth_working_day(2024, 4, 2) == date(2024, 4, 3)
    with pytest.raises(NotACount):
        EASTER.nth_working_day(2024, 4, 0)
    for nth in (30, -30):
        with pytest.raises(NoWorkingDay):
            EASTER.nth_working_day(2024, 4, nth)


def test_joined_calendars_work_when_all_do() -> None:
    gulf = Calendar(weekend=FRIDAY_SATURDAY)
    both = EASTER.joined([gulf])

    assert not both.is_working_day(date(2024, 4, 5))
    assert not both.is_working_day(date(2024, 4, 7))
    assert not both.is_working_day(date(2024, 4, 1))
    assert both.is_working_day(date(2024, 4, 2))
    made_up = Calendar(worked=frozenset({date(2024, 4, 6), date(2024, 4, 7)}))
    assert made_up.joined([WEEKDAYS]).worked == frozenset()
    assert WEEKDAYS.joined([made_up]).worked == frozenset()
    assert made_up.joined([gulf]).worked == {date(2024, 4, 7)}
    assert gulf.joined([made_up]).worked == {date(2024, 4, 7)}


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_quantlib_moves_weekends_alike(day) -> None:
    theirs = QuantLib.WeekendsOnly()
    ways = [
        (Adjustment.FOLLOWING, QuantLib.Following),
        (Adjustment.MODIFIED_FOLLOWING, QuantLib.ModifiedFollowing),
        (Adjustment.PRECEDING, QuantLib.Preceding),
        (Adjustment.MODIFIED_PRECEDING, QuantLib.ModifiedPreceding),
        (Adjustment.NEAREST, QuantLib.Nearest),
    ]

    for ours, way in ways:
        moved = theirs.adjust(QuantLib.Date(day.day, day.month, day.year), way)
        assert WEEKDAYS.adjust(day, ours) == date(moved.year(), moved.month(), moved.dayOfMonth())


def test_the_pay_patterns_of_a_household() -> None:
    friday = date(2024, 5, 3)

    assert weekly_pay(friday).first(2) == (friday, date(2024, 5, 10))
    assert weekly_pay(friday, every=4).first(2)[1] == date(2024, 5, 31)
    assert semi_monthly_pay(date(2024, 6, 1)).first(2) == (date(2024, 6, 14), date(2024, 6, 28))
    assert monthly_pay(date(2024, 2, 1), day=31).first(1) == (date(2024, 2, 29),)
    assert last_working_day_pay(date(2024, 3, 1), calendar=EASTER).first(1) == (date(2024, 3, 28),)
    assert nth_weekday_pay(date(2024, 3, 1), nth=-1, weekday=4).first(1) == (date(2024, 3, 29),)


def test_the_next_pay_day_a_plan_may_count_on() -> None:
    weekly = weekly_pay(date(2024, 5, 3))
    ended = Recurrence(frequency=Frequency.WEEKLY, starts_on=date(2024, 5, 3), count=1)
    irregular = IrregularPay.from_dates([date(2024, 1, 1), date(2024, 1, 8), date(2024, 1, 22)])

    assert next_pay_day(weekly, date(2024, 5, 3)) == date(2024, 5, 10)
    assert irregular == IrregularPay(date(2024, 1, 22), 7, 10, 14)
    assert irregular.expected() == (date(2024, 1, 29), date(2024, 2, 1), date(2024, 2, 5))
    assert next_pay_day(irregular, date(2024, 2, 4)) == date(2024, 2, 5)
    for pattern, after in ((ended, date(2024, 5, 3)), (irregular, date(2024, 2, 5))):
        with pytest.raises(NoPayDayPattern):
            next_pay_day(pattern, after)


def test_one_pay_day_makes_no_pattern() -> None:
    with pytest.raises(NoPayDayPattern):
        IrregularPay.from_dates([date(2024, 1, 1), date(2024, 1, 1)])


@given(st.sets(st.dates(date(2020, 1, 1), date(2022, 1, 1)), min_size=2, max_size=20))
def test_irregular_pay_is_expected_within_the_gaps_seen(days) -> None:
    pattern = IrregularPay.from_dates(sorted(days))
    expected = pattern.expected()

    assert max(days) < expected.earliest <= expected.likeliest <= expected.latest
    assert expected.latest - max(days) == timedelta(days=pattern.longest)
