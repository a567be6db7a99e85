"""The application's role, job tables, idempotency keys."""

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager

from backend.migrations.walls import wall_by
from backend.plumbing.db import APP_ROLE

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the role that owns nothing, then what the machinery keeps."""
    op.execute(
        f"do $$ begin if not exists (select from pg_roles where rolname = '{APP_ROLE}') then"
        f" create role {APP_ROLE} login noinherit nosuperuser nobypassrls nocreatedb nocreaterole;"
        " end if; end $$",
    )
    op.execute(f"grant {APP_ROLE} to current_user")
    op.execute(f"grant usage on schema public to {APP_ROLE}")
    op.execute(
        "alter default privileges in schema public grant select, insert, update, delete on tables"
        f" to {APP_ROLE}",
    )
    op.execute(
        f"alter default privileges in schema public grant usage, select on sequences to {APP_ROLE}"
    )
    op.execute(
        "create function refuse_change() returns trigger language plpgsql as $$ begin raise"
        " exception '% is append-only', tg_table_name using errcode = 'restrict_violation'; end $$",
    )
    op.get_bind().connection.driver_connection.cursor().execute(SchemaManager.get_schema())
    op.create_table(
        "idempotency_keys",
        sa.Column("owner_id", sa.Uuid, primary_key=True),
        sa.Column("route", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("body_hash", sa.LargeBinary, nullable=False),
        sa.Column("subject_id", sa.Uuid),
        sa.Column("status", sa.BigInteger),
        sa.Column("body", sa.Text),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
    )
    wall_by(
        "idempotency_keys",
        rule="owner_id in ((select nullif(current_setting('tideover.person_id', true), '')::uuid),"
        " (select nullif(current_setting('tideover.lender_id', true), '')::uuid))",
    )


def downgrade() -> None:
    """Undo it; the role stays, other databases of the server may use it."""
    op.drop_table("idempotency_keys")
    for name in ("periodic_defers", "events", "jobs", "workers"):
        op.execute(f"drop table procrastinate_{name} cascade")
    op.execute(
        "do $$ declare f regprocedure; begin for f in select oid::regprocedure from pg_proc where"
        " proname like 'procrastinate\\_%' loop execute 'drop function ' || f || ' cascade';"
        " end loop; end $$",
    )
    op.execute("drop type procrastinate_job_status, procrastinate_job_event_type cascade")
    op.execute("drop type if exists procrastinate_job_to_defer_v1")
    op.execute("drop function refuse_change()")
