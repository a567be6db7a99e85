"""A lender's system hears only what is signed, and can be told to hear badly."""

from datetime import UTC, datetime, timedelta

import pytest
import requests
from standardwebhooks import Webhook

from tests.journeys.outside import Sandbox

OLD, NEW = "whsec_b2xkLXNlY3JldC1vbGQtc2VjcmV0", "whsec_bmV3LXNlY3JldC1uZXctc2VjcmV0"
BODY = '{"type":"payment.succeeded","data":{"id":"1"}}'


def tell(sandbox: Sandbox, secret: str = NEW, name: str = "msg_1", **changes) -> requests.Response:
    moment = datetime.now(UTC) - changes.get("age", timedelta(0))  # noqa: TID251 - a sender's clock
    headers = {
        "webhook-id": name,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(secret).sign(name, moment, BODY),
    } | changes.get("headers", {})
    return requests.post(
        sandbox.part.addresses["listener"]["hook"],
        data=changes.get("body", BODY),
        headers=headers,
        allow_redirects=False,
        timeout=10,
    )


@pytest.fixture
def listening(sandbox: Sandbox) -> Sandbox:
    sandbox.listener.listen_with(NEW)
    return sandbox


def test_a_signed_event_is_heard_once_however_often_it_comes(listening: Sandbox):
    statuses = [tell(listening).status_code for _ in range(3)]

    [event] = listening.listener.events()
    assert statuses == [204, 204, 204]
    assert (event["type"], event["times"], event["heard"]) == ("payment.succeeded", 3, 3)


@pytest.mark.parametrize(
    "changes",
    [
        {"secret": OLD},
        {"body": BODY.replace("1", "2")},
        {"age": timedelta(seconds=301)},
        {"age": timedelta(seconds=-310)},
        {"headers": {"webhook-signature": "v1"}},
        {"headers": {"webhook-signature": "v1,***"}},
        {"headers": {"webhook-id": ""}},
    ],
)
def test_an_unsigned_altered_or_stale_event_is_not_heard(listening: Sandbox, changes):
    answer = tell(listening, **changes)

    assert answer.status_code == 401
    assert listening.listener.events() == []
    assert [delivery["verified"] for delivery in listening.listener.deliveries()] == [False]


def test_two_secrets_are_good_while_one_replaces_the_other(listening: Sandbox):
    listening.listener.listen_with(OLD, NEW)

    assert [tell(listening, secret).status_code for secret in (OLD, NEW)] == [204, 204]


@pytest.mark.parametrize("mode", ["500", "301", "410"])
def test_it_answers_as_told_and_then_listens_again(listening: Sandbox, mode):
    listening.listener.set_mode(mode, times=1)

    assert [tell(listening).status_code for _ in range(2)] == [int(mode), 204]
    assert listening.listener.events()[0]["heard"] == 1


def test_it_hangs_up_as_told(listening: Sandbox):
    listening.listener.set_mode("down", times=1)

    with pytest.raises(requests.ConnectionError):
        tell(listening)


def test_it_is_slow_as_told(listening: Sandbox):
    listening.listener.set_mode("slow", times=1, seconds=0.3)

    assert tell(listening).elapsed >= timedelta(seconds=0.3)


def test_its_page_shows_what_it_was_told(listening: Sandbox):
    tell(listening)

    page = requests.get(listening.listener.url, timeout=10)

    assert "payment.succeeded" in page.text
    assert "<script" not in page.text
