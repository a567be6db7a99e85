"""The outside world for a test: real processes, and what they saw."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

PATIENCE_SECONDS = 30


@dataclass
class Part:
    """One running process of the outside world."""

    process: subprocess.Popen[str]
    addresses: dict[str, dict[str, str]]

    def stop(self) -> int:
        """End it as a supervisor would and return its exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        code = self.process.wait(PATIENCE_SECONDS)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return code

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.stop()


def start_part(home: Path, part: str = "all", port: int = 0) -> Part:
    """Start the outside world, or one part of it, and wait until it says it is ready."""
    command = [sys.executable, "-m", "backend.sandbox", part, "--home", str(home)]
    process = subprocess.Popen(
        [*command, "--port", str(port), "--with-parent"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        process.wait(PATIENCE_SECONDS)
        process.stdout.close()
        raise RuntimeError(f"the outside world did not start: exit {process.returncode}")
    return Part(process, json.loads(line))


class Calls:
    """A kept line to one address of the outside world."""

    def __init__(self, url: str, token: str = "") -> None:
        self.url = url
        self._session = requests.Session()
        self._session.trust_env = False
        if token:
            self._session.headers["Authorization"] = f"Bearer {token}"

    def call(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        """Send one call; underscores in header names stand for hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._session.request(
            *(method, self.url + path), json=body, headers=named, timeout=PATIENCE_SECONDS
        )

    def told(self, method: str, path: str, body: object = None) -> Any:
        """Send one call that must succeed and return what it says."""
        answer = self.call(method, path, body)
        assert answer.ok, (answer.status_code, answer.text)
        return answer.json() if answer.content else None

    def close(self) -> None:
        """Let go of the line."""
        self._session.close()


class WalletSeen(Calls):
    """The wallet as a collector and as a test sees it."""

    def agree(self, party: str = "wei") -> str:
        """Return an agreement that the payer has approved."""
        begun = self.told("POST", "/v1/agreements", {"party": party})
        self.told("POST", f"/v1/agreements/{begun['agreement_id']}/approve")
        return str(begun["agreement_id"])

    def charge(self, agreement: str, key: str, minor: int = 2500, currency: str = "GBP") -> Any:
        """Ask for one charge and return the raw answer."""
        order = {
            "agreement_id": agreement,
            "amount_minor": minor,
            "currency": currency,
            "reference": "march",
        }
        return self.call("POST", "/v1/charges", order, Idempotency_Key=key)

    def query(self, key: str) -> Any:
        """Ask how the charge with a key stands and return the raw answer."""
        return self.call("GET", f"/v1/charges?key={key}")

    def set_fault(self, mode: str, **more: object) -> None:
        """Let the wallet misbehave."""
        self.told("POST", "/_sandbox/faults", {"mode": mode, **more})

    def behave(self) -> None:
        """Lift every fault."""
        self.told("DELETE", "/_sandbox/faults")

    def settle(self) -> list[str]:
        """Let every pending charge be decided now."""
        return list(self.told("POST", "/_sandbox/settle", {})["settled"])

    def book(self) -> list[dict[str, Any]]:
        """Return the whole statement, line by line: the ground truth about money."""
        lines: list[dict[str, Any]] = []
        cursor, more = "0", True
        while more:
            page = self.told("GET", f"/v1/book?cursor={cursor}&limit=10000")
            lines += page["lines"]
            cursor, more = page["cursor"], page["more"]
        return lines

    def charged(self, key: str) -> int:
        """Count how often money moved for a key."""
        return sum(line["kind"] == "charge" and line["key"] == key for line in self.book())

    def balance_minor(self, agreement: str, currency: str = "GBP") -> int:
        """Return what the payer holds."""
        path = f"/v1/accounts/{agreement}/balance?currency={currency}"
        return int(self.told("GET", path)["balances"][0]["balance_minor"])


class MailboxSeen(Calls):
    """What reached people."""

    def messages(self, to: str = "", channel: str = "") -> list[dict[str, Any]]:
        """Return messages, newest first."""
        session = self._session.get(
            self.url + "/messages", params={"to": to, "channel": channel}, timeout=PATIENCE_SECONDS
        )
        return list(session.json()["messages"])

    def newest(self, to: str, channel: str = "", seconds: float = PATIENCE_SECONDS) -> Any:
        """Wait for a message to someone and return the newest."""
        until(lambda: bool(self.messages(to, channel)), seconds)
        return self.messages(to, channel)[0]

    def answer(self, channel: str, status: int, **more: object) -> None:
        """Let a channel answer otherwise."""
        self.told("POST", "/_sandbox/answers", {"channel": channel, "status": status, **more})

    def subscribe(self, application_server_key: str | None = None) -> dict[str, Any]:
        """Return a push subscription as a browser would hand it over."""
        asked = {"application_server_key": application_server_key} if application_server_key else {}
        return dict(self.told("POST", "/push-subscriptions", asked))


class ListenerSeen(Calls):
    """What a lender's system was told."""

    def listen_with(self, *secrets: str) -> None:
        """Set the secrets that signatures are checked against."""
        self.told("POST", "/_sandbox/secrets", {"secrets": list(secrets)})

    def set_mode(self, mode: str, **more: object) -> None:
        """Listen badly, or well again with `ok`."""
        self.told("POST", "/_sandbox/mode", {"mode": mode, **more})

    def events(self, kind: str = "") -> list[dict[str, Any]]:
        """Return each verified event once, oldest first."""
        return list(self.told("GET", f"/events?type={kind}")["events"])

    def deliveries(self) -> list[dict[str, Any]]:
        """Return every delivery as it came."""
        return list(self.told("GET", "/deliveries")["deliveries"])


@dataclass
class Sandbox:
    """The whole outside world in one process."""

    part: Part
    wallet: WalletSeen
    mailbox: MailboxSeen
    listener: ListenerSeen

    @property
    def smtp(self) -> tuple[str, int]:
        """Return host and port of the SMTP server."""
        host, _, port = self.part.addresses["mailbox"]["smtp"].partition(":")
        return host, int(port)

    def stop(self) -> int:
        """End it and return its exit code."""
        for seen in (self.wallet, self.mailbox, self.listener):
            seen.close()
        return self.part.stop()


def see_wallet(part: Part) -> WalletSeen:
    """Return a new line to the wallet."""
    return WalletSeen(part.addresses["wallet"]["url"], part.addresses["wallet"]["key"])


def start_sandbox(home: Path) -> Sandbox:
    """Start the whole outside world and wait until it is ready."""
    part = start_part(home)
    mailbox = part.addresses["mailbox"]
    return Sandbox(
        part,
        see_wallet(part),
        MailboxSeen(mailbox["url"], mailbox["sms_token"]),
        ListenerSeen(part.addresses["listener"]["url"]),
    )


def until(holds: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    """Wait for something that another process does; give up loudly."""
    ends = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > ends:
            raise AssertionError(f"it did not come within {seconds} seconds")
        time.sleep(0.02)
