"""The life of a program that takes jobs from the queue, until it is told to stop and through restarts of the database.

Procrastinate hands out the jobs. Two things it leaves off too early, or gives up on the first error, are done here: a
station says that it is alive until its last job has ended (its issue 1585), and through a restart of the database. What
it offers to end a job that is running is not used (its issue 1598): whoever solves a run reads in the run's own row
whether it has been cancelled.

What a station does with its jobs is its duty: `worker` solves runs, `scheduler` does what the clock and notices ask
for.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import psycopg
import structlog
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import DeleteJobCondition, Job, Status
from procrastinate.manager import JobManager
from procrastinate.worker import Worker
from sqlalchemy.exc import SQLAlchemyError

POLL_SECONDS = 1.0
AGAIN_SECONDS = 2
BEATS = 6
"""So many signs of life are missed before a station counts as dead."""
CONNECTIONS = 4
TROUBLE = (ConnectorException, psycopg.Error, SQLAlchemyError)
"""What is raised while the database is away, or has forgotten this station."""

_log = structlog.stdlib.get_logger("consolidate.station")


class Duty(Protocol):
    """What a station does: jobs of which queues, how many at once, and what becomes of those that nobody does."""

    @property
    def queues(self) -> tuple[str, ...]:
        """The queues from which it takes jobs."""

    @property
    def at_once(self) -> int:
        """How many jobs it does at once."""

    def learn(self, app: App) -> None:
        """Teach Procrastinate the tasks."""

    async def rescue(self, manager: JobManager, job: Job) -> None:
        """See to it that what a job asks for is done, although whoever took the job does not do it any more.

        Several may try at once, and whoever took the job may not be dead after all.
        """


class Station:
    """A program from its start until it is told to stop; through restarts of the database it begins anew."""

    def __init__(self, duty: Duty, address: str, stalled: float) -> None:
        self.duty, self.address, self.stalled = duty, address, stalled
        self._stopping = asyncio.Event()
        self._worker: Worker | None = None

    async def run(self) -> None:
        """Work until the process is told to stop; jobs under way are then told so, and waited for."""
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(self.duty.at_once + CONNECTIONS))
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stop)
        while not self._stopping.is_set():
            try:
                await self._live()
            except TROUBLE:
                _log.warning("the database is away", exc_info=True)
            await self._pause(AGAIN_SECONDS)

    def stop(self) -> None:
        """Take no more jobs, and let those under way know."""
        _log.info("stopping")
        self._stopping.set()
        if self._worker is not None:
            self._worker.stop()  # type: ignore[no-untyped-call]  # Procrastinate leaves it without types

    async def _live(self) -> None:
        """One life: from being registered as a worker until that ends, whatever the reason."""
        app = self._app()
        try:
            await app.open_async()
            self._worker = worker = self._worker_of(app)
            _log.info("working", queues=self.duty.queues, at_once=self.duty.at_once)
            caring = asyncio.create_task(Care(self.duty, worker, self.stalled).run())
            try:
                if not self._stopping.is_set():
                    await worker.run()  # type: ignore[no-untyped-call]  # the same
            finally:
                caring.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await caring
        finally:
            self._worker = None
            await app.close_async()

    def _app(self) -> App:
        app = App(
            connector=PsycopgConnector(
                conninfo=self.address, min_size=1, max_size=CONNECTIONS, kwargs={"application_name": "consolidate"}
            )
        )
        self.duty.learn(app)
        return app

    def _worker_of(self, app: App) -> Worker:
        return Worker(
            app,
            queues=list(self.duty.queues),  # a tuple would be taken for a row
            concurrency=self.duty.at_once,
            fetch_job_polling_interval=POLL_SECONDS,
            shutdown_graceful_timeout=0,  # jobs under way are told at once
            listen_notify=False,
            delete_jobs=DeleteJobCondition.ALWAYS,
            install_signal_handlers=False,
            update_heartbeat_interval=self.stalled / BEATS,
            stalled_worker_timeout=self.stalled,
        )

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)


class Care:
    """Beside a worker of Procrastinate: says that it is alive, and rescues jobs that nobody does any more."""

    def __init__(self, duty: Duty, worker: Worker, stalled: float) -> None:
        self.duty, self.worker, self.stalled = duty, worker, stalled
        self.manager = worker.app.job_manager
        self._trouble_at: float | None = None
        self._let_go: frozenset[int | None] = frozenset()

    async def run(self) -> None:
        """Care until it is cancelled."""
        while True:
            await asyncio.sleep(self.stalled / BEATS)
            try:
                await self._beat()
            except Exception:  # whatever it is: without signs of life others would take this worker's jobs
                self._trouble_at = time.monotonic()
                _log.warning("no sign of life", exc_info=True)

    async def _beat(self) -> None:
        if self.worker.worker_id is not None:
            await self.manager.update_heartbeat(self.worker.worker_id)
            for job in await self._strays(self.worker.worker_id):
                await self.duty.rescue(self.manager, job)
        if self._unsure():
            return
        for queue in self.duty.queues:
            for job in await self.manager.get_stalled_jobs(queue=queue, seconds_since_heartbeat=self.stalled):
                await self.duty.rescue(self.manager, job)

    async def _strays(self, worker: int) -> list[Job]:
        """Jobs that count as under way here, and are not.

        The database was away for a moment when their end was to be written, too short a moment for this worker to begin
        anew. Only those that were so at the last beat too: a job is taken a little before it is begun.
        """
        under_way = {context.job.id for context in self.worker._running_jobs.values()}  # there is no public word for it
        counted = await self.manager.list_jobs_async(status=Status.DOING.value, worker_id=worker)
        let_go = [job for job in counted if job.id not in under_way]
        known, self._let_go = self._let_go, frozenset(job.id for job in let_go)
        return [job for job in let_go if job.id in known]

    def _unsure(self) -> bool:
        """Whether the database was away a moment ago, so that others have had no time yet to say that they live."""
        return self._trouble_at is not None and time.monotonic() - self._trouble_at < self.stalled


async def closed(manager: JobManager, job: Job) -> None:
    """Remove a job that is done with; another may be quicker."""
    with contextlib.suppress(ConnectorException):
        await manager.finish_job(job, Status.FAILED, delete_job=True)


def be_at(duty: Duty, address: str, stalled: float) -> None:
    """Be a station until told to stop; ``stalled``: after so many seconds without a sign of life one is dead."""
    logging.getLogger("procrastinate").setLevel(logging.WARNING)  # our own lines say the rest, and whose it is

    async def main() -> None:
        await Station(duty, address, stalled).run()

    asyncio.run(main())
