"""One numbered history with one head, which makes exactly the tables that the code knows."""

import re

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from backend import tables
from backend.plumbing import schema
from tests import postgres

VERSIONS = sorted((schema.HISTORY / "versions").glob("*.py"))


@pytest.fixture
def database():
    uri = postgres.fresh_database()
    yield uri
    postgres.drop_database(uri)


def connected(uri: str) -> sa.Engine:
    return sa.create_engine(uri, poolclass=sa.NullPool)


def ours(_object, name, kind, _reflected, _other) -> bool:
    return not (kind == "table" and name.startswith(("procrastinate_", "alembic_")))


def test_migrations_are_numbered_without_a_gap():
    numbers = [int(re.fullmatch(r"(\d{4})_[a-z0-9_]+\.py", path.name)[1]) for path in VERSIONS]
    assert numbers == list(range(1, len(VERSIONS) + 1))


def test_the_history_has_one_head_and_one_line():
    history = ScriptDirectory(str(schema.HISTORY))
    line = [revision.revision for revision in history.walk_revisions()]
    assert len(history.get_heads()) == 1
    assert line == [path.name[:4] for path in reversed(VERSIONS)]


def test_upgrading_gives_exactly_the_tables_that_the_code_knows(database, counted):
    schema.upgrade(database)

    with connected(database).connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": ours, "compare_type": True}
        )
        differences = compare_metadata(context, tables.metadata)

    counted("tables whose migration equals the code", len(tables.metadata.tables))
    assert not differences


def test_going_back_to_nothing_leaves_nothing_and_forward_again_works(database):
    schema.upgrade(database)
    schema.downgrade(database, "base")

    with connected(database).connect() as connection:
        left = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
    assert not left

    schema.upgrade(database)
