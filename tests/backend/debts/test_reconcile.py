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
    "nothing paid": ((1000, 0, None, 10), [], (0, 1000, 0, 1000)),
    "our payment is newer than the figure": ((1000, 0, None, 10), [(12, 300)], (300, 700, 0, 700)),
    "the figure has our payment": ((1000, 300, None, 13), [(12, 300)], (300, 700, 0, 700)),
    "the figure has ours and one at a counter": ((1000, 450, None, 13), [(12, 300)], (450, 550, 0, 550)),
    "a payment at the very moment is in the figure": ((1000, 300, None, 12), [(12, 300)], (300, 700, 0, 700)),
    "no figure: ours count, older ones too": ((1000, None, None, 13), [(12, 300), (14, 100)], (400, 600, 0, 600)),
    "a return after the figure that had it": ((1000, 300, None, 13), [(12, 300), (15, -300)], (0, 1000, 0, 1000)),
    "a return the figure has booked": ((1000, 0, None, 16), [(12, 300), (15, -300)], (0, 1000, 0, 1000)),
    "a return of what the figure never had": ((1000, 0, None, 13), [(12, 300), (15, -300)], (0, 1000, 0, 1000)),
    "paid too much": ((1000, 900, None, 10), [(12, 300)], (1200, 0, 200, 0)),
    "paid to the unit": ((1000, 700, None, 10), [(12, 300)], (1000, 0, 0, 0)),
    "part of what is asked": ((1000, 0, 400, 10), [(12, 150)], (150, 850, 0, 250)),
    "more than what is asked": ((1000, 0, 400, 10), [(12, 500)], (500, 500, 0, 0)),
    "asked for more than is left": ((1000, 700, 400, 10), [], (700, 300, 0, 300)),
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
