"""Run the migrations as the owner of the tables."""

from alembic import context
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from backend import tables
from backend.plumbing.settings import settings

# A migration that cannot get its lock quickly gives up, so that it never queues the whole product
# behind itself.
_LOCK_TIMEOUT = "5s"


def _ours(_object: object, name: str | None, kind: str, _reflected: object, _other: object) -> bool:
    return not (kind == "table" and (name or "").startswith("procrastinate_"))


url = context.config.attributes.get("url") or settings().owner_url
with create_engine(url, poolclass=NullPool).connect() as connection:
    connection.execute(text(f"set lock_timeout to '{_LOCK_TIMEOUT}'"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=tables.metadata,
        include_object=_ours,
        compare_server_default=False,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
