"""The wallet tells the collector what happened, signed, until it is heard."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from tests.journeys.outside import ListenerSeen, Sandbox, see_wallet, start_part, until

SECRET = "whsec_" + "c2VjcmV0LW9mLXRoZS13YWxsZXQtMTIz"


@pytest.fixture
def told(sandbox: Sandbox) -> Iterator[Sandbox]:
    sandbox.listener.listen_with(SECRET)
    hook = sandbox.part.addresses["listener"]["hook"]
    sandbox.wallet.told("POST", "/_sandbox/webhook", {"url": hook, "secret": SECRET})
    return sandbox


def types(listener: ListenerSeen) -> list[str]:
    return [event["type"] for event in listener.events()]


def test_every_outcome_is_told_with_a_signature_that_verifies(told: Sandbox):
    agreement = told.wallet.agree()
    charge = told.wallet.charge(agreement, "k1").json()["charge_id"]
    told.wallet.set_fault("refuse", times=1)
    told.wallet.charge(agreement, "k2")
    told.wallet.told("POST", "/_sandbox/returns", {"charge_id": charge})

    until(lambda: len(told.listener.events()) == 4)

    assert sorted(types(told.listener)) == [
        "agreement.approved",
        "charge.refused",
        "charge.returned",
        "charge.succeeded",
    ]
    assert all(delivery["verified"] for delivery in told.listener.deliveries())
    [succeeded] = told.listener.events("charge.succeeded")
    assert succeeded["body"]["data"]["key"] == "k1"
    assert succeeded["body"]["data"]["amount_minor"] == 2500


def test_a_pending_charge_is_told_of_only_when_it_is_settled(told: Sandbox):
    agreement = told.wallet.agree()
    told.wallet.set_fault("pending", times=1)
    told.wallet.charge(agreement, "k1")
    told.wallet.charge(agreement, "k2")
    until(lambda: "charge.succeeded" in types(told.listener))
    keys = [event["body"]["data"]["key"] for event in told.listener.events("charge.succeeded")]

    told.wallet.settle()
    until(lambda: len(told.listener.events("charge.succeeded")) == 2)

    assert keys == ["k2"]


def test_charges_already_answered_need_not_be_told(told: Sandbox):
    hook = told.part.addresses["listener"]["hook"]
    quiet = {"url": hook, "secret": SECRET, "also_answered": False}
    told.wallet.told("POST", "/_sandbox/webhook", quiet)
    agreement = told.wallet.agree()
    told.wallet.charge(agreement, "k1")
    told.wallet.set_fault("pending", times=1)
    told.wallet.charge(agreement, "k2")
    told.wallet.settle()

    until(lambda: "charge.succeeded" in types(told.listener))

    [succeeded] = told.listener.events("charge.succeeded")
    assert succeeded["body"]["data"]["key"] == "k2"


def test_an_event_not_heard_is_told_again_under_the_same_id(told: Sandbox):
    told.listener.set_mode("500", times=1)
    told.wallet.agree()

    until(lambda: any(event["heard"] for event in told.listener.events()))

    [event] = told.listener.events()
    assert (event["times"], event["heard"], event["bodies"]) == (2, 1, 1)


def test_events_can_be_replayed(told: Sandbox):
    told.wallet.agree()
    until(lambda: len(told.listener.events()) == 1)

    told.wallet.told("POST", "/_sandbox/replay", {"event_id": told.listener.events()[0]["id"]})

    until(lambda: told.listener.events()[0]["times"] == 2)


def test_a_replay_asked_for_while_the_answer_is_on_its_way_is_not_lost(told: Sandbox):
    told.listener.set_mode("slow", seconds=0.5, times=1)
    told.wallet.agree()
    until(lambda: len(told.listener.events()) == 1)

    told.wallet.told("POST", "/_sandbox/replay", {"event_id": told.listener.events()[0]["id"]})

    until(lambda: told.listener.events()[0]["times"] == 2)


def test_an_event_written_before_a_kill_is_told_after_it(home: Path):
    ears = start_part(home, "listener")
    listener = ListenerSeen(ears.addresses["listener"]["url"])
    listener.listen_with(SECRET)
    listener.set_mode("down")
    part = start_part(home, "wallet")
    wallet = _wallet_telling(part, ears.addresses["listener"]["hook"])
    wallet.charge(wallet.agree(), "k1")
    until(lambda: len(listener.deliveries()) > 1)
    part.kill()
    listener.set_mode("ok")

    again = start_part(home, "wallet")
    until(lambda: sum(event["heard"] for event in listener.events()) == 2)

    assert sorted(types(listener)) == ["agreement.approved", "charge.succeeded"]
    for seen in (wallet, listener):
        seen.close()
    assert (again.stop(), ears.stop()) == (0, 0)


def _wallet_telling(part, hook):
    wallet = see_wallet(part)
    wallet.told("POST", "/_sandbox/webhook", {"url": hook, "secret": SECRET})
    return wallet


def test_an_altered_event_does_not_verify(told: Sandbox):
    told.wallet.agree()
    until(lambda: len(told.listener.deliveries()) == 1)
    [delivery] = told.listener.deliveries()
    altered = delivery["body"].replace("approved", "refunded")

    Webhook(SECRET).verify(delivery["body"], delivery["headers"])
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(altered, delivery["headers"])
    assert json.loads(altered) != json.loads(delivery["body"])


@pytest.mark.parametrize(
    "webhook",
    [
        {"url": "https://127.0.0.1/hooks", "secret": SECRET},
        {"url": "http://127.0.0.1:1/hooks", "secret": "whsec_"},
        {"url": "http://127.0.0.1:1/hooks"},
    ],
)
def test_a_webhook_that_cannot_work_is_refused(sandbox: Sandbox, webhook):
    assert sandbox.wallet.call("POST", "/_sandbox/webhook", webhook).status_code == 422
