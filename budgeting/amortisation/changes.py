"""Changes to a running loan: each returns new terms, and the schedule follows from them.

Rows before a change stay as they were: their instalments are settled in the new terms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from budgeting.amortisation.loan import GraceInterest, Loan, OnChange
from budgeting.amortisation.loan_schedule import instalments_in_force, loan_schedule
from budgeting.amortisation.schedule import checked_periods
from budgeting.dates import add_months
from budgeting.errors import DatesOutOfOrder, NoSuchRow, PaidMoreThanOwed
from budgeting.interest import as_table
from budgeting.money import Money
from budgeting.rate_tables import RateTable
from budgeting.rounding import Exact


def move_date(loan: Loan, *, row: int, to: date, later_follow: bool = True) -> Loan:
    """Return the loan with one due date moved; the later ones follow, or stay.

    Dates that follow keep their distance in whole months from the moved one where they had one,
    and in days otherwise. Under a day count the moved period bears more or less interest.

    Instalments stay, and the last row takes what the moved days cost.

    Units:   row numbers begin at 1.
    Raises:  NoSuchRow; DatesOutOfOrder when dates would no longer rise.

    Example:
        >>> lent = ((date(2024, 1, 1), Money(100, "EUR")),)
        >>> dues = (date(2024, 2, 1), date(2024, 3, 1))
        >>> moved = move_date(Loan(advances=lent, due_dates=dues, rates=0), row=1,
        ...                   to=date(2024, 2, 10))
        >>> moved.due_dates[1]
        datetime.date(2024, 3, 10)
    """
    _, due_on = loan.period(row)
    later = loan.due_dates[row:]
    if later_follow:
        later = tuple(_followed(due_on, day, to) for day in later)
    dates = (*loan.due_dates[: row - 1], to, *later)
    return replace(loan, due_dates=dates, settled=instalments_in_force(loan))


def _settled(loan: Loan, before_row: int) -> tuple[int, ...]:
    """Return the instalments of the rows before a change, as they stand."""
    return instalments_in_force(loan)[: before_row - 1]


def _followed(before: date, day: date, to: date) -> date:
    months = (day.year - before.year) * 12 + day.month - before.month
    if months and add_months(before, months) == day:
        return add_months(to, months)
    return to + (day - before)


def add_terms(loan: Loan, *, terms: int, from_row: int, months: int | None = None) -> Loan:
    """Return the loan with more rows at its end and the instalment reckoned anew from a row.

    Units:   terms is a count of rows; months between new due dates, 12 / per_year if left out.
    Raises:  NotACount; NoSuchRow.

    Example:
        >>> lent = ((date(2024, 1, 1), Money(100, "EUR")),)
        >>> loan = Loan(advances=lent, due_dates=(date(2024, 2, 29),), rates=0)
        >>> [day.day for day in add_terms(loan, terms=2, from_row=1).due_dates]
        [29, 29, 29]
    """
    checked_periods(terms)
    loan.period(from_row)
    more = _dates_after(loan, terms, months)
    return replace(
        loan,
        due_dates=(*loan.due_dates, *more),
        settled=_settled(loan, from_row),
        relevel_rows=loan.relevel_rows | {from_row},
    )


def _dates_after(loan: Loan, terms: int, months: int | None) -> tuple[date, ...]:
    last_on = loan.due_dates[-1]
    if months is None and 12 % loan.per_year == 0:
        months = 12 // loan.per_year
    if months is not None:
        each = checked_periods(months)
        return tuple(add_months(last_on, each * row) for row in range(1, terms + 1))
    days = (last_on - loan.period(len(loan.due_dates))[0]).days
    return tuple(last_on + timedelta(days=days * row) for row in range(1, terms + 1))


def principal_holiday(
    loan: Loan,
    *,
    from_row: int,
    rows: int,
    interest: GraceInterest | None = None,
    extend: bool = False,
) -> Loan:
    """Return the loan with rows that pay no principal, and no interest either when told how.

    The instalment is reckoned anew after the holiday, over the rows that are left or, extended,
    over as many rows as before.

    Units:   row numbers begin at 1; rows is a count.
    Raises:  NotACount; NoSuchRow when the holiday does not end before the last row.

    Example:
        >>> lent = ((date(2024, 1, 1), Money(100, "EUR")),)
        >>> dues = tuple(date(2024, month, 1) for month in (2, 3, 4))
        >>> loan = Loan(advances=lent, due_dates=dues, rates=0)
        >>> loan_schedule(principal_holiday(loan, from_row=1, rows=1)).payments
        (0, 50, 50)
    """
    settled = _settled(loan, from_row)
    checked_periods(rows)
    if extend:
        loan = replace(loan, due_dates=(*loan.due_dates, *_dates_after(loan, rows, None)))
    holiday = frozenset(range(from_row, from_row + rows))
    after = from_row + rows
    if from_row < 1 or after > len(loan.due_dates):
        raise NoSuchRow(row=after, rows=len(loan.due_dates))
    free = holiday if interest is not None else frozenset()
    return replace(
        loan,
        principal_grace=loan.principal_grace | holiday,
        interest_grace=loan.interest_grace | free,
        grace_interest=interest or loan.grace_interest,
        settled=settled,
        relevel_rows=loan.relevel_rows | {after},
    )


def new_rate(loan: Loan, *, from_on: date, annual_rate: Exact) -> Loan:
    """Return the loan at another rate from a day on.

    Units:   annual_rate a fraction of one a year.
    Raises:  NotANumber for a float; DatesOutOfOrder before the loan's first rate.

    Example:
        >>> lent = ((date(2024, 1, 1), Money(100, "EUR")),)
        >>> loan = Loan(advances=lent, due_dates=(date(2024, 2, 1),), rates=0)
        >>> new_rate(loan, from_on=date(2024, 1, 15), annual_rate=1).rates.rate_on(date(2024, 2, 1))
        Fraction(1, 1)
    """
    kept = tuple(entry for entry in as_table(loan.rates).entries if entry[0] < from_on)
    if not kept:
        raise DatesOutOfOrder(from_on=from_on, loan_opens_on=loan.opens_on)
    table = RateTable((*kept, (from_on, annual_rate)))
    if from_on >= loan.due_dates[-1]:
        return replace(loan, rates=table)
    row = loan.row_of(max(from_on, loan.opens_on))
    anew = {row} if loan.on_change is OnChange.FORESEEN else set()
    return replace(
        loan,
        rates=table,
        settled=_settled(loan, row),
        relevel_rows=loan.relevel_rows | anew,
    )


def re_amortise(loan: Loan, *, from_row: int) -> Loan:
    """Return the loan with its instalment reckoned anew from a row over the rows that are left.

    Units:   row numbers begin at 1.
    Raises:  NoSuchRow.

    Example:
        >>> lent = ((date(2024, 1, 1), Money(100, "EUR")),)
        >>> loan = Loan(advances=lent, due_dates=(date(2024, 2, 1),), rates=0)
        >>> re_amortise(loan, from_row=1).relevel_rows
        frozenset({1})
    """
    loan.period(from_row)
    return replace(
        loan,
        instalment=None,
        settled=_settled(loan, from_row),
        relevel_rows=loan.relevel_rows | {from_row},
    )


def prepay(loan: Loan, *, on: date, amount: Money, keep_instalment: bool = False) -> Loan:
    """Return the loan after something more was paid: lower instalments, or fewer of them.

    Raises:  DatesOutOfOrder outside the loan; NotAboveZero; CurrenciesDiffer; PaidMoreThanOwed
             when it is more than the balance of that day.

    Example:
        >>> lent = ((date(2024, 1, 1), Money(100, "EUR")),)
        >>> dues = tuple(date(2024, month, 1) for month in (2, 3, 4, 5))
        >>> loan = Loan(advances=lent, due_dates=dues, rates=0)
        >>> fewer = prepay(loan, on=date(2024, 2, 1), amount=Money(50, "EUR"), keep_instalment=True)
        >>> loan_schedule(fewer).payments
        (25, 25)
    """
    change = OnChange.KEEP_INSTALMENT if keep_instalment else OnChange.RE_AMORTISE
    paid = tuple(sorted((*loan.prepaid, (on, amount)), key=lambda movement: movement[0]))
    row = loan.row_of(on)
    after = replace(
        loan,
        prepaid=paid,
        on_change=change,
        settled=_settled(loan, row + 1 if keep_instalment else row),
    )
    loan_schedule(after)
    return after


def re_age(
    loan: Loan,
    *,
    on: date,
    paid: Money,
    due_dates: Sequence[date],
    rates: RateTable | Exact | None = None,
) -> Loan:
    """Return a new loan over what is still owed on a day: overdue parts and the rest in new rows.

    What is owed is the principal not yet paid and the interest of all rows due by that day,
    less what was paid in all; it is lent anew on that day.

    Units:   paid is everything paid since the loan began.
    Raises:  PaidMoreThanOwed when nothing is left; DatesOutOfOrder.
    Source:  re-aging as in Apache Fineract: overdue instalments are closed and fall due in new
             ones; interest that was not yet due is not carried over.

    Example:
        >>> lent = ((date(2024, 1, 1), Money(100, "EUR")),)
        >>> loan = Loan(advances=lent, rates=0, due_dates=(date(2024, 2, 1), date(2024, 3, 1)))
        >>> anew = re_age(loan, on=date(2024, 3, 15), paid=Money(20, "EUR"),
        ...               due_dates=(date(2024, 4, 15), date(2024, 5, 15)))
        >>> loan_schedule(anew).payments
        (40, 40)
    """
    schedule = loan_schedule(loan)
    due = [row for row in schedule if row.due_on is not None and row.due_on <= on]
    lent = sum(amount.minor for day, amount in loan.advances if day <= on)
    owed = lent + sum(row.interest_minor for row in due) - paid.minor
    if owed <= 0:
        raise PaidMoreThanOwed(paid=paid, on=on)
    return Loan(
        advances=((on, Money(owed, loan.currency)),),
        due_dates=tuple(due_dates),
        rates=loan.rates if rates is None else rates,
        convention=loan.convention,
        per_year=loan.per_year,
        pauses=loan.pauses,
        rounding=loan.rounding,
        instalment_rounding=loan.instalment_rounding,
        instalment_step=loan.instalment_step,
        last_row=loan.last_row,
    )
