"""A program that takes runs from the queue, and those of workers that died; its life is that of any `station`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from uuid import UUID

import structlog
from procrastinate import App, JobContext, RetryStrategy
from procrastinate.jobs import Job
from procrastinate.manager import JobManager

from consolidate_api.jobs.solving import Place, solve
from consolidate_api.jobs.station import AGAIN_SECONDS, be_at, closed
from consolidate_api.store.queue import QUEUE, SOLVE
from consolidate_api.store.taken import hand_over

_log = structlog.stdlib.get_logger("consolidate.worker")


@dataclass(frozen=True)
class Runs:
    """The duty of a worker: runs, so many at once."""

    place: Place
    at_once: int
    queues: tuple[str, ...] = (QUEUE,)

    def learn(self, app: App) -> None:
        """Teach Procrastinate how a run is solved."""

        @app.task(name=SOLVE, queue=QUEUE, pass_context=True, retry=RetryStrategy(wait=AGAIN_SECONDS))
        def _solve(context: JobContext, tenant: str, run: str, fence: int, request: str | None) -> None:
            with structlog.contextvars.bound_contextvars(tenant=tenant, run=run, request=request):
                solve(self.place, UUID(tenant), UUID(run), fence, context.should_abort)

    async def rescue(self, manager: JobManager, job: Job) -> None:
        """Put the run of a dead worker's job back into the queue, then remove the job; another may be quicker."""
        tenant, run, fence = (str(job.task_kwargs[name]) for name in ("tenant", "run", "fence"))
        with structlog.contextvars.bound_contextvars(tenant=tenant, run=run, request=job.task_kwargs["request"]):
            if await asyncio.to_thread(self._hand_over, UUID(tenant), UUID(run), int(fence)):
                _log.warning("handed over", fence=fence)
        await closed(manager, job)

    def _hand_over(self, tenant: UUID, run: UUID, fence: int) -> bool:
        with self.place.database.tenant(tenant) as session:
            return hand_over(session, tenant, run, fence)


def work(place: Place, address: str, runs_at_once: int) -> None:
    """Be a worker until told to stop; runs under way then go back into the queue."""
    be_at(Runs(place, runs_at_once), address, place.settings.stalled_seconds)
