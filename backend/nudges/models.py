"""Row types of nudges: the message, its way over each channel, and the person's wishes."""

from datetime import time
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from backend.plumbing.columns import Digest, Facts, Id, Instant, Ref, Sealed, enum_check
from backend.plumbing.db import Base


class Kind(StrEnum):
    """What a nudge is about."""

    BILL_ARRIVED = "bill_arrived"
    CLAIM_INVITE = "claim_invite"
    PAYMENT_DONE = "payment_done"
    PAYMENT_CHECKED = "payment_checked"
    CONTACT_CHANGED = "contact_changed"


class Channel(StrEnum):
    """How a nudge reaches a person."""

    INBOX = "inbox"
    EMAIL = "email"
    SMS = "sms"
    PUSH = "push"


class DeliveryState(StrEnum):
    """How far a nudge has come on one channel."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"


class Reason(StrEnum):
    """Why a delivery is in its state."""

    SHOWN = "shown"
    """It stands in the inbox."""
    QUEUED = "queued"
    QUIET_HOURS = "quiet_hours"
    TRY_AGAIN = "try_again"
    """The channel did not take it; it is tried again."""
    HANDED_OVER = "handed_over"
    SWITCHED_OFF = "switched_off"
    """The person wants no nudges on this channel."""
    NO_ADDRESS = "no_address"
    """There is no proved address, or no device, on this channel."""
    NOT_TAKEN = "not_taken"
    """The channel refused it for good."""
    OUTCOME_UNKNOWN = "outcome_unknown"
    """It may have been sent when a process ended; it is not sent twice."""
    TOO_LATE = "too_late"
    """It could not be sent in time to be of use."""


class Nudge(Base):
    """One message to one person, or to a contact that is nobody's account yet."""

    __tablename__ = "nudges"
    __table_args__ = (
        enum_check("kind", Kind),
        sa.CheckConstraint("num_nonnulls(person_id, contact_hash) = 1", name="one_receiver"),
        sa.CheckConstraint(
            "(contact_hash is null) = (contact_channel is null)", name="contact_channel"
        ),
        sa.UniqueConstraint("person_id", "kind", "subject_id"),
        sa.UniqueConstraint("contact_hash", "kind", "subject_id"),
        sa.Index("ix_nudges_inbox", "person_id", "id"),
        sa.Index(
            "ix_nudges_unread",
            "person_id",
            postgresql_where=sa.text("read_at is null and person_id is not null"),
        ),
    )

    id: Mapped[Id]
    kind: Mapped[str]
    person_id: Mapped[Ref | None] = mapped_column(sa.ForeignKey("persons.id", ondelete="RESTRICT"))
    contact_channel: Mapped[str | None]
    contact_hash: Mapped[Digest | None]
    contact_sealed: Mapped[Sealed | None]
    """Address and link, until they were sent; the link of a claim is a secret."""
    locale: Mapped[str | None]
    time_zone: Mapped[str | None]
    link: Mapped[str | None]
    """Where in the app it leads; for a contact the link is sealed instead."""
    subject_id: Mapped[Ref]
    """The debt, payment or change that it is about: a second nudge of its kind is refused."""
    facts: Mapped[Facts]
    code: Mapped[str]
    """Stands in each message and in the inbox, so that a person can tell ours from others."""
    due_at: Mapped[Instant]
    created_at: Mapped[Instant]
    read_at: Mapped[Instant | None]


class NudgeDelivery(Base):
    """One nudge on one channel."""

    __tablename__ = "nudge_deliveries"
    __table_args__ = (
        enum_check("channel", Channel),
        enum_check("state", DeliveryState),
        enum_check("reason", Reason),
        sa.Index(
            "ix_nudge_deliveries_due", "due_at", postgresql_where=sa.text("state = 'waiting'")
        ),
    )

    nudge_id: Mapped[Ref] = mapped_column(
        sa.ForeignKey("nudges.id", ondelete="RESTRICT"), primary_key=True
    )
    channel: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[Ref | None]
    state: Mapped[str]
    reason: Mapped[str]
    due_at: Mapped[Instant]
    """When it is looked at next; a claim moves it to the end of its lease."""
    tries: Mapped[int]
    fence: Mapped[int]
    """Grows with each claim; who holds an older number may neither send nor record."""
    begun: Mapped[bool]
    """Set before something is sent that the other side could not tell from a second one."""
    changed_at: Mapped[Instant]


class PushSubscription(Base):
    """A browser that a person allowed to show our nudges."""

    __tablename__ = "push_subscriptions"
    __table_args__ = (
        sa.UniqueConstraint("endpoint_hash"),
        sa.Index("ix_push_subscriptions_person_id", "person_id"),
    )

    id: Mapped[Id]
    person_id: Mapped[Ref] = mapped_column(sa.ForeignKey("persons.id", ondelete="RESTRICT"))
    endpoint_hash: Mapped[Digest]
    """One browser belongs to whoever subscribed last: a shared phone shows nobody else's nudges."""
    subscription_sealed: Mapped[Sealed]
    created_at: Mapped[Instant]


class ContactPreference(Base):
    """How and when a person wants to be reached; no row means the ordinary wishes."""

    __tablename__ = "contact_preferences"

    person_id: Mapped[Ref] = mapped_column(
        sa.ForeignKey("persons.id", ondelete="RESTRICT"), primary_key=True
    )
    quiet_from: Mapped[time]
    quiet_until: Mapped[time]
    email: Mapped[bool]
    sms: Mapped[bool]
    push: Mapped[bool]
    changed_at: Mapped[Instant]


class PushKey(Base):
    """The key pair by which push services know us, made at the first start."""

    __tablename__ = "push_keys"
    __table_args__ = (sa.CheckConstraint("name = 'vapid'", name="one"),)

    name: Mapped[str] = mapped_column(primary_key=True)
    public_key: Mapped[str]
    private_sealed: Mapped[Sealed]
    created_at: Mapped[Instant]
