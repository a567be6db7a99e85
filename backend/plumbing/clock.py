"""The only module that reads the clock; everything else is given the moment."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

_offset = timedelta(0)
_frozen: datetime | None = None
# Real processes can live at another time: the file holds an offset in seconds, read again
# when it changes, so that a year of a household's life passes in a test run.
_OFFSET_FILE = os.environ.get("TIDEOVER_CLOCK_FILE")


def now() -> datetime:
    """Return this moment as an aware UTC datetime."""
    if _frozen is not None:
        return _frozen
    moment = datetime.now(UTC)
    if _OFFSET_FILE:
        moment += timedelta(seconds=_file_offset(_OFFSET_FILE, _changed_at(_OFFSET_FILE)))
    return moment + _offset


def today(zone: str) -> date:
    """Return the civil day in a zone, given by its IANA name."""
    return now().astimezone(ZoneInfo(zone)).date()


def monotonic() -> float:
    """Return seconds that only grow, for time-outs and durations."""
    return time.monotonic()


@contextmanager
def moved_to(moment: datetime) -> Iterator[None]:
    """Hold the clock still at a moment, for tests within one process.

    Raises: ValueError when the moment has no zone.
    """
    global _frozen  # noqa: PLW0603 - the clock is the one piece of state that a process shares
    if moment.tzinfo is None:
        raise ValueError("a moment needs a zone")
    before, _frozen = _frozen, moment.astimezone(UTC)
    try:
        yield
    finally:
        _frozen = before


def _changed_at(path: str) -> int:
    try:
        return Path(path).stat().st_mtime_ns
    except FileNotFoundError:
        return 0


@lru_cache(maxsize=4)
def _file_offset(path: str, changed_at: int) -> float:
    return float(Path(path).read_text().strip() or 0) if changed_at else 0.0
