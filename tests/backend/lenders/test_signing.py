"""Only a fresh message, over the very bytes that were sent, is accepted (row R26)."""

import json
from datetime import timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from backend.lenders.signing import new_secret, signed_headers
from backend.plumbing import clock

BODY = '{"type":"payment.succeeded","data":{"amount_minor":1500,"名":"海港"},"sequence":1}'.encode()
OURS, OTHER = new_secret(), new_secret()


def headers(*, ago: timedelta = timedelta(), secrets=(OURS,), message="msg_1", body=BODY):
    return signed_headers(message, clock.now() - ago, body, secrets)


def accepted(body: bytes, given: dict[str, str], secret: str = OURS) -> bool:
    try:
        Webhook(secret).verify(body, given)
    except WebhookVerificationError:
        return False
    return True


def test_a_fresh_message_is_accepted():
    assert accepted(BODY, headers())


def test_a_secret_has_256_bits_and_is_never_the_same():
    assert len(OURS) == len("whsec_") + 44
    assert OURS != OTHER


@pytest.mark.parametrize("at", range(0, len(BODY), 7))
def test_a_body_with_one_byte_altered_is_refused(at):
    altered = BODY[:at] + bytes([BODY[at] ^ 1]) + BODY[at + 1 :]
    try:
        altered.decode()
    except UnicodeDecodeError:
        altered = BODY[:at] + b"?" + BODY[at + 1 :]
    assert not accepted(altered, headers())


def test_the_same_json_written_anew_is_refused():
    again = json.dumps(json.loads(BODY)).encode()
    assert json.loads(again) == json.loads(BODY)
    assert not accepted(again, headers())


@pytest.mark.parametrize("ago", [timedelta(seconds=301), -timedelta(seconds=301)])
def test_a_message_older_or_newer_than_five_minutes_is_refused(ago):
    assert not accepted(BODY, headers(ago=ago))


@pytest.mark.parametrize("ago", [timedelta(seconds=290), -timedelta(seconds=290)])
def test_a_message_within_five_minutes_is_accepted(ago):
    assert accepted(BODY, headers(ago=ago))


def test_a_message_signed_with_another_secret_is_refused():
    assert not accepted(BODY, headers(secrets=(OTHER,)))


def test_while_rotating_the_receiver_may_know_either_secret():
    both = headers(secrets=(OURS, OTHER))
    assert both["webhook-signature"].count("v1,") == 2
    assert accepted(BODY, both, OURS)
    assert accepted(BODY, both, OTHER)
    assert not accepted(BODY, both, new_secret())


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_header_taken_from_another_message_or_missing_is_refused(name):
    other = headers(ago=timedelta(seconds=60), message="msg_2", body=b"{}")
    assert not accepted(BODY, headers() | {name: other[name]})
    assert not accepted(BODY, {k: v for k, v in headers().items() if k != name})
