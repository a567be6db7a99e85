"""The 9,857 real loans of LendingClub as a lender's system would push them.

Amount, term and rate are real; the monthly instalment follows from them, and the first month's
interest stands beside what was borrowed. Due days, contacts and answers are made up, the same in
every run, at addresses and numbers that are nobody's.
"""

import csv
import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from budgeting.rounding import Rounding, round_exact

LOANS = Path(__file__).parents[1] / "data" / "lending_club.csv"
COUNT = 9_857
FIRST_DUE_ON = date(2026, 12, 1)
_AS_OF = "2026-11-20T23:00:00Z"


def real_loans() -> Iterator[dict[str, Any]]:
    """Yield every loan as one row of a batch, in the order of the file."""
    with LOANS.open(newline="", encoding="utf-8") as lines:
        for loan in csv.DictReader(lines):
            yield debt_of(loan)


def debt_of(loan: dict[str, str]) -> dict[str, Any]:
    """Return one loan as a debt.

    Units: cents; the file's rate is in per cent a year.
    """
    number = int(loan["rownames"])
    principal = int(loan["funded_amnt"]) * 100
    months = int(loan["term"].removeprefix("term_"))
    rate = Decimal(loan["int_rate"]) / 100
    interest = round_exact(principal * Fraction(rate) / 12, Rounding.HALF_EVEN)
    return {
        "reference": f"LC-{number:06d}",
        "title": f"Loan over {months} months, grade {loan['sub_grade']}",
        "currency": "USD",
        "charges": [
            {"kind": "principal", "amount_minor": principal},
            {"kind": "interest", "amount_minor": interest, "label": "First month"},
        ],
        "paid_minor": 0,
        "due_on": (FIRST_DUE_ON + timedelta(days=number % 28)).isoformat(),
        "due_minor": instalment(principal, rate, months),
        "as_of": _AS_OF,
        "terms": {
            "annual_rate": f"{rate:f}",
            "late_fee_minor": 1_500,
            "grace_days": 15,
            "instalment_minor": instalment(principal, rate, months),
            "instalments_left": months,
        },
        "contact": _contact(number),
        "knowledge": _knowledge(number),
    }


def instalment(principal: int, annual_rate: Decimal, months: int) -> int:
    """Return the level monthly amount that clears a loan, rounded up so that the last is smaller.

    Source: present value of an annuity in arrears.
    """
    monthly = Fraction(annual_rate) / 12
    growth = (1 + monthly) ** months
    return round_exact(principal * monthly * growth / (growth - 1), Rounding.UP)


def _contact(number: int) -> dict[str, str]:
    if number % 2:
        return {"phone": f"+1202555{number:04d}", "name": f"Borrower {number}"}
    return {"email": f"borrower.{number}@example.com", "name": f"Borrower {number}"}


def _knowledge(number: int) -> dict[str, str]:
    if number % 3:
        return {"question": "birth_year", "answer": str(1950 + number % 55)}
    return {"question": "postcode", "answer": f"{10_000 + number * 7 % 89_999}"}


if __name__ == "__main__":
    for loan in real_loans():
        print(json.dumps(loan))
