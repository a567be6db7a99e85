"""Changing how one is reached: proved, told to the old address, and nobody else's business."""

from datetime import timedelta

import psycopg

from backend.plumbing import clock, jobs, mail, sms
from tests.factories.accounts import Browser, make_person, next_phone, sent_code


def change(browser: Browser, channel: str, address: str):
    asked = browser.post("/me/contacts/codes", {"channel": channel, "address": address})
    assert asked.status_code == 202, asked.json
    body = {"challenge_id": asked.json["challenge_id"], "code": sent_code()}
    return browser.post("/me/contacts", body)


def test_a_new_number_takes_the_place_of_the_old_one_which_is_told(app):
    old, new = next_phone(), next_phone()
    person = make_person(phone=old)
    browser = Browser(app).as_person(person.id)
    tablet = Browser(app).as_person(person.id)

    assert change(browser, "sms", new).status_code == 201
    jobs.run("accounts.send_codes")
    assert sms.memory().sent[-1].to == old
    assert sms.memory().sent[-1].text.startswith("A phone number or e-mail address of your")
    shown = [contact["masked"] for contact in browser.get("/me").json["contacts"]]
    assert shown == ["••••" + new[-4:]]
    assert tablet.get("/me").status_code == 401
    assert Browser(app).sign_in(new)["id"] == str(person.id)


def test_the_old_number_then_opens_a_new_account(app):
    old = next_phone()
    person = make_person(phone=old)
    browser = Browser(app).as_person(person.id)
    change(browser, "sms", next_phone())
    assert Browser(app).sign_in(old)["id"] != str(person.id)


def test_an_e_mail_address_beside_the_phone_is_told_to_the_phone(app):
    number = next_phone()
    browser = Browser(app).as_person(make_person(phone=number).id)
    assert change(browser, "email", "mei@example.org").status_code == 201
    jobs.run("accounts.send_codes")

    assert [message.to for message in sms.memory().sent] == [number]
    assert [letter.to for letter in mail.memory().sent] == ["mei@example.org"]
    contacts = browser.get("/me").json["contacts"]
    assert [contact["masked"] for contact in contacts] == [f"••••{number[-4:]}", "m•••@example.org"]


def test_an_address_of_another_account_is_asked_alike_and_refused_only_when_proved(app):
    taken = next_phone()
    make_person(phone=taken)
    number = next_phone()
    browser = Browser(app).as_person(make_person(phone=number).id)

    refused = change(browser, "sms", taken)
    assert (refused.status_code, refused.json["code"]) == (409, "contact_in_use")
    assert browser.get("/me").json["contacts"][0]["masked"] == "••••" + number[-4:]


def test_proving_the_own_address_again_changes_nothing(app):
    number = next_phone()
    browser = Browser(app).as_person(make_person(phone=number).id)
    before = browser.get("/me").json["contacts"]
    assert change(browser, "sms", number).json == before[0]


def test_a_change_needs_a_fresh_proof(app):
    start = clock.now()
    with clock.moved_to(start):
        browser = Browser(app).as_person(make_person().id)
    with clock.moved_to(start + timedelta(minutes=5)):
        body = {"channel": "sms", "address": next_phone()}
        assert browser.post("/me/contacts/codes", body).status_code == 403


def test_a_contact_code_works_only_in_the_session_that_asked(app):
    person = make_person()
    phone, tablet = Browser(app).as_person(person.id), Browser(app).as_person(person.id)
    asked = phone.post("/me/contacts/codes", {"channel": "sms", "address": next_phone()}).json
    body = {"challenge_id": asked["challenge_id"], "code": sent_code()}

    assert tablet.post("/me/contacts", body).status_code == 401
    assert phone.post("/me/contacts", body).status_code == 201


def test_the_record_keeps_what_happened_without_any_address(app, database):
    number = next_phone()
    browser = Browser(app)
    browser.sign_in(number)
    change(browser, "email", "mei@example.org")
    browser.ask("DELETE", "/sign-in/session")

    with psycopg.connect(database) as connection:
        actions = connection.execute("select action from audit_entries order by seq").fetchall()
        rows = connection.execute("select e::text from audit_entries e").fetchall()
    assert [action for (action,) in actions] == [
        "account_made",
        "signed_in",
        "contact_changed",
        "signed_out",
    ]
    assert not [row for (row,) in rows if number[1:] in row or "example" in row]
