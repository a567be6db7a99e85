"""Real processes: SMTP, the SMS gateway, a push service that decrypts, and workers that die."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from backend.nudges import jobs, push, service
from backend.plumbing import clock, db
from backend.plumbing.settings import settings
from tests.backend.nudges.sending import queue, ways, wish
from tests.factories.accounts import make_person
from tests.journeys.outside import Calls, start_part

ROOT = Path(__file__).parents[3]
DELIVER = "from backend.plumbing import jobs; jobs.gather(); jobs.run('nudges.deliver')"
ENDED_BY_FAULT = 137
ALWAYS = {"quiet_from": "00:00", "quiet_until": "00:00"}


@pytest.fixture(scope="module")
def mailbox(tmp_path_factory, database_url):
    """The sandbox's mailbox, which mail and messages go to as long as it stands."""
    part = start_part(tmp_path_factory.mktemp("mailbox"), "mailbox")
    where = part.addresses["mailbox"]
    before = {name: os.environ.get(name) for name in ("TIDEOVER_SMTP_URL", "TIDEOVER_SMS_URL")}
    os.environ.update(
        TIDEOVER_SMTP_URL=f"smtp://{where['smtp']}",
        TIDEOVER_SMS_URL=f"{where['url']}/sms",
        TIDEOVER_SMS_TOKEN=where["sms_token"],
    )
    settings.cache_clear()
    calls = Calls(where["url"])
    yield calls
    os.environ.update(before)
    del os.environ["TIDEOVER_SMS_TOKEN"]
    settings.cache_clear()
    calls.close()
    part.stop()


@pytest.fixture(autouse=True)
def _empty(mailbox):
    mailbox.told("DELETE", "/messages")


@pytest.fixture
def mei():
    person = make_person(email="mei@example.org", locale="zh-Hans")
    wish(person, **ALWAYS)
    return person


def messages(mailbox) -> list[dict]:
    return mailbox.told("GET", "/messages")["messages"]


def subscribe(mailbox, person) -> None:
    with db.unit_of_work(db.system()) as session:
        ours = push.keys(session).public
    asked = {"application_server_key": ours}
    subscription = mailbox.told("POST", "/push-subscriptions", asked)
    with db.unit_of_work(db.system()) as session:
        service.subscribe(session, person_id=person.id, subscription=subscription)


def worker(fault: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", DELIVER],
        cwd=ROOT,
        env=os.environ | {"FAULT": fault},
        check=False,
        timeout=60,
    )
    return done.returncode


def test_a_nudge_arrives_by_mail_by_text_message_and_by_push(mailbox, mei):
    subscribe(mailbox, mei)
    nudge = queue(mei, moment=clock.now(), facts={"lender_name": "Harbour Credit"})
    jobs.deliver()
    found = {one["channel"]: one for one in messages(mailbox)}
    assert set(found) == {"mail", "sms", "push"}
    assert found["mail"]["to"] == "mei@example.org"
    assert found["mail"]["subject"] == "有新内容等您查看"
    assert "http://localhost:8000/inbox" in found["sms"]["text"]
    assert "您有新内容" in found["push"]["text"]
    assert "Harbour" not in str(found)
    assert {state for state, _ in ways(nudge).values()} == {"sent"}


def test_a_device_that_took_its_permission_back_is_forgotten(mailbox, mei):
    subscribe(mailbox, mei)
    mailbox.told("POST", "/_sandbox/answers", {"channel": "push", "status": 410, "times": 1})
    nudge = queue(mei, moment=clock.now())
    jobs.deliver()
    assert ways(nudge)["push"] == ("dead", "no_address")
    again = queue(mei, moment=clock.now())
    jobs.deliver()
    assert ways(again)["push"] == ("dead", "no_address")


@pytest.mark.parametrize(
    ("point", "letters", "reason"),
    [("nudges.after_claim", 1, "handed_over"), ("nudges.after_send", 1, "outcome_unknown")],
)
def test_a_worker_killed_while_it_delivers_loses_nothing_and_sends_nothing_twice(
    mailbox, mei, point, letters, reason
):
    nudge = queue(mei, moment=clock.now())
    assert worker(f"{point}:1") == ENDED_BY_FAULT
    jobs.deliver()
    with clock.moved_to(clock.now() + timedelta(seconds=121)):
        jobs.deliver()
    found = messages(mailbox)
    assert len([one for one in found if one["to"] == "mei@example.org"]) == letters
    assert len([one for one in found if one["channel"] == "sms"]) == 1
    assert ways(nudge)["email"][1] == reason
    assert ways(nudge)["sms"] == ("sent", "handed_over")
