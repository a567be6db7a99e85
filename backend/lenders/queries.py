"""What is known of lenders, their keys and their webhooks."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.lenders.errors import EndpointNotFound, KeyNotFound, MessageNotFound
from backend.lenders.models import (
    ApiKey,
    EndpointState,
    Lender,
    WebhookAttempt,
    WebhookEndpoint,
    WebhookMessage,
)


def lender(session: Session, lender_id: UUID) -> Lender:
    """Return a lender that is known to be there."""
    return session.get_one(Lender, lender_id)


def lenders(session: Session, ids: Iterable[UUID]) -> dict[UUID, Lender]:
    """Return lenders by their ids."""
    found = session.scalars(sa.select(Lender).where(Lender.id.in_(set(ids))))
    return {row.id: row for row in found}


def keys(session: Session, *, lender_id: UUID) -> Sequence[ApiKey]:
    """Return a lender's API keys, newest first, revoked ones too."""
    return session.scalars(
        sa.select(ApiKey).where(ApiKey.lender_id == lender_id).order_by(ApiKey.id.desc())
    ).all()


def count_keys(session: Session, *, lender_id: UUID) -> int:
    """Return how many API keys of a lender are in force."""
    count = sa.select(sa.func.count()).where(
        ApiKey.lender_id == lender_id, ApiKey.revoked_at.is_(None)
    )
    return session.scalars(count).one()


def key(session: Session, *, lender_id: UUID, key_id: UUID) -> ApiKey:
    """Return one API key of a lender, locked.

    Raises:  KeyNotFound, also when it has been revoked.
    """
    query = sa.select(ApiKey).where(
        ApiKey.id == key_id, ApiKey.lender_id == lender_id, ApiKey.revoked_at.is_(None)
    )
    row = session.scalar(query.with_for_update())
    if row is None:
        raise KeyNotFound
    return row


def endpoints(session: Session, *, lender_id: UUID) -> Sequence[WebhookEndpoint]:
    """Return a lender's endpoints, oldest first, without those that have ended."""
    return session.scalars(
        sa.select(WebhookEndpoint)
        .where(WebhookEndpoint.lender_id == lender_id, WebhookEndpoint.state != EndpointState.ENDED)
        .order_by(WebhookEndpoint.id)
    ).all()


def endpoint(session: Session, *, lender_id: UUID, endpoint_id: UUID) -> WebhookEndpoint:
    """Return one endpoint of a lender, locked.

    Raises:  EndpointNotFound, also when it has ended.
    """
    query = sa.select(WebhookEndpoint).where(
        WebhookEndpoint.id == endpoint_id,
        WebhookEndpoint.lender_id == lender_id,
        WebhookEndpoint.state != EndpointState.ENDED,
    )
    row = session.scalar(query.with_for_update(key_share=True))
    if row is None:
        raise EndpointNotFound
    return row


def messages_of(
    session: Session, *, lender_id: UUID, event_id: UUID
) -> list[tuple[WebhookMessage, WebhookEndpoint]]:
    """Return the messages of one event with their endpoints, locked.

    Raises:  MessageNotFound.
    """
    query = (
        sa.select(WebhookMessage, WebhookEndpoint)
        .join(WebhookEndpoint, WebhookEndpoint.id == WebhookMessage.endpoint_id)
        .where(WebhookMessage.event_id == event_id, WebhookMessage.lender_id == lender_id)
        .order_by(WebhookMessage.endpoint_id)
        .with_for_update(of=WebhookMessage, key_share=True)
    )
    rows = [(row[0], row[1]) for row in session.execute(query)]
    if not rows:
        raise MessageNotFound
    return rows


def message_page(
    session: Session,
    *,
    lender_id: UUID,
    limit: int,
    before: tuple[UUID, UUID] | None = None,
    state: str | None = None,
    endpoint_id: UUID | None = None,
) -> Sequence[WebhookMessage]:
    """Return messages of a lender, newest event first, those after a place in the list."""
    place = sa.tuple_(WebhookMessage.event_id, WebhookMessage.endpoint_id)
    query = sa.select(WebhookMessage).where(WebhookMessage.lender_id == lender_id)
    if before is not None:
        query = query.where(place < sa.tuple_(*map(sa.literal, before)))
    if state is not None:
        query = query.where(WebhookMessage.state == state)
    if endpoint_id is not None:
        query = query.where(WebhookMessage.endpoint_id == endpoint_id)
    newest = query.order_by(WebhookMessage.event_id.desc(), WebhookMessage.endpoint_id.desc())
    return session.scalars(newest.limit(limit)).all()


def attempts_of(
    session: Session, messages: Sequence[WebhookMessage]
) -> dict[tuple[UUID, UUID], list[WebhookAttempt]]:
    """Return the attempts of messages, oldest first, by event and endpoint."""
    found: dict[tuple[UUID, UUID], list[WebhookAttempt]] = {}
    query = (
        sa.select(WebhookAttempt)
        .where(WebhookAttempt.event_id.in_({message.event_id for message in messages}))
        .order_by(WebhookAttempt.id)
    )
    for attempt in session.scalars(query):
        found.setdefault((attempt.event_id, attempt.endpoint_id), []).append(attempt)
    return found
