"""Sending invitations: a token is made, a nudge is queued, and nobody learns who is known here."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.debts.claims import VALID_FOR
from backend.debts.kinds import ClaimState, ImportState
from backend.debts.models import Claim, Debt, Import
from backend.lenders.models import Lender
from backend.nudges import service as nudges
from backend.plumbing import jobs
from backend.plumbing.sealing import token, token_hash, unseal

BATCH = 200
_PERSONS = sa.text(
    "select k.channel, k.address_hash, k.person_id from contacts k where k.ended_at is null"
    " and k.address_hash = any(:hashes)",
)


@dataclass(frozen=True, slots=True)
class _Reached:
    """How the person of one claim is reached outside the app."""

    channel: str
    address: str


def invite_some(session: Session, *, lender_id: UUID, at: datetime) -> int:
    """Invite the persons of some claims that nobody was invited to; return how many."""
    claims = list(
        session.scalars(
            sa.select(Claim)
            .where(
                Claim.lender_id == lender_id,
                Claim.state == ClaimState.OPEN,
                Claim.invited_at.is_(None),
            )
            .order_by(Claim.id)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        )
    )
    owed = _still_owed(session, claims)
    persons = _persons(session, claims)
    lender = session.get_one(Lender, lender_id) if claims else None
    for claim in claims:
        claim.invited_at, claim.expires_at = at, at + VALID_FOR
        if lender is not None and claim.debt_id in owed:
            person_id = persons.get(claim.phone_hash or b"") or persons.get(claim.email_hash or b"")
            _nudge(session, claim, person_id, lender.name)
    return len(claims)


def wake_forgotten(session: Session) -> None:
    """Wake the invitations of lenders and the imports that no job works on any more."""
    lenders = sa.select(Claim.lender_id).where(
        Claim.state == ClaimState.OPEN, Claim.invited_at.is_(None)
    )
    for lender_id in session.scalars(lenders.distinct().limit(BATCH)):
        jobs.wake(session, "debts.invite", lender_id=lender_id)
    running = sa.select(Import.lender_id, Import.id).where(Import.state == ImportState.RUNNING)
    for lender_id, import_id in session.execute(running.limit(BATCH)):
        jobs.wake(session, "debts.import", lender_id=lender_id, import_id=import_id)


def expire_some(session: Session, *, at: datetime) -> int:
    """Close invitations whose time is over; return how many."""
    over = sa.select(Claim.id).where(Claim.state == ClaimState.OPEN, Claim.expires_at <= at)
    done = session.scalars(
        sa.update(Claim)
        .where(Claim.id.in_(over.limit(BATCH).with_for_update(skip_locked=True)))
        .values(state=ClaimState.EXPIRED, decided_at=at)
        .returning(Claim.id)
    )
    return len(done.all())


def _still_owed(session: Session, claims: list[Claim]) -> set[UUID]:
    ids = [claim.debt_id for claim in claims]
    return set(
        session.scalars(sa.select(Debt.id).where(Debt.id.in_(ids), Debt.outstanding_minor > 0))
    )


def _persons(session: Session, claims: list[Claim]) -> dict[bytes, UUID]:
    hashes = [h for claim in claims for h in (claim.phone_hash, claim.email_hash) if h]
    return {
        row.address_hash: row.person_id for row in session.execute(_PERSONS, {"hashes": hashes})
    }


def _nudge(session: Session, claim: Claim, person_id: UUID | None, lender_name: str) -> None:
    if person_id is not None:
        nudges.queue(
            session, kind="bill_arrived", person_id=person_id, link=f"/claims/{claim.id}",
            subject_id=claim.id, facts={"lender_name": lender_name},
        )  # fmt: skip
        return
    key = token()
    claim.token_hash = token_hash(key)
    reached = _reached(claim)
    nudges.queue(
        session, kind="claim_invite",
        contact=nudges.Contact(reached.channel, reached.address, _locale(reached)),
        link=f"/claim#{key}", subject_id=claim.id,
    )  # fmt: skip


def _reached(claim: Claim) -> _Reached:
    told = json.loads(unseal(claim.contact_sealed))
    return _Reached("sms", told["phone"]) if told["phone"] else _Reached("email", told["email"])


def _locale(reached: _Reached) -> str:
    """Return the language of a first message: a number tells its country, an address nothing."""
    return "zh-Hans" if reached.address.startswith("+86") else "en"
