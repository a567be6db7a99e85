"""Whatever bytes arrive as a push, they end in rows or in refusals that name the row."""

import csv
import io
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.debts import reading
from backend.debts.intake import Tally, batches
from backend.debts.reading import arrive
from backend.plumbing.errors import Refusal
from budgeting.currencies import EXPONENTS
from tests.backend.debts.moments import NOON

HEADER = "reference,currency,principal,due_on,as_of,phone,question,answer,title"
CELLS = (
    "A-1", "CNY", "24.80", "2026-11-27", "2026-11-21T00:00:00Z", "+8613800138000", "birth_year",
    "1994", "Card",
)  # fmt: skip
ODD = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", "=1+1", "-0", "1e3", "12,30", "１２", "١٢", "\0", '"', "''", "CNY", "JPY", "0.01",
         "9" * 17, "2026-02-30", "∞", "NaN", "\u202e", "﷽", "<!ENTITY x>", "+86"]
    ),
)  # fmt: skip


def taken(body, media_type="text/csv", charset=None):
    tally, rows = Tally(), []
    pushed = arrive(io.BytesIO(body), media_type, charset)
    try:
        for batch in batches(pushed.lines(), at=NOON, tally=tally):
            rows += [one.row for one in batch]
    except Refusal:
        pass
    finally:
        pushed.close()
    return tally, rows


def table(*rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return f"{HEADER}\n{text.getvalue()}"


@settings(max_examples=1000, deadline=None)
@given(
    st.lists(st.lists(ODD, min_size=9, max_size=9), max_size=4),
    st.sampled_from(["utf-8", "gb18030"]),
)
def test_any_cells_end_in_rows_or_named_refusals(rows, encoding):
    body = table(*rows).encode(encoding, "replace")
    tally, kept = taken(body)
    assert tally.received == len(kept) + tally.refused
    assert all(error["row"] >= 2 and error["fields"] for error in tally.errors)


@settings(max_examples=1000, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["text/csv", "application/x-ndjson"]))
def test_any_bytes_end_in_rows_or_refusals(body, media_type):
    for prefix in (b"", HEADER.encode() + b"\n"):
        tally, kept = taken(prefix + body, media_type)
        assert tally.received == len(kept) + tally.refused


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(sorted(EXPONENTS)), st.integers(1, 9_007_199_254_740_991), st.booleans())
def test_an_amount_in_major_units_is_never_read_as_another(currency, minor, trimmed):
    amount = f"{Decimal(minor).scaleb(-EXPONENTS[currency]):f}"
    if trimmed and "." in amount:
        amount = amount.rstrip("0").rstrip(".")
    cells = [*CELLS[:1], currency, amount, *CELLS[3:]]
    _, rows = taken(table(cells).encode())
    assert [(row.currency, row.borrowed_minor) for row in rows] == [(currency, minor)]


@settings(max_examples=300, deadline=None)
@given(st.text("0123456789.,eE+-−１２ _'", min_size=1, max_size=12))
def test_what_is_read_as_an_amount_is_that_amount(text):
    _, rows = taken(table([*CELLS[:2], text, *CELLS[3:]]).encode())
    for row in rows:
        assert Decimal(text.strip()) * 100 == row.borrowed_minor


def test_one_hundred_megabytes_are_read_with_little_memory():
    """A body is kept on disk and read by the line: only its longest line is held."""

    class Zeros(io.RawIOBase):
        left = 100_000_000

        def read(self, size=-1):
            size = min(size, self.left)
            self.left -= size
            return b"0" * size

    pushed = arrive(Zeros(), "application/x-ndjson", None)
    try:
        assert pushed.size == 100_000_000
        (line,) = pushed.lines()
    finally:
        pushed.close()
    assert (line.number, line.wrong) == (1, {"row": [reading.TOO_LONG]})
