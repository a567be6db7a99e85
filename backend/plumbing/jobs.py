"""Background work: rows in the same database, enqueued in the caller's transaction.

Due rows decide, jobs only wake: a job claims what is due in a batch and may run twice or find
nothing. That is why `wake` keeps at most one waiting job for a name and its ids, why a job that
ended badly is not tried again by itself (its rows are still due), and why every job has a tick.
"""

import importlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import procrastinate
import sqlalchemy as sa
from procrastinate.testing import InMemoryConnector
from sqlalchemy.orm import Session

from backend.plumbing import logs, metrics

Work = Callable[..., None]
QUEUE = "default"


@dataclass(frozen=True, slots=True)
class Tick:
    """A job that the clock wakes: every so many seconds, or at a cron line in UTC."""

    name: str
    seconds: int | None
    cron: str | None


class UnknownJob(LookupError):
    """No job has that name."""


JOBS: dict[str, Work] = {}
TICKS: list[Tick] = []
app = procrastinate.App(connector=InMemoryConnector())


def job(name: str) -> Callable[[Work], Work]:
    """Register a function as the job of a name; it takes ids as text and opens its own blocks."""

    def register(work: Work) -> Work:
        if name in JOBS:
            raise ValueError(f"two jobs named {name}")
        JOBS[name] = work
        app.task(name=name, queue=QUEUE)(_measured(name, work))
        return work

    return register


def every(name: str, *, seconds: int | None = None, cron: str | None = None) -> None:
    """Let the clock wake a job, every so many seconds or at a cron line (UTC)."""
    TICKS.append(Tick(name, seconds, cron))


def gather() -> None:
    """Load the jobs of every room, so that the worker and the clock know them all."""
    rooms = Path(__file__).resolve().parent.parent
    for found in sorted(rooms.glob("*/jobs.py")):
        if found.parent != Path(__file__).resolve().parent:
            importlib.import_module(f"backend.{found.parent.name}.jobs")


def wake(session: Session, name: str, **ids: UUID | str | int) -> None:
    """Enqueue a job in this transaction, unless one like it waits already.

    A waiting job that another transaction has just taken may have looked before our rows were
    there; the clock's tick of the same job finds them.

    Raises: UnknownJob.
    """
    if name not in JOBS:
        raise UnknownJob(name)
    args = json.dumps({key: str(value) for key, value in sorted(ids.items())})
    session.execute(_WAKE, {"name": name, "queue": QUEUE, "args": args, "lock": f"{name} {args}"})


def run(name: str, **ids: str) -> None:
    """Run a job here and now, for tests and by hand.

    Raises: UnknownJob.
    """
    if name not in JOBS:
        raise UnknownJob(name)
    JOBS[name](**ids)


def _measured(name: str, work: Work) -> Work:
    def measured(**ids: Any) -> None:
        with metrics.job_seconds.labels(name).time():
            work(**ids)
        logs.get(__name__).debug("job_done", job=name)

    return measured


# One statement, and none that waits while the same wake is being written by somebody else's long
# transaction unless no such job waits yet. The index is Procrastinate's own on queueing locks.
_WAKE = sa.text(
    "insert into procrastinate_jobs (queue_name, task_name, args, queueing_lock)"
    " select :queue, :name, cast(:args as jsonb), :lock where not exists (select 1 from"
    " procrastinate_jobs where queueing_lock = :lock and status = 'todo')"
    " on conflict do nothing",
)


_STALLED = sa.text(
    "select j.id, j.task_name, j.args from procrastinate_jobs j"
    " left join procrastinate_workers w on w.id = j.worker_id where j.status = 'doing'"
    " and (w.id is null or w.last_heartbeat < now() - interval '60 seconds')"
    " for update of j skip locked",
)
_END = sa.text("select procrastinate_finish_job_v1(:id, 'failed', true)")


def recover_stalled(session: Session) -> int:
    """End jobs whose worker is gone and wake them anew; return how many there were."""
    stalled = session.execute(_STALLED).all()
    for found in stalled:
        session.execute(_END, {"id": found.id})
        if found.task_name in JOBS:
            wake(session, found.task_name, **found.args)
    return len(stalled)
