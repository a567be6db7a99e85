"""Months of a budget: what is left to budget, what carries over, what becomes debt."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgeting.budget_months import (
    CarryOver,
    CategoryMonth,
    MonthEntry,
    reckon_months,
    track_month,
)
from budgeting.errors import CurrenciesDiffer
from budgeting.household_errors import AmountBelowZero, MonthsNotInARow, NamedTwice, NoMonthYet
from budgeting.money import Money
from budgeting.months import month_after

JANUARY = date(2017, 1, 1)


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def food(
    budgeted: int = 0,
    spent: int = 0,
    credit: int = 0,
    carry_over: CarryOver = CarryOver.FROM_NEXT_MONTH,
    name: str = "food",
) -> CategoryMonth:
    return CategoryMonth(name, usd(budgeted), usd(spent), usd(credit), carry_over)


def month(number: int, income: int, *rows: CategoryMonth, held: int = 0) -> MonthEntry:
    return MonthEntry(
        month=month_after(JANUARY, number), income=usd(income), categories=rows, held=usd(held)
    )


# Source: actualbudget/actual, auto-hold.test.ts: income 100.00 in January; what is budgeted and
# held; then what is left to budget in January and in February.
HELD = [
    ([month(0, 10_000, held=5_000), month(1, 0, food(5_000))], [5_000, 5_000]),
    ([month(0, 10_000, food(7_500), held=2_500), month(1, 0, food(5_000))], [0, -2_500]),
    ([month(0, 10_000, food(10_000)), month(1, 0, food(5_000))], [0, -5_000]),
    (
        [
            month(0, 10_000, held=5_200),
            month(1, 0, food(200), held=5_000),
            month(2, 0, food(5_000)),
        ],
        [4_800, 4_800, 4_800],
    ),
    ([month(0, 10_000, food(0, 15_000), held=5_000), month(1, 0, food(5_000))], [5_000, -10_000]),
]


@pytest.mark.parametrize(("entries", "to_budget"), HELD)
def test_what_is_left_to_budget_meets_actual_budget(entries, to_budget):
    months = reckon_months(entries, opening=usd(0))
    assert [one.to_budget.minor for one in months] == to_budget


def test_overspending_in_cash_comes_out_of_next_months_money():
    # Source: YNAB, "Overspending": cash overspending is taken from the following month and the
    # category starts at zero.
    january, february = reckon_months(
        [month(0, 10_000, food(6_000, 7_500)), month(1, 5_000, food(1_000))], opening=usd(0)
    )
    assert january.balance_of("food").left == usd(-1_500)
    assert february.overspent_last_month == usd(1_500)
    assert february.to_budget == usd(4_000 + 5_000 - 1_500 - 1_000)
    assert february.balance_of("food").left == usd(1_000)


def test_overspending_by_card_becomes_debt_and_next_month_starts_at_zero():
    # Source: YNAB, "Credit overspending": 175.00 by card with 100.00 budgeted leaves 75.00 as debt.
    january, february = reckon_months(
        [month(0, 10_000, food(10_000, 0, 17_500)), month(1, 0, food())], opening=usd(0)
    )
    assert january.card_debt == usd(7_500)
    assert february.overspent_last_month == usd(0)
    assert february.balance_of("food").carried_in == usd(0)


def test_a_category_pays_cash_first_from_what_it_has():
    # Source: YNAB: with both in one category, cash is taken out first, so the card is overspent.
    (january,) = reckon_months([month(0, 0, food(10_000, 9_000, 3_000))], opening=usd(10_000))
    row = january.balance_of("food")
    assert (row.overspent_cash, row.overspent_credit) == (usd(0), usd(2_000))
    (january,) = reckon_months([month(0, 0, food(10_000, 11_000, 3_000))], opening=usd(10_000))
    row = january.balance_of("food")
    assert (row.overspent_cash, row.overspent_credit) == (usd(1_000), usd(3_000))


def test_overspending_can_stay_with_its_category():
    # Source: actualbudget/actual, envelope.ts: with rollover the negative balance is carried on and
    # not taken from what is left to budget.
    stays = CarryOver.STAYS_WITH_CATEGORY
    january, february = reckon_months(
        [month(0, 10_000, food(6_000, 7_500, 0, stays)), month(1, 0, food(2_000, 0, 0, stays))],
        opening=usd(0),
    )
    assert january.balance_of("food").carried_out == usd(-1_500)
    assert february.overspent_last_month == usd(0)
    assert february.balance_of("food").left == usd(500)


def test_what_is_left_stays_and_an_idle_category_keeps_it():
    months = reckon_months(
        [month(0, 10_000, food(6_000, 2_000)), month(1, 0), month(2, 0, food(0, 1_000))],
        opening=usd(0),
        opening_balances={"trip": usd(700)},
    )
    assert [one.balance_of("food").left.minor for one in months] == [4_000, 4_000, 3_000]
    assert months[2].balance_of("trip").left == usd(700)
    assert months[0].balance_of("rent") is None


def test_a_refund_by_card_is_no_overspending():
    (january,) = reckon_months([month(0, 0, food(0, 500, -200))], opening=usd(0))
    row = january.balance_of("food")
    assert (row.left, row.overspent_cash, row.overspent_credit) == (usd(-300), usd(300), usd(0))


@pytest.mark.parametrize(
    ("refusal", "entries", "opening"),
    [
        (NoMonthYet, [], usd(0)),
        (MonthsNotInARow, [month(0, 0), month(2, 0)], usd(0)),
        (NamedTwice, [month(0, 0, food(), food())], usd(0)),
        (AmountBelowZero, [month(0, 0, held=-1)], usd(0)),
        (CurrenciesDiffer, [month(0, 0)], Money(0, "EUR")),
    ],
)
def test_each_refusal_is_named(refusal, entries, opening):
    with pytest.raises(refusal):
        reckon_months(entries, opening=opening)


def test_tracking_compares_a_month_with_its_plan():
    rows = [food(6_000, 7_500), food(4_000, 1_000, 500, name="fun")]
    seen = track_month(
        rows, income=usd(20_000), planned_income=usd(18_000), carried_in={"fun": usd(300)}
    )
    assert [line.left.minor for line in seen.lines] == [-1_500, 2_800]
    assert (seen.saved, seen.spent, seen.planned_spending) == (
        usd(11_000), usd(9_000), usd(10_000),
    )  # fmt: skip
    with pytest.raises(NamedTwice):
        track_month([food(), food()], income=usd(0), planned_income=usd(0))


rows = st.builds(
    food,
    st.integers(-1_000, 10**5),
    st.integers(0, 10**5),
    st.integers(0, 10**5),
    st.sampled_from(CarryOver),
    st.sampled_from(["a", "b", "c"]),
)
years = st.lists(
    st.tuples(
        st.integers(0, 10**5),
        st.lists(rows, max_size=3, unique_by=lambda row: row.category),
        st.integers(0, 10**4),
    ),
    min_size=1,
    max_size=12,
)


@given(years, st.integers(0, 10**6))
def test_a_budget_conserves_money(history, opening):
    entries = [
        month(number, income, *categories, held=held)
        for number, (income, categories, held) in enumerate(history)
    ]
    came = opening
    debt = 0
    for seen in reckon_months(entries, opening=usd(opening)):
        came += seen.income.minor - sum(row.spent.minor for row in seen.categories)
        debt += seen.card_debt.minor
        has_a_job = seen.held.minor + sum(row.left.minor for row in seen.categories)
        # Every unit that came and was not spent is budgeted, held or free; what was overspent by
        # card in earlier months is owed to the card instead.
        assert seen.to_budget.minor + has_a_job == came + debt - seen.card_debt.minor
