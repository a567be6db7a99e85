"""The processes that `tideover up` starts: one log, a restart when one falls, a clean stop."""

import json
import os
import signal
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO

STOP_SECONDS = 20.0
LOOK_SECONDS = 0.5
_LOUD = {"warning", "error", "critical"}


class ChildEnded(RuntimeError):
    """A process ended while it was being started; the log says why."""


class Children:
    """Starts processes, gathers what they say in one file, and stops them in reverse order."""

    def __init__(self, log: Path, *, verbose: bool) -> None:
        """Open the log."""
        log.parent.mkdir(parents=True, exist_ok=True)
        self.log = log
        self._file: IO[str] = log.open("a", encoding="utf-8")
        self._lock = threading.Lock()
        self._verbose = verbose
        self._running: dict[str, subprocess.Popen[str]] = {}
        self._commands: dict[str, Sequence[str]] = {}

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start a process whose output goes to the log."""
        self._commands[name] = command
        child = _popen(command, stdout=subprocess.STDOUT)
        self._running[name] = child
        self._listen(name, child.stderr)

    def start_and_read(self, name: str, command: Sequence[str]) -> str:
        """Start a process and return the first line of its standard output.

        Raises: ChildEnded when it says nothing.
        """
        child = _popen(command, stdout=subprocess.PIPE)
        self._running[name] = child
        self._listen(name, child.stderr)
        line = child.stdout.readline() if child.stdout else ""
        if not line:
            raise ChildEnded(name)
        self._listen(name, child.stdout)
        return line

    def fallen(self) -> list[str]:
        """Return the names of processes that have ended by themselves."""
        return [name for name, child in self._running.items() if child.poll() is not None]

    def watch(self, stop: threading.Event) -> None:
        """Start again what falls, until told to stop."""
        while not stop.wait(LOOK_SECONDS):
            for name in self.fallen():
                if name not in self._commands:
                    raise ChildEnded(name)
                self._write(name, json.dumps({"event": "process_fell", "level": "error"}))
                self.start(name, self._commands[name])

    def stop(self) -> None:
        """Ask each process to stop, last started first; end those that don't."""
        for child in reversed(self._running.values()):
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
                try:
                    child.wait(STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    child.kill()
                    child.wait()
        self._running.clear()

    def _listen(self, name: str, stream: IO[str] | None) -> None:
        if stream is not None:
            threading.Thread(target=self._copy, args=(name, stream), daemon=True).start()

    def _copy(self, name: str, stream: IO[str]) -> None:
        for line in stream:
            self._write(name, line.rstrip("\n"))

    def _write(self, name: str, line: str) -> None:
        try:
            said = json.loads(line)
        except ValueError:
            said = {"event": line, "level": "info"}
        if not isinstance(said, dict):
            said = {"event": line, "level": "info"}
        said.setdefault("process", name)
        with self._lock:
            self._file.write(json.dumps(said, ensure_ascii=False) + "\n")
            self._file.flush()
            if self._verbose or said.get("level") in _LOUD:
                print(f"[{name}] {said.get('level', 'info')} {said.get('event')}", flush=True)


def _popen(command: Sequence[str], *, stdout: int) -> "subprocess.Popen[str]":
    # A session of its own: Ctrl-C reaches only us, and we stop the others in order.
    stderr = subprocess.PIPE
    if stdout == subprocess.STDOUT:
        read, write = os.pipe()
        child = subprocess.Popen(
            command, stdout=write, stderr=write, text=True, start_new_session=True
        )
        os.close(write)
        child.stderr = os.fdopen(read, encoding="utf-8", errors="replace")
        return child
    return subprocess.Popen(
        command, stdout=stdout, stderr=stderr, text=True, start_new_session=True
    )
