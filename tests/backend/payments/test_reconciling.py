"""The rail's book against ours: every seeded error is found, nothing else is."""

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import islice

import pytest
import sqlalchemy as sa

from backend.payments import reconcile
from backend.payments.rails import BookLine, Known, Outcome
from backend.plumbing import clock
from backend.plumbing.db import system, unit_of_work
from budgeting.money import Money
from tests.backend.payments.test_paying import Mei, mei  # noqa: F401 - a fixture

LINES = 10_000
EACH = 20
"""Twenty seeded errors of five kinds in 10,000 lines: one in a hundred."""


def _kinds() -> Counter:
    return reconcile.run("memory").kinds()


def test_books_that_agree_have_no_findings(mei, rail) -> None:  # noqa: F811
    mei.pay({mei.debt(): 100})

    report = reconcile.run("memory")

    assert (report.lines, report.findings, report.healed) == (1, [], 0)
    assert report.rail_totals == report.our_totals == Counter(CNY=100)


def test_an_open_payment_that_the_book_has_is_settled_by_it(mei, rail) -> None:  # noqa: F811
    debt = mei.debt()
    rail.moods = [(Outcome(Known.UNKNOWN), True)]
    mei.pay({debt: 60_000})

    report = reconcile.run("memory")

    assert (report.healed, report.findings) == (1, [])
    assert mei.owes(debt) == 188_000


def test_a_return_that_no_message_told_of_is_found_on_the_book(mei, rail) -> None:  # noqa: F811
    debt = mei.debt()
    mei.pay({debt: 60_000})
    rail.give_back(rail.lines[0].rail_key)

    report = reconcile.run("memory")

    assert (report.healed, report.findings) == (1, [])
    assert mei.owes(debt) == 248_000


def test_a_double_charge_on_the_rail_is_found(mei, rail) -> None:  # noqa: F811
    mei.pay({mei.debt(): 100})
    rail.lines.append(rail.lines[0])

    assert _kinds() == Counter(charged_twice=1)


@pytest.fixture
def many(mei, rail):  # noqa: F811
    """Ten thousand settled payments of 1.00 to 100.00, written as the service writes them."""
    debt = mei.debt(charges=[{"kind": "principal", "amount_minor": 10**9}])
    start = clock.now() - timedelta(days=30)
    chance = random.Random(24)
    amounts = [chance.randint(100, 10_000) for _ in range(LINES)]
    with unit_of_work(system()) as session:
        session.execute(
            sa.text(_MANY),
            {"amounts": amounts, "mandate": mei.mandate, "person": mei.id, "debt": debt,
             "lender": mei.lender_id, "start": start},
        )  # fmt: skip
        keys = session.execute(
            sa.text("select rail_key, amount_minor, created_at from payments order by created_at")
        ).all()
    rail.lines = [
        BookLine(key, "charge", Money(amount, "CNY"), at + timedelta(seconds=3))
        for key, amount, at in keys
    ]
    return rail


def test_of_ten_thousand_lines_with_one_in_a_hundred_wrong_all_are_found_and_no_other(
    many, counted
) -> None:
    chosen = random.Random(7).sample(range(LINES), EACH * 5)
    groups = [set(islice(chosen, at, at + EACH)) for at in range(0, EACH * 5, EACH)]
    gone, sum_off, currency_off, doubled, shifted = groups
    lines = []
    for at, line in enumerate(many.lines):
        wrong = {
            at in sum_off: {"money": Money(line.money.minor + 1, "CNY")},
            at in currency_off: {"money": Money(line.money.minor, "EUR")},
            at in shifted: {"at": line.at + timedelta(days=3)},
        }
        told = replace(line, **wrong.get(True, {}))
        lines += [told] * (0 if at in gone else 2 if at in doubled else 1)
    extra = [replace(many.lines[n], rail_key=f"stranger_{n}") for n in range(EACH)]
    many.lines = lines + extra

    report = reconcile.run("memory")

    assert report.kinds() == Counter(
        only_here=EACH, amount_differs=EACH, currency_differs=EACH,
        charged_twice=EACH, date_differs=EACH, only_on_the_rail=EACH,
    )  # fmt: skip
    assert report.rail_totals["CNY"] + report.rail_totals["EUR"] == sum(
        line.money.minor for line in many.lines
    )
    counted(f"R24 lines with {EACH * 6} seeded errors, all found, 0 false", LINES)


_MANY = """
with made as (
  insert into payments (id, person_id, mandate_id, rail, rail_key, currency, amount_minor, state,
    created_at, finished_at, asked, fence)
  select gen_random_uuid(), :person, :mandate, 'memory', 'pay_' || n, 'CNY', amount, 'succeeded',
    cast(:start as timestamptz) + n * interval '1 minute',
    cast(:start as timestamptz) + n * interval '1 minute' + interval '2 seconds', 0, 0
  from unnest(cast(:amounts as bigint[])) with ordinality as given(amount, n) returning *),
parts as (
  insert into allocations (payment_id, debt_id, person_id, lender_id, currency, amount_minor)
  select id, :debt, :person, :lender, 'CNY', amount_minor from made),
booked as (
  insert into debt_payments (id, debt_id, payment_id, lender_id, person_id, amount_minor,
    currency, at)
  select gen_random_uuid(), :debt, id, :lender, :person, amount_minor, 'CNY', finished_at
  from made),
moves as (
  insert into payment_moves (id, payment_id, person_id, from_state, to_state, cause, at)
  select m.id2, m.id, :person, m.f, m.t, 'told', m.finished_at from (
    select id, finished_at, null as f, 'submitting' as t,
      ('00000000-0000-7000-8000-' || substr(md5(id::text), 1, 12))::uuid as id2 from made
    union all
    select id, finished_at, 'submitting', 'succeeded',
      ('10000000-0000-7000-8000-' || substr(md5(id::text), 1, 12))::uuid from made) m),
sets as (select id, gen_random_uuid() as set_id, amount_minor, finished_at from made),
posted as (
  insert into postings (id, set_id, payment_id, person_id, kind, account, subject_id, currency,
    amount_minor, at)
  select gen_random_uuid(), set_id, id, :person, 'payment', a.account, a.subject, 'CNY',
    a.sign * amount_minor, finished_at from sets,
    (values ('rail', cast(:person as uuid), 1), ('debt', cast(:debt as uuid), -1))
      as a(account, subject, sign))
update debts set paid_minor = (select sum(amount_minor) from made),
  due_minor = 0,
  outstanding_minor = outstanding_minor - (select sum(amount_minor) from made) where id = :debt
"""
