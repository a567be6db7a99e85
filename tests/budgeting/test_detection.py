"""Pay days and bills are found again in amounts that follow a rule, and not where there is none."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgeting.calendars import WEEKDAYS, Adjustment
from budgeting.detection import Transaction, detect_pay_days, detect_recurring
from budgeting.detection_rules import Rule, candidates
from budgeting.errors import CurrenciesDiffer, NotACount
from budgeting.money import Money
from budgeting.pay_days import (
    last_working_day_pay,
    monthly_pay,
    nth_weekday_pay,
    semi_monthly_pay,
    weekly_pay,
)
from budgeting.recurrence import Recurrence
from budgeting.recurrence_rules import Frequency


def seen(rule: Recurrence, count: int, minor: int = 90_000, party: str = "Works"):
    return [Transaction(day, Money(minor, "GBP"), party) for day in islice(rule.dates(), count)]


START = date(2024, 1, 5)
YEARLY = Recurrence(frequency=Frequency.YEARLY, starts_on=date(2019, 3, 14))

PATTERNS = [
    (Rule.WEEKLY, weekly_pay(START, adjustment=Adjustment.NONE), 12),
    (Rule.FORTNIGHTLY, weekly_pay(START, every=2, adjustment=Adjustment.NONE), 12),
    (Rule.FOUR_WEEKLY, weekly_pay(START, every=4, adjustment=Adjustment.NONE), 12),
    (Rule.MONTHLY_DAY, monthly_pay(START, day=25), 12),
    (Rule.MONTHLY_DAY, monthly_pay(START, day=1, adjustment=Adjustment.FOLLOWING), 12),
    (Rule.LAST_WORKING_DAY, last_working_day_pay(START), 12),
    (Rule.NTH_WEEKDAY, nth_weekday_pay(START, nth=2, weekday=2), 12),
    (Rule.NTH_WEEKDAY, nth_weekday_pay(START, nth=-1, weekday=4), 12),
    (Rule.SEMI_MONTHLY, semi_monthly_pay(START), 24),
    (Rule.SEMI_MONTHLY, semi_monthly_pay(START, days=(7, 22)), 24),
    (Rule.SEMI_MONTHLY, semi_monthly_pay(START, days=(1, 15)), 24),
    (Rule.QUARTERLY, Recurrence(frequency=Frequency.QUARTERLY, starts_on=START), 8),
    (Rule.HALF_YEARLY, Recurrence(frequency=Frequency.HALF_YEARLY, starts_on=START), 6),
    (Rule.YEARLY, YEARLY, 5),
]


@pytest.mark.parametrize(("rule", "recurrence", "count"), PATTERNS)
def test_a_pattern_is_found_again(rule, recurrence, count) -> None:
    transactions = seen(recurrence, count)
    found = detect_recurring(transactions)[0]
    after = transactions[-1].on

    assert found.rule is rule
    assert found.confidence == pytest.approx(count / (count + 1))
    assert found.evidence.matched == tuple(each.on for each in transactions)
    assert (found.evidence.missed, found.evidence.extra, found.evidence.days_off) == ((), (), 0)
    assert found.next_after(after) == recurrence.next_after(after)


def test_a_pattern_survives_a_missed_date_and_a_stray_one() -> None:
    transactions = seen(monthly_pay(START, day=25), 13)
    missed = transactions.pop(6)
    transactions.append(Transaction(date(2024, 5, 9), Money(1_000, "GBP"), "Works"))

    found = detect_pay_days(transactions)[0]

    assert found.rule is Rule.MONTHLY_DAY
    assert found.evidence.missed == (missed.on,)
    assert found.evidence.extra == (date(2024, 5, 9),)
    assert found.evidence.expected == 13
    assert 0.7 < found.confidence < 12 / 13


def test_pay_that_comes_a_day_early_now_and_then_is_less_sure() -> None:
    transactions = seen(weekly_pay(START, every=2), 10)
    early = [
        each._replace(on=each.on - timedelta(days=row % 2)) for row, each in enumerate(transactions)
    ]

    sure, unsure = detect_pay_days(transactions)[0], detect_pay_days(early)[0]

    assert unsure.rule is sure.rule is Rule.FORTNIGHTLY
    assert unsure.confidence < sure.confidence
    assert 0 < unsure.evidence.days_off <= 0.5


def test_amounts_show_their_range_and_parties_stay_apart() -> None:
    amounts = zip(range(1, 8), (50, 70, 60, 90, 65, 55, 80), strict=True)
    bills = [
        Transaction(date(2024, month, 3), Money(-minor, "GBP"), f"Power Co ref {month}")
        for month, minor in amounts
    ]
    wages = seen(monthly_pay(START, day=25), 7, party="POWER CO")

    bill, pay = sorted(detect_recurring(bills + wages), key=lambda each: each.usual.minor)

    assert [money.minor for money in (bill.lowest, bill.usual, bill.highest)] == [-90, -65, -50]
    assert bill.recurrence.month_days == (3,)
    assert pay.usual.minor == 90_000
    assert [each.usual.minor for each in detect_pay_days(bills + wages)] == [90_000]


def test_what_is_seen_too_seldom_or_follows_nothing_is_not_a_pattern() -> None:
    noise = [date(2024, 1, 3), date(2024, 1, 14), date(2024, 2, 27), date(2024, 3, 2),
             date(2024, 5, 19), date(2024, 5, 24), date(2024, 8, 8)]  # fmt: skip

    assert detect_recurring(seen(weekly_pay(START), 2)) == ()
    assert detect_recurring([]) == ()
    assert detect_recurring(
        [Transaction(day, Money(-5, "GBP")) for day in noise], least_confidence=0.6
    ) == ()  # fmt: skip
    assert detect_recurring(seen(weekly_pay(START), 4), least_confidence=0.9) == ()
    assert detect_recurring(seen(weekly_pay(START), 4), least=5) == ()


def test_far_apart_sightings_explain_no_rule() -> None:
    days = [date(2001, 1, 1), date(2009, 7, 20), date(2017, 11, 9)]

    assert detect_recurring([Transaction(day, Money(5, "GBP")) for day in days]) == ()


def test_what_cannot_be_compared_is_refused() -> None:
    mixed = seen(weekly_pay(START), 4)
    mixed[2] = mixed[2]._replace(amount=Money(5, "EUR"))

    with pytest.raises(CurrenciesDiffer):
        detect_recurring(mixed)
    for least in (0, 1):
        with pytest.raises(NotACount):
            detect_recurring([], least=least)


def test_the_surest_comes_first() -> None:
    many = seen(weekly_pay(START), 20, party="A")
    few = seen(weekly_pay(START), 5, party="B")

    assert [each.party for each in detect_recurring(few + many)] == ["A", "B"]


def test_half_months_are_tried_by_custom_and_by_what_was_seen() -> None:
    def pairs(*numbers: int) -> list[tuple[int, ...]]:
        days = [date(2024, month, number) for month in (1, 2, 3) for number in numbers]
        found = [each.month_days for rule, each in candidates(days, WEEKDAYS)
                 if rule is Rule.SEMI_MONTHLY]  # fmt: skip
        return sorted(set(found))

    assert pairs(20) == [(1, 15), (1, 16), (15, -1)]
    assert pairs(5, 20) == [(1, 15), (1, 16), (5, 20), (15, -1)]


@given(
    st.integers(0, 6),
    st.sampled_from([1, 2, 4]),
    st.integers(5, 30),
    st.integers(0, 400),
)
def test_weeks_are_found_from_any_start(offset, every, count, shift) -> None:
    start = date(2023, 1, 2) + timedelta(days=offset + shift)
    rule = weekly_pay(start, every=every, adjustment=Adjustment.NONE)

    found = detect_pay_days(seen(rule, count))[0]

    last = rule.first(count)[-1]
    assert found.next_after(last) == rule.next_after(last)
