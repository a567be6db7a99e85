"""The person's reads, from one statement each to what the screen shows."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from backend.debts import queries, shown
from backend.debts.errors import DebtNotPayable
from backend.nudges import queries as nudges
from backend.plumbing.pages import UnknownCursor, decode_cursor, encode_cursor

Checking = Callable[[Session, UUID], list[dict[str, Any]]]
_checking: list[Checking] = []
"""Payments stand above debts and hand in what is being checked; nobody here knows them."""


def also_checking(source: Checking) -> Checking:
    """Let a room above say which payments of a person are being checked."""
    _checking.append(source)
    return source


def today(session: Session, *, person_id: UUID, now: datetime) -> dict[str, Any]:
    """Return a person's first screen."""
    row = queries.today_of_person(session, person_id=person_id, now=now)
    return {
        "name": row.display_name,
        "today": row.today.isoformat(),
        "next": [shown.debt_out(debt, row.today) for debt in row.next],
        "more_this_month": row.more_this_month,
        "late_count": row.late_count,
        "totals": row.totals,
        "waiting_claims": row.waiting_claims,
        "unread_nudges": nudges.unread_count(session, person_id=person_id, now=now),
        "checking": [one for source in _checking for one in source(session, person_id)],
        "as_of": shown.moment(now),
    }


def page(
    session: Session,
    *,
    person_id: UUID,
    now: datetime,
    state: str | None,
    limit: int,
    cursor: str | None,
) -> dict[str, Any]:
    """Return one page of a person's debts with the totals of all of them.

    Raises:  UnknownCursor.
    """
    after = _place(cursor)
    settled = None if state is None else state == "settled"
    row = queries.page_of_person(
        session, person_id=person_id, settled=settled, after=after, limit=limit + 1
    )
    day = now.astimezone(ZoneInfo(row.time_zone)).date()
    debts = row.debts[:limit]
    more = len(row.debts) > limit
    return {
        "items": [shown.debt_out(debt, day) for debt in debts],
        "next_cursor": _cursor(debts[-1]) if more else None,
        "as_of": shown.moment(now),
        "totals": row.totals,
    }


def debt(session: Session, *, person_id: UUID, debt_id: UUID, now: datetime) -> dict[str, Any]:
    """Return one debt of a person.

    Raises:  DebtMissing.
    """
    row = queries.of_person(session, person_id=person_id, debt_id=debt_id)
    return shown.debt_out(row, now.astimezone(ZoneInfo(row["time_zone"])).date())


def choice_card(
    session: Session, *, person_id: UUID, debt_id: UUID, now: datetime, part_minor: int | None
) -> dict[str, Any]:
    """Return the choice card of one debt.

    Raises:  DebtMissing; DebtNotPayable when nothing is left to choose; PartOutOfReach.
    """
    row = queries.of_person(session, person_id=person_id, debt_id=debt_id)
    if row["outstanding_minor"] <= row["checking_minor"]:
        raise DebtNotPayable
    day = now.astimezone(ZoneInfo(row["time_zone"])).date()
    return shown.choices_out(row, day, part_minor)


def _place(cursor: str | None) -> tuple[bool, str, str] | None:
    if cursor is None:
        return None
    settled, due_on, debt_id = decode_cursor(cursor, int, str, str)
    try:
        return bool(settled), date.fromisoformat(due_on).isoformat(), str(UUID(debt_id))
    except ValueError as wrong:
        raise UnknownCursor from wrong


def _cursor(row: dict[str, Any]) -> str:
    return encode_cursor(int(row["is_settled"]), row["due_on"], row["id"])
