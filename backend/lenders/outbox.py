"""The outbox of webhook messages: what is due is claimed, what came of it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.lenders import service
from backend.lenders.models import (
    EndpointState,
    MessageState,
    Outcome,
    PauseCause,
    WebhookAttempt,
    WebhookEndpoint,
)
from backend.lenders.schedule import PATIENCE, SILENCE, next_try
from backend.plumbing import sealing
from backend.plumbing.ids import new_id

BATCH = 200
SHARE = 50
"""The most of a batch that one endpoint may take, so that a slow one does not hold up others."""

LEASE = timedelta(minutes=2)
"""How long a claim lasts. Nothing is sent in its last quarter, see `jobs`."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this process alone may send now."""

    event_id: UUID
    endpoint_id: UUID
    lender_id: UUID
    aggregate_id: UUID
    sequence: int
    body: str
    tries: int
    fence: int
    url: str
    secrets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """How one try went."""

    message: Claimed
    at: datetime
    outcome: Outcome
    status: int | None
    duration_ms: int
    said: str


def claim(session: Session, now: datetime, *, refusing: bool) -> list[Claimed]:
    """Take due messages of endpoints that are well, or of those that refuse, oldest first."""
    asked = {"now": now, "until": now + LEASE, "batch": BATCH, "share": SHARE, "refusing": refusing}
    rows = session.execute(_CLAIM, asked)
    claimed = [
        Claimed(
            row.event_id,
            row.endpoint_id,
            row.lender_id,
            row.aggregate_id,
            row.sequence,
            row.body,
            row.tries,
            row.fence,
            row.url,
            _secrets(row, now),
        )
        for row in rows
    ]
    return sorted(claimed, key=lambda message: (message.aggregate_id, message.sequence))


def record(
    session: Session, tried: Sequence[Tried], left: Sequence[Claimed], now: datetime
) -> None:
    """Keep what came of tries, and let go of the messages that were not tried after all."""
    # Endpoints before messages, as everywhere, so that nobody waits in a circle.
    for endpoint_id in sorted({one.message.endpoint_id for one in tried}):
        outcomes = {one.outcome for one in tried if one.message.endpoint_id == endpoint_id}
        _note_health(session, endpoint_id, outcomes, now)
    moves = [_move(one) for one in tried] + [_letting_go(message, now) for message in left]
    if moves:
        session.connection().execute(_MOVE, moves)
    session.add_all(_attempt(one) for one in tried)
    session.flush()


def _secrets(row: Any, now: datetime) -> tuple[str, ...]:
    current = sealing.unseal(row.secret_sealed)
    if row.old_secret_sealed is None or row.old_secret_until <= now:
        return (current,)
    return (current, sealing.unseal(row.old_secret_sealed))


def _key(message: Claimed) -> dict[str, Any]:
    return {
        "event": message.event_id,
        "endpoint": message.endpoint_id,
        "held_fence": message.fence,
    }


def _move(one: Tried) -> dict[str, Any]:
    tries = one.message.tries + 1
    again = next_try(tries, one.at)
    delivered = one.outcome == Outcome.ACCEPTED
    if delivered:
        state = MessageState.DELIVERED
    else:
        state = MessageState.WAITING if again else MessageState.GIVEN_UP
    return {
        **_key(one.message),
        "new_state": state,
        "new_tries": tries,
        "due": again or one.at,
        "delivered": one.at if delivered else None,
    }


def _letting_go(message: Claimed, now: datetime) -> dict[str, Any]:
    return {
        **_key(message),
        "new_state": MessageState.WAITING,
        "new_tries": message.tries,
        "due": now,
        "delivered": None,
    }


def _attempt(one: Tried) -> WebhookAttempt:
    return WebhookAttempt(
        id=new_id(),
        lender_id=one.message.lender_id,
        event_id=one.message.event_id,
        endpoint_id=one.message.endpoint_id,
        at=one.at,
        outcome=one.outcome,
        status=one.status,
        duration_ms=one.duration_ms,
        said=one.said,
    )


def _note_health(
    session: Session, endpoint_id: UUID, outcomes: set[Outcome], now: datetime
) -> None:
    """Remember how long an endpoint has accepted nothing, and pause it when that is enough."""
    if Outcome.ACCEPTED in outcomes:
        session.execute(_WELL, {"endpoint": endpoint_id})
        return
    row = session.get_one(WebhookEndpoint, endpoint_id, with_for_update={"key_share": True})
    if row.state != EndpointState.ACTIVE:
        return
    lately = row.last_refused_at is not None and now - row.last_refused_at < SILENCE
    row.refusing_since = (row.refusing_since if lately else None) or now
    row.last_refused_at = now
    if Outcome.GONE in outcomes:
        service.pause(session, row, PauseCause.GONE)
    elif now - row.refusing_since >= PATIENCE:
        service.pause(session, row, PauseCause.NOTHING_ACCEPTED)


# Endpoints that refuse are a line of their own, come in a new order each time, and each takes its
# share only: nobody waits behind somebody else's dead server.
_CLAIM = sa.text(
    """
    update webhook_messages m set due_at = :until, fence = m.fence + 1
    from (
        select d.event_id, d.endpoint_id, e.url, e.secret_sealed, e.old_secret_sealed,
            e.old_secret_until
        from (
            select * from webhook_endpoints
            where state = 'active' and (refusing_since is not null) = :refusing order by random()
        ) e
        cross join lateral (
            select event_id, endpoint_id from webhook_messages w
            where w.endpoint_id = e.id and w.state = 'waiting' and w.due_at <= :now
            order by w.due_at, w.event_id limit :share for update skip locked
        ) d
        limit :batch
    ) due
    where m.event_id = due.event_id and m.endpoint_id = due.endpoint_id
    returning m.event_id, m.endpoint_id, m.lender_id, m.aggregate_id, m.sequence, m.body, m.tries,
        m.fence, due.url, due.secret_sealed, due.old_secret_sealed, due.old_secret_until
    """
)
# A paused or ended endpoint may have moved the message meanwhile; then only success still counts.
_MOVE = sa.text(
    """
    update webhook_messages set
        state = case when state = 'waiting' or cast(:new_state as text) = 'delivered'
            then :new_state else state end,
        tries = :new_tries, due_at = :due, delivered_at = coalesce(:delivered, delivered_at)
    where event_id = :event and endpoint_id = :endpoint and fence = :held_fence
    """
)
_WELL = sa.text(
    "update webhook_endpoints set refusing_since = null, last_refused_at = null"
    " where id = :endpoint and refusing_since is not null"
)
