"""Paying off several debts: minimums to all, what is extra to one at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

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
from budgeting.payoff_shapes import (
    ClearedDebt,
    Convention,
    InterestBy,
    MonthPaid,
    OwedDebt,
    Payoff,
    Strategy,
)
from budgeting.rounding import Rounding, exact, round_exact

_DAYS_A_YEAR = 365


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
    minimum: int = 0

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
             balance times a twelfth of the annual rate (or its days over 365), rounded each month.
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
        part = _part_of_year(first_on, number, rules)
        _one_month(running, ranked, extra.minor + lump, part, rules)
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
    return []


def _part_of_year(first_on: date, number: int, rules: Convention) -> Fraction:
    """Return the part of the annual rate that one month's interest takes."""
    if rules.interest_by is InterestBy.MONTH:
        return Fraction(1, MONTHS_A_YEAR)
    return Fraction((_day(first_on, number) - _day(first_on, number - 1)).days, _DAYS_A_YEAR)


def _one_month(
    running: Sequence[_Running],
    ranked: Sequence[_Running],
    extra: int,
    part_of_year: Fraction,
    rules: Convention,
) -> None:
    freed = 0
    for one in running:
        one.opening = one.balance
        monthly = one.balance * exact(one.rate) * part_of_year
        one.interest = round_exact(monthly, rules.rounding)
        one.balance += one.interest
        one.paid_now = 0
        share = round_exact(one.balance * exact(one.debt.minimum_share), Rounding.UP)
        one.minimum = max(one.debt.minimum.minor, share)
        used = one.pay(one.minimum, charges_final_month=rules.charges_final_month)
        freed += one.minimum - used
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
