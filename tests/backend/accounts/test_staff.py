"""Lenders' staff: signed in by a code to their e-mail address, out at once when they leave."""

from datetime import timedelta
from uuid import UUID

import pytest

from backend.accounts import access, staff
from backend.plumbing import clock, jobs, mail
from backend.plumbing.db import system, unit_of_work
from tests.factories import lenders
from tests.factories.accounts import Browser, make_person, make_staff, next_phone, sent_code


def ask(browser: Browser, email: str) -> str:
    answer = browser.post("/staff/sign-in/codes", {"email": email})
    assert answer.status_code == 202
    return answer.json["challenge_id"]


def test_staff_sign_in_with_a_code_sent_to_their_address(browser, lender_id):
    member = make_staff(lender_id, email="ada@harbour.example")
    challenge_id = ask(browser, "Ada@harbour.example")
    body = {"challenge_id": challenge_id, "code": sent_code()}
    answer = browser.post("/staff/sign-in/sessions", body)

    assert answer.status_code == 201
    assert answer.json == {
        "id": str(member.id),
        "name": "Ada",
        "email": "ada@harbour.example",
        "lender": {"id": str(lender_id), "name": "Harbour Credit"},
    }
    assert browser.get("/staff/me").json == answer.json
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert browser.ask("DELETE", "/staff/sign-in/session").status_code == 204
    assert browser.get("/staff/me").status_code == 401


def test_nobody_unknown_gets_a_letter_and_any_code_of_theirs_is_refused(browser, lender_id):
    challenge_id = ask(browser, "eve@harbour.example")
    jobs.run("accounts.send_codes")
    refused = browser.post(
        "/staff/sign-in/sessions", {"challenge_id": challenge_id, "code": "123456"}
    )
    assert mail.memory().sent == []
    assert (refused.status_code, refused.json["code"]) == (401, "code_refused")


def test_a_wrong_address_is_named_by_its_field(browser):
    refused = browser.post("/staff/sign-in/codes", {"email": "ada"})
    assert (refused.status_code, list(refused.json["fields"])) == (422, ["email"])


def test_a_person_is_no_staff_and_staff_is_no_person(app, lender_id):
    member = make_staff(lender_id, email="ada@harbour.example")
    as_staff = Browser(app).as_staff(member)
    as_person = Browser(app).as_person(make_person().id)

    assert as_staff.get("/me").status_code == 401
    assert as_person.get("/staff/me").status_code == 401


@pytest.mark.parametrize(
    ("mine", "theirs", "path"),
    [
        (access.STAFF_COOKIE, access.PERSON_COOKIE, "/me"),
        (access.PERSON_COOKIE, access.STAFF_COOKIE, "/staff/me"),
    ],
)
def test_a_token_in_the_other_cookie_opens_nothing(app, lender_id, mine, theirs, path):
    browser = Browser(app).as_staff(make_staff(lender_id, email="ada@harbour.example"))
    browser.as_person(make_person().id)
    token = browser.client.get_cookie(mine).value
    browser.client.set_cookie(theirs, token)
    assert browser.get(path).status_code == 401


def test_both_may_be_signed_in_in_one_browser(app, lender_id):
    person = make_person()
    browser = Browser(app).as_staff(make_staff(lender_id, email="ada@harbour.example"))
    browser.as_person(person.id)

    assert browser.get("/me").json["id"] == str(person.id)
    assert browser.get("/staff/me").json["name"] == "Ada"


def test_a_persons_code_does_not_sign_in_staff(browser, lender_id):
    make_staff(lender_id, email="ada@harbour.example")
    asked = browser.post(
        "/sign-in/codes", {"channel": "email", "address": "ada@harbour.example"}
    ).json
    body = {"challenge_id": asked["challenge_id"], "code": sent_code()}
    assert browser.post("/staff/sign-in/sessions", body).status_code == 401
    assert browser.post("/sign-in/sessions", body).status_code == 201


def test_staff_are_signed_out_after_an_hour_alone_and_after_twelve_hours(app, lender_id):
    member = make_staff(lender_id, email="ada@harbour.example")
    start = clock.now()
    with clock.moved_to(start):
        browser, idle = Browser(app).as_staff(member), Browser(app).as_staff(member)
    for minutes in range(50, 12 * 60, 50):
        with clock.moved_to(start + timedelta(minutes=minutes)):
            assert browser.get("/staff/me").status_code == 200
    with clock.moved_to(start + timedelta(hours=12)):
        assert browser.get("/staff/me").status_code == 401
    with clock.moved_to(start + timedelta(hours=1)):
        assert idle.get("/staff/me").status_code == 401


def test_who_leaves_is_out_with_the_next_request(app, lender_id):
    member = make_staff(lender_id, email="ada@harbour.example")
    browser = Browser(app).as_staff(member)
    assert browser.get("/staff/me").status_code == 200

    with unit_of_work(system()) as session:
        staff.end_staff(session, lender_id=lender_id, staff_id=member.id)
    assert browser.get("/staff/me").status_code == 401
    ask(browser, "ada@harbour.example")
    jobs.run("accounts.send_codes")
    assert mail.memory().sent == []


def test_staff_of_another_lender_are_missing(lender_id):
    member = make_staff(lender_id, email="ada@harbour.example")
    other: UUID = lenders.lender_id(name="Other")
    with pytest.raises(staff.Missing), unit_of_work(system()) as session:
        staff.end_staff(session, lender_id=other, staff_id=member.id)


def test_a_phone_that_was_never_staffs_is_not_even_asked(browser):
    refused = browser.post("/staff/sign-in/codes", {"email": next_phone()})
    assert refused.status_code == 422


def test_who_leaves_between_question_and_answer_is_not_let_in(browser, lender_id):
    member = make_staff(lender_id, email="ada@harbour.example")
    challenge_id = ask(browser, "ada@harbour.example")
    code = sent_code()
    with unit_of_work(system()) as session:
        staff.end_staff(session, lender_id=lender_id, staff_id=member.id)
    refused = browser.post("/staff/sign-in/sessions", {"challenge_id": challenge_id, "code": code})
    assert refused.status_code == 401


def test_signing_in_again_ends_the_session_that_was_there(app, lender_id):
    browser = Browser(app).as_staff(make_staff(lender_id, email="ada@harbour.example"))
    planted = browser.client.get_cookie(access.STAFF_COOKIE).value
    body = {"challenge_id": ask(browser, "ada@harbour.example"), "code": sent_code()}
    assert browser.post("/staff/sign-in/sessions", body).status_code == 201

    thief = Browser(app)
    thief.client.set_cookie(access.STAFF_COOKIE, planted)
    assert thief.get("/staff/me").status_code == 401
