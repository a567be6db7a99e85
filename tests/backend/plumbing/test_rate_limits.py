"""Limits that all processes share, kept in the database, that lock nobody out for long."""

import subprocess
import sys
import threading
from datetime import timedelta

import psycopg
import pytest

from backend.plumbing import clock, rate_limits
from backend.plumbing.errors import TooMany
from tests.architecture.sources import ROOT
from tests.factories.accounts import Browser, make_person, next_phone, sent_code
from tests.factories.authenticator import Authenticator


def spend(key: str = "mei") -> None:
    rate_limits.spend("5 per 15 minutes", scope="a test", key=key)


def spent_until_refused(key: str = "mei") -> int:
    for times in range(100):
        try:
            spend(key)
        except TooMany:
            return times
    return 100


def test_five_go_through_and_the_sixth_is_told_when_to_come_back(database):
    start = clock.now()
    with clock.moved_to(start):
        for _ in range(5):
            spend()
    with clock.moved_to(start + timedelta(minutes=10)), pytest.raises(TooMany) as refused:
        spend()
    assert refused.value.retry_after == 300
    with clock.moved_to(start + timedelta(minutes=15)):
        spend()


def test_each_key_has_a_count_of_its_own(database):
    assert spent_until_refused("mei") == 5
    assert spent_until_refused("tom") == 5
    assert spent_until_refused("mei") == 0


def test_forty_at_once_are_counted_one_by_one(database):
    through = []

    def once() -> None:
        try:
            spend()
            through.append(1)
        except TooMany:
            pass

    threads = [threading.Thread(target=once) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(through) == 5


def test_another_process_counts_on(database):
    for _ in range(3):
        spend()
    script = (
        "from backend.plumbing import rate_limits\n"
        "for _ in range(2): rate_limits.spend('5 per 15 minutes', scope='a test', key='mei')\n"
        "try: rate_limits.spend('5 per 15 minutes', scope='a test', key='mei')\n"
        "except rate_limits.TooMany as no: print('refused', no.retry_after > 800)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "refused True"


def test_the_table_holds_no_address(app, database):
    browser = Browser(app, address="198.51.100.77")
    browser.post("/sign-in/codes", {"channel": "sms", "address": next_phone()})
    with psycopg.connect(database) as connection:
        rows = connection.execute("select key_hash, hits from rate_counters").fetchall()
    assert [hits for _, hits in rows] == [1, 1, 1, 1]
    assert {len(key) for key, _ in rows} == {32}


def test_a_flood_from_one_place_gets_429_with_retry_after(app):
    browser = Browser(app)
    number = next_phone()
    body = {"channel": "sms", "address": number}
    statuses = [browser.post("/sign-in/codes", body).status_code for _ in range(11)]
    refused = browser.post("/sign-in/codes", body)

    assert statuses == [202] * 10 + [429]
    assert refused.json["code"] == "too_many"
    assert refused.content_type == "application/problem+json"
    assert 800 < int(refused.headers["Retry-After"]) <= 900


def test_the_flood_over_many_numbers_from_one_place_ends_at_a_hundred(app):
    browser = Browser(app)
    statuses = [
        browser.post("/sign-in/codes", {"channel": "sms", "address": next_phone()}).status_code
        for _ in range(102)
    ]
    assert statuses == [202] * 100 + [429] * 2
    neighbour = Browser(app, address="203.0.113.8")
    assert (
        neighbour.post("/sign-in/codes", {"channel": "sms", "address": next_phone()}).status_code
        == 202
    )


def test_after_a_hundred_wrong_codes_from_elsewhere_the_owner_still_gets_in(app):
    number = next_phone()
    make_person(phone=number)
    wrong = 0
    attacker = Browser(app, address="192.0.2.66")
    for _ in range(10):
        asked = attacker.post("/sign-in/codes", {"channel": "sms", "address": number}).json
        for _ in range(10):
            body = {"challenge_id": asked["challenge_id"], "code": "000000"}
            wrong += attacker.post("/sign-in/sessions", body).status_code == 401
    assert wrong == 100

    sent_code()  # what the attacker asked for reaches the owner's phone and helps nobody
    owner = Browser(app, address="198.51.100.1")
    assert owner.sign_in(number)["contacts"][0]["masked"] == "••••" + number[-4:]


def test_when_an_address_is_flooded_from_many_places_a_passkey_still_opens(app):
    number = next_phone()
    person = make_person(phone=number)
    owner = Browser(app).as_person(person.id)
    device = Authenticator()
    asked = owner.post("/me/passkeys/options").json
    made = {"challenge_id": asked["challenge_id"], "credential": device.make(asked["public_key"])}
    owner.post("/me/passkeys", made)

    body = {"channel": "sms", "address": number}
    statuses = [
        Browser(app, address=f"192.0.2.{place}").post("/sign-in/codes", body).status_code
        for place in range(35)
    ]
    assert statuses == [202] * 30 + [429] * 5

    asked = owner.post("/sign-in/passkeys/options").json
    used = {"challenge_id": asked["challenge_id"], "credential": device.use(asked["public_key"])}
    assert owner.post("/sign-in/passkeys", used).status_code == 201
    assert owner.get("/me").status_code == 200


@pytest.mark.parametrize(
    ("said", "counted_as"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("", "unknown"),
        ("a socket", "unknown"),
    ],
)
def test_a_client_is_an_address_or_a_network_of_ipv6(app, said, counted_as):
    with app.test_request_context(environ_overrides={"REMOTE_ADDR": said}):
        assert rate_limits.client_address() == counted_as


def test_a_header_that_anybody_can_write_does_not_change_the_count(app):
    number = next_phone()
    body = {"channel": "sms", "address": number}
    browser = Browser(app)
    statuses = [
        browser.ask("POST", "/sign-in/codes", body, X_Forwarded_For=f"10.0.0.{n}").status_code
        for n in range(12)
    ]
    assert statuses[-1] == 429


def test_routes_without_a_limit_write_no_counter(app, database):
    browser = Browser(app).as_person(make_person().id)
    for _ in range(20):
        assert browser.get("/me").status_code == 200
    with psycopg.connect(database) as connection:
        assert connection.execute("select count(*) from rate_counters").fetchone() == (0,)


def test_counters_are_read_and_forgotten_as_the_library_asks(database):
    counters = rate_limits.CountersInDatabase()
    start = clock.now()
    with clock.moved_to(start):
        assert [counters.incr("a", 60), counters.incr("a", 60, 3), counters.incr("b", 60)] == [
            1,
            4,
            1,
        ]
        assert (counters.get("a"), counters.get("c"), counters.check()) == (4, 0, True)
        assert counters.get_expiry("a") == (start + timedelta(seconds=60)).timestamp()
        counters.clear("a")
        assert (counters.get("a"), counters.reset(), counters.get("b")) == (0, 1, 0)
