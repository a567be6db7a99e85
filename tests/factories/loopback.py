"""A server of the test's own on this machine's loopback, answering as a function says."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, slots=True)
class Asked:
    """One call as it came."""

    method: str
    path: str
    fields: dict[str, str]
    """Query and form together; nested names stay as they were written: `metadata[key]`."""
    headers: dict[str, str]
    raw: bytes


Told = tuple[int, Any] | None
"""Status and JSON, or None: the line drops without a word."""


@dataclass(slots=True)
class Loopback:
    """Answers until it is closed and keeps every call in `asked`."""

    answer: Callable[[Asked], Told]
    asked: list[Asked] = field(default_factory=list)
    _server: ThreadingHTTPServer = field(init=False)

    def __post_init__(self) -> None:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 10

            def handle_one(self) -> None:
                raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                parts = urlsplit(self.path)
                form = "json" not in self.headers.get("Content-Type", "")
                fields = dict(parse_qsl(parts.query)) | (
                    dict(parse_qsl(raw.decode())) if form else {}
                )
                asked = Asked(self.command, parts.path, fields, dict(self.headers), raw)
                outer.asked.append(asked)
                told = outer.answer(asked)
                if told is None:
                    return
                body = json.dumps(told[1]).encode()
                self.send_response(told[0])
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_DELETE = handle_one  # noqa: N815 - the server's names

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *args: object) -> None:
                """Let a caller hang up before it was answered."""

        self._server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def count(self, method: str, path: str) -> int:
        """Count the calls of one kind."""
        return sum((one.method, one.path) == (method, path) for one in self.asked)
