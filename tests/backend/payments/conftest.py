from collections.abc import Callable, Iterator

import pytest

from backend.payments import invariants
from backend.payments.rails import registry
from backend.payments.rails.in_memory import RailInMemory
from backend.plumbing.settings import settings
from tests.factories.stripe_peers import KEY, SECRET, StripeFake


@pytest.fixture
def rail(monkeypatch) -> RailInMemory:
    made = RailInMemory()
    monkeypatch.setitem(registry.RAILS, "memory", made)
    return made


@pytest.fixture(autouse=True)
def _the_books_balance(database):
    yield
    assert [(check.name, check.breaks) for check in invariants.broken()] == []


@pytest.fixture
def settings_of(monkeypatch) -> Iterator[Callable[..., None]]:
    """Run a test with more settings; afterwards they are as they were."""

    def set_up(**more: str) -> None:
        for name, value in more.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()

    yield set_up
    settings.cache_clear()


@pytest.fixture
def stripe_at(settings_of) -> Callable[[str], None]:
    """Offer cards, with someone who stands in for Stripe at an address."""
    return lambda url: settings_of(
        TIDEOVER_STRIPE_URL=url, TIDEOVER_STRIPE_KEY=KEY, TIDEOVER_STRIPE_WEBHOOK_SECRET=SECRET
    )


@pytest.fixture
def fake(stripe_at) -> Iterator[StripeFake]:
    made = StripeFake()
    stripe_at(made.url)
    yield made
    made.close()
