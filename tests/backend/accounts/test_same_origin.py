"""A change asked by cookie comes from our own pages, or nothing is done."""

import psycopg
import pytest

from tests.factories.accounts import make_person

ID = "01a1fff0-0000-7000-8000-000000000000"
OURS = {"X-Requested-With": "tideover"}
FOREIGN = [
    {},
    {"Sec-Fetch-Site": "same-origin"},
    {"X-Requested-With": "XMLHttpRequest", "Sec-Fetch-Site": "same-origin"},
    OURS | {"Sec-Fetch-Site": "cross-site"},
    OURS | {"Sec-Fetch-Site": "same-site"},
    OURS | {"Sec-Fetch-Site": "none"},
    OURS | {"Origin": "https://evil.example"},
    OURS | {"Origin": "null"},
    OURS | {"Origin": "http://localhost:8000.evil.example"},
    OURS | {"Origin": "https://localhost:8000"},
    OURS | {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
]
HERE = [
    OURS,
    OURS | {"Sec-Fetch-Site": "same-origin"},
    OURS | {"Origin": "http://localhost:8000"},
    OURS | {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost:8000"},
]


def cookie_routes(app) -> list[tuple[str, str]]:
    rooms = ("me.", "staff.", "sign-in.")
    return [
        (method, rule.rule.replace("<uuid:passkey_id>", ID).replace("<uuid:session_id>", ID))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(rooms)
        for method in rule.methods - {"GET", "HEAD", "OPTIONS"}
    ]


def test_no_unsafe_route_is_open_to_a_foreign_page(app, browser, database, counted):
    browser.as_person(make_person().id, stepped_up=True)
    asked = 0
    for method, path in cookie_routes(app):
        for headers in FOREIGN:
            answer = browser.client.open(path, method=method, headers=headers, json={})
            assert (answer.status_code, answer.json["code"]) == (403, "not_from_here"), path
            asked += 1
    counted("requests of foreign pages refused", asked)
    assert asked >= 19 * len(FOREIGN)
    with psycopg.connect(database) as connection:
        [changed] = connection.execute("select count(*) from code_challenges").fetchone()
    assert changed == 0
    assert browser.get("/me").status_code == 200


@pytest.mark.parametrize("headers", HERE)
def test_our_own_pages_are_let_in(browser, headers):
    browser.as_person(make_person().id)
    answer = browser.client.patch("/api/v1/me", headers=headers, json={"locale": "zh-Hans"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_a_body_that_a_form_could_send_is_not_read(browser, kind):
    browser.as_person(make_person().id)
    answer = browser.client.patch(
        "/api/v1/me", headers=browser.headers, data=b'{"locale":"zh-Hans"}', content_type=kind
    )
    assert answer.status_code == 415


def test_reading_needs_no_header(browser):
    browser.as_person(make_person().id)
    assert browser.client.get("/api/v1/me").status_code == 200
