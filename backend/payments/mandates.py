"""Mandates: a person's permission to a rail, begun here, approved at the rail, ended any time."""

from uuid import UUID

from sqlalchemy.orm import Session

from backend.audit import service as audit
from backend.payments import queries
from backend.payments.models import Mandate
from backend.payments.rails import Rail, Setup
from backend.payments.states import MandateState
from backend.plumbing import clock, jobs
from backend.plumbing.ids import new_id

REVOKE = "payments.revoke"


def record(session: Session, *, person_id: UUID, rail: Rail, setup: Setup) -> Mandate:
    """Write a permission that a rail has begun."""
    mandate = Mandate(
        id=new_id(),
        person_id=person_id,
        rail=rail.name,
        rail_reference=setup.reference,
        approve_url=setup.approve_url,
        label=rail.caps.label,
        state=MandateState.ACTIVE if setup.active else MandateState.PENDING,
        created_at=clock.now(),
    )
    session.add(mandate)
    session.flush()
    _record(session, mandate, "begun")
    return mandate


def learn(session: Session, *, person_id: UUID, mandate_id: UUID, active: bool | None) -> Mandate:
    """Write what the rail said of a permission: active, ended, or (None) still open.

    Raises: MandateMissing.
    """
    mandate = queries.mandate_of(session, person_id, mandate_id)
    if active is None or mandate.state == MandateState.ENDED:
        return mandate
    state = MandateState.ACTIVE if active else MandateState.ENDED
    if mandate.state != state:
        mandate.state = state
        mandate.decided_at = clock.now()
        _record(session, mandate, state.value)
        session.flush()
    return mandate


def end(session: Session, *, person_id: UUID, mandate_id: UUID) -> None:
    """End a permission here and now; a job tells the rail, until it knows.

    Raises: MandateMissing.
    """
    learn(session, person_id=person_id, mandate_id=mandate_id, active=False)
    jobs.wake(session, REVOKE)


def _record(session: Session, mandate: Mandate, what: str) -> None:
    actor = audit.person(mandate.person_id)
    audit.record(session, actor=actor, action=f"mandate_{what}", subject=f"mandate:{mandate.id}")
