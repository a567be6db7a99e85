"""What a person sees and changes of their own account."""

import pytest

from tests.factories.accounts import make_person


def test_a_person_changes_what_they_like_and_the_rest_stays(browser):
    browser.as_person(make_person().id)
    changed = browser.ask(
        "PATCH", "/me", {"display_name": "梅", "locale": "zh-Hans", "time_zone": "Asia/Shanghai"}
    )

    assert changed.status_code == 200
    assert changed.json["display_name"] == "梅"
    assert changed.json["country"] == "GB"
    assert browser.ask("PATCH", "/me", {"display_name": None}).json["display_name"] is None
    assert browser.get("/me").json["locale"] == "zh-Hans"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"display_name": ""}, "display_name"),
        ({"display_name": "m" * 81}, "display_name"),
        ({"display_name": "Mei\u202e"}, "display_name"),
        ({"display_name": "Mei\u0000"}, "display_name"),
        ({"display_name": 5}, "display_name"),
        ({"locale": "fr"}, "locale"),
        ({"locale": None}, "locale"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": "../etc/passwd"}, "time_zone"),
        ({"country": "XX"}, "country"),
        ({"country": "cn"}, "country"),
        ({"hide_amounts": "true"}, "hide_amounts"),
        ({"hide_amounts": 1}, "hide_amounts"),
        ({"id": "01a1fff0-0000-7000-8000-000000000000"}, "id"),
        ({"role": "admin"}, "role"),
        ({"verified": True}, "verified"),
    ],
)
def test_what_cannot_be_kept_is_named_and_nothing_changes(browser, body, field):
    browser.as_person(make_person(display_name="Mei").id)
    before = browser.get("/me").data

    refused = browser.ask("PATCH", "/me", {"country": "CN", **body})
    assert (refused.status_code, list(refused.json["fields"])) == (422, [field])
    assert browser.get("/me").data == before


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"locale":"en","locale":"en"}', b"\xff", b"null"]
)
def test_a_body_that_cannot_be_read_is_refused(browser, body):
    browser.as_person(make_person().id)
    refused = browser.client.patch(
        "/api/v1/me", data=body, content_type="application/json", headers=browser.headers
    )
    assert refused.status_code in {400, 422}
    assert refused.content_type == "application/problem+json"


def test_every_door_of_a_person_is_shut_to_strangers(app, browser, counted):
    doors = [
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(("me.", "staff."))
        for method in rule.methods - {"HEAD", "OPTIONS"}
    ]
    answers = {
        (method, path): browser.client.open(
            path.replace("<uuid:passkey_id>", ID).replace("<uuid:session_id>", ID),
            method=method,
            headers=browser.headers,
            json={} if method in {"POST", "PATCH"} else None,
        ).status_code
        for method, path in doors
    }
    counted("doors of persons and staff tried by strangers", len(answers))
    assert len(answers) >= 15
    assert set(answers.values()) == {401}


ID = "01a1fff0-0000-7000-8000-000000000000"
