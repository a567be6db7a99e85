"""Each line of the Procfile starts alone, against a database that only DATABASE_URL names."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests import postgres
from tests.journeys.outside import until
from tests.journeys.stack import SECRET, free_port

LINES = dict(
    line.split(": ", 1) for line in Path("Procfile").read_text().splitlines() if line.strip()
)


class Process:
    """One line of the Procfile as a host runs it: by a shell, with settings in the environment."""

    def __init__(self, name: str, environment: dict[str, str], log: Path) -> None:
        # A test server listens on the loopback alone, whatever a host would open.
        words = LINES[name].replace("0.0.0.0", "127.0.0.1")  # noqa: S104
        self._log = log
        with log.open("wb") as file:
            self._child = subprocess.Popen(
                ["sh", "-c", f"exec {words}"],
                env=environment, stdout=file, stderr=file, start_new_session=True,
            )  # fmt: skip

    def said(self) -> str:
        return self._log.read_text(errors="replace")

    def ends(self) -> int:
        return self._child.wait(60)

    def stop(self) -> int:
        os.killpg(self._child.pid, signal.SIGTERM)
        return self.ends()


@pytest.fixture(scope="module")
def environment(tmp_path_factory) -> Iterator[dict[str, str]]:
    home = tmp_path_factory.mktemp("host")
    url = postgres.fresh_database()
    here = Path(sys.executable).parent
    tideover = home / "tideover"
    tideover.write_text(f'#!/bin/sh\nexec {sys.executable} -m backend.cli "$@"\n')
    tideover.chmod(0o755)
    yield {
        "PATH": f"{home}:{here}:{os.environ['PATH']}",
        "PYTHONPATH": str(Path.cwd()),
        "DATABASE_URL": url,
        "TIDEOVER_SECRET_KEY": SECRET,
        "TIDEOVER_ORIGIN": "https://app.example",
        "TIDEOVER_HOME": str(home),
        "PORT": str(free_port()),
    }
    postgres.drop_database(url)


def test_every_line_starts_and_stops_alone(environment, tmp_path) -> None:
    assert list(LINES) == ["release", "web", "worker", "clock"]
    release = Process("release", environment, tmp_path / "release.log")
    assert release.ends() == 0, release.said()

    web = Process("web", environment, tmp_path / "web.log")
    worker = Process("worker", environment, tmp_path / "worker.log")
    clock = Process("clock", environment, tmp_path / "clock.log")

    until(lambda: _ready(environment["PORT"]), 60)
    until(lambda: "worker_started" in worker.said(), 60)
    until(lambda: "clock_started" in clock.said(), 60)
    ended = [process.stop() for process in (web, worker, clock)]
    assert ended == [0, 0, 0]


def test_a_start_without_settings_says_what_is_missing(environment, tmp_path) -> None:
    bare = {name: environment[name] for name in ("PATH", "PYTHONPATH", "PORT", "TIDEOVER_HOME")}

    worker = Process("worker", bare, tmp_path / "worker.log")

    assert worker.ends() == 2
    for name in ("DATABASE_URL", "TIDEOVER_SECRET_KEY", "TIDEOVER_ORIGIN"):
        assert name in worker.said()


def _ready(port: str) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/readyz", timeout=2).ok
    except requests.RequestException:
        return False
