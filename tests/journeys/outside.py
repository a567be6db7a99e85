"""The outside world for a test: real processes, and what they saw."""

import json
import subprocess
import sys
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
        [*command, "--port", str(port)],
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
