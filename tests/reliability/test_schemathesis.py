"""The published document against the application: no 500, nothing undocumented, no open door (R12).

Everything runs in this process, with rails, mail and messages in memory and no network. How many
examples an operation gets in each phase says EXAMPLES in the environment.
"""

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.hooks import unregister
from schemathesis.transport.wsgi import WSGITransport

from backend.accounts.access import PERSON_COOKIE, STAFF_COOKIE
from backend.plumbing import rate_limits
from tests.backend.nudges.sink import Device
from tests.factories.debts import debt_in
from tests.reliability.tenants import HEADER, ROW, Tenant

EXAMPLES = int(os.environ.get("EXAMPLES", "50"))
# A rule may say more than JSON Schema can: to refuse by it what fits the schema is no mistake.
ACCEPTED = ["2xx", "400", "401", "403", "404", "409", "422", "429"]
CALLS_BETWEEN_RESETS = 40
"""Of the rate limits, so that they do not answer everything."""
DOORS = {
    "anna": "person", "bo": "person", "harbour": "staff", "harbour_system": "lender-key",
    "nobody": None,
}  # fmt: skip
# What a code, a link or a signature opens is not found by chance; its own tests open it.
NEVER_BY_CHANCE = {
    "POST /api/v1/claims", "POST /api/v1/claims/need-time", "POST /api/v1/claims/not-me",
    "POST /api/v1/claims/preview", "POST /api/v1/hooks/rails/{rail_name}",
    "POST /api/v1/me/contacts", "POST /api/v1/me/passkeys", "POST /api/v1/me/step-up",
    "POST /api/v1/me/step-up/passkey", "POST /api/v1/sign-in/passkeys",
    "POST /api/v1/sign-in/sessions", "POST /api/v1/staff/sign-in/sessions",
}  # fmt: skip


# These end a spare one only, not the session that asks or the mandate that pays.
NEEDED_LATER = {"DELETE /api/v1/me/sessions/{session_id}", "DELETE /api/v1/mandates/{mandate_id}"}
ORDINARY = {
    **debt_in(),
    **Device("https://fcm.googleapis.com/fcm/send/one").subscription,
    "channel": "email",
    "address": "new@example.org",
    "email": "new@example.org",
    "answer": "1994",
    "url": "http://127.0.0.1:9/hook",
}


@pytest.fixture(autouse=True)
def _probes_stay_in_this_process(monkeypatch):
    """Take settings of sockets from the library's own probes: in process they mean nothing."""
    send = WSGITransport.send

    def in_process(self, case, **kwargs):
        for name in ("max_redirects", "verify", "cert", "proxies"):
            kwargs.pop(name, None)
        return send(self, case, **kwargs)

    monkeypatch.setattr(WSGITransport, "send", in_process)


@pytest.mark.parametrize("who", DOORS)
def test_what_is_published_is_what_is_answered(app, everybody, who, counted):
    tenant: Tenant = getattr(everybody, who)
    document = behind(DOORS[who], app.test_client().get("/api/v1/openapi.json").get_json())
    schema = schemathesis.openapi.from_dict(document, config=config(DOORS[who], tenant))
    schema.app = app

    happened = run(schema, tenant)

    answered = Counter(answers(happened))
    counted(f"calls made by schemathesis ({EXAMPLES} examples an operation)", answered.total())
    served = {label for label, status in answered if status < 300}
    assert failures(happened) == {}
    assert {label for label, _ in answered} - served - NEVER_BY_CHANCE == set()


def behind(door: str | None, document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with the operations of one door, each status to be named.

    What is published says "anything else is a problem document" as well; here that would hide
    every status that nobody wrote down.
    """
    asked = [{door: []}] if door else []
    paths: dict[str, Any] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method != "parameters" and operation["security"] == asked:
                del operation["responses"]["default"]
                kept = {"parameters": operations.get("parameters", [])}
                paths.setdefault(path, kept)[method] = operation
    return {**document, "paths": paths}


def config(door: str | None, tenant: Tenant) -> SchemathesisConfig:
    """Return how to run: as whom, how long, and what the library cannot know."""
    cookie = {"person": PERSON_COOKIE, "staff": STAFF_COOKIE}.get(door or "")
    known: dict[str, Any] = {}
    if cookie:
        known = {door: {"api_key": tenant.browser.client.get_cookie(cookie).value}}
    elif door:
        known = {door: {"bearer": tenant.headers["Authorization"].removeprefix("Bearer ")}}
    settings: dict[str, Any] = {
        "generation": {"max-examples": EXAMPLES, "deterministic": True, "no-shrink": True},
        "checks": {"positive_data_acceptance": {"expected-statuses": ACCEPTED}},
        "continue-on-failure": True,
        "cache": {"enabled": False},  # one run is like another
        "operations": [
            {  # a debt's reference may be "batch", so that path takes PUT and GET as well
                "include-name": "POST /api/v1/lender/debts/batch",
                "checks": {
                    "allow_header_conformance": {"enabled": False},
                    "negative_data_rejection": {"enabled": False},
                },
            },
            {  # whatever bytes come, they are rows or named refusals
                "include-name": "POST /api/v1/staff/imports",
                "checks": {"negative_data_rejection": {"enabled": False}},
            },
        ],
    }
    return SchemathesisConfig.from_dict(settings | ({"auth": {"openapi": known}} if known else {}))


def run(schema: Any, tenant: Tenant) -> list[Any]:
    """Run every phase and return what happened; of three calls two name things that are there."""
    calls = Counter[str]()

    def before_call(context, case, kwargs):
        calls["made"] += 1
        if calls["made"] % CALLS_BETWEEN_RESETS == 0:
            rate_limits.limiter.reset()
        fuzzed = case.meta is not None and case.meta.phase.name.value != "stateful"
        if case.operation.label in NEEDED_LATER or (fuzzed and calls["made"] % 3):
            ids = own_ids(tenant, case.operation.label)
            name_own(ids, case.path_parameters)
            name_own(ids, case.body)
            if case.meta and case.meta.generation.mode.is_positive:
                make_ordinary(case)

    schemathesis.hook(before_call)
    try:
        return list(from_schema(schema).execute())
    finally:
        unregister(before_call)


def own_ids(tenant: Tenant, label: str) -> dict[str, str]:
    """Return what a tenant owns, as one operation is to name it."""
    parameter = label.partition("{")[2].partition("}")[0]
    spare = tenant.ids.get(label.replace("/api/v1", ""))
    return tenant.ids | ({parameter: spare} if spare else {})


def name_own(ids: dict[str, str], named: object) -> None:
    """Put the ids of one's own things where any ids stand."""
    if isinstance(named, list):
        for part in named:
            name_own(ids, part)
    elif isinstance(named, dict):
        for name, value in named.items():
            if name in ids and _is_id(value):
                named[name] = ids[name]
            name_own(ids, value)


def make_ordinary(case: Any) -> None:
    """Say in a well-formed body what rules beyond its form ask for, so that routes do work."""
    if case.media_type == "text/csv":
        case.body = HEADER + ROW.format(uuid4().hex)
    elif isinstance(case.body, dict):
        case.body |= {name: value for name, value in ORDINARY.items() if name in case.body}
        for part in case.body.get("allocations", []):
            part["amount_minor"] = 1
        if case.operation.path.endswith("/lender/debts/{reference}"):
            case.body |= {"due_minor": None, "paid_minor": None}


def answers(happened: list[Any]) -> Iterator[tuple[str, int]]:
    """Yield operation and status of every call."""
    for event in happened:
        if isinstance(event, events.ScenarioFinished):
            for case_id, told in event.recorder.interactions.items():
                label = event.recorder.cases[case_id].value.operation.label
                if told.response is not None and label.startswith(told.request.method):
                    yield label, told.response.status_code


def failures(happened: list[Any]) -> dict[tuple[str, ...], str]:
    """Return one message for each check that failed, by check, operation and title."""
    found: dict[tuple[str, ...], str] = {}
    for event in happened:
        if isinstance(event, events.FatalError):
            raise event.exception
        if isinstance(event, events.NonFatalError):
            found.setdefault(("error", event.label, event.info.title), event.info.message)
        if isinstance(event, events.ScenarioFinished):
            for check in (one for checks in event.recorder.checks.values() for one in checks):
                if check.failure_info is not None:
                    failure, code = check.failure_info.failure, check.failure_info.code_sample
                    key = (check.name, failure.operation, failure.title)
                    found.setdefault(key, f"{failure.message}\n{code}")
    return found


def _is_id(value: object) -> bool:
    try:
        return bool(UUID(str(value)))
    except ValueError:
        return False
