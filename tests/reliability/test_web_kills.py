"""R03 and R21: the web process is killed while people pay; the same tap comes fifty times."""

import os
import random
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
import requests

from tests.reliability.household import Household, new_key, settle_in, tally

KILLS = int(os.environ.get("TIDEOVER_KILLS", "100"))
PAYERS = 4
TWINS = 50
CREATED = 201


@pytest.fixture(scope="module")
def household(tmp_path_factory) -> Household:
    made = settle_in(tmp_path_factory.mktemp("kills"))
    yield made
    made.stack.close()


def _web_workers(household: Household) -> list[int]:
    parent = household.stack.children["web"].pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(pid) for pid in children.split()]


def _kill_until(household: Household, enough: threading.Event, killed: list[int]) -> None:
    chance = random.Random(3)
    while len(killed) < KILLS:
        enough.wait(chance.uniform(0.05, 0.5))
        workers = _web_workers(household)
        if workers:
            victim = chance.choice(workers)
            os.kill(victim, signal.SIGKILL)
            killed.append(victim)


def test_killing_the_web_process_while_people_pay_neither_doubles_nor_loses(
    household, record_property
) -> None:
    killed: list[int] = []
    killer = threading.Thread(target=_kill_until, args=(household, threading.Event(), killed))
    keys: list[str] = []
    answered: list[str] = []
    before = tally(household).payments

    def pay_on() -> None:
        while killer.is_alive():
            keys.append(key := new_key())
            with suppress(requests.RequestException):
                if household.pay(100, key).status_code == CREATED:
                    answered.append(key)

    killer.start()
    with ThreadPoolExecutor(PAYERS) as payers:
        for done in [payers.submit(pay_on) for _ in range(PAYERS)]:
            done.result()
    killer.join()
    household.settle_everything()
    for key in set(keys) - set(answered):
        assert household.pay_until_answered(100, key).status_code == CREATED
    household.settle_everything()

    household.assert_clean()
    found = tally(household)
    assert found.payments - before == len(keys), "every intent has its one payment"
    record_property(
        "counted",
        f"R03: {len(killed)} kills of web processes under {found.payments} payments"
        f" ({len(keys) - len(answered)} cut off and asked again):"
        f" {len(found.double)} double, {len(found.lost)} lost",
    )


def test_the_same_tap_fifty_times_at_once_pays_once(household, record_property) -> None:
    key = new_key()
    before = tally(household).payments

    with ThreadPoolExecutor(TWINS) as taps:
        answers = list(taps.map(lambda _: household.pay(700, key), range(TWINS)))

    statuses = [answer.status_code for answer in answers]
    paid = {answer.json()["id"] for answer in answers if answer.status_code == 201}
    assert tally(household).payments == before + 1
    assert set(statuses) <= {201, 409} and len(paid) == 1
    record_property(
        "counted",
        f"R21: {TWINS} taps of one intent: 1 payment, {statuses.count(201) - 1} replays,"
        f" {statuses.count(409)} still running",
    )
