"""A real PostgreSQL for every test below."""

import pytest


@pytest.fixture(autouse=True)
def _emptied(database) -> None:
    """Ask for the database, so that it is emptied when the test ends."""
