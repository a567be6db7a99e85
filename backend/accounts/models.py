"""Row types of accounts: who people are, how they prove it, and where they are signed in."""

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from backend.plumbing.columns import Digest, Id, Instant, Ref, Sealed, enum_check
from backend.plumbing.db import Base


def _of(table: str) -> sa.ForeignKey:
    return sa.ForeignKey(f"{table}.id", ondelete="RESTRICT")


class Channel(StrEnum):
    """How a person is reached outside the app to prove who they are."""

    SMS = "sms"
    EMAIL = "email"


class Locale(StrEnum):
    """The languages that Tideover speaks."""

    ENGLISH = "en"
    CHINESE = "zh-Hans"


class CodePurpose(StrEnum):
    """What a one-time code opens, and nothing else."""

    SIGN_IN = "sign_in"
    STEP_UP = "step_up"
    CONTACT = "contact"
    STAFF_SIGN_IN = "staff_sign_in"


class PasskeyPurpose(StrEnum):
    """What a passkey challenge was made for, and nothing else."""

    REGISTER = "register"
    SIGN_IN = "sign_in"
    STEP_UP = "step_up"


class MessageKind(StrEnum):
    """What an account tells its owner outside the app."""

    CODE = "code"
    STAFF_CODE = "staff_code"
    CONTACT_CHANGED = "contact_changed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"


class Person(Base):
    """Somebody who uses the app; owns contacts, passkeys, debts."""

    __tablename__ = "persons"
    __table_args__ = (enum_check("locale", Locale),)

    id: Mapped[Id]
    display_name: Mapped[str | None]
    locale: Mapped[str]
    time_zone: Mapped[str]
    country: Mapped[str | None]
    """ISO 3166 alpha-2; decides which contact rules hold."""
    hide_amounts: Mapped[bool]
    created_at: Mapped[Instant]


class Contact(Base):
    """A phone number or e-mail address that a person has proved to be theirs."""

    __tablename__ = "contacts"
    __table_args__ = (
        enum_check("channel", Channel),
        sa.Index(
            "uq_contacts_live_address",
            "channel",
            "address_hash",
            unique=True,
            postgresql_where=sa.text("ended_at is null"),
        ),
        sa.Index(
            "uq_contacts_live_channel",
            "person_id",
            "channel",
            unique=True,
            postgresql_where=sa.text("ended_at is null"),
        ),
    )

    id: Mapped[Id]
    person_id: Mapped[Ref] = mapped_column(_of("persons"))
    channel: Mapped[str]
    address_sealed: Mapped[Sealed]
    address_hash: Mapped[Digest]
    verified_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]
    """Replaced by a newer one; kept so that the change can be explained."""


class Staff(Base):
    """Somebody who works for a lender and may sign in to its pages."""

    __tablename__ = "staff"
    __table_args__ = (
        sa.Index(
            "uq_staff_live_email",
            "email_hash",
            unique=True,
            postgresql_where=sa.text("ended_at is null"),
        ),
        sa.Index("ix_staff_lender_id", "lender_id"),
    )

    id: Mapped[Id]
    lender_id: Mapped[Ref] = mapped_column(sa.ForeignKey("lenders.id", ondelete="RESTRICT"))
    name: Mapped[str]
    email_sealed: Mapped[Sealed]
    email_hash: Mapped[Digest]
    locale: Mapped[str]
    created_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]


class AccountSession(Base):
    """One browser signed in; its cookie holds a random token, the row holds the token's hash."""

    __tablename__ = "account_sessions"
    __table_args__ = (
        sa.UniqueConstraint("token_hash"),
        sa.CheckConstraint("num_nonnulls(person_id, staff_id) = 1", name="one_owner"),
        sa.CheckConstraint("(staff_id is null) = (lender_id is null)", name="staff_of_a_lender"),
        sa.Index("ix_account_sessions_person_id", "person_id"),
        sa.Index("ix_account_sessions_staff_id", "staff_id"),
        sa.Index("ix_account_sessions_expires_at", "expires_at"),
    )

    id: Mapped[Id]
    token_hash: Mapped[Digest]
    person_id: Mapped[Ref | None] = mapped_column(_of("persons"))
    staff_id: Mapped[Ref | None] = mapped_column(_of("staff"))
    lender_id: Mapped[Ref | None]
    device: Mapped[str]
    """What the browser says it is, in a few words: "Chrome on Android"."""
    created_at: Mapped[Instant]
    last_seen_at: Mapped[Instant]
    """Touched at most every five minutes."""
    idle_seconds: Mapped[int]
    expires_at: Mapped[Instant]
    stepped_up_until: Mapped[Instant | None]
    ended_at: Mapped[Instant | None]


class CodeChallenge(Base):
    """A question asked of a contact: say the six digits that were sent there."""

    __tablename__ = "code_challenges"
    __table_args__ = (
        enum_check("purpose", CodePurpose),
        enum_check("channel", Channel),
        sa.CheckConstraint("tries_left >= 0", name="tries_left"),
        sa.CheckConstraint(
            "(purpose in ('step_up', 'contact')) = (session_id is not null)", name="bound"
        ),
        sa.CheckConstraint("(person_id is null) = (session_id is null)", name="owned"),
        sa.Index("ix_code_challenges_expires_at", "expires_at"),
        sa.Index("ix_code_challenges_session_id", "session_id"),
    )

    id: Mapped[Id]
    purpose: Mapped[str]
    channel: Mapped[str]
    address_sealed: Mapped[Sealed]
    address_hash: Mapped[Digest]
    locale: Mapped[str]
    person_id: Mapped[Ref | None] = mapped_column(_of("persons"))
    session_id: Mapped[Ref | None] = mapped_column(_of("account_sessions"))
    """The session that asked; the code opens nothing in another."""
    code_hash: Mapped[Digest]
    tries_left: Mapped[int]
    created_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]


class AccountMessage(Base):
    """One code or notice to be sent after the commit; what it says is sealed until it is sent."""

    __tablename__ = "account_messages"
    __table_args__ = (
        enum_check("kind", MessageKind),
        enum_check("channel", Channel),
        sa.Index(
            "ix_account_messages_due",
            "due_at",
            postgresql_where=sa.text("finished_at is null"),
        ),
        sa.Index("ix_account_messages_finished_at", "finished_at"),
    )

    id: Mapped[Id]
    person_id: Mapped[Ref | None] = mapped_column(_of("persons"))
    """Whose account it is about, where that is known before the code is answered."""
    kind: Mapped[str]
    channel: Mapped[str]
    locale: Mapped[str]
    address_sealed: Mapped[Sealed | None]
    address_hash: Mapped[Digest]
    code_sealed: Mapped[Sealed | None]
    created_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    """After this it is not worth sending."""
    due_at: Mapped[Instant]
    """Not before; moved ahead while a worker holds the row, so that a killed one lets go."""
    attempts: Mapped[int]
    finished_at: Mapped[Instant | None]
    outcome: Mapped[str | None]
    """`sent`, `nobody`, `late` or `refused`."""


class Passkey(Base):
    """A WebAuthn credential of a person."""

    __tablename__ = "passkeys"
    __table_args__ = (
        sa.UniqueConstraint("credential_id"),
        sa.Index("ix_passkeys_person_id", "person_id"),
    )

    id: Mapped[Id]
    person_id: Mapped[Ref] = mapped_column(_of("persons"))
    credential_id: Mapped[bytes] = mapped_column(sa.LargeBinary)
    public_key: Mapped[bytes] = mapped_column(sa.LargeBinary)
    sign_count: Mapped[int] = mapped_column(sa.BigInteger)
    transports: Mapped[list[str]] = mapped_column(sa.ARRAY(sa.Text))
    name: Mapped[str]
    created_at: Mapped[Instant]
    last_used_at: Mapped[Instant | None]
    count_went_back_at: Mapped[Instant | None]
    """The counter fell once: the credential may have been copied. An alarm, not a lock."""


class PasskeyChallenge(Base):
    """Random bytes that one passkey signs once, within five minutes."""

    __tablename__ = "passkey_challenges"
    __table_args__ = (
        enum_check("purpose", PasskeyPurpose),
        sa.CheckConstraint("(purpose = 'sign_in') = (session_id is null)", name="bound"),
        sa.CheckConstraint("(person_id is null) = (session_id is null)", name="owned"),
        sa.Index("ix_passkey_challenges_expires_at", "expires_at"),
        sa.Index("ix_passkey_challenges_session_id", "session_id"),
    )

    id: Mapped[Id]
    purpose: Mapped[str]
    challenge: Mapped[bytes] = mapped_column(sa.LargeBinary)
    person_id: Mapped[Ref | None] = mapped_column(_of("persons"))
    session_id: Mapped[Ref | None] = mapped_column(_of("account_sessions"))
    created_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]


class Consent(Base):
    """One yes or no of a person to one version of one text; a change of mind is a new row."""

    __tablename__ = "consents"
    __table_args__ = (sa.Index("ix_consents_person_id", "person_id", "kind", "id"),)

    id: Mapped[Id]
    person_id: Mapped[Ref] = mapped_column(_of("persons"))
    kind: Mapped[str]
    text_version: Mapped[str]
    given: Mapped[bool]
    at: Mapped[Instant]
