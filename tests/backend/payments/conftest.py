import pytest

from backend.payments import invariants
from backend.payments.rails import registry
from backend.payments.rails.in_memory import RailInMemory


@pytest.fixture
def rail(monkeypatch) -> RailInMemory:
    made = RailInMemory()
    monkeypatch.setitem(registry.RAILS, "memory", made)
    return made


@pytest.fixture(autouse=True)
def _the_books_balance(database):
    yield
    assert [(check.name, check.breaks) for check in invariants.broken()] == []
