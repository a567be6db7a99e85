"""Whether debts are such that a plan can be set up without asking anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from budgeting.household_errors import AmountBelowZero
from budgeting.money import Money, total_of
from budgeting.plan_shapes import PlanDebt


class Hindrance(StrEnum):
    """Why a plan cannot be set up by oneself; help is the answer to each, not refusal."""

    NOTHING_OWED = "nothing_owed"
    TOO_LITTLE_OWED = "too_little_owed"
    TOO_MUCH_OWED = "too_much_owed"
    OLD_DEBT_TOO_LARGE = "old_debt_too_large"


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityRules:
    """The band in which a lender lets people set up plans by themselves; None leaves a rule out.

    Units:   amounts in minor units; old_after_days is how long after its due day a debt is old.
             ``below`` is the total that is too much; ``least`` the least total; ``old_most`` what
             old debts may sum to.
    """

    least: Money | None = None
    below: Money | None = None
    old_after_days: int = 60
    old_most: Money | None = None


class Eligibility(NamedTuple):
    """What hinders a plan (nothing, if it is eligible), and the sums it was judged by."""

    hindrances: tuple[Hindrance, ...]
    owed: Money
    old: Money

    @property
    def is_eligible(self) -> bool:
        """Tell whether a plan can be set up."""
        return not self.hindrances


def eligibility_of(
    debts: Sequence[PlanDebt], *, today: date, currency: str, rules: EligibilityRules | None = None
) -> Eligibility:
    """Judge whether debts can go into a plan without asking anybody.

    Units:   minor units.
    Raises:  AmountBelowZero; CurrenciesDiffer; UnknownCurrency.
    Source:  HM Revenue & Customs, Time to Pay online (EligibilityService): at least 32 pounds in
             all, below 10,000, and not more than 32 that fell due 60 days ago or earlier.

    Example:
        >>> rules = EligibilityRules(least=Money(3_200, "GBP"), below=Money(1_000_000, "GBP"),
        ...                          old_most=Money(3_200, "GBP"))
        >>> debts = [PlanDebt("a", Money(500_000, "GBP"), date(2026, 1, 31))]
        >>> found = [eligibility_of(debts, today=day, currency="GBP", rules=rules)
        ...          for day in (date(2026, 3, 31), date(2026, 4, 1))]
        >>> [one.hindrances for one in found]
        [(), (<Hindrance.OLD_DEBT_TOO_LARGE: 'old_debt_too_large'>,)]
    """
    terms = rules or EligibilityRules()
    limits = [one for one in (terms.least, terms.below, terms.old_most) if one is not None]
    amounts = [debt.amount for debt in debts]
    total_of([*amounts, *limits], currency)
    if any(amount.minor < 0 for amount in amounts):
        raise AmountBelowZero(debts=tuple(str(amount) for amount in amounts))
    owed = total_of(amounts, currency)
    old_from = today - timedelta(days=terms.old_after_days)
    old = total_of((debt.amount for debt in debts if debt.due_on <= old_from), currency)
    found = {
        Hindrance.TOO_LITTLE_OWED: terms.least is not None and owed < terms.least,
        Hindrance.TOO_MUCH_OWED: terms.below is not None and owed >= terms.below,
        Hindrance.OLD_DEBT_TOO_LARGE: terms.old_most is not None and old > terms.old_most,
    }
    hindrances = tuple(hindrance for hindrance, is_so in found.items() if is_so)
    return Eligibility(hindrances if owed else (Hindrance.NOTHING_OWED,), owed, old)
