"""Debts as persons see them, written by hand because these reads are the busiest of all.

A test holds every answer against its published schema.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from backend.debts.models import Debt
from backend.debts.outlook import SOON_DAYS, Owed, choices, next_steps
from backend.debts.states import DebtState

_MASK = "••••"
_SHOWN = 4
_AS_KEPT = (
    "title", "currency", "borrowed_minor", "interest_minor", "fees_minor", "paid_minor",
    "outstanding_minor", "credit_minor", "due_on", "due_minor", "as_of", "state", "version",
    "changed_at",
)  # fmt: skip
_PAYABLE = frozenset({DebtState.OPEN.value, DebtState.PLAN.value})


def lender_debt(debt: Debt) -> dict[str, Any]:
    """Return a debt as its lender sees it."""
    return {
        "id": debt.id,
        "reference": debt.lender_reference,
        **{name: getattr(debt, name) for name in _AS_KEPT},
    }


def owed_of(row: Mapping[str, Any]) -> Owed:
    """Return what the pure rules need of a row."""
    return Owed(
        currency=row["currency"],
        outstanding_minor=row["outstanding_minor"] - row["checking_minor"],
        borrowed_minor=row["borrowed_minor"],
        due_minor=min(row["due_minor"], row["outstanding_minor"] - row["checking_minor"]),
        due_on=_day(row["due_on"]),
        annual_rate=_rate(row["annual_rate"]),
        late_annual_rate=_rate(row["late_annual_rate"]),
        late_fee_minor=row["late_fee_minor"],
        grace_days=row["grace_days"],
        instalment_minor=row["instalment_minor"],
    )


def debt_out(row: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return a debt with its state of the day and what happens next."""
    owed = owed_of(row)
    days = (owed.due_on - today).days
    return {
        "id": str(row["id"]),
        "lender": {
            "id": str(row["lender_id"]),
            "name": row["lender_name"],
            "verified": row["lender_verified"],
            "origin": row["origin"],
        },
        "title": row["title"],
        "masked_reference": masked(row["lender_reference"]),
        "currency": row["currency"],
        "borrowed_minor": row["borrowed_minor"],
        "interest_minor": row["interest_minor"],
        "fees_minor": row["fees_minor"],
        "paid_minor": row["paid_minor"],
        "outstanding_minor": row["outstanding_minor"],
        "due_on": owed.due_on.isoformat(),
        "due_minor": row["due_minor"],
        "days_until_due": days,
        "state": state_of(row, days),
        "next": [step_out(step) for step in next_steps(owed, today)],
        "payable": row["state"] in _PAYABLE and owed.outstanding_minor > 0,
        "as_of": moment(row["as_of"]),
    }


def choices_out(row: Mapping[str, Any], today: date, part_minor: int | None) -> dict[str, Any]:
    """Return the choice card of a debt.

    Raises:  PartOutOfReach.
    """
    card = choices(owed_of(row), today, part_minor)
    card["today"] = card["today"].isoformat()
    for name in ("all", "part", "nothing"):
        card[name] = {
            key: value.isoformat() if isinstance(value, date) else value
            for key, value in card[name].items()
        }
        if "next" in card[name]:
            card[name]["next"] = [step_out(step) for step in card[name]["next"]]
    return card


def state_of(row: Mapping[str, Any], days: int) -> str:
    """Return the one word for how a debt stands today."""
    if row["outstanding_minor"] == 0:
        return "settled"
    if row["checking_minor"]:
        return "checking"
    if row["state"] in {DebtState.PAUSED, DebtState.PLAN}:
        return str(row["state"])
    if days < 0:
        return "late"
    return "soon" if days <= SOON_DAYS else "due"


def step_out(step: Mapping[str, Any]) -> dict[str, Any]:
    """Return one step of what happens next."""
    return {**step, "on": step["on"].isoformat()}


def masked(reference: str, *, hide_all: bool = False) -> str:
    """Return enough of a reference for its owner to know it by.

    Example:
        >>> masked("LC-004821"), masked("A17"), masked("LC-004821", hide_all=True)
        ('••••4821', '••••7', '••••')
    """
    if hide_all:
        return _MASK
    return _MASK + reference[-min(_SHOWN, max(1, len(reference) // 2)) :]


def moment(value: datetime | str) -> str:
    """Return a moment as the API writes it: RFC 3339 in UTC."""
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _rate(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)
