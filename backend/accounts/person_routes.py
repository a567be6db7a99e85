"""What a signed-in person sees and changes of their own account."""

from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from backend.accounts import access, codes, passkeys, queries, service, sessions
from backend.accounts.addresses import Address, read
from backend.accounts.errors import CodeRefused, PasskeyRefused
from backend.accounts.models import CodeChallenge, CodePurpose, Passkey
from backend.accounts.queries import Me
from backend.accounts.schemas import (
    AddressIn,
    ChallengeOut,
    CodeIn,
    ContactOut,
    Loaded,
    MaskedChallengeOut,
    MeIn,
    MeOut,
    NewPasskeyIn,
    PasskeyOptionsOut,
    PasskeyOut,
    PasskeysOut,
    SessionsOut,
    SteppedUpOut,
    UsedPasskeyIn,
)
from backend.plumbing import clock
from backend.plumbing.db import person, system, unit_of_work
from backend.plumbing.http import blueprint
from backend.plumbing.rate_limits import limiter, spend

bp = blueprint(
    "me",
    "A person's own account.",
    (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS),
)

CODES_BY_PERSON = "10 per 15 minutes"
TRIES_BY_PERSON = "60 per 15 minutes"


def _person_key() -> str:
    return str(access.current_person_id())


_tries = limiter.limit(TRIES_BY_PERSON, key_func=_person_key)


@bp.get("/me")
@bp.response(200, MeOut)
def show_me() -> Me:
    """Show the person's own account."""
    return _me()


@bp.patch("/me")
@bp.arguments(MeIn)
@bp.response(200, MeOut)
def change_me(body: Loaded) -> Me:
    """Change name, language, time zone, country or whether amounts are hidden."""
    person_id = access.current_person_id()
    with unit_of_work(person(person_id)) as session:
        service.change_person(session, person_id=person_id, changes=body)
    return _me()


@bp.get("/me/sessions")
@bp.response(200, SessionsOut)
def list_sessions() -> dict[str, Any]:
    """List the browsers on which the person is signed in."""
    person_id = access.current_person_id()
    here = access.current_session().id
    with unit_of_work(person(person_id)) as session:
        rows = sessions.of_person(session, person_id=person_id)
    return {
        "items": [
            {
                "id": row.id,
                "device": row.device,
                "created_at": row.created_at,
                "last_seen_at": row.last_seen_at,
                "current": row.id == here,
            }
            for row in rows
        ]
    }


@bp.delete("/me/sessions/<uuid:session_id>")
@bp.response(204)
@bp.alt_response(404, response="NOT_FOUND")
def end_session(session_id: UUID) -> None:
    """Sign out on another browser."""
    person_id = access.current_person_id()
    with unit_of_work(person(person_id)) as session:
        service.end_session(session, person_id=person_id, session_id=session_id)


@bp.post("/me/step-up/codes")
@bp.response(202, MaskedChallengeOut)
@bp.alt_response(409, response="CONFLICT")
def send_step_up_code() -> dict[str, Any]:
    """Send the person a code, to prove that it's still them."""
    asker = access.asker()
    spend(CODES_BY_PERSON, scope="codes by person", key=str(asker.person_id))
    with unit_of_work(person(asker.person_id)) as session:
        challenge = service.ask_step_up_code(session, asker=asker)
    address = Address.unsealed(challenge.channel, challenge.address_sealed)
    return {
        "id": challenge.id,
        "expires_at": challenge.expires_at,
        "masked": address.masked,
    }


@bp.post("/me/step-up")
@bp.arguments(CodeIn)
@bp.response(200, SteppedUpOut)
@_tries
def step_up(body: Loaded) -> dict[str, datetime]:
    """Prove by code that it's still you, for five minutes."""
    asker = access.asker()
    with unit_of_work(person(asker.person_id)) as session:
        until = service.step_up(session, asker=asker, **body)
    if until is None:
        raise CodeRefused
    return {"stepped_up_until": until}


@bp.post("/me/step-up/passkey/options")
@bp.response(200, PasskeyOptionsOut)
@_tries
def ask_passkey() -> passkeys.Options:
    """Ask for one of the person's passkeys, held by its verified holder."""
    asker = access.asker()
    with unit_of_work(person(asker.person_id)) as session:
        return passkeys.step_up_options(session, asker=asker)


@bp.post("/me/step-up/passkey")
@bp.arguments(UsedPasskeyIn)
@bp.response(200, SteppedUpOut)
@_tries
def step_up_by_passkey(body: Loaded) -> dict[str, datetime]:
    """Prove by passkey that it's still you, for five minutes."""
    asker = access.asker()
    with unit_of_work(person(asker.person_id)) as session:
        until = service.step_up_by_passkey(session, asker=asker, **body)
    if until is None:
        raise PasskeyRefused
    return {"stepped_up_until": until}


@bp.get("/me/passkeys")
@bp.response(200, PasskeysOut)
def list_passkeys() -> dict[str, list[Passkey]]:
    """List the person's passkeys."""
    person_id = access.current_person_id()
    with unit_of_work(person(person_id)) as session:
        return {"items": passkeys.of_person(session, person_id=person_id)}


@bp.post("/me/passkeys/options")
@bp.response(200, PasskeyOptionsOut)
@_tries
def ask_new_passkey() -> passkeys.Options:
    """Ask for a new passkey."""
    access.fresh_proof_needed()
    asker = access.asker()
    with unit_of_work(person(asker.person_id)) as session:
        return service.new_passkey_options(session, asker=asker)


@bp.post("/me/passkeys")
@bp.arguments(NewPasskeyIn)
@bp.response(201, PasskeyOut)
@bp.alt_response(409, response="CONFLICT")
@_tries
def add_passkey(body: Loaded) -> Passkey:
    """Add a passkey; the person's contacts are told."""
    access.fresh_proof_needed()
    # The system's scope, because a credential may be known as somebody else's.
    with unit_of_work(system()) as session:
        passkey = service.add_passkey(session, asker=access.asker(), **body)
    if passkey is None:
        raise PasskeyRefused
    return passkey


@bp.delete("/me/passkeys/<uuid:passkey_id>")
@bp.response(204)
@bp.alt_response(404, response="NOT_FOUND")
def remove_passkey(passkey_id: UUID) -> None:
    """Remove a passkey; other browsers are signed out and the person's contacts told."""
    access.fresh_proof_needed()
    asker = access.asker()
    with unit_of_work(person(asker.person_id)) as session:
        service.remove_passkey(session, asker=asker, passkey_id=passkey_id)


@bp.post("/me/contacts/codes")
@bp.arguments(AddressIn)
@bp.response(202, ChallengeOut)
def send_contact_code(body: Loaded) -> CodeChallenge:
    """Send a code to a new phone number or e-mail address, anybody's or nobody's."""
    access.fresh_proof_needed()
    asker = access.asker()
    address = read(body["channel"], body["address"])
    spend(CODES_BY_PERSON, scope="codes by person", key=str(asker.person_id))
    with unit_of_work(person(asker.person_id)) as session:
        return codes.ask(
            session,
            purpose=CodePurpose.CONTACT,
            address=address,
            locale=body["locale"],
            asker=asker,
        )


@bp.post("/me/contacts")
@bp.arguments(CodeIn)
@bp.response(201, ContactOut)
@bp.alt_response(409, response="CONFLICT")
@_tries
def add_contact(body: Loaded) -> queries.ContactShown:
    """Add a proved address in place of the one on its channel; the old one is told."""
    access.fresh_proof_needed()
    # The system's scope, because the address may open somebody else's account.
    with unit_of_work(system()) as session:
        contact = service.add_contact(session, asker=access.asker(), **body)
    if contact is None:
        raise CodeRefused
    return queries.contact_shown(contact)


def _me() -> Me:
    live = access.current_session()
    person_id = access.current_person_id()
    with unit_of_work(person(person_id)) as session:
        me = queries.me(session, person_id=person_id)
    until = live.stepped_up_until
    return replace(me, stepped_up_until=until if until and clock.now() < until else None)
