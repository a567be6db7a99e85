"""One-time codes: six digits, ten minutes, five tries, one use, one question."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.accounts import messages
from backend.accounts.addresses import Address
from backend.accounts.models import CodeChallenge, CodePurpose, MessageKind
from backend.plumbing import clock, sealing
from backend.plumbing.ids import new_id

LIFETIME = timedelta(minutes=10)
TRIES = 5
DIGITS = 6


@dataclass(frozen=True, slots=True)
class Asker:
    """The signed-in session that asks for a code; its answer opens nothing elsewhere."""

    person_id: UUID
    session_id: UUID


def ask(
    session: Session,
    *,
    purpose: CodePurpose,
    address: Address,
    locale: str,
    asker: Asker | None = None,
) -> CodeChallenge:
    """Ask an address for a code; a job sends it after the commit.

    What is done here does not depend on whether anybody is known by the address.
    """
    now = clock.now()
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    challenge_id = new_id()
    challenge = CodeChallenge(
        id=challenge_id,
        purpose=purpose,
        channel=address.channel,
        address_sealed=address.sealed(),
        address_hash=address.hash,
        locale=locale,
        person_id=asker.person_id if asker else None,
        session_id=asker.session_id if asker else None,
        code_hash=_hash(challenge_id, code),
        tries_left=TRIES,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    session.add(challenge)
    staff = purpose is CodePurpose.STAFF_SIGN_IN
    messages.queue(
        session,
        kind=MessageKind.STAFF_CODE if staff else MessageKind.CODE,
        address=address,
        locale=locale,
        person_id=asker.person_id if asker else None,
        code=code,
        expires_at=challenge.expires_at,
    )
    return challenge


def answer(
    session: Session,
    *,
    challenge_id: UUID,
    code: str,
    purpose: CodePurpose,
    session_id: UUID | None = None,
) -> CodeChallenge | None:
    """Return the challenge that a code answers, now used; or None, with one try spent.

    The caller commits either way and refuses after the commit, so that a wrong try counts.
    """
    challenge = session.scalar(
        sa.select(CodeChallenge).where(CodeChallenge.id == challenge_id).with_for_update()
    )
    if challenge is None or not _open(challenge, purpose, session_id):
        return None
    challenge.tries_left -= 1
    if not hmac.compare_digest(challenge.code_hash, _hash(challenge.id, code)):
        return None
    challenge.used_at = clock.now()
    return challenge


def _open(challenge: CodeChallenge, purpose: CodePurpose, session_id: UUID | None) -> bool:
    return (
        challenge.purpose == purpose
        and challenge.session_id == session_id
        and challenge.used_at is None
        and challenge.tries_left > 0
        and clock.now() < challenge.expires_at
    )


def _hash(challenge_id: UUID, code: str) -> bytes:
    return sealing.keyed_hash("one-time code", f"{challenge_id}:{code}")
