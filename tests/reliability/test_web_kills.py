"""R03 and R21: the web process is killed while people pay; the same tap comes fifty times."""

import os
import random
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.reliability.household import Household, new_key, settle_in, tally
from tests.reliability.test_named_points import _settle_everything

KILLS = int(os.environ.get("TIDEOVER_KILLS", "100"))
PAYERS = 4
TWINS = 50


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
        enough.wait(chance.uniform(0.02, 0.25))
        workers = _web_workers(household)
        if workers:
            victim = chance.choice(workers)
            os.kill(victim, signal.SIGKILL)
            killed.append(victim)


def test_killing_the_web_process_while_people_pay_neither_doubles_nor_loses(
    household, record_property
) -> None:
    killed: list[int] = []
    enough = threading.Event()
    killer = threading.Thread(target=_kill_until, args=(household, enough, killed))
    keys: list[str] = []

    def pay_on() -> None:
        while killer.is_alive():
            key = new_key()
            keys.append(key)
            household.pay_until_answered(100, key)

    killer.start()
    with ThreadPoolExecutor(PAYERS) as payers:
        for done in [payers.submit(pay_on) for _ in range(PAYERS)]:
            done.result()
    killer.join()
    _settle_everything(household)

    found = tally(household)
    assert found.clean and not found.open, found
    assert found.payments == len(keys), "every key was answered, so every key has its payment"
    household.stack.cli("invariants")
    record_property(
        "counted",
        f"R03: {len(killed)} kills of web processes under {found.payments} payments:"
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
