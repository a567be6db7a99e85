"""Our own network is out of reach for addresses that strangers give, when saved and when used."""

import os
import socket
import ssl
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from backend.lenders import jobs, service
from backend.lenders.models import WebhookAttempt
from backend.plumbing import clock, db, outside, strangers
from backend.plumbing.settings import settings
from backend.plumbing.strangers import NoAnswer, Why
from tests.backend.lenders.outgoing import emit, rows
from tests.backend.lenders.receivers import receiver
from tests.factories import lenders
from tests.factories.lenders import bearer

INSIDE = [
    "127.0.0.1",
    "127.1",
    "localhost",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:10.0.0.1]",
    "0.0.0.0",  # noqa: S104 - asked for, not listened on
    "0",
    "[::]",
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "169.254.169.254",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "[fd00::1]",
    "[fe80::1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "224.0.0.1",
    "user:word@127.0.0.1",
    "public.example@127.0.0.1",
]


@pytest.fixture
def in_production():
    """The outside world is the real one: no loopback, no plain http."""
    os.environ["TIDEOVER_SANDBOX"] = "off"
    settings.cache_clear()
    strangers.forget_connections()
    yield
    os.environ["TIDEOVER_SANDBOX"] = "on"
    settings.cache_clear()
    strangers.forget_connections()


@pytest.fixture
def fresh_connections():
    strangers.forget_connections()
    yield
    strangers.forget_connections()


@pytest.fixture
def canary():
    """A port on loopback that must never be connected to."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.05)
        yield listening


def hits(canary: socket.socket) -> int:
    count = 0
    while True:
        try:
            connection, _ = canary.accept()
        except TimeoutError:
            return count
        connection.close()
        count += 1


def resolving(monkeypatch, **answers: list[str]):
    """Let names resolve as told, one answer after another; the resolver is not ours to ask."""
    real = socket.getaddrinfo

    def resolve(host, port, *args, **kwargs):
        turns = answers.get(str(host).replace(".", "_"))
        if turns is None:
            return real(host, port, *args, **kwargs)
        address = turns.pop(0) if len(turns) > 1 else turns[0]
        return real(address, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


def ask(url: str) -> Why | int:
    try:
        return strangers.post(url, body=b"{}", headers={}).status
    except NoAnswer as silence:
        return silence.why


@pytest.mark.parametrize("host", INSIDE)
def test_an_address_inside_is_refused_when_it_is_saved(in_production, client, host):
    key = bearer(lenders.api_key(lenders.lender_id()))
    url = f"https://{host}/hook"
    answer = client.post("/api/v1/lender/webhook-endpoints", json={"url": url}, headers=key)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "target_not_public")
    assert "url" in answer.get_json()["fields"]


@pytest.mark.parametrize("host", INSIDE)
def test_an_address_inside_is_refused_when_it_is_used(in_production, canary, host):
    port = canary.getsockname()[1]
    assert ask(f"https://{host}:{port}/hook") is Why.TARGET_NOT_PUBLIC
    assert hits(canary) == 0


def test_plain_http_is_refused_in_production(in_production, canary):
    assert ask(f"http://127.0.0.1:{canary.getsockname()[1]}/") is Why.TARGET_NOT_PUBLIC
    assert hits(canary) == 0


def test_a_name_that_is_public_when_saved_and_inside_when_used_reaches_nothing(
    in_production, canary, client, monkeypatch
):
    resolving(monkeypatch, rebind_example=["93.184.216.34", "127.0.0.1"])
    lender = lenders.lender_id()
    url = f"https://rebind.example:{canary.getsockname()[1]}/hook"
    key = bearer(lenders.api_key(lender))
    saved = client.post("/api/v1/lender/webhook-endpoints", json={"url": url}, headers=key)
    assert saved.status_code == 201
    emit(lender)
    jobs.deliver()
    (attempt,) = rows(WebhookAttempt)
    assert attempt.outcome == "target_not_public"
    assert hits(canary) == 0


def test_the_address_that_was_checked_is_the_one_that_is_connected_to(
    fresh_connections, monkeypatch
):
    """A second answer of the resolver, given between check and connection, would be missed."""
    with receiver() as listening:
        port = listening.url.split(":")[2].split("/")[0]
        resolving(monkeypatch, twice_example=["127.0.0.1", "203.0.113.1"])
        assert ask(f"http://twice.example:{port}/hook") == 200
    assert listening.heard[0].headers["host"] == f"twice.example:{port}"


def test_one_inside_address_among_public_ones_is_enough_to_refuse(in_production, monkeypatch):
    entry = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
    both = [(*entry, ("93.184.216.34", 443)), (*entry, ("10.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    assert ask("https://mixed.example/") is Why.TARGET_NOT_PUBLIC


def test_a_redirect_to_the_inside_is_not_followed(canary):
    with receiver(302) as listening:
        listening.headers["Location"] = f"http://127.0.0.1:{canary.getsockname()[1]}/"
        assert ask(listening.url) == 302
    assert hits(canary) == 0


def test_nothing_is_asked_while_a_transaction_is_open():
    with db.unit_of_work(db.system()), pytest.raises(db.TransactionOpen):
        strangers.post("http://127.0.0.1:9/", body=b"", headers={})


def test_a_receiver_that_says_nothing_is_left_after_its_time(fresh_connections, monkeypatch):
    monkeypatch.setattr(outside, "READ_SECONDS", 0.2)
    leave = threading.Event()
    with receiver(lambda _: 200 if leave.wait(10) else 500) as listening:
        assert ask(listening.url) is Why.TIMED_OUT
        leave.set()


def test_a_receiver_whose_headers_trickle_in_is_left_after_its_time(fresh_connections, monkeypatch):
    """Each byte comes in time, so only the watchdog can end this."""
    monkeypatch.setattr(outside, "READ_SECONDS", 1.0)
    monkeypatch.setattr(outside, "CONNECT_SECONDS", 0.2)
    with trickling() as (port, ended):
        assert ask(f"http://127.0.0.1:{port}/") is Why.TIMED_OUT
        assert ended.wait(10), "the line was closed before the server had said all"


@contextmanager
def trickling():
    """Accept one line and answer with a header that never ends, a byte every 50 ms."""
    ended, over = threading.Event(), threading.Event()

    def serve(listening: socket.socket) -> None:
        line, _ = listening.accept()
        with line:
            line.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            for _ in range(400):
                try:
                    line.sendall(b"a")
                except OSError:
                    ended.set()
                    return
                if over.wait(0.05):
                    return

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=(listening,), daemon=True)
        thread.start()
        yield listening.getsockname()[1], ended
        over.set()
        thread.join()


def test_a_silent_endpoint_is_tried_by_each_thread_once_and_the_rest_keeps_its_tries():
    silent, well = lenders.lender_id(), lenders.lender_id(name="Another")
    lenders.endpoint(silent, "http://127.0.0.1:9/silent")
    lenders.endpoint(well, "http://127.0.0.1:9/well")
    for _ in range(50):
        emit(silent, aggregate=uuid4())
    for _ in range(20):
        emit(well, aggregate=uuid4())
    asked = []

    def send(message):
        asked.append(message.url)
        outcome = "accepted" if message.url.endswith("well") else "timed_out"
        return jobs.Tried(message, clock.now(), jobs.Outcome(outcome), None, 1, "")

    jobs.deliver_batch(send)
    assert asked.count("http://127.0.0.1:9/well") == 20
    assert asked.count("http://127.0.0.1:9/silent") <= jobs.SENDERS


def certificate(folder, *names: str) -> tuple[str, str]:
    """Return the files of a certificate for these names, its own authority, and of its key."""
    private = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, names[0])])
    now = clock.now()
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(n) for n in names]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(private, hashes.SHA256())
    )
    chain, key = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(made.public_bytes(Encoding.PEM))
    key.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return str(chain), str(key)


@contextmanager
def over_tls(chain: str, key: str):
    """Listen on loopback with a certificate; answer 204."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_):
            pass  # a client that hangs up is what these tests are about

    server = Server(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_certificate_is_proved_against_the_name_although_the_address_was_pinned(
    fresh_connections, monkeypatch, tmp_path
):
    chain, key = certificate(tmp_path, "hooks.example")
    monkeypatch.setattr(strangers, "DEFAULT_CA_BUNDLE_PATH", chain)
    resolving(monkeypatch, hooks_example=["127.0.0.1"], other_example=["127.0.0.1"])
    with over_tls(chain, key) as port:
        assert ask(f"https://hooks.example:{port}/") == 204
        assert ask(f"https://other.example:{port}/") is Why.NOT_TRUSTED


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(
    fresh_connections, monkeypatch, tmp_path
):
    resolving(monkeypatch, hooks_example=["127.0.0.1"])
    with over_tls(*certificate(tmp_path, "hooks.example")) as port:
        assert ask(f"https://hooks.example:{port}/") is Why.NOT_TRUSTED


def test_an_old_row_with_an_inside_address_is_not_used_in_production(in_production, canary):
    lender = lenders.lender_id()
    with db.unit_of_work(db.system()) as session:
        url = f"http://127.0.0.1:{canary.getsockname()[1]}/"
        service.add_endpoint(session, lender_id=lender, url=url)
    emit(lender)
    jobs.deliver()
    (attempt,) = rows(WebhookAttempt)
    assert attempt.outcome == "target_not_public"
    assert hits(canary) == 0
