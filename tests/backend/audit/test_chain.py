"""The record of decisions: whoever alters it afterwards is found out."""

import threading
from uuid import UUID

import psycopg
import pytest

from backend.audit import service as audit
from backend.audit.errors import ChainBroken
from backend.plumbing.db import lender, person, system, unit_of_work
from backend.plumbing.ids import new_id


@pytest.fixture
def mei(database) -> UUID:
    """A person with five decisions on record."""
    person_id = new_id()
    for number in range(1, 6):
        write(person_id, number)
    return person_id


def write(person_id: UUID, number: int) -> None:
    with unit_of_work(person(person_id)) as session:
        audit.record(
            session,
            actor=audit.person(person_id),
            action="paid",
            subject=f"payment:{number}",
            facts={"amount_minor": number * 100, "currency": "CNY", "by": "钱包"},
        )


def verify(chain_id: UUID) -> int:
    with unit_of_work(system()) as session:
        return audit.verify_chain(session, chain_id)


def as_owner(database: str, *statements: str) -> None:
    """Do what somebody with the owner's rights can do, the append-only trigger switched off."""
    with psycopg.connect(database) as owner:
        owner.execute("set session_replication_role = replica")
        for statement in statements:
            owner.execute(statement)


def test_a_record_as_written_holds(mei):
    assert verify(mei) == 5
    assert verify(new_id()) == 0


@pytest.mark.parametrize(
    ("tampering", "seq"),
    [
        ("update audit_entries set facts = facts || '{\"amount_minor\": 1}' where seq = 3", 3),
        ("update audit_entries set actor = 'system' where seq = 3", 3),
        ("update audit_entries set action = 'refused' where seq = 1", 1),
        ("update audit_entries set subject = 'payment:9' where seq = 5", 5),
        ("update audit_entries set at = at + interval '1 second' where seq = 2", 2),
        ("update audit_entries set seal = hash where seq = 2", 2),
        ("update audit_entries set hash = seal where seq = 2", 2),
        ("delete from audit_entries where seq = 1", 1),
        ("delete from audit_entries where seq = 3", 3),
        ("delete from audit_entries where seq = 5", 4),
        ("delete from audit_entries", 0),
        ("delete from audit_chains", 5),
        ("update audit_chains set seq = 4", 5),
    ],
)
def test_a_change_or_a_removal_is_found(mei, database, tampering, seq):
    as_owner(database, tampering)
    with pytest.raises(ChainBroken) as broken:
        verify(mei)
    assert broken.value.seq == seq


def test_a_removal_closed_up_behind_is_found(mei, database):
    as_owner(
        database,
        "delete from audit_entries where seq = 3",
        "update audit_entries set seq = seq - 1 where seq > 3",
        "update audit_chains set seq = 4",
    )
    with pytest.raises(ChainBroken) as broken:
        verify(mei)
    assert broken.value.seq == 3


def test_two_entries_in_each_others_place_are_found(mei, database):
    as_owner(
        database,
        "update audit_entries set seq = 99 where seq = 2",
        "update audit_entries set seq = 2 where seq = 4",
        "update audit_entries set seq = 4 where seq = 99",
    )
    with pytest.raises(ChainBroken) as broken:
        verify(mei)
    assert broken.value.seq == 2


def test_an_entry_made_up_and_chained_well_is_found_by_its_seal(mei, database):
    """Even through the proper function: without the application's key there is no seal."""
    with psycopg.connect(database) as owner:
        owner.execute(
            "select audit_record(%s, now(), 'person:x', 'paid', 'payment:6', '{}', sha256('x'))",
            [mei],
        )
    with pytest.raises(ChainBroken) as broken:
        verify(mei)
    assert (broken.value.seq, broken.value.why) == (6, "not what was decided")


def test_an_entry_of_another_chain_is_found(mei, database):
    other = new_id()
    write(other, 1)
    with psycopg.connect(database) as owner:
        owner.execute("set session_replication_role = replica")
        owner.execute("delete from audit_entries where chain_id = %s and seq = 1", [mei])
        owner.execute("update audit_entries set chain_id = %s where chain_id = %s", [mei, other])
    with pytest.raises(ChainBroken):
        verify(mei)


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_entries set actor = 'x'",
        "delete from audit_entries",
        "insert into audit_entries select * from audit_entries",
        "update audit_chains set seq = 0",
        "delete from audit_chains",
        "truncate audit_entries",
    ],
)
def test_the_applications_role_may_only_add_through_the_function(mei, database, statement):
    with psycopg.connect(database) as connection:
        connection.execute("set role tideover_app")
        connection.execute("select set_config('tideover.scope', 'system', true)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


def test_even_the_owner_meets_the_trigger(mei, database):
    with psycopg.connect(database) as owner, pytest.raises(psycopg.errors.RestrictViolation):
        owner.execute("update audit_entries set actor = 'x'")


def test_a_decision_undone_leaves_no_entry(mei):
    class Undone(Exception):
        pass

    with pytest.raises(Undone), unit_of_work(person(mei)) as session:
        audit.record(session, actor=audit.person(mei), action="paid", subject="payment:6")
        raise Undone
    assert verify(mei) == 5


def test_a_hundred_entries_from_five_threads_make_one_whole_chain(mei):
    threads = [
        threading.Thread(target=lambda: [write(mei, number) for number in range(20)])
        for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert verify(mei) == 105


def test_two_chains_do_not_wait_for_each_other(mei):
    other = new_id()
    done = threading.Event()

    def meanwhile() -> None:
        write(other, 1)
        done.set()

    with unit_of_work(person(mei)) as session:
        audit.record(session, actor=audit.person(mei), action="paid", subject="payment:6")
        thread = threading.Thread(target=meanwhile)
        thread.start()
        assert done.wait(4)
    thread.join()
    assert (verify(mei), verify(other)) == (6, 1)


def test_each_sees_only_their_own_chain(mei):
    harbour = new_id()
    with unit_of_work(lender(harbour)) as session:
        audit.record(session, actor=audit.lender(harbour), action="pushed", subject="debt:1")
        assert audit.verify_chain(session, harbour) == 1
        assert audit.verify_chain(session, mei) == 0
