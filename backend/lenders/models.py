"""Row types of lenders: organisations, their keys, their webhooks and what was sent to them."""

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from backend.plumbing.columns import Count, Digest, Id, Instant, Ref, Sealed, enum_check
from backend.plumbing.db import Base


def _to(table: str) -> sa.ForeignKey:
    return sa.ForeignKey(f"{table}.id", ondelete="RESTRICT")


class Origin(StrEnum):
    """In whose name an organisation asks: its own, or somebody else's."""

    LENDER = "lender"
    COLLECTOR = "collector"


class Scope(StrEnum):
    """What a key may do."""

    DEBTS_WRITE = "debts:write"
    DEBTS_READ = "debts:read"
    PAYMENTS_READ = "payments:read"
    WEBHOOKS_WRITE = "webhooks:write"


class EventType(StrEnum):
    """What a lender's system is told."""

    DEBT_CLAIMED = "debt.claimed"
    DEBT_NOT_MINE = "debt.not_mine"
    DEBT_NEEDS_TIME = "debt.needs_time"
    DEBT_CLAIM_LOCKED = "debt.claim_locked"
    PAYMENT_SUCCEEDED = "payment.succeeded"
    PAYMENT_RETURNED = "payment.returned"


class EndpointState(StrEnum):
    """Whether an endpoint is sent to."""

    ACTIVE = "active"
    PAUSED = "paused"
    """Messages are kept and go out when it is active again."""
    ENDED = "ended"


class PauseCause(StrEnum):
    """Why an endpoint is paused."""

    STAFF = "staff"
    GONE = "gone"
    """It answered 410."""
    NOTHING_ACCEPTED = "nothing_accepted"
    """It accepted nothing for 120 hours."""


class MessageState(StrEnum):
    """How far a message to one endpoint has come."""

    WAITING = "waiting"
    HELD = "held"
    """Its endpoint is paused."""
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"
    """Eight tries were not accepted; staff or the lender's system may replay it."""


class Outcome(StrEnum):
    """How one try ended."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    REDIRECTED = "redirected"
    GONE = "gone"
    TIMED_OUT = "timed_out"
    UNREACHABLE = "unreachable"
    NOT_TRUSTED = "not_trusted"
    """The certificate does not prove the host."""
    TARGET_NOT_PUBLIC = "target_not_public"


class Lender(Base):
    """An organisation that is owed."""

    __tablename__ = "lenders"
    __table_args__ = (enum_check("origin", Origin),)

    id: Mapped[Id]
    name: Mapped[str]
    verified: Mapped[bool]
    """We have checked that it is who it says it is."""
    country: Mapped[str] = mapped_column(sa.CHAR(2))
    origin: Mapped[str]
    created_at: Mapped[Instant]


class ApiKey(Base):
    """A key of a lender's system: only its hash is kept."""

    __tablename__ = "api_keys"
    __table_args__ = (
        sa.UniqueConstraint("key_hash"),
        sa.Index("ix_api_keys_lender_id", "lender_id"),
    )

    id: Mapped[Id]
    lender_id: Mapped[Ref] = mapped_column(_to("lenders"))
    name: Mapped[str]
    key_hash: Mapped[Digest]
    last_four: Mapped[str] = mapped_column(sa.CHAR(4))
    scopes: Mapped[list[str]] = mapped_column(sa.ARRAY(sa.Text))
    created_at: Mapped[Instant]
    revoked_at: Mapped[Instant | None]


class WebhookEndpoint(Base):
    """An address of a lender's system that wants to be told."""

    __tablename__ = "webhook_endpoints"
    __table_args__ = (
        enum_check("state", EndpointState),
        enum_check("paused_because", PauseCause),
        sa.CheckConstraint("(state = 'paused') = (paused_because is not null)", name="paused"),
        sa.Index("ix_webhook_endpoints_lender_id", "lender_id"),
    )

    id: Mapped[Id]
    lender_id: Mapped[Ref] = mapped_column(_to("lenders"))
    url: Mapped[str]
    event_types: Mapped[list[str] | None] = mapped_column(sa.ARRAY(sa.Text))
    """Null means all."""
    secret_sealed: Mapped[Sealed]
    old_secret_sealed: Mapped[Sealed | None]
    old_secret_until: Mapped[Instant | None]
    """Until then both secrets sign."""
    state: Mapped[str]
    paused_because: Mapped[str | None]
    refusing_since: Mapped[Instant | None]
    """The first of a row of tries of which none was accepted."""
    last_refused_at: Mapped[Instant | None]
    told_at: Mapped[Instant | None]
    """When staff were told of a pause that they did not choose."""
    created_at: Mapped[Instant]


class WebhookSequence(Base):
    """How many events one debt or payment has had, so that a receiver can put them in order."""

    __tablename__ = "webhook_sequences"

    lender_id: Mapped[Ref] = mapped_column(_to("lenders"), primary_key=True)
    aggregate_id: Mapped[Ref] = mapped_column(primary_key=True)
    last: Mapped[Count]


class WebhookMessage(Base):
    """One event on its way to one endpoint: the outbox."""

    __tablename__ = "webhook_messages"
    __table_args__ = (
        enum_check("state", MessageState),
        sa.Index(
            "ix_webhook_messages_due",
            "endpoint_id",
            "due_at",
            postgresql_where=sa.text("state = 'waiting'"),
        ),
        sa.Index(
            "ix_webhook_messages_lender_id_event_id_endpoint_id",
            "lender_id",
            "event_id",
            "endpoint_id",
        ),
    )

    event_id: Mapped[Ref] = mapped_column(primary_key=True)
    endpoint_id: Mapped[Ref] = mapped_column(_to("webhook_endpoints"), primary_key=True)
    lender_id: Mapped[Ref] = mapped_column(_to("lenders"))
    type: Mapped[str]
    aggregate_id: Mapped[Ref]
    sequence: Mapped[Count]
    body: Mapped[str]
    """Exactly what is sent and signed, as UTF-8."""
    state: Mapped[str]
    tries: Mapped[int]
    due_at: Mapped[Instant]
    """When it is looked at next; a claim moves it to the end of its lease."""
    fence: Mapped[int]
    """Grows with each claim; a result with an older number is not kept."""
    created_at: Mapped[Instant]
    delivered_at: Mapped[Instant | None]


class WebhookAttempt(Base):
    """One try to deliver a message."""

    __tablename__ = "webhook_attempts"
    __table_args__ = (
        enum_check("outcome", Outcome),
        sa.ForeignKeyConstraint(
            ["event_id", "endpoint_id"],
            ["webhook_messages.event_id", "webhook_messages.endpoint_id"],
            ondelete="RESTRICT",
        ),
        sa.Index("ix_webhook_attempts_event_id_endpoint_id", "event_id", "endpoint_id"),
    )

    id: Mapped[Id]
    lender_id: Mapped[Ref] = mapped_column(_to("lenders"))
    event_id: Mapped[Ref]
    endpoint_id: Mapped[Ref]
    at: Mapped[Instant]
    outcome: Mapped[str]
    status: Mapped[int | None]
    duration_ms: Mapped[int]
    said: Mapped[str]
    """How the answer began, for the log that staff read."""
