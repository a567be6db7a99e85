"""Invitations go out after the commit; the lender can't tell who is known here."""

import re
from datetime import timedelta

import pytest

from backend.plumbing import clock, jobs, sms
from tests.backend.debts.moments import NOON
from tests.factories import accounts, claims, lenders
from tests.factories.accounts import Browser
from tests.factories.debts import debt_in
from tests.factories.lenders import bearer

URL = "/api/v1/lender/debts/HC-004821"


@pytest.fixture(autouse=True)
def at_noon():
    with clock.moved_to(NOON):
        yield


@pytest.fixture
def harbour():
    return lenders.lender_id()


def texts():
    before = len(sms.memory().sent)
    jobs.run("nudges.deliver")
    return [sent.text for sent in sms.memory().sent[before:]]


def test_a_pushed_debt_reaches_a_phone_and_its_link_opens(client, app, harbour):
    client.put(URL, json=debt_in(), headers=bearer(lenders.api_key(harbour)))
    jobs.run("debts.invite", lender_id=str(harbour))
    assert texts() == []  # it is eight in the evening in Shanghai
    with clock.moved_to(NOON + timedelta(hours=13)):
        (text,) = texts()
    key = re.search(r"/claim#([\w-]{43})", text)[1]
    shown = Browser(app).post("/claims/preview", {"token": key}).get_json()
    assert shown["lender"]["name"] == "Harbour Credit"
    for word in ("Harbour", "2,480", "2480", "4821", "debt", "债"):
        assert word not in text


def test_the_job_that_runs_twice_invites_once(client, harbour, tables):
    claims.push(harbour)
    for _ in range(2):
        claims.invite(harbour)
    assert tables("select count(*) from nudges") == [(1,)]


def test_a_push_again_invites_nobody_again(client, harbour, tables):
    for _ in range(2):
        claims.push(harbour)
        claims.invite(harbour)
    assert tables("select count(*) from nudges") == [(1,)]


def test_a_person_who_is_known_finds_it_in_the_app(app, harbour, tables):
    mei = accounts.make_person(phone="+8613800138000")
    claims.push(harbour)
    claims.invite(harbour)
    (nudge,) = Browser(app).as_person(mei.id).get("/inbox").get_json()["items"]
    claim_id = tables("select id from claims")[0][0]
    assert (nudge["kind"], nudge["link"]) == ("bill_arrived", f"/claims/{claim_id}")
    assert tables("select token_hash from claims") == [(None,)]


def test_the_lender_cannot_tell_who_is_known_here(client, app, harbour):
    key = bearer(lenders.api_key(harbour))
    staff = Browser(app).as_staff(accounts.make_staff(harbour, email="staff@harbour.example"))
    accounts.make_person(phone="+8613800138000")
    seen = []
    for reference, number in (("A-1", "+8613800138000"), ("A-2", "+8613900139000")):
        url = f"/api/v1/lender/debts/{reference}"
        made = client.put(url, json=debt_in(contact={"phone": number}), headers=key)
        claims.invite(harbour)
        page = staff.get(f"/staff/debts/{made.get_json()['id']}").get_json()
        told = [made.get_json(), client.get(url, headers=key).get_json(), page]
        seen.append([{**one, "id": None, "reference": None} for one in told])
    assert seen[0] == seen[1]


def test_a_debt_that_is_settled_already_invites_nobody(harbour, tables):
    claims.push(harbour, paid_minor=248_000)
    claims.invite(harbour)
    assert tables("select count(*) from nudges") == [(0,)]


def test_a_sweep_wakes_what_was_forgotten(harbour, tables):
    claims.push(harbour)
    waiting = "select count(*) from procrastinate_jobs where task_name = 'debts.invite'"
    assert tables(waiting) == [(1,)]
    tables("delete from procrastinate_jobs returning id")
    jobs.run("debts.sweep")
    assert tables(waiting) == [(1,)]
