"""How late a debt is: worked by hand from the calendar, after the rules of a loan system."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgeting.arrears import (
    MONTHLY_BUCKETS,
    Bucket,
    BucketShare,
    GraceAt,
    NextPayment,
    Owed,
    arrears,
    bucket_of,
    paused_days,
    pay_oldest_first,
)
from budgeting.errors import DatesOutOfOrder, NotAboveZero, NotACount, PartsUnclear

JANUARY, FEBRUARY, MARCH, APRIL = (date(2024, month, 1) for month in (1, 2, 3, 4))
DUES = (Owed(JANUARY, 100, 40), Owed(FEBRUARY, 100), Owed(MARCH, 100), Owed(APRIL, 100))


def test_days_past_due_run_from_the_oldest_unpaid_date() -> None:
    late = arrears(DUES, as_of=date(2024, 3, 11))

    assert (late.days_past_due, late.delinquent_days) == (70, 70)
    assert late.oldest_due_on == JANUARY
    assert late.overdue_minor == 60 + 100 + 100
    assert late.bucket == Bucket("61-90", 61, 90)
    assert [(share.bucket.name, share.unpaid_minor) for share in late.shares] == [
        ("1-30", 100), ("31-60", 100), ("61-90", 60)]  # fmt: skip


def test_what_is_due_today_is_not_late_today() -> None:
    today = arrears([Owed(MARCH, 100)], as_of=MARCH)
    tomorrow = arrears([Owed(MARCH, 100)], as_of=MARCH + timedelta(days=1))

    assert (today.days_past_due, today.overdue_minor, today.bucket) == (0, 0, None)
    assert (today.next_due_on, today.next_minor) == (MARCH, 100)
    assert (tomorrow.days_past_due, tomorrow.overdue_minor) == (1, 100)
    assert tomorrow.shares == (BucketShare(MONTHLY_BUCKETS[0], 100),)


def test_grace_at_the_account_is_taken_off_the_days() -> None:
    within = arrears(DUES, as_of=date(2024, 1, 11), grace_days=10)
    beyond = arrears(DUES, as_of=date(2024, 1, 12), grace_days=10)

    assert (within.days_past_due, within.delinquent_days, within.bucket) == (10, 0, None)
    assert (beyond.days_past_due, beyond.delinquent_days) == (11, 1)


def test_grace_at_the_instalment_leaves_fresh_dates_out() -> None:
    paid_january = (Owed(JANUARY, 100, 100), *DUES[1:])
    ask = {"grace_days": 10, "grace_at": GraceAt.INSTALMENT}

    fresh = arrears(paid_january, as_of=date(2024, 2, 5), **ask)
    both = arrears(DUES, as_of=date(2024, 2, 5), **ask)

    assert (fresh.days_past_due, fresh.oldest_due_on, fresh.delinquent_days) == (0, None, 0)
    assert fresh.overdue_minor == 100
    assert (both.days_past_due, both.oldest_due_on, both.delinquent_days) == (35, JANUARY, 25)
    assert both.shares == (BucketShare(MONTHLY_BUCKETS[0], 60),)


def test_a_pause_freezes_delinquent_days_but_not_days_past_due() -> None:
    ask = {"as_of": date(2024, 2, 10)}
    running = arrears(DUES, **ask)
    paused = arrears(DUES, pauses=[(date(2024, 1, 11), date(2024, 1, 20))], **ask)
    still = arrears(DUES, pauses=[(date(2024, 1, 11), None)], **ask)
    in_grace = arrears(DUES, pauses=[(date(2024, 1, 2), date(2024, 1, 5))], grace_days=7, **ask)

    assert running.days_past_due == paused.days_past_due == still.days_past_due == 40
    assert (paused.delinquent_days, still.delinquent_days) == (30, 9)
    assert in_grace.delinquent_days == 33
    assert still.bucket == MONTHLY_BUCKETS[0]


def test_the_next_payment_is_the_oldest_unpaid_or_the_next_to_come() -> None:
    ask = {"as_of": date(2024, 2, 10)}
    upcoming = arrears(DUES, next_payment=NextPayment.NEXT_UNPAID, **ask)
    done = arrears([Owed(JANUARY, 100, 100)], **ask)

    assert (arrears(DUES, **ask).next_due_on, arrears(DUES, **ask).next_minor) == (JANUARY, 60)
    assert (upcoming.next_due_on, upcoming.next_minor) == (MARCH, 100)
    assert (done.next_due_on, done.next_minor, done.oldest_due_on) == (None, 0, None)
    late = arrears([Owed(JANUARY, 100)], next_payment=NextPayment.NEXT_UNPAID, **ask)
    assert late.next_due_on is None


def test_buckets_are_bands_with_an_open_end() -> None:
    names = [bucket.name if bucket else None for bucket in map(bucket_of, (0, 1, 30, 31, 180, 181))]

    assert names == [None, "1-30", "1-30", "31-60", "151-180", "over 180"]
    assert bucket_of(5, [Bucket("late", 10, 20)]) is None
    assert bucket_of(21, [Bucket("late", 10, 20)]) is None


def test_a_payment_clears_the_oldest_first() -> None:
    after, left = pay_oldest_first(DUES, 150)
    all_of_it, over = pay_oldest_first(DUES, 1000)

    assert [due.unpaid_minor for due in after] == [0, 10, 100, 100]
    assert (left, over) == (0, 640)
    assert sum(due.unpaid_minor for due in all_of_it) == 0
    assert pay_oldest_first(DUES, 0) == (DUES, 0)
    with pytest.raises(NotAboveZero):
        pay_oldest_first(DUES, -1)


def test_paused_days_overlap_once() -> None:
    pauses = [(date(2024, 1, 5), date(2024, 1, 8)), (date(2024, 1, 1), date(2024, 1, 6)),
              (date(2024, 1, 3), date(2024, 1, 4)), (date(2024, 2, 1), None)]  # fmt: skip

    assert paused_days(pauses, date(2024, 1, 1), date(2024, 1, 31)) == 8
    assert paused_days(pauses, date(2024, 1, 2), date(2024, 2, 2)) == 9
    assert paused_days([], JANUARY, FEBRUARY) == 0
    with pytest.raises(DatesOutOfOrder):
        paused_days([(FEBRUARY, JANUARY)], JANUARY, FEBRUARY)


def test_what_makes_no_sense_is_refused() -> None:
    for grace in (-1, 1.5, True):
        with pytest.raises(NotACount):
            arrears(DUES, as_of=MARCH, grace_days=grace)
    with pytest.raises(DatesOutOfOrder):
        arrears(DUES[::-1], as_of=MARCH)
    for bad in (Owed(FEBRUARY, 100, 101), Owed(FEBRUARY, 100, -1)):
        with pytest.raises(NotAboveZero) as refusal:
            arrears([DUES[0], bad], as_of=MARCH)
        assert refusal.value.facts["row"] == 1
    for buckets in (
        [Bucket("a", 0, 5)],
        [Bucket("a", 1, 5), Bucket("b", 5, 9)],
        [Bucket("a", 5, 4)],
        [Bucket("a", 1), Bucket("b", 5)],
    ):
        with pytest.raises(PartsUnclear):
            arrears(DUES, as_of=MARCH, buckets=buckets)
    touching = [Bucket("a", 1, 5), Bucket("b", 6, 6)]
    assert arrears(DUES, as_of=date(2024, 1, 7), buckets=touching).bucket == touching[1]


@given(
    st.integers(0, 400),
    st.integers(0, 30),
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 60)), max_size=3),
    st.sampled_from(GraceAt),
)
def test_delinquent_days_are_never_more_than_days_past_due(days, grace, pauses, grace_at) -> None:
    spans = [(JANUARY + timedelta(days=first), JANUARY + timedelta(days=first + length))
             for first, length in pauses]  # fmt: skip
    late = arrears(
        DUES, as_of=JANUARY + timedelta(days=days), grace_days=grace, pauses=spans,
        grace_at=grace_at,
    )  # fmt: skip

    assert 0 <= late.delinquent_days <= late.days_past_due
    assert sum(share.unpaid_minor for share in late.shares) <= late.overdue_minor
