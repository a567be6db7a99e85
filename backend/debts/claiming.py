"""Invitations to claim: made with a debt, sent by a job, made anew when a contact changes."""

import json
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from backend.debts.kinds import ClaimState
from backend.debts.rows import DebtRow
from backend.plumbing.ids import new_id
from backend.plumbing.sealing import keyed_hash, seal

_OPEN = (
    "insert into claims (id, debt_id, contact_sealed, phone_hash, email_hash, question,"
    " answer_hash, lender_id, state, tries, created_at)"
    " select id, debt_id, contact_sealed, phone_hash, email_hash, question, answer_hash, %s,"
    " 'open', 0, %s from unnest(%s::uuid[], %s::uuid[], %s::bytea[], %s::bytea[], %s::bytea[],"
    " %s::text[], %s::bytea[]) as pushed (id, debt_id, contact_sealed, phone_hash, email_hash,"
    " question, answer_hash)"
)
_LATEST = (
    "select distinct on (debt_id) debt_id, state, phone_hash, email_hash, question, answer_hash,"
    " expires_at from claims where debt_id = any(%s) order by debt_id, id desc"
)
_CLOSE = (
    "update claims set state = 'expired', decided_at = %s"
    " where debt_id = any(%s) and state = 'open'"
)


class _Latest(NamedTuple):
    """The newest invitation of a debt."""

    debt_id: UUID
    state: str
    phone_hash: bytes | None
    email_hash: bytes | None
    question: str
    answer_hash: bytes
    expires_at: datetime | None


def open_many(
    session: Session, lender_id: UUID, debts: Sequence[tuple[UUID, DebtRow]], at: datetime
) -> None:
    """Open one invitation for each debt; the job that sends it makes its token."""
    if not debts:
        return
    rows = [
        (
            new_id(),
            debt_id,
            seal(_contact(row)),
            *contact_hashes(row),
            row.question,
            answer_hash(debt_id, row.question, row.answer),
        )
        for debt_id, row in debts
    ]
    columns = [list(column) for column in zip(*rows, strict=True)]
    session.connection().exec_driver_sql(_OPEN, (lender_id, at, *columns))


def renew_many(
    session: Session, lender_id: UUID, debts: Sequence[tuple[UUID, DebtRow]], at: datetime
) -> bool:
    """Open invitations anew where contact or question changed or the last one ran out.

    A person who said "not mine" and a link closed after five tries stay as they are until the
    lender has another contact or another question. Returns whether any was opened.
    """
    if not debts:
        return False
    ids = [debt_id for debt_id, _ in debts]
    latest = {
        row[0]: _Latest(*row)
        for row in session.connection().exec_driver_sql(_LATEST, (ids,)).fetchall()
    }
    anew = [(debt_id, row) for debt_id, row in debts if _is_due(latest.get(debt_id), row, at)]
    if anew:
        close = (at, [debt_id for debt_id, _ in anew])
        session.connection().exec_driver_sql(_CLOSE, close)
        open_many(session, lender_id, anew, at)
    return bool(anew)


def contact_hashes(row: DebtRow) -> tuple[bytes | None, bytes | None]:
    """Return the hashes by which a verified contact of a person is found."""
    return (
        contact_hash("sms", row.phone) if row.phone else None,
        contact_hash("email", row.email) if row.email else None,
    )


def contact_hash(channel: str, address: str) -> bytes:
    """Return the same hash that accounts keep of a verified contact."""
    return keyed_hash(f"contact/{channel}", address.lower())


def answer_hash(debt_id: UUID, question: str, answer: str) -> bytes:
    """Return what is kept of an answer; spaces, hyphens and capitals make no difference."""
    plain = unicodedata.normalize("NFKC", answer).casefold()
    plain = "".join(letter for letter in plain if not letter.isspace() and letter != "-")
    return keyed_hash("claims/answer", f"{debt_id}:{question}:{plain}")


def _contact(row: DebtRow) -> str:
    return json.dumps({"phone": row.phone, "email": row.email, "name": row.name})


def _is_due(latest: _Latest | None, row: DebtRow, at: datetime) -> bool:
    if latest is None:
        return True
    told: tuple[Any, ...] = (*contact_hashes(row), row.question)
    same = told == (latest.phone_hash, latest.email_hash, latest.question)
    if not same or latest.answer_hash != answer_hash(latest.debt_id, row.question, row.answer):
        return True
    over = latest.expires_at is not None and latest.expires_at <= at
    return latest.state == ClaimState.EXPIRED or (latest.state == ClaimState.OPEN and over)
