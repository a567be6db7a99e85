"""What the tests of walls share: the application in this process and everybody who knocks."""

from dataclasses import dataclass

import pytest

from backend.lenders.models import Scope
from backend.payments.rails import registry
from backend.payments.rails.in_memory import RailInMemory
from backend.plumbing import clock
from tests.reliability import tenants
from tests.reliability.tenants import NOON, Tenant


@dataclass(frozen=True, slots=True)
class Everybody:
    """Both households, both lenders with staff and systems, a bare key, and a stranger."""

    nobody: Tenant
    anna: Tenant
    bo: Tenant
    harbour: Tenant
    hill: Tenant
    harbour_system: Tenant
    hill_system: Tenant
    bare_key: Tenant

    def all(self) -> list[Tenant]:
        return [getattr(self, name) for name in self.__slots__]


@pytest.fixture
def at_noon():
    with clock.moved_to(NOON):
        yield


@pytest.fixture
def rail(monkeypatch) -> RailInMemory:
    made = RailInMemory(name="sandbox")
    monkeypatch.setitem(registry.RAILS, "sandbox", made)
    return made


@pytest.fixture
def everybody(database, app, rail, at_noon) -> Everybody:
    harbour, hill = (tenants.office(app, name) for name in ("Harbour", "Hillstore"))
    anna = tenants.household(app, "anna", harbour, phone="+447700900201")
    bo = tenants.household(app, "bo", hill, phone="+447700900202")
    for desk, person in ((harbour, anna), (hill, bo)):
        tenants.opened(desk, person.ids["debt_id"], f"{person.name[7:]}-owed")
    return Everybody(
        tenants.nobody(app), anna, bo, harbour, hill,
        tenants.system_of(app, harbour, *Scope), tenants.system_of(app, hill, *Scope),
        tenants.system_of(app, harbour),
    )  # fmt: skip
