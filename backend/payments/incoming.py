"""Apply a rail's message, in any order and any number of times, with one result."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.payments import mandates, service
from backend.payments.errors import MoveNotAllowed
from backend.payments.models import Mandate, Payment, RailEvent
from backend.payments.rails import Caps, RailMessage
from backend.plumbing import clock, faults, logs

_TOLD = "message of the rail"


def apply(session: Session, rail: str, message: RailMessage, caps: Caps) -> None:
    """Keep a message and act on it, unless it was here before."""
    now = clock.now()
    fresh = session.execute(
        insert(RailEvent)
        .values(
            rail=rail,
            event_reference=message.event_reference,
            received_at=now,
            applied_at=now,
            body=_facts(message),
        )
        .on_conflict_do_nothing()
        .returning(RailEvent.rail)
    ).first()
    if fresh is None:
        return
    faults.point("payments.mid_hook")
    if message.rail_key is not None and message.outcome is not None:
        _apply_charge(session, rail, message, caps)
    elif message.mandate_reference is not None:
        _apply_mandate(session, rail, message)


def _apply_charge(session: Session, rail: str, message: RailMessage, caps: Caps) -> None:
    payment_id = session.execute(
        sa.select(Payment.id).where(Payment.rail == rail, Payment.rail_key == message.rail_key)
    ).scalar_one_or_none()
    if payment_id is None or message.outcome is None:
        # Money that no payment of ours asked for: reconciliation finds it on the rail's book.
        logs.get(__name__).warning("charge_not_ours", rail=rail)
        return
    try:
        with session.begin_nested():
            service.settle(session, payment_id, message.outcome, cause=_TOLD, caps=caps)
    except MoveNotAllowed:
        # The rail contradicts a final state. Its book decides: reconciliation raises it.
        logs.get(__name__).error("rail_contradicts", payment_id=str(payment_id))


def _apply_mandate(session: Session, rail: str, message: RailMessage) -> None:
    mandate = session.execute(
        sa.select(Mandate).where(
            Mandate.rail == rail, Mandate.rail_reference == message.mandate_reference
        )
    ).scalar_one_or_none()
    if mandate is not None:
        mandates.learn(
            session,
            person_id=mandate.person_id,
            mandate_id=mandate.id,
            active=message.mandate_active,
        )


def _facts(message: RailMessage) -> dict[str, Any]:
    outcome = message.outcome
    return {
        "key": message.rail_key,
        "known": outcome.known if outcome else None,
        "reference": outcome.reference if outcome else None,
        "mandate": message.mandate_reference,
    }
