"""Goals of a category: what it asks for each month, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from budgeting.money import Money
from budgeting.sinking_funds import FundedBill

ALL_INCOME = "all income"
AVAILABLE_FUNDS = "available funds"


class Period(StrEnum):
    """The unit of "every n periods"."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class LimitPeriod(StrEnum):
    """What a limit is counted by."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """The same amount every month."""

    amount: Money
    priority: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EveryPeriods:
    """An amount every n periods from a day on, as often as that falls into the month."""

    amount: Money
    period: Period
    every: int = 1
    starting: date
    priority: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ByMonth:
    """An amount that has to be there by a month; with repeat_months it comes again."""

    amount: Money
    month: date
    repeat_months: int | None = None
    priority: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendByMonth:
    """An amount to gather from one month to another that may be spent on the way."""

    amount: Money
    from_month: date
    month: date
    repeat_months: int | None = None
    priority: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Refill:
    """Whatever lifts the category to its limit."""

    priority: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What a category holds at most; above it the excess is given back unless it is held."""

    amount: Money
    period: LimitPeriod = LimitPeriod.MONTHLY
    starting: date | None = None
    hold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BillsFund:
    """Bills that the category saves for together (a sinking fund)."""

    bills: tuple[FundedBill, ...]
    last_goal: Money | None = None
    priority: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PercentOfIncome:
    """A percentage of an income, of all income, or of the funds available at this priority."""

    percent: Decimal
    source: str = ALL_INCOME
    of_last_month: bool = False
    priority: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AverageSpent:
    """What was spent on average in the last months, changed by a percentage or an amount."""

    months: int
    adjustment_percent: Decimal = Decimal(0)
    adjustment: Money | None = None
    priority: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyOf:
    """What was budgeted some months ago."""

    months_back: int = 1
    priority: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Remainder:
    """A share, by weight, of what is left when every priority has been served."""

    weight: int = 1


Goal = (
    Fixed
    | EveryPeriods
    | ByMonth
    | SpendByMonth
    | Refill
    | BillsFund
    | PercentOfIncome
    | AverageSpent
    | CopyOf
)


class PastMonth(NamedTuple):
    """What one past month of a category came to.

    Units:   minor units; spent above zero; left is its balance at the end of the month.
    """

    budgeted: Money
    spent: Money
    left: Money
