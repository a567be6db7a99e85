"""Doors for lenders' systems, who come with a key, and for staff, who come signed in."""

from typing import Any
from uuid import UUID

from backend.lenders import queries, service
from backend.lenders.access import asker, needs
from backend.lenders.models import Scope, WebhookMessage
from backend.lenders.schemas import (
    ApiKeyIn,
    ApiKeysOut,
    EndpointIn,
    EndpointOut,
    EndpointPatch,
    EndpointsOut,
    LenderOut,
    MessagePage,
    MessageQuery,
    NewApiKeyOut,
    NewEndpointOut,
    ReplayOut,
)
from backend.plumbing import db, outside
from backend.plumbing.http import blueprint
from backend.plumbing.pages import decode_cursor, encode_cursor

Said = dict[str, Any]

for_systems = blueprint("lender", "Lenders' systems: who they are and how they are told.")
for_staff = blueprint("lender-staff", "Lenders' staff: API keys, and how their systems are told.")


@for_systems.get("/lender")
@for_systems.response(200, LenderOut)
@needs()
def get_lender() -> Any:
    """Say whose key this is."""
    lender_id, _ = asker()
    with db.unit_of_work(db.lender(lender_id)) as session:
        return queries.lender(session, lender_id)


@for_staff.get("/staff/webhook-endpoints")
@for_systems.get("/lender/webhook-endpoints")
@for_systems.response(200, EndpointsOut)
@needs(Scope.WEBHOOKS_WRITE)
def list_endpoints() -> Said:
    """List webhook endpoints."""
    lender_id, _ = asker()
    with db.unit_of_work(db.lender(lender_id)) as session:
        return {"items": queries.endpoints(session, lender_id=lender_id)}


@for_staff.post("/staff/webhook-endpoints")
@for_systems.post("/lender/webhook-endpoints")
@for_systems.arguments(EndpointIn)
@for_systems.response(201, NewEndpointOut)
@for_systems.alt_response(409, response="CONFLICT")
@needs(Scope.WEBHOOKS_WRITE)
def add_endpoint(given: Said) -> Said:
    """Add a webhook endpoint; its secret is shown this once."""
    lender_id, doer = asker()
    outside.public_target(given["url"])
    with db.unit_of_work(db.lender(lender_id)) as session:
        made = service.add_endpoint(session, lender_id=lender_id, by=doer, **given)
        return {**_columns(made.row), "secret": made.secret}


@for_staff.patch("/staff/webhook-endpoints/<uuid:endpoint_id>")
@for_systems.patch("/lender/webhook-endpoints/<uuid:endpoint_id>")
@for_systems.arguments(EndpointPatch)
@for_systems.response(200, EndpointOut)
@needs(Scope.WEBHOOKS_WRITE)
def change_endpoint(given: Said, endpoint_id: UUID) -> Any:
    """Change a webhook endpoint's address, event types or state."""
    lender_id, doer = asker()
    if "url" in given:
        outside.public_target(given["url"])
    with db.unit_of_work(db.lender(lender_id)) as session:
        return service.change_endpoint(
            session, lender_id=lender_id, endpoint_id=endpoint_id, changes=given, by=doer
        )


@for_staff.delete("/staff/webhook-endpoints/<uuid:endpoint_id>")
@for_systems.delete("/lender/webhook-endpoints/<uuid:endpoint_id>")
@for_systems.response(204)
@needs(Scope.WEBHOOKS_WRITE)
def end_endpoint(endpoint_id: UUID) -> None:
    """Remove a webhook endpoint."""
    lender_id, doer = asker()
    with db.unit_of_work(db.lender(lender_id)) as session:
        service.end_endpoint(session, lender_id=lender_id, endpoint_id=endpoint_id, by=doer)


@for_staff.post("/staff/webhook-endpoints/<uuid:endpoint_id>/secret")
@for_systems.post("/lender/webhook-endpoints/<uuid:endpoint_id>/secret")
@for_systems.response(201, NewEndpointOut)
@needs(Scope.WEBHOOKS_WRITE)
def rotate_secret(endpoint_id: UUID) -> Said:
    """Make a new webhook secret; the old one signs too for 24 hours."""
    lender_id, doer = asker()
    with db.unit_of_work(db.lender(lender_id)) as session:
        made = service.rotate_secret(session, lender_id=lender_id, endpoint_id=endpoint_id, by=doer)
        return {**_columns(made.row), "secret": made.secret}


@for_staff.get("/staff/webhook-messages")
@for_systems.get("/lender/webhook-messages")
@for_systems.arguments(MessageQuery, location="query")
@for_systems.response(200, MessagePage)
@needs(Scope.WEBHOOKS_WRITE)
def list_messages(asked: Said) -> Said:
    """List webhook messages with their attempts, newest first."""
    (lender_id, _), limit = asker(), asked.pop("limit")
    cursor = asked.pop("cursor")
    before = decode_cursor(cursor, UUID, UUID) if cursor is not None else None
    with db.unit_of_work(db.lender(lender_id)) as session:
        rows = queries.message_page(
            session, lender_id=lender_id, limit=limit + 1, before=before, **asked
        )
        shown = rows[:limit]
        attempts = queries.attempts_of(session, shown)
    last = shown[-1] if len(rows) > limit else None
    return {
        "items": [_message(row, attempts) for row in shown],
        "next_cursor": encode_cursor(last.event_id, last.endpoint_id) if last else None,
    }


@for_staff.post("/staff/webhook-messages/<uuid:event_id>/replay")
@for_systems.post("/lender/webhook-messages/<uuid:event_id>/replay")
@for_systems.response(202, ReplayOut)
@needs(Scope.WEBHOOKS_WRITE)
def replay(event_id: UUID) -> Said:
    """Send an event once more, under the same id."""
    lender_id, _ = asker()
    with db.unit_of_work(db.lender(lender_id)) as session:
        return {"messages": len(service.replay(session, lender_id=lender_id, event_id=event_id))}


@for_staff.get("/staff/api-keys")
@for_staff.response(200, ApiKeysOut)
def list_keys() -> Said:
    """List API keys, newest first."""
    lender_id, _ = asker()
    with db.unit_of_work(db.lender(lender_id)) as session:
        return {"items": queries.keys(session, lender_id=lender_id)}


@for_staff.post("/staff/api-keys")
@for_staff.arguments(ApiKeyIn)
@for_staff.response(201, NewApiKeyOut)
@for_staff.alt_response(409, response="CONFLICT")
def make_key(given: Said) -> Said:
    """Make an API key; it is shown this once."""
    lender_id, doer = asker()
    with db.unit_of_work(db.lender(lender_id)) as session:
        made = service.make_key(session, lender_id=lender_id, by=doer, **given)
        return {**_columns(made.row), "key": made.key}


@for_staff.delete("/staff/api-keys/<uuid:key_id>")
@for_staff.response(204)
def revoke_key(key_id: UUID) -> None:
    """Revoke an API key; its next request is refused."""
    lender_id, doer = asker()
    with db.unit_of_work(db.lender(lender_id)) as session:
        service.revoke_key(session, lender_id=lender_id, key_id=key_id, by=doer)


def _message(row: WebhookMessage, attempts: dict[tuple[UUID, UUID], list[Any]]) -> Said:
    return {**_columns(row), "attempts": attempts.get((row.event_id, row.endpoint_id), [])}


def _columns(row: Any) -> Said:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}
