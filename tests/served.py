"""The web process as it is served, for journeys and benchmarks: gunicorn on a port of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import flask

ROOT = Path(__file__).parents[1]
bare = flask.Flask("bare")


@bare.get("/bare")
def say_hello() -> dict[str, str]:
    return {"hello": "world"}


class Served(NamedTuple):
    """Where the web process listens, and its number."""

    port: int
    pid: int


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(app: str, environ: dict[str, str], *, workers: int = 1) -> Iterator[Served]:
    """Serve an application with the product's own settings of gunicorn."""
    port = free_port()
    process = subprocess.Popen(
        [
            Path(sys.executable).parent / "gunicorn", app,
            "--config", ROOT / "backend" / "plumbing" / "serving.py",
        ],
        cwd=ROOT,
        env=os.environ | environ | {"PORT": str(port), "WEB_CONCURRENCY": str(workers)},
    )  # fmt: skip
    try:
        _wait_for(port, process)
        yield Served(port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=40)


def processor_seconds(pid: int | None = None, *, named: str = "postgres") -> float:
    """Return what a process and its children have used, or all processes named so."""
    ticks = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            mine = (
                named in (folder / "cmdline").read_bytes().decode(errors="replace")
                if pid is None
                else pid in {int(folder.name), int(fields[1])}
            )
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we looked
        ticks += (int(fields[11]) + int(fields[12])) * mine
    return ticks / os.sysconf("SC_CLK_TCK")


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until it answers: the port is open before the application is loaded."""
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError("the server ended while it started")
        try:
            with closing(socket.create_connection(("127.0.0.1", port), timeout=60)) as probe:
                probe.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                if probe.recv(1):
                    return
        except ConnectionError:
            time.sleep(0.05)
    raise RuntimeError("the server does not answer")
