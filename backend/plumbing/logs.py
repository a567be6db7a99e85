"""One log: JSON lines with ids, never names, amounts, addresses or tokens."""

import logging
import sys
from typing import Any

import structlog


def start(process: str) -> None:
    """Write structured lines to standard error, each naming the process."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=process)
    logging.basicConfig(
        level=logging.WARNING,
        stream=sys.stderr,
        format=f'{{"process":"{process}","level":"%(levelname)s","event":"%(name)s"}}',
    )


def get(name: str) -> Any:
    """Return the logger of a module; messages are constants, facts are keyword arguments."""
    return structlog.get_logger(module=name)
