"""A lean HTTP/1.1 server for loopback: small limits, keep-alive, one request at a time a line.

A framework would spend more on a call than the wallet does on a charge.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

HEAD_LIMIT_BYTES = 16 * 1024
BODY_LIMIT_BYTES = 4 * 1024 * 1024
CONNECTION_LIMIT = 1024
HEAD_PATIENCE_SECONDS = 30.0
OUR_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
SAFE = frozenset({"GET", "HEAD"})
METHODS = SAFE | frozenset({"POST", "PUT", "DELETE"})

_REASONS = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


class Refused(Exception):  # a family of one: every refusal carries its own status and code
    """The call cannot be answered as asked."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(status, code, detail)
        self.status = status
        self.code = code
        self.detail = detail


@dataclass(slots=True)
class Request:
    """One call, with header names in lower case."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes

    def asked(self, name: str, default: str = "") -> str:
        """Return one value of the query string."""
        return parse_qs(self.query).get(name, [default])[0]

    def fields(self) -> dict[str, Any]:
        """Return the JSON object in the body.

        Raises:  Refused when the body is no JSON object.
        """
        try:
            value = json.loads(self.body or b"{}")
        except ValueError as reason:
            raise Refused(400, "not_json", str(reason)) from None
        if not isinstance(value, dict):
            raise Refused(400, "not_an_object", "The body must be one JSON object.")
        return value


@dataclass(slots=True)
class Answer:
    """What goes back: at once, after a delay, or never because the line drops."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    delay_seconds: float = 0.0
    drop: bool = False


def as_json(value: object, status: int = 200) -> Answer:
    """Return an answer with a JSON body."""
    return Answer(status, json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def as_refusal(refusal: Refused) -> Answer:
    """Return the problem a refusal describes."""
    problem = {"status": refusal.status, "code": refusal.code, "detail": refusal.detail}
    return as_json(problem, refusal.status)


Reply = Callable[[Answer], None]
Handle = Callable[[Request, Reply], None]


def parse_head(head: bytes) -> Request:
    """Return the request that the given head begins, its body still empty.

    Raises:  Refused for anything ambiguous: two lengths, chunks, blanks in names, foreign hosts.
    """
    first, *lines = head.decode("latin-1").split("\r\n")
    method, _, rest = first.partition(" ")
    target, _, version = rest.partition(" ")
    if method not in METHODS or not target.startswith("/"):
        raise Refused(400, "malformed", "The request line is not understood.")
    if version not in {"HTTP/1.1", "HTTP/1.0"}:
        raise Refused(505, "version", "Only HTTP/1.1 is spoken here.")
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        name = name.lower()
        if not colon or not name or name.strip() != name or name in headers:
            raise Refused(400, "malformed", "A header line is not understood or comes twice.")
        headers[name] = value.strip()
    if "transfer-encoding" in headers:
        raise Refused(411, "length_required", "Bodies come with Content-Length here.")
    host = headers.get("host", "")
    if (host if host.endswith("]") else host.rpartition(":")[0] or host) not in OUR_HOSTS:
        raise Refused(421, "foreign_host", "This server answers on loopback only.")
    if method not in SAFE and headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
        raise Refused(403, "foreign_page", "Another site's page may not change anything here.")
    path, _, query = target.partition("?")
    return Request(method, path, query, headers, b"")


def body_length(headers: dict[str, str]) -> int:
    """Return the declared length of the body.

    Units:   bytes.
    Raises:  Refused when it is no plain number or above the limit.
    """
    declared = headers.get("content-length", "0")
    if not (declared.isascii() and declared.isdigit()):
        raise Refused(400, "malformed", "Content-Length is not a number.")
    if len(declared) > len(str(BODY_LIMIT_BYTES)) or int(declared) > BODY_LIMIT_BYTES:
        raise Refused(413, "too_large", f"A body has at most {BODY_LIMIT_BYTES} bytes.")
    return int(declared)


def encoded(answer: Answer, *, last: bool, bodiless: bool) -> bytes:
    """Return the answer as it travels."""
    reason = _REASONS.get(answer.status, f"{answer.status} Other")
    head = f"HTTP/1.1 {reason}\r\nContent-Length: {len(answer.body)}\r\n"
    if answer.body:
        head += f"Content-Type: {answer.content_type}\r\n"
    for name, value in answer.headers:
        head += f"{name}: {value}\r\n"
    if last:
        head += "Connection: close\r\n"
    return (head + "\r\n").encode("latin-1") + (b"" if bodiless else answer.body)


class Connection(asyncio.Protocol):
    """One caller's line; the next request waits until the last is answered."""

    def __init__(self, server: "Server") -> None:
        self._server = server
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._request: Request | None = None
        self._wanted = 0
        self._busy = False
        self._patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the line, or hang up when too many are open."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - tells mypy what TCP gives
        self._transport = transport
        if len(self._server.connections) >= CONNECTION_LIMIT:
            transport.abort()
            return
        self._server.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the line."""
        del exc
        self._transport = None
        self._server.connections.discard(self)
        self._stop_waiting()

    def data_received(self, data: bytes) -> None:
        """Gather bytes until a request is whole."""
        self._buffer = self._buffer + data if self._buffer else data
        if not self._busy:
            self._advance()
        elif len(self._buffer) > HEAD_LIMIT_BYTES and self._transport is not None:
            self._transport.pause_reading()

    def hang_up(self) -> None:
        """Close the line at once."""
        if self._transport is not None:
            self._transport.abort()

    def _advance(self) -> None:
        try:
            whole = self._whole_request()
        except Refused as refusal:
            self._send(as_refusal(refusal), last=True)
            return
        if whole is None:
            self._wait_for_more()
            return
        self._stop_waiting()
        self._busy = True
        self._server.handle(whole, self._reply_to(whole))

    def _whole_request(self) -> Request | None:
        if self._request is None:
            end = self._buffer.find(b"\r\n\r\n", 0, HEAD_LIMIT_BYTES)
            if end < 0:
                if len(self._buffer) >= HEAD_LIMIT_BYTES:
                    raise Refused(431, "head_too_large", "The head of the request is too large.")
                return None
            self._request = parse_head(self._buffer[:end])
            self._wanted = body_length(self._request.headers)
            self._buffer = self._buffer[end + 4 :]
            if self._request.headers.get("expect") == "100-continue" and self._transport:
                self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        if len(self._buffer) < self._wanted:
            return None
        whole, self._request = self._request, None
        whole.body, self._buffer = self._buffer[: self._wanted], self._buffer[self._wanted :]
        return whole

    def _reply_to(self, request: Request) -> Reply:
        last = request.headers.get("connection", "").lower() == "close"
        bodiless = request.method == "HEAD"

        def reply(answer: Answer) -> None:
            if answer.delay_seconds > 0:
                delay, answer.delay_seconds = answer.delay_seconds, 0.0
                asyncio.get_running_loop().call_later(delay, reply, answer)
            elif answer.drop:
                self.hang_up()
            else:
                self._send(answer, last=last, bodiless=bodiless)

        return reply

    def _send(self, answer: Answer, *, last: bool, bodiless: bool = False) -> None:
        transport = self._transport
        if transport is None:
            return
        transport.write(encoded(answer, last=last, bodiless=bodiless))
        if last:
            transport.close()
            return
        self._busy = False
        transport.resume_reading()
        if self._buffer:
            asyncio.get_running_loop().call_soon(self._advance_if_free)

    def _advance_if_free(self) -> None:
        if not self._busy and self._transport is not None:
            self._advance()

    def _wait_for_more(self) -> None:
        if self._patience is None:
            loop = asyncio.get_running_loop()
            self._patience = loop.call_later(HEAD_PATIENCE_SECONDS, self.hang_up)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None


@dataclass(slots=True)
class Server:
    """A listening address and the lines open to it."""

    handle: Handle
    connections: set[Connection] = field(default_factory=set)
    _listening: asyncio.Server | None = None
    url: str = ""

    async def start(self, port: int) -> None:
        """Listen on loopback; port 0 takes a free one."""
        loop = asyncio.get_running_loop()
        self._listening = await loop.create_server(lambda: Connection(self), "127.0.0.1", port)
        self.url = f"http://127.0.0.1:{self._listening.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        """Stop listening and close every line."""
        if self._listening is not None:
            self._listening.close()
        for connection in tuple(self.connections):
            connection.hang_up()
        if self._listening is not None:
            await self._listening.wait_closed()
