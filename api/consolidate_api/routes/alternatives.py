"""Alternatives of a scenario: named merge patches in its document; each change of one is a new version."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from consolidate.analysis.differences import scenario_changes
from consolidate.answers.base import PageOf
from consolidate.answers.scenarios import AlternativeDocument, AlternativeShown, ChangeShown, VersionShown
from consolidate.errors import Fault, FaultyDocument
from consolidate.scenario.base import ID_PATTERN
from consolidate.scenario.document import Scenario
from consolidate.scenario.identity import scenario_hash
from consolidate.scenario.patch import apply_alternative
from consolidate.scenario.plain import canonical
from consolidate.scenario.read import parse_scenario
from consolidate.scenario.strict_json import load_json
from consolidate.text import _
from consolidate_api.bodies import JSON, MERGE_PATCH, PatchBody, json_body
from consolidate_api.problems import Problem, fault_document, problems
from consolidate_api.routes.access import Planner, Viewer
from consolidate_api.routes.drafts import PATCH, draft, with_alternative
from consolidate_api.routes.immutable import IfNoneMatch, unchanged
from consolidate_api.routes.shown import Cursor, Size, Why
from consolidate_api.routes.versions import SAME, Parent, Version, located
from consolidate_api.service import ServiceOf
from consolidate_api.store import scenarios
from consolidate_api.store.pages import Wanted, page_of_names

router = APIRouter(
    prefix="/v1/scenarios/{scenario:uuid}", tags=["alternatives"], responses=problems(401, 403, 404, 422, 429, 503)
)

Id = Annotated[str, Path(pattern=ID_PATTERN, max_length=60, description="The alternative's id in the document.")]
Sort = Annotated[Literal["name", "-name"], Query(description="By the alternatives' ids; `-`: from the end.")]
Text = Annotated[str | None, Query(max_length=4000)]
KEPT: dict[int | str, dict[str, Any]] = {
    200: {"model": VersionShown, "description": "It is there already as it was sent; nothing was stored"}
}


@router.get("/versions/{number}/alternatives", response_model=PageOf[AlternativeShown], responses=SAME)
def listed(  # noqa: PLR0913, PLR0917 (each part of the query is an argument)
    caller: Viewer,
    service: ServiceOf,
    scenario: UUID,
    number: Version,
    response: Response,
    sort: Sort = "name",
    cursor: Cursor = None,
    size: Size = 50,
    if_none_match: IfNoneMatch = None,
) -> Response | PageOf[AlternativeShown]:
    """The alternatives of a version, each with the paths that it changes."""
    with service.database.tenant(caller.tenant) as session:
        version = scenarios.version(session, scenario, number, with_document=False)
        if same := unchanged(response, version.hash, if_none_match):
            return same
        document = version.document
    base = parse_scenario(document)
    names, following = page_of_names(base.alternatives, Wanted(sort, cursor, size))
    return PageOf(items=[_shown(document, base, name) for name in names], next=following)


@router.get("/versions/{number}/alternatives/{alternative}", response_model=AlternativeDocument, responses=SAME)
def read(
    caller: Viewer,
    service: ServiceOf,
    scenario: UUID,
    number: Version,
    alternative: Id,
    response: Response,
    if_none_match: IfNoneMatch = None,
) -> Response | AlternativeDocument:
    """One alternative of a version: its merge patch, and the document with it on top."""
    with service.database.tenant(caller.tenant) as session:
        version = scenarios.version(session, scenario, number, with_document=False)
        document = version.document
        _refuse_unknown(document, alternative)
        if same := unchanged(response, version.hash, if_none_match):
            return same
    shown = _shown(document, parse_scenario(document), alternative)
    on_top = {key: value for key, value in apply_alternative(document, alternative).items() if key != "alternatives"}
    patch = document["alternatives"][alternative]["patch"]
    return AlternativeDocument(**shown.model_dump(), patch=patch, document=on_top)


@router.put(
    "/alternatives/{alternative}",
    status_code=201,
    responses=problems(409, 413, 415) | KEPT,
    openapi_extra=json_body(PATCH, MERGE_PATCH, JSON),
)
def put(  # noqa: PLR0913, PLR0917 (each part of the query is an argument)
    caller: Planner,
    service: ServiceOf,
    scenario: UUID,
    alternative: Id,
    raw: PatchBody,
    parent: Parent,
    response: Response,
    name: Text = None,
    note: Text = None,
    why: Why = "",
) -> VersionShown:
    """Store a new version of a scenario with this alternative added, or in place of the one of the same id.

    The body is the merge patch; the scenario is judged with it on top, and faults have the paths of the document.
    Sent again as it is there already, it stores nothing.
    """
    patch, _strict = load_json(raw)  # what is not strict in it is found again in the whole document
    entry = {key: value for key, value in (("name", name), ("note", note)) if value is not None} | {"patch": patch}
    with service.database.tenant(caller.tenant) as session:
        old = scenarios.newest(session, scenario, parent)
    told = why or _("alternative “{name}”").format(name=alternative)
    made = with_alternative(old.document, alternative, entry, told)
    if canonical(old.document.get("alternatives", {}).get(alternative)) == canonical(entry):
        response.status_code = 200
        return located(response, VersionShown.model_validate(old))
    with service.database.tenant(caller.tenant) as session:
        version = scenarios.change(session, caller, scenario, parent, made)
    return located(response, VersionShown.model_validate(version))


@router.delete("/alternatives/{alternative}", status_code=201, responses=problems(409))
def remove(
    caller: Planner,
    service: ServiceOf,
    scenario: UUID,
    alternative: Id,
    parent: Parent,
    response: Response,
    why: Why = "",
) -> VersionShown:
    """Store a new version of a scenario without this alternative; earlier versions keep it."""
    with service.database.tenant(caller.tenant) as session:
        old = scenarios.newest(session, scenario, parent).document
    _refuse_unknown(old, alternative)
    rest = {key: value for key, value in old["alternatives"].items() if key != alternative}
    told = why or _("without the alternative “{name}”").format(name=alternative)
    made, _scenario = draft({**old, "alternatives": rest}, told)
    with service.database.tenant(caller.tenant) as session:
        version = scenarios.change(session, caller, scenario, parent, made)
    return located(response, VersionShown.model_validate(version))


def _shown(document: dict[str, Any], base: Scenario, name: str) -> AlternativeShown:
    """An alternative of a document, judged now: a version is stored whether its alternatives can be used or not."""
    own = base.alternatives[name]
    changed: Scenario | None = None
    faults: tuple[Fault, ...] = ()
    try:
        changed = parse_scenario(document, name)
    except FaultyDocument as error:
        faults = error.faults
    changes = () if changed is None else scenario_changes(base, changed)
    return AlternativeShown(
        alternative=name,
        name=own.name,
        note=own.note,
        source=own.source,
        hash=None if changed is None else scenario_hash(changed),
        changes=[ChangeShown.model_validate(change) for change in changes],
        faults=[fault_document(fault) for fault in faults],
    )


def _refuse_unknown(document: dict[str, Any], alternative: str) -> None:
    """Say no where a document has no such alternative.

    Raises:
        Problem: 404.
    """
    if alternative not in document.get("alternatives", {}):
        raise Problem(404, _("this version has no alternative of this name"))
