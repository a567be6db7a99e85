"""The person's reads, from one statement each to what the screen shows.

They are the busiest requests of all, so they go without a Session: see `plumbing.reads`.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from backend.debts import person_queries, shown
from backend.debts.errors import DebtNotPayable
from backend.plumbing import db
from backend.plumbing.pages import decode_cursor, encode_cursor

Checking = Callable[[Session, UUID], list[dict[str, Any]]]
_checking: list[Checking] = []
"""Payments stand above debts and hand in what is being checked; nobody here knows them."""


def also_checking(source: Checking) -> Checking:
    """Let a room above say which payments of a person are being checked."""
    _checking.append(source)
    return source


def today(*, person_id: UUID, now: datetime) -> dict[str, Any]:
    """Return a person's first screen."""
    found = person_queries.today(person_id, now)
    day = date.fromisoformat(found["today"])
    found["next"] = [shown.debt_out(debt, day) for debt in found["next"]]
    found["checking"] = _being_checked(person_id) if found.pop("is_checking") else []
    found["as_of"] = shown.moment(now)
    return found


def page(
    *, person_id: UUID, now: datetime, state: str | None, limit: int, cursor: str | None
) -> dict[str, Any]:
    """Return one page of a person's debts with the totals of all of them.

    Raises:  UnknownCursor.
    """
    settled = None if state is None else state == "settled"
    time_zone, totals, rows = person_queries.page(
        person_id, settled=settled, after=_place(cursor), limit=limit + 1
    )
    day = _day(now, time_zone)
    debts = rows[:limit]
    return {
        "items": [shown.debt_out(debt, day) for debt in debts],
        "next_cursor": _cursor(debts[-1]) if len(rows) > limit else None,
        "as_of": shown.moment(now),
        "totals": totals,
    }


def debt(*, person_id: UUID, debt_id: UUID, now: datetime) -> dict[str, Any]:
    """Return one debt of a person.

    Raises:  DebtMissing.
    """
    time_zone, row = person_queries.one(person_id, debt_id)
    return shown.debt_out(row, _day(now, time_zone))


def choice_card(
    *, person_id: UUID, debt_id: UUID, now: datetime, part_minor: int | None
) -> dict[str, Any]:
    """Return the choice card of one debt.

    Raises:  DebtMissing; DebtNotPayable when nothing is left to choose; PartOutOfReach.
    """
    time_zone, row = person_queries.one(person_id, debt_id)
    if row["outstanding_minor"] <= row["checking_minor"]:
        raise DebtNotPayable
    return shown.choices_out(row, _day(now, time_zone), part_minor)


def _being_checked(person_id: UUID) -> list[dict[str, Any]]:
    with db.unit_of_work(db.person(person_id)) as session:
        return [payment for source in _checking for payment in source(session, person_id)]


def _day(now: datetime, time_zone: str) -> date:
    return now.astimezone(ZoneInfo(time_zone)).date()


def _place(cursor: str | None) -> tuple[bool, str, str] | None:
    if cursor is None:
        return None
    settled, due_on, debt_id = decode_cursor(cursor, int, date, UUID)
    return bool(settled), due_on.isoformat(), str(debt_id)


def _cursor(row: dict[str, Any]) -> str:
    return encode_cursor(int(row["is_settled"]), row["due_on"], row["id"])
