"""Refusals of the arithmetic, each named for what is the case; its docstring says so."""

from __future__ import annotations

from inspect import cleandoc


class BudgetingError(ValueError):
    """The sum cannot be done as it was asked."""

    def __init__(self, **facts: object) -> None:
        """Keep the facts of the refusal beside the message a person may read."""
        self.facts = facts
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """The sentence for a person: the first line of the class docstring."""
        return cleandoc(type(self).__doc__ or "").partition("\n")[0]

    def __str__(self) -> str:
        """Return the sentence followed by the facts, for a log or a developer."""
        facts = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.message} ({facts})" if facts else self.message


class NotWholeMinorUnits(BudgetingError):
    """An amount of money is a whole number of minor units."""


class UnknownCurrency(BudgetingError):
    """No currency in use under ISO 4217 has that code and a minor unit."""


class CurrenciesDiffer(BudgetingError):
    """Amounts in different currencies cannot be put together."""


class NotAnAmount(BudgetingError):
    """An amount needs to be a number with no more decimals than its currency has."""


class NothingToShareBy(BudgetingError):
    """An amount needs at least one share with a weight above zero."""


class NegativeWeight(BudgetingError):
    """A share cannot have a weight below zero."""


class NotANumber(BudgetingError):
    """An exact, finite number is needed here; a float is not exact."""


class StepTooSmall(BudgetingError):
    """Rounding needs a step of at least one minor unit."""


class DatesOutOfOrder(BudgetingError):
    """The first day needs to come before the last one."""


class ScheduleMissing(BudgetingError):
    """A day count by coupon periods needs to be told the schedule."""


class NoRateInForce(BudgetingError):
    """The table of rates begins after the day that was asked for."""


class NotARate(BudgetingError):
    """A rate needs to be an exact number above minus one hundred per cent."""


class NotACount(BudgetingError):
    """A whole number of at least one is needed here."""


class NoWorkingDay(BudgetingError):
    """The calendar has no working day within a month of that day."""


class EmptyTable(BudgetingError):
    """A table needs at least one row."""


class RecurrenceUnclear(BudgetingError):
    """The parts of this recurrence do not fit together."""


class NoSuchDay(BudgetingError):
    """A day of the month is 1 to 31 from its start, or -1 to -31 from its end."""


class NoPayDayPattern(BudgetingError):
    """These pay days follow no calendar, so the next one is only a range of days."""


class PaidMoreThanOwed(BudgetingError):
    """More was paid than was owed."""


class NotAboveZero(BudgetingError):
    """An amount above zero is needed here."""


class TermsNeverClear(BudgetingError):
    """On these terms the debt would never be paid off."""


class NoSuchRow(BudgetingError):
    """The schedule has no row with that number."""


class PartsUnclear(BudgetingError):
    """The order of parts names a part twice or leaves one out."""


class TermsUnclear(BudgetingError):
    """These terms do not fit together."""


class NoSignChange(BudgetingError):
    """A rate needs money that was lent and money that is paid back."""


class RateBelowZero(BudgetingError):
    """Less is paid back than was lent, so the rate would be below zero."""


class MoreThanOneRate(BudgetingError):
    """The balance changes sides more than once, so more than one rate would fit."""


class RateOutOfReach(BudgetingError):
    """No rate below ten thousand million per cent a period brings both sides together."""


class UnknownRounding(BudgetingError):
    """No way of rounding goes by that name."""
