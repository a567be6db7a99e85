"""A lender with what its system needs, valid as it comes."""

from uuid import UUID

from sqlalchemy.orm import Session

from backend.accounts.addresses import email
from backend.accounts.models import Locale, Staff
from backend.lenders import service
from backend.lenders.models import Lender, Origin, Scope
from backend.lenders.service import NewKey, NewSecret
from backend.plumbing import clock, db
from backend.plumbing.ids import new_id


def make_lender(session: Session, **changes) -> Lender:
    return service.add_lender(
        session,
        **{
            "name": "Harbour Credit",
            "country": "GB",
            "origin": Origin.LENDER,
            "verified": True,
            **changes,
        },
    )


def lender_id(**changes) -> UUID:
    """Make a lender in a transaction of its own and return its id."""
    with db.unit_of_work(db.system()) as session:
        return make_lender(session, **changes).id


def api_key(lender: UUID, *scopes: Scope) -> NewKey:
    """Make an API key, with all scopes unless some are named."""
    with db.unit_of_work(db.lender(lender)) as session:
        return service.make_key(session, lender_id=lender, name="system", scopes=scopes or Scope)


def bearer(key: NewKey) -> dict[str, str]:
    """Return the header that carries a key."""
    return {"Authorization": f"Bearer {key.key}"}


def endpoint(lender: UUID, url: str, event_types: list[str] | None = None) -> NewSecret:
    """Let a lender be told at an address."""
    with db.unit_of_work(db.lender(lender)) as session:
        return service.add_endpoint(session, lender_id=lender, url=url, event_types=event_types)


def staff_email(lender: UUID, address: str) -> str:
    """Let somebody work for a lender and return their e-mail address."""
    reached = email(address)
    with db.unit_of_work(db.system()) as session:
        session.add(
            Staff(
                id=new_id(),
                lender_id=lender,
                name="Ada",
                email_sealed=reached.sealed(),
                email_hash=reached.hash,
                locale=Locale.ENGLISH,
                created_at=clock.now(),
            )
        )
    return reached.text
