"""Persons, staff, sessions, codes, passkeys, consents; the record of decisions; rate counters."""

import sqlalchemy as sa
from alembic import op

from backend.migrations.walls import append_only, wall
from backend.plumbing.db import APP_ROLE

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_TABLES = (
    "consents", "passkey_challenges", "passkeys", "account_messages", "code_challenges",
    "account_sessions", "staff", "contacts", "persons",
    "audit_entries", "audit_chains", "rate_counters",
)  # fmt: skip


def upgrade() -> None:
    """Make the tables, their walls, and the two functions that are more than a statement."""
    _people()
    _signed_in()
    _challenges()
    _passkeys_and_consents()
    _record()
    op.create_table(
        "rate_counters",
        sa.Column("key_hash", sa.LargeBinary, primary_key=True),
        sa.Column("hits", sa.BigInteger, nullable=False),
        sa.Column("ends_at", _INSTANT, nullable=False),
        prefixes=["UNLOGGED"],
    )
    op.create_index("ix_rate_counters_ends_at", "rate_counters", ["ends_at"])
    wall("persons", person="id")
    wall("contacts", person="person_id")
    wall("staff", lender="lender_id")
    wall("account_sessions", person="person_id", lender="lender_id")
    wall("code_challenges", person="person_id")
    wall("account_messages", person="person_id")
    wall("passkeys", person="person_id")
    wall("passkey_challenges", person="person_id")
    wall("consents", person="person_id")
    append_only("consents")
    wall("audit_entries", person="chain_id", lender="chain_id")
    append_only("audit_entries")
    wall("audit_chains", person="chain_id", lender="chain_id")
    # Entries are made by audit_record alone, which keeps the chain.
    op.execute(f"revoke insert on audit_entries from {APP_ROLE}")
    op.execute(f"revoke insert, update, delete, truncate on audit_chains from {APP_ROLE}")


def downgrade() -> None:
    """Undo it."""
    op.execute("drop function audit_record, live_session")
    for table in _TABLES:
        op.drop_table(table)


def _id() -> sa.Column[object]:
    return sa.Column("id", sa.Uuid, primary_key=True)


def _ref(name: str, target: str | None = None, *, nullable: bool = False) -> sa.Column[object]:
    keys = [sa.ForeignKey(f"{target}.id", ondelete="RESTRICT")] if target else []
    return sa.Column(name, sa.Uuid, *keys, nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, _INSTANT, nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Text, nullable=nullable)


def _bytes(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.LargeBinary, nullable=nullable)


def _one_of(column: str, *values: str) -> sa.CheckConstraint:
    quoted = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} in ({quoted})", name=column)


def _index(table: str, *columns: str, name: str | None = None, where: str | None = None) -> None:
    op.create_index(
        name or f"ix_{table}_{columns[0]}",
        table,
        list(columns),
        unique=(name or "").startswith("uq_"),
        postgresql_where=sa.text(where) if where else None,
    )


def _people() -> None:
    op.create_table(
        "persons",
        _id(),
        _text("display_name", nullable=True),
        _text("locale"),
        _text("time_zone"),
        _text("country", nullable=True),
        sa.Column("hide_amounts", sa.Boolean, nullable=False),
        _at("created_at"),
        _one_of("locale", "en", "zh-Hans"),
    )
    op.create_table(
        "contacts",
        _id(),
        _ref("person_id", "persons"),
        _text("channel"),
        _bytes("address_sealed"),
        _bytes("address_hash"),
        _at("verified_at"),
        _at("ended_at", nullable=True),
        _one_of("channel", "sms", "email"),
    )
    live = "ended_at is null"
    _index("contacts", "channel", "address_hash", name="uq_contacts_live_address", where=live)
    _index("contacts", "person_id", "channel", name="uq_contacts_live_channel", where=live)
    op.create_table(
        "staff",
        _id(),
        _ref("lender_id"),
        _text("name"),
        _bytes("email_sealed"),
        _bytes("email_hash"),
        _text("locale"),
        _at("created_at"),
        _at("ended_at", nullable=True),
    )
    _index("staff", "email_hash", name="uq_staff_live_email", where=live)
    _index("staff", "lender_id")


def _signed_in() -> None:
    op.create_table(
        "account_sessions",
        _id(),
        _bytes("token_hash"),
        _ref("person_id", "persons", nullable=True),
        _ref("staff_id", "staff", nullable=True),
        _ref("lender_id", nullable=True),
        _text("device"),
        _at("created_at"),
        _at("last_seen_at"),
        sa.Column("idle_seconds", sa.BigInteger, nullable=False),
        _at("expires_at"),
        _at("stepped_up_until", nullable=True),
        _at("ended_at", nullable=True),
        sa.UniqueConstraint("token_hash"),
        sa.CheckConstraint("num_nonnulls(person_id, staff_id) = 1", name="one_owner"),
        sa.CheckConstraint("(staff_id is null) = (lender_id is null)", name="staff_of_a_lender"),
    )
    for column in ("person_id", "staff_id", "expires_at"):
        _index("account_sessions", column)
    # Asked on every request, before anybody is known: hence its owner's rights, and one
    # round trip. It writes only when the session was last seen five minutes ago or longer.
    op.execute(
        """
        create function live_session(given bytea, moment timestamptz)
        returns table (session_id uuid, person uuid, staff_member uuid, lender uuid,
                       began timestamptz, stepped_up timestamptz)
        language plpgsql security definer set search_path = pg_catalog, public as $$
        declare seen timestamptz;
        begin
          select s.id, s.person_id, s.staff_id, s.lender_id, s.created_at, s.stepped_up_until,
                 s.last_seen_at
            into session_id, person, staff_member, lender, began, stepped_up, seen
            from account_sessions s
           where s.token_hash = given and s.ended_at is null and moment < s.expires_at
             and moment < s.last_seen_at + make_interval(secs => s.idle_seconds);
          if not found then return; end if;
          if seen < moment - interval '5 minutes' then
            update account_sessions set last_seen_at = moment where id = session_id;
          end if;
          return next;
        end $$
        """
    )
    op.execute("revoke execute on function live_session from public")
    op.execute(f"grant execute on function live_session to {APP_ROLE}")


def _challenges() -> None:
    op.create_table(
        "code_challenges",
        _id(),
        _text("purpose"),
        _text("channel"),
        _bytes("address_sealed"),
        _bytes("address_hash"),
        _text("locale"),
        _ref("person_id", "persons", nullable=True),
        _ref("session_id", "account_sessions", nullable=True),
        _bytes("code_hash"),
        sa.Column("tries_left", sa.BigInteger, nullable=False),
        _at("created_at"),
        _at("expires_at"),
        _at("used_at", nullable=True),
        _one_of("purpose", "sign_in", "step_up", "contact", "staff_sign_in"),
        _one_of("channel", "sms", "email"),
        sa.CheckConstraint("tries_left >= 0", name="tries_left"),
        sa.CheckConstraint(
            "(purpose in ('step_up', 'contact')) = (session_id is not null)", name="bound"
        ),
        sa.CheckConstraint("(person_id is null) = (session_id is null)", name="owned"),
    )
    _index("code_challenges", "expires_at")
    _index("code_challenges", "session_id")
    op.create_table(
        "account_messages",
        _id(),
        _ref("person_id", "persons", nullable=True),
        _text("kind"),
        _text("channel"),
        _text("locale"),
        _bytes("address_sealed", nullable=True),
        _bytes("address_hash"),
        _bytes("code_sealed", nullable=True),
        _at("created_at"),
        _at("expires_at"),
        _at("due_at"),
        sa.Column("attempts", sa.BigInteger, nullable=False),
        _at("finished_at", nullable=True),
        _text("outcome", nullable=True),
        _one_of(
            "kind", "code", "staff_code", "contact_changed", "passkey_added", "passkey_removed"
        ),
        _one_of("channel", "sms", "email"),
    )
    _index(
        "account_messages", "due_at", name="ix_account_messages_due", where="finished_at is null"
    )
    _index("account_messages", "finished_at")


def _passkeys_and_consents() -> None:
    op.create_table(
        "passkeys",
        _id(),
        _ref("person_id", "persons"),
        _bytes("credential_id"),
        _bytes("public_key"),
        sa.Column("sign_count", sa.BigInteger, nullable=False),
        sa.Column("transports", sa.ARRAY(sa.Text), nullable=False),
        _text("name"),
        _at("created_at"),
        _at("last_used_at", nullable=True),
        _at("count_went_back_at", nullable=True),
        sa.UniqueConstraint("credential_id"),
    )
    _index("passkeys", "person_id")
    op.create_table(
        "passkey_challenges",
        _id(),
        _text("purpose"),
        _bytes("challenge"),
        _ref("person_id", "persons", nullable=True),
        _ref("session_id", "account_sessions", nullable=True),
        _at("created_at"),
        _at("expires_at"),
        _at("used_at", nullable=True),
        _one_of("purpose", "register", "sign_in", "step_up"),
        sa.CheckConstraint("(purpose = 'sign_in') = (session_id is null)", name="bound"),
        sa.CheckConstraint("(person_id is null) = (session_id is null)", name="owned"),
    )
    _index("passkey_challenges", "expires_at")
    _index("passkey_challenges", "session_id")
    op.create_table(
        "consents",
        _id(),
        _ref("person_id", "persons"),
        _text("kind"),
        _text("text_version"),
        sa.Column("given", sa.Boolean, nullable=False),
        _at("at"),
    )
    _index("consents", "person_id", "kind", "id")


def _record() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("chain_id", sa.Uuid, primary_key=True),
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        _at("at"),
        _text("actor"),
        _text("action"),
        _text("subject"),
        sa.Column("facts", sa.dialects.postgresql.JSONB, nullable=False),
        _bytes("seal"),
        _bytes("hash"),
    )
    op.create_table(
        "audit_chains",
        sa.Column("chain_id", sa.Uuid, primary_key=True),
        sa.Column("seq", sa.BigInteger, nullable=False),
        _bytes("hash"),
    )
    # The chain's own row is the lock: two entries of one chain wait for each other, entries of
    # two chains never meet. The next hash is made where the last one is known, in one round trip.
    op.execute(
        """
        create function audit_record(chain uuid, moment timestamptz, actor text, action text,
                                     subject text, facts jsonb, seal bytea)
        returns bigint language plpgsql security definer
        set search_path = pg_catalog, public as $$
        declare next_seq bigint; next_hash bytea;
        begin
          insert into audit_chains as c (chain_id, seq, hash)
            values (chain, 1, sha256(uuid_send(chain) || int8send(1) || seal))
            on conflict (chain_id) do update set seq = c.seq + 1,
              hash = sha256(c.hash || uuid_send(chain) || int8send(c.seq + 1) || seal)
            returning c.seq, c.hash into next_seq, next_hash;
          insert into audit_entries (chain_id, seq, at, actor, action, subject, facts, seal, hash)
            values (chain, next_seq, moment, actor, action, subject, facts, seal, next_hash);
          return next_seq;
        end $$
        """
    )
    op.execute("revoke execute on function audit_record from public")
    op.execute(f"grant execute on function audit_record to {APP_ROLE}")
