"""What the room payments keeps."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

from backend.migrations.walls import append_only, wall, wall_by

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables of payments and their walls."""
    _mandates()
    _payments()
    _ledger()
    _outside()


def _mandates() -> None:
    op.create_table(
        "mandates",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("persons.id"), nullable=False),
        sa.Column("rail", sa.Text, nullable=False),
        sa.Column("rail_reference", sa.Text, nullable=False),
        sa.Column("approve_url", sa.Text),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("created_at", _instant, nullable=False),
        sa.Column("decided_at", _instant),
        sa.Column("revoked_at", _instant),
        sa.CheckConstraint("state in ('pending', 'active', 'ended')", name="state"),
        sa.UniqueConstraint("rail", "rail_reference"),
        sa.Index("ix_mandates_person_id", "person_id"),
    )
    wall("mandates", person="person_id")


def _payments() -> None:
    op.create_table(
        "payments",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("persons.id"), nullable=False),
        sa.Column("mandate_id", sa.Uuid, sa.ForeignKey("mandates.id"), nullable=False),
        sa.Column("rail", sa.Text, nullable=False),
        sa.Column("rail_key", sa.Text, nullable=False, unique=True),
        sa.Column("rail_reference", sa.Text),
        sa.Column("currency", sa.CHAR(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("created_at", _instant, nullable=False),
        sa.Column("finished_at", _instant),
        sa.Column("ask_at", _instant),
        sa.Column("asked", sa.BigInteger, nullable=False),
        sa.Column("fence", sa.BigInteger, nullable=False),
        sa.Column("attention_at", _instant),
        sa.CheckConstraint(
            "state in ('submitting', 'pending', 'unknown', 'succeeded', 'refused', 'returned')",
            name="state",
        ),
        sa.CheckConstraint("amount_minor > 0", name="amount_minor"),
        sa.Index("ix_payments_person_id_id", "person_id", "id"),
        sa.Index("ix_payments_ask_at", "ask_at", postgresql_where=sa.text("ask_at is not null")),
    )
    op.create_table(
        "allocations",
        sa.Column("payment_id", sa.Uuid, sa.ForeignKey("payments.id"), primary_key=True),
        sa.Column("debt_id", sa.Uuid, sa.ForeignKey("debts.id"), primary_key=True),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("lender_id", sa.Uuid, sa.ForeignKey("lenders.id"), nullable=False),
        sa.Column("currency", sa.CHAR(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        sa.Column("outstanding_after_minor", sa.BigInteger),
        sa.CheckConstraint("amount_minor > 0", name="amount_minor"),
        sa.Index("ix_allocations_debt_id", "debt_id"),
        sa.Index("ix_allocations_lender_id_payment_id", "lender_id", "payment_id"),
    )
    op.create_table(
        "payment_moves",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("payment_id", sa.Uuid, sa.ForeignKey("payments.id"), nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("from_state", sa.Text),
        sa.Column("to_state", sa.Text, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("at", _instant, nullable=False),
        sa.Index("ix_payment_moves_payment_id", "payment_id"),
    )
    wall("allocations", person="person_id", lender="lender_id")
    # A lender reads a payment only through a part of it that is its own.
    wall_by(
        "payments",
        rule="person_id = (select nullif(current_setting('tideover.person_id', true), '')::uuid)"
        " or exists (select from allocations a where a.payment_id = id and a.lender_id ="
        " (select nullif(current_setting('tideover.lender_id', true), '')::uuid))",
    )
    wall("payment_moves", person="person_id")
    append_only("payment_moves")


def _ledger() -> None:
    op.create_table(
        "postings",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("set_id", sa.Uuid, nullable=False),
        sa.Column("payment_id", sa.Uuid, sa.ForeignKey("payments.id"), nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("currency", sa.CHAR(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        sa.Column("at", _instant, nullable=False),
        sa.CheckConstraint("amount_minor <> 0", name="amount_minor"),
        sa.CheckConstraint("account in ('debt', 'rail')", name="account"),
        sa.UniqueConstraint("payment_id", "kind", "account", "subject_id"),
        sa.Index("ix_postings_account_subject_id", "account", "subject_id"),
        sa.Index("ix_postings_set_id", "set_id"),
    )
    wall("postings", person="person_id")
    append_only("postings")
    op.execute(
        "create function posting_set_is_zero() returns trigger language plpgsql as $$ begin"
        " if exists (select from postings where set_id = new.set_id group by currency"
        " having sum(amount_minor) <> 0) then raise exception 'posting set % is not zero',"
        " new.set_id using errcode = 'check_violation'; end if; return null; end $$",
    )
    op.execute(
        "create constraint trigger postings_sum_to_zero after insert on postings"
        " deferrable initially deferred for each row execute function posting_set_is_zero()",
    )


def _outside() -> None:
    op.create_table(
        "rail_events",
        sa.Column("rail", sa.Text, primary_key=True),
        sa.Column("event_reference", sa.Text, primary_key=True),
        sa.Column("received_at", _instant, nullable=False),
        sa.Column("body", pg.JSONB, nullable=False),
        sa.Column("applied_at", _instant),
    )
    op.create_table(
        "reconciliation_runs",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("rail", sa.Text, nullable=False),
        sa.Column("started_at", _instant, nullable=False),
        sa.Column("finished_at", _instant),
        sa.Column("lines", sa.BigInteger, nullable=False),
        sa.Column("totals", pg.JSONB, nullable=False),
    )
    op.create_table(
        "reconciliation_findings",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("run_id", sa.Uuid, sa.ForeignKey("reconciliation_runs.id"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("rail_key", sa.Text),
        sa.Column("payment_id", sa.Uuid),
        sa.Column("facts", pg.JSONB, nullable=False),
        sa.Index("ix_reconciliation_findings_run_id", "run_id"),
    )
    for table in ("rail_events", "reconciliation_runs", "reconciliation_findings"):
        wall(table)


def downgrade() -> None:
    """Undo it."""
    op.execute("drop policy own_rows on payments")
    for table in (
        "reconciliation_findings",
        "reconciliation_runs",
        "rail_events",
        "postings",
        "payment_moves",
        "allocations",
        "payments",
        "mandates",
    ):
        op.drop_table(table)
    op.execute("drop function posting_set_is_zero()")
