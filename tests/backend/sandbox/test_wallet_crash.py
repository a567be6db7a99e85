"""What the wallet acknowledged survives its death."""

import random
import resource
import threading
from pathlib import Path

import pytest
import requests

from tests.journeys.outside import Part, see_wallet, start_part

ROUNDS = 5
CALLERS = 4


def charge_until_it_dies(part: Part, agreement: str, name: str, acknowledged: list[str]) -> None:
    wallet = see_wallet(part)
    number = 0
    while True:
        key = f"{name}-{number}"
        try:
            answer = wallet.charge(agreement, key, 1)
        except requests.RequestException:
            break
        assert answer.json()["state"] == "succeeded"
        acknowledged.append(key)
        number += 1
    wallet.close()


def test_charges_acknowledged_before_a_kill_are_in_the_book_after_it(home: Path):
    part = start_part(home, "wallet")
    agreement = see_wallet(part).agree()
    chance = random.Random(20261121)
    acknowledged: list[str] = []
    for round_number in range(ROUNDS):
        callers = [
            threading.Thread(
                target=charge_until_it_dies,
                args=(part, agreement, f"{round_number}-{caller}", acknowledged),
            )
            for caller in range(CALLERS)
        ]
        for caller in callers:
            caller.start()
        threading.Event().wait(chance.uniform(0.05, 0.4))

        part.kill()
        for caller in callers:
            caller.join()
        part = start_part(home, "wallet")

    wallet = see_wallet(part)
    charged = [line["key"] for line in wallet.book()]
    balance = wallet.balance_minor(agreement)
    wallet.close()
    part.stop()
    print(f"{ROUNDS} kills, {len(acknowledged)} acknowledged, {len(charged)} in the book")
    assert len(acknowledged) > ROUNDS
    assert set(acknowledged) <= set(charged)
    assert len(charged) == len(set(charged)) <= len(acknowledged) + ROUNDS * CALLERS
    assert balance == 10_000_000 - len(charged)


def test_a_full_disk_charges_nobody_and_says_so(home: Path):
    part = start_part(home, "wallet")
    wallet = see_wallet(part)
    agreement = wallet.agree()
    pid = part.process.pid
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)

    resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, before[1]))
    full = wallet.charge(agreement, "k1")
    resource.prlimit(pid, resource.RLIMIT_FSIZE, before)
    meanwhile = wallet.query("k1").status_code
    again = wallet.charge(agreement, "k1").json()["state"]

    charged = wallet.charged("k1")
    wallet.close()
    part.stop()
    assert (full.status_code, full.json()["code"]) == (503, "book_not_written")
    assert (meanwhile, again, charged) == (404, "succeeded", 1)


def test_two_wallets_cannot_share_one_book(home: Path):
    part = start_part(home, "wallet")

    with pytest.raises(RuntimeError, match="did not start: exit 1"):
        start_part(home, "wallet")

    part.stop()


def test_a_restarted_wallet_keeps_its_key_its_switches_and_what_is_pending(home: Path):
    part = start_part(home, "wallet")
    wallet = see_wallet(part)
    agreement = wallet.agree()
    wallet.told("POST", "/_sandbox/switches", {"refuse_duplicates": False})
    wallet.set_fault("pending", times=1)
    wallet.charge(agreement, "k1")
    wallet.close()
    part.kill()

    again = start_part(home, "wallet")
    wallet = see_wallet(again)
    settled = wallet.settle()
    wallet.charge(agreement, "k1")
    charged = wallet.charged("k1")
    wallet.close()
    again.stop()

    assert again.addresses["wallet"]["key"] == part.addresses["wallet"]["key"]
    assert len(settled) == 1
    assert charged == 2
