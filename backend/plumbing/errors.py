"""Refusals: what is the case, said in words that a person may read.

A refusal is named for what is the case and its docstring is the message. HTTP meets it in one
place, `plumbing.http`, by its family.
"""

import re
from functools import cache
from inspect import cleandoc
from typing import Any, ClassVar


class Refusal(Exception):
    """This can't be done as asked."""

    status: ClassVar[int] = 400

    def __init__(
        self,
        *,
        fields: dict[str, Any] | None = None,
        rows: list[dict[str, Any]] | None = None,
        retry_after: int | None = None,
    ) -> None:
        """Keep what the answer will name: fields, rows, and seconds to wait."""
        super().__init__(self.message())
        self.fields = fields
        self.rows = rows
        self.retry_after = retry_after

    @classmethod
    def message(cls) -> str:
        """Return the docstring as one line."""
        return _one_line(cls.__doc__ or "")

    @classmethod
    def code(cls) -> str:
        """Return the name on the wire: the class name in snake case."""
        return _snake(cls.__name__)


class Malformed(Refusal):
    """The request can't be read. Check how it is written."""

    status = 400


class SignInNeeded(Refusal):
    """Please sign in first."""

    status = 401


class NotAllowed(Refusal):
    """This isn't open to you."""

    status = 403


class Missing(Refusal):
    """We can't find that."""

    status = 404


class Conflict(Refusal):
    """Something changed in the meantime. Look again, then decide."""

    status = 409


class TooLarge(Refusal):
    """That is more than we can take at once."""

    status = 413


class UnknownMediaType(Refusal):
    """We can't read that kind of content here."""

    status = 415


class Invalid(Refusal):
    """Some of this isn't right yet. See the fields named below."""

    status = 422


class TooMany(Refusal):
    """That was a lot at once. Please wait a little and try again."""

    status = 429


class NotNow(Refusal):
    """We can't do this right now. Nothing was changed; please try again in a moment."""

    status = 503


@cache
def _one_line(words: str) -> str:
    return " ".join(cleandoc(words).split())


@cache
def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
