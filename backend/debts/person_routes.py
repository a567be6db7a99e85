"""Debts and claims of the person who is signed in."""

import json
from typing import Any
from uuid import UUID

from flask import Response

from backend.accounts.access import current_person_id
from backend.debts import claims, overview
from backend.debts.claims import Which
from backend.debts.errors import DebtMissing
from backend.debts.person_schemas import (
    AnswerIn,
    ChoicesOut,
    ChoicesQuery,
    ClaimIn,
    DebtOut,
    DebtsOut,
    DebtsQuery,
    QuietOut,
    TodayOut,
    WaitingListOut,
)
from backend.plumbing import clock, db
from backend.plumbing.http import blueprint, json_text
from backend.plumbing.rate_limits import spend

for_persons = blueprint("debts", "A person's debts, what happens next, and the choice card.")
# Each link has five tries; this stops one account from trying many links.
ANSWERS_BY_PERSON = "30 per hour"
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@for_persons.get("/today")
@for_persons.response(200, TodayOut)
def show_today() -> Response:
    """Show what matters today: the next debts, totals, what waits and what is being checked."""
    return _answer(overview.today(person_id=current_person_id(), now=clock.now()))


@for_persons.get("/debts")
@for_persons.arguments(DebtsQuery, location="query")
@for_persons.response(200, DebtsOut)
def list_debts(query: dict[str, Any]) -> Response:
    """List the debts over all lenders, those still owed first, by the day they are due."""
    return _answer(overview.page(person_id=current_person_id(), now=clock.now(), **query))


@for_persons.get("/debts/<uuid:debt_id>")
@for_persons.response(200, DebtOut)
def show_debt(debt_id: UUID) -> Response:
    """Show one debt: what was borrowed, what came on top, what happens next."""
    found = overview.debt(person_id=current_person_id(), debt_id=debt_id, now=clock.now())
    return _answer(found)


@for_persons.get("/debts/<uuid:debt_id>/choices")
@for_persons.arguments(ChoicesQuery, location="query")
@for_persons.response(200, ChoicesOut)
@for_persons.alt_response(409, response="CONFLICT")
def show_choices(query: dict[str, Any], debt_id: UUID) -> Response:
    """Show what paying all, a part or nothing now would cost and lead to."""
    card = overview.choice_card(
        person_id=current_person_id(), debt_id=debt_id, now=clock.now(), **query
    )
    return _answer(card)


@for_persons.get("/claims")
@for_persons.response(200, WaitingListOut)
def list_claims() -> dict[str, Any]:
    """List the invitations that wait for the person's verified contacts."""
    person_id = current_person_id()
    with db.unit_of_work(db.system()) as session:
        return {"items": claims.waiting(session, person_id=person_id, at=clock.now())}


@for_persons.post("/claims")
@for_persons.arguments(ClaimIn)
@for_persons.response(201, DebtOut)
@for_persons.alt_response(404, response="NOT_FOUND")
@for_persons.alt_response(409, response="CONFLICT")
@for_persons.alt_response(429, response="TOO_MANY_REQUESTS")
def claim_by_link(body: dict[str, str]) -> Response:
    """Claim the debt behind a link by answering its question."""
    return _claim(Which(token=body["token"]), body["answer"])


@for_persons.post("/claims/<uuid:claim_id>")
@for_persons.arguments(AnswerIn)
@for_persons.response(201, DebtOut)
@for_persons.alt_response(409, response="CONFLICT")
@for_persons.alt_response(429, response="TOO_MANY_REQUESTS")
def claim_waiting(body: dict[str, str], claim_id: UUID) -> Response:
    """Claim a waiting debt by answering its question."""
    return _claim(Which(claim_id=claim_id, person_id=current_person_id()), body["answer"])


@for_persons.post("/claims/<uuid:claim_id>/not-me")
@for_persons.response(204)
@for_persons.alt_response(409, response="CONFLICT")
def refuse_waiting(claim_id: UUID) -> None:
    """Say that a waiting debt is somebody else's."""
    which = Which(claim_id=claim_id, person_id=current_person_id())
    with db.unit_of_work(db.system()) as session:
        claims.not_mine(session, which=which, at=clock.now())


@for_persons.post("/claims/<uuid:claim_id>/need-time")
@for_persons.response(200, QuietOut)
@for_persons.alt_response(409, response="CONFLICT")
def ask_for_time_waiting(claim_id: UUID) -> dict[str, Any]:
    """Ask for fourteen quiet days before deciding about a waiting debt."""
    which = Which(claim_id=claim_id, person_id=current_person_id())
    with db.unit_of_work(db.system()) as session:
        return {"quiet_until": claims.need_time(session, which=which, at=clock.now())}


def _claim(which: Which, said: str) -> Response:
    person_id, now = current_person_id(), clock.now()
    spend(ANSWERS_BY_PERSON, scope="claim answers", key=str(person_id))
    with db.unit_of_work(db.system()) as session:
        answered = claims.answer(session, which=which, person_id=person_id, said=said, at=now)
    # The block above has kept the try; only now is it refused.
    if answered.debt_id is None:
        raise answered.refusal or DebtMissing
    found = overview.debt(person_id=person_id, debt_id=answered.debt_id, now=now)
    return _answer(found, 201)


def _answer(found: dict[str, Any], status: int = 200) -> Response:
    return json_text(_JSON.encode(found), status)
