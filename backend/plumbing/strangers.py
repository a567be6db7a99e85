"""HTTP to addresses that somebody else gave us: each connection is checked where it is made.

A name may resolve to a public address when it is saved and to our own network when it is used.
So the name is resolved, every address behind it is checked, and the connection goes to an address
that was checked. Certificates are still proved against the name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from socket import socket
from typing import Any

import urllib3
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NewConnectionError, SSLError
from urllib3.exceptions import TimeoutError as TooLate

from backend.plumbing import clock, outside, watchdog

MOST_ANSWER_BYTES = 16_384
"""More of an answer is not read; the connection is closed instead."""

_HOSTS_KEPT = 64
_CONNECTIONS_A_HOST = 8


class Why(StrEnum):
    """Why there was no answer."""

    TIMED_OUT = "timed_out"
    UNREACHABLE = "unreachable"
    NOT_TRUSTED = "not_trusted"
    TARGET_NOT_PUBLIC = "target_not_public"


class NoAnswer(Exception):
    """The other side did not answer."""

    def __init__(self, why: Why) -> None:
        """Keep the reason."""
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said: redirects are answers like others and are not followed."""

    status: int
    said: bytes
    retry_after: str | None = None


def post(url: str, *, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send a body to a stranger's address and return the beginning of the answer.

    Raises:  NoAnswer, at the latest 20 seconds after the call; TransactionOpen.
    """
    outside.check_no_transaction()
    until = clock.monotonic() + outside.CONNECT_SECONDS + outside.READ_SECONDS
    watchdog.begin(until)
    try:
        return _asked(url, body, dict(headers), until)
    except outside.TargetNotPublic as private:
        raise NoAnswer(Why.TARGET_NOT_PUBLIC) from private
    except SSLError as broken:
        raise NoAnswer(Why.TIMED_OUT if _is_past(until) else Why.NOT_TRUSTED) from broken
    except NewConnectionError as broken:
        raise NoAnswer(Why.UNREACHABLE) from broken
    except TooLate as late:
        raise NoAnswer(Why.TIMED_OUT) from late
    except (HTTPError, OSError) as broken:
        raise NoAnswer(Why.TIMED_OUT if _is_past(until) else Why.UNREACHABLE) from broken
    finally:
        watchdog.end()


def _asked(url: str, body: bytes, headers: dict[str, str], until: float) -> Answer:
    answer = _connections().urlopen(
        "POST",
        url,
        body=body,
        headers=headers,
        redirect=False,
        retries=False,
        preload_content=False,
        decode_content=False,
    )
    try:
        if _is_past(until):  # what the watchdog cut off may look like a whole answer
            raise NoAnswer(Why.TIMED_OUT)
        return Answer(answer.status, _read(answer, until), answer.headers.get("Retry-After"))
    finally:
        answer.close()


def _is_past(until: float) -> bool:
    return clock.monotonic() >= until


def forget_connections() -> None:
    """Close what is kept open, so that the next use begins anew (after a fork, between tests)."""
    if _connections.cache_info().currsize:
        _connections().clear()
    _connections.cache_clear()


def _read(answer: urllib3.BaseHTTPResponse, until: float) -> bytes:
    said = b""
    while len(said) < MOST_ANSWER_BYTES and clock.monotonic() < until:
        part = answer.read1(MOST_ANSWER_BYTES - len(said))
        if not part:
            break
        said += part
    return said


class _Checked(HTTPConnection):
    """Connects to an address only after it has been found public."""

    scheme = "http"

    def _new_conn(self) -> socket:
        name = self._dns_host
        host = f"[{name}]" if ":" in name else name
        addresses = outside.public_target(f"{self.scheme}://{host}:{self.port}/")
        try:
            line = self._first_reached(addresses)
        finally:
            self._dns_host = name
        watchdog.hold(line)
        return line

    def request(self, *args: Any, **kwargs: Any) -> None:
        """Send a request over a line that the watchdog knows."""
        if self.sock is not None:
            watchdog.hold(self.sock)
        super().request(*args, **kwargs)

    def _first_reached(self, addresses: tuple[str, ...]) -> socket:
        for address in addresses[:-1]:
            self._dns_host = address
            try:
                return super()._new_conn()
            except (NewConnectionError, TooLate):
                continue
        self._dns_host = addresses[-1]
        return super()._new_conn()


class _CheckedOverTls(_Checked, HTTPSConnection):
    scheme = "https"


class _Pool(HTTPConnectionPool):
    ConnectionCls: Any = _Checked


class _PoolOverTls(HTTPSConnectionPool):
    ConnectionCls: Any = _CheckedOverTls


@cache
def _connections() -> urllib3.PoolManager:
    manager = urllib3.PoolManager(
        num_pools=_HOSTS_KEPT,
        maxsize=_CONNECTIONS_A_HOST,
        ca_certs=DEFAULT_CA_BUNDLE_PATH,
        timeout=urllib3.Timeout(connect=outside.CONNECT_SECONDS, read=outside.READ_SECONDS),
    )
    manager.pool_classes_by_scheme = {"http": _Pool, "https": _PoolOverTls}
    return manager
