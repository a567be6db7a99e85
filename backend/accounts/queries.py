"""Reads of accounts: who is behind a cookie, and what a person sees of themselves."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import psycopg
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.accounts.addresses import Address
from backend.accounts.models import Contact, Passkey, Person, Staff
from backend.plumbing import clock, db, sealing
from backend.plumbing.errors import Missing, NotNow


@dataclass(frozen=True, slots=True)
class LiveSession:
    """A session that opens something now: a person's or a staff member's."""

    id: UUID
    person_id: UUID | None
    staff_id: UUID | None
    lender_id: UUID | None
    created_at: datetime
    stepped_up_until: datetime | None


@dataclass(frozen=True, slots=True)
class ContactShown:
    """A contact as its owner sees it."""

    id: UUID
    channel: str
    masked: str
    verified_at: datetime


@dataclass(frozen=True, slots=True)
class Me:
    """What a person sees of their own account."""

    id: UUID
    display_name: str | None
    locale: str
    time_zone: str
    country: str | None
    hide_amounts: bool
    contacts: list[ContactShown]
    passkeys: int
    stepped_up_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class StaffShown:
    """What a member of a lender's staff sees of their own account."""

    id: UUID
    name: str
    email: str
    lender: dict[str, object]


def live_session(token: str) -> LiveSession | None:
    """Return the live session that a cookie's token opens.

    Asked on every request, hence one prepared statement on a pooled connection without a
    transaction around it.

    Raises: NotNow when the database is away.
    """
    pooled = db.engine().raw_connection()
    connection: psycopg.Connection = pooled.driver_connection  # type: ignore[assignment]
    try:
        connection.autocommit = True
        given = (sealing.token_hash(token), clock.now())
        row = connection.execute(_LIVE, given, prepare=True, binary=True).fetchone()
        connection.autocommit = False
    except psycopg.OperationalError as away:
        pooled.invalidate()
        raise NotNow(retry_after=2) from away
    finally:
        pooled.close()
    return LiveSession(*row) if row else None


def me(session: Session, *, person_id: UUID) -> Me:
    """Return what a person sees of their own account.

    Raises: Missing.
    """
    person = session.get(Person, person_id)
    if person is None:
        raise Missing
    passkeys = session.scalar(
        sa.select(sa.func.count()).select_from(Passkey).where(Passkey.person_id == person_id)
    )
    return Me(
        id=person.id,
        display_name=person.display_name,
        locale=person.locale,
        time_zone=person.time_zone,
        country=person.country,
        hide_amounts=person.hide_amounts,
        contacts=[contact_shown(contact) for contact in contacts(session, person_id=person_id)],
        passkeys=passkeys or 0,
    )


def contacts(session: Session, *, person_id: UUID) -> list[Contact]:
    """Return a person's live contacts, the phone before the e-mail address."""
    return list(
        session.scalars(
            sa.select(Contact)
            .where(Contact.person_id == person_id, Contact.ended_at.is_(None))
            .order_by(Contact.channel.desc())
        )
    )


def owner_of(session: Session, address: Address) -> UUID | None:
    """Return the person whose live contact an address is. Needs the system's scope."""
    return session.scalar(
        sa.select(Contact.person_id).where(
            Contact.channel == address.channel,
            Contact.address_hash == address.hash,
            Contact.ended_at.is_(None),
        )
    )


def staff_with(session: Session, email: Address) -> Staff | None:
    """Return the member of staff who signs in with an e-mail address. Needs the system's scope."""
    return session.scalar(
        sa.select(Staff).where(Staff.email_hash == email.hash, Staff.ended_at.is_(None))
    )


def staff_shown(session: Session, *, staff_id: UUID) -> StaffShown:
    """Return what a member of staff sees of their own account.

    Raises: Missing.
    """
    staff = session.get(Staff, staff_id)
    if staff is None or staff.ended_at is not None:
        raise Missing
    name = session.scalar(sa.select(_LENDERS.c.name).where(_LENDERS.c.id == staff.lender_id))
    return StaffShown(
        id=staff.id,
        name=staff.name,
        email=sealing.unseal(staff.email_sealed),
        lender={"id": staff.lender_id, "name": name},
    )


def contact_shown(contact: Contact) -> ContactShown:
    """Return a contact as its owner sees it."""
    address = Address.unsealed(contact.channel, contact.address_sealed)
    return ContactShown(contact.id, contact.channel, address.masked, contact.verified_at)


_LIVE = "select * from live_session(%b, %b)"
# The lender's name is asked for by table name, as the foreign key names it: the room of lenders
# stands above this one.
_LENDERS = sa.table("lenders", sa.column("id", sa.Uuid), sa.column("name", sa.Text))
