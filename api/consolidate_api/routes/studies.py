"""What came of studies, and what is told of a plan: as documents, and as Markdown."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from pydantic import StringConstraints

from consolidate.analysis.markdown import markdown
from consolidate.analysis.names import Names
from consolidate.analysis.report import blocks_of
from consolidate.scenario.read import parse_scenario
from consolidate.study.accounts import accounts_of
from consolidate.study.files import study_json
from consolidate.study.keys import read_keys
from consolidate.study.table import KINDS, study_blocks
from consolidate.text import _
from consolidate_api.problems import Problem, problems
from consolidate_api.routes.access import Viewer
from consolidate_api.routes.results import MARKDOWN, document, found, planned, subject
from consolidate_api.service import ServiceOf
from consolidate_api.store.tables import PLAN

MOST_KEYS = 20
STUDY: dict[str, Any] = {
    "type": "object",
    "description": "The document that the command of the same name writes; its `format` says which.",
    "properties": {"format": {"enum": sorted(KINDS)}},
    "required": ["format"],
    "examples": [{"format": "consolidate/comparison/1"}],
}

router = APIRouter(prefix="/v1/runs", tags=["runs"], responses=problems(401, 403, 404, 422, 429, 503))

KeyText = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
Keys = Annotated[
    list[KeyText],
    Query(
        alias="key",
        max_length=MOST_KEYS,
        description="Also under this cost key, written as `consolidate accounts --key` takes it: "
        "`equal=50,inhabitants=50`, `given.north=60,…`.",
    ),
]


@router.get(
    "/{run}/study",
    response_class=JSONResponse,
    responses={200: {"description": "The document of the study", "content": {"application/json": {"schema": STUDY}}}},
)
def study(caller: Viewer, service: ServiceOf, run: UUID) -> JSONResponse:
    """What a run with a question has found."""
    row = found(service, caller, run)
    if row.study is None:
        raise Problem(404, _("this run looks for a plan; it answers no question"))
    return JSONResponse(row.study)


@router.get(
    "/{run}/report",
    response_class=Response,
    responses={200: {"description": "The coordination plan, or the study", "content": {"text/markdown": {}}}},
)
def report(caller: Viewer, service: ServiceOf, run: UUID) -> Response:
    """What a run has found as Markdown: the coordination plan, or what came of a study."""
    row = found(service, caller, run)
    if row.kind == PLAN:
        return Response(markdown(blocks_of(subject(service, caller, row))), media_type=MARKDOWN)
    assert row.study is not None
    answered = KINDS[row.study["format"]].document.model_validate(row.study)
    scenario = parse_scenario(dict(document(service, caller, row)), row.alternative)
    return Response(markdown(study_blocks(answered, Names(scenario))), media_type=MARKDOWN)


@router.get(
    "/{run}/accounts",
    response_class=JSONResponse,
    responses={200: {"description": "The accounts", "content": {"application/json": {"schema": STUDY}}}},
)
def accounts(caller: Viewer, service: ServiceOf, run: UUID, keys: Keys = []) -> JSONResponse:  # noqa: B006 (read only)
    """Each municipality's costs and gains by year under a run's plan, and who would be worse off under which key."""
    row = planned(service, caller, run)
    about = subject(service, caller, row)
    told = accounts_of(about, read_keys(keys, about.scenario), row.alternative)
    return JSONResponse(study_json(told))
