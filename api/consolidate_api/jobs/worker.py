"""A program that takes runs from the queue, and those of workers that died.

Procrastinate hands out the jobs. Two things it leaves off too early, or gives up on the first error, are done here: a
worker says that it is alive until its last job has ended (its issue 1585), and through a restart of the database. What
it offers to end a job that is running is not used (its issue 1598): whoever solves a run reads in the run's own row
whether it has been cancelled.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import psycopg
import structlog
from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import DeleteJobCondition, Job, Status
from procrastinate.worker import Worker
from sqlalchemy.exc import SQLAlchemyError

from consolidate_api.jobs.solving import Place, solve
from consolidate_api.store.queue import QUEUE, SOLVE
from consolidate_api.store.taken import hand_over

POLL_SECONDS = 1.0
AGAIN_SECONDS = 2
BEATS = 6
"""So many signs of life are missed before a worker counts as dead."""
CONNECTIONS = 4
TROUBLE = (ConnectorException, psycopg.Error, SQLAlchemyError)
"""What is raised while the database is away, or has forgotten this worker."""

_log = structlog.stdlib.get_logger("consolidate.worker")


class Station:
    """A worker from its start until it is told to stop; through restarts of the database it begins anew."""

    def __init__(self, place: Place, address: str, runs_at_once: int) -> None:
        self.place, self.address, self.runs_at_once = place, address, runs_at_once
        self._stopping = asyncio.Event()
        self._worker: Worker | None = None

    async def run(self) -> None:
        """Work until the process is told to stop; runs under way then go back into the queue."""
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(self.runs_at_once + CONNECTIONS))
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stop)
        while not self._stopping.is_set():
            try:
                await self._live()
            except TROUBLE:
                _log.warning("the database is away", exc_info=True)
            await self._pause(AGAIN_SECONDS)

    def stop(self) -> None:
        """Take no more runs, and give back those under way."""
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
            _log.info("working", runs_at_once=self.runs_at_once)
            caring = asyncio.create_task(Care(self.place, worker).run())
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

        @app.task(name=SOLVE, queue=QUEUE, pass_context=True, retry=RetryStrategy(wait=AGAIN_SECONDS))
        def _solve(context: JobContext, tenant: str, run: str, fence: int, request: str | None) -> None:
            with structlog.contextvars.bound_contextvars(tenant=tenant, run=run, request=request):
                solve(self.place, UUID(tenant), UUID(run), fence, context.should_abort)

        return app

    def _worker_of(self, app: App) -> Worker:
        stalled = self.place.settings.stalled_seconds
        return Worker(
            app,
            queues=[QUEUE],
            concurrency=self.runs_at_once,
            fetch_job_polling_interval=POLL_SECONDS,
            shutdown_graceful_timeout=0,  # runs under way are told at once
            listen_notify=False,
            delete_jobs=DeleteJobCondition.ALWAYS,
            install_signal_handlers=False,
            update_heartbeat_interval=stalled / BEATS,
            stalled_worker_timeout=stalled,
        )

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)


class Care:
    """Beside a worker: says that it is alive, and hands on the runs of those that are not."""

    def __init__(self, place: Place, worker: Worker) -> None:
        self.place, self.worker = place, worker
        self.manager = worker.app.job_manager
        self.stalled = place.settings.stalled_seconds
        self._trouble_at: float | None = None

    async def run(self) -> None:
        """Care until it is cancelled."""
        while True:
            await asyncio.sleep(self.stalled / BEATS)
            try:
                await self._beat()
            except Exception:  # whatever it is: without signs of life others would take this worker's runs
                self._trouble_at = time.monotonic()
                _log.warning("no sign of life", exc_info=True)

    async def _beat(self) -> None:
        if self.worker.worker_id is not None:
            await self.manager.update_heartbeat(self.worker.worker_id)
        if not self._unsure():
            for job in await self.manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=self.stalled):
                await self._hand_over(job)

    def _unsure(self) -> bool:
        """Whether the database was away a moment ago, so that others have had no time yet to say that they live."""
        return self._trouble_at is not None and time.monotonic() - self._trouble_at < self.stalled

    async def _hand_over(self, job: Job) -> None:
        """Put the run of a dead worker's job back into the queue, then remove the job; another may be quicker."""
        tenant, run, fence = (str(job.task_kwargs[name]) for name in ("tenant", "run", "fence"))
        with structlog.contextvars.bound_contextvars(tenant=tenant, run=run, request=job.task_kwargs["request"]):
            if await asyncio.to_thread(self._hand_over_run, UUID(tenant), UUID(run), int(fence)):
                _log.warning("handed over", fence=fence)
        with contextlib.suppress(ConnectorException):
            await self.manager.finish_job(job, Status.FAILED, delete_job=True)

    def _hand_over_run(self, tenant: UUID, run: UUID, fence: int) -> bool:
        with self.place.database.tenant(tenant) as session:
            return hand_over(session, tenant, run, fence)


def work(place: Place, address: str, runs_at_once: int) -> None:
    """Be a worker until told to stop."""

    async def main() -> None:
        await Station(place, address, runs_at_once).run()

    asyncio.run(main())
