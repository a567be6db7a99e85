"""Text messages through a gateway of one method, spoken to over real HTTP."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from backend.plumbing import db, outside, sms
from backend.plumbing.delivery import NotTaken

MESSAGE = sms.Text(key="01a1fff0", to="+8613800138000", text="您的验证码是 123456")


@pytest.fixture
def gateway(database):
    """A gateway that answers what `gateway.answer` says and keeps what it was asked."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.asked.append((self.headers, json.loads(body)))
            self.send_response(server.answer)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.answer = [], 202
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    outside.http().close()
    server.shutdown()
    thread.join()
    server.server_close()


def sender(gateway) -> sms.SmsGateway:
    return sms.SmsGateway(f"http://127.0.0.1:{gateway.server_port}/sms", "sms_key")


def test_a_message_is_one_post_with_key_and_token(gateway):
    sender(gateway).send(MESSAGE)

    [(headers, body)] = gateway.asked
    assert body == {
        "to": "+8613800138000",
        "text": "您的验证码是 123456",
        "reference": "01a1fff0",
    }
    assert headers["Authorization"] == "Bearer sms_key"
    assert headers["Idempotency-Key"] == "01a1fff0"


@pytest.mark.parametrize(
    ("status", "final"),
    [
        (400, True), (422, True), (404, True),
        (401, False), (429, False), (408, False), (500, False), (503, False), (302, False),
    ],
)  # fmt: skip
def test_a_refusal_says_whether_asking_again_helps(gateway, status, final):
    gateway.answer = status
    with pytest.raises(NotTaken) as refused:
        sender(gateway).send(MESSAGE)
    assert refused.value.final is final
    assert len(gateway.asked) == 1


def test_a_gateway_that_is_away_is_asked_again_later(gateway):
    away = sms.SmsGateway("http://127.0.0.1:9/sms", None)
    with pytest.raises(NotTaken) as refused:
        away.send(MESSAGE)
    assert not refused.value.final


def test_nothing_is_sent_while_a_transaction_is_open(gateway):
    with db.unit_of_work(db.system()), pytest.raises(db.TransactionOpen):
        sender(gateway).send(MESSAGE)
    assert gateway.asked == []
