"""Read payments."""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.debts.models import Debt
from backend.lenders.models import Lender
from backend.payments.errors import MandateMissing
from backend.payments.models import Allocation, Mandate, Payment
from backend.payments.states import OPEN, PaymentState, shown
from backend.plumbing.errors import Missing


class PaymentMissing(Missing):
    """We can't find that payment."""


def allocations(session: Session, payment_id: UUID) -> Sequence[Allocation]:
    """Return the parts of a payment, by debt."""
    return session.scalars(
        sa.select(Allocation)
        .where(Allocation.payment_id == payment_id)
        .order_by(Allocation.debt_id)
    ).all()


def payments_of(
    session: Session, person_id: UUID, *, limit: int, before: UUID | None = None
) -> list[dict[str, Any]]:
    """Return a person's payments, newest first, each as a person sees it. Two queries."""
    chosen = sa.select(Payment).where(Payment.person_id == person_id)
    if before:
        chosen = chosen.where(Payment.id < before)
    found = session.scalars(chosen.order_by(Payment.id.desc()).limit(limit)).all()
    return _views(session, found)


def payment_of(session: Session, person_id: UUID, payment_id: UUID) -> dict[str, Any]:
    """Return one payment as a person sees it.

    Raises: PaymentMissing.
    """
    found = session.scalars(
        sa.select(Payment).where(Payment.id == payment_id, Payment.person_id == person_id)
    ).all()
    if not found:
        raise PaymentMissing
    return _views(session, found)[0]


def shown_now(session: Session, payment: Payment) -> dict[str, Any]:
    """Return a payment that was just settled as a person sees it."""
    return _views(session, [payment])[0]


def checking(session: Session, person_id: UUID) -> list[dict[str, Any]]:
    """Return a person's payments whose outcome is not known yet."""
    found = session.scalars(
        sa.select(Payment)
        .where(Payment.person_id == person_id, Payment.state.in_(OPEN))
        .order_by(Payment.id)
    ).all()
    return _views(session, found)


def mandates_of(session: Session, person_id: UUID) -> Sequence[Mandate]:
    """Return a person's mandates, newest first."""
    return session.scalars(
        sa.select(Mandate).where(Mandate.person_id == person_id).order_by(Mandate.id.desc())
    ).all()


def mandate_of(session: Session, person_id: UUID, mandate_id: UUID) -> Mandate:
    """Return one mandate of a person, locked.

    Raises: MandateMissing.
    """
    mandate = session.execute(
        sa.select(Mandate)
        .where(Mandate.id == mandate_id, Mandate.person_id == person_id)
        .with_for_update()
    ).scalar_one_or_none()
    if mandate is None:
        raise MandateMissing
    return mandate


def payments_to(
    session: Session, lender_id: UUID, *, limit: int, after: tuple[UUID, str] | None = None
) -> list[dict[str, Any]]:
    """Return the parts of payments that went to a lender, by payment, then by reference."""
    chosen = (
        sa.select(Allocation, Payment, Debt)
        .join(Payment, Payment.id == Allocation.payment_id)
        .join(Debt, Debt.id == Allocation.debt_id)
        .where(
            Allocation.lender_id == lender_id,
            Debt.lender_id == lender_id,
            Payment.state.in_((PaymentState.SUCCEEDED, PaymentState.RETURNED)),
        )
    )
    if after:
        place = sa.tuple_(Payment.id, Debt.lender_reference)
        chosen = chosen.where(place > sa.tuple_(*map(sa.literal, after)))
    rows = session.execute(chosen.order_by(Payment.id, Debt.lender_reference).limit(limit))
    return [
        told_to_lender(payment, part, debt, payment.finished_at) | {"state": payment.state}
        for part, payment, debt in rows
    ]


def told_to_lender(
    payment: Payment, part: Allocation, debt: Debt, at: datetime | None
) -> dict[str, Any]:
    """Return what a lender learns of a payment: its own part, by its own reference."""
    return {
        "payment_id": str(payment.id),
        "reference": debt.lender_reference,
        "amount_minor": part.amount_minor,
        "currency": payment.currency,
        "outstanding_minor": debt.outstanding_minor,
        "at": at.isoformat().replace("+00:00", "Z") if at else None,
    }


def receipt_number(payment_id: UUID) -> str:
    """Return the number of a receipt, short enough to read out.

    Example:
        >>> receipt_number(UUID("01930000-0000-7000-8000-000000000001"))
        'TO-AGJQ-AAAA-AAAA-AAAB'
    """
    packed = payment_id.bytes[:4] + payment_id.bytes[10:]
    letters = base64.b32encode(packed).decode().rstrip("=")
    return "TO-" + "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def _views(session: Session, payments: Sequence[Payment]) -> list[dict[str, Any]]:
    parts: dict[UUID, list[dict[str, Any]]] = {payment.id: [] for payment in payments}
    rows = session.execute(
        sa.select(Allocation, Lender.name)
        .join(Lender, Lender.id == Allocation.lender_id)
        .where(Allocation.payment_id.in_(parts))
        .order_by(Allocation.payment_id, Allocation.debt_id)
    )
    for part, lender_name in rows:
        parts[part.payment_id].append(
            {
                "debt_id": part.debt_id,
                "lender_name": lender_name,
                "amount_minor": part.amount_minor,
                "outstanding_after_minor": part.outstanding_after_minor,
            }
        )
    return [_view(payment, parts[payment.id]) for payment in payments]


def _view(payment: Payment, parts: list[dict[str, Any]]) -> dict[str, Any]:
    state = PaymentState(payment.state)
    paid = state in {PaymentState.SUCCEEDED, PaymentState.RETURNED}
    return {
        "id": payment.id,
        "state": shown(state),
        "amount_minor": payment.amount_minor,
        "currency": payment.currency,
        "allocations": parts,
        "reason": payment.reason,
        "receipt_number": receipt_number(payment.id) if paid else None,
        "created_at": payment.created_at,
        "finished_at": payment.finished_at,
    }
