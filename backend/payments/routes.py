"""Pay, and see what was paid."""

from typing import Any
from uuid import UUID

from flask import Response, request
from sqlalchemy.orm import Session

from backend.accounts.access import current_person_id, step_up_needed
from backend.debts import overview
from backend.payments import collect, mandates, queries, service
from backend.payments.rails.registry import rail as rail_named
from backend.payments.schemas import (
    MandateIn,
    MandateOut,
    MandatesOut,
    PaymentIn,
    PaymentOut,
    PaymentPage,
)
from backend.plumbing import faults, idempotency, ids
from backend.plumbing.db import person, unit_of_work
from backend.plumbing.http import again, blueprint, header_key, json_text
from backend.plumbing.pages import PageQuery, decode_cursor, encode_cursor
from backend.plumbing.published import IDEMPOTENCY_KEY
from backend.plumbing.settings import settings

for_persons = blueprint("payments", "Pay, and see what was paid.")

Listed = dict[str, Any]
_PAY = "payments.pay"


@overview.also_checking
def being_checked(session: Session, person_id: UUID) -> list[dict[str, Any]]:
    """Return the payments that Today shows as being checked."""
    shown: list[dict[str, Any]] = PaymentOut(many=True).dump(queries.checking(session, person_id))
    return shown


@for_persons.get("/mandates")
@for_persons.response(200, MandatesOut)
def list_mandates() -> Listed:
    """List your ways to pay."""
    person_id = current_person_id()
    with unit_of_work(person(person_id)) as session:
        return {"items": queries.mandates_of(session, person_id)}


@for_persons.post("/mandates")
@for_persons.arguments(MandateIn)
@for_persons.response(201, MandateOut)
@for_persons.alt_response(503, response="SERVICE_UNAVAILABLE")
def begin_mandate(asked: dict[str, str]) -> Any:
    """Set up a way to pay; approve it at the address that comes back."""
    step_up_needed()
    person_id = current_person_id()
    rail = rail_named(asked["rail"])
    setup = rail.begin_setup(party=str(person_id), return_url=f"{settings().origin}/pay/ready")
    with unit_of_work(person(person_id)) as session:
        return mandates.record(session, person_id=person_id, rail=rail, setup=setup)


@for_persons.get("/mandates/<uuid:mandate_id>")
@for_persons.response(200, MandateOut)
@for_persons.alt_response(503, response="SERVICE_UNAVAILABLE")
def show_mandate(mandate_id: UUID) -> Any:
    """See how a way to pay stands; while it is open we ask the rail."""
    person_id = current_person_id()
    with unit_of_work(person(person_id)) as session:
        mandate = queries.mandate_of(session, person_id, mandate_id)
    if mandate.state != "pending":
        return mandate
    active = rail_named(mandate.rail).setup_state(mandate.rail_reference)
    with unit_of_work(person(person_id)) as session:
        return mandates.learn(session, person_id=person_id, mandate_id=mandate_id, active=active)


@for_persons.delete("/mandates/<uuid:mandate_id>")
@for_persons.response(204)
@for_persons.alt_response(503, response="SERVICE_UNAVAILABLE")
def end_mandate(mandate_id: UUID) -> None:
    """End a way to pay. It works at once; the rail is told as soon as it can be reached."""
    person_id = current_person_id()
    with unit_of_work(person(person_id)) as session:
        mandates.end(session, person_id=person_id, mandate_id=mandate_id)


@for_persons.post("/payments")
@for_persons.arguments(PaymentIn)
@for_persons.response(201, PaymentOut)
@for_persons.alt_response(404, response="NOT_FOUND")
@for_persons.alt_response(409, response="CONFLICT")
@for_persons.doc(parameters=[IDEMPOTENCY_KEY])
def pay(asked: dict[str, Any]) -> Response:
    """Pay one or several debts. Send the same Idempotency-Key again when in doubt."""
    person_id, key, body = current_person_id(), header_key(), request.get_data()
    with unit_of_work(person(person_id)) as session:
        payment_id = ids.new_id()
        kept = idempotency.enter(
            session, owner=person_id, route=_PAY, key=key, body=body, subject_id=payment_id
        )
        if kept and kept.status:
            return again(kept)
        if kept and kept.subject_id:
            # The first use was cut off between its steps: tell how its payment stands now.
            found = queries.payment_of(session, person_id, kept.subject_id)
            return json_text(PaymentOut().dumps(found), 201)
        payment, mandate = service.begin(
            session,
            payment_id=payment_id,
            person_id=person_id,
            mandate_id=asked["mandate_id"],
            currency=asked["currency"],
            parts=asked["allocations"],
        )
        collect.check(payment)
        faults.point("payments.before_intent")
    outcome, caps = collect.charge(payment, mandate), collect.caps_of(payment)
    with collect.after_the_call() as session:
        settled = service.settle(
            session, payment.id, outcome, cause="answer of the rail", caps=caps
        )
        text = PaymentOut().dumps(queries.shown_now(session, settled))
        idempotency.keep(session, owner=person_id, route=_PAY, key=key, status=201, body=text)
    return json_text(text, 201)


@for_persons.get("/payments")
@for_persons.arguments(PageQuery, location="query")
@for_persons.response(200, PaymentPage)
def list_payments(page: dict[str, Any]) -> Listed:
    """List your payments, newest first."""
    person_id = current_person_id()
    cursor = page["cursor"]
    before = decode_cursor(cursor, UUID)[0] if cursor is not None else None
    with unit_of_work(person(person_id)) as session:
        found = queries.payments_of(session, person_id, limit=page["limit"] + 1, before=before)
    more = len(found) > page["limit"]
    items = found[: page["limit"]]
    return {"items": items, "next_cursor": encode_cursor(str(items[-1]["id"])) if more else None}


@for_persons.get("/payments/<uuid:payment_id>")
@for_persons.response(200, PaymentOut)
def show_payment(payment_id: UUID) -> Listed:
    """See one payment; with a receipt number it is its receipt."""
    person_id = current_person_id()
    with unit_of_work(person(person_id)) as session:
        return queries.payment_of(session, person_id, payment_id)
