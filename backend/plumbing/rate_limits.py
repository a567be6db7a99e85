"""Rate limits that all processes share: flask-limiter over counters in the database."""

from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address
from math import ceil
from typing import Any, NoReturn

import psycopg
import sqlalchemy as sa
from flask import request
from flask_limiter import Limiter, RequestLimit
from limits import parse
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, mapped_column

from backend.plumbing import clock, db, sealing
from backend.plumbing.columns import Count, Digest, Instant
from backend.plumbing.db import Base
from backend.plumbing.errors import TooMany

SCHEME = "tideover"
_SITE_PREFIX = 64


class RateCounter(Base):
    """How often something was done in the window that is open now."""

    __tablename__ = "rate_counters"
    __table_args__ = (
        sa.Index("ix_rate_counters_ends_at", "ends_at"),
        {"prefixes": ["UNLOGGED"]},
    )

    key_hash: Mapped[Digest] = mapped_column(primary_key=True)
    """Keyed, so that the table holds no client's address."""
    hits: Mapped[Count]
    ends_at: Mapped[Instant]


class CountersInDatabase(Storage):
    """Keeps the counters of fixed windows; one statement a hit, committed at once.

    When the database is away nothing is let through: the refusal is the database's own.
    """

    STORAGE_SCHEME = [SCHEME]

    @property
    def base_exceptions(self) -> type[Exception] | tuple[type[Exception], ...]:
        """What the database raises."""
        return (DBAPIError, psycopg.Error)

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count hits in the open window, or open the next one; return how many it has."""
        now = clock.now()
        end = now + timedelta(seconds=expiry)
        return int(self._ask(_HIT, key=_hash(key), hits=amount, now=now, end=end) or 0)

    def get(self, key: str) -> int:
        """Return how many hits the open window has."""
        return int(self._ask(_HITS, key=_hash(key), now=clock.now()) or 0)

    def get_expiry(self, key: str) -> float:
        """Return when the open window ends, as seconds since 1970."""
        now = clock.now()
        ends_at = self._ask(_END, key=_hash(key), now=now)
        return (ends_at or now).timestamp()

    def check(self) -> bool:
        """Return whether the database answers."""
        return bool(self._ask(sa.text("select 1")))

    def reset(self) -> int | None:
        """Forget every counter."""
        return int(self._ask(_RESET) or 0)

    def clear(self, key: str) -> None:
        """Forget one counter."""
        self._ask(_CLEAR, key=_hash(key))

    @staticmethod
    def _ask(statement: sa.TextClause, **values: Any) -> Any:
        with db.engine().connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            return connection.scalar(statement, values)


class LimitsOfRoutes(Limiter):
    """Counts where a route names a limit; a request of any other route costs nothing."""

    def _check_request_limit(
        self,
        callable_name: str | None = None,
        in_middleware: bool = True,  # noqa: FBT001, FBT002 - the library's own signature
    ) -> None:
        if not in_middleware:
            super()._check_request_limit(callable_name, in_middleware)


def client_address() -> str:
    """Return who asks, as a key: an IPv4 address, or the /64 network of an IPv6 address.

    Behind proxies the address is right only when TIDEOVER_TRUSTED_PROXIES says how many they are.
    """
    try:
        address: IPv4Address | IPv6Address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    if isinstance(address, IPv4Address):
        return str(address)
    return str(IPv6Address(int(address) >> _SITE_PREFIX << _SITE_PREFIX))


def spend(limit: str, *, scope: str, key: str) -> None:
    """Count one use of something by a key that only the route knows: an address, a person.

    Example: spend("10 per 15 minutes", scope="sign-in codes", key=address.hash.hex())

    Raises: TooMany.
    """
    item = parse(limit)
    if not _WINDOWS.hit(item, key, scope):
        _refuse(item.key_for(key, scope))


def _breached(limit: RequestLimit) -> None:
    _refuse(limit.key)


def _refuse(key: str) -> NoReturn:
    left = _WINDOWS.storage.get_expiry(key) - clock.now().timestamp()
    raise TooMany(retry_after=max(1, ceil(left)))


def _hash(key: str) -> bytes:
    return sealing.keyed_hash("rate counter", key)


def forget_ended() -> None:
    """Remove the counters of windows that have ended."""
    with db.unit_of_work(db.system()) as session:
        session.execute(_FORGET, {"now": clock.now()})


_WINDOWS = FixedWindowRateLimiter(CountersInDatabase())
limiter = LimitsOfRoutes(
    client_address,
    storage_uri=f"{SCHEME}://",
    strategy="fixed-window",
    headers_enabled=False,
    on_breach=_breached,
)

_HIT = sa.text(
    "insert into rate_counters as known (key_hash, hits, ends_at) values (:key, :hits, :end)"
    " on conflict (key_hash) do update set"
    " hits = excluded.hits + case when known.ends_at <= :now then 0 else known.hits end,"
    " ends_at = case when known.ends_at <= :now then excluded.ends_at else known.ends_at end"
    " returning hits",
)
_HITS = sa.text("select hits from rate_counters where key_hash = :key and ends_at > :now")
_END = sa.text("select ends_at from rate_counters where key_hash = :key and ends_at > :now")
_CLEAR = sa.text("delete from rate_counters where key_hash = :key returning hits")
_RESET = sa.text("with gone as (delete from rate_counters returning 1) select count(*) from gone")
_FORGET = sa.text("delete from rate_counters where ends_at <= :now")
