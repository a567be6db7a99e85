"""What a person agreed to, in which words, and whether they still do."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.accounts.models import Consent
from backend.plumbing import clock


def give(session: Session, *, person_id: UUID, kind: str, text_version: str) -> None:
    """Keep a person's yes to one version of a text."""
    _add(session, person_id=person_id, kind=kind, text_version=text_version, given=True)


def withdraw(session: Session, *, person_id: UUID, kind: str) -> None:
    """Keep a person's change of mind; nothing when there is no yes to take back."""
    last = _last(session, person_id=person_id, kind=kind)
    if last is not None and last.given:
        _add(session, person_id=person_id, kind=kind, text_version=last.text_version, given=False)


def stands(session: Session, *, person_id: UUID, kind: str) -> bool:
    """Return whether a person's last word on something was yes."""
    last = _last(session, person_id=person_id, kind=kind)
    return last is not None and last.given


def _last(session: Session, *, person_id: UUID, kind: str) -> Consent | None:
    return session.scalar(
        sa.select(Consent)
        .where(Consent.person_id == person_id, Consent.kind == kind)
        .order_by(Consent.id.desc())
        .limit(1)
    )


def _add(session: Session, *, person_id: UUID, kind: str, text_version: str, given: bool) -> None:
    session.add(
        Consent(
            person_id=person_id,
            kind=kind,
            text_version=text_version,
            given=given,
            at=clock.now(),
        )
    )
    session.flush()
