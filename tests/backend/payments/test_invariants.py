"""The checker notices: one row put wrong by hand, past every wall, for each kind of break."""

import psycopg
import pytest

from backend.audit import service as audit
from backend.payments import invariants
from backend.plumbing.db import system, unit_of_work
from tests.backend.payments.test_paying import Mei, mei  # noqa: F401 - a fixture

BREAKS = {
    "I1": "update postings set amount_minor = amount_minor + 1 where account = 'rail'",
    "I2": "update debt_payments set amount_minor = amount_minor + 1",
    "I3": "update payments set state = 'refused'",
    "I4": "update allocations set amount_minor = amount_minor + 1",
    "I6": "update debts set checking_minor = 5",
    "I7": "update payment_moves set to_state = 'returned' where to_state = 'succeeded'",
    "I8": "update payments set ask_at = now()",
    "I11": "update allocations set person_id = gen_random_uuid()",
    "I14": "update audit_entries set action = 'something else'",
    "I15": "update mandates set state = 'ended', decided_at = now() - interval '1 day'",
}


@pytest.fixture(autouse=True)
def _the_books_balance():
    """Stand in for the check of the same name: here they are meant not to."""


@pytest.mark.parametrize("name", BREAKS)
def test_a_row_put_wrong_by_hand_is_noticed(mei, rail, database, name) -> None:  # noqa: F811
    with unit_of_work(system()) as session:
        audit.record(session, actor=audit.person(mei.id), action="mandate_begun", subject="m")
    assert mei.pay({mei.debt(): 60_000}).json["state"] == "succeeded"
    assert invariants.broken() == []

    with psycopg.connect(database) as connection:
        connection.execute("set session_replication_role = replica")  # past the triggers
        connection.execute(BREAKS[name])

    assert name in [check.name for check in invariants.broken()]
