"""What is known of nudges and of a person's wishes."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.nudges.errors import NudgeNotFound
from backend.nudges.models import ContactPreference, Nudge, NudgeDelivery
from backend.nudges.quiet_hours import QuietHours


class Wishes(NamedTuple):
    """How and when a person wants to be reached."""

    quiet: QuietHours = QuietHours()
    email: bool = True
    sms: bool = True
    push: bool = True


def nudge(session: Session, *, person_id: UUID, nudge_id: UUID) -> Nudge:
    """Return one nudge of a person.

    Raises:  NudgeNotFound.
    """
    query = sa.select(Nudge).where(Nudge.id == nudge_id, Nudge.person_id == person_id)
    row = session.scalar(query)
    if row is None:
        raise NudgeNotFound
    return row


def inbox(
    session: Session, *, person_id: UUID, now: datetime, limit: int, before: UUID | None = None
) -> Sequence[Nudge]:
    """Return a person's nudges, newest first, from a place on; those for later are not shown."""
    query = sa.select(Nudge).where(Nudge.person_id == person_id, Nudge.due_at <= now)
    if before is not None:
        query = query.where(Nudge.id < before)
    return session.scalars(query.order_by(Nudge.id.desc()).limit(limit)).all()


def unread_count(session: Session, *, person_id: UUID, now: datetime) -> int:
    """Return how many nudges a person has not read."""
    query = sa.select(sa.func.count()).where(
        Nudge.person_id == person_id, Nudge.read_at.is_(None), Nudge.due_at <= now
    )
    return session.scalars(query).one()


def deliveries(session: Session, nudge_id: UUID) -> Sequence[NudgeDelivery]:
    """Return what became of a nudge on each channel."""
    query = sa.select(NudgeDelivery).where(NudgeDelivery.nudge_id == nudge_id)
    return session.scalars(query.order_by(NudgeDelivery.channel)).all()


def wishes(session: Session, *, person_id: UUID) -> Wishes:
    """Return a person's wishes, or the ordinary ones."""
    row = session.get(ContactPreference, person_id)
    return Wishes() if row is None else wishes_of(row)


def wishes_of(row: ContactPreference) -> Wishes:
    """Return the wishes that a row holds."""
    return Wishes(QuietHours(row.quiet_from, row.quiet_until), row.email, row.sms, row.push)
