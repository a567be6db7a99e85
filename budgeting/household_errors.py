"""Refusals of household sums: budget, forecast, statement, plan, repair, share, payoff, stress."""

from __future__ import annotations

from budgeting.errors import BudgetingError


class NothingOwed(BudgetingError):
    """There is nothing left to pay here."""


class AmountBelowZero(BudgetingError):
    """An amount cannot be below zero here."""


class AmountMissing(BudgetingError):
    """An amount above zero is needed here."""


class NamedTwice(BudgetingError):
    """Two entries carry the same name, so they cannot be told apart."""


class NotNamed(BudgetingError):
    """A name is used that no entry carries."""


class DayOutOfOrder(BudgetingError):
    """A day lies before the day it has to follow."""


class CountBelowOne(BudgetingError):
    """At least one is needed here."""


class ShareOutOfRange(BudgetingError):
    """A share lies between nothing and the whole."""


class PaymentsNeverClear(BudgetingError):
    """These payments never clear what is owed: interest takes them all."""


class PlanTooLong(BudgetingError):
    """With this instalment the plan would last longer than allowed."""


class PlanTooShort(BudgetingError):
    """The plan would have fewer instalments than the shortest one allowed."""


class InstalmentTooSmall(BudgetingError):
    """The instalment is below the smallest one allowed."""


class UpFrontTooLarge(BudgetingError):
    """The part paid up front leaves too little for a plan."""


class NoSurplus(BudgetingError):
    """There is no surplus to build a plan from."""


class NoPlanToChooseFrom(BudgetingError):
    """No plan satisfies all the rules."""


class NoSuchInstalment(BudgetingError):
    """The plan has no unpaid instalment with this number."""


class MoveTooFar(BudgetingError):
    """The new day lies further away than a repair allows."""


class RunsIntoTheNext(BudgetingError):
    """The new day would meet or pass the instalment that follows."""


class NotSmaller(BudgetingError):
    """A shrunk instalment has to be smaller than the agreed one and above zero."""


class PauseTooLong(BudgetingError):
    """The pause lasts longer than a repair allows."""


class NoMonthYet(BudgetingError):
    """The books hold no month to work from."""


class MonthsNotInARow(BudgetingError):
    """The months have to follow one another without a gap."""


class TargetMonthPassed(BudgetingError):
    """The target month has passed and the goal does not repeat."""


class OneLimitOnly(BudgetingError):
    """A category has one limit at most."""


class OneSpendGoalOnly(BudgetingError):
    """A category has one goal of spending over months at most."""


class WeekNeedsAStart(BudgetingError):
    """A weekly limit needs the day its first week starts on."""


class PrioritiesDiffer(BudgetingError):
    """Bills and dated goals of one category share one fund, so they need one priority."""


class BillInThePast(BudgetingError):
    """The bill's only due day has passed."""


class OutsideTheForecast(BudgetingError):
    """A dated item lies before the first day of the forecast."""


class TooLittleHistory(BudgetingError):
    """There is too little history to learn from."""


class UnknownLine(BudgetingError):
    """The statement has no such line."""


class NoIncome(BudgetingError):
    """A statement needs at least one income."""


class HorizonOutOfRange(BudgetingError):
    """A household is looked at for 12 to 60 months."""


class NoSuchMonth(BudgetingError):
    """A calendar month has a number from 1 to 12."""


class ChanceOutOfRange(BudgetingError):
    """A chance lies between 0 and 1."""
