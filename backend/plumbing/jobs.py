"""Background work: rows in the same database, enqueued in the caller's transaction.

Due rows decide, jobs only wake: a job claims what is due in a batch and may run twice or find
nothing. That is why `wake` keeps at most one waiting job for a name and its ids.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
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
        app.task(name=name, queue=QUEUE, retry=_RETRY)(_measured(name, work))
        return work

    return register


def every(name: str, *, seconds: int | None = None, cron: str | None = None) -> None:
    """Let the clock wake a job, every so many seconds or at a cron line (UTC)."""
    TICKS.append(Tick(name, seconds, cron))


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
_RETRY = procrastinate.RetryStrategy(max_attempts=8, exponential_wait=4)
