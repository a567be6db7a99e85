import pytest
import sqlalchemy as sa

from backend.plumbing import db, jobs


@pytest.fixture
def _named():
    jobs.JOBS.setdefault("tests.nothing", lambda **_: None)
    yield
    jobs.JOBS.pop("tests.nothing")


def _waiting(session) -> int:
    return session.execute(
        sa.text("select count(*) from procrastinate_jobs where task_name = 'tests.nothing'")
    ).scalar_one()


@pytest.mark.usefixtures("_named")
def test_waking_twice_leaves_one_waiting_job() -> None:
    with db.unit_of_work(db.system()) as session:
        jobs.wake(session, "tests.nothing", debt_id=1)
        jobs.wake(session, "tests.nothing", debt_id=1)
        jobs.wake(session, "tests.nothing", debt_id=2)

        assert _waiting(session) == 2


@pytest.mark.usefixtures("_named")
def test_a_wake_is_gone_with_the_transaction_that_asked_for_it() -> None:
    with pytest.raises(ZeroDivisionError), db.unit_of_work(db.system()) as session:
        jobs.wake(session, "tests.nothing")
        1 / 0  # noqa: B018

    with db.unit_of_work(db.system()) as session:
        assert _waiting(session) == 0


def test_a_job_that_nobody_wrote_is_refused() -> None:
    with db.unit_of_work(db.system()) as session, pytest.raises(jobs.UnknownJob):
        jobs.wake(session, "tests.unwritten")
