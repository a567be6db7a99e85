"""The writes of a payment, several in one round trip: this path is walked for every tap on Pay."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from backend.payments.models import Allocation, Payment
from backend.payments.states import PaymentState
from backend.plumbing.db import send
from backend.plumbing.ids import new_id

_PAYMENT = (
    "insert into payments (id, person_id, mandate_id, rail, rail_key, currency, amount_minor,"
    " state, created_at, ask_at, asked, fence)"
    " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_PART = (
    "insert into allocations (payment_id, debt_id, person_id, lender_id, currency, amount_minor)"
    " values (%s, %s, %s, %s, %s, %s)"
)
_MOVE = (
    "insert into payment_moves (id, payment_id, person_id, from_state, to_state, cause, at)"
    " values (%s, %s, %s, %s, %s, %s, %s)"
)


def intend(session: Session, payment: Payment, parts: Sequence[Allocation], *, cause: str) -> None:
    """Write an intent: the payment, its parts and its first move."""
    p = payment
    first = (new_id(), p.id, p.person_id, None, p.state, cause, p.created_at)
    send(
        session,
        [
            (_PAYMENT, _columns(payment)),
            *((_PART, _values(part)) for part in parts),
            (_MOVE, first),
        ],
    )


def move(session: Session, payment: Payment, to: PaymentState, *, cause: str, at: datetime) -> None:
    """Write that a payment moves from where it stands to a state."""
    row = (new_id(), payment.id, payment.person_id, payment.state, to, cause, at)
    send(session, [(_MOVE, row)])


def _columns(payment: Payment) -> tuple[object, ...]:
    return (
        payment.id,
        payment.person_id,
        payment.mandate_id,
        payment.rail,
        payment.rail_key,
        payment.currency,
        payment.amount_minor,
        payment.state,
        payment.created_at,
        payment.ask_at,
        payment.asked,
        payment.fence,
    )


def _values(part: Allocation) -> tuple[object, ...]:
    return (
        part.payment_id,
        part.debt_id,
        part.person_id,
        part.lender_id,
        part.currency,
        part.amount_minor,
    )
