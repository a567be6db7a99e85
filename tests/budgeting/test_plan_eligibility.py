"""Which debts can go into a plan without asking anybody."""

from __future__ import annotations

from datetime import date

import pytest

from budgeting.errors import CurrenciesDiffer
from budgeting.household_errors import AmountBelowZero
from budgeting.money import Money
from budgeting.plan_eligibility import EligibilityRules, Hindrance, eligibility_of
from budgeting.plan_shapes import PlanDebt


def pounds(minor: int) -> Money:
    return Money(minor, "GBP")


def debts(*rows: tuple[int, date]) -> list[PlanDebt]:
    return [PlanDebt(str(n), pounds(minor), due_on) for n, (minor, due_on) in enumerate(rows)]


TODAY = date(2026, 4, 1)
JANUARY, FEBRUARY = date(2026, 1, 31), date(2026, 2, 1)
# Source: hmrc/self-service-time-to-pay-frontend, EligibilityService: limits 32 and 10,000 pounds,
# debts old after 60 days; the cases are its comparisons at their borders.
TIME_TO_PAY = EligibilityRules(
    least=pounds(3_200), below=pounds(1_000_000), old_after_days=60, old_most=pounds(3_200)
)


@pytest.mark.parametrize(
    ("rows", "hindrances"),
    [
        ([], [Hindrance.NOTHING_OWED]),
        ([(0, FEBRUARY)], [Hindrance.NOTHING_OWED]),
        ([(3_199, FEBRUARY)], [Hindrance.TOO_LITTLE_OWED]),
        ([(3_200, FEBRUARY)], []),
        ([(999_999, FEBRUARY)], []),
        ([(1_000_000, FEBRUARY)], [Hindrance.TOO_MUCH_OWED]),
        ([(3_200, JANUARY), (90_000, FEBRUARY)], []),
        ([(3_201, JANUARY), (90_000, FEBRUARY)], [Hindrance.OLD_DEBT_TOO_LARGE]),
        (
            [(1_000_000, JANUARY)],
            [Hindrance.TOO_MUCH_OWED, Hindrance.OLD_DEBT_TOO_LARGE],
        ),
    ],
)
def test_debts_are_judged_at_the_borders_of_the_rules(rows, hindrances):
    found = eligibility_of(debts(*rows), today=TODAY, currency="GBP", rules=TIME_TO_PAY)
    assert list(found.hindrances) == hindrances
    assert found.is_eligible is not bool(hindrances)


def test_without_rules_anything_owed_is_eligible():
    found = eligibility_of(debts((1, JANUARY)), today=TODAY, currency="GBP")
    assert (found.is_eligible, found.old) == (True, pounds(1))


def test_a_debt_below_zero_and_a_mixed_currency_are_refused():
    with pytest.raises(AmountBelowZero):
        eligibility_of(debts((-1, JANUARY)), today=TODAY, currency="GBP")
    with pytest.raises(CurrenciesDiffer):
        eligibility_of(debts((1, JANUARY)), today=TODAY, currency="EUR")
