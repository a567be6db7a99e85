"""One log: JSON lines with ids, never names, amounts, addresses or tokens."""

import logging
import sys
from collections.abc import Callable
from typing import Any

import structlog
from structlog.typing import EventDict


def start(process: str) -> None:
    """Write structured lines to standard error, each naming the process."""
    structlog.configure(
        processors=[
            _named(process),
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(
        level=logging.WARNING,
        stream=sys.stderr,
        format=f'{{"process":"{process}","level":"%(levelname)s","event":"%(name)s"}}',
    )


def _named(process: str) -> Callable[[Any, str, EventDict], EventDict]:
    # A processor and not a context variable: threads of the web server begin without a context.
    def name(_logger: Any, _method: str, event: EventDict) -> EventDict:
        event["process"] = process
        return event

    return name


def get(name: str) -> Any:
    """Return the logger of a module; messages are constants, facts are keyword arguments."""
    return structlog.get_logger(module=name)
