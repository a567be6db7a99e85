"""Passkeys, made and used by an authenticator in software that can also misbehave."""

import os
from datetime import timedelta

import psycopg
import pytest

from backend.plumbing import clock, jobs, sms
from tests.factories.accounts import Browser, make_person, next_phone
from tests.factories.authenticator import Authenticator, encoded


def make(browser: Browser, device: Authenticator, **changes):
    asked = browser.post("/me/passkeys/options").json
    body = {"challenge_id": asked["challenge_id"], "credential": device.make(asked["public_key"])}
    return browser.post("/me/passkeys", body | changes)


def enter(browser: Browser, device: Authenticator, bend=lambda body: body):
    asked = browser.post("/sign-in/passkeys/options").json
    credential = device.use(asked["public_key"])
    body = {"challenge_id": asked["challenge_id"], "credential": credential}
    return browser.post("/sign-in/passkeys", bend(body))


def step_up(browser: Browser, device: Authenticator):
    asked = browser.post("/me/step-up/passkey/options").json
    credential = device.use(asked["public_key"])
    return browser.post(
        "/me/step-up/passkey", {"challenge_id": asked["challenge_id"], "credential": credential}
    )


@pytest.fixture
def device(app) -> Authenticator:
    """A phone with one passkey of a person."""
    owner = make_person()
    made = Authenticator()
    answer = make(Browser(app).as_person(owner.id, stepped_up=True), made, name="Phone")
    assert answer.status_code == 201, answer.json
    return made


def test_a_passkey_signs_its_owner_in_and_steps_up_at_once(browser, device):
    answer = enter(browser, device)

    assert answer.status_code == 201
    assert answer.json["passkeys"] == 1
    assert answer.json["stepped_up_until"] is not None
    [passkey] = browser.get("/me/passkeys").json["items"]
    assert passkey["name"] == "Phone"
    assert passkey["last_used_at"] is not None


def test_a_passkey_that_did_not_verify_its_holder_signs_in_without_a_step_up(browser, device):
    device.verifies = False
    answer = enter(browser, device)
    assert (answer.status_code, answer.json["stepped_up_until"]) == (201, None)


def test_the_browser_is_asked_for_what_we_need(browser):
    browser.as_person(make_person().id)
    new = browser.post("/me/passkeys/options").json["public_key"]
    any_of_ours = browser.post("/sign-in/passkeys/options").json["public_key"]

    assert new["rp"] == {"id": "localhost", "name": "Tideover"}
    assert new["authenticatorSelection"]["residentKey"] == "required"
    assert new["attestation"] == "none"
    assert any_of_ours["rpId"] == "localhost"
    assert any_of_ours["allowCredentials"] == []
    assert len(new["challenge"]) >= 43
    assert new["challenge"] != any_of_ours["challenge"]


def test_an_answer_works_once(browser, device):
    kept = []
    assert enter(browser, device, lambda body: kept.append(body) or body).status_code == 201
    refused = browser.post("/sign-in/passkeys", kept[0])
    assert (refused.status_code, refused.json["code"]) == (401, "passkey_refused")


def test_an_answer_to_another_question_is_refused(browser, device):
    other = browser.post("/sign-in/passkeys/options").json["challenge_id"]
    assert enter(browser, device, lambda body: body | {"challenge_id": other}).status_code == 401


def test_a_refused_answer_spends_its_question(browser, device):
    asked = browser.post("/sign-in/passkeys/options").json
    body = {"challenge_id": asked["challenge_id"], "credential": device.use(asked["public_key"])}
    good = body["credential"]["response"]["signature"]
    body["credential"]["response"]["signature"] = encoded(os.urandom(70))
    assert browser.post("/sign-in/passkeys", body).status_code == 401

    body["credential"]["response"]["signature"] = good
    assert browser.post("/sign-in/passkeys", body).status_code == 401


def test_a_question_ends_after_five_minutes(browser, device):
    start = clock.now()
    with clock.moved_to(start):
        asked = browser.post("/sign-in/passkeys/options").json
    body = {"challenge_id": asked["challenge_id"], "credential": device.use(asked["public_key"])}
    with clock.moved_to(start + timedelta(minutes=5)):
        assert browser.post("/sign-in/passkeys", body).status_code == 401


@pytest.mark.parametrize(
    "bend",
    [
        {"origin": "https://localhost:8000"},
        {"origin": "http://localhost:8000.evil.example"},
        {"origin": "http://evil.example"},
        {"origin": ""},
        {"rp_id": "evil.example"},
        {"rp_id": "localhost:8000"},
        {"present": False},
        {"user_handle": b"somebody else..."},
        {"credential_id": b"never seen before, never seen be"},
    ],
)
def test_an_authenticator_elsewhere_or_of_another_is_refused(browser, device, bend):
    for name, value in bend.items():
        setattr(device, name, value)
    refused = enter(browser, device)
    assert (refused.status_code, refused.json["code"]) == (401, "passkey_refused")


def test_another_key_under_the_same_name_is_refused(browser, device):
    device.key = Authenticator().key
    assert enter(browser, device).status_code == 401


def test_every_refusal_of_a_passkey_reads_the_same(browser, device):
    answers = {enter(browser, Authenticator()).data}
    device.origin = "http://evil.example"
    answers.add(enter(browser, device).data)
    assert len(answers) == 1


@pytest.mark.parametrize("at", ["clientDataJSON", "authenticatorData", "signature", "userHandle"])
def test_two_hundred_bent_answers_are_refused_and_none_surprises(app, device, at):
    """50 random changes in each part; each is refused, none is an error of ours."""
    browser = Browser(app)
    seen = set()
    for size in range(50):

        def bend(body, size=size):
            body["credential"]["response"][at] = encoded(os.urandom(size + 1))
            return body

        seen.add(enter(browser, device, bend).status_code)
    assert seen == {401}


def test_bent_new_passkeys_are_refused_and_none_surprises(browser):
    browser.as_person(make_person().id)
    device = Authenticator()
    seen = set()
    for size in range(1, 50):
        asked = browser.post("/me/passkeys/options").json
        credential = device.make(asked["public_key"])
        credential["response"]["attestationObject"] = encoded(os.urandom(size))
        body = {"challenge_id": asked["challenge_id"], "credential": credential}
        seen.add(browser.post("/me/passkeys", body).status_code)
    assert seen == {401}
    assert browser.get("/me").json["passkeys"] == 0


def test_a_step_up_needs_the_holder_verified(browser, device):
    enter(browser, device)
    device.verifies = False
    assert step_up(browser, device).status_code == 401
    device.verifies = True
    assert step_up(browser, device).status_code == 200


def test_a_step_up_takes_only_the_persons_own_passkey(app, device):
    browser = Browser(app).as_person(make_person().id)
    refused = step_up(browser, device)
    assert (refused.status_code, refused.json["code"]) == (401, "passkey_refused")


def test_an_answer_for_a_step_up_does_not_sign_in_nor_serve_another_session(app, browser, device):
    enter(browser, device)
    asked = browser.post("/me/step-up/passkey/options").json
    body = {"challenge_id": asked["challenge_id"], "credential": device.use(asked["public_key"])}

    tablet = Browser(app)
    enter(tablet, device)
    assert tablet.post("/sign-in/passkeys", body).status_code == 401
    assert tablet.post("/me/step-up/passkey", body).status_code == 401
    assert browser.post("/me/step-up/passkey", body).status_code == 200


def test_a_counter_that_falls_back_is_an_alarm_and_not_a_lock(browser, device, database):
    device.count = 40
    enter(browser, device)
    device.count = 3

    assert enter(browser, device).status_code == 201
    with psycopg.connect(database) as connection:
        [count, at] = connection.execute(
            "select sign_count, count_went_back_at from passkeys"
        ).fetchone()
        alarms = connection.execute(
            "select count(*) from audit_entries where action = 'passkey_count_went_back'"
        ).fetchone()
    assert (count, at is not None, alarms) == (41, True, (1,))


def test_a_passkey_that_never_counts_raises_no_alarm(browser, device, database):
    device.counts = False
    for _ in range(3):
        assert enter(browser, device).status_code == 201
    with psycopg.connect(database) as connection:
        assert connection.execute("select count_went_back_at from passkeys").fetchone() == (None,)


def test_a_passkey_belongs_to_one_person_only(app, device):
    other = Browser(app).as_person(make_person().id)
    refused = make(other, device)
    assert (refused.status_code, refused.json["code"]) == (409, "passkey_in_use")


def test_adding_a_passkey_needs_a_fresh_proof(browser):
    start = clock.now()
    with clock.moved_to(start):
        browser.as_person(make_person().id)
        assert browser.post("/me/passkeys/options").status_code == 200
    with clock.moved_to(start + timedelta(minutes=5)):
        refused = browser.post("/me/passkeys/options")
    assert (refused.status_code, refused.json["code"]) == (403, "step_up_needed")


def test_adding_and_removing_a_passkey_is_told_and_signs_out_elsewhere(app):
    number = next_phone()
    person = make_person(phone=number, locale="zh-Hans")
    browser = Browser(app).as_person(person.id)
    tablet = Browser(app).as_person(person.id)
    made = make(browser, Authenticator()).json
    assert tablet.get("/me").status_code == 200

    assert browser.ask("DELETE", f"/me/passkeys/{made['id']}").status_code == 204
    jobs.run("accounts.send_codes")
    assert [message.to for message in sms.memory().sent] == [number, number]
    assert "添加了一个通行密钥" in sms.memory().sent[0].text
    assert "移除了一个通行密钥" in sms.memory().sent[1].text
    assert tablet.get("/me").status_code == 401
    assert browser.get("/me").status_code == 200


def test_somebody_elses_passkey_answers_exactly_like_a_missing_one(app, browser, device):
    enter(browser, device)
    [theirs] = browser.get("/me/passkeys").json["items"]
    other = Browser(app).as_person(make_person().id)

    another = other.ask("DELETE", f"/me/passkeys/{theirs['id']}")
    missing = other.ask("DELETE", "/me/passkeys/01a1fff0-0000-7000-8000-000000000000")
    assert (another.status_code, another.data) == (404, missing.data)
    assert enter(browser, device).status_code == 201


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("id", "not base64url!"),
        ("id", "A" * 1401),
        ("id", None),
        ("type", "password"),
        ("response", {}),
        ("response", "x"),
    ],
)
def test_a_credential_of_another_shape_is_named(browser, device, part, value):
    def bend(body):
        body["credential"][part] = value
        return body

    refused = enter(browser, device, bend)
    assert refused.status_code == 422
    assert list(refused.json["fields"]) == ["credential"]


def test_an_account_holds_twenty_passkeys(browser, database):
    person = make_person()
    browser.as_person(person.id)
    assert [make(browser, Authenticator()).status_code for _ in range(20)] == [201] * 20
    refused = browser.post("/me/passkeys/options")
    assert (refused.status_code, refused.json["code"]) == (409, "too_many_passkeys")
