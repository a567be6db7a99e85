"""The bills of the demo household, relative to the day on which the demo is laid out."""

from datetime import date, datetime, timedelta
from typing import Any

Bill = dict[str, Any]
ANSWER = "1990"


def harbour(phone: str, today: date, as_of: datetime) -> Bill:
    """Return the bill that waits to be taken up: ¥2,480.00, due in six days."""
    return _bill(
        phone,
        today,
        as_of,
        title="Personal loan, November",
        charges=[
            ("principal", 230_000, None),
            ("interest", 14_000, None),
            ("fee", 4_000, "Set-up"),
        ],
        due_in=6,
        terms={"annual_rate": "0.102", "late_fee_minor": 4_000, "grace_days": 3},
    )


def others(phone: str, today: date, as_of: datetime) -> list[tuple[str, str, Bill]]:
    """Return lender, reference and bill of what Mei has taken up already; one of them is late."""
    card = _bill(
        phone,
        today,
        as_of,
        title="Card ending 7730",
        charges=[
            ("principal", 118_000, None),
            ("interest", 5_600, None),
            ("fee", 2_400, "October"),
        ],
        due_in=-9,
        terms={"annual_rate": "0.1825", "late_fee_minor": 2_400, "grace_days": 3},
    )
    heating = _bill(
        phone,
        today,
        as_of,
        title="Heating and water",
        charges=[("principal", 31_840, None)],
        due_in=12,
        terms=None,
    )
    return [("Lantern Card Services", "LCS-7730-11", card), ("Riverside Homes", "RH-0412", heating)]


def _bill(
    phone: str,
    today: date,
    as_of: datetime,
    *,
    title: str,
    charges: list[tuple[str, int, str | None]],
    due_in: int,
    terms: dict[str, Any] | None,
) -> Bill:
    lines = [{"kind": kind, "amount_minor": amount} for kind, amount, _ in charges]
    for line, (_, _, label) in zip(lines, charges, strict=True):
        line.update({"label": label} if label else {})
    bill: Bill = {
        "title": title,
        "currency": "CNY",
        "charges": lines,
        "due_on": (today + timedelta(days=due_in)).isoformat(),
        "as_of": as_of.isoformat(),
        "contact": {"phone": phone, "name": "Mei"},
        "knowledge": {"question": "birth_year", "answer": ANSWER},
    }
    return bill | ({"terms": terms} if terms else {})
