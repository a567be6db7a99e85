"""What the room lenders keeps."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

from backend.migrations.walls import append_only, wall
from backend.plumbing.db import APP_ROLE

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_TEXTS = pg.ARRAY(sa.Text)

# Called by whoever owns the event, a person's payment as well as a job; hence as the owner.
_EMIT = """
create function emit_webhook(
    event uuid, lender uuid, kind text, aggregate uuid, opening text, moment timestamptz
) returns bigint language sql security definer set search_path = public, pg_temp as $$
    with wanted as (
        select id, state from webhook_endpoints
        where lender_id = lender and state <> 'ended'
            and (event_types is null or kind = any(event_types))
    ), numbered as (
        insert into webhook_sequences (lender_id, aggregate_id, last)
        select lender, aggregate, 1 where exists (select from wanted)
        on conflict (lender_id, aggregate_id) do update set last = webhook_sequences.last + 1
        returning last
    ), written as (
        insert into webhook_messages (event_id, endpoint_id, lender_id, type, aggregate_id,
            sequence, body, state, tries, due_at, fence, created_at)
        select event, wanted.id, lender, kind, aggregate, numbered.last,
            opening || ',"sequence":' || numbered.last || '}',
            case wanted.state when 'active' then 'waiting' else 'held' end, 0, moment, 0, moment
        from wanted cross join numbered returning 1
    ) select count(*) from written
$$
"""

# Asked before any scope is known, once for each request of a lender's system.
_LENDER_OF_KEY = """
create function lender_of_key(digest bytea)
returns table (key_id uuid, lender_id uuid, scopes text[])
language sql stable security definer set search_path = public, pg_temp as $$
    select id, api_keys.lender_id, api_keys.scopes from api_keys
    where key_hash = digest and revoked_at is null
$$
"""


def upgrade() -> None:
    """Make the tables of lenders and their walls."""
    _organisations()
    _endpoints()
    _outbox()
    for function, statement in (
        ("emit_webhook(uuid, uuid, text, uuid, text, timestamptz)", _EMIT),
        ("lender_of_key(bytea)", _LENDER_OF_KEY),
    ):
        op.execute(statement)
        op.execute(f"revoke execute on function {function} from public")
        op.execute(f"grant execute on function {function} to {APP_ROLE}")


def downgrade() -> None:
    """Undo it."""
    op.execute("drop function lender_of_key(bytea)")
    op.execute("drop function emit_webhook(uuid, uuid, text, uuid, text, timestamptz)")
    for table in (
        "webhook_attempts",
        "webhook_messages",
        "webhook_sequences",
        "webhook_endpoints",
        "api_keys",
    ):
        op.drop_table(table)
    op.drop_constraint("fk_staff_lender_id_lenders", "staff")
    op.drop_table("lenders")


def _organisations() -> None:
    op.create_table(
        "lenders",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("verified", sa.Boolean, nullable=False),
        sa.Column("country", sa.CHAR(2), nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.CheckConstraint("origin in ('lender', 'collector')", name="origin"),
    )
    # Who a lender is, everybody may read who has a debt there; only the system writes it.
    op.execute("alter table lenders enable row level security")
    op.execute(f"create policy anyone_reads on lenders for select to {APP_ROLE} using (true)")
    op.execute(
        f"create policy system_writes on lenders to {APP_ROLE}"
        " using ((select current_setting('tideover.scope', true)) = 'system')"
    )
    op.create_foreign_key(
        "fk_staff_lender_id_lenders", "staff", "lenders", ["lender_id"], ["id"], ondelete="RESTRICT"
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Uuid, primary_key=True),
        _lender(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("key_hash", sa.LargeBinary, nullable=False),
        sa.Column("last_four", sa.CHAR(4), nullable=False),
        sa.Column("scopes", _TEXTS, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("revoked_at", _INSTANT),
        sa.UniqueConstraint("key_hash"),
    )
    op.create_index("ix_api_keys_lender_id", "api_keys", ["lender_id"])
    wall("api_keys", lender="lender_id")


def _endpoints() -> None:
    op.create_table(
        "webhook_endpoints",
        sa.Column("id", sa.Uuid, primary_key=True),
        _lender(),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("event_types", _TEXTS),
        sa.Column("secret_sealed", sa.LargeBinary, nullable=False),
        sa.Column("old_secret_sealed", sa.LargeBinary),
        sa.Column("old_secret_until", _INSTANT),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("paused_because", sa.Text),
        sa.Column("refusing_since", _INSTANT),
        sa.Column("last_refused_at", _INSTANT),
        sa.Column("told_at", _INSTANT),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.CheckConstraint("state in ('active', 'paused', 'ended')", name="state"),
        sa.CheckConstraint(
            "paused_because in ('staff', 'gone', 'nothing_accepted')", name="paused_because"
        ),
        sa.CheckConstraint("(state = 'paused') = (paused_because is not null)", name="paused"),
    )
    op.create_index("ix_webhook_endpoints_lender_id", "webhook_endpoints", ["lender_id"])
    wall("webhook_endpoints", lender="lender_id")


def _outbox() -> None:
    op.create_table(
        "webhook_sequences",
        _lender(primary_key=True),
        sa.Column("aggregate_id", sa.Uuid, primary_key=True),
        sa.Column("last", sa.BigInteger, nullable=False),
    )
    wall("webhook_sequences", lender="lender_id")
    op.create_table(
        "webhook_messages",
        sa.Column("event_id", sa.Uuid, primary_key=True),
        sa.Column(
            "endpoint_id",
            sa.Uuid,
            sa.ForeignKey("webhook_endpoints.id", ondelete="RESTRICT"),
            primary_key=True,
        ),
        _lender(),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("aggregate_id", sa.Uuid, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("tries", sa.BigInteger, nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("fence", sa.BigInteger, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("delivered_at", _INSTANT),
        sa.CheckConstraint("state in ('waiting', 'held', 'delivered', 'given_up')", name="state"),
    )
    op.create_index(
        "ix_webhook_messages_due",
        "webhook_messages",
        ["endpoint_id", "due_at"],
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "ix_webhook_messages_lender_id_event_id_endpoint_id",
        "webhook_messages",
        ["lender_id", "event_id", "endpoint_id"],
    )
    wall("webhook_messages", lender="lender_id")
    op.create_table(
        "webhook_attempts",
        sa.Column("id", sa.Uuid, primary_key=True),
        _lender(),
        sa.Column("event_id", sa.Uuid, nullable=False),
        sa.Column("endpoint_id", sa.Uuid, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("status", sa.BigInteger),
        sa.Column("duration_ms", sa.BigInteger, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id", "endpoint_id"],
            ["webhook_messages.event_id", "webhook_messages.endpoint_id"],
            ondelete="RESTRICT",
        ),
        sa.CheckConstraint(
            "outcome in ('accepted', 'refused', 'redirected', 'gone', 'timed_out', 'unreachable',"
            " 'not_trusted', 'target_not_public')",
            name="outcome",
        ),
    )
    op.create_index(
        "ix_webhook_attempts_event_id_endpoint_id", "webhook_attempts", ["event_id", "endpoint_id"]
    )
    wall("webhook_attempts", lender="lender_id")
    append_only("webhook_attempts")


def _lender(*, primary_key: bool = False) -> sa.Column[object]:
    return sa.Column(
        "lender_id",
        sa.Uuid,
        sa.ForeignKey("lenders.id", ondelete="RESTRICT"),
        primary_key=primary_key,
        nullable=False,
    )
