"""The small HTTP server refuses what is ambiguous and keeps to its limits."""

import socket
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from tests.journeys.outside import Part


def said(part: Part, *pieces: bytes) -> bytes:
    """Return what the wallet answers to raw bytes before it hangs up or falls silent."""
    parts = urlsplit(part.addresses["wallet"]["url"])
    with closing(socket.create_connection((parts.hostname, parts.port), 5)) as line:
        for piece in pieces:
            line.sendall(piece)
        line.shutdown(socket.SHUT_WR)
        heard = b""
        while more := line.recv(65536):
            heard += more
    return heard


def status(part: Part, *pieces: bytes) -> int:
    return int(said(part, *pieces).split(b" ", 2)[1])


HOST = b"Host: 127.0.0.1\r\n"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"GET /nothing HTTP/1.1\r\n" + HOST + b"\r\n", 404),
        (b"DELETE /v1/charges HTTP/1.1\r\n" + HOST + b"\r\n", 405),
        (b"BREW / HTTP/1.1\r\n" + HOST + b"\r\n", 400),
        (b"GET / HTTP/3\r\n" + HOST + b"\r\n", 505),
        (b"GET / HTTP/1.1\r\n\r\n", 421),
        (b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421),
        (b"GET / HTTP/1.1\r\n" + HOST + HOST + b"\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + HOST + b"a : b\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n", 411),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: -1\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 99999999999\r\n\r\n", 413),
        (b"GET / HTTP/1.1\r\n" + HOST + b"a: " + b"x" * 20_000, 431),
    ],
)
def test_a_request_that_is_wrong_or_ambiguous_is_refused(wallet_part: Part, raw, expected):
    assert status(wallet_part, raw) == expected


def test_two_requests_in_one_packet_are_answered_in_order(wallet_part: Part):
    one = b"GET /first HTTP/1.1\r\n" + HOST + b"\r\n"
    key = wallet_part.addresses["wallet"]["key"].encode()
    two = b"GET /v1/book HTTP/1.1\r\n" + HOST + b"Authorization: Bearer " + key + b"\r\n"

    heard = said(wallet_part, one + two + b"Connection: close\r\n\r\n")

    assert heard.index(b"404 Not Found") < heard.index(b"200 OK") < heard.index(b'"lines":[]')


def test_a_request_may_arrive_byte_by_byte(wallet_part: Part):
    raw = b"GET /nothing HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"

    assert status(wallet_part, *(raw[at : at + 1] for at in range(len(raw)))) == 404
