"""For those who keep the service running: is it alive, can it work, what are its figures. Open to everybody."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST

from consolidate import __version__
from consolidate.answers.administration import Health
from consolidate.text import _
from consolidate_api.database.away import AWAY
from consolidate_api.database.migrate import migrated
from consolidate_api.problems import Problem, problems
from consolidate_api.service import ServiceOf
from consolidate_api.store.figures import alive, oldest, sums
from consolidate_api.store.queue import waiting

router = APIRouter(tags=["operations"])


@router.get("/health")
async def health() -> Health:  # without a thread of its own, so that it answers while all of them wait
    """Whether the process answers; it asks nobody else."""
    return Health(status="alive", version=__version__)


@router.get("/ready", responses=problems(503))
def ready(service: ServiceOf) -> Health:
    """Whether the service can work: the database answers and has the tables of this version."""
    with service.database.nobody() as session:
        if not migrated(session):
            raise Problem(503, _("the database is not migrated"))
    return Health(status="ready", version=__version__)


@router.get("/metrics", response_class=Response, responses={200: {"content": {CONTENT_TYPE_LATEST: {}}}})
def metrics(service: ServiceOf) -> Response:
    """Figures for Prometheus; those from the database stay as they were while it is away."""
    figures, stalled = service.metrics, service.settings.stalled_seconds
    try:
        with service.database.nobody() as session:
            figures.queued(waiting(session), oldest(session), alive(session, stalled))
        figures.kept.refresh(partial(sums, service.database))
        figures.reached(answers=True)
    except AWAY:
        figures.reached(answers=False)
    return Response(figures.text(), media_type=CONTENT_TYPE_LATEST)
