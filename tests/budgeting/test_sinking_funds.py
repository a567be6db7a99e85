"""Sinking funds, against the schedule templates of Actual Budget."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgeting.errors import CurrenciesDiffer
from budgeting.household_errors import AmountBelowZero, BillInThePast, CountBelowOne
from budgeting.money import Money
from budgeting.months import month_after, months_between
from budgeting.recurrence import Recurrence
from budgeting.recurrence_rules import Frequency
from budgeting.sinking_funds import BillRhythm, FundedBill, FundRules, bill_of, fund_month

JANUARY = date(2024, 1, 1)


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def bill(
    amount: int,
    starts_on: str,
    frequency: str,
    *,
    every: int = 1,
    month: date = JANUARY,
    full: bool = False,
) -> FundedBill:
    recurrence = Recurrence(
        frequency=Frequency(frequency), starts_on=date.fromisoformat(starts_on), interval=every
    )
    return bill_of(f"{starts_on} {amount}", usd(amount), recurrence, month=month, full=full)


AUGUST, SEPTEMBER = date(2024, 8, 1), date(2024, 9, 1)

# Source: actualbudget/actual, schedule-template.test.ts. What is asked for, the month, the balance,
# and the contribution.
FUNDS = [
    ("a monthly bill", [bill(10_000, "2024-08-01", "monthly", month=AUGUST)], AUGUST, 0, 10_000),
    (
        "a yearly bill already covered gets a twelfth",
        [bill(12_000, "2024-08-01", "yearly", month=SEPTEMBER)],
        SEPTEMBER, 12_000, 1_000,
    ),
    (
        "a yearly bill in full asks for nothing ahead",
        [bill(60_000, "2024-12-15", "yearly", full=True)],
        JANUARY, 0, 0,
    ),
    (
        "in full, only the bill of this month counts",
        [
            bill(10_000, "2024-08-01", "monthly", month=AUGUST, full=True),
            bill(20_000, "2024-09-01", "monthly", month=AUGUST, full=True),
        ],
        AUGUST, 0, 10_000,
    ),
    ("a daily bill counts its days", [bill(100, "2024-01-01", "daily")], JANUARY, 0, 3_100),
    (
        "the balance covers the earliest bill first",
        [bill(60_000, "2024-11-15", "yearly"), bill(120_000, "2024-05-15", "yearly")],
        JANUARY, 20_000, 25_455,
    ),
    (
        "a bill every two months, covered",
        [bill(20_000, "2024-03-15", "monthly", every=2)],
        JANUARY, 20_000, 10_000,
    ),
    (
        "a bill every six weeks, covered",
        [bill(6_000, "2024-02-12", "weekly", every=6)],
        JANUARY, 6_000, 6_000,
    ),
    (
        "a bill every sixty days, covered",
        [bill(6_000, "2024-03-01", "daily", every=60)],
        JANUARY, 6_000, 3_000,
    ),
    (
        "a fund with more than enough, by hand: covered, so a twelfth of 120.00",
        [bill(12_000, "2024-12-15", "yearly")],
        JANUARY, 15_000, 1_000,
    ),
    (
        "a bill of this month and one of December: 100.00 and a twelfth of 600.00",
        [bill(10_000, "2024-01-15", "monthly"), bill(60_000, "2024-12-15", "yearly")],
        JANUARY, 0, 15_000,
    ),
    (
        "by hand: what the balance holds for this month's bill is not asked again",
        [bill(10_000, "2024-01-15", "monthly")],
        JANUARY, 4_000, 6_000,
    ),
    (
        "by hand: five Fridays of March 2024, none saved for",
        [bill(2_000, "2024-03-01", "weekly", month=date(2024, 3, 1))],
        date(2024, 3, 1), 0, 10_000,
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", FUNDS, ids=[case[0] for case in FUNDS])
def test_a_fund_asks_for_what_actual_budget_asks(case):
    _, bills, month, balance, contribution = case
    fund = fund_month(bills, month=month, balance=usd(balance))
    assert fund.contribution == usd(contribution)
    parts = sum(part.contribution.minor for part in fund.parts)
    assert parts == fund.contribution.minor + fund.from_balance.minor


def test_the_balance_that_counts_is_the_one_of_last_month():
    # Source: the same, "absorbs surplus": 150.00 from last month, 120.00 needed, nothing is asked
    # when what was budgeted in the month is taken back meanwhile.
    far = bill(12_000, "2024-12-15", "yearly")
    fund = fund_month([far], month=JANUARY, balance=usd(15_000), budgeted_before=usd(-15_000))
    assert fund.contribution == usd(0)
    assert fund.parts[0].contribution == usd(0)


def test_the_parts_say_which_bill_gets_what():
    bills = [bill(60_000, "2024-11-15", "yearly"), bill(120_000, "2024-05-15", "yearly")]
    fund = fund_month(bills, month=JANUARY, balance=usd(20_000))
    # 1,000.00 over 5 months, 600.00 over 11.
    assert [part.contribution.minor for part in fund.parts] == [20_000, 5_455]
    assert [part.months_left for part in fund.parts] == [4, 10]


@pytest.mark.parametrize(
    ("changes", "contribution"),
    # Source: the same: ten per cent more, five dollars more.
    [({"adjustment_percent": Decimal(10)}, 11_000), ({"adjustment": usd(500)}, 10_500)],
)
def test_an_amount_can_be_adjusted(changes, contribution):
    dear = FundedBill(
        name="a",
        amount=usd(10_000),
        due_days=(date(2024, 8, 15),),
        rhythm=BillRhythm.MONTHLY,
        **changes,
    )
    assert fund_month([dear], month=AUGUST, balance=usd(0)).contribution == usd(contribution)


def test_tracking_saves_nothing_ahead():
    # Source: the same: a yearly bill far ahead contributes nothing in tracking mode.
    far = bill(12_000, "2024-12-15", "yearly")
    fund = fund_month([far], month=JANUARY, balance=usd(0), rules=FundRules(tracking=True))
    assert fund.contribution == usd(0)
    assert fund.parts == ()


def test_last_months_weekly_bills_may_still_be_unpaid():
    # By hand, after the rule of the same source: four weeks cost 80.00 last month and 100.00 now;
    # the 80.00 still there are last month's, so all of this month's 100.00 are asked for.
    weekly = [bill(2_000, "2024-03-01", "weekly", month=date(2024, 3, 1))]
    rules = FundRules(last_goal=usd(8_000))
    terms = {"month": date(2024, 3, 1), "balance": usd(8_000)}
    assert fund_month(weekly, rules=rules, **terms).contribution == usd(10_000)
    assert fund_month(weekly, **terms).contribution == usd(2_000)
    monthly = [bill(10_000, "2024-03-15", "monthly", month=date(2024, 3, 1))]
    assert fund_month(monthly, rules=rules, **terms).contribution == usd(2_000)


def test_a_one_off_bill_is_saved_for_until_its_month():
    once = FundedBill(
        name="exam", amount=usd(9_000), due_days=(date(2024, 3, 20),), rhythm=BillRhythm.ONCE
    )
    assert fund_month([once], month=JANUARY, balance=usd(0)).contribution == usd(3_000)
    assert fund_month([once], month=date(2024, 3, 1), balance=usd(0)).contribution == usd(9_000)


@pytest.mark.parametrize(
    ("frequency", "every", "apart", "rhythm"),
    [
        ("daily", 31, 1, BillRhythm.WITHIN_A_MONTH),
        ("daily", 32, 1, BillRhythm.LONGER),
        ("weekly", 4, 1, BillRhythm.WITHIN_A_MONTH),
        ("weekly", 5, 1, BillRhythm.LONGER),
        ("fortnightly", 2, 1, BillRhythm.WITHIN_A_MONTH),
        ("monthly", 1, 1, BillRhythm.MONTHLY),
        ("quarterly", 1, 3, BillRhythm.LONGER),
        ("yearly", 2, 24, BillRhythm.LONGER),
    ],
)
def test_a_recurrence_tells_how_often_its_bill_comes(frequency, every, apart, rhythm):
    made = bill(1, "2024-01-20", frequency, every=every)
    assert (made.months_apart, made.rhythm) == (apart, rhythm)


@pytest.mark.parametrize(
    ("refusal", "bills", "balance"),
    [
        (CountBelowOne, [], usd(0)),
        (
            CountBelowOne,
            [FundedBill(name="a", amount=usd(1), due_days=(JANUARY,), months_apart=0)],
            usd(0),
        ),
        # Source: the same: a bill of June 2023 that does not repeat.
        (
            BillInThePast,
            [FundedBill(name="a", amount=usd(1), due_days=(date(2023, 6, 1),))],
            usd(0),
        ),
        (AmountBelowZero, [FundedBill(name="a", amount=usd(-1), due_days=(JANUARY,))], usd(0)),
        (
            CurrenciesDiffer,
            [FundedBill(name="a", amount=usd(1), due_days=(JANUARY,))],
            Money(0, "EUR"),
        ),
    ],
)
def test_each_refusal_is_named(refusal, bills, balance):
    with pytest.raises(refusal):
        fund_month(bills, month=JANUARY, balance=balance)


def test_a_recurrence_that_has_ended_is_in_the_past():
    ended = Recurrence(
        frequency=Frequency.MONTHLY, starts_on=date(2023, 1, 1), until=date(2023, 6, 1)
    )
    with pytest.raises(BillInThePast):
        bill_of("a", usd(1), ended, month=JANUARY)


yearly = st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 364)), min_size=1, max_size=6)


@given(yearly)
def test_a_fund_followed_every_month_always_has_its_bills(rows):
    start = [JANUARY + timedelta(days=days) for _, days in rows]
    balance = 0
    for number in range(24):
        month = month_after(JANUARY, number)
        bills = [
            bill_of(
                f"{n}",
                usd(minor),
                Recurrence(frequency=Frequency.YEARLY, starts_on=start[n]),
                month=month,
            )
            for n, (minor, _) in enumerate(rows)
        ]
        fund = fund_month(bills, month=month, balance=usd(balance))
        balance += fund.contribution.minor
        balance -= sum(
            minor
            for (minor, _), one in zip(rows, bills, strict=True)
            if months_between(month, one.due_days[0]) == 0
        )
        # Rounding once a month may leave a fund short by half a cent for each month ahead.
        assert balance >= -len(rows)
