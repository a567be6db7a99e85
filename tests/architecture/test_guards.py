"""No door without a guard: each blueprint is registered, each with a guard made for it."""

from flask import Blueprint

from backend.app import BLUEPRINTS
from tests.architecture.sources import modules


def test_every_blueprint_is_registered_with_a_guard(counted):
    known = {id(room): guard for room, guard in BLUEPRINTS}
    forgotten = {
        f"{module.__name__}.{name}"
        for module in modules()
        for name, found in vars(module).items()
        if isinstance(found, Blueprint) and id(found) not in known
    }
    counted("blueprints guarded", len(known))
    assert not forgotten
    assert all(callable(guard) for guard in known.values())


def test_no_blueprint_is_registered_twice():
    names = [room.name for room, _ in BLUEPRINTS]
    assert sorted(names) == sorted(set(names))
