"""Debts as a lender pushes them: valid by default, changed by name."""

from typing import Any


def debt_in(**changes: Any) -> dict[str, Any]:
    """Return the card debt of the demo household: ¥2,480.00 due on 27 November 2026."""
    return {
        "title": "Card ending 4821",
        "currency": "CNY",
        "charges": [
            {"kind": "principal", "amount_minor": 230_000},
            {"kind": "interest", "amount_minor": 14_000},
            {"kind": "fee", "amount_minor": 4_000, "label": "Late fee October"},
        ],
        "paid_minor": 0,
        "due_on": "2026-11-27",
        "as_of": "2026-11-21T00:00:00Z",
        "terms": {"annual_rate": "0.102", "late_fee_minor": 4_000, "grace_days": 3},
        "contact": {"phone": "+8613800138000", "name": "Mei"},
        "knowledge": {"question": "birth_year", "answer": "1994"},
        **changes,
    }


def debt_row(reference: str = "HC-000001", **changes: Any) -> dict[str, Any]:
    """Return one debt of a batch."""
    return {"reference": reference, **debt_in(**changes)}
