"""The wallet's statement line by line, and ways to spoil it so that a reader can be tested."""

import sqlite3
from dataclasses import dataclass, field
from typing import Any

from backend.sandbox.clock import moment_of, written
from backend.sandbox.server import Answer, Refused, Request, as_json
from backend.sandbox.wallet_book import Book
from backend.sandbox.wallet_charges import agreement_id, charge_id
from backend.sandbox.wallet_orders import whole_minor

PAGE_LINES = 1000
LARGEST_PAGE_LINES = 10_000
LATEST_LINE = 2**62

Line = dict[str, Any]


@dataclass(slots=True)
class Spoiling:
    """What the statement gets wrong, by line number; the book itself stays true."""

    omit: set[int] = field(default_factory=set)
    repeat: set[int] = field(default_factory=set)
    alter: dict[int, Line] = field(default_factory=dict)
    extra: list[Line] = field(default_factory=list)


def parse_spoiling(fields: dict[str, Any]) -> Spoiling:
    """Return the spoiling that a test asks for.

    Raises:  Refused when a part has another shape.
    """
    try:
        return Spoiling(
            omit={int(line) for line in fields.get("omit", [])},
            repeat={int(line) for line in fields.get("repeat", [])},
            alter={int(line): dict(to) for line, to in fields.get("alter", {}).items()},
            extra=[dict(line) for line in fields.get("extra", [])],
        )
    except (TypeError, ValueError, AttributeError) as reason:
        raise Refused(422, "invalid_field", str(reason)) from None


class Statement:
    """Pages of the book's lines: a charge counts up, a refund or a return counts down."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self.spoiling = Spoiling()

    def answer(self, request: Request) -> Answer:
        """Return the page that the call asks for."""
        asked = {
            name: int(given) if given.isascii() and given.isdigit() else -1
            for name, given in (
                ("cursor", request.asked("cursor", "0")),
                ("limit", request.asked("limit", str(PAGE_LINES))),
            )
        }
        after = whole_minor(asked, "cursor", 0)
        limit = min(whole_minor(asked, "limit"), LARGEST_PAGE_LINES)
        as_lines = "application/x-ndjson" in request.headers.get("accept", "")
        if as_lines:
            limit = LATEST_LINE
        rows = self._book.statement(after, limit, self._since(request.asked("since")))
        lines = [self._told(row) for row in rows]
        told = self._spoilt(lines) if self._spoils() else lines
        if len(lines) < limit:
            told = told + self.spoiling.extra
        if as_lines:
            body = b"".join(as_json(line).body + b"\n" for line in told)
            return Answer(200, body, "application/x-ndjson")
        cursor = str(lines[-1]["line"] if lines else after)
        return as_json({"lines": told, "cursor": cursor, "more": len(lines) == limit})

    def _since(self, given: str) -> str:
        if not given:
            return ""
        try:
            return written(moment_of(given))
        except ValueError as reason:
            raise Refused(422, "invalid_field", f"since: {reason}") from None

    def _told(self, row: sqlite3.Row) -> Line:
        return {
            "line": row["line"],
            "kind": row["kind"],
            "charge_id": charge_id(row["charge"]),
            "key": row["charge_key"],
            "own_key": row["key"],
            "agreement_id": agreement_id(row["agreement"]),
            "reference": row["reference"],
            "amount_minor": row["amount_minor"],
            "currency": row["currency"],
            "occurred_at": row["occurred_at"],
        }

    def _spoils(self) -> bool:
        return bool(self.spoiling.omit or self.spoiling.repeat or self.spoiling.alter)

    def _spoilt(self, lines: list[Line]) -> list[Line]:
        told = []
        for line in lines:
            number = line["line"]
            if number in self.spoiling.omit:
                continue
            changed = line | self.spoiling.alter.get(number, {})
            told += [changed, changed] if number in self.spoiling.repeat else [changed]
        return told
