"""A schedule: the rows in which a debt is paid, in whole minor units, summing to what is owed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import accumulate
from operator import sub
from typing import NamedTuple, overload

from budgeting.errors import DatesOutOfOrder, NotACount
from budgeting.money import Money


class LastRow(StrEnum):
    """What becomes of the odd units that rounding leaves.

    TAKES_REST puts them all into the last row. SMOOTHED moves the level instalment by a few
    units until the last row lies as near to the others as it can.
    """

    TAKES_REST = "takes_rest"
    SMOOTHED = "smoothed"


class Row(NamedTuple):
    """One payment of a schedule and what it does to the balance.

    Units:   minor units. ``advanced`` is lent in the row's period; ``payment`` is interest,
             principal and fee together; interest waiting or added to the balance is none of it.
    """

    number: int
    due_on: date | None
    opening_minor: int
    advanced_minor: int
    interest_minor: int
    principal_minor: int
    fee_minor: int
    payment_minor: int
    closing_minor: int


@dataclass(frozen=True, slots=True)
class Schedule(Sequence[Row]):
    """The rows of a debt, kept as columns and read as rows.

    Units:   minor units of one currency.
    Shape:   one entry a row in ``interests`` and ``closings``; ``due_dates``, ``advances`` and
             ``fees`` are empty when there are none. A down payment is row 0 and comes first.
    """

    currency: str
    opening_minor: int
    interests: tuple[int, ...]
    closings: tuple[int, ...]
    due_dates: tuple[date, ...] = ()
    advances: tuple[int, ...] = ()
    fees: tuple[int, ...] = ()
    first_number: int = 1

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.closings)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, at: int | slice) -> Row | tuple[Row, ...]:
        """Return a row by its place, or some."""
        if isinstance(at, slice):
            return tuple(self._row(place) for place in range(*at.indices(len(self))))
        return self._row(range(len(self))[at])

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows in order."""
        return map(self._row, range(len(self)))

    def _row(self, at: int) -> Row:
        opening = self.closings[at - 1] if at else self.opening_minor
        advanced = self.advances[at] if self.advances else 0
        fee = self.fees[at] if self.fees else 0
        interest, closing = self.interests[at], self.closings[at]
        principal = opening + advanced - closing
        due_on = self.due_dates[at] if self.due_dates else None
        paid = interest + principal + fee
        number = at + self.first_number
        return Row(number, due_on, opening, advanced, interest, principal, fee, paid, closing)

    @property
    def payments(self) -> tuple[int, ...]:
        """What is paid in each row, in minor units."""
        return tuple(row.payment_minor for row in self)

    @property
    def total_interest(self) -> Money:
        """All interest of all rows."""
        return Money(sum(self.interests), self.currency)

    @property
    def total_paid(self) -> Money:
        """All payments of all rows."""
        return Money(sum(self.payments), self.currency)

    @property
    def instalment(self) -> Money:
        """The payment of the first row that lowers the balance by plan."""
        rows = (row for row in self if row.number > 0 and row.principal_minor > 0)
        first = next(rows, None)
        return Money(first.payment_minor if first else 0, self.currency)


def dated(schedule: Schedule, due_dates: Sequence[date]) -> Schedule:
    """Return a schedule with a due date on each row.

    Shape:   as many dates as rows, strictly rising.
    Raises:  NotACount when there are too few or too many; DatesOutOfOrder naming the row.

    Example:
        >>> plain = from_parts("EUR", 100, [0, 0], [50, 50])
        >>> dated(plain, [date(2024, 1, 31), date(2024, 2, 29)])[1].due_on
        datetime.date(2024, 2, 29)
    """
    if len(due_dates) != len(schedule):
        raise NotACount(rows=len(schedule), dates=len(due_dates))
    rising(due_dates)
    return replace(schedule, due_dates=tuple(due_dates))


def rising(dates: Sequence[date]) -> None:
    """Refuse dates that do not strictly rise; rows are counted from 0 in what is refused.

    Raises:  DatesOutOfOrder naming the row.

    Example:
        >>> rising([date(2024, 1, 1), date(2024, 1, 2)])
    """
    for row in range(1, len(dates)):
        if dates[row] <= dates[row - 1]:
            raise DatesOutOfOrder(row=row, first=dates[row - 1], last=dates[row])


def from_parts(
    currency: str, opening: int, interests: Sequence[int], principals: Sequence[int]
) -> Schedule:
    """Return the schedule of given interest and principal parts.

    Units:   minor units.

    Example:
        >>> from_parts("EUR", 100, [1, 1], [50, 50])[1].closing_minor
        0
    """
    closings = tuple(accumulate(principals, sub, initial=opening))[1:]
    return Schedule(currency, opening, tuple(interests), closings)


def checked_periods(periods: int, least: int = 1) -> int:
    """Return a number of periods, refusing what is no count.

    Raises:  NotACount.

    Example:
        >>> checked_periods(12)
        12
    """
    if type(periods) is not int or periods < least:
        raise NotACount(periods=periods)
    return periods
