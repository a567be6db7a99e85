"""What the room debts keeps."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

from backend.migrations.walls import append_only, wall, wall_by

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None
_INSTANT = sa.DateTime(timezone=True)
# A lender sees the invitations it asked for; a person those that wait for an address proved theirs.
_CLAIMS = (
    "lender_id = (select nullif(current_setting('tideover.lender_id', true), '')::uuid)"
    " or (state = 'open' and ("
    "phone_hash in (select address_hash from contacts where channel = 'sms' and ended_at is null"
    " and person_id = (select nullif(current_setting('tideover.person_id', true), '')::uuid))"
    " or email_hash in (select address_hash from contacts where channel = 'email'"
    " and ended_at is null"
    " and person_id = (select nullif(current_setting('tideover.person_id', true), '')::uuid))))"
)
_TABLES = (
    "debts", "charge_lines", "debt_payments", "debt_moves", "claims", "imports", "import_parts",
)  # fmt: skip


def upgrade() -> None:
    """Make the tables of debts and their walls."""
    _debts()
    _charge_lines()
    _debt_payments()
    _debt_moves()
    _claims()
    _imports()
    _import_parts()


def downgrade() -> None:
    """Undo it."""
    for table in reversed(_TABLES):
        op.drop_table(table)


def _debts() -> None:
    op.create_table(
        "debts",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("lender_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid),
        sa.Column("lender_reference", sa.Text, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("currency", sa.CHAR(3), nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("original_creditor", sa.Text),
        sa.Column("borrowed_minor", sa.BigInteger, nullable=False),
        sa.Column("interest_minor", sa.BigInteger, nullable=False),
        sa.Column("fees_minor", sa.BigInteger, nullable=False),
        sa.Column("paid_minor", sa.BigInteger, nullable=False),
        sa.Column("outstanding_minor", sa.BigInteger, nullable=False),
        sa.Column("credit_minor", sa.BigInteger, nullable=False),
        sa.Column("due_minor", sa.BigInteger, nullable=False),
        sa.Column("checking_minor", sa.BigInteger, server_default="0", nullable=False),
        sa.Column("lender_paid_minor", sa.BigInteger),
        sa.Column("asked_minor", sa.BigInteger),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("annual_rate", sa.Numeric(precision=9, scale=6)),
        sa.Column("late_annual_rate", sa.Numeric(precision=9, scale=6)),
        sa.Column("late_fee_minor", sa.BigInteger),
        sa.Column("grace_days", sa.BigInteger),
        sa.Column("instalment_minor", sa.BigInteger),
        sa.Column("instalments_left", sa.BigInteger),
        sa.Column("as_of", _INSTANT, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, server_default="1", nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("changed_at", _INSTANT, nullable=False),
        sa.CheckConstraint(
            "(person_id is null) = (state = 'unclaimed')", name=op.f("ck_debts_claimed")
        ),
        sa.CheckConstraint("origin in ('lender', 'collector')", name=op.f("ck_debts_origin")),
        sa.CheckConstraint(
            "state in ('unclaimed', 'open', 'paused', 'plan', 'settled')",
            name=op.f("ck_debts_state"),
        ),
        sa.CheckConstraint(
            "annual_rate >= 0 and late_annual_rate >= 0", name=op.f("ck_debts_rates")
        ),
        sa.CheckConstraint(
            "borrowed_minor + interest_minor + fees_minor - paid_minor = outstanding_minor - credit_minor",
            name=op.f("ck_debts_books"),
        ),
        sa.CheckConstraint(
            "borrowed_minor >= 0 and interest_minor >= 0 and fees_minor >= 0 and paid_minor >= 0 and outstanding_minor >= 0 and credit_minor >= 0 and checking_minor >= 0",
            name=op.f("ck_debts_amounts"),
        ),
        sa.CheckConstraint("due_minor between 0 and outstanding_minor", name=op.f("ck_debts_due")),
        sa.CheckConstraint(
            "outstanding_minor = 0 or credit_minor = 0", name=op.f("ck_debts_credit")
        ),
        sa.ForeignKeyConstraint(
            ["lender_id"],
            ["lenders.id"],
            name=op.f("fk_debts_lender_id_lenders"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["persons.id"],
            name=op.f("fk_debts_person_id_persons"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debts")),
        sa.UniqueConstraint(
            "lender_id", "lender_reference", name=op.f("uq_debts_lender_id_lender_reference")
        ),
    )
    op.create_index("ix_debts_person_id_due_on", "debts", ["person_id", "due_on", "id"])
    wall("debts", person="person_id", lender="lender_id")


def _charge_lines() -> None:
    op.create_table(
        "charge_lines",
        sa.Column("debt_id", sa.Uuid, nullable=False),
        sa.Column("line", sa.BigInteger, nullable=False),
        sa.Column("lender_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("currency", sa.CHAR(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        sa.Column("label", sa.Text),
        sa.CheckConstraint(
            "kind in ('principal', 'interest', 'fee')", name=op.f("ck_charge_lines_kind")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_charge_lines_amount")),
        sa.ForeignKeyConstraint(
            ["debt_id"],
            ["debts.id"],
            name=op.f("fk_charge_lines_debt_id_debts"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("debt_id", "line", name=op.f("pk_charge_lines")),
    )
    wall("charge_lines", person="person_id", lender="lender_id")


def _debt_payments() -> None:
    op.create_table(
        "debt_payments",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("debt_id", sa.Uuid, nullable=False),
        sa.Column("payment_id", sa.Uuid, nullable=False),
        sa.Column("lender_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("currency", sa.CHAR(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("ck_debt_payments_amount")),
        sa.ForeignKeyConstraint(
            ["debt_id"],
            ["debts.id"],
            name=op.f("fk_debt_payments_debt_id_debts"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debt_payments")),
    )
    op.create_index("ix_debt_payments_debt_id_at", "debt_payments", ["debt_id", "at"])
    op.create_index(
        "uq_debt_payments_back",
        "debt_payments",
        ["debt_id", "payment_id"],
        unique=True,
        postgresql_where=sa.text("amount_minor < 0"),
    )
    op.create_index(
        "uq_debt_payments_in",
        "debt_payments",
        ["debt_id", "payment_id"],
        unique=True,
        postgresql_where=sa.text("amount_minor > 0"),
    )
    wall("debt_payments", person="person_id", lender="lender_id")


def _debt_moves() -> None:
    op.create_table(
        "debt_moves",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("debt_id", sa.Uuid, nullable=False),
        sa.Column("lender_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid),
        sa.Column("from_state", sa.Text, nullable=False),
        sa.Column("to_state", sa.Text, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.CheckConstraint(
            "from_state in ('unclaimed', 'open', 'paused', 'plan', 'settled')",
            name=op.f("ck_debt_moves_from_state"),
        ),
        sa.CheckConstraint(
            "to_state in ('unclaimed', 'open', 'paused', 'plan', 'settled')",
            name=op.f("ck_debt_moves_to_state"),
        ),
        sa.ForeignKeyConstraint(
            ["debt_id"], ["debts.id"], name=op.f("fk_debt_moves_debt_id_debts"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debt_moves")),
    )
    op.create_index("ix_debt_moves_debt_id", "debt_moves", ["debt_id", "at"])
    wall("debt_moves", person="person_id", lender="lender_id")
    append_only("debt_moves")


def _claims() -> None:
    op.create_table(
        "claims",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("debt_id", sa.Uuid, nullable=False),
        sa.Column("lender_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("contact_sealed", sa.LargeBinary, nullable=False),
        sa.Column("phone_hash", sa.LargeBinary),
        sa.Column("email_hash", sa.LargeBinary),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("answer_hash", sa.LargeBinary, nullable=False),
        sa.Column("tries", sa.BigInteger, server_default="0", nullable=False),
        sa.Column("token_hash", sa.LargeBinary),
        sa.Column("invited_at", _INSTANT),
        sa.Column("expires_at", _INSTANT),
        sa.Column("quiet_until", _INSTANT),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("decided_at", _INSTANT),
        sa.CheckConstraint(
            "question in ('birth_year', 'postcode', 'reference_last4', 'given_name')",
            name=op.f("ck_claims_question"),
        ),
        sa.CheckConstraint(
            "state in ('open', 'claimed', 'not_mine', 'locked', 'expired')",
            name=op.f("ck_claims_state"),
        ),
        sa.CheckConstraint("tries between 0 and 5", name=op.f("ck_claims_tries")),
        sa.ForeignKeyConstraint(
            ["debt_id"], ["debts.id"], name=op.f("fk_claims_debt_id_debts"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["persons.id"],
            name=op.f("fk_claims_person_id_persons"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
    )
    op.create_index(
        "ix_claims_email_hash", "claims", ["email_hash"], postgresql_where=sa.text("state = 'open'")
    )
    op.create_index(
        "ix_claims_not_invited",
        "claims",
        ["id"],
        postgresql_where=sa.text("invited_at is null and state = 'open'"),
    )
    op.create_index(
        "ix_claims_phone_hash", "claims", ["phone_hash"], postgresql_where=sa.text("state = 'open'")
    )
    op.create_index(
        "uq_claims_open",
        "claims",
        ["debt_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("uq_claims_token_hash", "claims", ["token_hash"], unique=True)
    wall_by("claims", rule=_CLAIMS)


def _imports() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("lender_id", sa.Uuid, nullable=False),
        sa.Column("staff_id", sa.Uuid, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("encoding", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("received", sa.BigInteger, server_default="0", nullable=False),
        sa.Column("created", sa.BigInteger, server_default="0", nullable=False),
        sa.Column("updated", sa.BigInteger, server_default="0", nullable=False),
        sa.Column("unchanged", sa.BigInteger, server_default="0", nullable=False),
        sa.Column("refused", sa.BigInteger, server_default="0", nullable=False),
        sa.Column("errors", pg.JSONB, server_default="[]", nullable=False),
        sa.Column("more_errors", sa.BigInteger, server_default="0", nullable=False),
        sa.Column("through", sa.BigInteger, server_default="0", nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("finished_at", _INSTANT),
        sa.CheckConstraint(
            "state in ('running', 'done', 'refused')", name=op.f("ck_imports_state")
        ),
        sa.ForeignKeyConstraint(
            ["lender_id"],
            ["lenders.id"],
            name=op.f("fk_imports_lender_id_lenders"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    wall("imports", lender="lender_id")


def _import_parts() -> None:
    op.create_table(
        "import_parts",
        sa.Column("import_id", sa.Uuid, nullable=False),
        sa.Column("part", sa.BigInteger, nullable=False),
        sa.Column("lender_id", sa.Uuid, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["imports.id"],
            name=op.f("fk_import_parts_import_id_imports"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("import_id", "part", name=op.f("pk_import_parts")),
    )
    wall("import_parts", lender="lender_id")
