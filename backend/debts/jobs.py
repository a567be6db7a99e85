"""What is done after the commit of a push, and by the clock."""

from uuid import UUID

from backend.debts import imports, invites
from backend.plumbing import clock, db, jobs


@jobs.job("debts.invite")
def invite(lender_id: str) -> None:
    """Invite everybody whom a lender's new debts wait for, a batch a transaction."""
    while True:
        with db.unit_of_work(db.system()) as session:
            if not invites.invite_some(session, lender_id=UUID(lender_id), at=clock.now()):
                return


@jobs.job("debts.import")
def take_in(lender_id: str, import_id: str) -> None:
    """Take in what a lender's staff handed in."""
    imports.take_in(lender_id=UUID(lender_id), import_id=UUID(import_id))


@jobs.job("debts.sweep")
def sweep() -> None:
    """Close invitations whose time is over, and wake what a stopped process left lying."""
    with db.unit_of_work(db.system()) as session:
        invites.wake_forgotten(session)
    while True:
        with db.unit_of_work(db.system()) as session:
            if not invites.expire_some(session, at=clock.now()):
                return


jobs.every("debts.sweep", seconds=300)
