"""Codes leave after the commit, at least once, and never through the log."""

import logging
from datetime import timedelta

import psycopg
import pytest
import structlog
from psycopg import sql

from backend.accounts import jobs as sending
from backend.plumbing import clock, db, jobs, mail, sms
from backend.plumbing.delivery import NotTaken
from tests.factories.accounts import Browser, next_phone, sent_code


class GatewayDown(sms.SmsInMemory):
    """Takes nothing."""

    def __init__(self, *, final: bool) -> None:
        super().__init__()
        self.final = final
        self.asked = 0

    def send(self, message: sms.Text) -> None:
        self.asked += 1
        raise NotTaken(final=self.final)


@pytest.fixture
def gateway(monkeypatch):
    """Put another gateway in the place of the one the settings choose."""

    def put(other):
        monkeypatch.setattr(sending.sms, "sender", lambda: other)
        return other

    return put


def ask(browser: Browser) -> str:
    return browser.post("/sign-in/codes", {"channel": "sms", "address": next_phone()}).json[
        "challenge_id"
    ]


def rows(database: str) -> list[tuple]:
    with psycopg.connect(database) as connection:
        return connection.execute(
            "select outcome, attempts, code_sealed is null from account_messages order by id"
        ).fetchall()


def test_a_code_is_sent_again_later_when_the_gateway_is_down(browser, database, gateway):
    start = clock.now()
    with clock.moved_to(start):
        challenge_id = ask(browser)
        gateway(GatewayDown(final=False))
        jobs.run("accounts.send_codes")
        jobs.run("accounts.send_codes")
    assert rows(database) == [(None, 1, False)]

    gateway(sms.memory())
    with clock.moved_to(start + timedelta(seconds=5)):
        code = sent_code()
        body = {"challenge_id": challenge_id, "code": code}
        assert browser.post("/sign-in/sessions", body).status_code == 201
    assert rows(database) == [("sent", 2, True)]


def test_what_the_gateway_refuses_for_good_is_not_sent_again(browser, database, gateway):
    ask(browser)
    down = gateway(GatewayDown(final=True))
    jobs.run("accounts.send_codes")
    jobs.run("accounts.send_codes")
    assert down.asked == 1
    assert rows(database) == [("refused", 1, True)]


def test_a_code_that_is_over_is_not_sent(browser, database):
    start = clock.now()
    with clock.moved_to(start):
        ask(browser)
    with clock.moved_to(start + timedelta(minutes=10)):
        jobs.run("accounts.send_codes")
    assert sms.memory().sent == []
    assert rows(database) == [("late", 1, True)]


def test_a_worker_killed_while_sending_lets_go_after_two_minutes(browser, database, gateway):
    class Killed(BaseException):
        """The worker is gone."""

    class Kills(sms.SmsInMemory):
        def send(self, message: sms.Text) -> None:
            raise Killed

    start = clock.now()
    with clock.moved_to(start):
        ask(browser)
        gateway(Kills())
        with pytest.raises(Killed):
            jobs.run("accounts.send_codes")
        gateway(sms.memory())
        jobs.run("accounts.send_codes")
    assert sms.memory().sent == []
    with clock.moved_to(start + timedelta(minutes=2)):
        jobs.run("accounts.send_codes")
    assert len(sms.memory().sent) == 1


def test_a_hundred_and_twenty_codes_are_sent_once_each_by_two_workers(app, database):
    for number in range(12):
        for _ in range(10):
            ask(Browser(app, address=f"10.0.0.{number}"))
    import threading

    workers = [threading.Thread(target=jobs.run, args=("accounts.send_codes",)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    keys = [message.key for message in sms.memory().sent]
    assert len(keys) == len(set(keys)) == 120


def test_nothing_is_sent_while_a_transaction_is_open(database):
    with db.unit_of_work(db.system()), pytest.raises(db.TransactionOpen):
        sms.memory().send(sms.Text(key="1", to="+447700900100", text="x"))
    with db.unit_of_work(db.system()), pytest.raises(db.TransactionOpen):
        mail.memory().send(mail.Letter("1", "mei@example.org", "x", "x"))


def test_neither_code_nor_address_nor_token_is_logged(app, caplog):
    number = next_phone()
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as lines:
        browser = Browser(app)
        body = {"channel": "sms", "address": number}
        challenge_id = browser.post("/sign-in/codes", body).json["challenge_id"]
        code = sent_code()
        for tried in ("000000", code):
            browser.post("/sign-in/sessions", {"challenge_id": challenge_id, "code": tried})
        token = browser.client.get_cookie("__Host-tideover").value
        browser.get("/me")
        browser.ask("DELETE", "/sign-in/session")

    text = caplog.text + repr(lines)
    assert [word for word in (number, number[1:], code, token) if word in text] == []


def test_what_is_over_is_forgotten(browser, database):
    start = clock.now()
    with clock.moved_to(start):
        browser.sign_in(next_phone())
        browser.post("/me/step-up/passkey/options")
    with clock.moved_to(start + timedelta(days=300)):
        jobs.run("accounts.forget_old")
    tables = (
        "code_challenges", "account_messages", "account_sessions", "passkey_challenges",
        "rate_counters", "persons",
    )  # fmt: skip
    with psycopg.connect(database) as connection:
        left = {
            table: connection.execute(
                sql.SQL("select count(*) from {}").format(sql.Identifier(table))
            ).fetchone()[0]
            for table in tables
        }
    assert left == dict.fromkeys(tables, 0) | {"persons": 1}
