"""Real processes: a lender's system that listens badly, and workers that die while they send."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from backend.lenders import jobs
from backend.lenders.models import WebhookMessage
from backend.plumbing import clock
from tests.backend.lenders.outgoing import emit, rows
from tests.factories import lenders
from tests.journeys.outside import Calls, start_part

ROOT = Path(__file__).parents[3]
DELIVER = "from backend.plumbing import jobs; jobs.gather(); jobs.run('lenders.deliver')"
ENDED_BY_FAULT = 137


@pytest.fixture(scope="module")
def listener(tmp_path_factory):
    part = start_part(tmp_path_factory.mktemp("listener"), "listener")
    calls = Calls(part.addresses["listener"]["url"])
    yield calls
    calls.close()
    part.stop()


@pytest.fixture
def harbour(listener):
    lender = lenders.lender_id()
    made = lenders.endpoint(lender, f"{listener.url}/hooks")
    listener.told("POST", "/_sandbox/secrets", {"secrets": [made.secret]})
    listener.told("POST", "/_sandbox/mode", {"mode": "ok"})
    listener.told("DELETE", "/events")
    return lender


def heard(listener) -> list[dict]:
    return listener.told("GET", "/events")["events"]


def worker(fault: str) -> int:
    """Let a process of its own deliver what is due, and die where it is told to."""
    done = subprocess.run(
        [sys.executable, "-c", DELIVER],
        cwd=ROOT,
        env=os.environ | {"FAULT": fault},
        check=False,
        timeout=60,
    )
    return done.returncode


@pytest.mark.parametrize("mode", ["500", "301", "down"])
def test_a_system_that_listens_badly_for_a_while_hears_everything_in_the_end(
    listener, harbour, mode, counted
):
    for _ in range(100):
        emit(harbour, aggregate=uuid4())
    listener.told("POST", "/_sandbox/mode", {"mode": mode, "times": 60})
    now = clock.now()
    for seconds in (0, 6, 12):  # the first retry comes after 5 seconds
        with clock.moved_to(now + timedelta(seconds=seconds)):
            jobs.deliver()
            jobs.deliver_again()
    events = heard(listener)
    assert len(events) == 100
    assert all(event["heard"] == 1 and event["bodies"] == 1 for event in events)
    assert {row.state for row in rows(WebhookMessage)} == {"delivered"}
    tries = len(listener.told("GET", "/deliveries")["deliveries"])
    counted(f"deliveries of 100 events to a system in mode {mode}, none lost", tries)


@pytest.mark.parametrize(
    ("point", "times_heard"), [("lenders.after_claim", 1), ("lenders.after_send", 2)]
)
def test_a_worker_killed_while_it_delivers_loses_nothing_and_repeats_under_the_same_id(
    listener, harbour, point, times_heard
):
    for _ in range(20):
        emit(harbour, aggregate=uuid4())
    assert worker(f"{point}:1") == ENDED_BY_FAULT
    jobs.deliver()
    assert {row.state for row in rows(WebhookMessage)} == {"waiting"}  # its lease still runs
    with clock.moved_to(clock.now() + timedelta(seconds=121)):
        jobs.deliver()
    events = heard(listener)
    assert len(events) == 20
    assert {event["times"] for event in events} == {times_heard}
    assert {event["bodies"] for event in events} == {1}
    assert {row.state for row in rows(WebhookMessage)} == {"delivered"}
