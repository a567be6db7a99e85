"""Reads of debts: one statement each, plain columns, rows chosen by their owner's id.

Lists come as JSON made by the database, because a page of fifty debts then costs one row and one
parse. Figures stay whole numbers; rates and days travel as text.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.debts.errors import DebtMissing, ImportMissing
from backend.debts.models import ChargeLine, Claim, Debt, DebtMove, Import

_FIELDS = """
    d.id, d.lender_id, l.name as lender_name, l.verified as lender_verified, d.origin, d.title,
    d.lender_reference, d.currency, d.borrowed_minor, d.interest_minor, d.fees_minor, d.paid_minor,
    d.outstanding_minor, d.due_on, d.due_minor, d.checking_minor, d.state,
    d.annual_rate::text as annual_rate, d.late_annual_rate::text as late_annual_rate,
    d.late_fee_minor, d.grace_days, d.instalment_minor, d.as_of
"""
_TOTALS = """
    (select coalesce(json_agg(t), '[]') from (select currency,
      sum(outstanding_minor)::bigint as outstanding_minor, count(*) as count from debts
      where person_id = :person_id and outstanding_minor > 0
      group by currency order by currency) t) as totals
"""
_WAITING = """
    (select count(*) from contacts k, lateral (
        select c.expires_at from claims c
        where k.channel = 'sms' and c.phone_hash = k.address_hash and c.state = 'open'
        union all select c.expires_at from claims c
        where k.channel = 'email' and c.email_hash = k.address_hash and c.state = 'open') c
      where k.person_id = :person_id and k.ended_at is null and c.expires_at > :now
    ) as waiting_claims
"""
_PAGE = sa.text(f"""
    select p.time_zone, {_TOTALS},
    (select coalesce(json_agg(r), '[]') from (select {_FIELDS},
       (d.outstanding_minor = 0) as is_settled from debts d join lenders l on l.id = d.lender_id
       where d.person_id = :person_id
       and (cast(:settled as boolean) is null or (d.outstanding_minor = 0) = :settled)
       and (cast(:after_id as uuid) is null or ((d.outstanding_minor = 0), d.due_on, d.id)
         > (:after_settled, cast(:after_on as date), cast(:after_id as uuid)))
       order by (d.outstanding_minor = 0), d.due_on, d.id limit :limit) r) as debts
    from persons p where p.id = :person_id
""")  # noqa: S608 - put together from words of this module only
_TODAY = sa.text(f"""
    with mine as materialized (select {_FIELDS} from debts d join lenders l on l.id = d.lender_id
       where d.person_id = :person_id and d.outstanding_minor > 0)
    select p.time_zone, p.display_name, day.today, {_WAITING},
    (select coalesce(json_agg(t), '[]') from (select currency,
       sum(outstanding_minor)::bigint as outstanding_minor, count(*) as count
       from mine group by currency order by currency) t) as totals,
    (select coalesce(json_agg(r), '[]') from
       (select * from mine order by due_on, id limit 3) r) as next,
    (select count(*) from mine where due_on < day.today) as late_count,
    (select count(*) from (select due_on from mine order by due_on, id offset 3) later
       where due_on < date_trunc('month', day.today) + interval '1 month') as more_this_month
    from persons p,
    lateral (select (cast(:now as timestamptz) at time zone p.time_zone)::date as today) day
    where p.id = :person_id
""")  # noqa: S608 - put together from words of this module only
_ONE = sa.text(f"""
    select p.time_zone, {_FIELDS} from debts d join lenders l on l.id = d.lender_id
    join persons p on p.id = d.person_id
    where d.id = :debt_id and d.person_id = :person_id
""")  # noqa: S608 - as above


def page_of_person(
    session: Session,
    *,
    person_id: UUID,
    settled: bool | None,
    after: tuple[bool, str, str] | None,
    limit: int,
) -> Any:
    """Return time zone, totals and one page of a person's debts, those still owed first."""
    place = after or (None, None, None)
    values = {
        "person_id": person_id, "settled": settled, "limit": limit,
        "after_settled": place[0], "after_on": place[1], "after_id": place[2],
    }  # fmt: skip
    return session.execute(_PAGE, values).one()


def today_of_person(session: Session, *, person_id: UUID, now: datetime) -> Any:
    """Return what a person's first screen is made of."""
    return session.execute(_TODAY, {"person_id": person_id, "now": now}).one()


def of_person(session: Session, *, person_id: UUID, debt_id: UUID) -> dict[str, Any]:
    """Return one debt of a person.

    Raises:  DebtMissing, also for another person's debt.
    """
    row = session.execute(_ONE, {"person_id": person_id, "debt_id": debt_id}).mappings().first()
    if row is None:
        raise DebtMissing
    return dict(row)


def of_lender(session: Session, *, lender_id: UUID, reference: str) -> Debt:
    """Return one debt by its lender's reference.

    Raises:  DebtMissing, also for another lender's debt.
    """
    debt = session.scalar(
        sa.select(Debt).where(Debt.lender_id == lender_id, Debt.lender_reference == reference)
    )
    if debt is None:
        raise DebtMissing
    return debt


def of_lender_by_id(session: Session, *, lender_id: UUID, debt_id: UUID) -> Debt:
    """Return one debt of a lender by its id.

    Raises:  DebtMissing, also for another lender's debt.
    """
    debt = session.scalar(sa.select(Debt).where(Debt.id == debt_id, Debt.lender_id == lender_id))
    if debt is None:
        raise DebtMissing
    return debt


def page_of_lender(
    session: Session, *, lender_id: UUID, after: str | None, limit: int, begins: str = ""
) -> list[Debt]:
    """Return one page of a lender's debts in the order of their references."""
    query = sa.select(Debt).where(Debt.lender_id == lender_id)
    if after is not None:
        query = query.where(Debt.lender_reference > after)
    if begins:
        query = query.where(Debt.lender_reference.startswith(begins, autoescape=True))
    return list(session.scalars(query.order_by(Debt.lender_reference).limit(limit)))


def charges_of(session: Session, *, debt_id: UUID) -> list[ChargeLine]:
    """Return the charge lines of a debt in the lender's order."""
    return list(
        session.scalars(
            sa.select(ChargeLine).where(ChargeLine.debt_id == debt_id).order_by(ChargeLine.line)
        )
    )


def moves_of(session: Session, *, debt_id: UUID) -> list[DebtMove]:
    """Return the history of a debt's states, oldest first."""
    return list(
        session.scalars(
            sa.select(DebtMove)
            .where(DebtMove.debt_id == debt_id)
            .order_by(DebtMove.at, DebtMove.id)
        )
    )


def latest_claim_of(session: Session, *, debt_id: UUID) -> Claim | None:
    """Return the newest invitation of a debt."""
    return session.scalar(
        sa.select(Claim).where(Claim.debt_id == debt_id).order_by(Claim.id.desc()).limit(1)
    )


def import_of_lender(session: Session, *, lender_id: UUID, import_id: UUID) -> Import:
    """Return one import of a lender.

    Raises:  ImportMissing, also for another lender's import.
    """
    found = session.scalar(
        sa.select(Import).where(Import.id == import_id, Import.lender_id == lender_id)
    )
    if found is None:
        raise ImportMissing
    return found
