"""The log: one JSON object a line on standard error, with the id of the request to which it belongs.

Values of variables are never written beside a trace of calls, and addresses, tokens and documents never at all.
"""

from __future__ import annotations

import logging
import os
import sys
from typing import TextIO

import structlog
from structlog.typing import Processor

NOISY = ("uvicorn.access", "httpx2", "httpcore2.connection", "httpcore2.http11")
"""Loggers whose lines say again what our own say better, and tell whole addresses."""
QUEUE = "procrastinate"
"""It tells of every job that comes and goes; our own lines do, and whose it is."""
MARKS = ("request", "tenant", "run")
MARK = "CONSOLIDATE_LOG_"
"""What a process has its lines marked with stands in its environment under this name, for those who look at it too."""


def configure_logs(level: int = logging.INFO, stream: TextIO | None = None) -> None:
    """Send our own lines, and those of libraries, in one form to a stream: standard error unless another is given."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    last: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=last))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in NOISY:
        logging.getLogger(name).disabled = True
    logging.getLogger(QUEUE).setLevel(logging.WARNING)


def marks() -> dict[str, str]:
    """What lines of the log are marked with here, for the environment of a process that is begun from here."""
    bound = structlog.contextvars.get_contextvars()
    return {MARK + name.upper(): str(bound[name]) for name in MARKS if bound.get(name) is not None}


def take_marks() -> None:
    """Mark the lines of this process as those of whoever has begun it."""
    given = {name: os.environ.get(MARK + name.upper()) for name in MARKS}
    structlog.contextvars.bind_contextvars(**{name: value for name, value in given.items() if value is not None})
