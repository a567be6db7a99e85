"""Rates that change with time: each is in force from its day until the next one's."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from budgeting.errors import DatesOutOfOrder, EmptyTable, NoRateInForce
from budgeting.rounding import Exact, exact


class RateSpan(NamedTuple):
    """A rate and the days it covers: from the first day on and before the last.

    Units:   annual_rate is a fraction of one a year.
    """

    first_on: date
    before: date
    annual_rate: Fraction


@dataclass(frozen=True, slots=True)
class RateTable:
    """Yearly rates by the day they come into force.

    Units:   fractions of one a year.
    Shape:   pairs of day and rate, in strictly rising order of days.
    Raises:  EmptyTable; DatesOutOfOrder naming the row; NotANumber for a float.

    Example:
        >>> from decimal import Decimal
        >>> table = RateTable(((date(2017, 11, 21), Decimal("0.03")),
        ...                    (date(2018, 8, 21), Decimal("0.0325"))))
        >>> table.rate_on(date(2018, 8, 20))
        Fraction(3, 100)
    """

    entries: tuple[tuple[date, Exact], ...]
    _days: tuple[date, ...] = field(init=False, repr=False, compare=False)
    _rates: tuple[Fraction, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse an empty or disordered table."""
        entries = tuple(self.entries)
        if not entries:
            raise EmptyTable
        days = tuple(day for day, _ in entries)
        for row in range(1, len(days)):
            if days[row] <= days[row - 1]:
                raise DatesOutOfOrder(row=row, first=days[row - 1], last=days[row])
        object.__setattr__(self, "entries", entries)
        object.__setattr__(self, "_days", days)
        object.__setattr__(self, "_rates", tuple(exact(rate) for _, rate in entries))

    @classmethod
    def flat(cls, annual_rate: Exact) -> RateTable:
        """Return the table of a rate that never changes.

        Units:   fraction of one a year.
        Raises:  NotANumber for a float.

        Example:
            >>> RateTable.flat(0).rate_on(date(1999, 1, 1))
            Fraction(0, 1)
        """
        return cls(((date.min, annual_rate),))

    def rate_on(self, day: date) -> Fraction:
        """Return the rate in force on a day.

        Units:   fraction of one a year.
        Raises:  NoRateInForce before the first entry.

        Example:
            >>> RateTable(((date(2024, 1, 1), 1),)).rate_on(date(2024, 1, 1))
            Fraction(1, 1)
        """
        row = bisect_right(self._days, day)
        if row == 0:
            raise NoRateInForce(day=day, begins_on=self._days[0])
        return self._rates[row - 1]

    def spans(self, first_on: date, before: date) -> tuple[RateSpan, ...]:
        """Return the rates in force from a day on and before another, each with its days.

        Shape:   in order, without gaps; empty when there is no day between.
        Raises:  NoRateInForce before the first entry.

        Example:
            >>> table = RateTable(((date(2024, 1, 1), 1), (date(2024, 2, 1), 2)))
            >>> [span.before.day for span in table.spans(date(2024, 1, 30), date(2024, 2, 3))]
            [1, 3]
        """
        if before <= first_on:
            return ()
        rate = self.rate_on(first_on)
        row = bisect_right(self._days, first_on)
        spans = []
        while row < len(self._days) and self._days[row] < before:
            spans.append(RateSpan(first_on, self._days[row], rate))
            first_on, rate = self._days[row], self._rates[row]
            row += 1
        spans.append(RateSpan(first_on, before, rate))
        return tuple(spans)

    def overlaid(self, pauses: Iterable[tuple[date, date | None]]) -> RateTable:
        """Return this table with rate zero in each pause, as in a moratorium.

        Shape:   a pause is its first and its last day, both paused; no last day means for good.
        Raises:  DatesOutOfOrder for a pause that ends before it begins.
        Source:  Breathing Space regulations (SI 2020/1311) regulation 7: no interest in a
                 moratorium.

        Example:
            >>> table = RateTable.flat(1).overlaid([(date(2024, 1, 5), date(2024, 1, 7))])
            >>> [int(table.rate_on(date(2024, 1, day))) for day in (4, 5, 7, 8)]
            [1, 0, 0, 1]
        """
        table = self
        for first_on, last_on in pauses:
            table = table._paused(first_on, last_on)
        return table

    def _paused(self, first_on: date, last_on: date | None) -> RateTable:
        if last_on is not None and last_on < first_on:
            raise DatesOutOfOrder(first=first_on, last=last_on)
        rows: list[tuple[date, Exact]] = [row for row in self.entries if row[0] < first_on]
        rows.append((first_on, 0))
        if last_on is not None and last_on < date.max:
            resumes_on = date.fromordinal(last_on.toordinal() + 1)
            if resumes_on >= self._days[0]:
                rows.append((resumes_on, self.rate_on(resumes_on)))
            rows += [row for row in self.entries if row[0] > resumes_on]
        return RateTable(tuple(rows))
