"""What one way of paying debts off costs beside another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from budgeting.household_errors import NothingOwed
from budgeting.money import Money
from budgeting.payoff_shapes import Payoff, Strategy


class Choice(NamedTuple):
    """One way to pay, and what choosing it costs beside the cheapest way."""

    strategy: Strategy
    months: int
    ends_on: date
    interest: Money
    first_cleared_months: int
    costs_more: Money
    takes_longer_months: int


def compare(payoffs: Sequence[Payoff]) -> tuple[Choice, ...]:
    """Set ways to pay beside each other: what each choice costs and how soon the first debt goes.

    Units:   costs_more in minor units of interest; months are counts.
    Shape:   in the order given.
    Raises:  NothingOwed without plans; CurrenciesDiffer.

    Example:
        >>> from decimal import Decimal
        >>> from budgeting.payoff import pay_off
        >>> from budgeting.payoff_shapes import OwedDebt
        >>> debts = [OwedDebt(name=name, balance=Money(balance, "EUR"), annual_rate=Decimal(rate),
        ...                   minimum=Money(5_000, "EUR"))
        ...          for name, balance, rate in (("a", 50_000, "0.05"), ("b", 90_000, "0.30"))]
        >>> plans = [pay_off(debts, extra=Money(10_000, "EUR"), strategy=way,
        ...                  first_on=date(2026, 1, 1))
        ...          for way in (Strategy.AVALANCHE, Strategy.SNOWBALL)]
        >>> [(row.strategy.value, row.costs_more.minor) for row in compare(plans)]
        [('avalanche', 0), ('snowball', 3314)]
    """
    if not payoffs:
        raise NothingOwed
    cheapest = min(plan.interest for plan in payoffs)
    quickest = min(plan.months for plan in payoffs)
    return tuple(
        Choice(
            plan.strategy,
            plan.months,
            plan.ends_on,
            plan.interest,
            min(debt.months for debt in plan.debts),
            plan.interest - cheapest,
            plan.months - quickest,
        )
        for plan in payoffs
    )
