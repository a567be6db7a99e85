"""Paying off several debts: minimums to all, what is extra to one at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from budgeting.household_errors import (
    AmountBelowZero,
    CountBelowOne,
    NamedTwice,
    NothingOwed,
    NotNamed,
    PaymentsNeverClear,
)
from budgeting.money import Money, total_of
from budgeting.months import MONTHS_A_YEAR, day_in_month, month_after
from budgeting.rounding import Rounding, exact, round_exact


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedDebt:
    """One debt in a pay-off plan.

    The minimum of a month is the fixed minimum or the share of the balance plus interest,
    whichever is more, and never more than what is owed.

    Units:   balance and minimum in minor units; annual_rate a nominal yearly fraction;
             minimum_share a fraction of the month's balance with interest.
    """

    name: str
    balance: Money
    annual_rate: Decimal
    minimum: Money
    minimum_share: Decimal = Decimal(0)


class Strategy(StrEnum):
    """Which debt gets what is extra."""

    AVALANCHE = "avalanche"  # highest rate first
    SNOWBALL = "snowball"  # smallest balance first
    CUSTOM = "custom"  # an order the person chose
    MINIMUMS_ONLY = "minimums_only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """How a planner counts; the defaults are those of most published planners.

    roll_over: a cleared debt's minimum goes on to the next debt (else it returns to the person).
    reorder_monthly: the smallest balance is looked for every month, not only at the start.
    charges_final_month: interest is charged in the month a debt is cleared.
    """

    roll_over: bool = True
    reorder_monthly: bool = True
    charges_final_month: bool = True
    rounding: Rounding = Rounding.HALF_UP
    longest_months: int = 1200


class ClearedDebt(NamedTuple):
    """When one debt is cleared and what it costs."""

    name: str
    months: int
    cleared_on: date
    interest: Money
    paid: Money


class MonthPaid(NamedTuple):
    """One month of a pay-off plan: payments and closing balances in the order of the debts."""

    month: int
    paid_on: date
    payments: tuple[int, ...]
    balances: tuple[int, ...]


class Payoff(NamedTuple):
    """A whole pay-off plan."""

    strategy: Strategy
    months: int
    ends_on: date
    interest: Money
    paid: Money
    debts: tuple[ClearedDebt, ...]
    rows: tuple[MonthPaid, ...]


@dataclass(slots=True)
class _Running:
    debt: OwedDebt
    row: int
    balance: int
    opening: int
    rate: Decimal
    interest: int = 0
    total_interest: int = 0
    paid_now: int = 0
    paid: int = 0
    cleared: int = 0
    minimum: int = field(default=0)

    def pay(self, available: int, *, charges_final_month: bool) -> int:
        """Pay from the money available and return what was used."""
        owed = self.balance
        waived = self.interest
        if not charges_final_month and waived and self.opening <= available + self.paid_now:
            owed -= waived
            self.interest = 0
            self.balance = owed
        used = min(available, owed)
        self.balance -= used
        self.paid_now += used
        return used


def pay_off(
    debts: Sequence[OwedDebt],
    *,
    extra: Money,
    strategy: Strategy,
    first_on: date,
    order: Sequence[str] = (),
    lump_sums: Mapping[int, Money] | None = None,
    convention: Convention | None = None,
) -> Payoff:
    """Plan month by month until every debt is cleared.

    Each month: interest is added to each balance, every minimum is paid, and what is extra (with
    lump sums of that month and rolled-over minimums) goes to the debts in the strategy's order.

    Units:   extra in minor units a month; lump_sums by month number from 1; interest is the
             balance times a twelfth of the annual rate, rounded each month.
    Shape:   payments and balances of a row are minor units in the order of the debts.
    Raises:  NothingOwed; NamedTwice; AmountBelowZero; NotNamed when the custom order names other
             debts; PaymentsNeverClear when interest takes every payment; CurrenciesDiffer.
    Source:  avalanche and snowball as in public planners (interest before payment, minimum to all,
             roll-over of cleared minimums).

    Example:
        >>> card = OwedDebt(name="card", balance=Money(30_000, "EUR"), annual_rate=Decimal("0.12"),
        ...                 minimum=Money(10_000, "EUR"))
        >>> plan = pay_off([card], extra=Money(0, "EUR"), strategy=Strategy.AVALANCHE,
        ...                first_on=date(2026, 1, 31))
        >>> plan.months, plan.interest.minor, plan.ends_on
        (4, 614, datetime.date(2026, 4, 30))
    """
    rules = convention or Convention()
    lumps = dict(lump_sums or {})
    _check(debts, extra, strategy, order, lumps)
    running = [
        _Running(debt, row, debt.balance.minor, 0, debt.annual_rate)
        for row, debt in enumerate(debts)
    ]
    ranked = _ranked(running, strategy, order)
    rows: list[MonthPaid] = []
    while any(one.balance for one in running):
        number = len(rows) + 1
        if number > rules.longest_months:
            raise PaymentsNeverClear(months=rules.longest_months)
        if rules.reorder_monthly and strategy is Strategy.SNOWBALL:
            ranked = _ranked(running, strategy, order)
        before = sum(one.balance for one in running)
        lump = lumps[number].minor if number in lumps else 0
        _one_month(running, ranked, extra.minor + lump, strategy, rules)
        still_to_come = any(month > number for month in lumps)
        if sum(one.balance for one in running) >= before and not still_to_come:
            raise PaymentsNeverClear(month=number)
        rows.append(_close(running, number, first_on))
    return _result(running, rows, strategy, extra.currency, first_on)


def _check(
    debts: Sequence[OwedDebt],
    extra: Money,
    strategy: Strategy,
    order: Sequence[str],
    lumps: Mapping[int, Money],
) -> None:
    if not debts:
        raise NothingOwed
    names = [debt.name for debt in debts]
    if len(set(names)) < len(names):
        raise NamedTwice(names=tuple(names))
    if strategy is Strategy.CUSTOM and sorted(order) != sorted(names):
        raise NotNamed(order=tuple(order), debts=tuple(names))
    amounts = [extra, *lumps.values()]
    amounts += [amount for debt in debts for amount in (debt.balance, debt.minimum)]
    total_of(amounts, extra.currency)
    below = [str(amount) for amount in amounts if amount.minor < 0]
    below += [debt.name for debt in debts if debt.annual_rate < 0 or debt.minimum_share < 0]
    if below:
        raise AmountBelowZero(below=tuple(below))
    for month in lumps:
        if month < 1:
            raise CountBelowOne(month=month)


def _ranked(
    running: Sequence[_Running], strategy: Strategy, order: Sequence[str]
) -> list[_Running]:
    """Return the debts in the order the extra money visits them; ties keep the given order."""
    if strategy is Strategy.AVALANCHE:
        return sorted(running, key=lambda one: (-one.rate, one.balance))
    if strategy is Strategy.SNOWBALL:
        return sorted(running, key=lambda one: (one.balance, -one.rate))
    if strategy is Strategy.CUSTOM:
        return sorted(running, key=lambda one: order.index(one.debt.name))
    return list(running)


def _one_month(
    running: Sequence[_Running],
    ranked: Sequence[_Running],
    extra: int,
    strategy: Strategy,
    rules: Convention,
) -> None:
    freed = 0
    for one in running:
        one.opening = one.balance
        monthly = one.balance * exact(one.rate) / MONTHS_A_YEAR
        one.interest = round_exact(monthly, rules.rounding)
        one.balance += one.interest
        one.paid_now = 0
        share = round_exact(one.balance * exact(one.debt.minimum_share), Rounding.UP)
        one.minimum = max(one.debt.minimum.minor, share)
        used = one.pay(one.minimum, charges_final_month=rules.charges_final_month)
        freed += one.minimum - used
    if strategy is Strategy.MINIMUMS_ONLY:
        return
    pool = extra + (freed if rules.roll_over else 0)
    for one in ranked:
        pool -= one.pay(pool, charges_final_month=rules.charges_final_month)


def _close(running: Sequence[_Running], number: int, first_on: date) -> MonthPaid:
    for one in running:
        one.total_interest += one.interest
        one.paid += one.paid_now
        if not one.balance and not one.cleared:
            one.cleared = number
    return MonthPaid(
        number,
        _day(first_on, number),
        tuple(one.paid_now for one in running),
        tuple(one.balance for one in running),
    )


def _day(first_on: date, number: int) -> date:
    return day_in_month(month_after(first_on, number - 1), first_on.day)


def _result(
    running: Sequence[_Running],
    rows: Sequence[MonthPaid],
    strategy: Strategy,
    currency: str,
    first_on: date,
) -> Payoff:
    cleared = tuple(
        ClearedDebt(
            one.debt.name,
            one.cleared,
            _day(first_on, max(one.cleared, 1)),
            Money(one.total_interest, currency),
            Money(one.paid, currency),
        )
        for one in running
    )
    interest = Money(sum(one.total_interest for one in running), currency)
    paid = Money(sum(one.paid for one in running), currency)
    ends_on = _day(first_on, max(len(rows), 1))
    return Payoff(strategy, len(rows), ends_on, interest, paid, cleared, tuple(rows))
