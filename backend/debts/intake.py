"""Taking pushed rows in, many at a time: what is new, what changed, what is the same."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.debts import storing
from backend.debts.errors import TooManyMistakes
from backend.debts.reading import Line
from backend.debts.rows import DebtRow, Fields, checked
from backend.plumbing import jobs
from backend.plumbing.sealing import keyed_hash

BATCH = 500
MOST_ERRORS = 1000
MOST_REFUSED = 50_000
"""A wrong row costs ten times a right one, and nobody corrects so many by hand."""
_SHOWN_ROWS = 20
_AHEAD = timedelta(minutes=5)
"""How far a lender's clock may run ahead of ours."""
_LONGEST_NAME = 64
IN_FUTURE = "This moment is still to come."
CURRENCY_FIXED = "A debt keeps the currency it was first pushed in."


@dataclass(slots=True)
class Tally:
    """What became of the rows of one push."""

    received: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)
    more_errors: int = 0
    """How many rows were refused beyond those whose reasons are kept."""
    through: int = 0
    """Every line up to this one is settled, whatever became of it."""

    def refuse(self, line: Line, reference: str | None, wrong: Fields) -> None:
        """Count a row that was not taken in, and keep why for the first thousand.

        Raises:  TooManyMistakes.
        """
        self.refused += 1
        if self.refused > MOST_REFUSED:
            raise TooManyMistakes(rows=self.errors[:_SHOWN_ROWS])
        if len(self.errors) < MOST_ERRORS:
            named = {_shown(line.column_of(path)): words for path, words in wrong.items()}
            self.errors.append({"row": line.number, "reference": reference, "fields": named})
        else:
            self.more_errors += 1

    def as_dict(self) -> dict[str, Any]:
        """Return the counts and errors by their names on the wire."""
        return {name: getattr(self, name) for name in self.__slots__ if name != "through"}


@dataclass(frozen=True, slots=True)
class Taken:
    """One row on its way in."""

    line: Line
    row: DebtRow
    digest: bytes


def batches(lines: Iterable[Line], *, at: datetime, tally: Tally) -> Iterator[list[Taken]]:
    """Yield the valid rows in batches in which no reference appears twice."""
    batch: dict[str, Taken] = {}
    for line in lines:
        taken = _taken(line, at, tally)
        if taken is not None:
            if len(batch) == BATCH or taken.row.reference in batch:
                yield list(batch.values())
                batch = {}
            batch[taken.row.reference] = taken
        tally.received += 1
        tally.through = line.number
    if batch:
        yield list(batch.values())


def taken_of(row: DebtRow) -> Taken:
    """Return one row that was pushed alone."""
    return Taken(Line(1, None), row, digest_of(row))


def digest_of(row: DebtRow) -> bytes:
    """Return the hash by which the same push is known again."""
    return keyed_hash("debts/row", repr(tuple(row)))


def future(row: DebtRow, at: datetime) -> bool:
    """Return whether a lender's figures claim to hold later than now."""
    return row.as_of > at + _AHEAD


def write(
    session: Session, *, lender_id: UUID, batch: list[Taken], at: datetime, tally: Tally
) -> None:
    """Write one batch: new debts, changed ones, and nothing for the same again."""
    new, changed = _sorted(session, lender_id, batch, tally)
    invited = _add(session, lender_id, new, at, tally) if new else False
    if changed:
        done = storing.change(session, lender_id, [(one.row, one.digest) for one in changed], at)
        tally.updated += done.updated
        tally.unchanged += len(changed) - done.updated
        invited = invited or done.invited
    if invited:
        jobs.wake(session, "debts.invite", lender_id=lender_id)


def _sorted(
    session: Session, lender_id: UUID, batch: list[Taken], tally: Tally
) -> tuple[list[Taken], list[Taken]]:
    """Return what is new and what changed; count what is the same, refuse another currency."""
    known = storing.known(session, lender_id, [taken.row.reference for taken in batch])
    new, changed = [], []
    for taken in batch:
        stored = known.get(taken.row.reference)
        if stored is None:
            new.append(taken)
        elif stored.digest == taken.digest or taken.row.as_of < stored.as_of:
            tally.unchanged += 1
        elif stored.currency != taken.row.currency:
            tally.refuse(taken.line, taken.row.reference, {"currency": [CURRENCY_FIXED]})
        else:
            changed.append(taken)
    return new, changed


def _add(session: Session, lender_id: UUID, new: list[Taken], at: datetime, tally: Tally) -> bool:
    """Add new debts; return whether any invitation is to be sent."""
    late = storing.add(session, lender_id, [(one.row, one.digest) for one in new], at)
    tally.created += len(new) - len(late)
    if late:  # somebody else pushed them a moment ago: they are known by now
        again = [taken for taken in new if taken.row.reference in late]
        write(session, lender_id=lender_id, batch=again, at=at, tally=tally)
    return len(late) < len(new)


def _taken(line: Line, at: datetime, tally: Tally) -> Taken | None:
    if line.wrong is not None:
        tally.refuse(line, _reference(line.raw), line.wrong)
        return None
    row = checked(line.raw)
    if isinstance(row, DebtRow) and not future(row, at):
        return Taken(line, row, digest_of(row))
    wrong = {"as_of": [IN_FUTURE]} if isinstance(row, DebtRow) else row
    tally.refuse(line, _reference(line.raw), wrong)
    return None


def _reference(raw: Any) -> str | None:
    reference = raw.get("reference") if isinstance(raw, dict) else None
    return _shown(reference) if isinstance(reference, str) else None


def _shown(text: str) -> str:
    """Return a name that came with a push, short and without what can't be kept or shown."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text[:_LONGEST_NAME])
