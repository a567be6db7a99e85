"""A cookie holds a random token and nothing else; what it opens is decided by a row, each time."""

from datetime import timedelta

import psycopg
import pytest

from backend.accounts import access, queries, sessions
from backend.plumbing import clock, db
from tests.factories.accounts import Browser, make_person, next_phone, sent_code

BASE64URL = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def token_of(browser: Browser, cookie: str = access.PERSON_COOKIE) -> str:
    return browser.client.get_cookie(cookie).value


def signed_in(app, number: str | None = None) -> Browser:
    browser = Browser(app)
    browser.sign_in(number or next_phone())
    return browser


def test_the_cookie_is_for_this_host_alone_and_hidden_from_scripts(browser):
    challenge = browser.post("/sign-in/codes", {"channel": "sms", "address": next_phone()}).json
    body = {"challenge_id": challenge["challenge_id"], "code": sent_code()}
    answer = browser.post("/sign-in/sessions", body)

    [cookie] = answer.headers.getlist("Set-Cookie")
    parts = [part.strip() for part in cookie.split(";")]
    assert parts[0].startswith("__Host-tideover=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax", "Max-Age=15552000"} <= set(parts)
    assert not [part for part in parts if part.startswith("Domain")]
    assert token_of(browser) not in answer.text


def test_two_hundred_tokens_are_random_and_different(database):
    person = make_person()
    with db.unit_of_work(db.system()) as session:
        tokens = [
            sessions.open_for_person(session, person_id=person.id, device="x").token
            for _ in range(200)
        ]

    assert len(set(tokens)) == 200
    assert {len(token) for token in tokens} == {43}
    assert set("".join(tokens)) <= BASE64URL


def test_the_database_keeps_no_token(app, database):
    browser = signed_in(app)
    with psycopg.connect(database) as connection:
        [row] = connection.execute("select s::text from account_sessions s").fetchone()
    assert token_of(browser) not in row


def test_signing_out_ends_the_session_on_the_server(app):
    browser = signed_in(app)
    kept = token_of(browser)
    answer = browser.ask("DELETE", "/sign-in/session")

    assert answer.status_code == 204
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert browser.client.get_cookie(access.PERSON_COOKIE) is None

    thief = Browser(app)
    thief.client.set_cookie(access.PERSON_COOKIE, kept)
    refused = thief.get("/me")
    assert (refused.status_code, refused.json["code"]) == (401, "sign_in_needed")


def test_signing_out_twice_or_never_in_is_calm(browser):
    assert browser.ask("DELETE", "/sign-in/session").status_code == 204
    assert browser.ask("DELETE", "/staff/sign-in/session").status_code == 204


@pytest.mark.parametrize("bend", ["flip", "cut", "empty", "long", "nul", "word"])
def test_a_bent_token_opens_nothing(app, bend):
    good = token_of(signed_in(app))
    bent = {
        "flip": good[:-1] + ("A" if good[-1] != "A" else "B"),
        "cut": good[:-1],
        "empty": "",
        "long": good + "A" * 3000,
        "nul": good[:20] + "%00" + good[20:],
        "word": "null",
    }[bend]
    browser = Browser(app)
    browser.client.set_cookie(access.PERSON_COOKIE, bent)
    assert browser.get("/me").status_code == 401


def test_signing_in_gives_a_new_token_and_ends_the_one_that_was_there(app):
    number = next_phone()
    browser = signed_in(app, number)
    planted = token_of(browser)
    browser.sign_in(number)

    assert token_of(browser) != planted
    assert queries.live_session(planted) is None
    assert browser.get("/me").status_code == 200


def test_a_person_is_signed_out_after_30_days_without_a_visit(app):
    browser = signed_in(app)
    start = clock.now()

    with clock.moved_to(start + timedelta(days=29)):
        assert browser.get("/me").status_code == 200
    with clock.moved_to(start + timedelta(days=58)):
        assert browser.get("/me").status_code == 200
    with clock.moved_to(start + timedelta(days=89)):
        assert browser.get("/me").status_code == 401


def test_a_person_is_signed_out_after_180_days_whatever_happens(app):
    browser = signed_in(app)
    start = clock.now()

    for day in range(20, 180, 20):
        with clock.moved_to(start + timedelta(days=day)):
            assert browser.get("/me").status_code == 200
    with clock.moved_to(start + timedelta(days=180)):
        assert browser.get("/me").status_code == 401


def test_being_seen_is_written_down_at_most_every_five_minutes(app, database):
    browser = signed_in(app)
    start = clock.now()

    def seen() -> timedelta:
        with psycopg.connect(database) as connection:
            [at] = connection.execute("select last_seen_at from account_sessions").fetchone()
        return at - start

    before = seen()
    with clock.moved_to(start + timedelta(minutes=4)):
        browser.get("/me")
    assert seen() == before
    with clock.moved_to(start + timedelta(minutes=6)):
        browser.get("/me")
    assert seen() == timedelta(minutes=6)


def test_a_person_sees_every_browser_and_ends_one(app):
    number = next_phone()
    phone, tablet = signed_in(app, number), signed_in(app, number)
    items = phone.get("/me/sessions").json["items"]

    assert len(items) == 2
    assert [item["current"] for item in items].count(True) == 1
    other = next(item["id"] for item in items if not item["current"])
    assert phone.ask("DELETE", f"/me/sessions/{other}").status_code == 204
    assert tablet.get("/me").status_code == 401
    assert phone.get("/me").status_code == 200
    assert phone.ask("DELETE", f"/me/sessions/{other}").status_code == 404


def test_somebody_elses_session_answers_exactly_like_a_missing_one(app):
    mine, theirs = signed_in(app), signed_in(app)
    [item] = theirs.get("/me/sessions").json["items"]

    another = mine.ask("DELETE", f"/me/sessions/{item['id']}")
    missing = mine.ask("DELETE", "/me/sessions/01a1fff0-0000-7000-8000-000000000000")
    assert (another.status_code, another.data) == (404, missing.data)
    assert theirs.get("/me").status_code == 200


def test_a_cookie_named_like_flask_logins_own_changes_nothing(app):
    browser = signed_in(app)
    for value in ("x", "1|abc", "%00|", "a" * 3000):
        browser.client.set_cookie("remember_token", value)
        assert browser.get("/me").status_code == 200


def test_the_browser_is_named_in_a_few_words(app):
    browser = Browser(app)
    browser.headers["User-Agent"] = (
        "Mozilla/5.0 (Linux; Android 15; <script>) Chrome/140.0 Mobile Safari/537.36"
    )
    browser.sign_in(next_phone())
    [item] = browser.get("/me/sessions").json["items"]
    assert item["device"] == "Chrome on Android"


def test_a_step_up_by_code_lasts_five_minutes(app):
    browser = signed_in(app)
    start = clock.now()
    with clock.moved_to(start + timedelta(minutes=30)):
        challenge = browser.post("/me/step-up/codes").json
        body = {"challenge_id": challenge["challenge_id"], "code": sent_code()}
        until = browser.post("/me/step-up", body).json["stepped_up_until"]
        assert browser.get("/me").json["stepped_up_until"] == until
        assert browser.post("/me/passkeys/options").status_code == 200
    with clock.moved_to(start + timedelta(minutes=34, seconds=59)):
        assert browser.post("/me/passkeys/options").status_code == 200
    with clock.moved_to(start + timedelta(minutes=35)):
        refused = browser.post("/me/passkeys/options")
        assert browser.get("/me").json["stepped_up_until"] is None
    assert (refused.status_code, refused.json["code"]) == (403, "step_up_needed")


def test_a_step_up_code_works_only_in_the_session_that_asked(app):
    number = next_phone()
    phone, tablet = signed_in(app, number), signed_in(app, number)
    challenge = phone.post("/me/step-up/codes").json
    body = {"challenge_id": challenge["challenge_id"], "code": sent_code()}

    assert challenge["masked"] == "••••" + number[-4:]
    assert tablet.post("/me/step-up", body).status_code == 401
    assert phone.post("/me/step-up", body).status_code == 200
    assert phone.post("/me/step-up", body).status_code == 401


def test_money_needs_a_step_up_even_just_after_signing_in(app):
    """`fresh_proof_needed` takes a fresh sign-in; `step_up_needed`, for money, does not."""
    person = make_person()
    with app.test_request_context("/api/v1/me") as context:
        with db.unit_of_work(db.system()) as session:
            opened = sessions.open_for_person(session, person_id=person.id, device="x")
        context.request.cookies = {access.PERSON_COOKIE: opened.token}

        assert access.current_person_id() == person.id
        access.fresh_proof_needed()
        with pytest.raises(access.StepUpNeeded):
            access.step_up_needed()


def test_a_look_up_is_one_round_trip_and_leaves_no_transaction(app, tmp_path):
    """Libpq writes down what goes over the wire: one Sync is one round trip."""
    token = token_of(signed_in(app))
    db.forget_engine()  # the next pool has one connection, the one watched here
    queries.live_session(token)
    pooled = db.engine().raw_connection()
    watched = pooled.driver_connection
    pooled.close()

    with (tmp_path / "wire").open("w") as wire:
        watched.pgconn.trace(wire.fileno())
        for _ in range(20):
            assert queries.live_session(token) is not None
        watched.pgconn.untrace()

    sent = [line.split("\t") for line in (tmp_path / "wire").read_text().splitlines()]
    kinds = [fields[3].strip() for fields in sent if fields[1] == "F"]
    assert kinds.count("Sync") == 20
    assert "Query" not in kinds
    assert watched.info.transaction_status.name == "IDLE"


def test_nobody_sees_another_persons_rows_even_without_a_where(app, database):
    mine, theirs = signed_in(app), signed_in(app)
    person_id = mine.get("/me").json["id"]
    theirs.post("/me/step-up/codes")
    tables = (
        "persons", "contacts", "account_sessions", "code_challenges", "account_messages",
        "passkeys", "passkey_challenges", "consents", "audit_entries", "audit_chains", "staff",
    )  # fmt: skip
    from uuid import UUID

    import sqlalchemy as sa

    seen = {}
    with db.unit_of_work(db.person(UUID(person_id))) as session:
        for table in tables:
            seen[table] = session.scalar(sa.text(f"select count(*) from {table}"))  # noqa: S608
    assert seen == {
        "persons": 1, "contacts": 1, "account_sessions": 1, "code_challenges": 0,
        "account_messages": 0, "passkeys": 0, "passkey_challenges": 0, "consents": 0,
        "audit_entries": 2, "audit_chains": 1, "staff": 0,
    }  # fmt: skip


def test_a_database_that_hangs_up_is_said_so_and_the_next_request_is_answered(app, database):
    browser = signed_in(app)
    db.forget_engine()
    assert browser.get("/me").status_code == 200
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )

    away = browser.get("/me")
    assert (away.status_code, away.json["code"]) == (503, "not_now")
    assert away.headers["Retry-After"] == "2"
    assert browser.get("/me").status_code == 200
