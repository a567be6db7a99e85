"""Imports by a lender's staff: kept in the database in parts, taken in by a job, batch by batch."""

from collections.abc import Iterator
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.debts import intake, queries
from backend.debts.intake import Taken, Tally
from backend.debts.kinds import ImportState
from backend.debts.models import Import, ImportPart
from backend.debts.reading import Line, Pushed, reopened
from backend.plumbing import clock, db, jobs
from backend.plumbing.errors import Refusal
from backend.plumbing.ids import new_id

PART_BYTES = 1_000_000
_COUNTS = ("received", "created", "updated", "unchanged", "refused")


def begin(
    session: Session, *, lender_id: UUID, staff_id: UUID, pushed: Pushed, at: datetime
) -> Import:
    """Keep what was handed in and let a job take it in."""
    made = Import(
        id=new_id(), lender_id=lender_id, staff_id=staff_id, size=pushed.size,
        media_type="text/csv" if pushed.is_csv else "application/x-ndjson",
        encoding=pushed.encoding, state=ImportState.RUNNING, reason=None, through=0,
        received=0, created=0, updated=0, unchanged=0, refused=0, more_errors=0, errors=[],
        created_at=at, finished_at=None,
    )  # fmt: skip
    session.add(made)
    session.flush()
    pushed.file.seek(0)
    number = 0
    while content := pushed.file.read(PART_BYTES):
        session.execute(
            sa.insert(ImportPart).values(
                import_id=made.id, part=number, lender_id=lender_id, content=content
            )
        )
        number += 1
    jobs.wake(session, "debts.import", lender_id=lender_id, import_id=made.id)
    return made


def take_in(*, lender_id: UUID, import_id: UUID) -> None:
    """Take an import in, a batch a transaction, going on where an earlier run stopped."""
    with db.unit_of_work(db.lender(lender_id)) as session:
        found = queries.import_of_lender(session, lender_id=lender_id, import_id=import_id)
        if found.state != ImportState.RUNNING:
            return
        pushed = reopened(_joined(session, import_id), found.media_type, found.encoding)
        tally = Tally(
            **{name: getattr(found, name) for name in _COUNTS},
            errors=list(found.errors), more_errors=found.more_errors, through=found.through,
        )  # fmt: skip
    reason = None
    try:
        for batch in intake.batches(_after(pushed, tally.through), at=clock.now(), tally=tally):
            if not _take_batch(lender_id, import_id, batch, tally):
                return
    except Refusal as refusal:
        reason = refusal.code()
        tally.errors.append({"row": 1, "reference": None, "fields": refusal.fields or {}})
    finally:
        pushed.close()
    _finish(lender_id, import_id, tally, reason)


def _take_batch(lender_id: UUID, import_id: UUID, batch: list[Taken], tally: Tally) -> bool:
    """Write one batch and how far it brought the import; False when another run is ahead."""
    first = batch[0].line.number
    with db.unit_of_work(db.lender(lender_id)) as session:
        kept = session.scalar(sa.select(Import).where(Import.id == import_id).with_for_update())
        if kept is None or kept.state != ImportState.RUNNING or kept.through >= first:
            return False
        intake.write(session, lender_id=lender_id, batch=batch, at=clock.now(), tally=tally)
        _keep(kept, tally)
    return True


def _finish(lender_id: UUID, import_id: UUID, tally: Tally, reason: str | None) -> None:
    with db.unit_of_work(db.lender(lender_id)) as session:
        kept = queries.import_of_lender(session, lender_id=lender_id, import_id=import_id)
        _keep(kept, tally)
        kept.state = ImportState.REFUSED if reason else ImportState.DONE
        kept.reason, kept.finished_at = reason, clock.now()
        session.execute(sa.delete(ImportPart).where(ImportPart.import_id == import_id))


def _keep(kept: Import, tally: Tally) -> None:
    for name in (*_COUNTS, "more_errors", "through"):
        setattr(kept, name, getattr(tally, name))
    kept.errors = list(tally.errors)


def _after(pushed: Pushed, through: int) -> Iterator[Line]:
    return (line for line in pushed.lines() if line.number > through)


def _joined(session: Session, import_id: UUID) -> IO[bytes]:
    whole: IO[bytes] = SpooledTemporaryFile(max_size=PART_BYTES)  # noqa: SIM115 - closed by its reader
    parts = sa.select(ImportPart.content).where(ImportPart.import_id == import_id)
    rows = session.execute(parts.order_by(ImportPart.part).execution_options(yield_per=4))
    for (content,) in rows:
        whole.write(content)
    return whole
