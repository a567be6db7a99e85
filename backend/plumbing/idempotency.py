"""The first door of idempotency: one key, one effect, one answer.

The key is kept in the transaction of its effect. A second request with the same key waits for the
first one's transaction, then gets its answer again; with another body it is refused.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, Session, mapped_column

from backend.plumbing import clock
from backend.plumbing.columns import Digest, Instant, Ref
from backend.plumbing.db import Base
from backend.plumbing.errors import Conflict, Invalid, Malformed

RUNNING_FOR = timedelta(seconds=30)
"""How long an effect in several steps may take before a retry is answered with what is known."""


class IdempotencyKeyMissing(Malformed):
    """Send an Idempotency-Key header (8 to 200 visible characters), made new for each intent."""


class IdempotencyKeyReused(Invalid):
    """This Idempotency-Key was used for a different request. Make a new key for a new intent."""


class StillRunning(Conflict):
    """We are still working on that. Ask again in a moment with the same key."""


class KeptAnswer(Base):
    """The answer to one key, kept at least 30 days."""

    __tablename__ = "idempotency_keys"

    owner_id: Mapped[Ref] = mapped_column(primary_key=True)
    route: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    key: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    body_hash: Mapped[Digest]
    subject_id: Mapped[UUID | None] = mapped_column(sa.Uuid)
    status: Mapped[int | None] = mapped_column(sa.BigInteger)
    body: Mapped[str | None] = mapped_column(sa.Text)
    started_at: Mapped[Instant]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of an earlier request with this key.

    `status` and `body` are None while an effect in several steps is open; `subject_id` then tells
    whose present state answers best.
    """

    status: int | None
    body: str | None
    subject_id: UUID | None


def enter(
    session: Session,
    *,
    owner: UUID,
    route: str,
    key: str,
    body: bytes,
    subject_id: UUID | None = None,
) -> Kept | None:
    """Take a key, or return what is kept of its first use.

    Raises: IdempotencyKeyReused for another body; StillRunning while the first use is open.
    """
    digest = hashlib.sha256(body).digest()
    row = {
        "owner": owner, "route": route, "key": key, "hash": digest,
        "subject": subject_id, "now": clock.now(),
    }  # fmt: skip
    try:
        taken = session.execute(_TAKE, row).first()
    except OperationalError as busy:  # the first use holds its lock for longer than we wait
        raise StillRunning(retry_after=1) from busy
    if taken:
        return None
    kept = session.execute(_FIND, row).one()
    if kept.body_hash != digest:
        raise IdempotencyKeyReused
    if kept.status is None and _fresh(kept.started_at):
        raise StillRunning(retry_after=1)
    return Kept(kept.status, kept.body, kept.subject_id)


def keep(session: Session, *, owner: UUID, route: str, key: str, status: int, body: str) -> None:
    """Keep the answer to a key, in the transaction of its effect."""
    session.execute(
        _KEEP, {"owner": owner, "route": route, "key": key, "status": status, "body": body}
    )


def _fresh(started_at: datetime) -> bool:
    return clock.now() - started_at < RUNNING_FOR


_TAKE = sa.text(
    "insert into idempotency_keys (owner_id, route, key, body_hash, subject_id, started_at)"
    " values (:owner, :route, :key, :hash, :subject, :now) on conflict do nothing returning 1",
)
_FIND = sa.text(
    "select body_hash, status, body, subject_id, started_at from idempotency_keys"
    " where owner_id = :owner and route = :route and key = :key",
)
_KEEP = sa.text(
    "update idempotency_keys set status = :status, body = :body"
    " where owner_id = :owner and route = :route and key = :key",
)
