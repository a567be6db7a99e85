"""Was it charged? A payment whose outcome is not known is asked about, never sent again."""

from datetime import timedelta

import pytest

from backend.payments import jobs as payment_jobs
from backend.payments import service
from backend.payments.errors import MoveNotAllowed
from backend.payments.rails import Known, Outcome
from backend.plumbing import clock
from backend.plumbing.db import system, unit_of_work
from tests.backend.payments.test_paying import Mei, mei  # noqa: F401 - a fixture

LOST = (Outcome(Known.UNKNOWN), False)
CHARGED_BUT_SILENT = (Outcome(Known.UNKNOWN), True)


def _ask_after(**later) -> None:
    with clock.moved_to(clock.now() + timedelta(**later)):
        payment_jobs.ask_about_open_payments()


def _charges(rail) -> list[str]:
    return [call for call in rail.calls if call.startswith("charge")]


def test_a_silent_charge_shows_as_checking_and_then_as_paid(mei, rail) -> None:  # noqa: F811
    debt = mei.debt()
    rail.moods = [CHARGED_BUT_SILENT]

    asked = mei.pay({debt: 60_000}).json
    assert (asked["state"], mei.owes(debt)) == ("checking", 248_000)
    _ask_after(seconds=31)

    assert mei.browser.get(f"/payments/{asked['id']}").json["state"] == "succeeded"
    assert mei.owes(debt) == 188_000
    assert len(_charges(rail)) == 1


def test_today_shows_what_is_being_checked(mei, rail) -> None:  # noqa: F811
    rail.moods = [CHARGED_BUT_SILENT]
    paid = mei.pay({mei.debt(): 60_000}).json["id"]

    checking = mei.browser.get("/today").json["checking"]

    assert [(one["id"], one["state"], one["amount_minor"]) for one in checking] == [
        (paid, "checking", 60_000)
    ]


def test_while_checking_the_same_money_cannot_be_paid_again(mei, rail) -> None:  # noqa: F811
    debt = mei.debt()
    rail.moods = [CHARGED_BUT_SILENT]
    mei.pay({debt: 200_000})

    answer = mei.pay({debt: 48_001})

    assert (answer.status_code, answer.json["code"]) == (409, "payment_on_its_way")
    assert mei.pay({debt: 48_000}).json["state"] == "succeeded"


def test_money_the_rail_never_saw_is_let_go_only_after_the_rails_own_limit(mei, rail) -> None:  # noqa: F811
    debt = mei.debt()
    rail.moods = [LOST]
    paid = mei.pay({debt: 60_000}).json["id"]

    for minutes in (1, 5, 20, 59):
        _ask_after(minutes=minutes)
        assert mei.browser.get(f"/payments/{paid}").json["state"] == "checking"
    _ask_after(hours=2)

    told = mei.browser.get(f"/payments/{paid}").json
    assert (told["state"], told["reason"]) == ("refused", "technical")
    assert mei.owes(debt) == 248_000
    assert len(_charges(rail)) == 1


def test_a_charge_that_shows_up_ten_minutes_late_is_found(mei, rail) -> None:  # noqa: F811
    debt = mei.debt()
    rail.moods = [CHARGED_BUT_SILENT]
    paid = mei.pay({debt: 60_000}).json["id"]
    late = rail.answers.popitem()
    _ask_after(seconds=31)
    assert mei.browser.get(f"/payments/{paid}").json["state"] == "checking"

    rail.answers[late[0]] = late[1]
    _ask_after(minutes=11)

    assert mei.browser.get(f"/payments/{paid}").json["state"] == "succeeded"


def test_a_return_weeks_later_makes_the_debt_owed_again_without_a_fee(mei, rail) -> None:  # noqa: F811
    debt = mei.debt()
    paid = mei.pay({debt: 248_000}).json["id"]

    with unit_of_work(system()) as session:
        service.settle(session, paid, Outcome(Known.RETURNED), cause="late return", caps=rail.caps)

    shown = mei.browser.get(f"/debts/{debt}").json
    assert (shown["outstanding_minor"], shown["fees_minor"]) == (248_000, 4_000)
    assert mei.browser.get(f"/payments/{paid}").json["state"] == "returned"


def test_a_rail_that_contradicts_a_refusal_is_not_believed_in_silence(mei, rail) -> None:  # noqa: F811
    rail.moods = [(Outcome(Known.REFUSED, reason="limit"), False)]
    paid = mei.pay({mei.debt(): 100}).json["id"]

    with pytest.raises(MoveNotAllowed), unit_of_work(system()) as session:
        service.settle(session, paid, Outcome(Known.SUCCEEDED), cause="late word", caps=rail.caps)


def test_a_worker_that_was_away_past_its_lease_changes_nothing(mei, rail) -> None:  # noqa: F811
    rail.moods = [LOST]
    paid = mei.pay({mei.debt(): 100}).json["id"]
    with clock.moved_to(clock.now() + timedelta(seconds=31)):
        (stale,) = payment_jobs.claim()
    with clock.moved_to(clock.now() + timedelta(seconds=120)):
        (holder,) = payment_jobs.claim()
        payment_jobs.ask(stale)
        after_stale = _asked(paid)
        payment_jobs.ask(holder)

    assert (after_stale, _asked(paid)) == (0, 1)


def _asked(payment_id) -> int:
    import sqlalchemy as sa

    with unit_of_work(system()) as session:
        return session.execute(
            sa.text("select asked from payments where id = :id"), {"id": payment_id}
        ).scalar_one()
