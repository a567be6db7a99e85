"""Payments, the mandates they ride on, the ledger they leave, the events that rails send."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from backend.payments.states import MandateState, PaymentState
from backend.plumbing.columns import (
    AwareInstant,
    Count,
    CurrencyCode,
    Facts,
    Id,
    Instant,
    MinorUnits,
    Ref,
    enum_check,
)
from backend.plumbing.db import Base


class Mandate(Base):
    """A person's permission to a rail to collect."""

    __tablename__ = "mandates"
    __table_args__ = (
        enum_check("state", MandateState),
        sa.UniqueConstraint("rail", "rail_reference"),
        sa.Index("ix_mandates_person_id", "person_id"),
    )

    id: Mapped[Id]
    person_id: Mapped[Ref] = mapped_column(sa.ForeignKey("persons.id"))
    rail: Mapped[str] = mapped_column(sa.Text)
    rail_reference: Mapped[str]
    """The rail's own name for the permission."""
    approve_url: Mapped[str | None] = mapped_column(sa.Text)
    label: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.Text, default=MandateState.PENDING)
    created_at: Mapped[Instant]
    decided_at: Mapped[datetime | None] = mapped_column(AwareInstant)
    revoked_at: Mapped[datetime | None] = mapped_column(AwareInstant)
    """Since when the rail knows that it ended; until then a job goes on telling it."""


class Payment(Base):
    """Money moved by a person towards one or more debts."""

    __tablename__ = "payments"
    __table_args__ = (
        enum_check("state", PaymentState),
        sa.CheckConstraint("amount_minor > 0", name="amount_minor"),
        sa.Index("ix_payments_person_id_id", "person_id", "id"),
        sa.Index("ix_payments_ask_at", "ask_at", postgresql_where=sa.text("ask_at is not null")),
    )

    id: Mapped[Id]
    person_id: Mapped[Ref] = mapped_column(sa.ForeignKey("persons.id"))
    mandate_id: Mapped[Ref] = mapped_column(sa.ForeignKey("mandates.id"))
    rail: Mapped[str] = mapped_column(sa.Text)
    rail_key: Mapped[str] = mapped_column(sa.Text, unique=True)
    """The idempotency key to the rail, derived from the payment and never reused."""
    rail_reference: Mapped[str | None] = mapped_column(sa.Text)
    currency: Mapped[CurrencyCode]
    amount_minor: Mapped[MinorUnits]
    state: Mapped[str] = mapped_column(sa.Text, default=PaymentState.SUBMITTING)
    reason: Mapped[str | None] = mapped_column(sa.Text)
    created_at: Mapped[Instant]
    finished_at: Mapped[datetime | None] = mapped_column(AwareInstant)
    ask_at: Mapped[datetime | None] = mapped_column(AwareInstant)
    """When to ask the rail again; null once nothing is open."""
    asked: Mapped[Count] = mapped_column(default=0)
    fence: Mapped[Count] = mapped_column(default=0)
    """Rises with each claim by a worker; a stale holder's write finds another number."""
    attention_at: Mapped[datetime | None] = mapped_column(AwareInstant)
    """Since when a person of ours should look, because the rail never told."""


class Allocation(Base):
    """The part of a payment that goes to one debt."""

    __tablename__ = "allocations"
    __table_args__ = (
        sa.CheckConstraint("amount_minor > 0", name="amount_minor"),
        sa.Index("ix_allocations_debt_id", "debt_id"),
        sa.Index("ix_allocations_lender_id_payment_id", "lender_id", "payment_id"),
    )

    payment_id: Mapped[Ref] = mapped_column(sa.ForeignKey("payments.id"), primary_key=True)
    debt_id: Mapped[Ref] = mapped_column(sa.ForeignKey("debts.id"), primary_key=True)
    person_id: Mapped[Ref]
    lender_id: Mapped[Ref] = mapped_column(sa.ForeignKey("lenders.id"))
    currency: Mapped[CurrencyCode]
    amount_minor: Mapped[MinorUnits]
    outstanding_after_minor: Mapped[int | None] = mapped_column(sa.BigInteger)


class PaymentMove(Base):
    """One move of a payment from state to state; never changed, never removed."""

    __tablename__ = "payment_moves"
    __table_args__ = (sa.Index("ix_payment_moves_payment_id", "payment_id"),)

    id: Mapped[Id]
    payment_id: Mapped[Ref] = mapped_column(sa.ForeignKey("payments.id"))
    person_id: Mapped[Ref]
    from_state: Mapped[str | None] = mapped_column(sa.Text)
    to_state: Mapped[str] = mapped_column(sa.Text)
    cause: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[Instant]


class Posting(Base):
    """One line of the ledger. A set sums to zero per currency, which the database holds."""

    __tablename__ = "postings"
    __table_args__ = (
        sa.CheckConstraint("amount_minor <> 0", name="amount_minor"),
        sa.CheckConstraint("account in ('debt', 'rail')", name="account"),
        sa.UniqueConstraint("payment_id", "kind", "account", "subject_id"),
        sa.Index("ix_postings_account_subject_id", "account", "subject_id"),
        sa.Index("ix_postings_set_id", "set_id"),
    )

    id: Mapped[Id]
    set_id: Mapped[Ref]
    payment_id: Mapped[Ref] = mapped_column(sa.ForeignKey("payments.id"))
    person_id: Mapped[Ref]
    kind: Mapped[str] = mapped_column(sa.Text)
    """`payment` or `return`: one set of each kind a payment, by the unique constraint."""
    account: Mapped[str] = mapped_column(sa.Text)
    subject_id: Mapped[Ref]
    """The debt of a debt account; the mandate's person for the rail account."""
    currency: Mapped[CurrencyCode]
    amount_minor: Mapped[MinorUnits]
    at: Mapped[Instant]


class RailEvent(Base):
    """A message from a rail, kept raw; unique by its source and number."""

    __tablename__ = "rail_events"

    rail: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    event_reference: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    received_at: Mapped[Instant]
    body: Mapped[Facts]
    applied_at: Mapped[datetime | None] = mapped_column(AwareInstant)


class ReconciliationRun(Base):
    """One comparison of a rail's book with ours, line by line."""

    __tablename__ = "reconciliation_runs"

    id: Mapped[Id]
    rail: Mapped[str] = mapped_column(sa.Text)
    started_at: Mapped[Instant]
    finished_at: Mapped[datetime | None] = mapped_column(AwareInstant)
    lines: Mapped[Count] = mapped_column(default=0)
    totals: Mapped[Facts]


class ReconciliationFinding(Base):
    """One line on which the rail's book and ours do not agree."""

    __tablename__ = "reconciliation_findings"
    __table_args__ = (sa.Index("ix_reconciliation_findings_run_id", "run_id"),)

    id: Mapped[Id]
    run_id: Mapped[Ref] = mapped_column(sa.ForeignKey("reconciliation_runs.id"))
    kind: Mapped[str] = mapped_column(sa.Text)
    rail_key: Mapped[str | None] = mapped_column(sa.Text)
    payment_id: Mapped[UUID | None] = mapped_column(sa.Uuid)
    facts: Mapped[Facts]
