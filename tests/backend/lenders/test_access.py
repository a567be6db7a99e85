"""A lender's system comes in by a key in force with the right scope, and sees its own alone."""

import pytest
import sqlalchemy as sa
from flask import Flask

from backend.lenders import routes, service
from backend.lenders.models import ApiKey, Scope
from backend.plumbing import db
from tests.factories import lenders
from tests.factories.lenders import bearer


@pytest.fixture
def harbour():
    return lenders.lender_id()


def code(answer) -> tuple[int, str | None]:
    return answer.status_code, (answer.get_json() or {}).get("code")


def test_a_key_says_whose_it_is(client, harbour):
    answer = client.get("/api/v1/lender", headers=bearer(lenders.api_key(harbour)))
    assert answer.status_code == 200
    assert answer.get_json()["id"] == str(harbour)
    assert answer.get_json()["name"] == "Harbour Credit"


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer tk_"},
        {"Authorization": "Bearer tk_" + "x" * 43},
        {"Authorization": "Bearer tk_" + "x" * 5_000},
        {"Authorization": "Basic dGs6dGs="},
    ],
)
def test_without_a_known_key_nobody_comes_in(client, harbour, header):
    lenders.api_key(harbour)
    assert code(client.get("/api/v1/lender", headers=header)) == (401, "key_not_known")


def test_a_revoked_key_is_refused_at_its_next_request(client, harbour):
    key = lenders.api_key(harbour)
    assert client.get("/api/v1/lender", headers=bearer(key)).status_code == 200
    with db.unit_of_work(db.lender(harbour)) as session:
        service.revoke_key(session, lender_id=harbour, key_id=key.row.id)
    assert client.get("/api/v1/lender", headers=bearer(key)).status_code == 401


def test_a_key_without_the_scope_is_refused(client, harbour):
    key = lenders.api_key(harbour, Scope.DEBTS_READ)
    answer = client.get("/api/v1/lender/webhook-endpoints", headers=bearer(key))
    assert code(answer) == (403, "scope_missing")


def test_a_key_is_kept_as_a_hash_and_its_last_four_characters(harbour):
    key = lenders.api_key(harbour)
    with db.unit_of_work(db.system()) as session:
        row = session.execute(sa.select(ApiKey.__table__)).one()
    assert len(key.key) == len("tk_") + 43
    assert key.key.encode() not in b"".join(str(value).encode() for value in row)
    assert row.last_four == key.key[-4:]


def test_finding_a_key_is_one_statement_and_no_transaction(client, harbour):
    header = bearer(lenders.api_key(harbour))
    client.get("/api/v1/lender", headers=header)
    said = []
    sa.event.listen(db.engine(), "before_cursor_execute", lambda *a: said.append(a[2]))
    begun = []
    sa.event.listen(db.engine(), "begin", lambda _: begun.append(1))
    client.get("/api/v1/lender/nothing-here", headers=header)
    client.get("/api/v1/lender", headers=header)
    assert [text for text in said if "lender_of_key" in text] == said[:1]


def test_every_door_for_systems_says_which_scopes_it_needs(app: Flask, counted):
    doors = [
        view
        for name, view in app.view_functions.items()
        if name.startswith(f"{routes.for_systems.name}.")
    ]
    counted("doors for lenders' systems", len(doors))
    assert len(doors) >= 8
    assert all(hasattr(view, "needed_scopes") for view in doors)
