"""One debt pushed by a lender's system, and pushed again."""

import pytest

from backend.plumbing import clock
from tests.backend.debts.moments import NOON
from tests.factories import lenders
from tests.factories.debts import debt_in
from tests.factories.lenders import bearer

URL = "/api/v1/lender/debts/HC-004821"


@pytest.fixture(autouse=True)
def at_noon():
    with clock.moved_to(NOON):
        yield


@pytest.fixture
def key():
    return bearer(lenders.api_key(lenders.lender_id()))


def test_a_debt_pushed_is_kept_with_its_parts_apart(client, key):
    made = client.put(URL, json=debt_in(), headers=key)

    assert made.status_code == 201, made.text
    debt = made.get_json()
    assert (debt["borrowed_minor"], debt["interest_minor"], debt["fees_minor"]) == (
        230_000,
        14_000,
        4_000,
    )
    assert (debt["paid_minor"], debt["outstanding_minor"], debt["due_minor"]) == (
        0,
        248_000,
        248_000,
    )
    assert (debt["state"], debt["version"]) == ("unclaimed", 1)
    assert client.get(URL, headers=key).get_json() == debt


def test_the_same_push_again_changes_nothing(client, key):
    first = client.put(URL, json=debt_in(), headers=key).get_json()
    again = client.put(URL, json=debt_in(), headers=key)
    assert (again.status_code, again.get_json()) == (200, first)


def test_a_newer_figure_makes_a_new_version(client, key):
    client.put(URL, json=debt_in(), headers=key)
    newer = client.put(
        URL, json=debt_in(paid_minor=48_000, as_of="2026-11-21T10:00:00Z"), headers=key
    ).get_json()
    assert (newer["version"], newer["paid_minor"], newer["outstanding_minor"]) == (
        2,
        48_000,
        200_000,
    )


def test_an_older_figure_changes_nothing_and_says_so(client, key):
    first = client.put(URL, json=debt_in(), headers=key).get_json()
    older = client.put(
        URL, json=debt_in(paid_minor=48_000, as_of="2026-11-20T10:00:00Z"), headers=key
    )
    assert older.get_json() == {**first, "stale": True}


def test_a_debt_keeps_its_currency(client, key):
    client.put(URL, json=debt_in(), headers=key)
    other = client.put(URL, json=debt_in(currency="USD"), headers=key)
    assert (other.status_code, other.get_json()["code"]) == (409, "currency_fixed")
    assert "currency" in other.get_json()["fields"]


def test_figures_that_hold_in_the_future_are_refused(client, key):
    made = client.put(URL, json=debt_in(as_of="2026-11-21T12:05:01Z"), headers=key)
    assert (made.status_code, list(made.get_json()["fields"])) == (422, ["as_of"])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"charges": [{"kind": "principal", "amount_minor": 24.8}]}, "charges"),
        ({"currency": "ABC"}, "currency"),
        ({"due_on": "2026-02-30"}, "due_on"),
        ({"paid_minor": -1}, "paid_minor"),
        ({"due_minor": 2**53}, "due_minor"),
        ({"contact": {}}, "contact"),
        ({"unknown": 1}, "unknown"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(client, key, change, field):
    refused = client.put(URL, json=debt_in(**change), headers=key)
    assert (refused.status_code, list(refused.get_json()["fields"])) == (422, [field])
    assert client.get(URL, headers=key).status_code == 404


@pytest.mark.parametrize("reference", ["%00", "-begins", "sp%20ace", "x" * 65])
def test_a_reference_has_a_plain_form(client, key, reference):
    url = f"/api/v1/lender/debts/{reference}"
    assert client.put(url, json=debt_in(), headers=key).status_code == 422
    assert client.get(url, headers=key).status_code == 404


def test_another_lenders_debt_answers_exactly_like_a_missing_one(client, key):
    stranger = bearer(lenders.api_key(lenders.lender_id(name="Another")))
    client.put(URL, json=debt_in(), headers=key)
    others = client.get(URL, headers=stranger)
    missing = client.get("/api/v1/lender/debts/HC-004822", headers=stranger)
    assert (others.status_code, others.data) == (404, missing.data)
    made = client.put(URL, json=debt_in(paid_minor=1), headers=stranger)
    assert made.status_code == 201
    assert client.get(URL, headers=key).get_json()["paid_minor"] == 0


def test_pages_of_a_lenders_debts_hold_each_once(client, key):
    for number in range(5):
        client.put(f"/api/v1/lender/debts/R-{number}", json=debt_in(), headers=key)
    first = client.get("/api/v1/lender/debts?limit=3", headers=key).get_json()
    second = client.get(
        f"/api/v1/lender/debts?limit=3&cursor={first['next_cursor']}", headers=key
    ).get_json()
    seen = [debt["reference"] for page in (first, second) for debt in page["items"]]
    assert (seen, second["next_cursor"]) == ([f"R-{number}" for number in range(5)], None)


def test_a_field_whose_name_no_text_can_hold_is_refused_like_any_other(client, key):
    body = b'{"\\ud800": 1}'
    refused = client.put(URL, data=body, content_type="application/json", headers=key)
    assert refused.status_code == 422
