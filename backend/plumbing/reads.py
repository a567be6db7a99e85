"""The busiest reads: one statement for one actor, in one round trip, without a Session.

Building a Session, a result and a transaction costs more than such a read itself. Here the scope
and the statement travel together in a pipeline, inside the one implicit transaction that ends with
it, so the walls stand exactly as in a unit of work.
"""

from collections.abc import Mapping
from typing import Any

import psycopg

from backend.plumbing import db
from backend.plumbing.errors import NotNow

_SCOPE = (
    "select set_config('tideover.scope', %s, true), set_config('tideover.person_id', %s, true),"
    " set_config('tideover.lender_id', %s, true)"
)


def one(actor: db.Actor, statement: str, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """Return the one row that a statement finds for an actor, or None.

    Raises: NotNow when the database is away; TransactionOpen inside a unit of work, whose own
        rows it would not see.
    """
    if db.transaction_is_open():
        raise db.TransactionOpen("read with the session of the open block")
    pooled = db.engine().raw_connection()
    connection: psycopg.Connection = pooled.driver_connection  # type: ignore[assignment]
    scope = (actor.scope, str(actor.person_id or ""), str(actor.lender_id or ""))
    try:
        connection.autocommit = True
        with connection.pipeline():
            connection.execute(_SCOPE, scope, prepare=True)
            row: tuple[Any, ...] | None = connection.execute(
                statement, values, prepare=True
            ).fetchone()
        connection.autocommit = False
    except psycopg.OperationalError as away:
        pooled.invalidate()
        raise NotNow(retry_after=2) from away
    except psycopg.Error:
        pooled.invalidate()
        raise
    finally:
        pooled.close()
    return row
