"""Sinking funds: a little each month for the bills that do not come every month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from budgeting.dates import month_end
from budgeting.household_errors import AmountBelowZero, BillInThePast, CountBelowOne
from budgeting.money import Money, largest_remainder, total_of
from budgeting.months import month_of, months_between
from budgeting.recurrence import Recurrence
from budgeting.recurrence_rules import DAYS_IN, MONTHS_IN, Frequency
from budgeting.rounding import exact


class BillRhythm(StrEnum):
    """How often a bill comes, as far as it matters to whether one saves for it."""

    ONCE = "once"
    WITHIN_A_MONTH = "within_a_month"  # at most 31 days or four weeks apart: from the month's money
    MONTHLY = "monthly"
    LONGER = "longer"


@dataclass(frozen=True, slots=True, kw_only=True)
class FundedBill:
    """One bill that a category saves for.

    ``due_days`` are its days from the month looked at until at least the end of the month of the
    next one (``bill_of`` takes them from a recurrence). ``months_apart`` is the number of calendar
    months from one due day to the next: 12 for a yearly bill, 3 for a quarterly one. ``full`` asks
    for the whole amount in the month it is due and nothing before.

    Units:   amount in minor units each time; adjustment_percent and adjustment change the amount.
    """

    name: str
    amount: Money
    due_days: tuple[date, ...]
    months_apart: int = 1
    rhythm: BillRhythm = BillRhythm.LONGER
    full: bool = False
    adjustment_percent: Decimal = Decimal(0)
    adjustment: Money | None = None


class FundedPart(NamedTuple):
    """What one bill gets this month; needed is what its next due month takes in all."""

    name: str
    needed: Money
    months_left: int
    contribution: Money


class FundMonth(NamedTuple):
    """What a fund needs this month; parts, earliest due first, sum to the contribution.

    When the balance already covers bills paid from the month's own money the contribution may be
    lower than its parts by ``from_balance``.
    """

    contribution: Money
    from_balance: Money
    parts: tuple[FundedPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FundRules:
    """How a fund is reckoned.

    tracking: nothing is saved ahead, each bill counts in its own month.
    last_goal: what the category was meant to get last month, if bills come more often than monthly
    and last month's may not have been paid yet; None leaves that question out.
    """

    tracking: bool = False
    last_goal: Money | None = None


_MOST_DAYS, _MOST_DAYS_IN_WEEKS = 31, 28


def bill_of(
    name: str, amount: Money, recurrence: Recurrence, *, month: date, full: bool = False
) -> FundedBill:
    """Return the bill of a recurrence as a month sees it.

    Units:   amount in minor units each time.
    Raises:  BillInThePast when the recurrence has ended before the month.

    Example:
        >>> from budgeting.recurrence_rules import Frequency
        >>> quarterly = Recurrence(frequency=Frequency.QUARTERLY, starts_on=date(2026, 1, 20))
        >>> bill = bill_of("water", Money(9_000, "EUR"), quarterly, month=date(2026, 2, 1))
        >>> bill.due_days, bill.months_apart, bill.rhythm.value
        ((datetime.date(2026, 4, 20),), 3, 'longer')
    """
    next_on = recurrence.next_after(month_of(month), inclusive=True)
    if next_on is None:
        raise BillInThePast(name=name, month=month)
    days = recurrence.between(month_of(month), month_end(next_on))
    if recurrence.frequency in MONTHS_IN:
        apart = MONTHS_IN[recurrence.frequency] * recurrence.interval
        rhythm = BillRhythm.MONTHLY if apart == 1 else BillRhythm.LONGER
    else:
        length = DAYS_IN[recurrence.frequency] * recurrence.interval
        apart = max(months_between(next_on - timedelta(days=length), next_on), 1)
        daily = recurrence.frequency is Frequency.DAILY
        is_short = length <= (_MOST_DAYS if daily else _MOST_DAYS_IN_WEEKS)
        rhythm = BillRhythm.WITHIN_A_MONTH if is_short else BillRhythm.LONGER
    return FundedBill(
        name=name, amount=amount, due_days=days, months_apart=apart, rhythm=rhythm, full=full
    )


def fund_month(
    bills: Sequence[FundedBill],
    *,
    month: date,
    balance: Money,
    budgeted_before: Money | None = None,
    rules: FundRules | None = None,
) -> FundMonth:
    """Return what to put aside this month so that each bill is there when it is due.

    Bills of the month are met in full. The others share one fund: the balance covers the earliest
    due first, and what is missing for each is spread over the months to it, this month included.
    A fund that already holds everything gets each bill's share of one month.

    Units:   minor units; budgeted_before is what the category was given this month already.
    Shape:   bills in any order.
    Raises:  CountBelowOne without bills or with months_apart below one; BillInThePast naming the
             bill; AmountBelowZero; CurrenciesDiffer.
    Source:  schedule templates of Actual Budget (schedule-template tests), rounded half up.

    Example:
        >>> bills = [
        ...     FundedBill(name="November", amount=Money(60_000, "USD"),
        ...                due_days=(date(2024, 11, 15),), months_apart=12),
        ...     FundedBill(name="May", amount=Money(120_000, "USD"),
        ...                due_days=(date(2024, 5, 15),), months_apart=12),
        ... ]
        >>> fund = fund_month(bills, month=date(2024, 1, 1), balance=Money(20_000, "USD"))
        >>> fund.contribution.minor, [(part.name, part.contribution.minor) for part in fund.parts]
        (25455, [('May', 20000), ('November', 5455)])
    """
    terms = rules or FundRules()
    this_month = month_of(month)
    before = budgeted_before or Money.zero(balance.currency)
    _check(bills, balance, before, terms)
    seen = [_seen(bill, this_month) for bill in bills]
    own = [one for one in seen if _is_paid_from_month(one, tracking=terms.tracking)]
    saved_for = sorted(
        (one for one in seen if not _is_paid_from_month(one, tracking=terms.tracking)),
        key=lambda one: one.next_on,
    )
    now = [one for one in own if not one.months_left]
    needed_now = sum((one.needed for one in now), Fraction(0))
    needed_later = sum((one.needed for one in saved_for), Fraction(0))
    held = balance.minor + before.minor
    if _holds_everything(held, needed_now + needed_later, seen, terms):
        shares = [one.needed / one.bill.months_apart for one in saved_for]
        taken = 0
    else:
        shares = _earliest_first(saved_for, balance.minor)
        taken = 0 if saved_for else balance.minor
    rows = [*now, *saved_for]
    parts = [one.needed for one in now] + shares
    whole = _half_up(sum(parts, Fraction(0)))
    return FundMonth(
        Money(whole - taken, balance.currency),
        Money(taken, balance.currency),
        _parts(rows, parts, whole, balance.currency),
    )


class _Seen(NamedTuple):
    """A bill as this month sees it."""

    bill: FundedBill
    next_on: date
    months_left: int
    needed: Fraction


def _seen(bill: FundedBill, month: date) -> _Seen:
    ahead = sorted(day for day in bill.due_days if day >= month)
    if not ahead:
        raise BillInThePast(name=bill.name, due_days=bill.due_days)
    last_month = month_of(ahead[0])
    times = sum(month_of(day) <= last_month for day in ahead)
    each = bill.amount.minor * (1 + exact(bill.adjustment_percent) / 100)
    if bill.adjustment is not None:
        each += bill.adjustment.minor
    needed = Fraction(_half_up(each) * times)
    return _Seen(bill, ahead[0], months_between(month, ahead[0]), needed)


def _is_paid_from_month(one: _Seen, *, tracking: bool) -> bool:
    if tracking or one.bill.full or one.bill.rhythm is BillRhythm.WITHIN_A_MONTH:
        return True
    return one.bill.rhythm is not BillRhythm.LONGER and not one.months_left


def _holds_everything(held: int, needed: Fraction, seen: Sequence[_Seen], rules: FundRules) -> bool:
    if held >= needed:
        return True
    goal = rules.last_goal.minor if rules.last_goal is not None else 0
    often = any(one.bill.rhythm is BillRhythm.WITHIN_A_MONTH for one in seen)
    return bool(goal) and goal < needed and held >= goal and often


def _earliest_first(saved_for: Sequence[_Seen], balance: int) -> list[Fraction]:
    """Let the balance cover the earliest bills and spread what each still lacks over its months."""
    shares = []
    left = Fraction(balance)
    for one in saved_for:
        missing = max(one.needed - left, Fraction(0))
        left = max(left - one.needed, Fraction(0))
        shares.append(missing / (one.months_left + 1))
    return shares


def _parts(
    rows: Sequence[_Seen], parts: Sequence[Fraction], whole: int, currency: str
) -> tuple[FundedPart, ...]:
    amounts = largest_remainder(whole, parts) if any(parts) else (0,) * len(rows)
    return tuple(
        FundedPart(
            one.bill.name,
            Money(_half_up(one.needed), currency),
            one.months_left,
            Money(amount, currency),
        )
        for one, amount in zip(rows, amounts, strict=True)
    )


def _half_up(figure: Fraction) -> int:
    """Round to the nearest whole, a half towards plus infinity, as budget programs do."""
    return (2 * figure.numerator + figure.denominator) // (2 * figure.denominator)


def _check(bills: Sequence[FundedBill], balance: Money, before: Money, rules: FundRules) -> None:
    if not bills or any(bill.months_apart < 1 for bill in bills):
        raise CountBelowOne(bills=len(bills))
    amounts = [bill.amount for bill in bills]
    others = [bill.adjustment for bill in bills if bill.adjustment is not None]
    others += [rules.last_goal] if rules.last_goal is not None else []
    total_of([*amounts, *others, before], balance.currency)
    if any(amount.minor < 0 for amount in amounts):
        raise AmountBelowZero(bills=tuple(bill.name for bill in bills if bill.amount.minor < 0))
