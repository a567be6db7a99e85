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
