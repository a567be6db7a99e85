"""An event as JSON: exactly the bytes that will be signed and sent."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from backend.lenders.errors import EventTooLarge

MOST_BYTES = 256_000


def opening(kind: str, at: datetime, data: Mapping[str, Any]) -> str:
    """Return an event without its end: the database adds the sequence number and the brace.

    Raises:  EventTooLarge; TypeError for a float, because sums are whole minor units.
    """
    event = {"type": kind, "timestamp": _said(at), "data": _whole(data)}
    text = json.dumps(event, default=_said, ensure_ascii=False, separators=(",", ":"))
    if len(text.encode()) > MOST_BYTES:
        raise EventTooLarge
    return text.removesuffix("}")


def _whole(value: Any) -> Any:
    if isinstance(value, float):
        raise TypeError(f"{value!r} is no whole number")
    if isinstance(value, Mapping):
        return {name: _whole(part) for name, part in value.items()}
    return [_whole(part) for part in value] if isinstance(value, list | tuple) else value


def _said(value: object) -> str:
    match value:
        case datetime():
            return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        case date() | UUID():
            return str(value)
        case _:
            raise TypeError(f"{value!r} has no form in an event")
