"""Debts on their way to a person: pushed, invited, claimed."""

from uuid import UUID

import sqlalchemy as sa

from backend.debts import claims, intake, jobs, queries
from backend.debts.claims import Which
from backend.debts.models import Claim
from backend.debts.rows import checked
from backend.plumbing import clock, db
from backend.plumbing.sealing import token, token_hash
from tests.factories.debts import debt_row


def push(lender_id: UUID, reference: str = "HC-004821", **changes) -> UUID:
    """Push one debt as a lender's system would; return its id."""
    row = checked(debt_row(reference, **changes))
    with db.unit_of_work(db.lender(lender_id)) as session:
        tally = intake.Tally()
        batch = [intake.taken_of(row)]
        intake.write(session, lender_id=lender_id, batch=batch, at=clock.now(), tally=tally)
        return queries.of_lender(session, lender_id=lender_id, reference=reference).id


def invite(lender_id: UUID) -> None:
    """Let the job invite whoever waits."""
    jobs.invite(str(lender_id))


def link_of(debt_id: UUID) -> str:
    """Return the token of a debt's open invitation: made anew, because only its hash is kept."""
    made = token()
    with db.unit_of_work(db.system()) as session:
        claim = session.scalars(
            sa.select(Claim).where(Claim.debt_id == debt_id, Claim.state == "open")
        ).one()
        claim.token_hash = token_hash(made)
        claim.invited_at = claim.invited_at or clock.now()
        claim.expires_at = claim.expires_at or clock.now() + claims.VALID_FOR
    return made


def claimed(lender_id: UUID, person_id: UUID, reference: str = "HC-004821", **changes) -> UUID:
    """Push a debt and let a person claim it; return its id."""
    debt_id = push(lender_id, reference, **changes)
    which = Which(token=link_of(debt_id))
    with db.unit_of_work(db.system()) as session:
        done = claims.answer(session, which=which, person_id=person_id, said="1994", at=clock.now())
    assert done.debt_id == debt_id
    return debt_id
