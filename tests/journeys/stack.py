"""The whole product as real processes on this machine, for journeys, faults and measurements."""

import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import requests

from backend.payments import invariants
from backend.plumbing import clock
from tests import postgres
from tests.journeys.outside import Sandbox, start_sandbox, until

SECRET = "a-key-that-only-tests-know-0123456789"
WALLET_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
WEB = ("-m", "gunicorn", "backend.wsgi:app", "--config", "python:backend.plumbing.serving")
CLI = ("-m", "backend.cli")
_PASSED = ("PATH", "HOME", postgres.FOLDER)


def free_port() -> int:
    """Return a port of the loopback that nobody listens on just now."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def migrated(url: str) -> None:
    from backend.plumbing import schema

    schema.upgrade(url)


@dataclass(slots=True)
class Stack:
    """Running processes and how to reach them."""

    home: Path
    port: int
    owner_url: str
    sandbox: Sandbox
    environment: dict[str, str]
    own_database: bool = True
    later: int = 0
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def api(self) -> str:
        return f"{self.url}/api/v1"

    def live_later(self, seconds: int) -> None:
        """Let every process live so many seconds later than the machine.

        Whoever checks our signatures goes along. The wallet does not: we check what it signs.
        """
        self.later = seconds
        Path(self.environment["TIDEOVER_CLOCK_FILE"]).write_text(str(seconds))
        for seen in (self.sandbox.mailbox, self.sandbox.listener):
            seen.told("POST", "/_sandbox/clock", {"now": self.now().isoformat()})

    def now(self) -> datetime:
        """Return the present as every process sees it."""
        return clock.now() + timedelta(seconds=self.later)

    def hear_wallet(self, *, also_answered: bool = True) -> None:
        """Let the wallet tell us of its charges, also of those whose order it has answered."""
        hook = f"http://127.0.0.1:{self.port}/api/v1/hooks/rails/sandbox"
        said = {"url": hook, "secret": WALLET_SECRET, "also_answered": also_answered}
        self.sandbox.wallet.told("POST", "/_sandbox/webhook", said)

    def start_web(self, **more: str) -> None:
        """Start the web server, with more settings if given, and wait until it is ready."""
        self._start("web", WEB, more)
        until(self._ready, 30)

    def start_second_web(self, **more: str) -> str:
        """Start another web server on the same database; return the address of its API."""
        port = free_port()
        self._start("second web", WEB, {"PORT": str(port), **more})
        until(lambda: self._ready("second web", port), 40)
        return f"http://localhost:{port}/api/v1"

    def start_worker(self, **more: str) -> None:
        self._start("worker", (*CLI, "worker"), more)

    def start_clock(self, **more: str) -> None:
        self._start("clock", (*CLI, "clock"), more)

    def cli(self, *words: str) -> str:
        """Run one command of `tideover` and return what it printed."""
        done = subprocess.run(
            [sys.executable, *CLI, *words],
            env=self.environment, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-2000:]
        return done.stdout

    def stop(self, name: str) -> None:
        """Ask one process to stop and wait for it."""
        child = self.children.pop(name)
        if child.poll() is None:
            child.terminate()
        child.wait(30)

    def kill(self, name: str) -> None:
        """End one process and everything it started as a power cut would."""
        child = self.children.pop(name)
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()

    def ended(self, name: str) -> bool:
        return self.children[name].poll() is not None

    def close(self) -> None:
        for name in reversed(list(self.children)):
            self.stop(name)
        self.sandbox.stop()
        if self.own_database:
            postgres.drop_database(self.owner_url)

    def wake(self, job: str) -> None:
        """Enqueue a job for whichever worker runs."""
        self.write(
            "insert into procrastinate_jobs (queue_name, task_name) values ('default', %s)", job
        )

    def broken(self) -> list[str]:
        """Return the names of the invariants that do not hold, with what breaks them."""
        found = [(name, self.rows(query)) for name, _, query in invariants.queries()]
        return [f"{name}: {rows[:3]}" for name, rows in found if rows]

    def tell_wallet_webhook(self, api: str | None) -> None:
        """Let the wallet tell its charges to one address of ours, or to nobody."""
        url = f"{api}/hooks/rails/sandbox".replace("localhost", "127.0.0.1") if api else ""
        body = {"url": url, "secret": WALLET_SECRET}
        self.sandbox.wallet.told("POST", "/_sandbox/webhook", body)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Read the database as its owner, past every wall."""
        with psycopg.connect(self.owner_url, autocommit=True) as connection:
            return connection.execute(query, values or None).fetchall()

    def write(self, query: str, *values: Any) -> None:
        with psycopg.connect(self.owner_url, autocommit=True) as connection:
            connection.execute(query, values or None)

    def log(self) -> str:
        return "".join(file.read_text(errors="replace") for file in sorted(self.home.glob("*.log")))

    def _ready(self, name: str = "web", port: int = 0) -> bool:
        if self.ended(name):
            raise AssertionError(self.log()[-3000:])
        try:
            return requests.get(f"http://localhost:{port or self.port}/readyz", timeout=2).ok
        except requests.RequestException:
            return False

    def _start(self, name: str, words: tuple[str, ...], more: dict[str, str]) -> None:
        with (self.home / f"{name}.log").open("ab") as log:
            self.children[name] = subprocess.Popen(
                [sys.executable, *words],
                env=self.environment | more, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip


def start_stack(
    home: Path,
    *,
    web: bool = True,
    worker: bool = True,
    ticking: bool = True,
    database: str | None = None,
) -> Stack:
    """Start the product on a database of its own, with the outside world in a box beside it."""
    home.mkdir(parents=True, exist_ok=True)
    owner_url = database or postgres.fresh_database(
        postgres.template("tideover_template", migrated)
    )
    sandbox = start_sandbox(home / "sandbox")
    port = free_port()
    stack = Stack(home, port, owner_url, sandbox, _environment(home, port, owner_url, sandbox))
    stack.own_database = database is None
    stack.live_later(_until_morning())
    stack.tell_wallet_webhook(stack.api)
    if web:
        stack.start_web()
    if worker:
        stack.start_worker()
    if ticking:
        stack.start_clock()
    return stack


def _until_morning() -> int:
    """Return the seconds until ten in the morning in Shanghai, when messages may go out."""
    now = clock.now().astimezone(ZoneInfo("Asia/Shanghai"))
    ten = now.replace(hour=10, minute=0, second=0, microsecond=0)
    return int((ten - now).total_seconds()) % 86_400


def _environment(home: Path, port: int, owner_url: str, sandbox: Sandbox) -> dict[str, str]:
    host, smtp_port = sandbox.smtp
    metrics = home / "metrics"
    metrics.mkdir(exist_ok=True)
    return {
        **{
            name: os.environ[name]
            for name in ("PATH", "HOME", postgres.FOLDER)
            if name in os.environ
        },
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "DATABASE_URL": owner_url,
        "TIDEOVER_SECRET_KEY": SECRET,
        "TIDEOVER_ORIGIN": f"http://localhost:{port}",
        "TIDEOVER_HOME": str(home),
        "TIDEOVER_SANDBOX": "on",
        "TIDEOVER_SMTP_URL": f"smtp://{host}:{smtp_port}",
        "TIDEOVER_SMS_URL": f"{sandbox.mailbox.url}/sms",
        "TIDEOVER_SMS_TOKEN": sandbox.part.addresses["mailbox"]["sms_token"],
        "TIDEOVER_WALLET_URL": sandbox.wallet.url,
        "TIDEOVER_WALLET_KEY": sandbox.part.addresses["wallet"]["key"],
        "TIDEOVER_WALLET_WEBHOOK_SECRET": WALLET_SECRET,
        "PROMETHEUS_MULTIPROC_DIR": str(metrics),
        "PORT": str(port),
        "TIDEOVER_CLOCK_FILE": str(home / "clock"),
    }
