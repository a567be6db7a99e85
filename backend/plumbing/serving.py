"""How gunicorn serves: threads in a few processes, bounded in every direction."""

import os
from typing import Any

from prometheus_client import multiprocess

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
preload_app = True
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = 60
graceful_timeout = 30
keepalive = 30
limit_request_line = 4094
limit_request_fields = 60
max_requests = 100_000
max_requests_jitter = 10_000
loglevel = "warning"
accesslog = None
forwarded_allow_ips = "127.0.0.1"


def child_exit(_server: Any, worker: Any) -> None:
    """Let the metrics of a process that ended be counted once."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
