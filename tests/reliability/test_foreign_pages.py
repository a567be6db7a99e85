"""A foreign page changes nothing, a form stands in for no page of ours, reading changes nothing."""

import json
from typing import Any

import pytest

from tests.architecture.openapi import DOCUMENT
from tests.backend.accounts.test_same_origin import FOREIGN
from tests.reliability.access import operations
from tests.reliability.knocks import body_of
from tests.reliability.tenants import Tenant
from tests.reliability.test_tenants import rows

FORMS = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b")
SIGNS = ("X-Requested-With", "Sec-Fetch-Site", "Origin")


def callers(everybody) -> dict[str, Tenant]:
    return {
        "person": everybody.anna,
        "staff": everybody.harbour,
        "key": everybody.harbour_system,
        "anybody": everybody.nobody,
    }


def asked(tenant: Tenant, one: Any, **more: Any) -> Any:
    """Ask as a browser that was sent here by somebody else's page."""
    thing = tenant.ids.get(one.name, tenant.ids.get(one.parameter or ""))
    return tenant.browser.client.open(
        f"/api/v1{one.named(thing)}",
        method=one.method,
        environ_overrides=tenant.browser.environ,
        **more,
    )


def test_every_change_asked_by_a_foreign_page_is_refused(everybody, database, counted):
    before, cells = rows(database), 0
    for one in operations("person", "staff", "anybody"):
        if one.method == "GET" or one.path.startswith("/hooks/"):
            continue
        tenant = callers(everybody)[one.door]
        body = body_of(one.name, tenant)
        sent = {} if body is None or isinstance(body, bytes) else {"json": body}
        for headers in FOREIGN:
            answer = asked(tenant, one, headers=headers, **sent)
            assert (answer.status_code, answer.json["code"]) == (403, "not_from_here"), one.name
            cells += 1
    counted("requests of foreign pages refused", cells)
    assert rows(database) == before


@pytest.mark.parametrize("kind", FORMS)
def test_a_body_as_a_form_sends_it_is_read_by_no_operation(everybody, database, kind, counted):
    before, cells = rows(database), 0
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    for one in operations("person", "staff", "key", "anybody"):
        told = document["paths"][f"/api/v1{one.path}"][one.method.lower()]
        if "requestBody" not in told:
            continue
        tenant = callers(everybody)[one.door]
        headers = {**tenant.browser.headers, **tenant.headers, "Idempotency-Key": "k" * 20}
        body = body_of(one.name, tenant)
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = asked(tenant, one, data=raw, headers=headers, content_type=kind)
        assert (answer.status_code, answer.mimetype) == (415, "application/problem+json"), one.name
        cells += 1
    counted("bodies of a form's kind refused", cells)
    assert rows(database) == before


def test_reading_changes_nothing(everybody, database, counted):
    everybody.anna.ask("GET", "/api/v1/push/key")  # the pair is made once, by whoever is first
    before, cells = rows(database), 0
    for one in operations("person", "staff", "key", "anybody"):
        tenant = callers(everybody)[one.door]
        headers = {**tenant.browser.headers, **tenant.headers}
        for method in ("GET", "HEAD", "OPTIONS"):
            if method != "OPTIONS" and one.method != "GET":
                continue
            answer = asked(tenant, one._replace(method=method), headers=headers)
            assert answer.status_code in {200, 204}, (one.name, method, answer.text)
            cells += 1
    counted("safe requests after which every table is as it was", cells)
    assert rows(database) == before


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("limit=1&limit=9", 400, "name_twice"),
        ("limit=1_0", 422, "invalid"),
        ("limit=１０", 422, "invalid"),
        ("limit=1.0", 422, "invalid"),
        ("limit=101", 422, "invalid"),
        ("limit=-1", 422, "invalid"),
        ("surprise=1", 422, "invalid"),
        ("cursor=WyJcdTAwMDAiXQ", 400, "unknown_cursor"),
        ("cursor=WyJcdWQ4MDAiXQ", 400, "unknown_cursor"),
        ("cursor=WyJ4Il0", 400, "unknown_cursor"),
        ("cursor=%00", 400, "unknown_cursor"),
    ],
)
def test_a_list_asked_for_in_no_known_way_is_refused_by_every_list(
    everybody, query, status, code, counted
):
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    lists = [
        one
        for one in operations("person", "staff", "key")
        if any(
            part["name"] == "cursor"
            for part in document["paths"][f"/api/v1{one.path}"]
            .get(one.method.lower(), {})
            .get("parameters", [])
        )
    ]
    by_reference = {"/lender/debts", "/staff/debts"}
    for one in lists:
        tenant = callers(everybody)[one.door]
        answer = tenant.ask("GET", f"/api/v1{one.path}?{query}")
        if query.startswith("cursor=WyJ4") and one.path in by_reference:
            assert answer.status_code == 200  # "x" is a place among references
            continue
        assert (answer.status_code, answer.json["code"]) == (status, code), (one.name, answer.text)
        if status == 422:
            assert list(answer.json["fields"]) == [query.partition("=")[0]]
    counted("lists asked for in no known way", len(lists))
