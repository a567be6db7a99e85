"""What the stories of debts share."""

import psycopg
import pytest


@pytest.fixture
def tables(database):
    """Ask the database itself, past every wall."""

    def ask(query, *values):
        with psycopg.connect(database) as connection:
            return connection.execute(query, values).fetchall()

    return ask
