"""A program that does what the clock asks for and carries notices; its life is that of any `station`.

Any number of them may run. Of each minute one tick is put into the queue: the database keeps the newest minute of which
there has been one, so that a second scheduler, or one that begins anew, puts none. A tick asks what is due by now, not
what was due in its own minute: one that was missed, came late or came twice does no harm. So a tick that fails is told
and never tried again, since the next one is a minute away; and while one waits, no other joins it.

A notice is different: its job goes back into the queue until it has got through or has been given up.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog
from procrastinate import App, BaseRetryStrategy, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from procrastinate.manager import JobManager

from consolidate_api.database.away import AWAY
from consolidate_api.database.engine import Database
from consolidate_api.jobs.nightly import tick
from consolidate_api.jobs.notices import deliver
from consolidate_api.jobs.station import be_at, closed
from consolidate_api.jobs.tidy import tidy
from consolidate_api.settings import Settings
from consolidate_api.store.queue import NOTICE, NOTICES

TICKS = "ticks"
"""The queue of what the clock asks for."""
EACH_MINUTE, EACH_HOUR = "* * * * *", "17 * * * *"
FIRST = 100
"""The priority of what the clock asks for, so that many notices do not hold it up."""
AT_ONCE = 6
AWAY_SECONDS = 5.0
FAULT_SECONDS, MOST_FAULT_SECONDS = 60.0, 3600.0
"""How long a notice waits that a fault of the program has stopped, from the first time on, doubled each time."""

_log = structlog.stdlib.get_logger("consolidate.scheduler")


class NotYet(Exception):
    """A notice has not got through, and is to be tried again after so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class UntilThrough(BaseRetryStrategy):
    """Put the job of a notice back into the queue, whatever has stopped it."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        """When it is tried again."""
        return RetryDecision(retry_at=datetime.now(UTC) + timedelta(seconds=_pause(exception, job.attempts)))


def _pause(reason: BaseException, attempts: int) -> float:
    if isinstance(reason, NotYet):
        return reason.seconds
    if isinstance(reason, AWAY):
        return AWAY_SECONDS
    return float(min(MOST_FAULT_SECONDS, FAULT_SECONDS * 2 ** min(attempts, 10)))


@dataclass(frozen=True)
class Chores:
    """The duty of a scheduler."""

    settings: Settings
    database: Database
    at_once: int = AT_ONCE
    queues: tuple[str, ...] = (TICKS, NOTICES)

    def learn(self, app: App) -> None:
        """Teach Procrastinate what is done each minute, each hour, and for each notice."""
        self._by_the_clock(app, EACH_MINUTE, "consolidate.tick", self._tick)
        self._by_the_clock(app, EACH_HOUR, "consolidate.tidy", self._tidy)

        @app.task(name=NOTICE, queue=NOTICES, retry=UntilThrough())
        def _notice(tenant: str, delivery: str, request: str | None = None) -> None:
            with structlog.contextvars.bound_contextvars(tenant=tenant, delivery=delivery, request=request):
                self._deliver(UUID(tenant), UUID(delivery))

    async def rescue(self, manager: JobManager, job: Job) -> None:
        """Put the notice of a dead scheduler back; its tick is let go, since the next one does the same."""
        _log.warning("taken over", task=job.task_name)
        if job.queue != NOTICES:
            await closed(manager, job)
            return
        with contextlib.suppress(ConnectorException):  # another was quicker
            await manager.retry_job(job)

    @staticmethod
    def _by_the_clock(app: App, cron: str, name: str, work: Callable[[], None]) -> None:
        """Have something done whenever the clock says so, by one scheduler at a time."""

        @app.periodic(cron=cron)
        @app.task(name=name, queue=TICKS, priority=FIRST, lock=name, queueing_lock=name)
        def _due(timestamp: int) -> None:
            del timestamp  # whenever it was due: what counts is what is to be done by now
            with structlog.contextvars.bound_contextvars(task=name):
                try:
                    work()
                except AWAY:
                    _log.warning("left for the next time: the database is away")
                except Exception:  # a fault of the program; it is told, and the next time may do better
                    _log.exception("failed")

    def _tick(self) -> None:
        tick(self.database, datetime.now(UTC))

    def _tidy(self) -> None:
        tidy(self.database, self.settings)

    def _deliver(self, tenant: UUID, delivery: UUID) -> None:
        """Try to get a notice through.

        Raises:
            NotYet: it has not got through.
        """
        try:
            seconds = deliver(self.settings, self.database, tenant, delivery)
        except AWAY:
            raise
        except Exception:
            _log.exception("failed")
            raise
        if seconds is not None:
            raise NotYet(seconds)


def schedule(settings: Settings, database: Database, address: str) -> None:
    """Be a scheduler until told to stop."""
    be_at(Chores(settings, database), address, settings.stalled_seconds)
