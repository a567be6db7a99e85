"""What happens next with a debt, and what each choice about it costs: dated, exact, said once.

Payments go to fees and interest first, so interest is counted on borrowed money only: on the
smaller of what was borrowed and what is left. It is simple daily interest from today on (the
lender's figure holds until today), at the agreed yearly rate until the day asked for and, when
what was asked is not met, at the late rate after it. One rounding, at the end.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from backend.debts.errors import PartOutOfReach
from budgeting.months import day_in_month, month_after
from budgeting.rounding import Rounding, divide

SOON_DAYS = 7
_YEAR_DAYS = 365
_MILLION = 1_000_000
"""Rates have six decimals, so whole numbers carry them exactly and quickly."""


@dataclass(frozen=True, slots=True)
class Owed:
    """What a debt comes to and on which terms."""

    currency: str
    outstanding_minor: int
    borrowed_minor: int
    due_minor: int
    due_on: date
    annual_rate: Decimal | None = None
    late_annual_rate: Decimal | None = None
    late_fee_minor: int | None = None
    grace_days: int | None = None
    instalment_minor: int | None = None

    @property
    def fee_on(self) -> date:
        """The first day after the days of grace."""
        return self.due_on + timedelta(days=(self.grace_days or 0) + 1)


def horizon(due_on: date, today: date) -> date:
    """Return the day that interest is told up to: the day asked for, one month on, after today.

    Example:
        >>> asked = date(2026, 1, 31)
        >>> horizon(asked, date(2026, 1, 20)), horizon(asked, date(2026, 3, 3))
        (datetime.date(2026, 2, 28), datetime.date(2026, 3, 31))
    """
    months = max(1, (today.year - due_on.year) * 12 + today.month - due_on.month)
    day = _anchored(due_on, months)
    return day if day > today else _anchored(due_on, months + 1)


def interest_minor(owed: Owed, left_minor: int, *, met: bool, today: date) -> int:
    """Return the interest that what is left gathers until the horizon.

    Units:   minor units, rounded half to even once.
    Source:  Act/365 Fixed; a test holds it against `budgeting.interest`.

    Example:
        >>> owed = Owed("CNY", 248_000, 230_000, 248_000, date(2026, 11, 27), Decimal("0.102"))
        >>> interest_minor(owed, 188_000, met=False, today=date(2026, 11, 21))
        1891
    """
    agreed = _millionths(owed.annual_rate)
    late = agreed if owed.late_annual_rate is None else _millionths(owed.late_annual_rate)
    until = horizon(owed.due_on, today)
    turn = until if met else min(until, max(today, owed.due_on))
    yearly = agreed * (turn - today).days + late * (until - turn).days
    base = min(left_minor, owed.borrowed_minor)
    return divide(base * yearly, _YEAR_DAYS * _MILLION, Rounding.HALF_EVEN)


def next_steps(owed: Owed, today: date, paying_minor: int = 0) -> list[dict[str, Any]]:
    """Return what happens next and when, after paying something today; in order of days."""
    left = owed.outstanding_minor - paying_minor
    until = horizon(owed.due_on, today)
    if left <= 0:
        return [_step(today, "nothing_more", None)]
    asked = max(0, owed.due_minor - paying_minor)
    steps = []
    if asked and owed.due_on >= today:
        steps.append(_step(owed.due_on, "due", asked))
    if asked and owed.late_fee_minor and owed.fee_on >= today:
        steps.append(_step(owed.fee_on, "late_fee", owed.late_fee_minor))
    interest = interest_minor(owed, left, met=not asked, today=today)
    steps.append(
        _step(until, "interest", interest) if interest else _step(until, "nothing_more", None)
    )
    return sorted(steps, key=lambda step: step["on"])


def choices(owed: Owed, today: date, part_minor: int | None = None) -> dict[str, Any]:
    """Return the choice card: all, a part or nothing, each with its cost and consequence.

    Units:   minor units of the debt's currency.
    Raises:  PartOutOfReach when the part is nothing or more than what is owed.
    """
    whole = owed.outstanding_minor
    part = _offered(owed) if part_minor is None else part_minor
    if not 1 <= part <= whole:
        raise PartOutOfReach(fields={"part_minor": [f"Give a sum from 1 to {whole}."]})
    until = horizon(owed.due_on, today)
    met = part >= owed.due_minor
    return {
        "currency": owed.currency,
        "outstanding_minor": whole,
        "today": today,
        "all": {"pay_minor": whole, "left_minor": 0, "finished_on": today},
        "part": {
            "pay_minor": part,
            "left_minor": whole - part,
            "interest_minor": interest_minor(owed, whole - part, met=met, today=today),
            "interest_until": until,
            "least_minor": 1,
            "most_minor": whole,
            "finished_on": today if part == whole else None,
            "next": next_steps(owed, today, part),
        },
        "nothing": {
            "next": next_steps(owed, today),
            "fee_minor": _fee_until(owed, today, until),
            "interest_minor": interest_minor(owed, whole, met=owed.due_minor == 0, today=today),
            "interest_until": until,
        },
        "plan": None,
    }


def _millionths(rate: Decimal | None) -> int:
    return 0 if rate is None else int(rate * _MILLION)


def _offered(owed: Owed) -> int:
    """Return the part shown first: one instalment, else what is asked, else half."""
    whole = owed.outstanding_minor
    for part in (owed.instalment_minor, owed.due_minor):
        if part and part < whole:
            return part
    return max(1, whole // 2)


def _fee_until(owed: Owed, today: date, until: date) -> int:
    comes = owed.due_minor > 0 and today <= owed.fee_on <= until
    return owed.late_fee_minor or 0 if comes else 0


def _anchored(day: date, months: int) -> date:
    return day_in_month(month_after(day, months), day.day)


def _step(on: date, kind: str, amount_minor: int | None) -> dict[str, Any]:
    return {"on": on, "kind": kind, "amount_minor": amount_minor}
