"""The statements that take a batch of debts in, each for many rows at once.

Columns travel as arrays, one parameter a column, so that a batch of hundreds is five statements
and a push of the same again is one.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from backend.debts import claiming, states
from backend.debts.reconcile import Figures, standing
from backend.debts.rows import DebtRow
from backend.debts.states import DebtState
from backend.plumbing.ids import new_id

Rows = Sequence[tuple[DebtRow, bytes]]


class Known(NamedTuple):
    """What is kept of a debt that is pushed again."""

    id: UUID
    reference: str
    digest: bytes
    as_of: datetime
    currency: str
    state: str
    person_id: UUID | None


class Changed(NamedTuple):
    """What became of the rows of debts that were known."""

    updated: int
    invited: bool


_ROW_TYPES = {
    "lender_reference": "text", "title": "text", "currency": "bpchar", "origin": "text",
    "original_creditor": "text", "borrowed_minor": "int8", "interest_minor": "int8",
    "fees_minor": "int8", "lender_paid_minor": "int8", "asked_minor": "int8", "due_on": "date",
    "annual_rate": "numeric", "late_annual_rate": "numeric", "late_fee_minor": "int8",
    "grace_days": "int8", "instalment_minor": "int8", "instalments_left": "int8",
    "as_of": "timestamptz",
}  # fmt: skip
_WIDTH = len(_ROW_TYPES)
_OWN_TYPES = {
    "id": "uuid", "digest": "bytea", "paid_minor": "int8", "outstanding_minor": "int8",
    "credit_minor": "int8", "due_minor": "int8",
}  # fmt: skip
_TYPES = {**_ROW_TYPES, **_OWN_TYPES}
_NAMES = ", ".join(_TYPES)
_ARRAYS = ", ".join(f"%s::{kind}[]" for kind in _TYPES.values())
_KNOWN = (
    "select id, lender_reference, digest, as_of, currency, state, person_id from debts"
    " where lender_id = %s and lender_reference = any(%s)"
)
# Put together from the names above only; every value travels as a parameter.
_ADD = (
    f"insert into debts ({_NAMES}, lender_id, state, version, created_at, changed_at)"  # noqa: S608
    f" select {_NAMES}, %s, 'unclaimed', 1, %s, %s from unnest({_ARRAYS}) as pushed ({_NAMES})"
    " on conflict (lender_id, lender_reference) do nothing returning lender_reference"
)
_CHANGE = (
    f"update debts set ({_NAMES}) = ({', '.join(f'pushed.{name}' for name in _TYPES)}),"  # noqa: S608
    f" version = version + 1, changed_at = %s from unnest({_ARRAYS}) as pushed ({_NAMES})"
    " where debts.id = pushed.id"
)
_LINES = (
    "insert into charge_lines"
    " (debt_id, line, lender_id, person_id, currency, kind, amount_minor, label)"
    " select debt_id, line, %s, person_id, currency, kind, amount_minor, label from"
    " unnest(%s::uuid[], %s::int8[], %s::uuid[], %s::bpchar[], %s::text[], %s::int8[], %s::text[])"
    " as pushed (debt_id, line, person_id, currency, kind, amount_minor, label)"
)


def known(session: Session, lender_id: UUID, references: list[str]) -> dict[str, Known]:
    """Return what is kept under these references of the lender."""
    rows = _run(session, _KNOWN, (lender_id, references))
    return {row[1]: Known(*row) for row in rows.fetchall()}


def add(session: Session, lender_id: UUID, pushed: Rows, at: datetime) -> set[str]:
    """Add debts with their charge lines and claims; return the references that were taken."""
    ids = {row.reference: new_id() for row, _ in pushed}
    table = [_columns(row, digest, ids[row.reference], ()) for row, digest in pushed]
    added = {row[0] for row in _run(session, _ADD, (lender_id, at, at, *_turned(table))).fetchall()}
    rows = [(ids[row.reference], None, row) for row, _ in pushed if row.reference in added]
    if rows:
        _add_lines(session, lender_id, rows)
        claiming.open_many(session, lender_id, [(debt_id, row) for debt_id, _, row in rows], at)
    return ids.keys() - added


def change(session: Session, lender_id: UUID, pushed: Rows, at: datetime) -> Changed:
    """Bring known debts up to a lender's newer figures; older ones change nothing."""
    kept = _locked(session, lender_id, [row.reference for row, _ in pushed])
    newer = [
        (kept[row.reference], row, digest)
        for row, digest in pushed
        if kept[row.reference].digest != digest and row.as_of >= kept[row.reference].as_of
    ]
    if not newer:
        return Changed(0, invited=False)
    payments = _payments(session, [stored.id for stored, _, _ in newer])
    table = [_columns(row, digest, one.id, payments.get(one.id, ())) for one, row, digest in newer]
    _run(session, _CHANGE, (at, *_turned(table)))
    _run(session, "delete from charge_lines where debt_id = any(%s)", ([r[_WIDTH] for r in table],))
    _add_lines(session, lender_id, [(one.id, one.person_id, row) for one, row, _ in newer])
    outstanding = {row[_WIDTH]: row[_WIDTH + 3] for row in table}
    for one, _, _ in newer:
        settle(session, one.id, DebtState(one.state), outstanding[one.id], cause="lender", at=at)
    unclaimed = [(one.id, row) for one, row, _ in newer if one.person_id is None]
    return Changed(len(newer), invited=claiming.renew_many(session, lender_id, unclaimed, at))


def settle(
    session: Session,
    debt_id: UUID,
    state: DebtState,
    outstanding_minor: int,
    *,
    cause: str,
    at: datetime,
) -> DebtState:
    """Move a claimed debt to settled when nothing is owed, back to open when something is."""
    if state is DebtState.UNCLAIMED:
        return state
    if outstanding_minor == 0 and state is not DebtState.SETTLED:
        wanted = DebtState.SETTLED
    elif outstanding_minor > 0 and state is DebtState.SETTLED:
        wanted = DebtState.OPEN
    else:
        return state
    states.move(session, [(debt_id, state, wanted)], cause=cause, at=at)
    return wanted


def _locked(session: Session, lender_id: UUID, references: list[str]) -> dict[str, Known]:
    rows = _run(session, f"{_KNOWN} order by id for update", (lender_id, references))
    return {row[1]: Known(*row) for row in rows.fetchall()}


def _payments(session: Session, ids: list[UUID]) -> dict[UUID, list[tuple[datetime, int]]]:
    found: dict[UUID, list[tuple[datetime, int]]] = {}
    rows = _run(
        session,
        "select debt_id, at, amount_minor from debt_payments where debt_id = any(%s)",
        (ids,),
    )
    for debt_id, at, amount_minor in rows.fetchall():
        found.setdefault(debt_id, []).append((at, amount_minor))
    return found


def _columns(
    row: DebtRow, digest: bytes, debt_id: UUID, payments: Sequence[tuple[datetime, int]]
) -> tuple[Any, ...]:
    charged = row.borrowed_minor + row.interest_minor + row.fees_minor
    now = standing(Figures(charged, row.lender_paid_minor, row.asked_minor, row.as_of), payments)
    return (
        *row[:_WIDTH], debt_id, digest,
        now.paid_minor, now.outstanding_minor, now.credit_minor, now.due_minor,
    )  # fmt: skip


def _add_lines(
    session: Session, lender_id: UUID, debts: Sequence[tuple[UUID, UUID | None, DebtRow]]
) -> None:
    lines = [
        (debt_id, number, person_id, row.currency, *charge)
        for debt_id, person_id, row in debts
        for number, charge in enumerate(row.charges, 1)
    ]
    _run(session, _LINES, (lender_id, *_turned(lines)))


def _turned(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _run(session: Session, statement: str, values: tuple[Any, ...]) -> Any:
    return session.connection().exec_driver_sql(statement, values)
