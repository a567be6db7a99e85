"""A loan as agreed: what is lent and when, its due dates, rates and conventions by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from budgeting.amortisation.schedule import LastRow, rising
from budgeting.day_counts import DayCount
from budgeting.errors import (
    CurrenciesDiffer,
    DatesOutOfOrder,
    EmptyTable,
    NoSuchRow,
    NotAboveZero,
    PaidMoreThanOwed,
)
from budgeting.interest import Pause
from budgeting.money import Money
from budgeting.rate_tables import RateTable
from budgeting.rounding import Exact, Rounding

Movement = tuple[date, Money]


class GraceInterest(StrEnum):
    """What becomes of interest in a grace row: not charged, collected after, or added on."""

    FREE = "free"
    DEFERRED = "deferred"
    CAPITALISED = "capitalised"


class OnChange(StrEnum):
    """What an advance, a prepayment or a new rate does to the level instalment.

    RE_AMORTISE reckons it anew over the rows that are left. KEEP_INSTALMENT leaves it: the
    schedule ends earlier, or its last row takes the rest. FORESEEN knows every change from the
    start and has one instalment for all.
    """

    RE_AMORTISE = "re_amortise"
    KEEP_INSTALMENT = "keep_instalment"
    FORESEEN = "foreseen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """The terms of a loan with dated rows; ``loan_schedule`` turns them into rows.

    With ``convention`` None each period is the same part of a year, 1 / per_year, and a part of
    one is its days over the days of the period (30/360 with thirty-day months comes to that).
    Otherwise interest is by that day count. ``first_period`` says how many periods long an odd
    first one is (49/30), when its dates should not decide. ``principal_grace`` rows pay interest
    only; ``interest_grace`` rows pay none, by ``grace_interest``; both sets hold row numbers from
    1. ``relevel_rows`` are further rows from which the instalment is reckoned anew, and
    ``instalment`` fixes it instead. ``settled`` holds the instalments of the first rows as they
    stood before a change, which no later term touches. ``prepaid`` was paid on the principal
    beside the plan.

    Units:   rates fractions of one a year; step in minor units; pauses first and last day.
    Shape:   advances and due dates in strictly rising order; every advance before the last row.
    Raises:  EmptyTable; DatesOutOfOrder; NoSuchRow; NotAboveZero; CurrenciesDiffer;
             PaidMoreThanOwed for a down payment that leaves no debt.
    """

    advances: tuple[Movement, ...]
    due_dates: tuple[date, ...]
    rates: RateTable | Exact
    starts_on: date | None = None
    first_period: Exact | None = None
    convention: DayCount | None = None
    per_year: int = 12
    instalment: Money | None = None
    balloon: Money | None = None
    down_payment: Money | None = None
    principal_grace: frozenset[int] = frozenset()
    interest_grace: frozenset[int] = frozenset()
    grace_interest: GraceInterest = GraceInterest.FREE
    on_change: OnChange = OnChange.RE_AMORTISE
    relevel_rows: frozenset[int] = frozenset()
    settled: tuple[int, ...] = ()
    prepaid: tuple[Movement, ...] = ()
    pauses: tuple[Pause, ...] = ()
    rounding: Rounding = Rounding.HALF_EVEN
    instalment_rounding: Rounding = Rounding.HALF_EVEN
    instalment_step: int = 1
    last_row: LastRow = LastRow.TAKES_REST

    def __post_init__(self) -> None:
        """Refuse terms that do not hold together."""
        if not self.advances or not self.due_dates:
            raise EmptyTable(advances=len(self.advances), due_dates=len(self.due_dates))
        rising([on for on, _ in self.advances])
        rising(self.due_dates)
        if self.due_dates[0] <= self.opens_on or self.advances[0][0] < self.opens_on:
            raise DatesOutOfOrder(first=self.opens_on, last=self.due_dates[0])
        for on, _ in (*self.advances, *self.prepaid):
            if not self.opens_on <= on < self.due_dates[-1]:
                raise DatesOutOfOrder(first=self.opens_on, on=on, last=self.due_dates[-1])
        self._refuse_amounts()
        for row in self.principal_grace | self.interest_grace | self.relevel_rows:
            if not 1 <= row <= len(self.due_dates):
                raise NoSuchRow(row=row, rows=len(self.due_dates))

    def _refuse_amounts(self) -> None:
        singles = (self.instalment, self.balloon, self.down_payment)
        amounts = [amount for _, amount in (*self.advances, *self.prepaid)]
        amounts += [amount for amount in singles if amount is not None]
        for amount in amounts:
            if amount.currency != self.currency:
                raise CurrenciesDiffer(left=self.currency, right=amount.currency)
            if amount.minor <= 0:
                raise NotAboveZero(amount=amount)
        if self.down_payment is not None and self.down_payment >= self.advances[0][1]:
            raise PaidMoreThanOwed(down_payment=self.down_payment)

    @property
    def currency(self) -> str:
        """The currency of the first advance and so of all."""
        return self.advances[0][1].currency

    @property
    def opens_on(self) -> date:
        """The first day of the first period."""
        return self.advances[0][0] if self.starts_on is None else self.starts_on

    def period(self, row: int) -> tuple[date, date]:
        """Return the first day of a row's period and its due date.

        Units:   row numbers begin at 1.
        Raises:  NoSuchRow.

        Example:
            >>> lent = ((date(2024, 1, 1), Money(100, "EUR")),)
            >>> Loan(advances=lent, due_dates=(date(2024, 2, 1),), rates=0).period(1)[0].day
            1
        """
        if not 1 <= row <= len(self.due_dates):
            raise NoSuchRow(row=row, rows=len(self.due_dates))
        opens_on = self.opens_on if row == 1 else self.due_dates[row - 2]
        return opens_on, self.due_dates[row - 1]

    def row_of(self, day: date) -> int:
        """Return the number of the row in whose period a day lies, due dates to the next one.

        Raises:  DatesOutOfOrder outside the loan.

        Example:
            >>> lent = ((date(2024, 1, 1), Money(100, "EUR")),)
            >>> dues = (date(2024, 2, 1), date(2024, 3, 1))
            >>> Loan(advances=lent, due_dates=dues, rates=0).row_of(date(2024, 2, 1))
            2
        """
        if not self.opens_on <= day < self.due_dates[-1]:
            raise DatesOutOfOrder(first=self.opens_on, on=day, last=self.due_dates[-1])
        return sum(1 for due_on in self.due_dates if due_on <= day) + 1
