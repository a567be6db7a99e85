"""A lender's figure as of a moment, and the payments it has or has not seen."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.debts.reconcile import Figures, Standing, standing


def day(number: int) -> datetime:
    return datetime(2026, 11, number, 12, tzinfo=UTC)


# charged, lender's paid, asked, as_of | payments (day, amount) | paid, outstanding, credit, due
TABLE = {
    "nothing paid": ((100, 0, None, 10), [], (0, 100, 0, 100)),
    "newer than the figure": ((100, 0, None, 10), [(12, 30)], (30, 70, 0, 70)),
    "in the figure": ((100, 30, None, 13), [(12, 30)], (30, 70, 0, 70)),
    "ours and one at a counter": ((100, 45, None, 13), [(12, 30)], (45, 55, 0, 55)),
    "paid at the very moment": ((100, 30, None, 12), [(12, 30)], (30, 70, 0, 70)),
    "no figure: all of ours count": ((100, None, None, 13), [(12, 30), (14, 10)], (40, 60, 0, 60)),
    "a return after the figure": ((100, 30, None, 13), [(12, 30), (15, -30)], (0, 100, 0, 100)),
    "a return in the figure": ((100, 0, None, 16), [(12, 30), (15, -30)], (0, 100, 0, 100)),
    "a return never in the figure": ((100, 0, None, 13), [(12, 30), (15, -30)], (0, 100, 0, 100)),
    "paid too much": ((100, 90, None, 10), [(12, 30)], (120, 0, 20, 0)),
    "paid to the unit": ((100, 70, None, 10), [(12, 30)], (100, 0, 0, 0)),
    "part of what is asked": ((100, 0, 40, 10), [(12, 15)], (15, 85, 0, 25)),
    "more than what is asked": ((100, 0, 40, 10), [(12, 50)], (50, 50, 0, 0)),
    "asked for more than is left": ((100, 70, 40, 10), [], (70, 30, 0, 30)),
}  # fmt: skip


@pytest.mark.parametrize(("figures", "payments", "wanted"), TABLE.values(), ids=TABLE)
def test_what_is_owed(figures, payments, wanted):
    charged, paid, asked, as_of = figures
    got = standing(
        Figures(charged, paid, asked, day(as_of)), [(day(at), amount) for at, amount in payments]
    )
    assert got == Standing(*wanted)


AMOUNTS = st.integers(1, 10**12)


@given(
    AMOUNTS,
    st.none() | st.integers(0, 10**12),
    st.none() | st.integers(0, 10**12),
    st.lists(st.tuples(st.integers(1, 28), st.integers(-(10**9), 10**9)), max_size=8),
)
def test_the_books_of_a_debt_always_close(charged, paid, asked, payments):
    got = standing(
        Figures(charged, paid, asked, day(14)), [(day(at), sum_) for at, sum_ in payments]
    )

    assert charged - got.paid_minor == got.outstanding_minor - got.credit_minor
    assert min(got.paid_minor, got.outstanding_minor, got.credit_minor, got.due_minor) >= 0
    assert got.due_minor <= got.outstanding_minor
    assert not (got.outstanding_minor and got.credit_minor)
