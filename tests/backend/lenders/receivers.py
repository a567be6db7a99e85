"""Listening lenders: real servers on loopback, in threads, that answer as they are told."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Heard:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes
    client_port: int


@dataclass
class Receiver:
    """What a receiver heard, and what it answers: a status, or a function of the request."""

    url: str
    answer: int | Callable[[Heard], int] = 200
    headers: dict[str, str] = field(default_factory=dict)
    says: bytes = b"thank you"
    heard: list[Heard] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        return [one.headers["webhook-id"] for one in self.heard]

    @property
    def connections(self) -> int:
        return len({one.client_port for one in self.heard})


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128


@contextmanager
def receiver(answer: int | Callable[[Heard], int] = 200) -> Iterator[Receiver]:
    """Listen on a free port of loopback until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            one = Heard(self.path, headers, body, self.client_address[1])
            listening.heard.append(one)
            status = listening.answer(one) if callable(listening.answer) else listening.answer
            self.send_response(status)
            for name, value in listening.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(listening.says)))
            self.end_headers()
            self.wfile.write(listening.says)

        def log_message(self, *_):
            pass

    server = _Server(("127.0.0.1", 0), Handler)
    listening = Receiver(f"http://127.0.0.1:{server.server_port}/hook", answer)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield listening
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
