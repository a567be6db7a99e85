"""What a payment clears first: orders, spreads, payments ahead."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgeting.amortisation.level import level_schedule
from budgeting.amortisation.loan import Loan
from budgeting.amortisation.loan_schedule import loan_schedule
from budgeting.amortisation.waterfalls import (
    FEES_FIRST,
    INTEREST_FIRST,
    PRINCIPAL_FIRST,
    Across,
    Due,
    InAdvance,
    Part,
    allocate_payment,
    dues_of,
)
from budgeting.errors import (
    DatesOutOfOrder,
    NotAboveZero,
    NotWholeMinorUnits,
    PartsUnclear,
)
from budgeting.money import Money

SIX_MONTHS = tuple(date(2024, month, 1) for month in range(2, 8))
OPENS = date(2024, 1, 1)


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def hundred(rate: str, **terms) -> Loan:
    return Loan(**{
        "advances": ((OPENS, usd(10000)),),
        "due_dates": SIX_MONTHS,
        "rates": Decimal(rate) / 100,
        **terms,
    })  # fmt: skip


DUES = (
    Due(date(2024, 1, 1), 80, 20, 5, 1),
    Due(date(2024, 2, 1), 80, 20, 5),
    Due(date(2024, 3, 1), 80, 20),
    Due(date(2024, 4, 1), 80, 20),
    Due(date(2024, 5, 1), 80, 20),
)
FEBRUARY = date(2024, 2, 1)


def shared(paid: int, **terms) -> list[tuple[int, str, int]]:
    result = allocate_payment(paid, DUES, on=FEBRUARY, **terms)
    assert sum(share.minor for share in result.allocations) + result.left_minor == paid
    return [(row, part.value, minor) for row, part, minor in result.allocations]


# The waterfalls are worked by hand from the parts above.
def test_the_oldest_due_is_cleared_first_in_the_agreed_order() -> None:
    assert shared(30) == [(0, "penalty", 1), (0, "fee", 5), (0, "interest", 20),
                          (0, "principal", 4)]  # fmt: skip
    assert shared(100, order=PRINCIPAL_FIRST) == [(0, "principal", 80), (0, "interest", 20)]
    assert shared(22, order=INTEREST_FIRST) == [(0, "interest", 20), (0, "principal", 2)]


def test_part_by_part_clears_all_fees_before_any_interest() -> None:
    assert shared(33, across=Across.PART_BY_PART) == [
        (0, "penalty", 1), (0, "fee", 5), (1, "fee", 5), (0, "interest", 20),
        (1, "interest", 2)]  # fmt: skip


def test_what_is_left_goes_to_future_dues_as_agreed() -> None:
    def rows(how: InAdvance) -> list[int]:
        after = allocate_payment(361, DUES, on=FEBRUARY, in_advance=how).dues
        return [due.total_minor for due in after]

    assert rows(InAdvance.NEXT) == [0, 0, 0, 50, 100]
    assert rows(InAdvance.LAST) == [0, 0, 100, 50, 0]
    assert rows(InAdvance.NEXT_THEN_LAST) == [0, 0, 0, 100, 50]
    assert rows(InAdvance.SPREAD) == [0, 0, 50, 50, 50]
    assert rows(InAdvance.HOLD) == [0, 0, 100, 100, 100]
    assert allocate_payment(361, DUES, on=FEBRUARY, in_advance=InAdvance.HOLD).left_minor == 150
    assert allocate_payment(600, DUES, on=FEBRUARY).left_minor == 600 - 511


def test_a_spread_fills_small_dues_wherever_they_stand() -> None:
    dues = [Due(date(2024, 3, 1), 100), Due(date(2024, 4, 1), 10), Due(date(2024, 5, 1), 100)]
    after = allocate_payment(51, dues, on=FEBRUARY, in_advance=InAdvance.SPREAD)
    fees = allocate_payment(
        3, [Due(date(2024, 3, 1), 1, 0, 2)], on=FEBRUARY, in_advance=InAdvance.SPREAD
    )

    assert [due.total_minor for due in after.dues] == [79, 0, 80]
    assert after.left_minor == 0
    assert [share.part for share in fees.allocations] == [Part.FEE, Part.PRINCIPAL]


def test_a_spread_passes_on_what_a_small_due_does_not_need() -> None:
    dues = [Due(date(2024, 3, 1), 10), Due(date(2024, 4, 1), 100), Due(date(2024, 5, 1), 100)]
    after = allocate_payment(100, dues, on=FEBRUARY, in_advance=InAdvance.SPREAD)
    all_of_it = allocate_payment(999, dues, on=FEBRUARY, in_advance=InAdvance.SPREAD)

    assert [due.total_minor for due in after.dues] == [0, 55, 55]
    assert all_of_it.left_minor == 999 - 210
    odd = allocate_payment(32, dues, on=FEBRUARY, in_advance=InAdvance.SPREAD)
    assert [due.total_minor for due in odd.dues] == [0, 89, 89]


def test_payments_that_cannot_be_shared_are_refused() -> None:
    for nothing in (0, -1):
        with pytest.raises(NotAboveZero):
            allocate_payment(nothing, DUES, on=FEBRUARY)
    with pytest.raises(NotWholeMinorUnits):
        allocate_payment(1.5, DUES, on=FEBRUARY)  # type: ignore[arg-type]
    for order in ((Part.FEE,), (*FEES_FIRST, Part.FEE)):
        with pytest.raises(PartsUnclear):
            allocate_payment(1, DUES, on=FEBRUARY, order=order)
    with pytest.raises(DatesOutOfOrder):
        allocate_payment(1, DUES[::-1], on=FEBRUARY)
    with pytest.raises(NotAboveZero) as refusal:
        allocate_payment(1, [DUES[0], Due(date(2024, 2, 1), -1)], on=FEBRUARY)
    assert refusal.value.facts["row"] == 1


def test_the_dues_of_a_schedule() -> None:
    dues = dues_of(loan_schedule(hundred("7")))

    assert dues[0] == Due(date(2024, 2, 1), 1643, 58)
    assert dues_of(level_schedule(usd(100), annual_rate=0, periods=1)) == ()


@given(
    st.integers(1, 800),
    st.permutations(FEES_FIRST),
    st.sampled_from(Across),
    st.sampled_from(InAdvance),
)
def test_a_waterfall_loses_no_unit(paid, order, across, in_advance) -> None:
    result = allocate_payment(
        paid, DUES, on=FEBRUARY, order=order, across=across, in_advance=in_advance
    )
    before = sum(due.total_minor for due in DUES)
    after = sum(due.total_minor for due in result.dues)

    assert before - after + result.left_minor == paid
    assert result.left_minor == 0 or after == 0 or in_advance is InAdvance.HOLD
    assert min(min(due[1:]) for due in result.dues) >= 0
