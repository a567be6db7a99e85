"""What every test run keeps to: one database server, and no skip that goes unnoticed.

Who asks for `database` gets a real PostgreSQL: one database a process, emptied after each test.
"""

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests import postgres

collect_ignore_glob = ["bench/*", "factories/*"]
# Rows that migrations lay down belong to the schema; everything else goes.
_KEPT = ("alembic_version",)


def pytest_configure(config: pytest.Config) -> None:
    postgres.open_folder()


@pytest.fixture
def counted(record_property) -> Callable[[str, int], None]:
    """Say how many cases a test looked at: the run shows the sum at its end."""
    return lambda what, number: record_property("counted", f"{what}: {number:,}")


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


@pytest.fixture
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


def pytest_terminal_summary(terminalreporter) -> None:
    told: dict[str, list[tuple[str, str]]] = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            said = getattr(report, "user_properties", [])
            # Setup, call and teardown each report all that was said until then.
            if len(said) > len(told.get(getattr(report, "nodeid", ""), [])):
                told[report.nodeid] = said
    sums: Counter[str] = Counter()
    for value in (value for said in told.values() for name, value in said if name == "counted"):
        what, _, number = value.rpartition(": ")
        countable = number.replace(",", "").isdigit()
        sums[what if countable else value] += int(number.replace(",", "")) if countable else 0
    if sums:
        terminalreporter.section("counted")
        for what, number in sorted(sums.items()):
            terminalreporter.write_line(f"{what}: {number:,}" if number else what)


def pytest_report_header() -> str:
    return "a skipped test is a failed one" if _counts_skips() else "skips are counted"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if _counts_skips() and report.skipped and not hasattr(report, "wasxfail"):
        _refuse(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    if _counts_skips() and report.skipped:
        _refuse(report)
    return report


def _prepare(url: str) -> None:
    from backend.plumbing import schema

    schema.upgrade(url)


def _counts_skips() -> bool:
    return os.environ.get("CI", "").lower() in {"true", "1"}


def _refuse(report) -> None:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
    report.outcome = "failed"
    report.longrepr = f"{reason} (with CI=true nothing may be skipped)"
