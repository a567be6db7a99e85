"""Months of a budget: what is left to give a job, what each category has, and what carries over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from budgeting.household_errors import AmountBelowZero, MonthsNotInARow, NamedTwice, NoMonthYet
from budgeting.money import Money, total_of
from budgeting.months import month_after, month_of


class CarryOver(StrEnum):
    """What happens to a category that was overspent when its month ends.

    What is left always stays with its category. Overspending by card never takes next month's
    money; it is debt on the card.

    Source: envelope budgets: YNAB (cash overspending comes out of next month's money, credit
    overspending becomes debt), Actual Budget (the same, or "rollover overspending" by category).
    """

    FROM_NEXT_MONTH = "from_next_month"
    STAYS_WITH_CATEGORY = "stays_with_category"


class CategoryMonth(NamedTuple):
    """One category in one month, as planned and as it went.

    Units:   budgeted in minor units, below zero to take money back; spending above zero (a refund
             below), split by what it was paid with.
    """

    category: str
    budgeted: Money
    spent_cash: Money
    spent_credit: Money
    carry_over: CarryOver = CarryOver.FROM_NEXT_MONTH


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthEntry:
    """One month before it is reckoned.

    Units:   minor units; held is income kept back for the next month.
    """

    month: date
    income: Money
    categories: tuple[CategoryMonth, ...]
    held: Money


class CategoryBalance(NamedTuple):
    """One category at the end of a month; overspending is shown above zero."""

    category: str
    carried_in: Money
    budgeted: Money
    spent: Money
    left: Money
    overspent_cash: Money
    overspent_credit: Money
    carried_out: Money


class BudgetMonth(NamedTuple):
    """One reckoned month.

    to_budget is what still has no job: available funds (income and what came from last month) less
    last month's overspending, what is budgeted, and what is held for the next month.
    """

    month: date
    income: Money
    from_last_month: Money
    overspent_last_month: Money
    budgeted: Money
    held: Money
    to_budget: Money
    categories: tuple[CategoryBalance, ...]

    @property
    def card_debt(self) -> Money:
        """What was overspent by card this month and became debt."""
        return total_of((row.overspent_credit for row in self.categories), self.income.currency)

    def balance_of(self, category: str) -> CategoryBalance | None:
        """Return one category, if the month has it."""
        return next((row for row in self.categories if row.category == category), None)


def reckon_months(
    entries: Sequence[MonthEntry],
    *,
    opening: Money,
    opening_balances: Mapping[str, Money] | None = None,
) -> tuple[BudgetMonth, ...]:
    """Reckon months in a row, each from the one before.

    Units:   opening is money without a job before the first month; opening_balances what the
             categories already hold, both in minor units.
    Shape:   one reckoned month an entry; a category missing in a month keeps its balance.
    Raises:  NoMonthYet; MonthsNotInARow; NamedTwice; AmountBelowZero when held is below zero;
             CurrenciesDiffer.
    Source:  envelope budgets as Actual Budget defines them: to budget = income + from last month -
             overspent last month - budgeted - held; YNAB for spending by card.

    Example:
        >>> def month(number: int, budgeted: int, spent: int) -> MonthEntry:
        ...     none = Money(0, "EUR")
        ...     food = CategoryMonth("food", Money(budgeted, "EUR"), Money(spent, "EUR"), none)
        ...     return MonthEntry(month=date(2026, number, 1), income=Money(10_000, "EUR"),
        ...                       categories=(food,), held=none)
        >>> january, february = reckon_months([month(1, 6_000, 7_500), month(2, 6_000, 0)],
        ...                                   opening=Money(0, "EUR"))
        >>> january.to_budget.minor, january.categories[0].left.minor
        (4000, -1500)
        >>> february.overspent_last_month.minor, february.to_budget.minor
        (1500, 6500)
    """
    if not entries:
        raise NoMonthYet
    balances = dict(opening_balances or {})
    currency = opening.currency
    total_of(balances.values(), currency)
    carried, overspent = opening, Money.zero(currency)
    months: list[BudgetMonth] = []
    for entry in entries:
        if months and month_of(entry.month) != month_after(months[-1].month):
            raise MonthsNotInARow(after=months[-1].month, month=entry.month)
        month = _reckon(entry, carried, overspent, balances)
        months.append(month)
        balances = {row.category: row.carried_out for row in month.categories}
        carried = month.to_budget + month.held
        rules = {row.category: row.carry_over for row in entry.categories}
        overspent = total_of(
            (
                row.overspent_cash
                for row in month.categories
                if rules.get(row.category) is CarryOver.FROM_NEXT_MONTH
            ),
            currency,
        )
    return tuple(months)


def _reckon(
    entry: MonthEntry, carried: Money, overspent: Money, balances: Mapping[str, Money]
) -> BudgetMonth:
    names = [row.category for row in entry.categories]
    if len(set(names)) < len(names):
        raise NamedTwice(month=entry.month, categories=tuple(names))
    currency = carried.currency
    if entry.held < Money.zero(currency):
        raise AmountBelowZero(month=entry.month, held=str(entry.held))
    zero = Money.zero(currency)
    idle = [
        CategoryMonth(name, zero, zero, zero, CarryOver.STAYS_WITH_CATEGORY)
        for name in balances
        if name not in names
    ]
    categories = tuple(
        _category(row, balances.get(row.category, zero)) for row in (*entry.categories, *idle)
    )
    budgeted = total_of((row.budgeted for row in categories), currency)
    to_budget = entry.income + carried - overspent - budgeted - entry.held
    return BudgetMonth(
        month_of(entry.month),
        entry.income,
        carried,
        overspent,
        budgeted,
        entry.held,
        to_budget,
        categories,
    )


def _category(row: CategoryMonth, carried_in: Money) -> CategoryBalance:
    """Reckon one category; its money covers what was paid in cash before what was paid by card."""
    zero = Money.zero(carried_in.currency)
    funds = carried_in + row.budgeted
    left = funds - row.spent_cash - row.spent_credit
    short = max(-left, zero)
    by_card = min(short, max(row.spent_credit, zero))
    in_cash = short - by_card
    if row.carry_over is CarryOver.STAYS_WITH_CATEGORY:
        carried_out = left + by_card
    else:
        carried_out = max(left, zero)
    return CategoryBalance(
        row.category,
        carried_in,
        row.budgeted,
        row.spent_cash + row.spent_credit,
        left,
        in_cash,
        by_card,
        carried_out,
    )


class TrackedLine(NamedTuple):
    """One category of a tracking budget: what was meant, what came, what carries over."""

    category: str
    carried_in: Money
    planned: Money
    actual: Money
    left: Money


class TrackedMonth(NamedTuple):
    """A tracking month: saved is what came in less what went out, whatever was planned."""

    lines: tuple[TrackedLine, ...]
    planned_income: Money
    income: Money
    planned_spending: Money
    spent: Money
    saved: Money


def track_month(
    categories: Sequence[CategoryMonth],
    *,
    income: Money,
    planned_income: Money,
    carried_in: Mapping[str, Money] | None = None,
) -> TrackedMonth:
    """Compare a month with its plan; money is given no job, and nothing carries over by itself.

    Units:   minor units; carried_in holds what categories with carry-over bring along (they start
             from zero otherwise), above or below zero.
    Raises:  NamedTwice; CurrenciesDiffer.
    Source:  tracking ("report") budgets as in Actual Budget: each month stands alone unless a
             category rolls over.

    Example:
        >>> none = Money(0, "EUR")
        >>> food = CategoryMonth("food", Money(6_000, "EUR"), Money(7_500, "EUR"), none)
        >>> month = track_month([food], income=Money(10_000, "EUR"),
        ...                     planned_income=Money(9_000, "EUR"))
        >>> month.saved.minor, month.lines[0].left.minor
        (2500, -1500)
    """
    brought = dict(carried_in or {})
    names = [row.category for row in categories]
    if len(set(names)) < len(names):
        raise NamedTwice(categories=tuple(names))
    zero = Money.zero(income.currency)
    lines = []
    for row in categories:
        came = brought.get(row.category, zero)
        actual = row.spent_cash + row.spent_credit
        lines.append(
            TrackedLine(row.category, came, row.budgeted, actual, came + row.budgeted - actual)
        )
    spent = total_of((line.actual for line in lines), income.currency)
    planned = total_of((line.planned for line in lines), income.currency)
    return TrackedMonth(tuple(lines), planned_income, income, planned, spent, income - spent)
