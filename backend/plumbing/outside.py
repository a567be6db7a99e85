"""The only door to the network: bounded, without redirects, never inside a transaction."""

import ipaddress
import socket
import threading
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from backend.plumbing.db import TransactionOpen, transaction_is_open
from backend.plumbing.errors import Invalid
from backend.plumbing.settings import settings

Answer = requests.Response
NoAnswer = requests.RequestException
"""No answer, or one that broke off: what was asked may have happened."""

CONNECT_SECONDS = 5.0
READ_SECONDS = 15.0
_per_thread = threading.local()
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
"""NAT64: the last 32 bits are the IPv4 address that is reached (RFC 6052)."""


class TargetNotPublic(Invalid):
    """That address can't be reached from here. Give a public https address."""


class _Outside(requests.Session):
    """A session that refuses to speak while a transaction is open."""

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        check_no_transaction()
        kwargs.setdefault("timeout", (CONNECT_SECONDS, READ_SECONDS))
        kwargs.setdefault("allow_redirects", False)
        return super().request(*args, **kwargs)


def http() -> requests.Session:
    """Return this thread's HTTP session: connections kept, time-outs set, no redirects."""
    session: requests.Session | None = getattr(_per_thread, "session", None)
    if session is None:
        session = _Outside()
        session.trust_env = False
        adapter = HTTPAdapter(pool_connections=8, pool_maxsize=8, max_retries=0)
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        _per_thread.session = session
    return session


def check_no_transaction() -> None:
    """Refuse to go on while a transaction is open in this thread.

    Raises: TransactionOpen.
    """
    if transaction_is_open():
        raise TransactionOpen("no network call while a transaction is open")


def public_target(url: str) -> tuple[str, ...]:
    """Return the addresses behind a URL that somebody else gave us, all of them public.

    Raises: TargetNotPublic for another scheme than https, for credentials in the address, and for
        a host that resolves to a private, loopback, link-local or reserved address. In the sandbox
        plain http and loopback are allowed.
    """
    parts = urlsplit(url)
    sandbox = settings().sandbox
    schemes = {"http", "https"} if sandbox else {"https"}
    if parts.scheme not in schemes or not parts.hostname or parts.username or parts.password:
        raise TargetNotPublic(fields={"url": [TargetNotPublic.message()]})
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError, UnicodeError) as unknown:
        raise TargetNotPublic(fields={"url": [TargetNotPublic.message()]}) from unknown
    addresses = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        ip = _reached(ipaddress.ip_address(address.split("%")[0]))
        if not (ip.is_global and not ip.is_multicast) and not (sandbox and ip.is_loopback):
            raise TargetNotPublic(fields={"url": [TargetNotPublic.message()]})
    return addresses


def _reached(
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """Return the IPv4 address that an IPv6 one carries inside it, or the address itself."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip in _TRANSLATED:
        return ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else ip)
