"""Where a payment goes: over the dues of a debt, part by part, in an order that was agreed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from budgeting.amortisation.schedule import Schedule, rising
from budgeting.errors import NotAboveZero, NotWholeMinorUnits, PartsUnclear
from budgeting.rounding import Rounding, divide


class Part(StrEnum):
    """What a due is made of."""

    PENALTY = "penalty"
    FEE = "fee"
    INTEREST = "interest"
    PRINCIPAL = "principal"


class Across(StrEnum):
    """Whether a payment clears one due after the other, or one part of all dues after the other.

    Source: Apache Fineract's vertical and horizontal allocation.
    """

    DUE_BY_DUE = "due_by_due"
    PART_BY_PART = "part_by_part"


class InAdvance(StrEnum):
    """Where the rest of a payment goes when everything due is paid.

    NEXT lowers the next due, then the one after; LAST the last, then the one before; SPREAD all
    alike; NEXT_THEN_LAST the next in full, then from the end; HOLD leaves it unallocated.

    Source: Apache Fineract's future instalment rules (next, last, re-amortisation, next-last).
    """

    NEXT = "next"
    LAST = "last"
    SPREAD = "spread"
    NEXT_THEN_LAST = "next_then_last"
    HOLD = "hold"


FEES_FIRST = (Part.PENALTY, Part.FEE, Part.INTEREST, Part.PRINCIPAL)
PRINCIPAL_FIRST = (Part.PRINCIPAL, Part.INTEREST, Part.FEE, Part.PENALTY)
INTEREST_FIRST = (Part.INTEREST, Part.PRINCIPAL, Part.PENALTY, Part.FEE)


class Due(NamedTuple):
    """What is still owed for one due date, in its parts.

    Units:   minor units.
    """

    due_on: date
    principal_minor: int = 0
    interest_minor: int = 0
    fee_minor: int = 0
    penalty_minor: int = 0

    @property
    def total_minor(self) -> int:
        """All parts together."""
        return self.principal_minor + self.interest_minor + self.fee_minor + self.penalty_minor


class Allocation(NamedTuple):
    """A share of a payment: to which due, which part, how much.

    Units:   row is the place in the dues, from 0; minor units.
    """

    row: int
    part: Part
    minor: int


@dataclass(frozen=True, slots=True)
class Allocated:
    """A payment shared out: its shares, the dues as they are after it, and what is left over."""

    allocations: tuple[Allocation, ...]
    dues: tuple[Due, ...]
    left_minor: int


def allocate_payment(
    paid_minor: int,
    dues: Sequence[Due],
    *,
    on: date,
    order: Sequence[Part] = FEES_FIRST,
    across: Across = Across.DUE_BY_DUE,
    in_advance: InAdvance = InAdvance.NEXT,
) -> Allocated:
    """Return how a payment is shared over dues: the oldest first, then what is not due yet.

    Units:   minor units of one currency.
    Shape:   dues in strictly rising order of due dates; allocations in the order they were made.
    Raises:  NotAboveZero for a payment of nothing or a negative part, naming the row;
             PartsUnclear when the order does not name each part once; DatesOutOfOrder.
    Source:  United Kingdom: CONC 7; United States: 12 CFR 1026.36(c); Fineract allocation rules.

    Example:
        >>> dues = [Due(date(2024, 1, 1), 80, 20), Due(date(2024, 2, 1), 80, 20)]
        >>> shared = allocate_payment(130, dues, on=date(2024, 2, 1))
        >>> [(share.row, share.part.value, share.minor) for share in shared.allocations]
        [(0, 'interest', 20), (0, 'principal', 80), (1, 'interest', 20), (1, 'principal', 10)]
    """
    _refuse(paid_minor, dues, order)
    owed = [{part: getattr(due, f"{part}_minor") for part in order} for due in dues]
    shares: list[Allocation] = []
    ripe = [row for row, due in enumerate(dues) if due.due_on <= on]
    ahead = [row for row, due in enumerate(dues) if due.due_on > on]
    left = _take(paid_minor, _cells(ripe, order, across), owed, shares)
    if in_advance is InAdvance.SPREAD:
        left = _spread(left, ahead, order, owed, shares)
    elif in_advance is not InAdvance.HOLD:
        rows = _in_order(ahead, in_advance)
        left = _take(left, _cells(rows, order, Across.DUE_BY_DUE), owed, shares)
    after = (
        Due(due.due_on, *(owed[row][part] for part in _FIELDS)) for row, due in enumerate(dues)
    )
    return Allocated(tuple(shares), tuple(after), left)


def dues_of(schedule: Schedule) -> tuple[Due, ...]:
    """Return the dues of a dated schedule, each row in its parts.

    Raises:  DatesOutOfOrder when the rows are not dated in rising order.

    Example:
        >>> from budgeting.amortisation.schedule import dated, from_parts
        >>> dues_of(dated(from_parts("EUR", 100, [1], [100]), [date(2024, 1, 31)]))[0].total_minor
        101
    """
    rows = [row for row in schedule if row.due_on is not None]
    return tuple(
        Due(row.due_on, row.principal_minor, row.interest_minor, row.fee_minor)
        for row in rows
        if row.due_on is not None
    )


_FIELDS = (Part.PRINCIPAL, Part.INTEREST, Part.FEE, Part.PENALTY)


def _refuse(paid_minor: int, dues: Sequence[Due], order: Sequence[Part]) -> None:
    if type(paid_minor) is not int:
        raise NotWholeMinorUnits(paid_minor=paid_minor)
    if paid_minor <= 0:
        raise NotAboveZero(paid_minor=paid_minor)
    if sorted(order) != sorted(Part):
        raise PartsUnclear(order=tuple(order))
    rising([due.due_on for due in dues])
    for row, due in enumerate(dues):
        if min(due[1:]) < 0:
            raise NotAboveZero(row=row, due=due)


def _in_order(ahead: list[int], in_advance: InAdvance) -> list[int]:
    if in_advance is InAdvance.NEXT:
        return ahead
    backwards = ahead[::-1]
    return backwards if in_advance is InAdvance.LAST else ahead[:1] + backwards[:-1]


def _cells(rows: Iterable[int], order: Sequence[Part], across: Across) -> list[tuple[int, Part]]:
    if across is Across.DUE_BY_DUE:
        return [(row, part) for row in rows for part in order]
    kept = list(rows)
    return [(row, part) for part in order for row in kept]


def _take(
    left: int,
    cells: Iterable[tuple[int, Part]],
    owed: list[dict[Part, int]],
    shares: list[Allocation],
) -> int:
    for row, part in cells:
        share = min(left, owed[row][part])
        if share:
            owed[row][part] -= share
            shares.append(Allocation(row, part, share))
            left -= share
    return left


def _spread(
    left: int,
    rows: list[int],
    order: Sequence[Part],
    owed: list[dict[Part, int]],
    shares: list[Allocation],
) -> int:
    """Give every row the same, passing on what a small row does not need."""
    sizes = {row: sum(owed[row].values()) for row in rows}
    given: dict[int, int] = {}
    for place, row in enumerate(sorted(rows, key=lambda row: sizes[row])):
        each = divide(left, len(rows) - place, Rounding.CEILING)
        given[row] = min(sizes[row], each)
        left -= given[row]
    for row in rows:
        _take(given[row], [(row, part) for part in order], owed, shares)
    return left
