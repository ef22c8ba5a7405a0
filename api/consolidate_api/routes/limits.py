"""Limits on runs, as far as several routes put runs into the queue."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from consolidate.errors import Fault, FaultyDocument, shown
from consolidate.text import _
from consolidate_api.jobs.options import Options
from consolidate_api.limits import ProgrammeLimits
from consolidate_api.problems import Problem
from consolidate_api.store import runs

RETRY_SECONDS = 30


def refuse_long(options: Options, limits: ProgrammeLimits) -> None:
    """See that a run does not want more time than the programme may have for it.

    Raises:
        FaultyDocument: it does.
    """
    most = limits.max_run_seconds
    if options.time_limit > most:
        allowed = _("at most {most} seconds").format(most=f"{most:,g}")
        raise FaultyDocument([Fault("options.time_limit", shown(options.time_limit), allowed)])


@contextmanager
def refused_where_full() -> Iterator[None]:
    """Say in time when to come again where as many runs wait as may.

    Raises:
        Problem: 429.
    """
    try:
        yield
    except runs.Full as full:
        wait = {"Retry-After": str(RETRY_SECONDS)}
        raise Problem(429, str(full), kind="too-many-requests", headers=wait) from None
