"""Cursor pages: a list goes on from the last row seen, however many came in between."""

import base64
import binascii
import json
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from marshmallow import fields, validate

from backend.plumbing.errors import Malformed
from backend.plumbing.fields import Digits, Strict, strange

MOST_ROWS = 100


class UnknownCursor(Malformed):
    """We can't go on from that place in the list. Start again without a cursor."""


class PageQuery(Strict):
    """How much of a list, and from where."""

    limit = Digits(least=1, most=MOST_ROWS, load_default=50)
    cursor = fields.String(load_default=None, validate=validate.Length(max=400))


def encode_cursor(*parts: str | int | UUID | date) -> str:
    """Return the place after a row, from the values that order the list."""
    text = json.dumps(parts, separators=(",", ":"), default=str)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(cursor: str, *kinds: type) -> tuple[Any, ...]:
    """Return the ordering values of a cursor, each of its kind: str, int, UUID or date.

    Raises: UnknownCursor when it was not made by `encode_cursor` for such values.
    """
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(parts, list):
            raise UnknownCursor
        return tuple(_read(part, kind) for part, kind in zip(parts, kinds, strict=True))
    except (ValueError, binascii.Error) as wrong:
        raise UnknownCursor from wrong


def _read(part: Any, kind: type) -> Any:
    """Return a value as its kind; raise ValueError or UnknownCursor when it is none."""
    if kind is int and type(part) is int:
        return part
    if kind is int or not isinstance(part, str) or strange(part):
        raise UnknownCursor
    return _READ[kind](part)


_READ: dict[type, Callable[[str], Any]] = {str: str, UUID: UUID, date: date.fromisoformat}
