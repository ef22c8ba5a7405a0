"""Following a run: an event whenever something of it has changed, until it has ended."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from consolidate.answers.runs import EventShown
from consolidate.text import _
from consolidate_api.auth.caller import Caller
from consolidate_api.database.away import AWAY
from consolidate_api.problems import Problem, problems
from consolidate_api.routes.access import Viewer
from consolidate_api.service import Service, ServiceOf
from consolidate_api.store import runs
from consolidate_api.store.tables import Run

LOOK_SECONDS = 1.0
STREAM_SECONDS = 900.0
"""After so long a stream ends, and who still wants to follow comes again, with a token that is still valid."""
RETRY_SECONDS = 10

router = APIRouter(prefix="/v1/runs", tags=["runs"], responses=problems(401, 403, 422, 429, 503))

LastSeen = Annotated[
    str | None, Header(alias="Last-Event-ID", max_length=200, description="The id of the last event that was seen.")
]
STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events `run`, each with the state of the run, its best plan's cost, its bound and its gap; "
        "the last one has the state `ended`. A comment now and then shows that the service is still there.",
        "content": {"text/event-stream": {"example": 'event: run\ndata: {"state": "running"}\nid: 1.1763000000000\n'}},
    }
}


def _followed(caller: Viewer, service: ServiceOf, run: UUID) -> Iterator[None]:
    """Let somebody follow a run, if it is theirs and not too many follow others.

    Raises:
        Missing: there is no such run.
        Problem: 429 where too many streams are open.
    """
    _look(service, caller, run)
    most = service.limits(caller).max_followers
    with service.streams.one(caller.tenant, most, service.settings.max_streams) as refused:
        if refused is not None:
            told = _("at most {most} may follow runs at once").format(most=refused)
            raise Problem(429, told, kind="too-many-requests", headers={"Retry-After": str(RETRY_SECONDS)})
        yield


@router.get(
    "/{run}/events",
    response_class=EventSourceResponse,
    responses=problems(404) | STREAM,
    dependencies=[Depends(_followed)],
)
async def follow(
    caller: Viewer, service: ServiceOf, run: UUID, last_seen: LastSeen = None
) -> AsyncIterator[ServerSentEvent]:
    """Follow a run until it has ended."""
    seen, until = last_seen, time.monotonic() + STREAM_SECONDS
    while time.monotonic() < until and not service.streams.ending:
        row = await run_in_threadpool(_look_again, service, caller, run)
        if row is not None and _id(row) != seen:
            seen = _id(row)
            yield ServerSentEvent(event="run", id=seen, data=_event(row))
        if row is not None and row.state == runs.ENDED:
            return
        await asyncio.sleep(LOOK_SECONDS)


def _look(service: Service, caller: Caller, run: UUID) -> Run:
    with service.database.tenant(caller.tenant) as session:
        return runs.run(session, run)


def _look_again(service: Service, caller: Caller, run: UUID) -> Run | None:
    """The run as it is now; None while the database is away, which those who follow need not notice."""
    try:
        return _look(service, caller, run)
    except AWAY:
        return None


def _id(row: Run) -> str:
    """Changes whenever something of a run does that is told."""
    times = [time for time in (row.saved_at, row.cancel_requested_at, row.ended_at) if time is not None]
    newest = round(max(times).timestamp() * 1000) if times else 0
    return f"{row.fence}.{row.state}.{newest}"


def _event(row: Run) -> EventShown:
    return EventShown.model_validate(
        {**(row.progress or {}), "state": row.state, "outcome": row.outcome, "reason": row.reason}
    )
