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
DEATH = "exited with code 137"
SERVER_AWAY = 500


@pytest.fixture(scope="module")
def household(tmp_path_factory) -> Household:
    made = settle_in(tmp_path_factory.mktemp("points"))
    made.stack.tell_wallet_webhook(None)
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
    person, sound = household.person, household.stack.api
    for passed in PASSES:
        person.api = household.stack.start_second_web(
            FAULT=f"{point}:{passed}", WEB_CONCURRENCY="1"
        )
        keys = [new_key() for _ in range(passed)]
        fell = [_falls(household, key) for key in keys]
        person.api = sound
        household.stack.kill("second web")
        assert fell == [False] * (passed - 1) + [True], point
        household.settle_everything()
        for key in keys:
            household.pay_until_answered(100, key)
        household.settle_everything()

        household.assert_clean(point, passed)
    record_property("counted", _said(household, point))


@pytest.mark.parametrize("point", WORKER_POINTS)
def test_a_worker_that_ends_there_neither_doubles_nor_loses(
    household, point, record_property
) -> None:
    stack = household.stack
    for passed in PASSES:
        stack.stop("worker")
        stack.sandbox.wallet.set_fault("charge_then_drop", times=passed)
        answers = [household.pay(100, new_key()).json()["state"] for _ in range(passed)]
        assert answers == ["checking"] * passed
        stack.live_later(stack.later + 60)
        stack.start_worker(FAULT=f"{point}:{passed}")
        stack.wake("payments.ask")
        until(lambda: stack.ended("worker"), 60)
        assert stack.children.pop("worker").returncode == ENDED
        stack.start_worker()
        household.settle_everything()

        household.assert_clean(point, passed)
    record_property("counted", _said(household, point))


@pytest.mark.parametrize("point", HOOK_POINTS)
def test_a_message_cut_off_in_the_middle_is_applied_once_when_it_comes_again(
    household, point, record_property
) -> None:
    stack = household.stack
    for passed in PASSES:
        faulty = stack.start_second_web(FAULT=f"{point}:{passed}", WEB_CONCURRENCY="1")
        stack.tell_wallet_webhook(faulty)
        stack.sandbox.wallet.set_fault("pending", times=passed, then="succeeded")
        for _ in range(passed):
            assert household.pay(100, new_key()).json()["state"] == "checking"
        deaths = stack.log().count(DEATH)
        stack.sandbox.wallet.settle()
        until(lambda before=deaths: stack.log().count(DEATH) > before, 60)
        stack.kill("second web")
        stack.tell_wallet_webhook(stack.api)
        until(lambda: not tally(household).open, 60)
        stack.tell_wallet_webhook(None)

        household.assert_clean(point, passed)
    record_property("counted", _said(household, point))


def _falls(household: Household, key: str) -> bool:
    try:
        return household.pay(100, key).status_code >= SERVER_AWAY
    except requests.RequestException:
        return True


def _said(household: Household, point: str) -> str:
    found = tally(household)
    return (
        f"R02 {point}: {len(PASSES)} deaths; of {found.payments} payments so far"
        f" {len(found.double)} double, {len(found.lost)} lost"
    )
