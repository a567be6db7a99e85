"""Schedules agree with loan systems to the cent and always repay exactly what is owed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy_financial
import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgeting.amortisation.flat import (
    OddUnits,
    equal_principal_schedule,
    flat_schedule,
    interest_free_schedule,
)
from budgeting.amortisation.level import (
    level_instalment,
    level_schedule,
    periodic,
    schedule_by_instalment,
)
from budgeting.amortisation.schedule import LastRow, dated, from_parts, rising
from budgeting.dates import add_months
from budgeting.errors import (
    CurrenciesDiffer,
    DatesOutOfOrder,
    NotAboveZero,
    NotACount,
    NotANumber,
    NotARate,
    PaidMoreThanOwed,
    TermsNeverClear,
    TermsUnclear,
)
from budgeting.money import Money
from budgeting.rounding import Rounding


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def percent(text: str) -> Decimal:
    return Decimal(text) / 100


# Source of each row: Apache Fineract (Apache-2.0), ProgressiveEMICalculatorTest, 100.00 over six
# equal months; columns are payment, interest, principal, balance in cents.
def test_six_equal_months_of_fineract() -> None:
    schedule = level_schedule(usd(10000), annual_rate=percent("9.4822"), periods=6)

    assert [(row.payment_minor, row.interest_minor, row.principal_minor, row.closing_minor)
            for row in schedule] == [
        (1713, 79, 1634, 8366), (1713, 66, 1647, 6719), (1713, 53, 1660, 5059),
        (1713, 40, 1673, 3386), (1713, 27, 1686, 1700), (1713, 13, 1700, 0)]  # fmt: skip
    assert schedule.instalment == usd(1713)
    assert schedule.total_interest == usd(278)
    assert schedule.total_paid == usd(10278)


# Source: Consumer Financial Protection Bureau, sample Loan Estimate H-24(B): 162,000 at 3.875%
# over 30 years is 761.78 a month. The second row is the worked example of this project's style.
# The third is Microsoft's documentation of PMT: 8% over 10 months on 10,000 is 1,037.03, and
# 1,030.16 in advance.
@pytest.mark.parametrize(
    "row",
    [(16200000, "3.875", 360, False, Rounding.HALF_UP, 76178),
     (120000, "19.9", 12, False, Rounding.UP, 11111),
     (1000000, "8", 10, False, Rounding.HALF_UP, 103703),
     (1000000, "8", 10, True, Rounding.HALF_UP, 103016)],
)  # fmt: skip
def test_published_level_instalments(row) -> None:
    principal, rate, periods, in_advance, rounding, instalment = row

    assert level_instalment(
        usd(principal), annual_rate=percent(rate), periods=periods, in_advance=in_advance,
        rounding=rounding,
    ) == usd(instalment)  # fmt: skip


amounts = st.integers(1_000, 10**10)
rates = st.decimals(0, 2, places=5)
terms = st.integers(1, 420)


ways = st.tuples(st.sampled_from(Rounding), st.sampled_from(LastRow), st.booleans())


@given(amounts, rates, terms, ways)
def test_a_level_schedule_repays_exactly_what_is_owed(principal, rate, periods, ways) -> None:
    rounding, last_row, in_advance = ways
    schedule = level_schedule(
        usd(principal), annual_rate=rate, periods=periods, rounding=rounding, last_row=last_row,
        in_advance=in_advance,
    )  # fmt: skip

    assert schedule[-1].closing_minor == 0
    assert sum(row.principal_minor for row in schedule) == principal
    assert schedule.total_paid == usd(principal) + schedule.total_interest
    assert all(row.opening_minor + row.advanced_minor - row.principal_minor == row.closing_minor
               for row in schedule)  # fmt: skip
    assert all(row.interest_minor >= 0 for row in schedule)
    assert len({row.payment_minor for row in schedule[:-1]}) <= 1


@given(amounts, st.decimals("0.001", "1.5", places=4), st.integers(1, 360), st.booleans())
def test_numpy_financial_agrees_within_a_unit(principal, rate, periods, in_advance) -> None:
    when = "begin" if in_advance else "end"
    theirs = numpy_financial.pmt(float(rate) / 12, periods, -principal, when=when)

    ours = level_instalment(
        usd(principal), annual_rate=rate, periods=periods, in_advance=in_advance
    )

    assert abs(ours.minor - theirs) <= 0.5 + principal * 1e-11


@given(amounts, rates, st.integers(2, 120))
def test_a_smoothed_last_row_is_never_farther_from_the_others(principal, rate, periods) -> None:
    ask = {"annual_rate": rate, "periods": periods}

    def gap(last_row: LastRow) -> int:
        payments = level_schedule(usd(principal), last_row=last_row, **ask).payments
        return abs(payments[-1] - payments[0]) if len(payments) == periods else 10**12

    assert gap(LastRow.SMOOTHED) <= gap(LastRow.TAKES_REST)


# By hand: 1,000 over 7 parts of 143 leaves 142; 142.857 rounded down to 142 leaves 148.
def test_the_last_row_takes_the_rest_or_is_smoothed() -> None:
    ask = {"annual_rate": 0, "periods": 7, "instalment_rounding": Rounding.DOWN}

    assert level_schedule(usd(1000), **ask).payments == (142,) * 6 + (148,)
    assert level_schedule(usd(1000), last_row=LastRow.SMOOTHED, **ask).payments == (143,) * 6 + (
        142,
    )


def test_an_instalment_in_whole_units_may_end_the_debt_early() -> None:
    # By hand: 10.00 over 12 in steps of a whole dollar is 1.00 ten times.
    schedule = level_schedule(
        usd(1000), annual_rate=0, periods=12, instalment_step=100, instalment_rounding=Rounding.UP
    )

    assert schedule.payments == (100,) * 10
    smoothed = level_schedule(
        usd(1000), annual_rate=0, periods=12, instalment_step=50, instalment_rounding=Rounding.UP,
        last_row=LastRow.SMOOTHED,
    )  # fmt: skip
    assert sum(smoothed.payments) == 1000


def test_a_balloon_falls_due_with_the_last_payment() -> None:
    # Oracle: numpy-financial's pmt with a future value.
    theirs = numpy_financial.pmt(0.01, 24, -1000000, 300000)
    schedule = level_schedule(
        usd(1000000), annual_rate=percent("12"), periods=24, balloon=usd(300000)
    )

    assert schedule.instalment.minor == round(theirs)
    assert abs(schedule[-1].payment_minor - 300000 - schedule.instalment.minor) <= 24
    smoothed = level_schedule(
        usd(1000000), annual_rate=percent("12"), periods=24, balloon=usd(300000),
        last_row=LastRow.SMOOTHED,
    )  # fmt: skip
    assert abs(smoothed[-1].payment_minor - 300000 - smoothed.instalment.minor) <= 13


def test_interest_only_rows_come_first() -> None:
    schedule = level_schedule(usd(120000), annual_rate=percent("12"), periods=5, interest_only=2)
    plain = level_schedule(usd(120000), annual_rate=percent("12"), periods=3)

    assert [row.payment_minor for row in schedule[:2]] == [1200, 1200]
    assert [row.closing_minor for row in schedule[:2]] == [120000, 120000]
    assert schedule.payments[2:] == plain.payments
    assert schedule.instalment == plain.instalment


def test_payments_in_advance_begin_without_interest() -> None:
    schedule = level_schedule(usd(100000), annual_rate=percent("12"), periods=3, in_advance=True)
    once = level_schedule(usd(100000), annual_rate=percent("12"), periods=1, in_advance=True)

    assert schedule.interests[0] == 0
    assert schedule[-1].closing_minor == 0
    assert (once.payments, once.interests) == ((100000,), (0,))


@pytest.mark.parametrize(
    ("terms", "refusal"),
    [
        ({"periods": 0}, NotACount),
        ({"periods": True}, NotACount),
        ({"per_year": 0}, NotACount),
        ({"interest_only": -1}, NotACount),
        ({"interest_only": 12}, NotACount),
        ({"annual_rate": -1}, NotARate),
        ({"annual_rate": 0.1}, NotANumber),
        ({"balloon": Money(1, "EUR")}, CurrenciesDiffer),
        ({"balloon": usd(-1)}, NotAboveZero),
        ({"in_advance": True, "interest_only": 1}, TermsUnclear),
    ],
)
def test_terms_that_make_no_schedule_are_refused(terms, refusal) -> None:
    with pytest.raises(refusal):
        level_schedule(usd(1000), **{"annual_rate": 0, "periods": 12, **terms})


def test_a_debt_of_nothing_is_refused() -> None:
    for nothing in (0, -5):
        with pytest.raises(NotAboveZero):
            level_instalment(usd(nothing), annual_rate=0, periods=1)
    assert periodic(percent("12"), 12) == Fraction(1, 100)


# Oracle: numpy-financial's nper, rounded up to whole payments.
@given(st.integers(10_000, 10**8), st.decimals("0.01", "0.6", places=3), st.integers(2, 60))
def test_a_fixed_payment_takes_as_many_rows_as_the_formula_says(principal, rate, parts) -> None:
    payment = principal // parts + int(principal * rate / 12) + 1
    theirs = float(numpy_financial.nper(float(rate) / 12, -payment, principal))

    schedule = schedule_by_instalment(usd(principal), annual_rate=rate, instalment=usd(payment))

    assert abs(len(schedule) - theirs) < 1.01
    assert schedule.total_paid == usd(principal) + schedule.total_interest
    assert max(schedule.payments) == payment or len(schedule) == 1


def test_a_payment_that_does_not_beat_the_interest_never_clears() -> None:
    ask = {"annual_rate": percent("12"), "instalment": usd(1000)}

    with pytest.raises(TermsNeverClear):
        schedule_by_instalment(usd(100000), **ask)
    with pytest.raises(TermsNeverClear):
        schedule_by_instalment(usd(10**7), annual_rate=0, instalment=usd(1))
    with pytest.raises(CurrenciesDiffer):
        schedule_by_instalment(Money(1, "EUR"), **ask)
    assert len(schedule_by_instalment(usd(99900), **ask)) > 100


# By hand: 1,000.00 at 10% flat for twelve months is 100.00, 8.33 a month and 8.37 at the end.
def test_flat_interest_is_on_the_original_amount() -> None:
    schedule = flat_schedule(usd(100000), annual_rate=percent("10"), periods=12)
    first = flat_schedule(
        usd(100000), annual_rate=percent("10"), periods=12, odd_units=OddUnits.FIRST_ROWS
    )

    assert schedule.interests == (833,) * 11 + (837,)
    assert [row.principal_minor for row in schedule] == [8333] * 11 + [8337]
    assert first.interests == (834,) * 4 + (833,) * 8
    assert first.total_paid == schedule.total_paid == usd(110000)
    with pytest.raises(NotAboveZero):
        flat_schedule(usd(0), annual_rate=0, periods=1)


@given(amounts, st.integers(1, 400), st.sampled_from(Rounding), st.sampled_from(OddUnits))
def test_schedules_without_a_balance_repay_exactly(principal, periods, rounding, odd) -> None:
    ask = {"periods": periods, "rounding": rounding, "odd_units": odd}

    for schedule in (
        flat_schedule(usd(principal), annual_rate=percent("7"), **ask),
        equal_principal_schedule(usd(principal), annual_rate=percent("7"), **ask),
        interest_free_schedule(usd(principal), **ask),
    ):
        assert len(schedule) == periods
        assert schedule[-1].closing_minor == 0
        assert all(row.principal_minor >= 0 for row in schedule)
        assert schedule.total_paid == usd(principal) + schedule.total_interest


def test_interest_free_instalments_after_a_down_payment() -> None:
    schedule = interest_free_schedule(usd(10000), periods=3, down_payment=usd(2500))

    assert [(row.number, row.payment_minor) for row in schedule] == [
        (0, 2500), (1, 2500), (2, 2500), (3, 2500)]  # fmt: skip
    assert schedule.instalment == usd(2500)
    up = interest_free_schedule(usd(100), periods=40, rounding=Rounding.UP)
    assert up.payments == (3,) * 33 + (1,) + (0,) * 6
    for too_much in (10000, 10001):
        with pytest.raises(PaidMoreThanOwed):
            interest_free_schedule(usd(10000), periods=3, down_payment=usd(too_much))
    with pytest.raises(NotAboveZero):
        interest_free_schedule(usd(10000), periods=3, down_payment=usd(-1))


def test_a_schedule_reads_like_a_sequence() -> None:
    schedule = from_parts("EUR", 100, [3, 2], [60, 40])

    assert len(schedule) == 2
    assert schedule[-1] == schedule[1] == list(schedule)[1]
    assert schedule[0:1] == (schedule[0],)
    assert schedule[0].payment_minor == 63
    with pytest.raises(IndexError):
        schedule[2]
    assert from_parts("EUR", 100, [5], [0]).instalment == Money(0, "EUR")


def test_dates_are_put_on_the_rows_in_order() -> None:
    plain = from_parts("EUR", 100, [0, 0], [50, 50])
    with_dates = dated(plain, [date(2024, 1, 31), date(2024, 2, 29)])

    assert [row.due_on for row in with_dates] == [date(2024, 1, 31), date(2024, 2, 29)]
    with pytest.raises(NotACount):
        dated(plain, [date(2024, 1, 31)])
    for second in (date(2024, 1, 31), date(2024, 1, 30)):
        with pytest.raises(DatesOutOfOrder) as refusal:
            rising([date(2024, 1, 31), second])
        assert refusal.value.facts["row"] == 1


def test_due_dates_of_a_long_schedule_strictly_increase() -> None:
    first = date(2024, 1, 31)
    rising([add_months(first, month) for month in range(360)])
    assert add_months(first, 359) - first > timedelta(days=10_900)


# By hand: a half cent of interest is even at nought and up at one.
def test_a_tie_is_decided_as_it_was_agreed() -> None:
    def first(rounding: Rounding) -> int:
        ask = {"annual_rate": percent("12"), "periods": 2, "rounding": rounding}
        return level_schedule(usd(50), **ask).interests[0]

    ways = (Rounding.HALF_EVEN, Rounding.HALF_UP, Rounding.HALF_DOWN, Rounding.UP, Rounding.DOWN)
    assert [first(way) for way in ways] == [0, 1, 0, 1, 0]


def test_quarterly_payments_and_the_usual_arrears() -> None:
    quarterly = level_schedule(usd(100000), annual_rate=percent("8"), periods=4, per_year=4)

    # Oracle: numpy-financial, 2% over four payments.
    assert quarterly.instalment.minor == round(numpy_financial.pmt(0.02, 4, -100000))
    assert quarterly.interests[0] == 2000
    plain = level_instalment(usd(1000000), annual_rate=percent("8"), periods=10)
    assert plain == usd(103703)


# By hand: 120.00 in three parts of 40.00 at one per cent of 120, 80 and 40.
def test_equal_principal_parts_bear_falling_interest() -> None:
    ask = {"annual_rate": percent("12"), "periods": 3}

    assert equal_principal_schedule(usd(12000), **ask).payments == (4120, 4080, 4040)
    down = equal_principal_schedule(usd(10001), rounding=Rounding.DOWN, **ask)
    assert [row.principal_minor for row in down] == [3333, 3333, 3335]
    first = interest_free_schedule(usd(10001), periods=3, odd_units=OddUnits.FIRST_ROWS)
    assert first.payments == (3334, 3334, 3333)
    assert flat_schedule(
        usd(999), annual_rate=percent("1"), periods=1, rounding=Rounding.UP
    ).total_interest == usd(1)  # fmt: skip


def test_a_debt_that_ends_a_row_early_has_no_empty_rows() -> None:
    schedule = level_schedule(
        usd(100), annual_rate=0, periods=3, instalment_step=50, instalment_rounding=Rounding.UP
    )
    at_once = level_schedule(
        usd(100), annual_rate=0, periods=3, in_advance=True, instalment_step=100,
        instalment_rounding=Rounding.UP,
    )  # fmt: skip

    assert schedule.payments == (50, 50)
    assert at_once.payments == (100,)


def test_dates_leave_the_rest_of_a_schedule_alone() -> None:
    down = interest_free_schedule(usd(100), periods=1, down_payment=usd(40))
    with_dates = dated(down, [date(2024, 1, 1), date(2024, 2, 1)])

    assert [row.number for row in with_dates] == [0, 1]
    assert (with_dates.currency, with_dates.payments) == ("USD", down.payments)
    with pytest.raises(TermsNeverClear):
        schedule_by_instalment(usd(100), annual_rate=percent("12"), instalment=usd(1))
