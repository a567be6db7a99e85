"""Every operation, asked by everybody, with an object of their own, another's and none (R36)."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from psycopg import sql

from backend.plumbing import clock
from tests.architecture.openapi import DOCUMENT
from tests.factories.debts import debt_in
from tests.reliability.access import ACCESS, DOORS, Operation, operations, published
from tests.reliability.conftest import Everybody
from tests.reliability.knocks import EXPECTED, knock
from tests.reliability.tenants import MISSING, NOON, Tenant

REFUSED_AT_THE_DOOR = {
    "sign_in_needed", "key_not_known", "scope_missing", "step_up_needed", "not_from_here",
}  # fmt: skip


def test_the_matrix_names_every_operation_of_the_document_and_nothing_else(counted):
    declared = [name for door in DOORS for name in ACCESS[door]]
    counted("operations in the access matrix", len(declared))
    assert sorted(declared) == sorted(published())


def test_the_matrix_says_of_each_operation_what_the_document_says():
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    schemes = {"person": "person", "staff": "staff", "key": "lender-key", "anybody": None}
    for one in operations(*DOORS):
        told = document["paths"][f"/api/v1{one.path}"][one.method.lower()]["security"]
        assert told == ([{schemes[one.door]: []}] if schemes[one.door] else []), one.name


def door_of(tenant: Tenant) -> str:
    kinds = {"person": "person", "staff": "staff", "key": "key", "bare": "key"}
    return kinds.get(tenant.name.split()[0], "nobody")


def things(one: Operation, everybody: Everybody) -> dict[str, str | None]:
    """Return what to name in a path: the first tenant's object, the second's, and a missing one."""
    if one.parameter is None:
        return {"-": None}
    pair = (everybody.anna, everybody.bo)
    if one.door != "person":
        pair = (everybody.harbour, everybody.hill)
    missing = "NO-SUCH-1" if one.parameter == "reference" else MISSING
    return {owner.name: owner.ids.get(one.name, owner.ids[one.parameter]) for owner in pair} | {
        "missing": missing
    }


def said(answer: Any) -> tuple[int, bytes, dict[str, str]]:
    """Return all that an answer tells."""
    return answer.status_code, answer.data, dict(answer.headers)


def rows(database: str) -> dict[str, Any]:
    """Return a digest of each table; sessions and counters note that somebody was here."""
    with psycopg.connect(database) as connection:
        names = connection.execute(
            "select tablename from pg_tables where schemaname = 'public' and tablename"
            " not in ('rate_counters', 'account_sessions') order by 1"
        ).fetchall()
        return {
            name: connection.execute(
                sql.SQL(
                    "select count(*), md5(string_agg(t::text, '|' order by t::text)) from {} t"
                ).format(sql.Identifier(name))
            ).fetchone()
            for (name,) in names
        }


def code_of(answer: Any) -> str | None:
    return answer.json.get("code") if answer.mimetype == "application/problem+json" else None


def test_whoever_has_no_business_at_a_door_is_refused_and_changes_nothing(
    everybody, database, counted
):
    before, cells = rows(database), 0
    for one in operations("person", "staff", "key"):
        for tenant in everybody.all():
            bare = tenant is everybody.bare_key and one.needs != "any key"
            if door_of(tenant) == one.door and not bare:
                continue
            answers = {
                whose: knock(tenant, one, thing) for whose, thing in things(one, everybody).items()
            }
            cells += len(answers)
            told = [said(answer) for answer in answers.values()]
            assert told.count(told[0]) == len(told), (one.name, tenant.name)
            refused = (
                (403, {"scope_missing"})
                if bare and one.door == "key"
                else (401, {"sign_in_needed", "key_not_known"})
            )
            assert told[0][0] == refused[0], (one.name, tenant.name, told[0])
            assert code_of(next(iter(answers.values()))) in refused[1], (one.name, tenant.name)
    counted("authorisation cells checked", cells)
    assert rows(database) == before


def test_anothers_object_answers_to_the_byte_like_a_missing_one_and_stays_as_it_is(
    everybody, database, counted
):
    before, cells = rows(database), 0
    pairs = {
        "person": ((everybody.anna, everybody.bo), (everybody.bo, everybody.anna)),
        "staff": ((everybody.harbour, everybody.hill), (everybody.hill, everybody.harbour)),
        "key": (
            (everybody.harbour_system, everybody.hill),
            (everybody.hill_system, everybody.harbour),
        ),
    }
    for one in operations("person", "staff", "key"):
        if one.parameter is None or one.method == "PUT":
            continue
        for tenant, other in pairs[one.door]:
            theirs = other.ids.get(one.name, other.ids[one.parameter])
            missing = "NO-SUCH-1" if one.parameter == "reference" else MISSING
            answers = [knock(tenant, one, thing) for thing in (theirs, missing)]
            cells += 2
            assert said(answers[0]) == said(answers[1]), (one.name, tenant.name)
            assert answers[0].status_code == 404, (one.name, answers[0].text)
    counted("authorisation cells checked", cells)
    assert rows(database) == before


def test_everybody_is_served_with_what_is_their_own(everybody, counted):
    cells = 0
    served = {
        "person": (everybody.anna, everybody.bo),
        "staff": (everybody.harbour, everybody.hill),
        "key": (everybody.harbour_system, everybody.hill_system),
        "anybody": everybody.all(),
    }
    for one in sorted(operations(*DOORS), key=_last_things_last):
        for tenant in served[one.door]:
            thing = tenant.ids.get(one.name, tenant.ids.get(one.parameter or ""))
            answer = knock(tenant, one, thing)
            cells += 1
            told = (answer.status_code, code_of(answer))
            assert told[1] not in REFUSED_AT_THE_DOOR, (one.name, tenant.name, told)
            assert told == EXPECTED.get(one.name, (one.success, None)), (one.name, answer.text)
    counted("authorisation cells checked", cells)


def _last_things_last(one: Operation) -> tuple[bool, bool, bool]:
    """Order what ends something after what needs it: a passkey removed signs out elsewhere."""
    return "sign-in" in one.path, one.method == "DELETE", "passkeys" in one.path


def test_without_a_fresh_proof_a_person_sets_up_no_money_and_no_way_in(everybody, counted):
    proved = [one for one in operations("person") if one.needs != "signed in"]
    with clock.moved_to(NOON + timedelta(minutes=6)):
        for one in proved:
            thing = everybody.anna.ids.get(one.parameter or "")
            answer = knock(everybody.anna, one, thing)
            assert (answer.status_code, code_of(answer)) == (403, "step_up_needed"), one.name
    counted("authorisation cells checked", len(proved))


def traces(other: Tenant, *more: str) -> list[str]:
    """Return what must stand in no answer to anybody else."""
    return [*other.ids.values(), str(other.person_id or other.lender_id), *more]


def test_no_list_count_search_or_log_holds_anothers_rows(everybody, counted):
    cells = 0
    for mine, other, words in (
        (everybody.anna, everybody.bo, ("bo-owed", "bo-paid", "Hillstore")),
        (everybody.bo, everybody.anna, ("anna-owed", "anna-paid", "Harbour")),
        (everybody.harbour, everybody.hill, ("bo-", "Hillstore", str(everybody.bo.person_id))),
        (everybody.hill, everybody.harbour, ("anna-", "Harbour")),
        (everybody.harbour_system, everybody.hill, ("bo-", "Hillstore")),
        (everybody.hill_system, everybody.harbour, ("anna-", "Harbour")),
    ):
        for one in operations(door_of(mine)):
            if one.method != "GET":
                continue
            thing = mine.ids.get(one.name, mine.ids.get(one.parameter or ""))
            text = knock(mine, one, thing).text
            cells += 1
            assert not [trace for trace in traces(other, *words) if trace in text], one.name
    counted("answers searched for another's rows", cells)


def test_a_filter_search_or_cursor_of_anothers_finds_what_a_missing_one_finds(everybody):
    harbour, system, bo = everybody.harbour, everybody.harbour_system, everybody.bo
    theirs = everybody.hill.ids
    cursor = {
        path: everybody.hill_system.ask("GET", f"/api/v1{path}?limit=1").json["next_cursor"]
        for path in ("/lender/debts", "/lender/payments", "/lender/webhook-messages")
    }
    assert all(cursor.values())
    for tenant, path, named, missing in (
        (harbour, "/staff/debts?q={}", theirs["reference"], "zz-none"),
        (harbour, "/staff/webhook-messages?endpoint_id={}", theirs["endpoint_id"], MISSING),
        (system, "/lender/webhook-messages?endpoint_id={}", theirs["endpoint_id"], MISSING),
    ):
        answers = [tenant.ask("GET", "/api/v1" + path.format(it)) for it in (named, missing)]
        assert said(answers[0]) == said(answers[1])
        assert answers[0].json == {"items": [], "next_cursor": None}
    for path, place in cursor.items():
        answer = system.ask("GET", f"/api/v1{path}?cursor={place}")
        assert answer.status_code == 200
        assert not [one for one in traces(everybody.hill, "bo-") if one in answer.text]
    totals = everybody.anna.ask("GET", "/api/v1/debts").json["totals"]
    assert totals == bo.ask("GET", "/api/v1/debts").json["totals"]
    assert [(one["count"], one["outstanding_minor"]) for one in totals] == [(2, 495_000)]


def test_anothers_debt_mandate_or_challenge_in_a_body_is_a_missing_one(everybody, database):
    anna, bo = everybody.anna, everybody.bo
    before = rows(database)

    def pay(**names: str) -> Any:
        parts = [{"debt_id": names.get("debt_id", anna.ids["debt_id"]), "amount_minor": 100}]
        body = {
            "mandate_id": names.get("mandate_id", anna.ids["mandate_id"]),
            "currency": "CNY",
            "allocations": parts,
        }
        return anna.ask("POST", "/api/v1/payments", body, headers={"Idempotency-Key": "k" * 20})

    for name in ("debt_id", "mandate_id"):
        theirs, missing = (pay(**{name: it}) for it in (bo.ids[name], MISSING))
        assert said(theirs) == said(missing)
        assert theirs.status_code == 404
    assert rows(database) == before
    challenge = bo.ask("POST", "/api/v1/me/step-up/codes").json["challenge_id"]
    for path in ("/me/step-up", "/sign-in/sessions", "/staff/sign-in/sessions"):
        theirs, missing = (
            anna.ask("POST", f"/api/v1{path}", {"challenge_id": it, "code": "123456"})
            for it in (challenge, MISSING)
        )
        assert said(theirs) == said(missing)
        assert theirs.status_code == 401


def test_the_same_idempotency_key_of_two_tenants_is_two_keys(everybody):
    key = {"Idempotency-Key": "the-same-key-for-both"}
    for person in (everybody.anna, everybody.bo):
        parts = [{"debt_id": person.ids["debt_id"], "amount_minor": 100}]
        body = {"mandate_id": person.ids["mandate_id"], "currency": "CNY", "allocations": parts}
        answer = person.ask("POST", "/api/v1/payments", body, headers=key)
        assert answer.status_code == 201, answer.text
        assert "Idempotency-Replayed" not in answer.headers
    for number, system in enumerate((everybody.harbour_system, everybody.hill_system)):
        row = json.dumps({"reference": f"K-{number}", **debt_in()}).encode()
        sent = key | {"Content-Type": "application/x-ndjson"}
        answer = system.ask("POST", "/api/v1/lender/debts/batch", row, headers=sent)
        assert (answer.status_code, answer.json["created"]) == (200, 1), answer.text


def test_a_lender_that_pushes_under_anothers_reference_makes_a_debt_of_its_own(everybody, database):
    theirs = everybody.hill.ids["reference"]
    before = everybody.hill_system.ask("GET", f"/api/v1/lender/debts/{theirs}").data
    pushed = everybody.harbour_system.ask("PUT", f"/api/v1/lender/debts/{theirs}", debt_in())
    assert pushed.status_code == 201
    assert everybody.hill_system.ask("GET", f"/api/v1/lender/debts/{theirs}").data == before


@pytest.mark.parametrize("extra", ["role", "state", "balance_minor", "lender_id", "verified"])
def test_a_field_that_is_nobodys_to_set_is_refused_by_every_operation(everybody, extra, counted):
    cells = 0
    for one, tenant in _bodies(everybody):
        answer = knock(tenant, one, tenant.ids.get(one.parameter or ""), {extra: "x"})
        allowed = one.name.startswith("PATCH") and "webhook" in one.path and extra == "state"
        cells += 1
        assert answer.status_code == 422, (one.name, answer.text)
        assert extra in answer.json["fields"] or allowed, (one.name, answer.text)
    counted("bodies refused for a field too many", cells)


def _bodies(everybody: Everybody) -> Iterator[tuple[Operation, Tenant]]:
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    callers = {
        "person": everybody.anna, "staff": everybody.harbour,
        "key": everybody.harbour_system, "anybody": everybody.nobody,
    }  # fmt: skip
    for one in operations(*DOORS):
        told = document["paths"][f"/api/v1{one.path}"][one.method.lower()]
        if "application/json" in told.get("requestBody", {}).get("content", {}):
            yield one, callers[one.door]
