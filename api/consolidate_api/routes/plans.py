"""Plans: of a run as it found them, and made by hand to be examined."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse

from consolidate.answers.scenarios import VerdictShown
from consolidate.check.accounts import exact_text
from consolidate.check.verdict import check as examine
from consolidate.plan.document import PLAN_FORMAT
from consolidate.plan.files import parse_plan
from consolidate.programme.programme import Programme
from consolidate.scenario.read import parse_scenario
from consolidate_api.bodies import JsonBody, json_body
from consolidate_api.problems import problems
from consolidate_api.routes.access import Viewer
from consolidate_api.routes.results import planned
from consolidate_api.routes.shown import Name
from consolidate_api.service import ServiceOf
from consolidate_api.store import scenarios

HAND_MADE = {"format": PLAN_FORMAT, "decisions": {"targets": {"finance": {"product": "alfa", "route": "procure"}}}}
PLAN: dict[str, Any] = {
    "type": "object",
    "description": "A plan document; `consolidate schema plan` prints its JSON Schema.",
    "properties": {"format": {"const": PLAN_FORMAT}},
    "required": ["decisions"],
    "examples": [
        {"format": PLAN_FORMAT, "decisions": {"targets": {"finance": {"product": "alfa", "route": "procure"}}}}
    ],
}

router = APIRouter(prefix="/v1", responses=problems(401, 403, 404, 422, 429, 503))


@router.get(
    "/runs/{run}/plan",
    tags=["runs"],
    response_class=JSONResponse,
    responses={200: {"description": "A plan document", "content": {"application/json": {"schema": PLAN}}}},
)
def plan(caller: Viewer, service: ServiceOf, run: UUID) -> JSONResponse:
    """The best plan of a run: the last one that was saved, while the run goes on."""
    return JSONResponse(planned(service, caller, run).plan)


@router.post(
    "/scenarios/{scenario}/versions/{number}/check",
    tags=["scenarios"],
    responses=problems(413, 415),
    openapi_extra=json_body(PLAN),
)
def check(
    caller: Viewer,
    service: ServiceOf,
    scenario: UUID,
    number: Annotated[int, Path(ge=1, le=2**31 - 1)],
    raw: JsonBody,
    alternative: Annotated[Name | None, Query(description="Without it, the one that the plan was made for.")] = None,
) -> VerdictShown:
    """Examine a plan, however it was made; nothing is stored. It may hold only `decisions`."""
    with service.database.tenant(caller.tenant) as session:
        document = scenarios.version(session, scenario, number).document
    made = parse_plan(raw)
    if alternative is None and made.scenario is not None:
        alternative = made.scenario.alternative
    verdict = examine(Programme(parse_scenario(document, alternative)), made.decisions)
    return VerdictShown(
        clean=verdict.clean, objective=exact_text(verdict.ledger.objective), violations=verdict.violations_json()
    )
