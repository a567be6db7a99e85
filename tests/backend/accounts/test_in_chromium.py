"""A real Chromium with its own authenticator: cookies, passkeys and Clear-Site-Data as browsers do.

The app is served over HTTP on localhost, which browsers hold for secure.
"""

import os
import threading

import pytest
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from backend.plumbing.settings import settings
from tests.factories.accounts import next_phone, sent_code
from tests.journeys import chromium

ASK = """async ([method, path, body]) => {
  const answer = await fetch("/api/v1" + path, {
    method, headers: {"X-Requested-With": "tideover", "Content-Type": "application/json"},
    body: body === null ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  return [answer.status, text ? JSON.parse(text) : null];
}"""
MAKE = """async (options) => {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  return (await navigator.credentials.create({publicKey})).toJSON();
}"""
USE = """async (options) => {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return (await navigator.credentials.get({publicKey})).toJSON();
}"""


@pytest.fixture
def origin(app):
    """Where the app is served, for as long as the test."""
    server = make_server("localhost", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    before = os.environ["TIDEOVER_ORIGIN"]
    os.environ["TIDEOVER_ORIGIN"] = f"http://localhost:{server.server_port}"
    settings.cache_clear()
    yield settings().origin
    os.environ["TIDEOVER_ORIGIN"] = before
    settings.cache_clear()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(origin):
    """A page of ours in a browser whose authenticator verifies its holder."""
    try:
        found = chromium.find_chromium()
    except chromium.NoBrowser as missing:
        pytest.skip(missing.__doc__ or "no browser")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=str(found.path), args=list(chromium.ARGUMENTS)
        )
        opened = started.new_context().new_page()
        opened.goto(f"{origin}/healthz")
        line = opened.context.new_cdp_session(opened)
        line.send("WebAuthn.enable")
        line.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )
        yield opened
        started.close()


def ask(page, method: str, path: str, body: object = None) -> tuple[int, dict]:
    status, answer = page.evaluate(ASK, [method, path, body])
    return status, answer


def passkey_answers(page, path: str, script: str) -> dict:
    """Fetch options, have the browser's authenticator answer them, return the body to send."""
    _, asked = ask(page, "POST", f"{path}/options")
    credential = page.evaluate(script, asked["public_key"])
    return {"challenge_id": asked["challenge_id"], "credential": credential}


@pytest.mark.browser
def test_a_person_signs_up_adds_a_passkey_signs_out_and_comes_back_by_passkey(page):
    _, asked = ask(page, "POST", "/sign-in/codes", {"channel": "sms", "address": next_phone()})
    body = {"challenge_id": asked["challenge_id"], "code": sent_code()}
    status, me = ask(page, "POST", "/sign-in/sessions", body)
    assert status == 201

    [cookie] = page.context.cookies()
    assert cookie["name"] == "__Host-tideover"
    assert (cookie["secure"], cookie["httpOnly"]) == (True, True)
    assert page.evaluate("document.cookie") == ""

    body = passkey_answers(page, "/me/passkeys", MAKE) | {"name": "This phone"}
    status, passkey = ask(page, "POST", "/me/passkeys", body)
    assert (status, passkey["name"]) == (201, "This phone")

    assert ask(page, "DELETE", "/sign-in/session") == (204, None)
    assert page.context.cookies() == []
    assert ask(page, "GET", "/me")[0] == 401

    body = passkey_answers(page, "/sign-in/passkeys", USE)
    status, back = ask(page, "POST", "/sign-in/passkeys", body)
    assert (status, back["id"]) == (201, me["id"])
    assert back["stepped_up_until"] is not None

    body = passkey_answers(page, "/me/step-up/passkey", USE)
    assert ask(page, "POST", "/me/step-up/passkey", body)[0] == 200
