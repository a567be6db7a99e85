"""The outside world starts as one, says where it is, and does not outlive who asked for it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.journeys.outside import Sandbox, until

PARENT = """
import subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, text=True)
print(child.pid, child.stdout.readline(), flush=True)
sys.stdin.read()
"""


def is_running(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def test_every_part_says_where_it_listens(sandbox: Sandbox):
    assert {name: sorted(where) for name, where in sandbox.part.addresses.items()} == {
        "wallet": ["key", "url"],
        "mailbox": ["sms_token", "smtp", "url"],
        "listener": ["hook", "url"],
    }


def test_it_ends_cleanly_when_interrupted(sandbox: Sandbox):
    sandbox.part.process.send_signal(signal.SIGINT)

    assert sandbox.part.process.wait(30) == 0


def test_it_ends_when_its_parent_is_killed(tmp_path):
    command = [sys.executable, "-m", "backend.sandbox", "wallet", "--home", str(tmp_path)]
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, *command, "--with-parent"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        pid, _, addresses = parent.stdout.readline().partition(" ")
        assert json.loads(addresses)["wallet"]["url"]

        os.kill(parent.pid, signal.SIGKILL)

        until(lambda: not is_running(int(pid)))


def test_a_part_nobody_knows_is_refused():
    asked = [sys.executable, "-m", "backend.sandbox", "bank", "--home", "/nowhere"]

    done = subprocess.run(asked, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert "invalid choice: 'bank'" in done.stderr
