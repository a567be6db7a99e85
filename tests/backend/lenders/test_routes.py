"""Webhook endpoints and messages over HTTP; another lender's look like missing ones."""

from uuid import uuid4

import pytest
import sqlalchemy as sa

from backend.audit import service as audit
from backend.audit.models import AuditEntry
from backend.lenders import jobs, service
from backend.plumbing import db
from tests.backend.lenders.receivers import receiver
from tests.factories import lenders
from tests.factories.accounts import Browser, make_staff
from tests.factories.lenders import bearer

ENDPOINTS = "/api/v1/lender/webhook-endpoints"
MESSAGES = "/api/v1/lender/webhook-messages"
URL = "http://127.0.0.1:9/hook"


@pytest.fixture
def harbour():
    return lenders.lender_id()


@pytest.fixture
def key(harbour):
    return bearer(lenders.api_key(harbour))


@pytest.fixture
def stranger():
    return bearer(lenders.api_key(lenders.lender_id(name="Another")))


def emit(lender, times=1):
    with db.unit_of_work(db.system()) as session:
        for _ in range(times):
            service.emit(
                session, lender_id=lender, type="debt.claimed", data={}, aggregate_id=uuid4()
            )


def test_a_secret_is_shown_when_it_is_made_and_never_again(client, key):
    made = client.post(ENDPOINTS, json={"url": URL}, headers=key)
    assert made.status_code == 201
    assert made.get_json()["secret"].startswith("whsec_")
    (listed,) = client.get(ENDPOINTS, headers=key).get_json()["items"]
    assert "secret" not in listed
    assert listed["id"] == made.get_json()["id"]
    assert (listed["state"], listed["event_types"]) == ("active", None)

    rotated = client.post(f"{ENDPOINTS}/{listed['id']}/secret", headers=key)
    assert rotated.status_code == 201
    assert rotated.get_json()["secret"] != made.get_json()["secret"]
    assert rotated.get_json()["old_secret_until"] is not None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "url"),
        ({"url": 7}, "url"),
        ({"url": "ftp://a.example/"}, "url"),
        ({"url": "https://"}, "url"),
        ({"url": "https://a.example/#there"}, "url"),
        ({"url": "https://[broken/"}, "url"),
        ({"url": "https://a.example:99999/"}, "url"),
        ({"url": "https://a.example:port/"}, "url"),
        ({"url": "https://a.example:0/"}, "url"),
        ({"url": "https://b\u00fccher.example/"}, "url"),
        ({"url": "https://a.example/\u202e"}, "url"),
        ({"url": "https:///nowhere"}, "url"),
        ({"url": None}, "url"),
        ({"url": "https://a.example/\r\nX: y"}, "url"),
        ({"url": "https://a.example/" + "x" * 2_000}, "url"),
        ({"url": URL, "event_types": ["debt.exploded"]}, "event_types"),
        ({"url": URL, "event_types": []}, "event_types"),
        ({"url": URL, "secret": "mine"}, "secret"),
    ],
)
def test_an_endpoint_that_is_not_right_is_refused_by_field(client, key, body, field):
    answer = client.post(ENDPOINTS, json=body, headers=key)
    assert answer.status_code == 422
    assert field in answer.get_json()["fields"]
    assert client.get(ENDPOINTS, headers=key).get_json()["items"] == []


def test_an_endpoint_can_be_paused_resumed_and_removed(client, key):
    made = client.post(ENDPOINTS, json={"url": URL}, headers=key).get_json()
    one = f"{ENDPOINTS}/{made['id']}"
    paused = client.patch(one, json={"state": "paused"}, headers=key).get_json()
    assert (paused["state"], paused["paused_because"]) == ("paused", "staff")
    active = client.patch(one, json={"state": "active"}, headers=key).get_json()
    assert (active["state"], active["paused_because"]) == ("active", None)
    assert client.delete(one, headers=key).status_code == 204
    assert client.delete(one, headers=key).status_code == 404
    assert client.patch(one, json={"state": "active"}, headers=key).status_code == 404


def test_another_lenders_endpoint_answers_like_a_missing_one(client, key, stranger):
    made = client.post(ENDPOINTS, json={"url": URL}, headers=key).get_json()
    for method, path, body in (
        ("PATCH", "", {"state": "paused"}),
        ("DELETE", "", None),
        ("POST", "/secret", None),
    ):
        theirs, missing = (
            client.open(f"{ENDPOINTS}/{id_}{path}", method=method, json=body, headers=stranger)
            for id_ in (made["id"], uuid4())
        )
        assert (theirs.status_code, theirs.data) == (404, missing.data)
    assert client.get(ENDPOINTS, headers=stranger).get_json()["items"] == []


def test_the_log_shows_each_message_with_its_tries_a_page_at_a_time(client, harbour, key, stranger):
    with receiver(503) as listening:
        lenders.endpoint(harbour, listening.url)
        emit(harbour, times=5)
        jobs.deliver()
    first = client.get(f"{MESSAGES}?limit=3", headers=key).get_json()
    rest = client.get(f"{MESSAGES}?limit=3&cursor={first['next_cursor']}", headers=key).get_json()
    items = first["items"] + rest["items"]
    assert (len(first["items"]), len(rest["items"]), rest["next_cursor"]) == (3, 2, None)
    assert [one["id"] for one in items] == sorted({one["id"] for one in items}, reverse=True)
    assert {one["attempts"][0]["status"] for one in items} == {503}
    waiting = client.get(f"{MESSAGES}?state=waiting", headers=key).get_json()["items"]
    assert len(waiting) == 5
    assert client.get(MESSAGES, headers=stranger).get_json()["items"] == []


@pytest.mark.parametrize(
    "query", ["cursor=x", "cursor=WyJhIiwiYiJd", "limit=0", "limit=101", "state=lost"]
)
def test_a_question_about_messages_that_is_not_right_is_refused(client, key, query):
    assert client.get(f"{MESSAGES}?{query}", headers=key).status_code in {400, 422}


def test_replay_over_http_sends_again_and_only_to_its_own_lender(client, harbour, key, stranger):
    with receiver() as listening:
        lenders.endpoint(harbour, listening.url)
        emit(harbour)
        jobs.deliver()
        (message,) = client.get(MESSAGES, headers=key).get_json()["items"]
        path = f"{MESSAGES}/{message['id']}/replay"
        assert client.post(path, headers=stranger).status_code == 404
        again = client.post(path, headers=key)
        assert (again.status_code, again.get_json()) == (202, {"messages": 1})
        jobs.deliver()
    assert len(listening.heard) == 2


@pytest.fixture
def desk(app, harbour):
    return Browser(app).as_staff(make_staff(harbour, email="ada@harbour.example"))


def test_staff_see_and_change_what_their_system_sees(client, desk, key):
    made = desk.post("/staff/webhook-endpoints", {"url": URL})
    assert made.status_code == 201
    (listed,) = client.get(ENDPOINTS, headers=key).get_json()["items"]
    assert listed == desk.get("/staff/webhook-endpoints").json["items"][0]
    one = f"/staff/webhook-endpoints/{listed['id']}"
    assert desk.ask("PATCH", one, {"state": "paused"}).json["paused_because"] == "staff"
    assert desk.post(f"{one}/secret").json["secret"] != made.json["secret"]
    assert desk.get("/staff/webhook-messages").json == {"items": [], "next_cursor": None}
    assert desk.ask("DELETE", one).status_code == 204


def test_a_key_made_by_staff_is_shown_once_works_and_dies_at_once(client, desk):
    made = desk.post("/staff/api-keys", {"name": "ERP", "scopes": ["debts:read"]}).json
    header = {"Authorization": f"Bearer {made['key']}"}
    assert client.get("/api/v1/lender", headers=header).status_code == 200
    (listed,) = desk.get("/staff/api-keys").json["items"]
    assert "key" not in listed
    assert (listed["last_four"], listed["scopes"]) == (made["key"][-4:], ["debts:read"])
    assert desk.ask("DELETE", f"/staff/api-keys/{made['id']}").status_code == 204
    assert client.get("/api/v1/lender", headers=header).status_code == 401
    assert desk.ask("DELETE", f"/staff/api-keys/{made['id']}").status_code == 404
    assert desk.get("/staff/api-keys").json["items"][0]["revoked_at"] is not None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "ERP"}, "scopes"),
        ({"name": "ERP", "scopes": []}, "scopes"),
        ({"name": "ERP", "scopes": ["everything"]}, "scopes"),
        ({"name": "", "scopes": ["debts:read"]}, "name"),
        ({"name": "a\u202eb", "scopes": ["debts:read"]}, "name"),
        ({"name": "ERP", "scopes": ["debts:read"], "key": "tk_mine"}, "key"),
    ],
)
def test_a_key_that_is_not_right_is_refused_by_field(desk, body, field):
    answer = desk.post("/staff/api-keys", body)
    assert answer.status_code == 422
    assert field in answer.json["fields"]


def test_another_lenders_key_answers_like_a_missing_one(app, desk):
    made = desk.post("/staff/api-keys", {"name": "ERP", "scopes": ["debts:read"]}).json
    elsewhere = make_staff(lenders.lender_id(name="Another"), email="eve@another.example")
    eve = Browser(app).as_staff(elsewhere)
    theirs = eve.ask("DELETE", f"/staff/api-keys/{made['id']}")
    missing = eve.ask("DELETE", f"/staff/api-keys/{uuid4()}")
    assert (theirs.status_code, theirs.data) == (404, missing.data)
    assert eve.get("/staff/api-keys").json["items"] == []


def test_a_key_of_a_system_opens_no_door_of_staff(client, key):
    for path in ("api-keys", "webhook-endpoints", "webhook-messages"):
        assert client.get(f"/api/v1/staff/{path}", headers=key).status_code in {401, 403}


def test_who_made_and_revoked_a_key_is_on_record(desk, harbour):
    made = desk.post("/staff/api-keys", {"name": "ERP", "scopes": ["debts:read"]}).json
    desk.ask("DELETE", f"/staff/api-keys/{made['id']}")
    with db.unit_of_work(db.system()) as session:
        assert audit.verify_chain(session, harbour) >= 2
        entries = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.seq)).all()
    done = [(one.action, one.actor.split(":")[0]) for one in entries]
    assert done[-2:] == [("api_key_made", "staff"), ("api_key_revoked", "staff")]
