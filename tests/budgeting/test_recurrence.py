"""Recurrences: anchored, moved off closed days, and the same as dateutil names them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import islice, pairwise

import pytest
from dateutil import rrule
from hypothesis import given
from hypothesis import strategies as st

from budgeting.calendars import EVERY_DAY, Adjustment, Calendar
from budgeting.errors import (
    DatesOutOfOrder,
    NoSuchDay,
    NotACount,
    NoWorkingDay,
    RecurrenceUnclear,
)
from budgeting.recurrence import EndsBy, Recurrence
from budgeting.recurrence_rules import (
    Frequency,
    NthWeekday,
    ShortMonth,
    anchored_month,
    day_of_month,
    pick,
    weekday_of_month,
)

MONTHLY, WEEKLY, DAILY, YEARLY = (
    Frequency.MONTHLY,
    Frequency.WEEKLY,
    Frequency.DAILY,
    Frequency.YEARLY,
)
MO, TU, WE, TH, FR, SA, SU = range(7)


def days(*texts: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(text) for text in texts)


SEPTEMBER = date(1997, 9, 2)

# Source of every row: RFC 5545 section 3.8.5.3, examples of recurrence rules (dates only), which
# the test-suite of dateutil follows from the same start.
RFC_5545 = [
    ("daily for ten days",
     Recurrence(frequency=DAILY, starts_on=SEPTEMBER, count=10),
     [f"1997-09-{day:02}" for day in range(2, 12)]),
    ("every other day", Recurrence(frequency=DAILY, starts_on=SEPTEMBER, interval=2, count=4),
     ["1997-09-02", "1997-09-04", "1997-09-06", "1997-09-08"]),
    ("every ten days, five times",
     Recurrence(frequency=DAILY, starts_on=SEPTEMBER, interval=10, count=5),
     ["1997-09-02", "1997-09-12", "1997-09-22", "1997-10-02", "1997-10-12"]),
    ("weekly for ten times", Recurrence(frequency=WEEKLY, starts_on=SEPTEMBER, count=10),
     ["1997-09-02", "1997-09-09", "1997-09-16", "1997-09-23", "1997-09-30", "1997-10-07",
      "1997-10-14", "1997-10-21", "1997-10-28", "1997-11-04"]),
    ("every other week from Sunday",
     Recurrence(frequency=WEEKLY, starts_on=SEPTEMBER, interval=2, week_starts=SU, count=5),
     ["1997-09-02", "1997-09-16", "1997-09-30", "1997-10-14", "1997-10-28"]),
    ("weekly on Tuesday and Thursday for five weeks",
     Recurrence(frequency=WEEKLY, starts_on=SEPTEMBER, count=10, week_starts=SU, weekdays=(TU, TH)),
     ["1997-09-02", "1997-09-04", "1997-09-09", "1997-09-11", "1997-09-16", "1997-09-18",
      "1997-09-23", "1997-09-25", "1997-09-30", "1997-10-02"]),
    ("every other week on Tuesday and Thursday",
     Recurrence(frequency=WEEKLY, starts_on=SEPTEMBER, interval=2, count=8, week_starts=SU,
                weekdays=(TU, TH)),
     ["1997-09-02", "1997-09-04", "1997-09-16", "1997-09-18", "1997-09-30", "1997-10-02",
      "1997-10-14", "1997-10-16"]),
    ("monthly on the first Friday",
     Recurrence(frequency=MONTHLY, starts_on=date(1997, 9, 5), count=10,
                nth_weekdays=(NthWeekday(1, FR),)),
     ["1997-09-05", "1997-10-03", "1997-11-07", "1997-12-05", "1998-01-02", "1998-02-06",
      "1998-03-06", "1998-04-03", "1998-05-01", "1998-06-05"]),
    ("every other month on the first and last Sunday",
     Recurrence(frequency=MONTHLY, starts_on=date(1997, 9, 7), interval=2, count=10,
                nth_weekdays=(NthWeekday(1, SU), NthWeekday(-1, SU))),
     ["1997-09-07", "1997-09-28", "1997-11-02", "1997-11-30", "1998-01-04", "1998-01-25",
      "1998-03-01", "1998-03-29", "1998-05-03", "1998-05-31"]),
    ("monthly on the second-to-last Monday",
     Recurrence(frequency=MONTHLY, starts_on=date(1997, 9, 22), count=6,
                nth_weekdays=(NthWeekday(-2, MO),)),
     ["1997-09-22", "1997-10-20", "1997-11-17", "1997-12-22", "1998-01-19", "1998-02-16"]),
    ("monthly on the third-to-last day",
     Recurrence(frequency=MONTHLY, starts_on=date(1997, 9, 28), count=6, month_days=(-3,)),
     ["1997-09-28", "1997-10-29", "1997-11-28", "1997-12-29", "1998-01-29", "1998-02-26"]),
    ("monthly on the 2nd and 15th",
     Recurrence(frequency=MONTHLY, starts_on=SEPTEMBER, count=10, month_days=(2, 15)),
     ["1997-09-02", "1997-09-15", "1997-10-02", "1997-10-15", "1997-11-02", "1997-11-15",
      "1997-12-02", "1997-12-15", "1998-01-02", "1998-01-15"]),
    ("monthly on the first and last day",
     Recurrence(frequency=MONTHLY, starts_on=date(1997, 9, 30), count=10, month_days=(1, -1)),
     ["1997-09-30", "1997-10-01", "1997-10-31", "1997-11-01", "1997-11-30", "1997-12-01",
      "1997-12-31", "1998-01-01", "1998-01-31", "1998-02-01"]),
    ("every 18 months on the 10th to 15th",
     Recurrence(frequency=MONTHLY, starts_on=date(1997, 9, 10), interval=18, count=10,
                month_days=(10, 11, 12, 13, 14, 15)),
     ["1997-09-10", "1997-09-11", "1997-09-12", "1997-09-13", "1997-09-14", "1997-09-15",
      "1999-03-10", "1999-03-11", "1999-03-12", "1999-03-13"]),
    ("every Tuesday, every other month",
     Recurrence(frequency=MONTHLY, starts_on=SEPTEMBER, interval=2, weekdays=(TU,), count=7),
     ["1997-09-02", "1997-09-09", "1997-09-16", "1997-09-23", "1997-09-30", "1997-11-04",
      "1997-11-11"]),
    ("yearly in June and July",
     Recurrence(frequency=YEARLY, starts_on=date(1997, 6, 10), months=(6, 7), month_days=(10,),
                count=10),
     ["1997-06-10", "1997-07-10", "1998-06-10", "1998-07-10", "1999-06-10", "1999-07-10",
      "2000-06-10", "2000-07-10", "2001-06-10", "2001-07-10"]),
    ("every Thursday in March",
     Recurrence(frequency=YEARLY, starts_on=date(1997, 3, 13), months=(3,), weekdays=(TH,),
                count=7),
     ["1997-03-13", "1997-03-20", "1997-03-27", "1998-03-05", "1998-03-12", "1998-03-19",
      "1998-03-26"]),
    ("every Friday the 13th",
     Recurrence(frequency=MONTHLY, starts_on=date(1997, 9, 3), weekdays=(FR,), month_days=(13,),
                count=5),
     ["1998-02-13", "1998-03-13", "1998-11-13", "1999-08-13", "2000-10-13"]),
    ("the first Saturday after the first Sunday",
     Recurrence(frequency=MONTHLY, starts_on=date(1997, 9, 13), weekdays=(SA,),
                month_days=(7, 8, 9, 10, 11, 12, 13), count=5),
     ["1997-09-13", "1997-10-11", "1997-11-08", "1997-12-13", "1998-01-10"]),
    ("the third of Tuesday, Wednesday and Thursday",
     Recurrence(frequency=MONTHLY, starts_on=date(1997, 9, 4), weekdays=(TU, WE, TH),
                positions=(3,), count=3),
     ["1997-09-04", "1997-10-07", "1997-11-06"]),
    ("the second-to-last weekday of the month",
     Recurrence(frequency=MONTHLY, starts_on=date(1997, 9, 29), weekdays=(MO, TU, WE, TH, FR),
                positions=(-2,), count=7),
     ["1997-09-29", "1997-10-30", "1997-11-27", "1997-12-30", "1998-01-29", "1998-02-26",
      "1998-03-30"]),
    ("a week that starts on Monday",
     Recurrence(frequency=WEEKLY, starts_on=date(1997, 8, 5), interval=2, count=4,
                weekdays=(TU, SU), week_starts=MO),
     ["1997-08-05", "1997-08-10", "1997-08-19", "1997-08-24"]),
    ("the same week starting on Sunday",
     Recurrence(frequency=WEEKLY, starts_on=date(1997, 8, 5), interval=2, count=4,
                weekdays=(TU, SU), week_starts=SU),
     ["1997-08-05", "1997-08-17", "1997-08-19", "1997-08-31"]),
    ("invalid days are skipped",
     Recurrence(frequency=MONTHLY, starts_on=date(2007, 1, 15), month_days=(15, 30), count=5,
                short_month=ShortMonth.SKIP),
     ["2007-01-15", "2007-01-30", "2007-02-15", "2007-03-15", "2007-03-30"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "rule", "expected"), RFC_5545, ids=[row[0] for row in RFC_5545])
def test_the_examples_of_the_calendar_standard(name, rule, expected) -> None:
    assert rule.first(len(expected)) == days(*expected)


# Source: actualpy (MIT), tests/test_schedules.py, test_complex_schedules, which follows the
# Actual Budget front end; the doubled day is what that program shows.
def several(adjustment: Adjustment, *, keep_doubles: bool) -> Recurrence:
    return Recurrence(
        frequency=MONTHLY,
        starts_on=date(2024, 5, 8),
        month_days=(10, 31, 5),
        nth_weekdays=(NthWeekday(-1, SU), NthWeekday(2, SA)),
        short_month=ShortMonth.SKIP,
        adjustment=adjustment,
        keep_doubles=keep_doubles,
    )


def test_several_patterns_with_weekends_moved_after() -> None:
    rule = several(Adjustment.AFTER, keep_doubles=False)

    assert tuple(islice(rule.dates(), 5)) == days(
        "2024-05-10", "2024-05-13", "2024-05-27", "2024-05-31", "2024-06-05"
    )


def test_several_patterns_with_weekends_moved_before_meet_on_a_day() -> None:
    doubled = several(Adjustment.BEFORE, keep_doubles=True)
    merged = several(Adjustment.BEFORE, keep_doubles=False)

    assert doubled.first(5) == days(
        "2024-05-10", "2024-05-10", "2024-05-24", "2024-05-31", "2024-06-05"
    )
    assert merged.first(3) == days("2024-05-10", "2024-05-24", "2024-05-31")


# Source: actualpy (MIT), tests/test_schedules.py, test_skip_weekend_after_schedule and
# test_skip_weekend_before_schedule.
def test_an_end_day_holds_against_the_moved_date_unless_told_otherwise() -> None:
    ends = {"frequency": MONTHLY, "starts_on": date(2024, 8, 14), "until": date(2024, 9, 14)}
    moved = Recurrence(**ends, adjustment=Adjustment.AFTER)
    agreed = Recurrence(**ends, adjustment=Adjustment.AFTER, ends_by=EndsBy.SCHEDULED)

    assert moved.next_after(date(2024, 9, 10)) is None
    assert agreed.next_after(date(2024, 9, 10)) == date(2024, 9, 16)


def test_the_last_date_before_a_day_with_weekends_moved_before() -> None:
    rule = Recurrence(frequency=MONTHLY, starts_on=date(2024, 4, 10), adjustment=Adjustment.BEFORE)

    assert rule.previous_before(date(2024, 8, 14)) == date(2024, 8, 9)
    assert rule.previous_before(date(2024, 7, 10)) == date(2024, 6, 10)
    assert rule.previous_before(date(2024, 7, 10), inclusive=True) == date(2024, 7, 10)
    assert rule.previous_before(date(2024, 4, 10)) is None


# Source: actualpy (MIT), tests/test_schedules.py, test_is_approx.
def test_first_and_last_days_until_a_day_with_weekends_moved_after() -> None:
    rule = Recurrence(
        frequency=MONTHLY, starts_on=date(2024, 5, 10), month_days=(1, -1),
        until=date(2024, 7, 1), adjustment=Adjustment.AFTER, keep_doubles=True,
    )  # fmt: skip

    assert rule.between(date(2024, 6, 1), date(2024, 12, 31)) == days(
        "2024-06-03", "2024-07-01", "2024-07-01"
    )


# The rows below are worked by hand from a calendar.
def test_the_thirty_first_stays_the_thirty_first() -> None:
    leap = Recurrence(frequency=MONTHLY, starts_on=date(2024, 1, 31))
    common = Recurrence(frequency=MONTHLY, starts_on=date(2023, 1, 31))

    assert leap.first(4) == days("2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30")
    assert common.first(3) == days("2023-01-31", "2023-02-28", "2023-03-31")
    assert leap.next_after(date(2027, 2, 1)) == date(2027, 2, 28)


def test_short_months_are_clipped_skipped_or_passed_on() -> None:
    def rule(short_month: ShortMonth) -> Recurrence:
        return Recurrence(frequency=MONTHLY, starts_on=date(2023, 1, 31), short_month=short_month)

    assert rule(ShortMonth.CLIP).first(2)[1] == date(2023, 2, 28)
    assert rule(ShortMonth.SKIP).first(2)[1] == date(2023, 3, 31)
    assert rule(ShortMonth.NEXT).first(3)[1:] == days("2023-03-01", "2023-03-31")
    assert anchored_month(date(2023, 1, 31), 1, ShortMonth.SKIP) is None


@pytest.mark.parametrize(
    ("frequency", "expected"),
    [
        (Frequency.FORTNIGHTLY, ["2024-01-31", "2024-02-14", "2024-02-28"]),
        (Frequency.QUARTERLY, ["2024-01-31", "2024-04-30", "2024-07-31"]),
        (Frequency.HALF_YEARLY, ["2024-01-31", "2024-07-31", "2025-01-31"]),
        (Frequency.YEARLY, ["2024-01-31", "2025-01-31", "2026-01-31"]),
    ],
)
def test_longer_periods(frequency, expected) -> None:
    assert Recurrence(frequency=frequency, starts_on=date(2024, 1, 31)).first(3) == days(*expected)


def test_a_leap_day_each_year() -> None:
    rule = Recurrence(frequency=YEARLY, starts_on=date(2024, 2, 29))

    assert rule.first(5) == days(
        "2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"
    )


def test_it_ends_after_a_count_and_skipped_dates_count() -> None:
    rule = Recurrence(
        frequency=WEEKLY, starts_on=date(2024, 1, 1), count=3,
        skipped=frozenset({date(2024, 1, 8)}),
    )  # fmt: skip

    assert rule.first(9) == days("2024-01-01", "2024-01-15")
    assert rule.next_after(date(2024, 1, 15)) is None
    assert rule.next_after(date(2024, 1, 10)) == date(2024, 1, 15)
    assert tuple(rule.scheduled()) == rule.first(9)


def test_it_ends_on_a_day() -> None:
    rule = Recurrence(frequency=WEEKLY, starts_on=date(2024, 1, 1), until=date(2024, 1, 15))

    assert rule.first(9) == days("2024-01-01", "2024-01-08", "2024-01-15")
    assert rule.next_after(date(2024, 1, 1), skip=1) == date(2024, 1, 15)
    assert rule.next_after(date(2024, 1, 1), skip=2) is None
    assert rule.previous_before(date(2030, 1, 1)) == date(2024, 1, 15)


def test_due_days_and_the_day_itself() -> None:
    rule = Recurrence(frequency=DAILY, starts_on=date(2024, 1, 1), interval=3)

    assert [rule.is_due_on(date(2024, 1, day)) for day in (1, 2, 4)] == [True, False, True]
    assert rule.next_after(date(2024, 1, 4), inclusive=True) == date(2024, 1, 4)
    assert rule.next_after(date(2024, 1, 4)) == date(2024, 1, 7)
    assert rule.next_after(date(2020, 1, 1)) == date(2024, 1, 1)


def test_months_filter_shorter_periods() -> None:
    summer = Recurrence(frequency=MONTHLY, starts_on=date(2024, 1, 5), months=(6, 7))
    days_of_may = Recurrence(frequency=DAILY, starts_on=date(2024, 4, 30), months=(5,))
    workdays = Recurrence(frequency=DAILY, starts_on=date(2024, 5, 31), weekdays=(MO, TU))

    assert summer.first(3) == days("2024-06-05", "2024-07-05", "2025-06-05")
    assert days_of_may.first(1) == days("2024-05-01")
    assert workdays.first(3) == days("2024-06-03", "2024-06-04", "2024-06-10")


def test_the_calendar_ends_with_the_year_9999() -> None:
    yearly = Recurrence(frequency=YEARLY, starts_on=date(9998, 1, 1), calendar=EVERY_DAY)
    daily = Recurrence(frequency=DAILY, starts_on=date(9999, 12, 30), calendar=EVERY_DAY)

    assert yearly.first(9) == (date(9998, 1, 1), date(9999, 1, 1))
    assert daily.first(9) == (date(9999, 12, 30), date(9999, 12, 31))
    assert daily.next_after(date(1, 1, 1)) == date(9999, 12, 30)


@pytest.mark.parametrize(
    ("parts", "refusal"),
    [
        ({"interval": 0}, NotACount),
        ({"interval": True}, NotACount),
        ({"count": 0}, NotACount),
        ({"month_days": (0,)}, NoSuchDay),
        ({"month_days": (32,)}, NoSuchDay),
        ({"month_days": (-32,)}, NoSuchDay),
        ({"weekdays": (7,)}, NoSuchDay),
        ({"weekdays": (-1,)}, NoSuchDay),
        ({"week_starts": 7}, NoSuchDay),
        ({"months": (0,)}, RecurrenceUnclear),
        ({"months": (13,)}, RecurrenceUnclear),
        ({"frequency": WEEKLY, "month_days": (1,)}, RecurrenceUnclear),
        ({"frequency": DAILY, "nth_weekdays": (NthWeekday(1, MO),)}, RecurrenceUnclear),
        ({"until": date(2023, 12, 31)}, DatesOutOfOrder),
    ],
)
def test_parts_that_do_not_fit_are_refused(parts, refusal) -> None:
    with pytest.raises(refusal):
        Recurrence(**{"frequency": MONTHLY, "starts_on": date(2024, 1, 1), **parts})


def test_questions_that_make_no_sense_are_refused() -> None:
    rule = Recurrence(frequency=DAILY, starts_on=date(2024, 1, 1))

    with pytest.raises(DatesOutOfOrder):
        rule.between(date(2024, 1, 2), date(2024, 1, 1))
    for which in (NthWeekday(0, 1), NthWeekday(6, 1), NthWeekday(-6, 1), NthWeekday(1, 7)):
        with pytest.raises(NoSuchDay):
            weekday_of_month(2024, 1, which)
    with pytest.raises(NoSuchDay):
        weekday_of_month(2024, 1, NthWeekday(1, -1))
    for day in (0, 32, -32):
        with pytest.raises(NoSuchDay):
            day_of_month(2024, 1, day, ShortMonth.CLIP)


def test_days_counted_from_the_end_of_a_month() -> None:
    assert day_of_month(2023, 2, -28, ShortMonth.CLIP) == date(2023, 2, 1)
    assert day_of_month(2023, 2, -29, ShortMonth.CLIP) == date(2023, 2, 1)
    assert day_of_month(2023, 2, -28, ShortMonth.SKIP) == date(2023, 2, 1)
    assert day_of_month(2023, 2, -29, ShortMonth.SKIP) is None
    assert day_of_month(2023, 1, 31, ShortMonth.SKIP) == date(2023, 1, 31)
    assert weekday_of_month(2024, 2, NthWeekday(5, TH)) == date(2024, 2, 29)
    assert weekday_of_month(2024, 2, NthWeekday(5, FR)) is None
    assert weekday_of_month(2024, 2, NthWeekday(-5, TH)) == date(2024, 2, 1)
    assert weekday_of_month(2024, 2, NthWeekday(-5, FR)) is None
    assert pick([date(2024, 1, 1), date(2024, 1, 2)], (5, -5)) == []
    assert pick([date(2024, 1, 1), date(2024, 1, 2)], (1,)) == [date(2024, 1, 1)]


def test_a_calendar_that_never_opens_is_refused() -> None:
    closed = Calendar(weekend=frozenset(range(7)))
    rule = Recurrence(
        frequency=DAILY, starts_on=date(2024, 1, 1), adjustment=Adjustment.AFTER, calendar=closed
    )

    with pytest.raises(NoWorkingDay):
        rule.first(1)


starts = st.dates(date(1990, 1, 1), date(2060, 12, 31))
rules = st.builds(
    Recurrence,
    frequency=st.sampled_from(Frequency),
    starts_on=starts,
    interval=st.integers(1, 5),
    short_month=st.sampled_from(ShortMonth),
    adjustment=st.sampled_from(Adjustment),
)


@given(rules, st.integers(2, 40))
def test_dates_strictly_increase_and_begin_at_the_anchor(rule, count) -> None:
    found = rule.first(count)

    assert all(earlier < later for earlier, later in pairwise(found))
    assert abs(found[0] - rule.starts_on) <= timedelta(days=4)


@given(rules, st.integers(0, 3000), st.integers(0, 900))
def test_jumping_near_a_day_finds_what_walking_from_the_anchor_finds(rule, offset, length) -> None:
    first_on = rule.starts_on + timedelta(days=offset)
    last_on = first_on + timedelta(days=length)
    walked = []
    for day in rule.dates():
        if day > last_on:
            break
        if day >= first_on:
            walked.append(day)

    jumped = rule.between(first_on, last_on)

    assert jumped == tuple(walked)
    if walked:
        assert rule.next_after(first_on, inclusive=True) == walked[0]
        assert rule.previous_before(last_on, inclusive=True) == walked[-1]


FREQUENCIES = {DAILY: rrule.DAILY, WEEKLY: rrule.WEEKLY, MONTHLY: rrule.MONTHLY}


@given(
    st.sampled_from(sorted(FREQUENCIES)),
    starts,
    st.integers(1, 4),
    st.sets(st.integers(0, 6), max_size=3),
    st.sets(st.integers(1, 31) | st.integers(-31, -1), max_size=3),
)
def test_dateutil_names_the_same_dates(
    frequency, starts_on, interval, weekdays, month_days
) -> None:
    if frequency != MONTHLY:
        month_days = set()
    ours = Recurrence(
        frequency=frequency, starts_on=starts_on, interval=interval,
        weekdays=tuple(weekdays), month_days=tuple(month_days), short_month=ShortMonth.SKIP,
    )  # fmt: skip
    horizon = starts_on + timedelta(days=800)
    theirs = rrule.rrule(
        FREQUENCIES[frequency], dtstart=datetime.combine(starts_on, datetime.min.time()),
        interval=interval, byweekday=sorted(weekdays) or None,
        bymonthday=sorted(month_days) or None,
        until=datetime.combine(horizon, datetime.min.time()),
    )  # fmt: skip

    assert ours.between(starts_on, horizon) == tuple(moment.date() for moment in theirs)
