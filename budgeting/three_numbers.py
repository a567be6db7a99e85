"""Three numbers first: enough for most plans, and when the long form is worth the trouble."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from budgeting.household_errors import AmountBelowZero, NoIncome, ShareOutOfRange
from budgeting.money import Money, total_of
from budgeting.rounding import Rounding, exact, round_exact


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreeNumbers:
    """What comes in, what living costs, and what other debts take, a month.

    Units:   minor units a month.
    """

    income: Money
    living: Money
    other_debts: Money


class Trigger(StrEnum):
    """Why three numbers are not enough."""

    NOTHING_LEFT = "nothing_left"
    INSTALMENT_ABOVE_SHARE = "instalment_above_share"
    LIVING_BELOW_FLOOR = "living_below_floor"
    DEBTS_TAKE_TOO_MUCH = "debts_take_too_much"
    PLAN_TOO_LONG = "plan_too_long"


class QuickCheck(NamedTuple):
    """The surplus of three numbers, the largest sensible instalment, and what asks for more."""

    surplus: Money
    largest_instalment: Money
    triggers: tuple[Trigger, ...]

    @property
    def needs_long_form(self) -> bool:
        """Tell whether the whole statement has to be drawn up."""
        return bool(self.triggers)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickRules:
    """When the long form is asked for.

    Units:   fractions of the surplus and of the income; living_floor in minor units a month (what a
             household of this size can hardly live under, None when unknown); instalments counted.
    Source:  a plan's share of a quarter to a third of the surplus is a designer's rule; about half
             is gov.uk's upper figure. All are the caller's to set.
    """

    share_of_surplus: Decimal = Decimal("0.5")
    debts_share_of_income: Decimal = Decimal("0.4")
    living_floor: Money | None = None
    longest_instalments: int = 24
    saving_share: Decimal = Decimal("0.1")
    saving_most: Money | None = None
    step: int = 1


def quick_check(
    numbers: ThreeNumbers,
    *,
    instalment: Money | None = None,
    instalments: int | None = None,
    rules: QuickRules | None = None,
) -> QuickCheck:
    """Judge three numbers, and say whether, and why, the long form is needed.

    Units:   instalment in minor units a month; instalments a count.
    Shape:   triggers in a fixed order, none twice.
    Raises:  NoIncome when nothing comes in; AmountBelowZero; ShareOutOfRange; CurrenciesDiffer.

    Example:
        >>> numbers = ThreeNumbers(income=Money(150_000, "GBP"), living=Money(110_000, "GBP"),
        ...                        other_debts=Money(10_000, "GBP"))
        >>> check = quick_check(numbers, instalment=Money(20_000, "GBP"))
        >>> check.surplus.minor, check.largest_instalment.minor, check.needs_long_form
        (27000, 13500, True)
    """
    terms = rules or QuickRules()
    asked = _check(numbers, instalment, terms)
    before = (numbers.income - numbers.living - numbers.other_debts).minor
    saved = round_exact(max(before, 0) * exact(terms.saving_share), Rounding.DOWN)
    if terms.saving_most is not None:
        saved = min(saved, terms.saving_most.minor)
    surplus = before - saved
    sensible = max(surplus, 0) * exact(terms.share_of_surplus)
    largest = round_exact(sensible, Rounding.DOWN, step=terms.step)
    found = {
        Trigger.NOTHING_LEFT: surplus <= 0,
        Trigger.INSTALMENT_ABOVE_SHARE: asked > largest,
        Trigger.LIVING_BELOW_FLOOR: terms.living_floor is not None
        and numbers.living < terms.living_floor,
        Trigger.DEBTS_TAKE_TOO_MUCH: numbers.other_debts.minor + asked
        > numbers.income.minor * exact(terms.debts_share_of_income),
        Trigger.PLAN_TOO_LONG: instalments is not None and instalments > terms.longest_instalments,
    }
    currency = numbers.income.currency
    triggers = tuple(trigger for trigger, is_so in found.items() if is_so)
    return QuickCheck(Money(surplus, currency), Money(largest, currency), triggers)


def _check(numbers: ThreeNumbers, instalment: Money | None, rules: QuickRules) -> int:
    extras = (instalment, rules.living_floor, rules.saving_most)
    amounts = [numbers.income, numbers.living, numbers.other_debts]
    amounts += [extra for extra in extras if extra is not None]
    total_of(amounts, numbers.income.currency)
    if any(amount.minor < 0 for amount in amounts):
        raise AmountBelowZero(amounts=tuple(str(amount) for amount in amounts))
    if not numbers.income:
        raise NoIncome(income=str(numbers.income))
    shares = (rules.share_of_surplus, rules.debts_share_of_income, rules.saving_share)
    if not all(0 <= share <= 1 for share in shares):
        raise ShareOutOfRange(shares=shares)
    return instalment.minor if instalment is not None else 0
