"""Signing in and out, of persons and of lenders' staff.

A refused code or passkey must leave its trace (a try spent, a challenge used), so these functions
return None for it and the route refuses after the commit.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.accounts import codes, passkeys, persons, queries, sessions
from backend.accounts.addresses import Address
from backend.accounts.models import CodePurpose
from backend.accounts.sessions import Opened
from backend.audit import service as audit


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a browser says of itself when somebody signs in on it."""

    device: str
    cookie: str | None
    """The token it already holds: that session ends, so that none can be slipped in beforehand."""


def sign_in(session: Session, *, challenge_id: UUID, code: str, arrival: Arrival) -> Opened | None:
    """Sign in by code whoever holds the address; make their account when there is none."""
    challenge = codes.answer(
        session, challenge_id=challenge_id, code=code, purpose=CodePurpose.SIGN_IN
    )
    if challenge is None:
        return None
    person_id = persons.with_proved_address(session, challenge)
    return _begin(session, person_id, arrival, by=challenge.channel)


def sign_in_by_passkey(
    session: Session, *, challenge_id: UUID, credential: dict[str, Any], arrival: Arrival
) -> Opened | None:
    """Sign in by passkey; one that verified its holder steps the session up at once."""
    used = passkeys.use(session, challenge_id=challenge_id, credential=credential)
    if used is None:
        return None
    passkeys.record_alarm(session, used)
    return _begin(
        session, used.passkey.person_id, arrival, by="passkey", stepped_up=used.user_verified
    )


def sign_in_staff(
    session: Session, *, challenge_id: UUID, code: str, arrival: Arrival
) -> Opened | None:
    """Sign in a member of a lender's staff by a code sent to their e-mail address."""
    challenge = codes.answer(
        session, challenge_id=challenge_id, code=code, purpose=CodePurpose.STAFF_SIGN_IN
    )
    if challenge is None:
        return None
    address = Address.unsealed(challenge.channel, challenge.address_sealed)
    staff = queries.staff_with(session, address)
    if staff is None:
        return None
    if arrival.cookie:
        sessions.end_by_token(session, token=arrival.cookie)
    opened = sessions.open_for_staff(session, staff=staff, device=arrival.device)
    audit.record(
        session,
        actor=audit.staff(staff.id, staff.lender_id),
        action="signed_in",
        subject=f"session:{opened.session.id}",
        facts={"by": "email"},
    )
    return opened


def sign_out(session: Session, *, token: str) -> None:
    """End the session that a cookie opens; nothing when it opens none."""
    ended = sessions.end_by_token(session, token=token)
    if ended is None:
        return
    if ended.person_id is not None:
        doer = audit.person(ended.person_id)
    else:
        doer = audit.staff(ended.staff_id or ended.id, ended.lender_id or ended.id)
    audit.record(session, actor=doer, action="signed_out", subject=f"session:{ended.id}")


def _begin(
    session: Session,
    person_id: UUID,
    arrival: Arrival,
    *,
    by: str,
    stepped_up: bool = False,
) -> Opened:
    if arrival.cookie:
        sessions.end_by_token(session, token=arrival.cookie)
    opened = sessions.open_for_person(
        session, person_id=person_id, device=arrival.device, stepped_up=stepped_up
    )
    audit.record(
        session,
        actor=audit.person(person_id),
        action="signed_in",
        subject=f"session:{opened.session.id}",
        facts={"by": by, "stepped_up": stepped_up},
    )
    return opened
