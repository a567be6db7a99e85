"""Paying off several debts, by avalanche, snowball or an own order."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy_financial
import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgeting.errors import CurrenciesDiffer
from budgeting.household_errors import (
    AmountBelowZero,
    CountBelowOne,
    NamedTwice,
    NothingOwed,
    NotNamed,
    PaymentsNeverClear,
)
from budgeting.money import Money
from budgeting.payoff import pay_off
from budgeting.payoff_choice import compare
from budgeting.payoff_shapes import Convention, InterestBy, OwedDebt, Strategy

JANUARY = date(2026, 1, 31)
ONE_YEAR = Convention(longest_months=12)


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def debt(name: str, balance: int, rate: str, minimum: int, share: str = "0") -> OwedDebt:
    return OwedDebt(
        name=name,
        balance=usd(balance),
        annual_rate=Decimal(rate),
        minimum=usd(minimum),
        minimum_share=Decimal(share),
    )


CARD_AND_LOAN = [debt("card", 100_000, "0.1499", 7_500), debt("loan", 750_000, "0.0475", 15_000)]

# Source: example response of the npm package node-debt-snowball (card 1,000 at 14.99 %, minimum 75;
# loan 7,500 at 4.75 %, minimum 150; 100 extra; avalanche): closing balances by month.
NODE_DEBT_SNOWBALL = {
    1: (83_749, 737_969),
    2: (67_295, 725_890),
    3: (50_636, 713_763),
    4: (33_769, 701_588),
    5: (16_691, 689_365),
    6: (0, 676_285),
    7: (0, 646_462),
    16: (0, 372_686),
    27: (0, 24_576),
    28: (0, 0),
}


def test_a_published_planner_is_met_month_by_month():
    plan = pay_off(
        CARD_AND_LOAN,
        extra=usd(10_000),
        strategy=Strategy.AVALANCHE,
        first_on=JANUARY,
        convention=Convention(charges_final_month=False),
    )
    assert plan.months == 28
    assert {n: plan.rows[n - 1].balances for n in NODE_DEBT_SNOWBALL} == NODE_DEBT_SNOWBALL
    # It prints 523.81 of interest, 3.05 of which (2.08 and 0.97) it shows but never collects.
    assert plan.interest == usd(52_381 - 208 - 97)


# Source: month-by-month export (columns Snowball Amt., Total Interest, Balance) of a public pay-off
# planner, kept as a fixture by node-debt-snowball: card 5,000 at 14.99 %, minimum 120; loan 1,000
# at 6.55 %, minimum 40; 100 extra. Balances of both after each month.
EXPORTED = [
    580792, 561368, 541726, 521863, 501777, 481465, 460924, 440152, 419145, 397901, 376418, 354692,
    332720, 310500, 288027, 265300, 242316, 219071, 195562, 171786, 147741, 123423, 98827, 73952,
    48794, 23349,
]  # fmt: skip


def test_an_exported_plan_is_met_to_the_cent_in_all_its_months():
    debts = [debt("card", 500_000, "0.1499", 12_000), debt("loan", 100_000, "0.0655", 4_000)]
    plan = pay_off(debts, extra=usd(10_000), strategy=Strategy.AVALANCHE, first_on=JANUARY)
    assert [sum(row.balances) for row in plan.rows] == [*EXPORTED, 0]


def test_by_default_the_last_month_is_charged_too():
    plan = pay_off(CARD_AND_LOAN, extra=usd(10_000), strategy=Strategy.AVALANCHE, first_on=JANUARY)
    assert plan.rows[5].payments == (16_691 + 208, 32_500 - 16_691 - 208)
    assert plan.interest == usd(52_401)  # by this program; checked by the property below


def test_one_debt_lasts_as_long_as_the_annuity_formula_says():
    plan = pay_off(
        [debt("card", 500_000, "0.18", 15_000)],
        extra=usd(0),
        strategy=Strategy.SNOWBALL,
        first_on=JANUARY,
    )
    # Independent oracle: numpy-financial's number of periods, 46.55.
    assert plan.months == -(-numpy_financial.nper(0.18 / 12, -150.0, 5000.0) // 1) == 47


def test_the_textbook_card_takes_seventy_months():
    # Source: exercise 26 of B. P. Hogan, "Exercises for Programmers": 5,000 at 12 %, 100 a month.
    plan = pay_off(
        [debt("card", 500_000, "0.12", 10_000)],
        extra=usd(0),
        strategy=Strategy.AVALANCHE,
        first_on=JANUARY,
    )
    assert plan.months == 70


def test_interest_can_be_reckoned_by_the_days_of_each_month():
    plan = pay_off(
        [debt("card", 100_000, "0.365", 60_000)],
        extra=usd(0),
        strategy=Strategy.AVALANCHE,
        first_on=JANUARY,
        convention=Convention(interest_by=InterestBy.DAY),
    )
    # By hand, 0.1 % a day: 31 days to 31 January on 1,000.00, 28 to 28 February on 431.00.
    assert [row.balances for row in plan.rows] == [(43_100,), (0,)]
    assert plan.interest == usd(3_100 + 1_207)


def test_days_keep_the_thirty_first_as_their_anchor():
    plan = pay_off(
        [debt("a", 300, "0", 100)], extra=usd(0), strategy=Strategy.SNOWBALL, first_on=JANUARY
    )
    assert [row.paid_on.day for row in plan.rows] == [31, 28, 31]
    assert plan.ends_on == date(2026, 3, 31)


THREE = [
    debt("store", 40_000, "0.05", 2_500),
    debt("card", 200_000, "0.24", 5_000),
    debt("loan", 300_000, "0.08", 9_000),
]


def cleared(strategy: Strategy, **terms: object) -> dict[str, int]:
    plan = pay_off(THREE, extra=usd(20_000), strategy=strategy, first_on=JANUARY, **terms)
    return {row.name: row.months for row in plan.debts}


def test_the_snowball_clears_the_smallest_first_and_the_avalanche_the_dearest():
    assert min(cleared(Strategy.SNOWBALL).items(), key=lambda pair: pair[1])[0] == "store"
    assert min(cleared(Strategy.AVALANCHE).items(), key=lambda pair: pair[1])[0] == "card"
    custom = cleared(Strategy.CUSTOM, order=["loan", "store", "card"])
    assert custom["loan"] < cleared(Strategy.AVALANCHE)["loan"]


def test_without_roll_over_a_cleared_minimum_returns_to_the_person():
    kept = cleared(Strategy.SNOWBALL, convention=Convention(roll_over=False))
    assert kept["loan"] > cleared(Strategy.SNOWBALL)["loan"]


def test_an_order_fixed_at_the_start_does_not_jump_to_a_balance_that_became_smaller():
    pair = [debt("a", 100_000, "0", 1_000), debt("b", 100_100, "0", 40_000)]
    jumps = pay_off(pair, extra=usd(500), strategy=Strategy.SNOWBALL, first_on=JANUARY)
    stays = pay_off(
        pair,
        extra=usd(500),
        strategy=Strategy.SNOWBALL,
        first_on=JANUARY,
        convention=Convention(reorder_monthly=False),
    )
    assert jumps.rows[1].payments == (1_000, 40_500)
    assert stays.rows[1].payments == (1_500, 40_000)


def test_minimums_only_pays_no_extra():
    plan = pay_off(THREE, extra=usd(20_000), strategy=Strategy.MINIMUMS_ONLY, first_on=JANUARY)
    assert plan.rows[0].payments == (2_500, 5_000, 9_000)


def test_a_minimum_that_is_a_share_of_the_balance_shrinks_to_its_floor():
    plan = pay_off(
        [debt("card", 100_000, "0.12", 2_500, "0.05")],
        extra=usd(0),
        strategy=Strategy.MINIMUMS_ONLY,
        first_on=JANUARY,
    )
    assert plan.rows[0].payments == (5_050,)  # 5 % of 1,010.00
    assert plan.rows[-2].payments == (2_500,)


def test_a_lump_sum_falls_in_its_month():
    plan = pay_off(
        [debt("a", 10_000, "0", 1_000)],
        extra=usd(0),
        strategy=Strategy.SNOWBALL,
        first_on=JANUARY,
        lump_sums={2: usd(5_000)},
    )
    assert [row.payments[0] for row in plan.rows] == [1_000, 6_000, 1_000, 1_000, 1_000]


def test_a_debt_its_minimum_just_covers_may_be_free_of_its_last_interest():
    plan = pay_off(
        [debt("a", 10_000, "0.12", 10_000)],
        extra=usd(0),
        strategy=Strategy.SNOWBALL,
        first_on=JANUARY,
        convention=Convention(charges_final_month=False),
    )
    assert (plan.months, plan.interest) == (1, usd(0))


@pytest.mark.parametrize(
    ("minimum", "lumps"),
    # 1,000.00 at 1 % a month: interest of 10.00 just met, and outgrowing 5.00 and a lump of 3.00.
    [(1_000, {}), (500, {1: usd(300)})],
)
def test_payments_that_never_clear_are_seen_in_their_first_month(minimum, lumps):
    with pytest.raises(PaymentsNeverClear) as refusal:
        pay_off(
            [debt("a", 100_000, "0.12", minimum)],
            extra=usd(0),
            strategy=Strategy.SNOWBALL,
            first_on=JANUARY,
            lump_sums=lumps,
        )
    assert refusal.value.facts == {"month": 1}


def test_waiting_for_a_lump_sum_is_not_never():
    plan = pay_off(
        [debt("a", 10_000, "0", 0)],
        extra=usd(0),
        strategy=Strategy.SNOWBALL,
        first_on=JANUARY,
        lump_sums={3: usd(10_000)},
    )
    assert plan.months == 3


def test_what_a_choice_costs_is_told_beside_the_best_of_each():
    plans = [
        pay_off(THREE, extra=usd(20_000), strategy=way, first_on=JANUARY)
        for way in (Strategy.SNOWBALL, Strategy.AVALANCHE, Strategy.MINIMUMS_ONLY)
    ]
    snowball, avalanche, minimums = compare(plans)
    assert avalanche.costs_more == usd(0)
    assert snowball.costs_more == plans[0].interest - plans[1].interest > usd(0)
    assert snowball.first_cleared_months < avalanche.first_cleared_months
    assert minimums.takes_longer_months == plans[2].months - min(plan.months for plan in plans)
    assert minimums.takes_longer_months > 0


def test_debts_that_are_already_clear_take_no_month():
    plan = pay_off([debt("a", 0, "0.2", 10)], extra=usd(0), strategy=Strategy.SNOWBALL,
                   first_on=JANUARY)  # fmt: skip
    assert (plan.months, plan.paid, plan.ends_on) == (0, usd(0), JANUARY)


@pytest.mark.parametrize(
    ("refusal", "debts", "terms"),
    [
        (NothingOwed, [], {}),
        (NamedTwice, [THREE[0], THREE[0]], {}),
        (NotNamed, THREE, {"strategy": Strategy.CUSTOM, "order": ["store", "card"]}),
        (AmountBelowZero, [debt("a", 1, "-0.1", 1)], {}),
        (AmountBelowZero, THREE, {"extra": usd(-1)}),
        (CountBelowOne, THREE, {"lump_sums": {0: usd(1)}}),
        (CurrenciesDiffer, THREE, {"extra": Money(1, "EUR")}),
        (PaymentsNeverClear, [debt("a", 100_000, "0.24", 1_000)], {}),
        (PaymentsNeverClear, [debt("a", 9_000, "0", 1)], {"convention": ONE_YEAR}),
    ],
)
def test_each_refusal_is_named(refusal, debts, terms):
    asked = {"extra": usd(0), "strategy": Strategy.AVALANCHE, "first_on": JANUARY} | terms
    with pytest.raises(refusal):
        pay_off(debts, **asked)


def test_comparing_needs_a_plan():
    with pytest.raises(NothingOwed):
        compare([])


some_debts = st.lists(
    st.tuples(st.integers(1, 10**6), st.integers(0, 40), st.integers(0, 10**4)),
    min_size=1,
    max_size=5,
)


@given(some_debts, st.integers(0, 10**5), st.sampled_from(Strategy), st.booleans())
def test_a_pay_off_plan_repays_exactly_what_is_owed_and_the_interest(rows, extra, way, rolls):
    debts = [
        debt(f"{n}", balance, f"{rate / 100}", max(minimum, balance // 20 + 1))
        for n, (balance, rate, minimum) in enumerate(rows)
    ]
    plan = pay_off(
        debts,
        extra=usd(extra),
        strategy=way,
        first_on=JANUARY,
        order=[one.name for one in debts],
        convention=Convention(roll_over=rolls),
    )
    owed = sum(one.balance.minor for one in debts)
    assert plan.paid.minor == owed + plan.interest.minor
    assert sum(sum(row.payments) for row in plan.rows) == plan.paid.minor
    assert plan.rows[-1].balances == (0,) * len(debts)


@given(some_debts, st.integers(1, 10**5))
def test_with_roll_over_no_order_takes_longer_by_more_than_its_interest(rows, extra):
    debts = [
        debt(f"{n}", balance, f"{rate / 100}", max(minimum, balance // 20 + 1))
        for n, (balance, rate, minimum) in enumerate(rows)
    ]
    avalanche, snowball = (
        pay_off(debts, extra=usd(extra), strategy=way, first_on=JANUARY)
        for way in (Strategy.AVALANCHE, Strategy.SNOWBALL)
    )
    # The dearest debt first never costs more; a cent a month is the room rounding takes.
    assert avalanche.interest.minor <= snowball.interest.minor + len(debts) * snowball.months
