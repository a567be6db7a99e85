"""Messages of a rail in every order, again and again, come to one state."""

from itertools import permutations

import pytest
import sqlalchemy as sa

from backend.payments import incoming
from backend.payments.rails import Known, Outcome, RailMessage
from backend.plumbing.db import system, unit_of_work
from tests.backend.payments.test_paying import Mei, mei  # noqa: F401 - a fixture

UNKNOWN = (Outcome(Known.UNKNOWN), True)
SIX = (
    ("e1", Known.PENDING), ("e2", Known.SUCCEEDED), ("e2", Known.SUCCEEDED),
    ("e3", Known.SUCCEEDED), ("e4", Known.RETURNED), ("e4", Known.RETURNED),
)  # fmt: skip


def _state(session, payment_id) -> tuple:
    paid = session.execute(
        sa.text(
            "select p.state, d.outstanding_minor, d.paid_minor, d.checking_minor, d.state,"
            " (select count(*) from postings where payment_id = p.id),"
            " (select count(*) from debt_payments where payment_id = p.id)"
            " from payments p join allocations a on a.payment_id = p.id"
            " join debts d on d.id = a.debt_id where p.id = :id"
        ),
        {"id": payment_id},
    ).one()
    return tuple(paid)


class _TakeBack(Exception):
    pass


def test_all_720_orders_of_six_messages_end_in_one_state(mei, rail, counted) -> None:  # noqa: F811
    rail.moods = [UNKNOWN]
    paid = mei.pay({mei.debt(): 60_000}).json["id"]
    key = rail.lines[0].rail_key
    ends = set()
    orders = list(permutations(SIX))

    for order in orders:
        with pytest.raises(_TakeBack), unit_of_work(system()) as session:
            for event, known in order:
                incoming.apply(
                    session, "memory", RailMessage(event, key, Outcome(known)), rail.caps
                )
            ends.add(_state(session, paid))
            raise _TakeBack

    assert ends == {("returned", 248_000, 0, 0, "open", 4, 2)}
    counted(f"R05 orders of {len(SIX)} messages, {len(ends)} end", len(orders))


def test_a_message_about_a_charge_that_is_not_ours_is_kept_and_changes_nothing(rail) -> None:
    message = RailMessage("e9", "pay_stranger", Outcome(Known.SUCCEEDED))

    with unit_of_work(system()) as session:
        incoming.apply(session, "memory", message, rail.caps)

    with unit_of_work(system()) as session:
        assert session.execute(sa.text("select event_reference from rail_events")).all() == [
            ("e9",)
        ]
