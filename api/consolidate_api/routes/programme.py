"""The programme of whoever asks: what it may use, and what it has under way."""

from __future__ import annotations

from fastapi import APIRouter

from consolidate.answers import administration
from consolidate.answers.administration import RunsCounted
from consolidate_api.limits import ProgrammeLimits
from consolidate_api.problems import problems
from consolidate_api.routes.access import Viewer
from consolidate_api.service import ServiceOf
from consolidate_api.store import programmes

router = APIRouter(prefix="/v1/programme", tags=["programme"], responses=problems(401, 403, 422, 429, 503))


class ProgrammeShown(administration.ProgrammeShown):  # noqa: D101 (it says the same)
    __doc__ = administration.ProgrammeShown.__doc__

    limits: ProgrammeLimits


@router.get("")
def read(caller: Viewer, service: ServiceOf) -> ProgrammeShown:
    """The programme to which the token belongs.

    Its limits are those in force. They are set on the machine itself, by `consolidate programme NAME --limit …`.
    """
    with service.database.tenant(caller.tenant) as session:
        found = programmes.overview(session)
    return ProgrammeShown(
        id=found.programme.id,
        name=found.programme.name,
        created_at=found.programme.created_at,
        limits=service.limits(caller),
        runs=RunsCounted(queued=found.queued, running=found.running),
    )
