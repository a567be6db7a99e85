"""The states of a debt, what may follow what, and the one function that moves them."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.debts.errors import NoSuchMove
from backend.plumbing.ids import new_id


class DebtState(StrEnum):
    """Where a debt stands; late, soon and due follow from the day and are not kept."""

    UNCLAIMED = "unclaimed"
    OPEN = "open"
    PAUSED = "paused"
    PLAN = "plan"
    SETTLED = "settled"


_S = DebtState
MOVES: dict[DebtState, frozenset[DebtState]] = {
    _S.UNCLAIMED: frozenset({_S.OPEN, _S.SETTLED}),
    _S.OPEN: frozenset({_S.PAUSED, _S.PLAN, _S.SETTLED}),
    _S.PAUSED: frozenset({_S.OPEN, _S.PLAN, _S.SETTLED}),
    _S.PLAN: frozenset({_S.OPEN, _S.PAUSED, _S.SETTLED}),
    # A returned payment or a corrected figure makes a settled debt owed again.
    _S.SETTLED: frozenset({_S.OPEN}),
}

_MOVE = sa.text(
    "with moved as (update debts set state = :to_state, person_id = coalesce(:person_id, person_id)"
    " where id = :debt_id and state = :from_state returning id, lender_id, person_id)"
    " insert into debt_moves (id, debt_id, lender_id, person_id, from_state, to_state, cause, at)"
    " select :id, id, lender_id, person_id, :from_state, :to_state, :cause, :at from moved",
).bindparams(
    sa.bindparam("debt_id", type_=sa.Uuid),
    sa.bindparam("person_id", type_=sa.Uuid),
    sa.bindparam("id", type_=sa.Uuid),
)


def move(
    session: Session,
    moves: Iterable[tuple[UUID, DebtState, DebtState]],
    *,
    cause: str,
    at: datetime,
    person_id: UUID | None = None,
) -> None:
    """Move debts from one state to the next and leave a history row for each.

    Shape:   (debt, from, to) a move; the person is given when the move is a claim.
    Raises:  NoSuchMove when the table has no such step or the debt stands elsewhere by now.
    """
    for debt_id, from_state, to_state in moves:
        if to_state not in MOVES[from_state]:
            raise NoSuchMove
        done = session.execute(
            _MOVE,
            {
                "id": new_id(),
                "debt_id": debt_id,
                "person_id": person_id,
                "from_state": from_state.value,
                "to_state": to_state.value,
                "cause": cause,
                "at": at,
            },
        )
        if done.rowcount != 1:  # type: ignore[attr-defined]
            raise NoSuchMove
