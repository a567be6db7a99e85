"""A real PostgreSQL for every test below: one database a process, emptied after each test."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests import postgres

# Rows that migrations lay down belong to the schema; everything else goes.
_KEPT = ("alembic_version",)


def _prepare(url: str) -> None:
    from backend.plumbing import schema

    schema.upgrade(url)


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    from backend.plumbing import db
    from backend.plumbing.settings import settings

    url = postgres.fresh_database(postgres.template("tideover_template", _prepare))
    home = Path(tempfile.mkdtemp(prefix="tideover-home-"))
    os.environ.update(
        DATABASE_URL=url,
        TIDEOVER_SECRET_KEY="a-key-that-only-tests-know-0123456789",
        TIDEOVER_ORIGIN="http://localhost:8000",
        TIDEOVER_SANDBOX="on",
        TIDEOVER_HOME=str(home),
        TIDEOVER_SMTP_URL="memory:",
        TIDEOVER_SMS_URL="memory:",
    )
    settings.cache_clear()
    db.forget_engine()
    yield url
    db.forget_engine()
    postgres.drop_database(url)


@pytest.fixture(scope="session")
def _tables(database_url: str) -> list[str]:
    with psycopg.connect(database_url) as connection:
        rows = connection.execute(
            "select tablename from pg_tables where schemaname = 'public' and tablename <> all(%s)",
            [list(_KEPT)],
        )
        return sorted(name for (name,) in rows)


@pytest.fixture(autouse=True)
def database(database_url: str, _tables: list[str]) -> Iterator[str]:
    """The address of this process's database; every table is emptied when the test ends."""
    yield database_url
    with psycopg.connect(database_url, autocommit=True) as connection:
        names = sql.SQL(", ").join(map(sql.Identifier, _tables))
        connection.execute(sql.SQL("truncate {} cascade").format(names))


@pytest.fixture(scope="session")
def app(database_url: str):
    from backend.app import create_app

    made = create_app()
    made.testing = False  # surprises must meet the handler that people meet
    return made


@pytest.fixture
def client(app):
    return app.test_client()
