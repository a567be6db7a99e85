"""Proving it's you again, and changing how you sign in and how you are reached.

A refused code or passkey must leave its trace (a try spent, a challenge used), so these functions
return None or False for it and the route refuses after the commit.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.accounts import codes, passkeys, persons, queries, sessions
from backend.accounts.addresses import Address
from backend.accounts.codes import Asker
from backend.accounts.errors import ContactInUse, NoContact
from backend.accounts.models import (
    CodeChallenge,
    CodePurpose,
    Contact,
    MessageKind,
    Passkey,
)
from backend.audit import service as audit
from backend.plumbing import clock, jobs

_SHOW_IN_INBOX = "nudges.contact_changed"


def ask_step_up_code(session: Session, *, asker: Asker) -> CodeChallenge:
    """Send a signed-in person a code to prove it's still them: to the phone, or by e-mail.

    Raises: NoContact.
    """
    known = queries.contacts(session, person_id=asker.person_id)
    if not known:
        raise NoContact
    first = known[0]
    return codes.ask(
        session,
        purpose=CodePurpose.STEP_UP,
        address=Address.unsealed(first.channel, first.address_sealed),
        locale=persons.get(session, asker.person_id).locale,
        asker=asker,
    )


def step_up(session: Session, *, asker: Asker, challenge_id: UUID, code: str) -> datetime | None:
    """Step the session up by code; return until when, or None when the code was wrong."""
    challenge = codes.answer(
        session,
        challenge_id=challenge_id,
        code=code,
        purpose=CodePurpose.STEP_UP,
        session_id=asker.session_id,
    )
    return None if challenge is None else _stepped_up(session, asker, by=challenge.channel)


def step_up_by_passkey(
    session: Session, *, asker: Asker, challenge_id: UUID, credential: dict[str, Any]
) -> datetime | None:
    """Step the session up by a passkey that verified its holder; return until when, or None."""
    used = passkeys.use(session, challenge_id=challenge_id, credential=credential, asker=asker)
    if used is None:
        return None
    passkeys.record_alarm(session, used)
    return _stepped_up(session, asker, by="passkey")


def new_passkey_options(session: Session, *, asker: Asker) -> passkeys.Options:
    """Ask the person's browser for a new passkey, named so that its owner knows it.

    Raises: TooManyPasskeys.
    """
    me = queries.me(session, person_id=asker.person_id)
    shown_as = me.display_name or (me.contacts[0].masked if me.contacts else "Tideover")
    return passkeys.registration_options(session, asker=asker, shown_as=shown_as)


def add_passkey(
    session: Session,
    *,
    asker: Asker,
    challenge_id: UUID,
    credential: dict[str, Any],
    name: str | None,
) -> Passkey | None:
    """Keep a new passkey of a person and tell their contacts.

    Raises: PasskeyInUse.
    """
    passkey = passkeys.register(
        session,
        asker=asker,
        challenge_id=challenge_id,
        credential=credential,
        name=name or "Passkey",
    )
    if passkey is not None:
        _record(session, asker, "passkey_added", f"passkey:{passkey.id}")
        persons.tell(session, asker.person_id, MessageKind.PASSKEY_ADDED)
    return passkey


def remove_passkey(session: Session, *, asker: Asker, passkey_id: UUID) -> None:
    """Remove a passkey, end the person's other sessions and tell their contacts.

    Raises: Missing.
    """
    passkeys.remove(session, person_id=asker.person_id, passkey_id=passkey_id)
    _record(session, asker, "passkey_removed", f"passkey:{passkey_id}")
    sessions.end_others(session, person_id=asker.person_id, keep=asker.session_id)
    persons.tell(session, asker.person_id, MessageKind.PASSKEY_REMOVED)


def add_contact(session: Session, *, asker: Asker, challenge_id: UUID, code: str) -> Contact | None:
    """Make a proved address the person's, in place of the one they had on its channel.

    The old address is told, and the person's other sessions end. Needs the system's scope.

    Raises: ContactInUse.
    """
    challenge = codes.answer(
        session,
        challenge_id=challenge_id,
        code=code,
        purpose=CodePurpose.CONTACT,
        session_id=asker.session_id,
    )
    if challenge is None:
        return None
    address = Address.unsealed(challenge.channel, challenge.address_sealed)
    persons.hold(session, address)
    known = queries.contacts(session, person_id=asker.person_id)
    same = [contact for contact in known if contact.address_hash == address.hash]
    if same:
        return same[0]
    if queries.owner_of(session, address) is not None:
        raise ContactInUse
    persons.tell(session, asker.person_id, MessageKind.CONTACT_CHANGED)
    for old in known:
        if old.channel == address.channel:
            old.ended_at = clock.now()
    session.flush()
    contact = persons.keep_contact(session, asker.person_id, address)
    jobs.wake(session, _SHOW_IN_INBOX, person_id=asker.person_id, contact_id=contact.id)
    _record(session, asker, "contact_changed", f"contact:{contact.id}")
    sessions.end_others(session, person_id=asker.person_id, keep=asker.session_id)
    return contact


def change_person(session: Session, *, person_id: UUID, changes: dict[str, Any]) -> None:
    """Change what a person may change about their account without proving it's them again.

    Raises: Missing.
    """
    person = persons.get(session, person_id)
    for name, value in changes.items():
        setattr(person, name, value)
    session.flush()


def end_session(session: Session, *, person_id: UUID, session_id: UUID) -> None:
    """End one session of a person, wherever it is.

    Raises: Missing.
    """
    sessions.end_one(session, person_id=person_id, session_id=session_id)
    audit.record(
        session,
        actor=audit.person(person_id),
        action="session_ended",
        subject=f"session:{session_id}",
    )


def _stepped_up(session: Session, asker: Asker, *, by: str) -> datetime:
    _record(session, asker, "stepped_up", f"session:{asker.session_id}", by=by)
    return sessions.step_up(session, session_id=asker.session_id)


def _record(session: Session, asker: Asker, action: str, subject: str, **facts: str) -> None:
    audit.record(
        session,
        actor=audit.person(asker.person_id),
        action=action,
        subject=subject,
        facts={"session": str(asker.session_id), **facts},
    )
