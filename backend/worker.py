"""The worker: runs jobs as they come, many processes on many machines."""

import procrastinate

from backend import tables  # noqa: F401 - gathers the row types before the first job
from backend.plumbing import jobs, logs
from backend.plumbing.db import APP_ROLE
from backend.plumbing.settings import settings

HEARTBEAT_SECONDS = 5
STALLED_SECONDS = 60


def connector() -> procrastinate.PsycopgConnector:
    """Return a connector to the database as the application's role."""
    address = settings().database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    return procrastinate.PsycopgConnector(
        conninfo=address, kwargs={"options": f"-c role={APP_ROLE} -c timezone=UTC"}
    )


def run() -> None:
    """Work until told to stop; what is in hand is finished first."""
    logs.start("worker")
    jobs.gather()
    logs.get(__name__).info("worker_started", jobs=len(jobs.JOBS))
    with jobs.app.replace_connector(connector()):
        jobs.app.run_worker(
            concurrency=settings().worker_threads,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALLED_SECONDS,
            delete_jobs="successful",
        )
