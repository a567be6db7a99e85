"""What the room nudges keeps."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

from backend.migrations.walls import wall
from backend.plumbing.db import APP_ROLE

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_QUEUE_ARGUMENTS = (
    "uuid, text, text[], uuid, text, bytea, bytea, text, text, text, uuid, jsonb, text, timestamptz,"
    " timestamptz"
)

# Called by whoever has something to say, a lender's push as well as a person's payment; hence as
# the owner. A second nudge about the same thing is not written.
_QUEUE = """
create function queue_nudge(
    nudge uuid, about text, ways text[], person uuid, way text, digest bytea, sealed bytea, language text,
    zone text, path text, subject uuid, known jsonb, handshake text, due timestamptz,
    moment timestamptz
) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
    insert into nudges (id, kind, person_id, contact_channel, contact_hash, contact_sealed, locale,
        time_zone, link, subject_id, facts, code, due_at, created_at)
    values (nudge, about, person, way, digest, sealed, language, zone, path, subject, known,
        handshake, due, moment)
    on conflict do nothing;
    if not found then
        return false;
    end if;
    insert into nudge_deliveries (nudge_id, channel, person_id, state, reason, due_at, tries, fence,
        begun, changed_at)
    select nudge, c.channel, person,
        case when c.channel = 'inbox' then 'sent' when c.wanted then 'waiting' else 'dead' end,
        case when c.channel = 'inbox' then 'shown' when c.wanted then 'queued'
            else 'switched_off' end,
        due, 0, 0, false, moment
    from (
        select way as channel, true as wanted where person is null
        union all
        select v.channel, v.wanted
        from (select person as id where person is not null) p
        left join contact_preferences w on w.person_id = p.id
        cross join lateral (values ('inbox', true), ('email', coalesce(w.email, true)),
            ('sms', coalesce(w.sms, true)), ('push', coalesce(w.push, true))) v (channel, wanted)
        where v.channel = any(ways)
    ) c;
    return true;
end $$
"""


def upgrade() -> None:
    """Make the tables of nudges and their walls."""
    _nudges()
    _deliveries()
    _wishes()
    op.execute(_QUEUE)
    op.execute(f"revoke execute on function queue_nudge({_QUEUE_ARGUMENTS}) from public")
    op.execute(f"grant execute on function queue_nudge({_QUEUE_ARGUMENTS}) to {APP_ROLE}")


def downgrade() -> None:
    """Undo it."""
    op.execute(f"drop function queue_nudge({_QUEUE_ARGUMENTS})")
    for table in (
        "push_keys",
        "contact_preferences",
        "push_subscriptions",
        "nudge_deliveries",
        "nudges",
    ):
        op.drop_table(table)


def _nudges() -> None:
    op.create_table(
        "nudges",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        _person(nullable=True),
        sa.Column("contact_channel", sa.Text),
        sa.Column("contact_hash", sa.LargeBinary),
        sa.Column("contact_sealed", sa.LargeBinary),
        sa.Column("locale", sa.Text),
        sa.Column("time_zone", sa.Text),
        sa.Column("link", sa.Text),
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("facts", pg.JSONB, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("read_at", _INSTANT),
        sa.CheckConstraint(
            "kind in ('bill_arrived', 'claim_invite', 'payment_done', 'payment_checked',"
            " 'contact_changed')",
            name="kind",
        ),
        sa.CheckConstraint("num_nonnulls(person_id, contact_hash) = 1", name="one_receiver"),
        sa.CheckConstraint(
            "(contact_hash is null) = (contact_channel is null)", name="contact_channel"
        ),
        sa.UniqueConstraint("person_id", "kind", "subject_id"),
        sa.UniqueConstraint("contact_hash", "kind", "subject_id"),
    )
    op.create_index("ix_nudges_inbox", "nudges", ["person_id", "id"])
    op.create_index(
        "ix_nudges_unread",
        "nudges",
        ["person_id"],
        postgresql_where=sa.text("read_at is null and person_id is not null"),
    )
    wall("nudges", person="person_id")


def _deliveries() -> None:
    op.create_table(
        "nudge_deliveries",
        sa.Column(
            "nudge_id",
            sa.Uuid,
            sa.ForeignKey("nudges.id", ondelete="RESTRICT"),
            primary_key=True,
        ),
        sa.Column("channel", sa.Text, primary_key=True),
        sa.Column("person_id", sa.Uuid),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("tries", sa.BigInteger, nullable=False),
        sa.Column("fence", sa.BigInteger, nullable=False),
        sa.Column("begun", sa.Boolean, nullable=False),
        sa.Column("changed_at", _INSTANT, nullable=False),
        sa.CheckConstraint("channel in ('inbox', 'email', 'sms', 'push')", name="channel"),
        sa.CheckConstraint("state in ('waiting', 'sent', 'dead')", name="state"),
        sa.CheckConstraint(
            "reason in ('shown', 'queued', 'quiet_hours', 'try_again', 'handed_over',"
            " 'switched_off', 'no_address', 'not_taken', 'outcome_unknown', 'too_late')",
            name="reason",
        ),
    )
    op.create_index(
        "ix_nudge_deliveries_due",
        "nudge_deliveries",
        ["due_at"],
        postgresql_where=sa.text("state = 'waiting'"),
    )
    wall("nudge_deliveries", person="person_id")


def _wishes() -> None:
    op.create_table(
        "push_subscriptions",
        sa.Column("id", sa.Uuid, primary_key=True),
        _person(),
        sa.Column("endpoint_hash", sa.LargeBinary, nullable=False),
        sa.Column("subscription_sealed", sa.LargeBinary, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.UniqueConstraint("endpoint_hash"),
    )
    op.create_index("ix_push_subscriptions_person_id", "push_subscriptions", ["person_id"])
    wall("push_subscriptions", person="person_id")
    op.create_table(
        "contact_preferences",
        _person(primary_key=True),
        sa.Column("quiet_from", sa.Time, nullable=False),
        sa.Column("quiet_until", sa.Time, nullable=False),
        sa.Column("email", sa.Boolean, nullable=False),
        sa.Column("sms", sa.Boolean, nullable=False),
        sa.Column("push", sa.Boolean, nullable=False),
        sa.Column("changed_at", _INSTANT, nullable=False),
    )
    wall("contact_preferences", person="person_id")
    op.create_table(
        "push_keys",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("public_key", sa.Text, nullable=False),
        sa.Column("private_sealed", sa.LargeBinary, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.CheckConstraint("name = 'vapid'", name="one"),
    )
    wall("push_keys")


def _person(*, nullable: bool = False, primary_key: bool = False) -> sa.Column[object]:
    return sa.Column(
        "person_id",
        sa.Uuid,
        sa.ForeignKey("persons.id", ondelete="RESTRICT"),
        primary_key=primary_key,
        nullable=nullable,
    )
