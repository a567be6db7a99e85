import pytest
import sqlalchemy as sa

from backend.plumbing import db, outside
from backend.plumbing.ids import new_id


def _insert_key(session, owner):
    session.execute(
        sa.text(
            "insert into idempotency_keys (owner_id, route, key, body_hash, started_at)"
            " values (:owner, 'r', 'k', 'h', now())"
        ),
        {"owner": owner},
    )


def _count(session) -> int:
    return session.execute(sa.text("select count(*) from idempotency_keys")).scalar_one()


def test_a_block_commits_once_at_its_end() -> None:
    with db.unit_of_work(db.system()) as session:
        _insert_key(session, new_id())

    with db.unit_of_work(db.system()) as session:
        assert _count(session) == 1


def test_a_block_that_is_left_by_an_exception_leaves_nothing() -> None:
    with pytest.raises(ZeroDivisionError), db.unit_of_work(db.system()) as session:
        _insert_key(session, new_id())
        1 / 0  # noqa: B018

    with db.unit_of_work(db.system()) as session:
        assert _count(session) == 0


def test_blocks_do_not_nest() -> None:
    with db.unit_of_work(db.system()), pytest.raises(db.TransactionOpen):
        with db.unit_of_work(db.system()):
            pass


def test_the_network_is_closed_while_a_transaction_is_open() -> None:
    with db.unit_of_work(db.system()), pytest.raises(db.TransactionOpen):
        outside.http().get("http://127.0.0.1:9")


def test_a_person_sees_only_their_own_rows_even_without_a_where() -> None:
    mei, ada = new_id(), new_id()
    with db.unit_of_work(db.system()) as session:
        _insert_key(session, mei)
        _insert_key(session, ada)

    with db.unit_of_work(db.person(mei)) as session:
        assert _count(session) == 1


def test_a_person_cannot_write_a_row_of_another() -> None:
    mei, ada = new_id(), new_id()
    with pytest.raises(sa.exc.ProgrammingError, match="row-level security"):
        with db.unit_of_work(db.person(mei)) as session:
            _insert_key(session, ada)


def test_the_process_acts_as_a_role_that_owns_nothing_and_bypasses_nothing() -> None:
    with db.unit_of_work(db.system()) as session:
        role = session.execute(
            sa.text(
                "select rolsuper or rolbypassrls or rolcreatedb or rolcreaterole,"
                " (select count(*) from pg_class where relowner = r.oid)"
                " from pg_roles r where rolname = current_user"
            )
        ).one()

    assert tuple(role) == (False, 0)
