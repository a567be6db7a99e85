"""Who works for a lender and may sign in to its pages."""

from uuid import UUID

from sqlalchemy.orm import Session

from backend.accounts import sessions
from backend.accounts.addresses import email
from backend.accounts.models import Locale, Staff
from backend.audit import service as audit
from backend.plumbing import clock
from backend.plumbing.errors import Missing


def add_staff(
    session: Session, *, lender_id: UUID, name: str, address: str, locale: str = Locale.ENGLISH
) -> Staff:
    """Let somebody sign in to a lender's pages by a code sent to their e-mail address.

    Raises: AddressNotRead.
    """
    proved = email(address)
    staff = Staff(
        lender_id=lender_id,
        name=name,
        email_sealed=proved.sealed(),
        email_hash=proved.hash,
        locale=locale,
        created_at=clock.now(),
    )
    session.add(staff)
    session.flush()
    audit.record(
        session,
        actor=audit.system(lender_id),
        action="staff_added",
        subject=f"staff:{staff.id}",
    )
    return staff


def end_staff(session: Session, *, lender_id: UUID, staff_id: UUID) -> None:
    """End the account of a member of staff and every session of theirs, at once.

    Raises: Missing.
    """
    staff = session.get(Staff, staff_id)
    if staff is None or staff.lender_id != lender_id or staff.ended_at is not None:
        raise Missing
    staff.ended_at = clock.now()
    sessions.end_of_staff(session, staff_id=staff_id)
    audit.record(
        session,
        actor=audit.system(lender_id),
        action="staff_ended",
        subject=f"staff:{staff_id}",
    )
