"""marshmallow fields that refuse what could hide a mistake: floats, odd days, strange text."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from marshmallow import RAISE, Schema, fields, validate

from budgeting.currencies import exponent_of
from budgeting.errors import UnknownCurrency

MOST_MINOR = 9_007_199_254_740_991
"""The largest whole number that every JSON reader keeps exactly (2^53 - 1)."""

_DIGITS = re.compile(r"[0-9]{1,16}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}", re.ASCII)
# Characters that change how neighbouring text is shown or read: bidirectional controls and
# zero-width marks. Zero-width joiners stay, some scripts need them.
_DECEIVING = frozenset(
    "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)


class Strict(Schema):
    """The root of all schemas: unknown names are refused, never dropped in silence."""

    class Meta:
        """Refuse what we don't know."""

        unknown = RAISE


class Minor(fields.Integer):
    """A sum in minor units: a whole JSON number, never a float, a string or a truth value."""

    default_error_messages = {
        "invalid": "Give a whole number of minor units, such as 2480 for 24.80."
    }

    def __init__(
        self, *, allow_zero: bool = False, allow_negative: bool = False, **kwargs: Any
    ) -> None:
        """Set the smallest sum: one minor unit, or zero, or any."""
        least = -MOST_MINOR if allow_negative else 0 if allow_zero else 1
        within = validate.Range(
            least, MOST_MINOR, error="Give a sum from {min} to {max} in minor units."
        )
        super().__init__(strict=True, validate=within, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if type(value) is not int:
            raise self.make_error("invalid", input=value)
        return int(value)


class Whole(fields.Integer):
    """A whole JSON number that is no money: counts, days."""

    default_error_messages = {"invalid": "Give a whole number."}

    def __init__(self, *, least: int, most: int, **kwargs: Any) -> None:
        """Set the smallest and the largest number taken."""
        super().__init__(strict=True, validate=validate.Range(least, most), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if type(value) is not int:
            raise self.make_error("invalid", input=value)
        return int(value)


class Digits(fields.Integer):
    """A whole number as a query writes it: ASCII digits and nothing else."""

    default_error_messages = {"invalid": "Give a whole number."}

    def __init__(self, *, least: int, most: int, **kwargs: Any) -> None:
        """Set the smallest and the largest number taken."""
        super().__init__(validate=validate.Range(least, most), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if not isinstance(value, str) or not _DIGITS.fullmatch(value):
            raise self.make_error("invalid", input=value)
        return int(value)


class YesNo(fields.Boolean):
    """A JSON truth value: true or false, no word and no number for it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if type(value) is not bool:
            raise self.make_error("invalid", input=value)
        return value


class Currency(fields.String):
    """A currency by its ISO 4217 letters."""

    default_error_messages = {
        "unknown": "Give a currency by its three ISO 4217 letters, such as CNY."
    }

    def __init__(self, **kwargs: Any) -> None:
        """Say the pattern, so that the published schema tells it."""
        super().__init__(metadata={"pattern": "^[A-Z]{3}$", "example": "CNY"}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        code = super()._deserialize(value, attr, data, **kwargs)
        try:
            exponent_of(code)
        except UnknownCurrency as unknown:
            raise self.make_error("unknown") from unknown
        return code


class Day(fields.Field[date]):
    """A civil day as YYYY-MM-DD; a day that does not exist is refused."""

    default_error_messages = {"invalid": "Give a day that exists, as YYYY-MM-DD."}

    def __init__(self, **kwargs: Any) -> None:
        """Say the format, so that the published schema tells it."""
        super().__init__(metadata={"type": "string", "format": "date"}, **kwargs)

    def _serialize(
        self, value: date | None, attr: str | None, obj: Any, **kwargs: Any
    ) -> str | None:
        return None if value is None else value.isoformat()

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise self.make_error("invalid")
        try:
            return date.fromisoformat(value)
        except ValueError as wrong:
            raise self.make_error("invalid") from wrong


class Moment(fields.Field[datetime]):
    """A moment with its zone, as RFC 3339; kept and shown in UTC."""

    default_error_messages = {
        "invalid": "Give a moment with its zone, such as 2026-11-21T09:12:00Z."
    }

    def __init__(self, **kwargs: Any) -> None:
        """Say the format, so that the published schema tells it."""
        super().__init__(metadata={"type": "string", "format": "date-time"}, **kwargs)

    def _serialize(
        self, value: datetime | None, attr: str | None, obj: Any, **kwargs: Any
    ) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat().replace("+00:00", "Z")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        if not isinstance(value, str) or "T" not in value:
            raise self.make_error("invalid")
        try:
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is None:
                raise self.make_error("invalid")
            return moment.astimezone(UTC)
        except (ValueError, OverflowError) as wrong:
            raise self.make_error("invalid") from wrong


class Text(fields.String):
    """Text that people read: bounded, in one Unicode form, without characters that deceive."""

    default_error_messages = {
        "strange": "This has a character we can't keep. Please write it again."
    }

    def __init__(self, *, most: int, least: int = 1, **kwargs: Any) -> None:
        """Set the length in characters."""
        super().__init__(validate=validate.Length(least, most), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if strange(text):
            raise self.make_error("strange")
        return unicodedata.normalize("NFC", text)


class Reference(Text):
    """A lender's own reference: letters, digits and . _ : / - up to 64 characters."""

    def __init__(self, **kwargs: Any) -> None:
        """Say the pattern, so that the published schema tells it."""
        super().__init__(most=64, metadata={"pattern": f"^{_REFERENCE.pattern}$"}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not _REFERENCE.fullmatch(text):
            raise self.make_error("strange")
        return text


def strange(text: str) -> bool:
    """Return whether a text holds control, surrogate or deceiving characters."""
    if text.isascii():
        return not text.isprintable()
    return any(c in _DECEIVING or unicodedata.category(c) in {"Cc", "Cs", "Co", "Cn"} for c in text)


def page_schema(
    item: type[Schema], extra: Mapping[str, fields.Field[Any]] | None = None
) -> type[Schema]:
    """Return the schema of one page of a list: items and the cursor of the next."""
    name = item.__name__.removesuffix("Out") + "Page"
    parts: dict[str, Any] = {
        "items": fields.List(fields.Nested(item), required=True),
        "next_cursor": fields.String(required=True, allow_none=True),
        **(extra or {}),
    }
    return Strict.from_dict(parts, name=name)
