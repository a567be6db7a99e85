"""Row-level security stands behind every query: an actor sees its own rows and no others."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from backend.debts import claims as claim_service
from backend.debts import intake, service
from backend.debts.claims import Which
from backend.debts.errors import ClaimLinkUsed, NoSuchMove
from backend.debts.models import (
    ChargeLine,
    Claim,
    Debt,
    DebtMove,
    DebtPayment,
    Import,
    ImportPart,
)
from backend.debts.reading import Line
from backend.debts.states import MOVES, DebtState, move
from backend.plumbing import clock, db
from backend.plumbing.ids import new_id
from tests.backend.debts.moments import NOON
from tests.factories import accounts, claims, lenders
from tests.factories.debts import debt_row

TABLES = (Debt, ChargeLine, DebtPayment, DebtMove, Claim, Import, ImportPart)


@pytest.fixture(autouse=True)
def at_noon():
    with clock.moved_to(NOON):
        yield


def receive(session, lender_id, lines, tally):
    for batch in intake.batches(lines, at=NOON, tally=tally):
        intake.write(session, lender_id=lender_id, batch=batch, at=NOON, tally=tally)


def seen(actor):
    with db.unit_of_work(actor) as session:
        return [session.scalar(sa.select(sa.func.count()).select_from(table)) for table in TABLES]


def test_each_actor_sees_its_own_rows_of_every_table_and_no_others():
    mei, other = (accounts.make_person().id for _ in range(2))
    harbour, hill = lenders.lender_id(), lenders.lender_id(name="Hill Store")
    debt_id = claims.claimed(harbour, mei)
    with db.unit_of_work(db.person(mei)) as session:
        (debt,) = service.payable_debts(session, person_id=mei, ids=[debt_id])
        service.record_payment(session, debt=debt, payment_id=new_id(), amount_minor=1, at=NOON)
    with db.unit_of_work(db.lender(harbour)) as session:
        made = Import(
            id=new_id(), lender_id=harbour, staff_id=new_id(), media_type="text/csv",
            encoding="utf-8", size=1, state="running", created_at=NOON,
        )  # fmt: skip
        session.add(made)
        session.flush()
        session.add(ImportPart(import_id=made.id, part=0, lender_id=harbour, content=b"x"))

    assert seen(db.system()) == [1, 3, 1, 1, 1, 1, 1]
    assert seen(db.lender(harbour)) == [1, 3, 1, 1, 1, 1, 1]
    assert seen(db.person(mei)) == [1, 3, 1, 1, 0, 0, 0]
    assert seen(db.person(other)) == seen(db.lender(hill)) == [0] * 7


def test_a_lender_writes_no_debt_for_another():
    harbour, hill = lenders.lender_id(), lenders.lender_id(name="Hill Store")
    claims.push(harbour)
    with pytest.raises(DBAPIError), db.unit_of_work(db.lender(hill)) as session:
        tally = intake.Tally()
        receive(session, harbour, [Line(1, debt_row("A-1"))], tally)


def test_a_history_row_is_never_changed():
    claims.claimed(lenders.lender_id(), accounts.make_person().id)
    with pytest.raises(DBAPIError), db.unit_of_work(db.system()) as session:
        session.execute(sa.update(DebtMove).values(cause="other"))


@pytest.mark.parametrize(
    ("before", "after"),
    [(a, b) for a in DebtState for b in DebtState if b not in MOVES[a]],
)
def test_a_move_that_the_table_does_not_have_is_refused(before, after):
    with pytest.raises(NoSuchMove), db.unit_of_work(db.system()) as session:
        move(session, [(new_id(), before, after)], cause="test", at=NOON)


def at_once(*works):
    """Run works in threads that begin together; return what each returned or raised."""
    start = Barrier(len(works))

    def run(work):
        start.wait(timeout=10)
        try:
            return work()
        except Exception as raised:  # noqa: BLE001 - what was raised is what the test looks at
            return raised

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result(timeout=30) for future in [pool.submit(run, work) for work in works]]


def test_two_pushes_of_the_same_debts_at_once_make_each_once(tables):
    harbour = lenders.lender_id()
    rows = [Line(number, debt_row(f"A-{number:03d}")) for number in range(1, 201)]

    def push():
        tally = intake.Tally()
        with db.unit_of_work(db.lender(harbour)) as session:
            receive(session, harbour, rows, tally)
        return tally.created, tally.unchanged, tally.refused

    first, second, third = at_once(push, push, push)
    assert [sum(column) for column in zip(first, second, third, strict=True)] == [200, 400, 0]
    assert tables("select count(*), count(distinct lender_reference) from debts") == [(200, 200)]
    assert tables("select count(*) from claims") == [(200,)]
    assert tables("select count(*) from charge_lines") == [(600,)]


def test_two_right_answers_at_once_join_the_debt_once(tables):
    harbour = lenders.lender_id()
    debt_id = claims.push(harbour)
    which = Which(token=claims.link_of(debt_id))
    persons = [accounts.make_person().id for _ in range(2)]

    def claim(person_id):
        with db.unit_of_work(db.system()) as session:
            return claim_service.answer(
                session, which=which, person_id=person_id, said="1994", at=NOON
            )

    outcomes = at_once(*(lambda one=one: claim(one) for one in persons))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Answered", "ClaimLinkUsed"]
    assert any(isinstance(outcome, ClaimLinkUsed) for outcome in outcomes)
    assert tables("select count(*) from debt_moves") == [(1,)]


def test_wrong_answers_at_once_are_each_counted(tables):
    harbour = lenders.lender_id()
    which = Which(token=claims.link_of(claims.push(harbour)))
    person_id = accounts.make_person().id

    def miss():
        with db.unit_of_work(db.system()) as session:
            return claim_service.answer(
                session, which=which, person_id=person_id, said="1800", at=NOON
            )

    at_once(*[miss] * 4)
    assert tables("select tries, state from claims") == [(4, "open")]
