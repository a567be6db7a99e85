"""Cursor pages: a list goes on from the last row seen, however many came in between."""

import base64
import binascii
import json
from typing import Any

from marshmallow import fields, validate

from backend.plumbing.errors import Malformed
from backend.plumbing.fields import Strict

MOST_ROWS = 100


class UnknownCursor(Malformed):
    """We can't go on from that place in the list. Start again without a cursor."""


class PageQuery(Strict):
    """How much of a list, and from where."""

    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST_ROWS))
    cursor = fields.String(load_default=None, validate=validate.Length(max=400))


def encode_cursor(*parts: str | int) -> str:
    """Return the place after a row, from the values that order the list."""
    return (
        base64.urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode())
        .decode()
        .rstrip("=")
    )


def decode_cursor(cursor: str, *kinds: type) -> tuple[Any, ...]:
    """Return the ordering values of a cursor.

    Raises: UnknownCursor when it was not made by `encode_cursor` for such values.
    """
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error) as wrong:
        raise UnknownCursor from wrong
    if not isinstance(parts, list) or [type(part) for part in parts] != list(kinds):
        raise UnknownCursor
    return tuple(parts)
