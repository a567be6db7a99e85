"""What an instalment plan is made of: debts, terms, dated instalments, the plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from budgeting.household_errors import AmountMissing
from budgeting.money import Money
from budgeting.plan_interest import Accrue, no_interest
from budgeting.rounding import Exact, Rounding


class PlanDebt(NamedTuple):
    """One debt that goes into a plan; it bears interest from the day it was due."""

    reference: str
    amount: Money
    due_on: date


class InterestPlacement(StrEnum):
    """Where the interest of a plan is paid."""

    AFTER = "after"  # after the principal, so that no instalment exceeds the agreed amount
    ON_LAST = "on_last"  # added to the last instalment
    SPREAD = "spread"  # in equal parts over all instalments


class EqualParts(StrEnum):
    """How an amount that does not divide evenly is paid in equal parts."""

    EARLIER_CARRY_MORE = "earlier_carry_more"  # largest remainder: within one unit of each other
    LAST_TAKES_REST = "last_takes_rest"  # all but the last are the rounded quotient


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTerms:
    """What is agreed beside the debts and the instalment.

    Units:   up_front and smallest_rest in minor units; interest_to_date the exact interest charged
             until agreed_on, in minor units, a fraction allowed.
    Shape:   dates are the days instalments may fall on, strictly increasing; their number is the
             longest plan.
    """

    agreed_on: date
    dates: tuple[date, ...]
    accrue: Accrue = no_interest
    placement: InterestPlacement = InterestPlacement.AFTER
    equal_parts: EqualParts = EqualParts.EARLIER_CARRY_MORE
    up_front: Money | None = None
    up_front_on: date | None = None
    rest_accrues_from: date | None = None
    smallest_rest: Money | None = None
    interest_to_date: Exact = 0
    rounding: Rounding = Rounding.HALF_UP


class PlannedInstalment(NamedTuple):
    """One dated part of a plan; principal and interest sum to the amount."""

    number: int
    due_on: date
    amount: Money
    principal: Money
    interest: Money


class InstalmentPlan(NamedTuple):
    """A plan: the up-front part and the instalments sum to the total."""

    agreed_on: date
    up_front: Money
    up_front_on: date | None
    instalments: tuple[PlannedInstalment, ...]
    principal: Money
    interest: Money
    total: Money

    @property
    def first_on(self) -> date:
        """The day of the first instalment."""
        return self.instalments[0].due_on

    @property
    def ends_on(self) -> date:
        """The day of the last instalment."""
        return self.instalments[-1].due_on

    @property
    def instalment(self) -> Money:
        """The regular instalment: the amount of the first."""
        return self.instalments[0].amount

    def share_of(self, surplus: Money) -> Fraction:
        """Return the part of a surplus that the regular instalment takes (above 1: too much)."""
        if surplus.minor < 1:
            raise AmountMissing(surplus=str(surplus))
        return Fraction(self.instalment.minor, surplus.minor)
