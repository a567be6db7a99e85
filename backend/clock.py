"""The clock: wakes jobs, decides nothing. Several clocks at once are harmless."""

import signal
import sys

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy.exc import SQLAlchemyError

from backend import tables  # noqa: F401 - gathers the row types before the first tick
from backend.plumbing import jobs, logs
from backend.plumbing.db import system, unit_of_work

LATE_SECONDS = 300
RECOVER_SECONDS = 30


def run() -> None:
    """Tick until told to stop."""
    logs.start("clock")
    jobs.gather()
    scheduler = BlockingScheduler(
        timezone="UTC",
        job_defaults={"coalesce": True, "misfire_grace_time": LATE_SECONDS, "max_instances": 1},
    )
    for tick in jobs.TICKS:
        trigger = (
            CronTrigger.from_crontab(tick.cron, timezone="UTC")
            if tick.cron
            else IntervalTrigger(seconds=tick.seconds)
        )
        scheduler.add_job(wake, trigger, args=[tick.name], id=tick.name)
    scheduler.add_job(recover, IntervalTrigger(seconds=RECOVER_SECONDS), id="recover")
    logs.get(__name__).info("clock_started", ticks=len(jobs.TICKS))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    scheduler.start()


def wake(name: str) -> None:
    """Enqueue one job; a database that is away means one tick less, not a clock that stops."""
    try:
        with unit_of_work(system()) as session:
            jobs.wake(session, name)
    except SQLAlchemyError as away:
        logs.get(__name__).warning("tick_lost", job=name, kind=type(away).__name__)


def recover() -> None:
    """Wake the jobs of workers that are gone."""
    try:
        with unit_of_work(system()) as session:
            found = jobs.recover_stalled(session)
    except SQLAlchemyError as away:
        logs.get(__name__).warning("tick_lost", job="recover", kind=type(away).__name__)
        return
    if found:
        logs.get(__name__).warning("jobs_recovered", jobs=found)
