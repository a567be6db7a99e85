"""The ledger: append-only postings; each set sums to zero, which the database holds as well."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.payments.models import Allocation, Payment
from backend.plumbing.db import send
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
    send(
        session,
        [
            (
                _POSTING,
                (
                    *(new_id(), set_id, payment.id, payment.person_id, kind, line.account),
                    *(line.subject_id, payment.currency, line.amount_minor, at),
                ),
            )
            for line in lines
        ],
    )


_POSTING = (
    "insert into postings (id, set_id, payment_id, person_id, kind, account, subject_id, currency,"
    " amount_minor, at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
