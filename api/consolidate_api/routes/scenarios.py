"""Scenarios: sent as the documents that they are, found by name, judged without being stored."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response

from consolidate.answers.base import PageOf
from consolidate.answers.scenarios import Judgement, ScenarioShown, VersionShown, WarningShown
from consolidate.errors import FaultyDocument
from consolidate.scenario.read import parse_scenario
from consolidate.validate.table import warnings
from consolidate_api.bodies import JsonBody, json_body
from consolidate_api.problems import fault_document, problems
from consolidate_api.routes.access import Planner, Viewer
from consolidate_api.routes.drafts import ANYTHING, SCENARIO, draft, name_of
from consolidate_api.routes.shown import Cursor, Name, Size, Why, page_of
from consolidate_api.service import ServiceOf
from consolidate_api.store import scenarios
from consolidate_api.store.pages import Wanted

router = APIRouter(prefix="/v1/scenarios", tags=["scenarios"], responses=problems(401, 403, 422, 429, 503))

Sort = Annotated[
    Literal["name", "-name", "changed", "-changed"], Query(description="`changed`: by when; `-`: from the end.")
]
Contains = Annotated[Name | None, Query(description="Only those whose name contains this.")]


@router.post("", status_code=201, responses=problems(413, 415), openapi_extra=json_body(SCENARIO))
def create(
    caller: Planner,
    service: ServiceOf,
    raw: JsonBody,
    response: Response,
    name: Annotated[Name | None, Query(description="Without it, the document's own name.")] = None,
    why: Why = "",
) -> VersionShown:
    """Store a new scenario; the document is its first version."""
    made, scenario = draft(raw, why)
    with service.database.tenant(caller.tenant) as session:
        version = scenarios.create(session, caller, name_of(name, scenario), made)
    response.headers["Location"] = f"/v1/scenarios/{version.scenario}/versions/{version.number}"
    return VersionShown.model_validate(version)


@router.get("")
def listed(
    caller: Viewer,
    service: ServiceOf,
    name: Contains = None,
    sort: Sort = "-changed",
    cursor: Cursor = None,
    size: Size = 50,
) -> PageOf[ScenarioShown]:
    """The scenarios of the programme."""
    with service.database.tenant(caller.tenant) as session:
        return page_of(ScenarioShown, scenarios.listed(session, Wanted(sort, cursor, size), name))


@router.post("/validate", responses=problems(413, 415), openapi_extra=json_body(ANYTHING))
def validate(
    caller: Viewer,
    raw: JsonBody,
    alternative: Annotated[Name | None, Query(description="With this alternative on top.")] = None,
) -> Judgement:
    """Say what is wrong with a document, and what may become of it; nothing is stored."""
    try:
        found = warnings(parse_scenario(raw, alternative))
    except FaultyDocument as error:
        return Judgement(faults=[fault_document(fault) for fault in error.faults], warnings=[])
    return Judgement(faults=[], warnings=[WarningShown.model_validate(one) for one in found])


@router.get("/{scenario:uuid}", responses=problems(404))
def read(caller: Viewer, service: ServiceOf, scenario: UUID) -> ScenarioShown:
    """One scenario, without its documents."""
    with service.database.tenant(caller.tenant) as session:
        return ScenarioShown.model_validate(scenarios.scenario(session, scenario))
