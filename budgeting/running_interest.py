"""Interest on a balance that moves: an account with what is added and what is paid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from budgeting.dates import add_months
from budgeting.day_counts import DayCount, year_fraction
from budgeting.errors import CurrenciesDiffer, DatesOutOfOrder, PaidMoreThanOwed
from budgeting.interest import Pause, as_table
from budgeting.money import Money
from budgeting.rate_tables import RateTable
from budgeting.rounding import Exact, Rounding, round_exact


class PaysFirst(StrEnum):
    """What a payment on an account lowers first.

    Source: INTEREST is the United States Rule (Story v. Livingston, 38 U.S. 359).
    """

    PRINCIPAL = "principal"
    INTEREST = "interest"


class AccountLine(NamedTuple):
    """One stretch of days with one balance and what it bore, with the movement that opened it.

    Units:   minor units; the moved amount is negative when it was paid; interest exact.
    """

    first_on: date
    before: date
    moved_minor: int
    balance_minor: int
    interest_minor: Fraction


@dataclass(frozen=True, slots=True)
class Account:
    """What an account stands at: lines, the balance that bears interest, interest not yet paid."""

    lines: tuple[AccountLine, ...]
    principal: Money
    interest: Money

    @property
    def owed(self) -> Money:
        """Principal and unpaid interest together."""
        return self.principal + self.interest


def running_interest(
    opening: Money,
    *,
    start: date,
    end: date,
    rates: RateTable | Exact,
    movements: Iterable[tuple[date, Money]] = (),
    pays_first: PaysFirst = PaysFirst.PRINCIPAL,
    capitalise_months: int | None = None,
    convention: DayCount = DayCount.ACT_365F,
    rounding: Rounding = Rounding.HALF_EVEN,
    pauses: Sequence[Pause] = (),
) -> Account:
    """Return an account at the end of a stretch of days, with interest on each day's balance.

    A movement counts from its own day; a payment is negative. Interest waits beside the balance
    and bears none, unless it is added to it every so many months from the start.

    Units:   rates as fractions of one a year; capitalise_months in months.
    Raises:  DatesOutOfOrder for a movement outside the days, naming its row; CurrenciesDiffer;
             PaidMoreThanOwed when the balance would fall below zero; NoRateInForce.
    Source:  balance x rate x days / year; United States Rule for interest first.

    Example:
        >>> from decimal import Decimal
        >>> account = running_interest(Money(100_000, "EUR"), start=date(2023, 1, 1),
        ...     end=date(2024, 1, 1), rates=Decimal("0.1"),
        ...     movements=[(date(2023, 7, 2), Money(-50_000, "EUR"))])
        >>> account.principal.minor, account.interest.minor
        (50000, 7493)
    """
    moved = _moved(movements, start, end, opening.currency)
    rests = _rests(start, end, capitalise_months)
    table = as_table(rates, pauses)
    balance, waiting = opening.minor, Fraction(0)
    lines: list[AccountLine] = []
    days = sorted({start, end, *moved, *rests})
    for left, right in zip(days, (*days[1:], end), strict=True):
        if left in rests:
            due = round_exact(waiting, rounding)
            balance, waiting = balance + due, waiting - due
        amount = moved.get(left, 0)
        balance, waiting = _pay(balance, waiting, amount, pays_first, rounding)
        if balance < 0:
            raise PaidMoreThanOwed(on=left, over=-balance)
        bore = balance * _year_part(table, left, right, convention)
        waiting += bore
        if right > left or amount:
            lines.append(AccountLine(left, right, amount, balance, bore))
    currency = opening.currency
    interest = Money(round_exact(waiting, rounding), currency)
    return Account(tuple(lines), Money(balance, currency), interest)


def _pay(
    balance: int, waiting: Fraction, amount: int, first: PaysFirst, rounding: Rounding
) -> tuple[int, Fraction]:
    if amount < 0 and first is PaysFirst.INTEREST:
        settled = min(round_exact(waiting, rounding), -amount)
        return balance + amount + settled, waiting - settled
    return balance + amount, waiting


def _year_part(table: RateTable, left: date, right: date, convention: DayCount) -> Fraction:
    parts = (
        span.annual_rate * year_fraction(span.first_on, span.before, convention)
        for span in table.spans(left, right)
    )
    return sum(parts, Fraction(0))


def _moved(
    movements: Iterable[tuple[date, Money]], start: date, end: date, currency: str
) -> dict[date, int]:
    moved: dict[date, int] = {}
    for row, (on, amount) in enumerate(movements):
        if amount.currency != currency:
            raise CurrenciesDiffer(row=row, left=currency, right=amount.currency)
        if not start <= on <= end:
            raise DatesOutOfOrder(row=row, first=start, on=on, last=end)
        moved[on] = moved.get(on, 0) + amount.minor
    return moved


def _rests(start: date, end: date, months: int | None) -> frozenset[date]:
    if end < start:
        raise DatesOutOfOrder(first=start, last=end)
    if months is None:
        return frozenset()
    rests, period = set(), 1
    while (rest := add_months(start, period * months)) <= end:
        rests.add(rest)
        period += 1
    return frozenset(rests)
