"""Counts and durations for Prometheus, summed over the processes of one machine."""

import os

from prometheus_client import REGISTRY as OWN
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess

request_seconds = Histogram(
    "tideover_request_seconds", "Time to answer a request.", ["endpoint", "status"]
)
job_seconds = Histogram("tideover_job_seconds", "Time a job took.", ["job"])
refusals = Counter("tideover_refusals", "Requests refused, by code.", ["code"])
payments = Counter("tideover_payments", "Payments that reached a state.", ["rail", "state"])


def page() -> bytes:
    """Return the metrics of all processes as Prometheus text."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(OWN)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
