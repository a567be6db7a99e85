"""How a plan stands, derived from payments alone: nothing about it is remembered elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from budgeting.household_errors import (
    AmountBelowZero,
    DayOutOfOrder,
    NothingOwed,
)
from budgeting.money import Money, total_of


class DueInstalment(NamedTuple):
    """What was agreed for one day."""

    number: int
    due_on: date
    amount: Money


class Paid(NamedTuple):
    """Money the plan received on a day; a returned payment is a negative amount."""

    paid_on: date
    amount: Money


class InstalmentState(StrEnum):
    """How one instalment stands."""

    PAID = "paid"
    PART_PAID = "part_paid"
    UPCOMING = "upcoming"
    DUE = "due"  # its day has come and grace still runs
    MISSED = "missed"  # grace has run out


class PlanState(StrEnum):
    """How the whole plan stands."""

    COMPLETED = "completed"
    AHEAD = "ahead"
    ON_TRACK = "on_track"
    BEHIND = "behind"  # within the allowed misses: the plan lives
    NEEDS_REPAIR = "needs_repair"  # more misses than allowed


class InstalmentProgress(NamedTuple):
    """One instalment with what was paid towards it, and the day it was paid in full."""

    number: int
    due_on: date
    amount: Money
    paid: Money
    cleared_on: date | None
    state: InstalmentState


class PlanProgress(NamedTuple):
    """A plan's progress; paid is the sum of the payments, beyond is what exceeded the plan."""

    state: PlanState
    instalments: tuple[InstalmentProgress, ...]
    paid: Money
    left: Money
    overdue: Money
    beyond: Money
    misses: int
    next_due: InstalmentProgress | None


def progress_of(
    instalments: Sequence[DueInstalment],
    payments: Sequence[Paid],
    *,
    today: date,
    grace_days: int = 0,
    allowed_misses: int = 0,
    counts_cured: bool = False,
) -> PlanProgress:
    """Return how a plan stands on a day, every payment going to the oldest instalment first.

    An instalment counts as missed once its day and the grace have passed without full payment.
    With ``counts_cured`` one that was paid in full later still counts; without it, paying cures.

    Units:   grace in days after the due day; the due day itself and the last day of grace are safe.
    Shape:   instalments by strictly increasing day; payments in any order, those after today are
             left out.
    Raises:  NothingOwed without instalments; DayOutOfOrder; AmountBelowZero for a negative
             instalment, grace or allowance, or when returns exceed payments; CurrenciesDiffer.
    Source:  allocation oldest due first, as public loan systems define it.

    Example:
        >>> plan = [DueInstalment(n, date(2026, n, 5), Money(5_000, "EUR")) for n in (1, 2, 3)]
        >>> seen = progress_of(plan, [Paid(date(2026, 1, 5), Money(7_000, "EUR"))],
        ...                    today=date(2026, 2, 6), allowed_misses=1)
        >>> seen.state.value, seen.overdue.minor, [row.state.value for row in seen.instalments]
        ('behind', 3000, ['paid', 'missed', 'upcoming'])
    """
    currency = _check(instalments, payments, grace_days, allowed_misses)
    known = sorted((one for one in payments if one.paid_on <= today), key=lambda one: one.paid_on)
    received = sum(one.amount.minor for one in known)
    if received < 0:
        raise AmountBelowZero(received=received)
    rows = tuple(_rows(instalments, known, today, grace_days))
    agreed = sum(row.amount.minor for row in instalments)
    owed_by_now = sum(row.amount.minor for row in instalments if row.due_on <= today)
    overdue = sum(
        (row.amount - row.paid).minor
        for row in rows
        if row.due_on + timedelta(days=grace_days) < today
    )
    misses = sum(_is_miss(row, grace_days, counts_cured=counts_cured) for row in rows)
    return PlanProgress(
        _state(received, agreed, owed_by_now, overdue, excess=misses - allowed_misses),
        rows,
        Money(received, currency),
        Money(max(agreed - received, 0), currency),
        Money(overdue, currency),
        Money(max(received - agreed, 0), currency),
        misses,
        next((row for row in rows if row.paid < row.amount), None),
    )


def _check(
    instalments: Sequence[DueInstalment], payments: Sequence[Paid], grace: int, allowed: int
) -> str:
    if not instalments:
        raise NothingOwed
    currency = instalments[0].amount.currency
    agreed = [row.amount for row in instalments]
    total_of([*agreed, *(one.amount for one in payments)], currency)
    if grace < 0 or allowed < 0 or any(amount.minor < 0 for amount in agreed):
        raise AmountBelowZero(grace_days=grace, allowed_misses=allowed)
    for earlier, later in pairwise(instalments):
        if later.due_on <= earlier.due_on:
            raise DayOutOfOrder(number=later.number, due_on=later.due_on)
    return currency


def _rows(
    instalments: Sequence[DueInstalment], payments: Sequence[Paid], today: date, grace: int
) -> list[InstalmentProgress]:
    # The balance after each payment; a return takes the latest money back, so an instalment is
    # cleared on the first day from which the running sum never falls below it again.
    running, total = [], 0
    for one in payments:
        total += one.amount.minor
        running.append((one.paid_on, total))
    rows: list[InstalmentProgress] = []
    needed = 0
    for due in instalments:
        before, needed = needed, needed + due.amount.minor
        paid = min(max(total - before, 0), due.amount.minor)
        cleared = None
        if paid == due.amount.minor:
            below = [row for row, (_, sum_) in enumerate(running) if sum_ < needed]
            after = below[-1] + 1 if below else 0
            cleared = running[after][0] if running else due.due_on
        state = _instalment_state(due, paid, cleared, today, grace)
        rows.append(InstalmentProgress(*due, Money(paid, due.amount.currency), cleared, state))
    return rows


def _instalment_state(
    due: DueInstalment, paid: int, cleared: date | None, today: date, grace: int
) -> InstalmentState:
    if cleared is not None:
        return InstalmentState.PAID
    if due.due_on + timedelta(days=grace) < today:
        return InstalmentState.MISSED
    if due.due_on <= today:
        return InstalmentState.DUE
    return InstalmentState.PART_PAID if paid else InstalmentState.UPCOMING


def _is_miss(row: InstalmentProgress, grace: int, *, counts_cured: bool) -> bool:
    if row.state is InstalmentState.MISSED:
        return True
    late = row.cleared_on is not None and row.cleared_on > row.due_on + timedelta(days=grace)
    return counts_cured and late


def _state(received: int, agreed: int, owed_by_now: int, overdue: int, *, excess: int) -> PlanState:
    if received >= agreed:
        return PlanState.COMPLETED
    if excess > 0:
        return PlanState.NEEDS_REPAIR
    if overdue:
        return PlanState.BEHIND
    return PlanState.AHEAD if received > owed_by_now else PlanState.ON_TRACK
