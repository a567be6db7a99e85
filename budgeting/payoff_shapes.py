"""What a pay-off plan is made of: debts, strategies, conventions, months, the plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from budgeting.money import Money
from budgeting.rounding import Rounding


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


class InterestBy(StrEnum):
    """How a month's interest is reckoned from the annual rate."""

    MONTH = "month"  # a twelfth of the rate
    DAY = "day"  # the days since the last payment day, over 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """How a planner counts; the defaults are those of most published planners.

    roll_over: a cleared debt's minimum goes on to the next debt (else it returns to the person).
    reorder_monthly: the smallest balance is looked for every month, not only at the start.
    charges_final_month: interest is charged in the month a debt is cleared.
    interest_by: a twelfth of the rate each month, or the days of the month over 365.
    """

    roll_over: bool = True
    reorder_monthly: bool = True
    charges_final_month: bool = True
    interest_by: InterestBy = InterestBy.MONTH
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
