"""Ordinary bad luck, and the monthly money of the household that has to live through it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from budgeting.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Shocks:
    """Ordinary bad luck; every figure can be set, none is hidden.

    Units:   chances per month (a feast: per feast month) between 0 and 1; amounts in minor units;
             shares of the monthly income or of the living costs; months of the calendar 1 to 12.
    Source:  the defaults are a designer's assumption, no measurement of the people this is used
             for. Sizes follow the Pew Charitable Trusts (2015: in twelve months 30 % a large car
             repair, 24 % a pay cut, 24 % a hospital visit). With them a plan taking 80 to 100 % of
             a surplus breaks in 12 to 16 of 100 lives by month 3; an agency reports 11 to 18.
    """

    late_pay_chance: Decimal = Decimal("0.02")
    late_pay_share: Decimal = Decimal("0.5")
    sudden_cost_chance: Decimal = Decimal("0.029")
    sudden_cost_least: Money | None = None
    sudden_cost_most: Money | None = None
    feast_months: frozenset[int] = frozenset()
    feast_chance: Decimal = Decimal("0.9")
    feast_cost: Money | None = None
    illness_chance: Decimal = Decimal("0.01")
    illness_income_share: Decimal = Decimal("0.3")
    illness_longest_months: int = 3
    living_noise_share: Decimal = Decimal("0.05")


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """The monthly money a plan has to live on.

    Units:   minor units a month; buffer is money at hand at the start; keeps is the share of what
             is left after an instalment that is still there next month (the rest is spent).
    """

    income: Money
    living: Money
    buffer: Money
    keeps: Decimal = Decimal("0.5")
