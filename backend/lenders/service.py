"""What lenders, their staff and their systems decide about keys and webhooks."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.audit import service as audit
from backend.lenders import events, queries
from backend.lenders.errors import EndpointsFull, KeysFull
from backend.lenders.models import (
    ApiKey,
    EndpointState,
    Lender,
    MessageState,
    Origin,
    PauseCause,
    WebhookEndpoint,
    WebhookMessage,
)
from backend.lenders.signing import new_secret
from backend.plumbing import clock, jobs, sealing
from backend.plumbing.ids import new_id

KEY_PREFIX = "tk_"
DELIVER = "lenders.deliver"
DELIVER_AGAIN = "lenders.deliver_again"
TELL_STAFF = "lenders.tell_staff"

MOST_KEYS = 50
MOST_ENDPOINTS = 20
BOTH_SECRETS_FOR = timedelta(hours=24)

_EMIT = sa.text("select emit_webhook(:event, :lender, :kind, :aggregate, :opening, :moment)")


class NewKey(NamedTuple):
    """A key's row, and the key itself, which is shown this once."""

    row: ApiKey
    key: str


class NewSecret(NamedTuple):
    """An endpoint's row, and its secret, which is shown this once."""

    row: WebhookEndpoint
    secret: str


def add_lender(
    session: Session,
    *,
    name: str,
    country: str,
    origin: Origin = Origin.LENDER,
    verified: bool = False,
) -> Lender:
    """Register an organisation; the system alone may."""
    lender = Lender(
        id=new_id(),
        name=name,
        verified=verified,
        country=country,
        origin=origin,
        created_at=clock.now(),
    )
    session.add(lender)
    session.flush()
    return lender


def make_key(
    session: Session,
    *,
    lender_id: UUID,
    name: str,
    scopes: Iterable[str],
    by: audit.Doer | None = None,
) -> NewKey:
    """Make an API key for a lender's system.

    Raises:  KeysFull.
    """
    if queries.count_keys(session, lender_id=lender_id) >= MOST_KEYS:
        raise KeysFull
    key = KEY_PREFIX + sealing.token()
    row = ApiKey(
        id=new_id(),
        lender_id=lender_id,
        name=name,
        key_hash=sealing.token_hash(key),
        last_four=key[-4:],
        scopes=sorted(set(scopes)),
        created_at=clock.now(),
    )
    session.add(row)
    session.flush()
    _note(session, by, row, "api_key_made", scopes=" ".join(row.scopes))
    return NewKey(row, key)


def revoke_key(
    session: Session, *, lender_id: UUID, key_id: UUID, by: audit.Doer | None = None
) -> None:
    """End an API key; its next request is refused.

    Raises:  KeyNotFound, also when it has been revoked.
    """
    row = queries.key(session, lender_id=lender_id, key_id=key_id)
    row.revoked_at = clock.now()
    session.flush()
    _note(session, by, row, "api_key_revoked")


def add_endpoint(
    session: Session,
    *,
    lender_id: UUID,
    url: str,
    event_types: Iterable[str] | None = None,
    by: audit.Doer | None = None,
) -> NewSecret:
    """Let a lender's system be told at an address, which the caller has found public.

    Raises:  EndpointsFull.
    """
    if len(queries.endpoints(session, lender_id=lender_id)) >= MOST_ENDPOINTS:
        raise EndpointsFull
    secret = new_secret()
    row = WebhookEndpoint(
        id=new_id(),
        lender_id=lender_id,
        url=url,
        event_types=_distinct(event_types),
        secret_sealed=sealing.seal(secret),
        state=EndpointState.ACTIVE,
        created_at=clock.now(),
    )
    session.add(row)
    session.flush()
    _note(session, by, row, "webhook_endpoint_added")
    return NewSecret(row, secret)


def change_endpoint(
    session: Session,
    *,
    lender_id: UUID,
    endpoint_id: UUID,
    changes: Mapping[str, Any],
    by: audit.Doer | None = None,
) -> WebhookEndpoint:
    """Change the address, the event types or the state of an endpoint.

    Raises:  EndpointNotFound.
    """
    row = queries.endpoint(session, lender_id=lender_id, endpoint_id=endpoint_id)
    if "url" in changes:
        row.url = changes["url"]
    if "event_types" in changes:
        row.event_types = _distinct(changes["event_types"])
    wanted = changes.get("state", row.state)
    if wanted == EndpointState.PAUSED:
        pause(session, row, PauseCause.STAFF)
    elif wanted == EndpointState.ACTIVE and row.state == EndpointState.PAUSED:
        _resume(session, row)
    session.flush()
    changed = " ".join(sorted(changes))
    _note(session, by, row, "webhook_endpoint_changed", changed=changed, state=row.state)
    return row


def pause(session: Session, row: WebhookEndpoint, because: PauseCause) -> None:
    """Keep messages instead of sending them; staff are told when they did not ask for it."""
    if row.state != EndpointState.ACTIVE:
        return
    row.state = EndpointState.PAUSED
    row.paused_because = because
    row.told_at = None
    session.flush()
    _move_messages(session, row, MessageState.WAITING, MessageState.HELD)
    if because != PauseCause.STAFF:
        jobs.wake(session, TELL_STAFF)


def rotate_secret(
    session: Session, *, lender_id: UUID, endpoint_id: UUID, by: audit.Doer | None = None
) -> NewSecret:
    """Give an endpoint a new secret; for 24 hours messages are signed with the old one as well.

    Raises:  EndpointNotFound.
    """
    row = queries.endpoint(session, lender_id=lender_id, endpoint_id=endpoint_id)
    secret = new_secret()
    row.old_secret_sealed = row.secret_sealed
    row.old_secret_until = clock.now() + BOTH_SECRETS_FOR
    row.secret_sealed = sealing.seal(secret)
    session.flush()
    _note(session, by, row, "webhook_secret_rotated")
    return NewSecret(row, secret)


def end_endpoint(
    session: Session, *, lender_id: UUID, endpoint_id: UUID, by: audit.Doer | None = None
) -> None:
    """Tell an address nothing more; what was sent there stays in the log.

    Raises:  EndpointNotFound.
    """
    row = queries.endpoint(session, lender_id=lender_id, endpoint_id=endpoint_id)
    row.state, row.paused_because = EndpointState.ENDED, None
    row.old_secret_sealed = row.old_secret_until = None
    session.flush()
    _move_messages(session, row, MessageState.WAITING, MessageState.GIVEN_UP)
    _move_messages(session, row, MessageState.HELD, MessageState.GIVEN_UP)
    _note(session, by, row, "webhook_endpoint_ended")


def replay(session: Session, *, lender_id: UUID, event_id: UUID) -> list[WebhookMessage]:
    """Send an event once more, under the same id, to each endpoint that it was meant for.

    Raises:  MessageNotFound.
    """
    messages = queries.messages_of(session, lender_id=lender_id, event_id=event_id)
    now = clock.now()
    for message, endpoint in messages:
        if endpoint.state == EndpointState.ENDED:
            continue
        active = endpoint.state == EndpointState.ACTIVE
        message.state = MessageState.WAITING if active else MessageState.HELD
        message.tries, message.due_at = 0, now
    session.flush()
    jobs.wake(session, DELIVER)
    return [message for message, _ in messages]


def emit(
    session: Session,
    *,
    lender_id: UUID,
    type: str,  # noqa: A002 - the word of the specification
    data: Mapping[str, Any],
    aggregate_id: UUID,
) -> None:
    """Write an event for each endpoint that wants it, in this transaction, and wake delivery.

    Events of one aggregate are numbered in the order of their transactions.

    Raises:  EventTooLarge.
    """
    now = clock.now()
    opening = events.opening(type, now, data)
    row = {
        "event": new_id(),
        "lender": lender_id,
        "kind": type,
        "aggregate": aggregate_id,
        "opening": opening,
        "moment": now,
    }
    if session.execute(_EMIT, row).scalar_one():
        jobs.wake(session, DELIVER)


def _note(
    session: Session,
    by: audit.Doer | None,
    row: ApiKey | WebhookEndpoint,
    action: str,
    **facts: str,
) -> None:
    subject = f"{row.__tablename__}:{row.id}"
    actor = by or audit.system(row.lender_id)
    audit.record(session, actor=actor, action=action, subject=subject, facts=facts)


def _distinct(event_types: Iterable[str] | None) -> list[str] | None:
    return None if event_types is None else sorted(set(event_types))


def _resume(session: Session, row: WebhookEndpoint) -> None:
    row.state, row.paused_because = EndpointState.ACTIVE, None
    row.refusing_since = row.last_refused_at = row.told_at = None
    session.flush()
    _move_messages(session, row, MessageState.HELD, MessageState.WAITING)
    jobs.wake(session, DELIVER)


def _move_messages(
    session: Session, row: WebhookEndpoint, old: MessageState, new: MessageState
) -> None:
    session.execute(
        sa.update(WebhookMessage)
        .where(WebhookMessage.endpoint_id == row.id, WebhookMessage.state == old)
        .values(state=new, due_at=clock.now())
    )
