"""Sessions on the server: a cookie holds a random token, a row decides what it opens."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.accounts.models import AccountSession, Staff
from backend.plumbing import clock, sealing
from backend.plumbing.errors import Missing

STEP_UP = timedelta(minutes=5)
PERSON_IDLE = timedelta(days=30)
PERSON_ABSOLUTE = timedelta(days=180)
STAFF_IDLE = timedelta(hours=1)
STAFF_ABSOLUTE = timedelta(hours=12)
_LONGEST_DEVICE = 60


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just begun, and the token that only its cookie will know."""

    session: AccountSession
    token: str


def open_for_person(
    session: Session, *, person_id: UUID, device: str, stepped_up: bool = False
) -> Opened:
    """Begin a session of a person; a passkey that verified its user steps it up at once."""
    return _open(
        session,
        AccountSession(person_id=person_id, device=device[:_LONGEST_DEVICE]),
        idle=PERSON_IDLE,
        absolute=PERSON_ABSOLUTE,
        stepped_up=stepped_up,
    )


def open_for_staff(session: Session, *, staff: Staff, device: str) -> Opened:
    """Begin a session of a lender's staff."""
    return _open(
        session,
        AccountSession(
            staff_id=staff.id, lender_id=staff.lender_id, device=device[:_LONGEST_DEVICE]
        ),
        idle=STAFF_IDLE,
        absolute=STAFF_ABSOLUTE,
    )


def step_up(session: Session, *, session_id: UUID) -> datetime:
    """Stamp a session as proved afresh; return until when."""
    until = clock.now() + STEP_UP
    session.execute(
        sa.update(AccountSession)
        .where(AccountSession.id == session_id)
        .values(stepped_up_until=until)
    )
    return until


def end_by_token(session: Session, *, token: str) -> AccountSession | None:
    """End the live session that a cookie opens, if any, and return it."""
    return session.scalar(
        sa.update(AccountSession)
        .where(AccountSession.token_hash == sealing.token_hash(token), _LIVE)
        .values(ended_at=clock.now())
        .returning(AccountSession)
    )


def end_one(session: Session, *, person_id: UUID, session_id: UUID) -> None:
    """End one session of a person.

    Raises: Missing when the person has no such live session.
    """
    ended = session.scalar(
        sa.update(AccountSession)
        .where(AccountSession.id == session_id, AccountSession.person_id == person_id, _LIVE)
        .values(ended_at=clock.now())
        .returning(AccountSession.id)
    )
    if ended is None:
        raise Missing


def end_others(session: Session, *, person_id: UUID, keep: UUID) -> int:
    """End all sessions of a person but one; return how many ended."""
    ended = session.scalars(
        sa.update(AccountSession)
        .where(AccountSession.person_id == person_id, AccountSession.id != keep, _LIVE)
        .values(ended_at=clock.now())
        .returning(AccountSession.id)
    )
    return len(ended.all())


def end_of_staff(session: Session, *, staff_id: UUID) -> None:
    """End every session of one member of staff."""
    session.execute(
        sa.update(AccountSession)
        .where(AccountSession.staff_id == staff_id, _LIVE)
        .values(ended_at=clock.now())
    )


def of_person(session: Session, *, person_id: UUID) -> list[AccountSession]:
    """Return a person's live sessions, the most recently used first."""
    rows = session.scalars(
        sa.select(AccountSession)
        .where(AccountSession.person_id == person_id, _LIVE)
        .order_by(AccountSession.last_seen_at.desc(), AccountSession.id)
    )
    now = clock.now()
    return [
        row
        for row in rows
        if now < row.expires_at and now < row.last_seen_at + timedelta(seconds=row.idle_seconds)
    ]


_LIVE = AccountSession.ended_at.is_(None)


def _open(
    session: Session,
    row: AccountSession,
    *,
    idle: timedelta,
    absolute: timedelta,
    stepped_up: bool = False,
) -> Opened:
    now = clock.now()
    token = sealing.token()
    row.token_hash = sealing.token_hash(token)
    row.created_at = row.last_seen_at = now
    row.idle_seconds = int(idle.total_seconds())
    row.expires_at = now + absolute
    row.stepped_up_until = now + STEP_UP if stepped_up else None
    session.add(row)
    session.flush()
    return Opened(row, token)
