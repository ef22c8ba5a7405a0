"""The nightly job: when a programme is planned anew, and what came of each night."""

from __future__ import annotations

import re
from datetime import time
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from consolidate.answers import replanning
from consolidate.answers.base import PageOf
from consolidate.answers.replanning import NightShown
from consolidate.scenario.base import Flag
from consolidate.text import _
from consolidate_api.bodies import JsonBody, json_body, parsed
from consolidate_api.jobs.options import Options
from consolidate_api.problems import problems
from consolidate_api.routes.access import Approver, Viewer
from consolidate_api.routes.limits import refuse_long
from consolidate_api.routes.proposals import SECONDS
from consolidate_api.routes.shown import Cursor, Size, page_of
from consolidate_api.service import ServiceOf
from consolidate_api.store import nightly
from consolidate_api.store.pages import Wanted

router = APIRouter(prefix="/v1/nightly", tags=["nightly"], responses=problems(401, 403, 422, 429, 503))

AT, ZONE = "02:30", "UTC"
EXAMPLE: dict[str, Any] = {
    "enabled": True,
    "at": AT,
    "zone": "Europe/Oslo",
    "learn": False,
    "options": {"time_limit": 600},
}
CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
Sort = Annotated[Literal["night", "-night"], Query(description="`-`: the newest first.")]


def _zone(name: str) -> str:
    """Refuse what is no zone; one whose name leads out of the folder of zones is none either."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise ValueError(_("a time zone such as Europe/Oslo")) from None
    return name


def _shown_time(at: time | str) -> str:
    return at if isinstance(at, str) else f"{at:%H:%M}"


def _clock(text: str) -> str:
    if not re.fullmatch(CLOCK, text):
        raise ValueError(_("a time of day HH:MM"))
    return text


Shown = Annotated[str, BeforeValidator(_shown_time)]
Clock = Annotated[str, AfterValidator(_clock), WithJsonSchema({"type": "string", "pattern": CLOCK, "examples": [AT]})]
Zone = Annotated[str, Field(max_length=100, examples=["Europe/Oslo"]), AfterValidator(_zone)]


class NewNightly(BaseModel):
    """What a programme wants of its nights: whether, at which time of day in which time zone, and how it is planned.

    ``options``: as those of a run. ``learn``: reckon with what finished steps took and cost.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    enabled: Flag
    at: Clock = AT
    zone: Zone = ZONE
    learn: Flag = False
    options: Options = Options(time_limit=SECONDS)


class NightlyShown(replanning.NightlyShown):  # noqa: D101 (it says the same)
    __doc__ = replanning.NightlyShown.__doc__

    at: Shown
    options: Options


@router.get("")
def read(caller: Viewer, service: ServiceOf) -> NightlyShown:
    """What the programme wants of its nights."""
    with service.database.tenant(caller.tenant) as session:
        found = nightly.settings(session)
    if found is not None:
        return NightlyShown.model_validate(found)
    usual = NewNightly(enabled=False)
    return NightlyShown(**dict(usual), author=None, changed_at=None)


@router.put("", responses=problems(413, 415), openapi_extra=json_body(NewNightly.model_json_schema()))
def change(caller: Approver, service: ServiceOf, raw: JsonBody) -> NightlyShown:
    """Choose when the programme is planned anew each night, from the next night on; what is left out is as usual.

    A night's proposal takes the reports up to the day before; where the time is noon or later, up to the day itself.
    """
    wanted = parsed(raw, NewNightly)
    refuse_long(wanted.options, service.limits(caller))
    options = wanted.options.model_dump(mode="json")
    choice = nightly.Choice(wanted.enabled, time.fromisoformat(wanted.at), wanted.zone, wanted.learn, options)
    with service.database.tenant(caller.tenant) as session:
        return NightlyShown.model_validate(nightly.choose(session, caller, choice))


@router.get("/nights")
def nights(
    caller: Viewer, service: ServiceOf, sort: Sort = "-night", cursor: Cursor = None, size: Size = 50
) -> PageOf[NightShown]:
    """The nights that were seen to, each once, with what came of it."""
    with service.database.tenant(caller.tenant) as session:
        return page_of(NightShown, nightly.nights(session, Wanted(sort, cursor, size)))
