"""Versions of a scenario: each stands for good; an edit is a new one on top of the newest."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from consolidate.analysis.differences import scenario_changes
from consolidate.answers.base import PageOf
from consolidate.answers.scenarios import ChangeShown, Differences, VersionDocument, VersionShown
from consolidate.scenario.read import parse_scenario
from consolidate_api.bodies import JSON, MERGE_PATCH, JsonBody, PatchBody, json_body
from consolidate_api.problems import problems
from consolidate_api.routes.access import Planner, Viewer
from consolidate_api.routes.drafts import PATCH, SCENARIO, draft, patched
from consolidate_api.routes.immutable import IfNoneMatch, unchanged
from consolidate_api.routes.shown import Author, Cursor, Number, Size, Why, page_of
from consolidate_api.service import ServiceOf
from consolidate_api.store import scenarios
from consolidate_api.store.pages import Wanted

router = APIRouter(
    prefix="/v1/scenarios/{scenario:uuid}", tags=["scenarios"], responses=problems(401, 403, 404, 422, 429, 503)
)

Version = Annotated[int, Path(ge=1, le=2**31 - 1)]
Parent = Annotated[Number, Query(description="The newest version, on top of which the new one is made.")]
Sort = Annotated[Literal["number", "-number"], Query(description="`-`: the newest first.")]
SAME: dict[int | str, dict[str, Any]] = {304: {"description": "What is already there is still right"}}


@router.post("/versions", status_code=201, responses=problems(409, 413, 415), openapi_extra=json_body(SCENARIO))
def add(
    caller: Planner,
    service: ServiceOf,
    scenario: UUID,
    raw: JsonBody,
    parent: Parent,
    response: Response,
    why: Why = "",
) -> VersionShown:
    """Store a new version of a scenario."""
    made, _scenario = draft(raw, why)
    with service.database.tenant(caller.tenant) as session:
        version = scenarios.change(session, caller, scenario, parent, made)
    return located(response, VersionShown.model_validate(version))


@router.get("/versions")
def listed(
    caller: Viewer,
    service: ServiceOf,
    scenario: UUID,
    author: Author = None,
    sort: Sort = "-number",
    cursor: Cursor = None,
    size: Size = 50,
) -> PageOf[VersionShown]:
    """The versions of a scenario, without their documents."""
    with service.database.tenant(caller.tenant) as session:
        scenarios.scenario(session, scenario)
        return page_of(VersionShown, scenarios.versions(session, scenario, Wanted(sort, cursor, size), author))


@router.get("/versions/{number}", response_model=VersionDocument, responses=SAME)
def read(
    caller: Viewer,
    service: ServiceOf,
    scenario: UUID,
    number: Version,
    response: Response,
    if_none_match: IfNoneMatch = None,
) -> Response | VersionDocument:
    """One version with its document."""
    with service.database.tenant(caller.tenant) as session:
        version = scenarios.version(session, scenario, number, with_document=False)
        if same := unchanged(response, version.hash, if_none_match):
            return same
        return VersionDocument.model_validate(version)


@router.post(
    "/versions/{number}/patch",
    status_code=201,
    responses=problems(409, 413, 415),
    openapi_extra=json_body(PATCH, MERGE_PATCH, JSON),
)
def patch(
    caller: Planner,
    service: ServiceOf,
    scenario: UUID,
    number: Version,
    raw: PatchBody,
    response: Response,
    why: Why = "",
) -> VersionShown:
    """Store a new version that differs from the newest one by a merge patch."""
    with service.database.tenant(caller.tenant) as session:
        old = scenarios.version(session, scenario, number).document
    made, _scenario = draft(patched(old, raw), why)
    with service.database.tenant(caller.tenant) as session:
        version = scenarios.change(session, caller, scenario, number, made)
    return located(response, VersionShown.model_validate(version))


@router.get("/diff", response_model=Differences, responses=SAME)
def diff(
    caller: Viewer,
    service: ServiceOf,
    scenario: UUID,
    first: Annotated[Number, Query(alias="from")],
    second: Annotated[Number, Query(alias="to")],
    response: Response,
    if_none_match: IfNoneMatch = None,
) -> Response | Differences:
    """What differs between two versions."""
    with service.database.tenant(caller.tenant) as session:
        pair = [scenarios.version(session, scenario, number) for number in (first, second)]
    if same := unchanged(response, "..".join(version.hash for version in pair), if_none_match):
        return same
    old, new = (parse_scenario(version.document) for version in pair)
    return Differences(changes=[ChangeShown.model_validate(change) for change in scenario_changes(old, new)])


def located(response: Response, version: VersionShown) -> VersionShown:
    """A version as others read it, and where it is."""
    response.headers["Location"] = f"/v1/scenarios/{version.scenario}/versions/{version.number}"
    return version
