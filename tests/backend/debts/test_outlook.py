"""What happens next, and the choice card: numbers that can be checked by hand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.debts.errors import PartOutOfReach
from backend.debts.outlook import Owed, choices, horizon, interest_minor, next_steps
from budgeting.interest import simple_interest
from budgeting.money import Money
from budgeting.rate_tables import RateTable

TODAY = date(2026, 11, 21)
CARD = Owed(
    "CNY", 248_000, 230_000, 248_000, date(2026, 11, 27), annual_rate=Decimal("0.102"),
    late_fee_minor=4_000, grace_days=3,
)  # fmt: skip


def test_a_bill_is_due_then_a_fee_is_added_then_interest_by_the_month_after():
    steps = [(step["on"], step["kind"], step["amount_minor"]) for step in next_steps(CARD, TODAY)]
    # 230,000 x 0.102 x 36 days / 365 = 2,313.86
    assert steps == [
        (date(2026, 11, 27), "due", 248_000),
        (date(2026, 12, 1), "late_fee", 4_000),
        (date(2026, 12, 27), "interest", 2_314),
    ]


def test_a_bill_without_terms_is_due_and_then_nothing_more():
    bill = Owed("CNY", 100, 100, 100, date(2026, 11, 27))
    steps = [(step["on"], step["kind"], step["amount_minor"]) for step in next_steps(bill, TODAY)]
    assert steps == [
        (date(2026, 11, 27), "due", 100),
        (date(2026, 12, 27), "nothing_more", None),
    ]


def test_part_of_a_debt_leaves_the_rest_with_interest_on_what_was_borrowed():
    card = choices(CARD, TODAY, 60_000)
    # left 188,000, all of it borrowed: 188,000 x 0.102 x 36 / 365 = 1,891.33
    assert card["part"]["left_minor"] == 188_000
    assert card["part"]["interest_minor"] == 1_891
    assert card["part"]["interest_until"] == date(2026, 12, 27)
    assert [step["kind"] for step in card["part"]["next"]] == ["due", "late_fee", "interest"]
    assert card["part"]["next"][0]["amount_minor"] == 188_000
    assert card["part"]["finished_on"] is None


def test_nothing_now_costs_the_fee_and_the_interest():
    nothing = choices(CARD, TODAY)["nothing"]
    assert (nothing["fee_minor"], nothing["interest_minor"]) == (4_000, 2_314)


def test_everything_now_is_finished_today():
    whole = choices(CARD, TODAY)["all"]
    assert whole == {"pay_minor": 248_000, "left_minor": 0, "finished_on": TODAY}
    part = choices(CARD, TODAY, 248_000)["part"]
    assert (part["interest_minor"], part["finished_on"]) == (0, TODAY)
    assert part["next"] == [{"on": TODAY, "kind": "nothing_more", "amount_minor": None}]


def test_paying_what_is_asked_avoids_the_fee_and_the_late_rate():
    loan = Owed(
        "USD", 1_000_000, 1_000_000, 50_000, date(2026, 11, 27), annual_rate=Decimal("0.12"),
        late_annual_rate=Decimal("0.24"), late_fee_minor=2_500, instalment_minor=50_000,
    )  # fmt: skip
    card = choices(loan, TODAY)
    assert card["part"]["pay_minor"] == 50_000  # one instalment is offered first
    assert [step["kind"] for step in card["part"]["next"]] == ["interest"]
    # 950,000 x 0.12 x 36 / 365 = 11,243.84 ; 1,000,000 x (0.12 x 6 + 0.24 x 30) / 365 = 21,698.63
    assert card["part"]["interest_minor"] == 11_244
    assert card["nothing"]["interest_minor"] == 21_699
    assert card["nothing"]["fee_minor"] == 2_500


def test_the_fee_of_a_late_debt_is_told_while_it_is_still_to_come():
    late = date(2026, 11, 30)
    assert [step["kind"] for step in next_steps(CARD, late)] == ["late_fee", "interest"]
    assert [step["kind"] for step in next_steps(CARD, date(2026, 12, 2))] == ["interest"]


@pytest.mark.parametrize("part", [0, -1, 248_001])
def test_a_part_is_more_than_nothing_and_at_most_all(part):
    with pytest.raises(PartOutOfReach) as refused:
        choices(CARD, TODAY, part)
    assert refused.value.fields == {"part_minor": ["Give a sum from 1 to 248000."]}


RATES = st.none() | st.integers(0, 10_000_000).map(lambda n: Decimal(n).scaleb(-6))


AMOUNTS = st.tuples(st.integers(1, 10**12), st.integers(0, 10**12))
DAYS = st.tuples(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-400, 400))


@settings(deadline=None)
@given(AMOUNTS, DAYS, st.tuples(RATES, RATES), st.booleans())
def test_interest_is_that_of_the_arithmetic(amounts, days, rates, met):
    (left, borrowed), (due_on, later), (rate, late_rate) = amounts, days, rates
    today = due_on + timedelta(days=later)
    owed = Owed("EUR", left, borrowed, left, due_on, rate, late_rate)
    until = horizon(due_on, today)
    late = (rate or 0) if late_rate is None else late_rate
    turn = until if met else max(today, due_on)
    entries = ((today, rate or 0), (turn, late)) if turn > today else ((today, late),)

    bore = simple_interest(
        Money(min(left, borrowed), "EUR"), start=today, end=until, rates=RateTable(entries)
    )

    assert today < until
    assert interest_minor(owed, left, met=met, today=today) == bore.interest.minor
