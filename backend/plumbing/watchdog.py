"""End an exchange with a stranger that outlasts its time, however slowly its bytes trickle in.

A time-out of a socket counts the silence between two bytes; a server that sends one byte every
few seconds would hold a thread for ever. One thread looks after all exchanges of a process.
"""

import threading
from contextlib import suppress
from socket import SHUT_RDWR, socket

from backend.plumbing import clock

_LOOK_SECONDS = 0.5
_lock = threading.Lock()
_held: dict[int, tuple[float, socket]] = {}
_until = threading.local()
_watching: threading.Thread | None = None


def begin(until: float) -> None:
    """Let this thread's next exchange end at a moment of the monotonic clock."""
    _until.moment = until


def hold(line: socket) -> None:
    """Name the socket over which this thread's exchange now runs."""
    moment = getattr(_until, "moment", None)
    if moment is None:
        return
    with _lock:
        _held[threading.get_ident()] = (moment, line)
    _watch()


def end() -> None:
    """Forget this thread's exchange."""
    _until.moment = None
    with _lock:
        _held.pop(threading.get_ident(), None)


def _watch() -> None:
    global _watching  # noqa: PLW0603 - one watching thread a process, begun anew after a fork
    with _lock:
        if _watching is None or not _watching.is_alive():
            _watching = threading.Thread(target=_look, name="watchdog", daemon=True)
            _watching.start()


def _look() -> None:
    pause = threading.Event()
    while not pause.wait(_LOOK_SECONDS):
        now = clock.monotonic()
        with _lock:
            for moment, line in _held.values():
                if moment <= now:
                    with suppress(OSError):
                        line.shutdown(SHUT_RDWR)
