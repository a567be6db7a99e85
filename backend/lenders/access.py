"""Who may come in by an API key: one look at the database for each request, and no memory."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, TypeVar
from uuid import UUID

import sqlalchemy as sa
from flask import Response, current_app, g, request

from backend.accounts.access import current_staff
from backend.audit import service as audit
from backend.lenders.errors import KeyNotKnown, ScopeMissing
from backend.lenders.models import Scope
from backend.lenders.service import KEY_PREFIX
from backend.plumbing import db
from backend.plumbing.sealing import token_hash

_BEARER = "Bearer " + KEY_PREFIX
_LONGEST_HEADER = 200
_FIND = sa.text("select key_id, lender_id, scopes from lender_of_key(:digest)")

View = TypeVar("View", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Key:
    """The API key of a request."""

    id: UUID
    lender_id: UUID
    scopes: frozenset[str]


class Asker(NamedTuple):
    """A lender's system or a member of its staff."""

    lender_id: UUID
    doer: audit.Doer


def needs(*scopes: Scope) -> Callable[[View], View]:
    """Say which scopes a route for lenders' systems needs; with none, any key will do."""

    def mark(view: View) -> View:
        view.needed_scopes = frozenset(scopes)  # type: ignore[attr-defined]  # read by the guard
        return view

    return mark


def key_only() -> Response | None:
    """Let a request pass that carries a key in force with the scopes its route needs.

    Raises:  KeyNotKnown; ScopeMissing, also for a route that does not say what it needs.
    """
    key = _key_in_force(request.headers.get("Authorization", ""))
    view = current_app.view_functions[request.endpoint or ""]
    needed: frozenset[str] | None = getattr(view, "needed_scopes", None)
    if needed is None or not needed <= key.scopes:
        raise ScopeMissing
    g.lender_key = key
    return None


def current_lender_id() -> UUID:
    """Return the lender whose system asks.

    Raises:  KeyNotKnown outside a request that the guard let pass.
    """
    key: Key | None = g.get("lender_key")
    if key is None:
        raise KeyNotKnown
    return key.lender_id


def asker() -> Asker:
    """Return whoever asks on a route that lenders' systems and staff share."""
    key: Key | None = g.get("lender_key")
    if key is not None:
        return Asker(key.lender_id, audit.lender(key.lender_id))
    staff = current_staff()
    return Asker(staff.lender_id, audit.staff(staff.id, staff.lender_id))


def _key_in_force(header: str) -> Key:
    if not header.startswith(_BEARER) or len(header) > _LONGEST_HEADER:
        raise KeyNotKnown
    digest = token_hash(header.removeprefix("Bearer "))
    # Autocommit and a function that reads as the tables' owner: no BEGIN, no scope, no COMMIT,
    # so a request of a lender's system pays for one round trip.
    with db.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        found = connection.execute(_FIND, {"digest": digest}).one_or_none()
    if found is None:
        raise KeyNotKnown
    return Key(found.key_id, found.lender_id, frozenset(found.scopes))
