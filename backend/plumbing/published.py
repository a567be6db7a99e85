"""What the published document says of each operation besides its shapes: who may, what is refused.

Both follow from the door that the operation stands behind, so nobody writes them down twice.
"""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

from apispec import BasePlugin

IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "description": "Made new for each intent; the same again is answered the same again.",
    "schema": {"type": "string", "pattern": "^[!-~]{8,200}$"},
}
_OWN_PAGES = {
    "in": "header",
    "name": "X-Requested-With",
    "required": True,
    "description": "Shows that our own pages ask, since a cookie travels by itself.",
    "schema": {"type": "string", "enum": ["tideover"]},
}
_SAFE = frozenset({"get", "head"})


class Door(NamedTuple):
    """One kind of door: by what one is known there, and whether only our own pages may knock."""

    name: str
    scheme: dict[str, str] | None = None
    own_pages: bool = False


class Doors(BasePlugin):
    """Writes into each operation what its door asks for and may refuse."""

    def __init__(self, doors: Mapping[str, Door]) -> None:
        """Take the door of each room by the room's name."""
        self.doors = doors

    def init_spec(self, spec: Any) -> None:
        """Name the ways to be known."""
        for door in dict.fromkeys(door.name for door in self.doors.values() if door.scheme):
            scheme = next(d.scheme for d in self.doors.values() if d.name == door)
            spec.components.security_scheme(door, scheme)

    def operation_helper(
        self, path: str | None = None, operations: Any = None, **_kwargs: Any
    ) -> None:
        """Complete the operations of one path."""
        for method, operation in (operations or {}).items():
            door = self.doors[operation["tags"][0]]
            operation["security"] = [{door.name: []}] if door.scheme else []
            if door.own_pages and method not in _SAFE:
                operation["parameters"] = [*operation.get("parameters", []), _OWN_PAGES]
            for status in _refusals(path or "", operation, door):
                operation["responses"].setdefault(int(status), status.name)


def _refusals(path: str, operation: Any, door: Door) -> Iterator[HTTPStatus]:
    """Yield what may be refused before the route itself decides anything."""
    named = {one.get("name") for one in operation.get("parameters", [])}
    if door.scheme:
        yield HTTPStatus.UNAUTHORIZED
    if _OWN_PAGES["name"] in named or (door.scheme and not door.own_pages):
        yield HTTPStatus.FORBIDDEN
    if "{" in path:
        yield HTTPStatus.NOT_FOUND
    asked = any(one.get("in") == "query" for one in operation.get("parameters", []))
    if asked or IDEMPOTENCY_KEY["name"] in named:
        yield HTTPStatus.BAD_REQUEST
    if "requestBody" in operation:
        yield HTTPStatus.BAD_REQUEST
        yield HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        yield HTTPStatus.UNSUPPORTED_MEDIA_TYPE
