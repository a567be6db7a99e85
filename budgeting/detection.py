"""Pay days and recurring bills, found in dated amounts, with a confidence and the evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median_low
from typing import NamedTuple

from budgeting.calendars import WEEKDAYS, Calendar
from budgeting.detection_rules import RULES, Rule, candidates
from budgeting.errors import CurrenciesDiffer, NotACount
from budgeting.money import Money
from budgeting.recurrence import Recurrence


class Transaction(NamedTuple):
    """Money that came in, above zero, or went out, on a day, from or to somebody."""

    on: date
    amount: Money
    party: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a pattern is believed: what was expected and what was seen.

    Units:   counts of dates; ``days_off`` the mean distance of what was seen, in days.
    """

    expected: int
    matched: tuple[date, ...]
    missed: tuple[date, ...]
    extra: tuple[date, ...]
    days_off: float


@dataclass(frozen=True, slots=True)
class Detected:
    """A pattern that repeats: with whom, when, how much, how sure, and why.

    Units:   amounts signed, above zero for money in; confidence from 0 to 1.
    """

    party: str
    rule: Rule
    recurrence: Recurrence
    lowest: Money
    usual: Money
    highest: Money
    confidence: float
    evidence: Evidence

    def next_after(self, day: date) -> date | None:
        """Return the next date of the pattern after a day, or None when there is none.

        Example:
            >>> rent = [Transaction(date(2024, month, 1), Money(-5, "EUR")) for month in (1, 2, 3)]
            >>> detect_recurring(rent)[0].next_after(date(2024, 3, 1))
            datetime.date(2024, 4, 1)
        """
        return self.recurrence.next_after(day)


def detect_recurring(
    transactions: Iterable[Transaction],
    *,
    calendar: Calendar = WEEKDAYS,
    least: int = 3,
    least_confidence: float = 0.5,
) -> tuple[Detected, ...]:
    """Return what repeats among dated amounts, the surest first.

    Amounts are grouped by party and direction. Each rule of a calendar is laid over a group,
    and the one that explains most with least is kept. Confidence is the share of expected dates
    that were seen, times the share of what was seen that was expected, less for days off, and
    never full: three sightings earn less than twelve.

    Units:   least is the fewest sightings that make a pattern; confidence from 0 to 1.
    Shape:   transactions in any order.
    Raises:  NotACount for fewer than two sightings; CurrenciesDiffer within one party.
    Source:  own method; the shrinkage n / (n + 1) is Laplace's rule of succession.

    Example:
        >>> rent = [Transaction(date(2024, month, 1), Money(-80_000, "EUR"), "Landlord")
        ...         for month in range(1, 7)]
        >>> found = detect_recurring(rent)[0]
        >>> found.rule.name, found.recurrence.month_days, round(found.confidence, 2)
        ('MONTHLY_DAY', (1,), 0.86)
    """
    if least < 2:
        raise NotACount(least=least)
    groups: dict[tuple[str, bool], list[Transaction]] = defaultdict(list)
    for transaction in transactions:
        direction = transaction.amount.minor > 0
        groups[_plain(transaction.party), direction].append(transaction)
    found = [_best(group, calendar, least) for group in groups.values()]
    sure = [each for each in found if each is not None and each.confidence >= least_confidence]
    return tuple(sorted(sure, key=lambda each: (-each.confidence, each.party, each.usual.minor)))


def detect_pay_days(
    transactions: Iterable[Transaction],
    *,
    calendar: Calendar = WEEKDAYS,
    least: int = 3,
    least_confidence: float = 0.5,
) -> tuple[Detected, ...]:
    """Return the pay days among dated amounts: what comes in and repeats, the surest first.

    Units:   as detect_recurring.
    Raises:  as detect_recurring.

    Example:
        >>> wages = [Transaction(date(2024, 1, 5) + timedelta(weeks=2 * n), Money(90_000, "GBP"))
        ...          for n in range(6)]
        >>> detect_pay_days(wages)[0].recurrence.interval
        2
    """
    coming_in = [each for each in transactions if each.amount.minor > 0]
    return detect_recurring(
        coming_in, calendar=calendar, least=least, least_confidence=least_confidence
    )


def _plain(party: str) -> str:
    """Return a name without case, digits and spacing, so that references do not part it."""
    letters = "".join(letter if letter.isalpha() else " " for letter in party.casefold())
    return " ".join(letters.split())


def _best(group: Sequence[Transaction], calendar: Calendar, least: int) -> Detected | None:
    days = sorted({transaction.on for transaction in group})
    if len(days) < least:
        return None
    best: tuple[float, Rule, Recurrence, Evidence] | None = None
    for rule, recurrence in candidates(days, calendar):
        evidence = _compare(recurrence, days, RULES[rule].tolerance)
        if len(evidence.matched) < least:
            continue
        score = _confidence(evidence, RULES[rule].tolerance)
        # Rules are tried from the plainest to the most special, so a tie goes to the plain one.
        if best is None or score > best[0] + 1e-9:
            best = (score, rule, recurrence, evidence)
    return None if best is None else _detected(group, *best)


def _compare(recurrence: Recurrence, days: Sequence[date], tolerance: int) -> Evidence:
    margin = timedelta(days=tolerance)
    expected = recurrence.between(days[0] - margin, days[-1] + margin)
    free = list(days)
    matched, missed, off = [], [], 0
    for due_on in expected:
        near = min(free, key=lambda day: (abs(day - due_on), day), default=None)
        if near is None or abs(near - due_on) > margin:
            missed.append(due_on)
            continue
        free.remove(near)
        matched.append(near)
        off += abs((near - due_on).days)
    # The edges of the window may expect a date that lies just outside of what was seen.
    missed = [day for day in missed if days[0] <= day <= days[-1]]
    mean = off / len(matched) if matched else 0.0
    return Evidence(len(matched) + len(missed), tuple(matched), tuple(missed), tuple(free), mean)


def _confidence(evidence: Evidence, tolerance: int) -> float:
    matched = len(evidence.matched)
    seen = matched / evidence.expected
    explained = matched / (matched + len(evidence.extra))
    nearness = 1 - evidence.days_off / (2 * tolerance + 2)
    return seen * explained * nearness * matched / (matched + 1)


def _detected(
    group: Sequence[Transaction],
    score: float,
    rule: Rule,
    recurrence: Recurrence,
    evidence: Evidence,
) -> Detected:
    matched = set(evidence.matched)
    amounts = [transaction.amount for transaction in group if transaction.on in matched]
    currency = amounts[0].currency
    for amount in amounts:
        if amount.currency != currency:
            raise CurrenciesDiffer(party=group[0].party, left=currency, right=amount.currency)
    usual = Money(median_low(amount.minor for amount in amounts), currency)
    return Detected(
        group[0].party,
        rule,
        replace(recurrence, starts_on=min(recurrence.starts_on, evidence.matched[0])),
        min(amounts),
        usual,
        max(amounts),
        score,
        evidence,
    )
