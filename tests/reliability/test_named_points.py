"""R02: the process ends at every named point of a payment, at its first, second and third pass."""

import re
from pathlib import Path

import pytest
import requests

from tests.journeys.outside import until
from tests.reliability.household import Household, new_key, settle_in, tally

WEB_POINTS = (
    "payments.before_intent",
    "payments.before_send",
    "payments.after_send",
    "payments.before_commit",
    "payments.after_commit",
)
WORKER_POINTS = ("payments.after_claim", "payments.after_query")
HOOK_POINTS = ("payments.mid_hook",)
PASSES = (1, 2, 3)
ENDED = 137
FELL = "137"
SERVER_AWAY = 500
MINUTE, HOUR = 60, 3_600


@pytest.fixture(scope="module")
def household(tmp_path_factory) -> Household:
    made = settle_in(tmp_path_factory.mktemp("points"))
    made.stack.stop("worker")
    yield made
    made.stack.close()


def test_every_named_point_of_payments_is_tried_here() -> None:
    sources = Path("backend/payments").rglob("*.py")
    named = {
        point
        for file in sources
        for point in re.findall(r'faults\.point\("(.+?)"\)', file.read_text())
    }

    assert named == {*WEB_POINTS, *WORKER_POINTS, *HOOK_POINTS}


@pytest.mark.parametrize("point", WEB_POINTS)
def test_a_web_process_that_ends_there_neither_doubles_nor_loses(
    household, point, record_property
) -> None:
    stack = household.stack
    for passed in PASSES:
        stack.stop("web")
        stack.start_web(FAULT=f"{point}:{passed}", WEB_CONCURRENCY="1")
        keys = [new_key() for _ in range(passed)]
        fell = [_falls(household, key) for key in keys]
        assert fell == [False] * (passed - 1) + [True], point
        stack.stop("web")
        stack.start_web()
        _settle_everything(household)
        states = [household.pay_until_answered(100, key).json()["state"] for key in keys]
        _settle_everything(household)

        _assert_clean(household, point, passed, states)
    record_property("counted", _said(household, point))


@pytest.mark.parametrize("point", WORKER_POINTS)
def test_a_worker_that_ends_there_neither_doubles_nor_loses(
    household, point, record_property
) -> None:
    for passed in PASSES:
        household.stack.sandbox.wallet.set_fault("charge_then_drop", times=passed)
        answers = [household.pay(100, new_key()).json()["state"] for _ in range(passed)]
        assert answers == ["checking"] * passed
        _move_clock(household, MINUTE)
        household.stack.start_worker(FAULT=f"{point}:{passed}")
        household.stack.write(
            "insert into procrastinate_jobs (queue_name, task_name)"
            " values ('default', 'payments.ask')"
        )
        until(lambda: household.stack.ended("worker"))
        assert household.stack.children.pop("worker").returncode == ENDED
        _settle_everything(household)

        _assert_clean(household, point, passed, answers)
    record_property("counted", _said(household, point))


@pytest.mark.parametrize("point", HOOK_POINTS)
def test_a_message_cut_off_in_the_middle_is_applied_once_when_it_comes_again(
    household, point, record_property
) -> None:
    stack = household.stack
    for passed in PASSES:
        stack.stop("web")
        stack.start_web(FAULT=f"{point}:{passed}", WEB_CONCURRENCY="1")
        stack.sandbox.wallet.set_fault("pending", times=passed, then="succeeded")
        keys = [new_key() for _ in range(passed)]
        for key in keys:
            assert household.pay(100, key).json()["state"] == "checking"
        stack.sandbox.wallet.settle()
        until(lambda: stack.log().count(FELL) > household.falls)
        household.falls = stack.log().count(FELL)
        stack.stop("web")
        stack.start_web()
        until(lambda: not tally(household).open, 60)

        _assert_clean(household, point, passed, keys)
    record_property("counted", _said(household, point))


def _falls(household: Household, key: str) -> bool:
    try:
        return household.pay(100, key).status_code >= SERVER_AWAY
    except requests.RequestException:
        return True


def _move_clock(household: Household, seconds: int) -> None:
    household.stack.live_later(household.stack.later + seconds)


def _settle_everything(household: Household) -> None:
    """Ask about what is open, two hours later each time: past the wallet's own limit."""
    for _ in range(3):
        if not tally(household).open:
            return
        _move_clock(household, 2 * HOUR)
        household.ask_now()


def _assert_clean(household: Household, *about: object) -> None:
    found = tally(household)
    assert found.clean and not found.open, (*about, found)
    household.stack.cli("invariants")


def _said(household: Household, point: str) -> str:
    found = tally(household)
    return (
        f"R02 {point}: {len(PASSES)} deaths; of {found.payments} payments so far"
        f" {len(found.double)} double, {len(found.lost)} lost"
    )
