"""The ledger: append-only postings; each set sums to zero, which the database holds as well."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.payments.models import Allocation, Payment, Posting
from backend.plumbing.ids import new_id

PAYMENT = "payment"
RETURN = "return"


@dataclass(frozen=True, slots=True)
class Line:
    """One posting before it is written: minor units into (+) or out of (-) an account."""

    account: str
    subject_id: UUID
    amount_minor: int


def lines_of(payment: Payment, allocations: Sequence[Allocation], sign: int) -> list[Line]:
    """Return the set of a payment (sign 1) or of its return (sign -1).

    What the rail took goes into the rail's account and out of each debt's.
    """
    taken = Line("rail", payment.person_id, sign * payment.amount_minor)
    given = [Line("debt", part.debt_id, -sign * part.amount_minor) for part in allocations]
    return [taken, *given]


def post(
    session: Session, payment: Payment, kind: str, lines: Sequence[Line], at: datetime
) -> None:
    """Write one set. The unique constraint refuses a second set of a kind for one payment."""
    set_id = new_id()
    session.execute(
        sa.insert(Posting),
        [
            {
                "id": new_id(),
                "set_id": set_id,
                "payment_id": payment.id,
                "person_id": payment.person_id,
                "kind": kind,
                "account": line.account,
                "subject_id": line.subject_id,
                "currency": payment.currency,
                "amount_minor": line.amount_minor,
                "at": at,
            }
            for line in lines
        ],
    )
