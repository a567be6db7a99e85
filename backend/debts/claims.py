"""Claiming a debt: a link shows masked facts, one answer joins it, five tries close it."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.debts import states
from backend.debts.claiming import answer_hash
from backend.debts.errors import (
    AnswerDoesNotFit,
    ClaimLinkExpired,
    ClaimLinkUnknown,
    ClaimLinkUsed,
    ClaimLocked,
)
from backend.debts.kinds import ClaimState, Question
from backend.debts.models import ChargeLine, Claim, Debt
from backend.debts.shown import masked
from backend.debts.states import DebtState
from backend.lenders import service as lenders
from backend.lenders.models import Lender
from backend.plumbing.errors import Refusal
from backend.plumbing.sealing import token_hash

MOST_TRIES = 5
VALID_FOR = timedelta(hours=72)
QUIET_FOR = timedelta(days=14)

_MINE = sa.text(
    "select c.id from contacts k, lateral ("
    " select id, expires_at from claims"
    " where k.channel = 'sms' and phone_hash = k.address_hash and state = 'open'"
    " union all select id, expires_at from claims"
    " where k.channel = 'email' and email_hash = k.address_hash and state = 'open') c"
    " where k.person_id = :person_id and k.ended_at is null and c.expires_at > :now"
    " and (cast(:claim_id as uuid) is null or c.id = :claim_id) order by c.id limit 100",
)


@dataclass(frozen=True, slots=True)
class Which:
    """The invitation that is meant: by the token of its link, or by its id among one's own."""

    token: str | None = None
    claim_id: UUID | None = None
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer led to: the debt that joined, or the refusal to raise after the commit."""

    debt_id: UUID | None
    refusal: Refusal | None = None


def preview(session: Session, *, which: Which, at: datetime) -> dict[str, Any]:
    """Return the masked facts of an invitation.

    Raises:  ClaimLinkUnknown, ClaimLinkExpired, ClaimLinkUsed, ClaimLocked.
    """
    return _masked_facts(*_open(session, which, at))


def waiting(session: Session, *, person_id: UUID, at: datetime) -> list[dict[str, Any]]:
    """Return the invitations that wait for a person's own verified contacts."""
    ids = _own_ids(session, person_id, at, None)
    rows = session.execute(_FACTS.where(Claim.id.in_(ids)).order_by(Claim.id)).all()
    return [{"id": claim.id, **_masked_facts(claim, debt, lender)} for claim, debt, lender in rows]


def answer(session: Session, *, which: Which, person_id: UUID, said: str, at: datetime) -> Answered:
    """Join a debt to a person when the answer fits; count the try when it does not.

    A try that does not fit must be kept, so its refusal is returned and raised after the commit.

    Raises:  ClaimLinkUnknown, ClaimLinkExpired, ClaimLinkUsed, ClaimLocked.
    """
    claim, debt, _ = _open(session, which, at, lock=True)
    given = answer_hash(debt.id, claim.question, said)
    if not hmac.compare_digest(given, claim.answer_hash):
        return Answered(None, _missed(session, claim, debt, at))
    claim.state, claim.person_id, claim.decided_at = ClaimState.CLAIMED, person_id, at
    wanted = DebtState.OPEN if debt.outstanding_minor else DebtState.SETTLED
    states.move(
        session, [(debt.id, DebtState.UNCLAIMED, wanted)],
        cause="claim", at=at, person_id=person_id,
    )  # fmt: skip
    session.execute(
        sa.update(ChargeLine).where(ChargeLine.debt_id == debt.id).values(person_id=person_id)
    )
    _tell(session, "debt.claimed", debt, {"claimed_at": at.isoformat()})
    return Answered(debt.id)


def not_mine(session: Session, *, which: Which, at: datetime) -> None:
    """Close an invitation that reached the wrong person, and tell the lender.

    Raises:  ClaimLinkUnknown, ClaimLinkExpired, ClaimLinkUsed, ClaimLocked.
    """
    claim, debt, _ = _open(session, which, at, lock=True)
    claim.state, claim.decided_at = ClaimState.NOT_MINE, at
    _tell(session, "debt.not_mine", debt, {})


def need_time(session: Session, *, which: Which, at: datetime) -> datetime:
    """Keep quiet for fourteen days and keep the link valid beyond them; return until when.

    Raises:  ClaimLinkUnknown, ClaimLinkExpired, ClaimLinkUsed, ClaimLocked.
    """
    claim, debt, _ = _open(session, which, at, lock=True)
    if claim.quiet_until is None:
        claim.quiet_until = at + QUIET_FOR
        claim.expires_at = claim.quiet_until + VALID_FOR
        _tell(session, "debt.needs_time", debt, {"quiet_until": claim.quiet_until.isoformat()})
    return claim.quiet_until


_CLOSED: dict[str, type[Refusal]] = {
    ClaimState.CLAIMED: ClaimLinkUsed,
    ClaimState.NOT_MINE: ClaimLinkUsed,
    ClaimState.LOCKED: ClaimLocked,
    ClaimState.EXPIRED: ClaimLinkExpired,
}
_FACTS = (
    sa.select(Claim, Debt, Lender)
    .join(Debt, Debt.id == Claim.debt_id)
    .join(Lender, Lender.id == Debt.lender_id)
)


def _open(
    session: Session, which: Which, at: datetime, *, lock: bool = False
) -> tuple[Claim, Debt, Lender]:
    query = _FACTS.where(_meant(session, which, at))
    if lock:
        query = query.with_for_update(of=(Debt, Claim))
    found = session.execute(query).first()
    if found is None:
        raise ClaimLinkUnknown
    claim, debt, lender = found
    closed = _CLOSED.get(claim.state)
    if closed:
        raise closed
    if claim.expires_at is None or claim.expires_at <= at:
        raise ClaimLinkExpired
    return claim, debt, lender


def _meant(session: Session, which: Which, at: datetime) -> sa.ColumnElement[bool]:
    if which.token is not None:
        return Claim.token_hash == token_hash(which.token)
    # An invitation is one's own by a verified contact; anybody else's answers like a missing one.
    return Claim.id.in_(_own_ids(session, which.person_id, at, which.claim_id))


def _own_ids(
    session: Session, person_id: UUID | None, at: datetime, claim_id: UUID | None
) -> list[UUID]:
    values = {"person_id": person_id, "now": at, "claim_id": claim_id}
    return list(session.scalars(_MINE, values))


def _missed(session: Session, claim: Claim, debt: Debt, at: datetime) -> Refusal:
    claim.tries += 1
    left = MOST_TRIES - claim.tries
    if left > 0:
        words = (
            "That answer doesn't fit. One more try."
            if left == 1
            else (f"That answer doesn't fit. {left} more tries.")
        )
        return AnswerDoesNotFit(fields={"answer": [words]})
    claim.state, claim.decided_at = ClaimState.LOCKED, at
    _tell(session, "debt.claim_locked", debt, {"tries": MOST_TRIES})
    return ClaimLocked()


def _masked_facts(claim: Claim, debt: Debt, lender: Lender) -> dict[str, Any]:
    asks_reference = claim.question == Question.REFERENCE_LAST4
    return {
        "lender": {"name": lender.name, "verified": lender.verified},
        "masked_reference": masked(debt.lender_reference, hide_all=asks_reference),
        "masked_amount_hint": None,
        "currency": debt.currency,
        "due_on": debt.due_on,
        "question": claim.question,
        "tries_left": MOST_TRIES - claim.tries,
        "expires_at": claim.expires_at,
    }


def _tell(session: Session, kind: str, debt: Debt, facts: dict[str, Any]) -> None:
    lenders.emit(
        session,
        lender_id=debt.lender_id,
        type=kind,
        data={"debt_id": str(debt.id), "reference": debt.lender_reference, **facts},
        aggregate_id=debt.id,
    )
