"""What it takes to be rid of a loan on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from budgeting.amortisation.accrual import interest_factor
from budgeting.amortisation.loan import GraceInterest, Loan
from budgeting.amortisation.loan_schedule import loan_schedule
from budgeting.amortisation.schedule import Row
from budgeting.errors import DatesOutOfOrder, NoSuchRow, TermsUnclear
from budgeting.money import Money
from budgeting.rounding import round_exact


class InterestTo(StrEnum):
    """How far a pay-off quote charges interest: to its own day, or to the end of the period.

    Source: Apache Fineract's pre-closure strategies, till pre-closure date and till rest date.
    """

    THE_DAY = "the_day"
    PERIOD_END = "period_end"


@dataclass(frozen=True, slots=True)
class PayoffQuote:
    """The amount that ends a loan on a day, in its parts, and the interest that it saves.

    Units:   money in minor units.
    """

    on: date
    principal: Money
    interest: Money
    saved: Money

    @property
    def total(self) -> Money:
        """Principal and interest together."""
        return self.principal + self.interest


def payoff_quote(
    loan: Loan, *, on: date, paid_rows: int, interest_to: InterestTo = InterestTo.THE_DAY
) -> PayoffQuote:
    """Return what ends a loan on a day, when the first rows were paid as they fell due.

    Rows that are due and unpaid bear no interest of their own here: their principal and interest
    are owed as scheduled, and the period of the day bears interest on its balance.

    Units:   paid_rows is a count of instalments paid in full.
    Raises:  DatesOutOfOrder before the loan opens or after its last due date; NoSuchRow when a
             row is said to be paid that is not due yet, or nothing is left; TermsUnclear while
             interest waits in a grace row.
    Source:  balance and accrued interest at a date.

    Example:
        >>> lent = ((date(2024, 1, 1), Money(10_000, "USD")),)
        >>> dues = tuple(date(2024, month, 1) for month in range(2, 8))
        >>> loan = Loan(advances=lent, due_dates=dues, rates=Fraction(7, 100))
        >>> quote = payoff_quote(loan, on=date(2024, 2, 15), paid_rows=1)
        >>> quote.principal.minor, quote.interest.minor
        (8357, 24)
    """
    instalments = [row for row in loan_schedule(loan) if row.number > 0]
    current = _current(loan, instalments, on, paid_rows)
    if current.number in loan.interest_grace and loan.grace_interest is not GraceInterest.FREE:
        raise TermsUnclear(row=current.number, grace_interest=loan.grace_interest)
    unpaid = [row for row in instalments if paid_rows < row.number < current.number]
    left, running = current.opening_minor, _running(loan, current, on, interest_to)
    owed = sum(row.interest_minor for row in unpaid)
    principal = left + sum(row.principal_minor for row in unpaid)
    planned = sum(row.interest_minor for row in instalments if row.number > paid_rows)
    return PayoffQuote(
        on,
        Money(principal + _moved(loan, current, on), loan.currency),
        Money(owed + running, loan.currency),
        Money(planned - owed - running, loan.currency),
    )


def _current(loan: Loan, instalments: list[Row], on: date, paid_rows: int) -> Row:
    """Return the first unpaid row whose period has not ended."""
    if not loan.opens_on <= on <= loan.due_dates[-1]:
        raise DatesOutOfOrder(first=loan.opens_on, on=on, last=loan.due_dates[-1])
    for row in instalments:
        due_on = loan.due_dates[row.number - 1]
        if due_on > on or (due_on == on and row.number > paid_rows):
            if paid_rows < row.number:
                return row
            break
    raise NoSuchRow(row=paid_rows, rows=len(instalments))


def _moved(loan: Loan, row: Row, on: date) -> int:
    first_on, _ = loan.period(row.number)
    moves = [(day, amount.minor) for day, amount in loan.advances if day != loan.opens_on]
    moves += [(day, -amount.minor) for day, amount in loan.prepaid]
    return sum(minor for day, minor in moves if first_on <= day <= on)


def _running(loan: Loan, row: Row, on: date, interest_to: InterestTo) -> int:
    first_on, due_on = loan.period(row.number)
    if interest_to is InterestTo.PERIOD_END:
        return row.interest_minor
    until = max(min(on, due_on), first_on)
    bore = row.opening_minor * interest_factor(loan, row.number, first_on, until)
    moves = [(day, amount.minor) for day, amount in loan.advances if day != loan.opens_on]
    moves += [(day, -amount.minor) for day, amount in loan.prepaid]
    inside = [(day, minor) for day, minor in moves if first_on <= day < until]
    more = sum(
        (minor * interest_factor(loan, row.number, day, until) for day, minor in inside),
        Fraction(0),
    )
    return round_exact(bore + more, loan.rounding)
