"""Who people are: found by the address they proved, made when nobody is known by it."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.accounts import messages, queries
from backend.accounts.addresses import Address
from backend.accounts.models import CodeChallenge, Contact, MessageKind, Person
from backend.audit import service as audit
from backend.plumbing import clock
from backend.plumbing.errors import Missing


def with_proved_address(session: Session, challenge: CodeChallenge) -> UUID:
    """Return the person whose address was just proved; a new one when nobody has it.

    Needs the system's scope: the address may be anybody's.
    """
    address = Address.unsealed(challenge.channel, challenge.address_sealed)
    hold(session, address)
    known = queries.owner_of(session, address)
    if known is not None:
        return known
    person = Person(
        display_name=None,
        locale=challenge.locale,
        time_zone=address.time_zone,
        country=address.region,
        hide_amounts=False,
        created_at=clock.now(),
    )
    session.add(person)
    session.flush()
    keep_contact(session, person.id, address)
    audit.record(
        session,
        actor=audit.person(person.id),
        action="account_made",
        subject=f"person:{person.id}",
        facts={"by": address.channel.value},
    )
    return person.id


def hold(session: Session, address: Address) -> None:
    """Let nobody else decide about an address until this transaction ends."""
    session.execute(_HOLD, {"address": address.hash.hex()})


def keep_contact(session: Session, person_id: UUID, address: Address) -> Contact:
    """Write down an address as a person's."""
    contact = Contact(
        person_id=person_id,
        channel=address.channel,
        address_sealed=address.sealed(),
        address_hash=address.hash,
        verified_at=clock.now(),
    )
    session.add(contact)
    session.flush()
    return contact


def tell(session: Session, person_id: UUID, kind: MessageKind) -> None:
    """Tell a person of a change to their account, on every contact they have now."""
    locale = get(session, person_id).locale
    for contact in queries.contacts(session, person_id=person_id):
        address = Address.unsealed(contact.channel, contact.address_sealed)
        messages.queue(session, kind=kind, address=address, locale=locale, person_id=person_id)


def get(session: Session, person_id: UUID) -> Person:
    """Return a person.

    Raises: Missing.
    """
    person = session.get(Person, person_id)
    if person is None:
        raise Missing
    return person


_HOLD = sa.text("select pg_advisory_xact_lock(hashtextextended(:address, 0))")
