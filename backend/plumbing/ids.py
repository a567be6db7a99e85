"""Identifiers: UUIDv7, made by us, rising with time so that indexes stay compact."""

import os
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0


def new_id() -> UUID:
    """Return a UUIDv7, greater than every one made before by this process.

    Source: RFC 9562 section 5.7, with method 3 of section 6.2 (sub-millisecond fraction).
    """
    global _last  # noqa: PLW0603 - monotonic within the process, guarded by the lock
    # The real clock on purpose: an identifier tells nobody the time, it only sorts.
    nanoseconds = time.time_ns()  # noqa: TID251
    stamp = (nanoseconds // 1_000_000 << 12) | (nanoseconds % 1_000_000 * 4096 // 1_000_000)
    with _lock:
        stamp = _last = max(stamp, _last + 1)
    high, low = divmod(stamp, 4096)
    rest = int.from_bytes(os.urandom(8)) & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=high << 80 | 0x7000 << 64 | low << 64 | 0x8 << 60 | rest)
