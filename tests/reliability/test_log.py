"""One log in JSON, nothing personal in it: a whole main job is run, then every line read."""

import json

import pytest

from tests.journeys.outside import until
from tests.reliability.household import Household, new_key, settle_in


@pytest.fixture(scope="module")
def household(tmp_path_factory) -> Household:
    made = settle_in(tmp_path_factory.mktemp("log"))
    yield made
    made.stack.close()


def _everything_private(household: Household) -> set[str]:
    person, stack = household.person, household.stack
    texts = [m["text"] for m in stack.sandbox.mailbox.messages(to=person.phone)]
    words = {word.strip(".,") for text in texts for word in text.split()}
    long_enough = {word for word in words if len(word) > 40 or (word.isdigit() and len(word) == 6)}
    return {
        person.phone,
        person.phone.removeprefix("+86"),
        person.cookie.split("=", 1)[1],
        household.lender.key,
        "48,133",
        "48133",
        "Harbour Credit",
        "HC-1",
        *long_enough,
    }


def test_a_main_job_leaves_nothing_personal_in_the_log(household, record_property) -> None:
    stack = household.stack
    stack.sandbox.wallet.set_fault("charge_then_drop", times=1)
    household.pay(48_133, new_key())
    household.settle_everything()
    household.person.call("GET", "/debts/not-an-id")
    broken = b'{"phone": "' + household.person.phone.encode()
    household.person.call("POST", "/payments", data=broken)
    until(lambda: bool(stack.sandbox.listener.events("payment.succeeded")))

    lines = [line for line in stack.log().splitlines() if line.strip()]
    found = {
        private: [line for line in lines if private in line][:1]
        for private in _everything_private(household)
    }

    assert {private for private, where in found.items() if where} == set(), found
    record_property("counted", f"log lines of a main job read for personal data: {len(lines)}")


def test_every_line_of_ours_is_json_and_names_its_process(household) -> None:
    household.pay(100, new_key())
    lines = household.stack.log().splitlines()
    ours = [json.loads(line) for line in lines if line.startswith("{")]

    assert {line["process"] for line in ours} >= {"web", "worker"}
    assert any(line.get("endpoint") == "payments.pay" for line in ours)
    assert all({"event", "level"} <= line.keys() for line in ours)
