"""A person's reads: one statement each, answered as JSON that the database puts together.

A page of fifty debts then costs one row and one parse. Figures stay whole numbers; rates and days
travel as text.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from backend.debts.errors import DebtMissing
from backend.plumbing import db, reads

_FIELDS = """
    d.id, d.lender_id, l.name as lender_name, l.verified as lender_verified, d.origin, d.title,
    d.lender_reference, d.currency, d.borrowed_minor, d.interest_minor, d.fees_minor, d.paid_minor,
    d.outstanding_minor, d.due_on, d.due_minor, d.checking_minor, d.state,
    d.annual_rate::text as annual_rate, d.late_annual_rate::text as late_annual_rate,
    d.late_fee_minor, d.grace_days, d.instalment_minor, d.as_of
"""
_WAITING = """
    (select count(*) from contacts k, lateral (
        select c.expires_at from claims c
        where k.channel = 'sms' and c.phone_hash = k.address_hash and c.state = 'open'
        union all select c.expires_at from claims c
        where k.channel = 'email' and c.email_hash = k.address_hash and c.state = 'open') c
      where k.person_id = p.id and k.ended_at is null and c.expires_at > %(now)s)
"""
_UNREAD = """
    (select count(*) from nudges n
      where n.person_id = p.id and n.read_at is null and n.due_at <= %(now)s)
"""
# Put together from the words above only; every value travels as a parameter.
_PAGE = f"""
    select p.time_zone,
    (select coalesce(json_agg(t), '[]') from (select currency,
      sum(outstanding_minor)::bigint as outstanding_minor, count(*) as count from debts
      where person_id = p.id and outstanding_minor > 0 group by currency order by currency) t),
    (select coalesce(json_agg(r), '[]') from (select {_FIELDS},
       (d.outstanding_minor = 0) as is_settled from debts d join lenders l on l.id = d.lender_id
       where d.person_id = p.id
       and (%(settled)s::boolean is null or (d.outstanding_minor = 0) = %(settled)s::boolean)
       and (%(after_id)s::uuid is null or ((d.outstanding_minor = 0), d.due_on, d.id)
         > (%(after_settled)s::boolean, %(after_on)s::date, %(after_id)s::uuid))
       order by (d.outstanding_minor = 0), d.due_on, d.id limit %(limit)s::bigint) r)
    from persons p where p.id = %(person_id)s
"""  # noqa: S608
_TODAY = f"""
    with mine as materialized (select {_FIELDS} from debts d join lenders l on l.id = d.lender_id
       where d.person_id = %(person_id)s and d.outstanding_minor > 0)
    select json_build_object(
      'name', p.display_name, 'today', day.today,
      'next', (select coalesce(json_agg(r), '[]') from
         (select * from mine order by due_on, id limit 3) r),
      'more_this_month', (select count(*) from
         (select due_on from mine order by due_on, id offset 3) later
         where due_on < date_trunc('month', day.today) + interval '1 month'),
      'late_count', (select count(*) from mine where due_on < day.today),
      'totals', (select coalesce(json_agg(t), '[]') from (select currency,
         sum(outstanding_minor)::bigint as outstanding_minor, count(*) as count
         from mine group by currency order by currency) t),
      'waiting_claims', {_WAITING}, 'unread_nudges', {_UNREAD},
      'is_checking', exists (select 1 from mine where checking_minor > 0))
    from persons p,
    lateral (select (%(now)s::timestamptz at time zone p.time_zone)::date as today) day
    where p.id = %(person_id)s
"""  # noqa: S608
_ONE = f"""
    select p.time_zone, (select to_json(r) from (select {_FIELDS}) r)
    from debts d join lenders l on l.id = d.lender_id join persons p on p.id = d.person_id
    where d.id = %(debt_id)s and d.person_id = %(person_id)s
"""  # noqa: S608


def page(
    person_id: UUID, *, settled: bool | None, after: tuple[bool, str, str] | None, limit: int
) -> tuple[str, list[dict[str, Any]], list[dict[str, Any]]]:
    """Return time zone, totals and one page of a person's debts, those still owed first."""
    place = after or (None, None, None)
    values = {
        "person_id": person_id, "settled": settled, "limit": limit,
        "after_settled": place[0], "after_on": place[1], "after_id": place[2],
    }  # fmt: skip
    found = reads.one(db.person(person_id), _PAGE, values)
    if found is None:
        raise DebtMissing
    time_zone, totals, debts = found
    return time_zone, totals, debts


def today(person_id: UUID, now: datetime) -> dict[str, Any]:
    """Return what a person's first screen is made of."""
    found = reads.one(db.person(person_id), _TODAY, {"person_id": person_id, "now": now})
    if found is None:
        raise DebtMissing
    return dict(found[0])


def one(person_id: UUID, debt_id: UUID) -> tuple[str, dict[str, Any]]:
    """Return time zone and one debt of a person.

    Raises:  DebtMissing, also for another person's debt.
    """
    values = {"person_id": person_id, "debt_id": debt_id}
    found = reads.one(db.person(person_id), _ONE, values)
    if found is None:
        raise DebtMissing
    return found[0], found[1]
