"""What a household can spare: the statement, its surplus, and the verdict with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from budgeting.household_errors import (
    AmountBelowZero,
    NoIncome,
    ShareOutOfRange,
)
from budgeting.how_often import HowOften, WeekConvention, times_a_month
from budgeting.money import Money, total_of
from budgeting.rounding import Rounding, exact, round_exact
from budgeting.statement_lines import COVERED_BY, STATEMENT_LINES, Group, Section, line_of


class Entry(NamedTuple):
    """One figure as the person gave it."""

    line: str
    amount: Money
    how_often: HowOften = HowOften.MONTHLY


@dataclass(frozen=True, slots=True, kw_only=True)
class SavingRule:
    """The small saving that comes before any plan.

    Units:   share is a fraction of the surplus before saving; most in minor units a month, None for
             no cap.
    Source:  the Standard Financial Statement lets a household save a tenth of its surplus, up to a
             cap (twenty pounds a month when this was written); both are the caller's to set.
    """

    share: Decimal = Decimal("0.1")
    most: Money | None = None


class LineTotal(NamedTuple):
    """One line of the statement, a month."""

    line: str
    section: Section
    group: Group
    monthly: Money


class Statement(NamedTuple):
    """A month of a household; surplus is income less outgoings less saving, maybe below zero."""

    lines: tuple[LineTotal, ...]
    income: Money
    outgoings: Money
    saving: Money
    surplus: Money

    def of_group(self, group: Group) -> Money:
        """Return what one group of lines sums to, a month."""
        return total_of(
            (row.monthly for row in self.lines if row.group is group), self.income.currency
        )


def draw_statement(
    entries: Iterable[Entry],
    *,
    saving: SavingRule | None = None,
    weeks: WeekConvention = WeekConvention.WEEKS_52,
    rounding: Rounding = Rounding.HALF_UP,
) -> Statement:
    """Return the monthly statement of figures given in any rhythm.

    Each line is summed exactly and rounded once; totals are sums of the rounded lines, so that the
    statement adds up as printed.

    Units:   minor units each time in, minor units a month out.
    Shape:   lines in the order of the statement, those without a figure left out.
    Raises:  NoIncome without any income line; UnknownLine; AmountBelowZero; ShareOutOfRange;
             CurrenciesDiffer.
    Source:  the shape of the UK Standard Financial Statement; 52/12 and its like.

    Example:
        >>> statement = draw_statement([
        ...     Entry("wages", Money(45_000, "GBP"), HowOften.WEEKLY),
        ...     Entry("rent", Money(90_000, "GBP")),
        ...     Entry("food", Money(8_000, "GBP"), HowOften.WEEKLY),
        ... ], saving=SavingRule(most=Money(2_000, "GBP")))
        >>> str(statement.income), str(statement.outgoings), str(statement.surplus)
        ('GBP 1950.00', 'GBP 1246.67', 'GBP 683.33')
    """
    given = list(entries)
    rule = saving or SavingRule()
    currency = _check(given, rule)
    sums = {entry.line: exact(0) for entry in given}
    for entry in given:
        sums[entry.line] += entry.amount.minor * times_a_month(entry.how_often, weeks=weeks)
    lines = tuple(
        LineTotal(line.key, line.section, line.group, Money(minor, currency))
        for line in STATEMENT_LINES
        if line.key in sums
        for minor in (round_exact(sums[line.key], rounding),)
    )
    income = total_of((row.monthly for row in lines if row.section is Section.INCOME), currency)
    outgoings = total_of(
        (row.monthly for row in lines if row.section is not Section.INCOME), currency
    )
    saved = _saving(income - outgoings, rule)
    return Statement(lines, income, outgoings, saved, income - outgoings - saved)


def _check(entries: Sequence[Entry], rule: SavingRule) -> str:
    sections = [line_of(entry.line).section for entry in entries]
    if Section.INCOME not in sections:
        raise NoIncome(lines=tuple(entry.line for entry in entries))
    currency = entries[0].amount.currency
    amounts = [entry.amount for entry in entries]
    amounts += [rule.most] if rule.most is not None else []
    total_of(amounts, currency)
    for row, entry in enumerate(entries):
        if entry.amount.minor < 0:
            raise AmountBelowZero(row=row, line=entry.line, amount=str(entry.amount))
    if rule.most is not None and rule.most.minor < 0:
        raise AmountBelowZero(most=str(rule.most))
    if not 0 <= rule.share <= 1:
        raise ShareOutOfRange(share=rule.share)
    return currency


def _saving(before: Money, rule: SavingRule) -> Money:
    saved = Money(max(before.minor, 0), before.currency).times(rule.share, Rounding.DOWN)
    return saved if rule.most is None else min(saved, rule.most)


class Affords(StrEnum):
    """The verdict on a statement or an instalment."""

    COMFORTABLY = "comfortably"
    TIGHTLY = "tightly"
    NOT = "not"


class Reason(StrEnum):
    """Why the verdict is what it is, for the person and for the lender."""

    OUTGOINGS_EXCEED_INCOME = "outgoings_exceed_income"
    NOTHING_LEFT = "nothing_left"
    SHARE_OF_SURPLUS_EXCEEDED = "share_of_surplus_exceeded"
    WHOLE_SURPLUS_EXCEEDED = "whole_surplus_exceeded"
    VITAL_LINE_MISSING = "vital_line_missing"
    ABOVE_GUIDELINE = "above_guideline"


class Finding(NamedTuple):
    """One reason, and the line or group it is about."""

    reason: Reason
    about: str


class Verdict(NamedTuple):
    """What a household can pay each month for plans, and why."""

    affords: Affords
    largest_instalment: Money
    findings: tuple[Finding, ...]


def assess(
    statement: Statement,
    *,
    instalment: Money | None = None,
    committed: Money | None = None,
    share_of_surplus: Decimal = Decimal("0.5"),
    step: int = 1,
    guidelines: Mapping[Group, Money] | None = None,
) -> Verdict:
    """Judge what a household can pay, and, if asked, one instalment, with reasons.

    The largest sensible instalment is a share of the surplus less what plans already take. A
    guideline does not lower it; it names the group of which a lender may ask why.

    Units:   instalment and committed in minor units a month; share_of_surplus a fraction; the
             largest instalment is rounded down to a multiple of ``step`` minor units.
    Raises:  ShareOutOfRange; AmountBelowZero; StepTooSmall; CurrenciesDiffer.
    Source:  gov.uk: around half of what is left over; spending guidelines as the Standard Financial
             Statement uses them (figures are licensed and passed in).

    Example:
        >>> statement = draw_statement([Entry("wages", Money(150_000, "GBP")),
        ...                             Entry("rent", Money(80_000, "GBP")),
        ...                             Entry("food", Money(30_000, "GBP"))],
        ...                            saving=SavingRule(most=Money(2_000, "GBP")))
        >>> verdict = assess(statement, instalment=Money(25_000, "GBP"), step=100)
        >>> verdict.affords.value, str(verdict.largest_instalment), verdict.findings[0].reason.value
        ('tightly', 'GBP 190.00', 'share_of_surplus_exceeded')
    """
    currency = statement.income.currency
    taken = committed or Money.zero(currency)
    asked = instalment or Money.zero(currency)
    if not 0 < share_of_surplus <= 1:
        raise ShareOutOfRange(share_of_surplus=share_of_surplus)
    if taken.minor < 0 or asked.minor < 0:
        raise AmountBelowZero(instalment=str(asked), committed=str(taken))
    sensible = statement.surplus.minor * exact(share_of_surplus) - taken.minor
    largest = Money(round_exact(max(sensible, exact(0)), Rounding.DOWN, step=step), currency)
    money = _money_findings(statement, asked, taken, largest)
    findings = [*money, *_line_findings(statement, guidelines or {})]
    return Verdict(_verdict(money), largest, tuple(findings))


_HARD = {
    Reason.OUTGOINGS_EXCEED_INCOME,
    Reason.NOTHING_LEFT,
    Reason.WHOLE_SURPLUS_EXCEEDED,
}


def _verdict(money: Sequence[Finding]) -> Affords:
    if any(finding.reason in _HARD for finding in money):
        return Affords.NOT
    return Affords.TIGHTLY if money else Affords.COMFORTABLY


def _money_findings(
    statement: Statement, asked: Money, taken: Money, largest: Money
) -> list[Finding]:
    if statement.outgoings > statement.income:
        return [Finding(Reason.OUTGOINGS_EXCEED_INCOME, "surplus")]
    if statement.surplus <= taken:
        return [Finding(Reason.NOTHING_LEFT, "surplus")]
    if asked > statement.surplus - taken:
        return [Finding(Reason.WHOLE_SURPLUS_EXCEEDED, "instalment")]
    if asked > largest:
        return [Finding(Reason.SHARE_OF_SURPLUS_EXCEEDED, "instalment")]
    return []


def _line_findings(statement: Statement, guidelines: Mapping[Group, Money]) -> list[Finding]:
    present = {row.line for row in statement.lines if row.monthly}
    missing = [
        Finding(Reason.VITAL_LINE_MISSING, line.key)
        for line in STATEMENT_LINES
        if line.is_vital and not present.intersection((line.key, *COVERED_BY[line.key]))
    ]
    above = [
        Finding(Reason.ABOVE_GUIDELINE, group.value)
        for group, guideline in guidelines.items()
        if statement.of_group(group) > guideline
    ]
    return missing + above
