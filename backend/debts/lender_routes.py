"""Debts as a lender's system pushes and reads them."""

import json
from contextlib import closing
from typing import Any

from flask import Response, request

from backend.debts import queries, reading, service, shown
from backend.debts.errors import DebtMissing, DebtNotValid, PushTooLarge
from backend.debts.schemas import (
    REFERENCE,
    REFERENCE_SHAPE,
    BatchOut,
    DebtIn,
    LenderDebtOut,
    LenderDebtPage,
)
from backend.lenders.access import current_lender_id, needs
from backend.lenders.models import Scope
from backend.plumbing import clock, db, idempotency
from backend.plumbing.http import again, blueprint, header_key, json_text
from backend.plumbing.pages import PageQuery, decode_cursor, encode_cursor
from backend.plumbing.published import IDEMPOTENCY_KEY

for_systems = blueprint("lender-debts", "Debts pushed and read by a lender's system.")
_ROUTE = "debts.push_many"


@for_systems.put("/lender/debts/<path:reference>")
@for_systems.arguments(DebtIn)
@for_systems.response(200, LenderDebtOut)
@for_systems.alt_response(201, schema=LenderDebtOut)
@for_systems.alt_response(409, response="CONFLICT")
@needs(Scope.DEBTS_WRITE)
def push_debt(body: dict[str, Any], reference: str) -> tuple[dict[str, Any], int]:
    """Push one debt under the lender's own reference; the same again changes nothing."""
    lender_id = current_lender_id()
    if not REFERENCE.fullmatch(reference):
        raise DebtNotValid(fields={"reference": [REFERENCE_SHAPE]})
    with db.unit_of_work(db.lender(lender_id)) as session:
        debt, tally = service.push_one(
            session, lender_id=lender_id, reference=reference, loaded=body, at=clock.now()
        )
        kept = shown.lender_debt(debt)
        if service.is_stale(debt, body):
            kept["stale"] = True
        return kept, 201 if tally.created else 200


@for_systems.post("/lender/debts/batch")
@for_systems.response(200, BatchOut)
@for_systems.alt_response(409, response="CONFLICT")
@for_systems.alt_response(422, response="UNPROCESSABLE_ENTITY")
@for_systems.doc(
    requestBody={
        "required": True,
        "content": {
            "application/x-ndjson": {"schema": {"type": "string"}},
            "text/csv": {"schema": {"type": "string"}},
        },
    },
    parameters=[IDEMPOTENCY_KEY],
)
@needs(Scope.DEBTS_WRITE)
def push_debts() -> Response:
    """Push many debts: one JSON object a line, or a table with a header."""
    lender_id, key = current_lender_id(), header_key()
    with closing(arrived()) as pushed:
        push = service.open_push(pushed, at=clock.now())
        with db.unit_of_work(db.lender(lender_id)) as session:
            kept = idempotency.enter(
                session, owner=lender_id, route=_ROUTE, key=key, body=pushed.sha256
            )
        # A key without an answer is that of a push that stopped halfway: it is taken in again,
        # and what had been taken in already counts as unchanged.
        if kept and kept.status:
            return again(kept)
        for batch in push.batches:
            with db.unit_of_work(db.lender(lender_id)) as session:
                service.take_batch(session, lender_id=lender_id, push=push, batch=batch)
        text = json.dumps(push.tally.as_dict(), ensure_ascii=False)
        with db.unit_of_work(db.lender(lender_id)) as session:
            idempotency.keep(session, owner=lender_id, route=_ROUTE, key=key, status=200, body=text)
    return json_text(text)


@for_systems.get("/lender/debts")
@for_systems.arguments(PageQuery, location="query")
@for_systems.response(200, LenderDebtPage)
@needs(Scope.DEBTS_READ)
def list_pushed(query: dict[str, Any]) -> dict[str, Any]:
    """List the lender's debts in the order of their references."""
    lender_id = current_lender_id()
    after = decode_cursor(query["cursor"], str)[0] if query["cursor"] is not None else None
    with db.unit_of_work(db.lender(lender_id)) as session:
        debts = queries.page_of_lender(
            session, lender_id=lender_id, after=after, limit=query["limit"] + 1
        )
    page = debts[: query["limit"]]
    more = len(debts) > len(page)
    return {
        "items": [shown.lender_debt(debt) for debt in page],
        "next_cursor": encode_cursor(page[-1].lender_reference) if more else None,
    }


@for_systems.get("/lender/debts/<path:reference>")
@for_systems.response(200, LenderDebtOut)
@needs(Scope.DEBTS_READ)
def show_pushed(reference: str) -> dict[str, Any]:
    """Show one debt by the lender's own reference."""
    lender_id = current_lender_id()
    if not REFERENCE.fullmatch(reference):
        raise DebtMissing
    with db.unit_of_work(db.lender(lender_id)) as session:
        return shown.lender_debt(
            queries.of_lender(session, lender_id=lender_id, reference=reference)
        )


def arrived() -> reading.Pushed:
    """Return the body of this request once all of it is here.

    Raises:  PushTooLarge; PushTypeUnknown.
    """
    if (request.content_length or 0) > reading.MOST_BYTES:
        raise PushTooLarge
    request.max_content_length = reading.MOST_BYTES + 1
    charset = request.mimetype_params.get("charset")
    return reading.arrive(request.stream, request.mimetype, charset)
