"""A person's inbox, devices and wishes over HTTP; another's look like missing ones."""

from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from backend.accounts.models import Contact
from backend.nudges import queries
from backend.plumbing import clock, db, jobs
from tests.backend.nudges.sending import NIGHT, NOON, deliver, queue
from tests.backend.nudges.sink import Device
from tests.factories.accounts import Browser, make_person, next_phone, sent_code

FACTS = {
    "lender_name": "Harbour Credit",
    "amount_minor": 150_000,
    "currency": "CNY",
    "due_on": "2026-12-01",
}


@pytest.fixture
def mei():
    return make_person(locale="zh-Hans", time_zone="Asia/Shanghai")


@pytest.fixture
def phone(app, mei):
    return Browser(app).as_person(mei.id)


@pytest.fixture
def stranger(app):
    return Browser(app).as_person(make_person().id)


def test_the_inbox_shows_nudges_newest_first_in_the_persons_language(phone, mei):
    queue(mei, facts=FACTS, moment=NOON, link="/debts/7")
    newest = queue(mei, kind="payment_done", facts=FACTS, moment=NOON + timedelta(hours=1))
    items = phone.get("/inbox").json["items"]
    assert [one["kind"] for one in items] == ["payment_done", "bill_arrived"]
    assert items[0]["id"] == str(newest)
    assert items[1]["title"] == "Harbour Credit 给你发来一张账单"
    assert "2026年12月1日" in items[1]["body"]
    assert items[1]["link"] == "/debts/7"
    assert items[1]["at"] == "2026-11-20T12:00:00Z"
    assert len(items[1]["code"]) == 7


def test_the_inbox_comes_a_page_at_a_time(phone, mei):
    for _ in range(5):
        queue(mei)
    first = phone.get("/inbox?limit=3").json
    rest = phone.get(f"/inbox?limit=3&cursor={first['next_cursor']}").json
    ids = [one["id"] for one in first["items"] + rest["items"]]
    assert len(set(ids)) == 5
    assert ids == sorted(ids, reverse=True)
    assert rest["next_cursor"] is None
    assert phone.get("/inbox?cursor=nonsense").status_code == 400
    assert phone.get("/inbox?cursor=WyJhIl0").status_code == 400


def test_a_nudge_for_later_is_not_shown_before(phone, mei):
    queue(mei, moment=clock.now(), due_at=clock.now() + timedelta(hours=1))
    assert phone.get("/inbox").json["items"] == []


def test_reading_a_nudge_is_remembered_and_lowers_the_count(phone, mei):
    nudge = queue(mei)
    assert _unread(mei) == 1
    assert phone.post(f"/inbox/{nudge}/read").status_code == 204
    (item,) = phone.get("/inbox").json["items"]
    assert item["read_at"] is not None
    assert phone.post(f"/inbox/{nudge}/read").status_code == 204
    assert phone.get("/inbox").json["items"][0]["read_at"] == item["read_at"]
    assert _unread(mei) == 0


def test_why_tells_the_reason_and_what_became_of_each_channel(app):
    ada = make_person(email="ada@example.org")
    browser = Browser(app).as_person(ada.id)
    nudge = queue(ada, facts=FACTS, moment=NIGHT)
    deliver(NIGHT)
    said = browser.get(f"/inbox/{nudge}/why").json
    assert said["reasons"][0] == "Harbour Credit sent this bill to you through Tideover."
    assert "The e-mail waits for the end of your quiet hours, at 09:00." in said["reasons"]
    assert "Message on your device: not set up." in said["reasons"]
    states = {one["channel"]: one["state"] for one in said["channels"]}
    assert states == {"inbox": "sent", "email": "waiting", "sms": "waiting", "push": "dead"}


def test_another_persons_nudge_answers_like_a_missing_one(phone, stranger, mei):
    nudge = queue(mei)
    for method, path in (("POST", "read"), ("GET", "why")):
        theirs = stranger.ask(method, f"/inbox/{nudge}/{path}")
        missing = stranger.ask(method, f"/inbox/{uuid4()}/{path}")
        assert (theirs.status_code, theirs.data) == (404, missing.data)
    assert stranger.get("/inbox").json["items"] == []


def test_a_browser_subscribes_with_our_key_and_leaves_again(phone, stranger):
    assert len(phone.get("/push/key").json["public_key"]) == 87
    subscription = Device("https://fcm.googleapis.com/fcm/send/x").subscription
    subscription["expirationTime"] = None  # as browsers say it
    made = phone.post("/push-subscriptions", subscription)
    assert made.status_code == 201
    again = phone.post("/push-subscriptions", subscription)
    assert again.json["id"] == made.json["id"]
    path = f"/push-subscriptions/{made.json['id']}"
    assert stranger.ask("DELETE", path).status_code == 404
    assert phone.ask("DELETE", path).status_code == 204
    assert phone.ask("DELETE", path).status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"endpoint": "https://evil.example/x"}, "endpoint"),
        ({"endpoint": 7}, "endpoint"),
        ({"keys": {"p256dh": "A" * 87, "auth": "A" * 22}}, "keys"),
        ({"keys": {}}, "keys"),
        ({"owner": "me"}, "owner"),
    ],
)
def test_a_subscription_that_is_not_right_is_refused_by_field(phone, change, field):
    subscription = Device("https://fcm.googleapis.com/fcm/send/x").subscription | change
    answer = phone.post("/push-subscriptions", subscription)
    assert answer.status_code == 422
    assert field in answer.json["fields"]


def test_a_new_contact_shows_in_the_inbox(app):
    ada = make_person()
    browser = Browser(app).as_person(ada.id, stepped_up=True)
    asked = browser.post("/me/contacts/codes", {"channel": "sms", "address": next_phone()})
    body = {"challenge_id": asked.json["challenge_id"], "code": sent_code()}
    assert browser.post("/me/contacts", body).status_code in {200, 201}
    with db.unit_of_work(db.system()) as session:
        changed = session.scalars(sa.select(Contact.id).where(Contact.ended_at.is_(None))).one()
    jobs.run("nudges.contact_changed", person_id=str(ada.id), contact_id=str(changed))
    (item,) = browser.get("/inbox").json["items"]
    assert (item["kind"], item["link"]) == ("contact_changed", "/me")
    with db.unit_of_work(db.system()) as session:
        waiting = sa.text("select task_name from procrastinate_jobs where status = 'todo'")
        assert "nudges.contact_changed" in session.scalars(waiting).all()


def test_wishes_are_the_usual_ones_until_changed(phone):
    usual = {
        "quiet_from": "20:00",
        "quiet_until": "09:00",
        "email": True,
        "sms": True,
        "push": True,
    }
    assert phone.get("/me/contact-preferences").json == usual
    changed = phone.ask("PATCH", "/me/contact-preferences", {"quiet_from": "18:30", "sms": False})
    assert changed.json == usual | {"quiet_from": "18:30", "sms": False}
    assert phone.get("/me/contact-preferences").json == changed.json


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("quiet_from", "24:00"),
        ("quiet_from", "9:00"),
        ("quiet_until", "09:00:00"),
        ("quiet_until", 9),
        ("email", "true"),
        ("sms", 1),
        ("push", None),
        ("fax", True),
    ],
)
def test_a_wish_that_cannot_be_read_is_refused_by_field(phone, field, value):
    answer = phone.ask("PATCH", "/me/contact-preferences", {field: value})
    assert answer.status_code == 422
    assert field in answer.json["fields"]


def test_without_a_sign_in_there_is_no_inbox(app):
    assert Browser(app).get("/inbox").status_code == 401


def _unread(person) -> int:
    with db.unit_of_work(db.person(person.id)) as session:
        return queries.unread_count(session, person_id=person.id, now=clock.now())
