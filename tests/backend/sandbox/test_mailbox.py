"""What a service sends to people arrives, can be read, and can be refused on purpose."""

import base64
import smtplib
from email.message import EmailMessage

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid
from pywebpush import WebPushException, webpush

from backend.sandbox.push_proof import check_claims, decrypted, padded, public_point, unpadded
from backend.sandbox.server import Refused
from tests.journeys.outside import Sandbox

LINK = "http://127.0.0.1:8000/claim?token=a-b_c&lang=zh"


def mail(to: str, text: str = "Hello") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Tideover <hello@tideover.example>"
    message["To"] = to
    message["Subject"] = "您有一条新消息"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(text)
    message.add_alternative(f"<p>{text}</p>", subtype="html")
    return message


def send(sandbox: Sandbox, message: EmailMessage) -> None:
    with smtplib.SMTP(*sandbox.smtp, timeout=10) as server:
        server.send_message(message)


def send_sms(sandbox: Sandbox, to: str, text: str = "Your code is 123456") -> int:
    return int(sandbox.mailbox.call("POST", "/sms", {"to": to, "text": text}).status_code)


def send_push(subscription: dict, key: Vapid, **more: object) -> int:
    claims = more.pop("claims", None) or {"sub": "mailto:hello@tideover.example"}
    answer = webpush(
        subscription,
        data=b'{"text":"hi"}',
        vapid_private_key=key,
        vapid_claims=dict(claims),
        **{"ttl": 60, **more},
    )
    return int(answer.status_code)


@pytest.fixture
def vapid() -> Vapid:
    key = Vapid()
    key.generate_keys()
    return key


def test_a_mail_arrives_with_subject_text_and_links(sandbox: Sandbox):
    send(sandbox, mail("wei@example.org", f"请点击 {LINK} 。"))

    found = sandbox.mailbox.newest("wei@example.org", "mail")

    assert found["subject"] == "您有一条新消息"
    assert found["links"] == [LINK]
    assert found["html"].startswith("<p>")
    assert found["details"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_mail_to_two_people_arrives_twice(sandbox: Sandbox):
    send(sandbox, mail("a@example.org, b@example.org"))

    assert [message["to"] for message in sandbox.mailbox.messages()] == [
        "b@example.org",
        "a@example.org",
    ]


@pytest.mark.parametrize("status", [451, 550])
def test_the_mail_server_refuses_as_told_and_keeps_nothing(sandbox: Sandbox, status):
    sandbox.mailbox.answer("mail", status, times=1)

    with pytest.raises(smtplib.SMTPDataError) as refusal:
        send(sandbox, mail("wei@example.org"))
    send(sandbox, mail("wei@example.org"))

    assert refusal.value.smtp_code == status
    assert len(sandbox.mailbox.messages()) == 1


def test_a_text_message_arrives(sandbox: Sandbox):
    assert send_sms(sandbox, "+447700900123") == 202

    found = sandbox.mailbox.newest("+447700900123", "sms")
    assert found["text"] == "Your code is 123456"


def test_a_text_message_sent_again_under_its_key_is_one_message(sandbox: Sandbox):
    text = {"to": "+447700900123", "text": "once", "reference": "a1"}

    answers = [
        sandbox.mailbox.call("POST", "/sms", text, Idempotency_Key=key).json()["id"]
        for key in ("a1", "a1", "a2")
    ]

    assert answers[0] == answers[1] != answers[2]
    assert len(sandbox.mailbox.messages()) == 2


def test_the_outside_world_ends_cleanly_while_a_mail_line_is_open(sandbox: Sandbox):
    with smtplib.SMTP(*sandbox.smtp, timeout=10) as server:
        server.ehlo()

        assert sandbox.stop() == 0
        with pytest.raises(smtplib.SMTPServerDisconnected):
            server.noop()


def test_a_text_message_needs_the_token_a_number_and_a_text(sandbox: Sandbox):
    stranger = requests.post(
        sandbox.mailbox.url + "/sms", json={"to": "+447700900123", "text": "x"}, timeout=10
    )

    assert stranger.status_code == 401
    assert send_sms(sandbox, "07700900123") == 422
    assert send_sms(sandbox, "+447700900123", "") == 422
    assert sandbox.mailbox.messages() == []


def test_the_text_gateway_answers_as_told_and_then_works_again(sandbox: Sandbox):
    sandbox.mailbox.answer("sms", 503, times=2, to="+447700900123")

    others = send_sms(sandbox, "+447700900999")
    statuses = [send_sms(sandbox, "+447700900123") for _ in range(3)]

    assert (others, statuses) == (202, [503, 503, 202])


def test_a_push_message_is_decrypted_and_its_sender_verified(sandbox: Sandbox, vapid: Vapid):
    subscription = sandbox.mailbox.subscribe()

    status = send_push(subscription, vapid, headers={"Urgency": "low", "Topic": "bill"})

    [message] = sandbox.mailbox.messages(channel="push")
    assert status == 201
    assert message["text"] == '{"text":"hi"}'
    assert message["from"] == "mailto:hello@tideover.example"
    assert message["details"] == {"ttl": "60", "urgency": "low", "topic": "bill"}


def test_a_push_message_meant_for_another_service_is_refused(sandbox: Sandbox, vapid: Vapid):
    subscription = sandbox.mailbox.subscribe()
    claims = {"sub": "mailto:a@example.org", "aud": "https://push.example"}

    with pytest.raises(WebPushException) as refusal:
        send_push(subscription, vapid, claims=claims)

    assert refusal.value.response.status_code == 403
    assert sandbox.mailbox.messages() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"exp": 1000}, "bad_expiry"),
        ({"exp": 1000 + 24 * 3600 + 1}, "bad_expiry"),
        ({"exp": "soon"}, "bad_expiry"),
        ({"aud": "http://127.0.0.1:2"}, "bad_audience"),
        ({"sub": "hello"}, "bad_contact"),
    ],
)
def test_a_token_for_elsewhere_out_of_time_or_without_contact_is_refused(changes, code):
    good = {"aud": "http://127.0.0.1:1", "exp": 1060, "sub": "mailto:a@example.org"}
    check_claims(good, "http://127.0.0.1:1", 1000)

    with pytest.raises(Refused) as refusal:
        check_claims(good | changes, "http://127.0.0.1:1", 1000)

    assert (refusal.value.status, refusal.value.code) == (403, code)


def test_a_push_message_from_another_sender_is_refused(sandbox: Sandbox, vapid: Vapid):
    ours = unpadded(public_point(ec.generate_private_key(ec.SECP256R1())))
    subscription = sandbox.mailbox.subscribe(ours)

    with pytest.raises(WebPushException) as refusal:
        send_push(subscription, vapid)

    assert refusal.value.response.status_code == 403


def test_a_push_message_for_other_keys_is_refused(sandbox: Sandbox, vapid: Vapid):
    one, other = sandbox.mailbox.subscribe(), sandbox.mailbox.subscribe()

    with pytest.raises(WebPushException) as refusal:
        send_push(one | {"keys": other["keys"]}, vapid)

    assert refusal.value.response.status_code == 400


@pytest.mark.parametrize("status", [404, 410, 413, 429, 500])
def test_the_push_service_answers_as_told(sandbox: Sandbox, vapid: Vapid, status):
    subscription = sandbox.mailbox.subscribe()
    sandbox.mailbox.answer("push", status, times=1)

    with pytest.raises(WebPushException) as refusal:
        send_push(subscription, vapid)

    assert refusal.value.response.status_code == status
    assert send_push(subscription, vapid) == 201


def test_a_person_who_unsubscribed_is_gone(sandbox: Sandbox, vapid: Vapid):
    subscription = sandbox.mailbox.subscribe()
    name = subscription["endpoint"].rpartition("/")[2]
    sandbox.mailbox.told("DELETE", f"/push-subscriptions/{name}")

    with pytest.raises(WebPushException) as refusal:
        send_push(subscription, vapid)

    assert refusal.value.response.status_code == 410


def test_the_example_of_the_standard_decrypts():
    # RFC 8291, section 5 and appendix A.
    number = int.from_bytes(padded("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"))
    key = ec.derive_private_key(number, ec.SECP256R1())
    body = padded(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
        "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
        "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )

    text = decrypted(body, key, padded("BTBZMqHH6r4Tts7J_aSIgg"))

    assert text == b"When I grow up, I want to be a watermelon"
    altered = body[:-1] + bytes([body[-1] ^ 1])
    for wrong in (b"", body[:40], altered):
        with pytest.raises(ValueError, match=r"."):
            decrypted(wrong, key, base64.urlsafe_b64decode("BTBZMqHH6r4Tts7J_aSIgg=="))


def test_the_page_shows_the_newest_first_with_links_and_no_script(sandbox: Sandbox):
    send_sms(sandbox, "+447700900123", f"first <script>alert(1)</script> {LINK}.")
    send_sms(sandbox, "+447700900123", "second")

    page = requests.get(sandbox.mailbox.url + "/", timeout=10)

    assert page.text.index("second") < page.text.index("first")
    assert f'href="{LINK.replace("&", "&amp;")}"' in page.text
    assert "<script" not in page.text
    assert 'http-equiv="refresh"' in page.text


def test_the_page_speaks_chinese(sandbox: Sandbox):
    page = requests.get(sandbox.mailbox.url, headers={"Accept-Language": "zh-CN"}, timeout=10)

    assert "沙盒信箱" in page.text
