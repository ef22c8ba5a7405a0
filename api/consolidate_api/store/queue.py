"""The queue: a job is put there by the transaction that writes what it is about, so that neither is without the other.

The queue is Procrastinate's. A job is done with when it ends, whatever came of it: whether its run goes on is written
in the run's row, and a run that goes on has a new job by then.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import bindparam, func, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

QUEUE = "runs"
SOLVE = "consolidate.solve"
NOTICES = "notices"
NOTICE = "consolidate.notice"

_PUT = text("SELECT consolidate_put(:job)").bindparams(bindparam("job", type_=JSONB))


def waiting(session: Session) -> dict[str, int]:
    """How many runs wait, and how many are under way, of all programmes together."""
    counted = select(func.count().filter(text("status = 'todo'")), func.count().filter(text("status = 'doing'")))
    runs = counted.select_from(text("procrastinate_jobs")).where(text("queue_name = :queue"))
    row = session.execute(runs, {"queue": QUEUE}).one()
    return {"waiting": row[0], "under way": row[1]}


def job_of(tenant: UUID, run: UUID, fence: int, priority: int) -> dict[str, Any]:
    """The job of a run, as `consolidate_put` takes it; it counts as long as nobody has raised the run's fence.

    The job carries the id of the request under which it was first put there, so that logs can be read from there on.

    A higher priority comes first; of the same priority a run that had been begun comes before those that wait, and then
    whoever came first.
    """
    place = 2 * priority + (1 if fence > 0 else 0)
    return _job(QUEUE, SOLVE, place, tenant=str(tenant), run=str(run), fence=fence)


def put(session: Session, tenant: UUID, run: UUID, fence: int, priority: int) -> None:
    """Put a job for a run into the queue."""
    session.execute(_PUT, {"job": job_of(tenant, run, fence, priority)})


def put_notice(session: Session, tenant: UUID, delivery: UUID) -> None:
    """Put a job for a notice into its queue; the row of the delivery says when it is due, and whether it still is."""
    session.execute(_PUT, {"job": _job(NOTICES, NOTICE, 0, tenant=str(tenant), delivery=str(delivery))})


def _job(queue: str, task: str, priority: int, **arguments: Any) -> dict[str, Any]:
    request = structlog.contextvars.get_contextvars().get("request")
    return {"queue_name": queue, "task_name": task, "priority": priority, "args": arguments | {"request": request}}
