"""The database: one engine a process, one visible block a transaction, one actor a block."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

import psycopg
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Session

from backend.plumbing.settings import settings

APP_ROLE = "tideover_app"
"""Owns no table and bypasses no wall; web, worker and clock all act as it."""


class Base(DeclarativeBase):
    """The root of all row types: one convention of names, text without length, 64-bit numbers."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {str: sa.Text, int: sa.BigInteger}
    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        },
    )


@dataclass(frozen=True, slots=True)
class Actor:
    """For whom a transaction acts; row-level security shows it that actor's rows alone."""

    scope: str
    person_id: UUID | None = None
    lender_id: UUID | None = None


def person(person_id: UUID) -> Actor:
    """Return the actor that sees one person's rows."""
    return Actor("person", person_id=person_id)


def lender(lender_id: UUID) -> Actor:
    """Return the actor that sees one lender's rows."""
    return Actor("lender", lender_id=lender_id)


def system() -> Actor:
    """Return the actor of jobs and of sign-in: it sees all rows, so its queries must choose."""
    return Actor("system")


class TransactionOpen(RuntimeError):
    """A transaction is open already: one block, one commit, and no network inside."""


_open: ContextVar[bool] = ContextVar("transaction_open", default=False)
_ENTER = (
    "select set_config('tideover.scope', %s, true), set_config('tideover.person_id', %s, true),"
    " set_config('tideover.lender_id', %s, true)"
)


@contextmanager
def unit_of_work(actor: Actor) -> Iterator[Session]:
    """Open one transaction for an actor; commit on leaving, roll back on any exception.

    Raises: TransactionOpen when a block is open in this thread already.
    """
    if _open.get():
        raise TransactionOpen
    mark = _open.set(True)
    try:
        with Session(engine(), expire_on_commit=False) as session, session.begin():
            scope = (actor.scope, str(actor.person_id or ""), str(actor.lender_id or ""))
            send(session, [(_ENTER, scope)])
            yield session
    finally:
        _open.reset(mark)


def send(session: Session, statements: Sequence[tuple[str, Sequence[Any]]]) -> None:
    """Send several writes of one transaction in one round trip; their order is kept.

    Shape:  (SQL with %s, values) a statement.
    """
    try:
        connection = session.connection().connection.driver_connection
        with connection.pipeline():  # type: ignore[union-attr]  # psycopg's own connection
            for statement, values in statements:
                connection.execute(statement, values, prepare=True)  # type: ignore[union-attr]
    except psycopg.Error as refused:
        raise _told_by_sqlalchemy(refused) from refused


def _told_by_sqlalchemy(refused: psycopg.Error) -> sa.exc.DBAPIError:
    """Return the error that SQLAlchemy would have raised, so that callers know one family."""
    for kind, told in (
        (psycopg.errors.IntegrityError, sa.exc.IntegrityError),
        (psycopg.errors.OperationalError, sa.exc.OperationalError),
        (psycopg.errors.ProgrammingError, sa.exc.ProgrammingError),
    ):
        if isinstance(refused, kind):
            return told(None, None, refused)
    return sa.exc.DBAPIError(None, None, refused)


def transaction_is_open() -> bool:
    """Return whether this thread is inside a unit of work."""
    return _open.get()


@cache
def engine() -> sa.Engine:
    """Return this process's engine, made on first use, acting as the application role."""
    made = sa.create_engine(
        settings().database_url,
        pool_size=settings().pool_size,
        max_overflow=5,
        pool_timeout=10,
        connect_args={"connect_timeout": 5, "prepare_threshold": 2},
    )
    sa.event.listen(made, "connect", _act_as_application)
    return made


def forget_engine() -> None:
    """Close the pool, so that the next use opens a new one (after a fork, between tests)."""
    if engine.cache_info().currsize:
        engine().dispose()
    engine.cache_clear()


def _act_as_application(connection: Any, _record: object) -> None:
    # A database may be reached with an owner's address (one role on a small host); the process
    # still acts as the role that owns nothing, or it does not start.
    with connection.cursor() as cursor:
        cursor.execute(f"set role {APP_ROLE}")
        cursor.execute("set timezone to 'UTC'")
        cursor.execute("set lock_timeout to '5s'")
        cursor.execute("set statement_timeout to '30s'")
        cursor.execute("set idle_in_transaction_session_timeout to '60s'")
    connection.commit()
