"""Rows of debts, their charge lines and payments, claims, moves and imports."""

from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.orm import Mapped, mapped_column

from backend.debts.kinds import ChargeKind, ClaimState, ImportState, Origin, Question
from backend.debts.states import DebtState
from backend.plumbing.columns import (
    Count,
    CurrencyCode,
    Day,
    Digest,
    Id,
    Instant,
    MinorUnits,
    Ref,
    Sealed,
    enum_check,
)
from backend.plumbing.db import Base


def _owner(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], ondelete="RESTRICT")


class Debt(Base):
    """One thing owed to one lender by one person, under the lender's own reference."""

    __tablename__ = "debts"
    __table_args__ = (
        _owner("lender_id", "lenders"),
        _owner("person_id", "persons"),
        sa.UniqueConstraint("lender_id", "lender_reference"),
        sa.Index("ix_debts_person_id_due_on", "person_id", "due_on", "id"),
        enum_check("state", DebtState),
        enum_check("origin", Origin),
        sa.CheckConstraint(
            "borrowed_minor >= 0 and interest_minor >= 0 and fees_minor >= 0 and paid_minor >= 0"
            " and outstanding_minor >= 0 and credit_minor >= 0 and checking_minor >= 0",
            name="amounts",
        ),
        sa.CheckConstraint(
            "borrowed_minor + interest_minor + fees_minor - paid_minor"
            " = outstanding_minor - credit_minor",
            name="books",
        ),
        sa.CheckConstraint("outstanding_minor = 0 or credit_minor = 0", name="credit"),
        sa.CheckConstraint("due_minor between 0 and outstanding_minor", name="due"),
        sa.CheckConstraint("(person_id is null) = (state = 'unclaimed')", name="claimed"),
        sa.CheckConstraint("annual_rate >= 0 and late_annual_rate >= 0", name="rates"),
    )

    id: Mapped[Id]
    lender_id: Mapped[Ref]
    person_id: Mapped[Ref | None]
    lender_reference: Mapped[str]
    title: Mapped[str | None]
    currency: Mapped[CurrencyCode]
    origin: Mapped[str]
    original_creditor: Mapped[str | None]
    borrowed_minor: Mapped[MinorUnits]
    interest_minor: Mapped[MinorUnits]
    fees_minor: Mapped[MinorUnits]
    paid_minor: Mapped[MinorUnits]
    """What the lender had booked as of as_of, and what was paid through us after it."""
    outstanding_minor: Mapped[MinorUnits]
    credit_minor: Mapped[MinorUnits]
    """What was paid beyond the charges: the lender owes it back."""
    due_minor: Mapped[MinorUnits]
    """What is still asked by due_on."""
    checking_minor: Mapped[MinorUnits] = mapped_column(server_default="0")
    """In payments whose outcome is not known yet; it can't be paid a second time meanwhile."""
    lender_paid_minor: Mapped[MinorUnits | None]
    asked_minor: Mapped[MinorUnits | None]
    """What the lender asked by due_on when it pushed; null asks for everything outstanding."""
    due_on: Mapped[Day]
    annual_rate: Mapped[Decimal | None] = mapped_column(sa.Numeric(9, 6))
    late_annual_rate: Mapped[Decimal | None] = mapped_column(sa.Numeric(9, 6))
    late_fee_minor: Mapped[MinorUnits | None]
    grace_days: Mapped[Count | None]
    instalment_minor: Mapped[MinorUnits | None]
    instalments_left: Mapped[Count | None]
    as_of: Mapped[Instant]
    """The moment up to which the lender's figures include every payment."""
    state: Mapped[str]
    version: Mapped[Count] = mapped_column(server_default="1")
    digest: Mapped[Digest]
    """Keyed hash of the last push; the same push again changes nothing."""
    created_at: Mapped[Instant]
    changed_at: Mapped[Instant]


class ChargeLine(Base):
    """One charge of a debt."""

    __tablename__ = "charge_lines"
    __table_args__ = (
        _owner("debt_id", "debts"),
        enum_check("kind", ChargeKind),
        sa.CheckConstraint("amount_minor > 0", name="amount"),
    )

    debt_id: Mapped[Ref] = mapped_column(primary_key=True)
    line: Mapped[Count] = mapped_column(primary_key=True)
    lender_id: Mapped[Ref]
    person_id: Mapped[Ref | None]
    kind: Mapped[str]
    currency: Mapped[CurrencyCode]
    amount_minor: Mapped[MinorUnits]
    label: Mapped[str | None]


class DebtPayment(Base):
    """What one payment through us did to one debt; a return is a row below zero."""

    __tablename__ = "debt_payments"
    __table_args__ = (
        _owner("debt_id", "debts"),
        sa.CheckConstraint("amount_minor <> 0", name="amount"),
        sa.Index("ix_debt_payments_debt_id_at", "debt_id", "at"),
        sa.Index(
            "uq_debt_payments_in",
            "debt_id",
            "payment_id",
            unique=True,
            postgresql_where=sa.text("amount_minor > 0"),
        ),
        sa.Index(
            "uq_debt_payments_back",
            "debt_id",
            "payment_id",
            unique=True,
            postgresql_where=sa.text("amount_minor < 0"),
        ),
    )

    id: Mapped[Id]
    debt_id: Mapped[Ref]
    payment_id: Mapped[Ref]
    lender_id: Mapped[Ref]
    person_id: Mapped[Ref]
    currency: Mapped[CurrencyCode]
    amount_minor: Mapped[MinorUnits]
    at: Mapped[Instant]


class DebtMove(Base):
    """One move of a debt from one state to another, with its cause."""

    __tablename__ = "debt_moves"
    __table_args__ = (
        _owner("debt_id", "debts"),
        sa.Index("ix_debt_moves_debt_id", "debt_id", "at"),
        enum_check("from_state", DebtState),
        enum_check("to_state", DebtState),
    )

    id: Mapped[Id]
    debt_id: Mapped[Ref]
    lender_id: Mapped[Ref]
    person_id: Mapped[Ref | None]
    from_state: Mapped[str]
    to_state: Mapped[str]
    cause: Mapped[str]
    at: Mapped[Instant]


class Claim(Base):
    """One invitation to claim one debt: a token, a question and five tries."""

    __tablename__ = "claims"
    __table_args__ = (
        _owner("debt_id", "debts"),
        _owner("person_id", "persons"),
        sa.Index("uq_claims_token_hash", "token_hash", unique=True),
        sa.Index(
            "uq_claims_open",
            "debt_id",
            unique=True,
            postgresql_where=sa.text("state = 'open'"),
        ),
        sa.Index(
            "ix_claims_phone_hash",
            "phone_hash",
            postgresql_where=sa.text("state = 'open'"),
        ),
        sa.Index(
            "ix_claims_email_hash",
            "email_hash",
            postgresql_where=sa.text("state = 'open'"),
        ),
        sa.Index(
            "ix_claims_not_invited",
            "id",
            postgresql_where=sa.text("invited_at is null and state = 'open'"),
        ),
        enum_check("state", ClaimState),
        enum_check("question", Question),
        sa.CheckConstraint("tries between 0 and 5", name="tries"),
    )

    id: Mapped[Id]
    debt_id: Mapped[Ref]
    lender_id: Mapped[Ref]
    person_id: Mapped[Ref | None]
    state: Mapped[str]
    contact_sealed: Mapped[Sealed]
    phone_hash: Mapped[Digest | None]
    email_hash: Mapped[Digest | None]
    question: Mapped[str]
    answer_hash: Mapped[Digest]
    tries: Mapped[Count] = mapped_column(server_default="0")
    token_hash: Mapped[Digest | None]
    invited_at: Mapped[Instant | None]
    expires_at: Mapped[Instant | None]
    quiet_until: Mapped[Instant | None]
    """The person asked for time: nothing is sent before."""
    created_at: Mapped[Instant]
    decided_at: Mapped[Instant | None]


class Import(Base):
    """One table of debts that a lender's staff handed in, and how far it is."""

    __tablename__ = "imports"
    __table_args__ = (_owner("lender_id", "lenders"), enum_check("state", ImportState))

    id: Mapped[Id]
    lender_id: Mapped[Ref]
    staff_id: Mapped[Ref]
    media_type: Mapped[str]
    encoding: Mapped[str]
    size: Mapped[Count]
    state: Mapped[str]
    reason: Mapped[str | None]
    """The code of the refusal when the whole table could not be read."""
    received: Mapped[Count] = mapped_column(server_default="0")
    created: Mapped[Count] = mapped_column(server_default="0")
    updated: Mapped[Count] = mapped_column(server_default="0")
    unchanged: Mapped[Count] = mapped_column(server_default="0")
    refused: Mapped[Count] = mapped_column(server_default="0")
    errors: Mapped[list[dict[str, object]]] = mapped_column(pg.JSONB, server_default="[]")
    more_errors: Mapped[Count] = mapped_column(server_default="0")
    through: Mapped[Count] = mapped_column(server_default="0")
    """The last line that is settled; a second run goes on after it."""
    created_at: Mapped[Instant]
    finished_at: Mapped[Instant | None]


class ImportPart(Base):
    """At most one megabyte of what was handed in; gone when the import is done."""

    __tablename__ = "import_parts"
    __table_args__ = (_owner("import_id", "imports"),)

    import_id: Mapped[Ref] = mapped_column(primary_key=True)
    part: Mapped[Count] = mapped_column(primary_key=True)
    lender_id: Mapped[Ref]
    content: Mapped[Digest]
