"""Everything on this machine in one command: database, sandbox, web, worker, clock."""

import base64
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import requests

from backend.cli import embedded, kept_environment, people
from backend.cli.children import ChildEnded, Children
from backend.plumbing import schema
from backend.plumbing.clock import monotonic

Result = TypeVar("Result")
Said = dict[str, dict[str, str]]

READY_SECONDS = 60.0
WEB = ("-m", "gunicorn", "backend.wsgi:app", "--config", "python:backend.plumbing.serving")
CLI = ("-m", "backend.cli")


def run(*, verbose: bool, demo: bool) -> int:
    """Prepare, start, say where everything is, and stop cleanly when asked."""
    port = int(os.environ.get("PORT", "8000"))
    home = Path(os.environ.get("TIDEOVER_HOME", ".tideover")).resolve()
    if taken := [place for place in range(port, port + 4) if _is_taken(place)]:
        print(
            f"Port {taken[0]} is in use. Tideover needs {port} to {port + 3};"
            " PORT=9000 make run moves it.",
            file=sys.stderr,
        )
        return 1
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    children = Children(home / "tideover.log", verbose=verbose)
    database = None
    try:
        database = _step("Starting the database", lambda: embedded.start(home))
        outside = _step("Starting the sandbox", lambda: _sandbox(children, home, port))
        environment = _environment(home, port, database, outside)
        os.environ.update(environment)
        kept_environment.keep(environment, home)
        _step("Bringing the schema up to date", lambda: schema.upgrade(database.owner_url))
        if demo:
            _step("Laying out the demo", lambda: _demo(outside))
        _step("Starting web, worker and clock", lambda: _serve(children, port, stop))
        _tell(outside, home, demo=demo)
        children.watch(stop)
    except ChildEnded as ended:
        print(f"\n{ended} did not stay up. Its words are in {children.log}.", file=sys.stderr)
        return 1
    finally:
        print("\nStopping …", flush=True)
        children.stop()
        kept_environment.forget(home)
        if database is not None:
            database.stop()
        print("Stopped.", flush=True)
    return 0


def _is_taken(port: int) -> bool:
    with socket.socket() as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def _step(words: str, work: Callable[[], Result]) -> Result:
    begun = monotonic()
    print(f"{words} … ", end="", flush=True)
    result = work()
    print(f"{monotonic() - begun:.1f} s", flush=True)
    return result


def _sandbox(children: Children, home: Path, port: int) -> Said:
    command = [sys.executable, "-m", "backend.sandbox", "--home", str(home / "sandbox")]
    # The same ports each time, so that what was set up in an earlier run still reaches them.
    for place, part in enumerate(("wallet", "mailbox", "listener"), start=1):
        command += [f"--{part}-port", str(port + place)]
    said: Said = json.loads(children.start_and_read("sandbox", command))
    return said


def _environment(
    home: Path, port: int, database: embedded.Embedded, outside: Said
) -> dict[str, str]:
    """Return the settings of every process; what is set already stays."""
    wallet, mailbox = outside["wallet"], outside["mailbox"]
    metrics = home / "metrics"
    metrics.mkdir(parents=True, exist_ok=True)
    for old in metrics.glob("*.db"):
        old.unlink()
    return {
        "DATABASE_URL": database.app_url,
        "TIDEOVER_OWNER_URL": database.owner_url,
        "TIDEOVER_SECRET_KEY": embedded.kept_secret(home),
        "TIDEOVER_ORIGIN": os.environ.get("TIDEOVER_ORIGIN", f"http://localhost:{port}"),
        "TIDEOVER_HOME": str(home),
        "TIDEOVER_SANDBOX": "on",
        "TIDEOVER_SMTP_URL": f"smtp://{mailbox['smtp']}",
        "TIDEOVER_SMS_URL": f"{mailbox['url']}/sms",
        "TIDEOVER_SMS_TOKEN": mailbox["sms_token"],
        "TIDEOVER_WALLET_URL": wallet["url"],
        "TIDEOVER_WALLET_KEY": wallet["key"],
        "TIDEOVER_WALLET_WEBHOOK_SECRET": _wallet_secret(wallet, port),
        "PROMETHEUS_MULTIPROC_DIR": str(metrics),
        "PORT": str(port),
    }


def _wallet_secret(wallet: dict[str, str], port: int) -> str:
    """Tell the wallet where its messages go, signed with a secret made for this run."""
    secret = "whsec_" + base64.b64encode(os.urandom(32)).decode()
    asked = {"url": f"http://127.0.0.1:{port}/api/v1/hooks/rails/sandbox", "secret": secret}
    answer = requests.post(
        f"{wallet['url']}/_sandbox/webhook",
        json=asked,
        headers={"Authorization": f"Bearer {wallet['key']}"},
        timeout=5,
    )
    answer.raise_for_status()
    return secret


def _demo(outside: Said) -> None:
    """Lay out the demo; its lender listens with the secret of the endpoint just made."""
    secret = people.demo(outside["listener"]["hook"])
    if secret is not None:
        url = f"{outside['listener']['url']}/_sandbox/secrets"
        requests.post(url, json={"secrets": [secret]}, timeout=5).raise_for_status()


def _serve(children: Children, port: int, stop: threading.Event) -> None:
    children.start("web", [sys.executable, *WEB])
    children.start("worker", [sys.executable, *CLI, "worker"])
    children.start("clock", [sys.executable, *CLI, "clock"])
    until = monotonic() + READY_SECONDS
    while monotonic() < until and not stop.is_set():
        if fallen := children.fallen():
            raise ChildEnded(", ".join(fallen))
        if _ready(port):
            return
        stop.wait(0.2)
    raise ChildEnded("web")


def _ready(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/readyz", timeout=2).ok
    except requests.RequestException:
        return False


def _tell(outside: Said, home: Path, *, demo: bool) -> None:
    origin = os.environ["TIDEOVER_ORIGIN"]
    lines = [
        ("The app", origin),
        ("For lenders", f"{origin}/lender"),
        ("API", f"{origin}/api/docs"),
        ("Mailbox (codes, links)", outside["mailbox"]["url"]),
        ("Wallet", outside["wallet"]["url"]),
        ("What the lender heard", outside["listener"]["url"]),
        ("Log", str(home / "tideover.log")),
    ]
    print("\nTideover is up.\n")
    for name, where in lines:
        print(f"  {name:24}{where}")
    if demo:
        print("\n" + people.DEMO_WORDS)
    print("\nCtrl-C stops everything.", flush=True)
