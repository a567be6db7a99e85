"""Lay out lenders and a demo household through the same services that everyone uses."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.accounts import addresses, persons
from backend.accounts import staff as staff_accounts
from backend.accounts.models import Person
from backend.cli import demo_bills
from backend.debts import claims
from backend.debts import service as debts
from backend.debts.models import Claim, Debt
from backend.debts.schemas import DebtIn
from backend.lenders import service as lenders
from backend.lenders.models import Lender, Scope
from backend.plumbing import clock, jobs
from backend.plumbing.db import lender, system, unit_of_work

HARBOUR = "Harbour Credit"
ZONE = "Asia/Shanghai"
PHONE = "+8613800138000"
STAFF = "staff@harbour.example"
DEMO_WORDS = f"""\
  The demo: Mei owes three lenders. Two bills she has taken up already; the third, from
  Harbour Credit, waits for her. Open the app, sign in with {PHONE}, read the code in the
  mailbox, and take up the bill: the answer to the question is {demo_bills.ANSWER}.
  Harbour Credit's staff sign in at /lender with {STAFF}."""


@dataclass(frozen=True, slots=True)
class Added:
    """A lender that can come in at once."""

    lender_id: UUID
    api_key: str


def add_lender(name: str, *, staff_email: str, country: str, verified: bool = True) -> Added:
    """Add a lender with one member of staff and a key with every scope.

    Raises: AddressNotRead.
    """
    with unit_of_work(system()) as session:
        made = lenders.add_lender(session, name=name, country=country, verified=verified)
        staff_accounts.add_staff(
            session,
            lender_id=made.id,
            name=staff_email.split("@", maxsplit=1)[0],
            address=staff_email,
        )
        key = lenders.make_key(session, lender_id=made.id, name="first key", scopes=list(Scope))
    return Added(made.id, key.key)


def demo(hook: str) -> str | None:
    """Lay out the demo once; return the secret of its webhook endpoint when it was made now."""
    jobs.gather()  # services wake them by name
    with unit_of_work(system()) as session:
        if session.execute(sa.select(Lender.id).where(Lender.name == HARBOUR)).first():
            return None
        mei = _mei(session)
    harbour = add_lender(HARBOUR, staff_email=STAFF, country="CN")
    with unit_of_work(system()) as session:
        secret = lenders.add_endpoint(session, lender_id=harbour.lender_id, url=hook).secret
    now, today = clock.now(), clock.today(ZONE)
    _push(harbour.lender_id, "HC-2026-004821", demo_bills.harbour(PHONE, today, now))
    for name, reference, bill in demo_bills.others(PHONE, today, now):
        added = add_lender(name, staff_email=f"{reference.lower()}@staff.example", country="CN")
        _push(added.lender_id, reference, bill, taken_up_by=mei)
    return secret


def _mei(session: Session) -> UUID:
    person = Person(
        display_name="Mei",
        locale="en",
        time_zone=ZONE,
        country="CN",
        hide_amounts=False,
        created_at=clock.now(),
    )
    session.add(person)
    session.flush()
    persons.keep_contact(session, person.id, addresses.phone(PHONE))
    return person.id


def _push(
    lender_id: UUID, reference: str, bill: demo_bills.Bill, *, taken_up_by: UUID | None = None
) -> None:
    now = clock.now()
    with unit_of_work(lender(lender_id)) as session:
        debts.push_one(
            session, lender_id=lender_id, reference=reference, loaded=DebtIn().load(bill), at=now
        )
    if taken_up_by is None:
        return
    jobs.run("debts.invite", lender_id=str(lender_id))
    with unit_of_work(system()) as session:
        claim_id = session.execute(
            sa.select(Claim.id)
            .join(Debt, Debt.id == Claim.debt_id)
            .where(Debt.lender_id == lender_id, Debt.lender_reference == reference)
        ).scalar_one()
        claims.answer(
            session,
            which=claims.Which(claim_id=claim_id, person_id=taken_up_by),
            person_id=taken_up_by,
            said=demo_bills.ANSWER,
            at=now,
        )
