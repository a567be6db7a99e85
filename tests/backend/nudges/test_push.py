"""Web push: encrypted for one device, signed by us, neutral, and ended when the device is gone."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from backend.nudges import push, wording
from backend.nudges.errors import PushKeysWrong, PushServiceUnknown
from backend.nudges.models import PushKey, PushSubscription
from backend.plumbing import db
from backend.plumbing.settings import settings
from tests.backend.nudges.sending import (
    NIGHT,
    NOON,
    deliver,
    delivery,
    queue,
    row,
    subscribe,
    ways,
    wish,
)
from tests.backend.nudges.sink import Device, claims, push_service, sender_key
from tests.backend.nudges.test_wording import TELLING
from tests.factories.accounts import make_person


def our_key() -> str:
    with db.unit_of_work(db.system()) as session:
        return push.keys(session).public


def devices() -> int:
    with db.unit_of_work(db.system()) as session:
        return session.scalar(sa.select(sa.func.count()).select_from(PushSubscription))


def test_a_push_is_read_by_its_device_alone_and_proves_who_sent_it():
    mei = make_person()
    with push_service() as (listening, device):
        subscribe(mei, device)
        nudge = queue(mei, facts={"lender_name": "Harbour", "amount_minor": 5, "currency": "GBP"})
        deliver()
    (heard,) = listening.heard
    assert device.read(heard) == {
        "id": str(nudge),
        "title": "Tideover",
        "body": "There is something new for you. Have a look when it suits you.",
        "path": "/inbox",
    }
    said = claims(heard)
    assert said["aud"] == listening.url.removesuffix("/hook")
    assert said["exp"] == int((NOON + timedelta(hours=12)).timestamp())
    assert said["sub"] == settings().push_contact
    assert sender_key(heard) == our_key()
    assert heard.headers["content-encoding"] == "aes128gcm"
    assert heard.headers["urgency"] == "normal"
    assert heard.headers["topic"] == row(nudge).id.hex
    assert ways(nudge)["push"] == ("sent", "handed_over")


def test_a_push_is_not_kept_by_its_service_into_the_quiet_hours():
    mei = make_person()
    with push_service() as (listening, device):
        subscribe(mei, device)
        queue(mei)
        deliver(NOON)
    assert listening.heard[0].headers["ttl"] == str(8 * 3600)  # from 12:00 to 20:00


@pytest.mark.parametrize("kind", wording.kinds())
@pytest.mark.parametrize("locale", wording.languages())
def test_no_push_of_any_kind_in_any_language_tells_of_a_debt(kind, locale):
    mei = make_person(locale=locale)
    facts = {"lender_name": "Harbour", "amount_minor": 123_456, "currency": "CNY"}
    with push_service() as (listening, device):
        subscribe(mei, device)
        queue(mei, kind=kind, facts=facts)
        deliver()
    said = device.read(listening.heard[0])
    assert set(said) == {"id", "title", "body", "path"}
    for text in (said["title"], said["body"], said["path"]):
        assert not TELLING.findall(text)
        assert not any(character.isdigit() for character in text)
        assert "Harbour" not in text


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_forgotten(status):
    mei = make_person()
    with push_service(status) as (_, device):
        subscribe(mei, device)
        nudge = queue(mei)
        deliver()
    assert devices() == 0
    assert ways(nudge)["push"] == ("dead", "no_address")


@pytest.mark.parametrize("status", [429, 500, 503, 401])
def test_a_service_that_is_busy_is_asked_again_and_the_same_topic_replaces_the_first(status):
    mei = make_person()
    with push_service(status) as (listening, device):
        listening.headers["Retry-After"] = "90"
        subscribe(mei, device)
        nudge = queue(mei)
        deliver()
        assert ways(nudge)["push"] == ("waiting", "try_again")
        assert delivery(nudge, "push").due_at == NOON + timedelta(seconds=90)
        listening.answer = 201
        deliver(NOON + timedelta(seconds=90))
    assert ways(nudge)["push"] == ("sent", "handed_over")
    first, second = listening.heard
    assert first.headers["topic"] == second.headers["topic"]
    assert devices() == 1


def test_a_push_that_is_too_large_is_not_tried_again():
    mei = make_person()
    with push_service(413) as (_, device):
        subscribe(mei, device)
        nudge = queue(mei)
        deliver()
    assert ways(nudge)["push"] == ("dead", "not_taken")


def test_of_two_devices_one_gone_and_one_there_the_second_shows_the_nudge():
    mei = make_person()
    with push_service(410) as (_, old), push_service() as (listening, new):
        subscribe(mei, old)
        subscribe(mei, new)
        nudge = queue(mei)
        deliver()
    assert len(listening.heard) == 1
    assert ways(nudge)["push"] == ("sent", "handed_over")
    assert devices() == 1


def test_no_push_goes_out_in_the_quiet_hours_or_after_it_was_switched_off():
    mei = make_person()
    with push_service() as (listening, device):
        subscribe(mei, device)
        queue(mei, moment=NIGHT)
        deliver(NIGHT)
        wish(mei, push=False)
        deliver(NIGHT + timedelta(hours=12))
    assert not listening.heard


def test_a_browser_shows_nudges_of_whoever_subscribed_last():
    mei, wei = make_person(), make_person()
    with push_service() as (listening, device):
        subscribe(mei, device)
        subscribe(wei, device)
        queue(mei)
        deliver()
        assert not listening.heard
        queue(wei)
        deliver()
    assert len(listening.heard) == 1
    assert devices() == 1


def test_the_twenty_first_device_takes_the_place_of_the_oldest():
    mei = make_person()
    for number in range(21):
        subscribe(mei, Device(f"http://127.0.0.1:9/{number}"))
    assert devices() == 20


def test_our_keys_are_made_once_and_kept_sealed():
    first = our_key()
    assert our_key() == first
    with db.unit_of_work(db.system()) as session:
        kept = session.scalars(sa.select(PushKey)).one()
        private = push.keys(session).private
    assert private.encode() not in kept.private_sealed


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://web.push.apple.com/abc",
        "https://api.push.apple.com/abc",
        "https://wns2-par02p.notify.windows.com/w/?token=abc",
    ],
)
def test_the_push_services_of_browsers_are_known(endpoint):
    assert push.is_known_service(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/abc",
        "https://fcm.googleapis.com.evil.example/abc",
        "https://evilpush.apple.com/abc",
        "https://push.apple.com@evil.example/abc",
        "https://user:word@fcm.googleapis.com/abc",
        "https://fcm.googleapis.com:8443/abc",
        "https://169.254.169.254/latest",
        "https://10.0.0.1/abc",
        "https://[fd00::1]/abc",
        "https://2130706433/abc",
        "https://localhost.evil.example/abc",
        "https://fcm.googleapis.com:port/abc",
        "https://[broken/abc",
        "file:///etc/passwd",
        "",
    ],
)
def test_other_addresses_are_refused_as_push_services(endpoint):
    assert not push.is_known_service(endpoint)
    with pytest.raises(PushServiceUnknown):
        push.check({"endpoint": endpoint, "keys": Device("").subscription["keys"]})


@pytest.mark.parametrize("name", ["p256dh", "auth"])
@pytest.mark.parametrize("value", ["", "!!!!", "AAAA", "A" * 87, "BA" + "A" * 85])
def test_keys_that_cannot_be_a_browsers_are_refused(name, value):
    subscription = Device("https://fcm.googleapis.com/x").subscription
    subscription["keys"][name] = value
    with pytest.raises(PushKeysWrong):
        push.check(subscription)
