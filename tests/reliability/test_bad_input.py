"""Bad input gets an answer that names what is wrong; docs/bad-input.md is true."""

import ast
import re
from uuid import uuid4

import pytest

from tests.architecture.sources import ROOT
from tests.reliability.test_tenants import rows

PAGE = (ROOT / "docs" / "bad-input.md").read_text(encoding="utf-8")


def payment(person, currency: str = "CNY") -> dict:
    parts = [{"debt_id": person.ids["debt_id"], "amount_minor": 100}]
    return {
        "mandate_id": person.ids["mandate_id"], "currency": currency, "allocations": parts,
    }  # fmt: skip


def test_every_line_of_the_page_on_bad_input_is_shown_by_a_test_that_is_there(counted):
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", PAGE)
    lines = [line for line in PAGE.splitlines() if line.startswith("| ")][1:]
    gone = [
        f"{path}::{name}"
        for path, name in named
        if name
        not in {
            found.name
            for found in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
            if isinstance(found, ast.FunctionDef)
        }
    ]
    counted("kinds of bad input with their test", len(named))
    assert gone == []
    assert len(named) == len(lines)


def test_a_payment_in_another_currency_than_its_debt_is_refused(everybody, rail, database):
    before, charged = rows(database), len(rail.lines)
    answer = everybody.anna.ask(
        "POST",
        "/api/v1/payments",
        payment(everybody.anna, "EUR"),
        headers={"Idempotency-Key": uuid4().hex},
    )
    assert (answer.status_code, answer.json["code"]) == (422, "currencies_mixed")
    assert (rows(database), len(rail.lines)) == (before, charged)


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b'{"currency": "CNY", "currency": "EUR"}', 400, "name_twice"),
        (b'{"currency": NaN}', 400, "no_json_number"),
        (b'{"currency": Infinity}', 400, "no_json_number"),
        (b"currency=CNY", 400, "malformed"),
        (b"", 400, "malformed"),
        (b"\xff\xfe", 400, "malformed"),
        (b"[" * 100_000, 400, "malformed"),
        (b"1" * 5_000, 400, "malformed"),
        (b"[]", 422, "invalid"),
        (b'{"\\ud800": 1}', 422, "invalid"),
        (b'{"__proto__": {"role": "staff"}}', 422, "invalid"),
    ],
    ids=str,
)
def test_json_that_could_be_read_in_two_ways_is_refused(everybody, database, raw, status, code):
    before = rows(database)
    headers = {"Content-Type": "application/json", "Idempotency-Key": uuid4().hex}
    for caller, method, path in (
        (everybody.anna, "POST", "/payments"),
        (everybody.anna, "PATCH", "/me"),
        (everybody.harbour_system, "PUT", "/lender/debts/A-1"),
        (everybody.nobody, "POST", "/claims/preview"),
    ):
        answer = caller.ask(method, f"/api/v1{path}", raw, headers=headers)
        told = (answer.status_code, answer.json["code"], answer.mimetype)
        assert told == (status, code, "application/problem+json"), (path, answer.text)
    assert rows(database) == before


def test_a_body_of_over_a_megabyte_is_refused_unread(everybody):
    raw = b'{"display_name": "' + b"x" * 1_000_000 + b'"}'
    for caller, method, path in (
        (everybody.anna, "PATCH", "/me"),
        (everybody.nobody, "POST", "/hooks/rails/sandbox"),
        (everybody.harbour_system, "PUT", "/lender/debts/A-1"),
    ):
        sent = {"Content-Type": "application/json"}
        answer = caller.ask(method, f"/api/v1{path}", raw, headers=sent)
        assert (answer.status_code, answer.json["code"]) == (413, "too_large"), path
        assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    "key", ["", "short", "x" * 201, "with a space", "täglich-neu-1", "tab\tbed-key"]
)
def test_a_key_of_no_known_form_is_refused(everybody, rail, key):
    charged = len(rail.lines)
    for caller, path, body in (
        (everybody.anna, "/payments", payment(everybody.anna)),
        (everybody.harbour_system, "/lender/debts/batch", b"{}"),
    ):
        sent = {"Idempotency-Key": key}
        if isinstance(body, bytes):
            sent["Content-Type"] = "application/x-ndjson"
        answer = caller.ask("POST", f"/api/v1{path}", body, headers=sent)
        assert (answer.status_code, answer.json["code"]) == (400, "idempotency_key_missing")
    assert len(rail.lines) == charged
