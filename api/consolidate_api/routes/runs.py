"""Runs: asked for once for each key, found page by page, cancelled with the best plan so far."""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response

from consolidate.answers.base import PageOf
from consolidate.answers.runs import Kind, State
from consolidate.errors import Fault, FaultyDocument, shown
from consolidate.plan.outcome import Outcome
from consolidate.scenario.plain import canonical
from consolidate.study.questions import read_question
from consolidate.text import _
from consolidate_api.auth.caller import Caller
from consolidate_api.bodies import JsonBody, json_body, parsed
from consolidate_api.jobs.letters import written
from consolidate_api.problems import Problem, problems
from consolidate_api.routes.access import Planner, Viewer
from consolidate_api.routes.limits import refuse_long, refused_where_full
from consolidate_api.routes.run_shown import NewRun, RunShown, new_run_schema
from consolidate_api.routes.shown import Cursor, Size, page_of
from consolidate_api.service import Service, ServiceOf
from consolidate_api.store import runs
from consolidate_api.store.pages import Wanted

router = APIRouter(prefix="/v1/runs", tags=["runs"], responses=problems(401, 403, 422, 429, 503))

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[\x21-\x7e]{1,200}$",
        description="Any text of your own. Sent again with it, the same body gives the same run, and never a second.",
    ),
]
Sort = Annotated[Literal["created", "-created"], Query(description="`-`: the newest first.")]


@router.post(
    "",
    status_code=201,
    responses=problems(404, 413, 415) | {200: {"model": RunShown, "description": "The run of this key, made earlier"}},
    openapi_extra=json_body(new_run_schema()),
)
def submit(caller: Planner, service: ServiceOf, raw: JsonBody, response: Response, key: Key = None) -> RunShown:
    """Put a run into the queue."""
    wish = _wish(service, caller, parsed(raw, NewRun), key)
    most = service.limits(caller).max_waiting_runs
    try:
        with refused_where_full(), service.database.tenant(caller.tenant) as session:
            run, new = runs.submit(session, caller, wish, most)
    except runs.KeyUsed as used:
        fault = Fault("header.Idempotency-Key", shown(key), str(used))
        raise Problem(422, kind="faulty-request", faults=[fault]) from None
    response.status_code = 201 if new else 200
    response.headers["Location"] = f"/v1/runs/{run.id}"
    return RunShown.model_validate(run)


def _wish(service: Service, caller: Caller, wanted: NewRun, key: str | None) -> runs.Wish:
    """What somebody asks for, if it is not more than they may."""
    refuse_long(wanted.options, service.limits(caller))
    if wanted.start is not None and wanted.options.start_run is not None:
        raise FaultyDocument([Fault("start", "", _("a plan, or `options.start_run`, not both"))])
    if wanted.question is not None:
        read_question(wanted.question, ("question",))
    return runs.Wish(
        scenario=wanted.scenario,
        version=wanted.version,
        alternative=wanted.alternative,
        question=wanted.question,
        begin=None if wanted.start is None else {"decisions": written(wanted.start.decisions)},
        options=wanted.options.model_dump(mode="json"),
        priority=wanted.priority,
        key=key,
        hash=hashlib.sha256(canonical(wanted.model_dump(mode="json")).encode()).hexdigest(),
    )


@router.get("")
def listed(  # noqa: PLR0913, PLR0917 (each part of the query is an argument)
    caller: Viewer,
    service: ServiceOf,
    state: State | None = None,
    outcome: Outcome | None = None,
    scenario: UUID | None = None,
    kind: Kind | None = None,
    sort: Sort = "-created",
    cursor: Cursor = None,
    size: Size = 50,
) -> PageOf[RunShown]:
    """The runs of the programme, without their plans."""
    which = runs.Filter(state, outcome, scenario, kind)
    with service.database.tenant(caller.tenant) as session:
        return page_of(RunShown, runs.listed(session, Wanted(sort, cursor, size), which))


@router.get("/{run}", responses=problems(404))
def read(caller: Viewer, service: ServiceOf, run: UUID) -> RunShown:
    """One run, without its plan."""
    with service.database.tenant(caller.tenant) as session:
        return RunShown.model_validate(runs.run(session, run))


@router.post("/{run}/cancel", responses=problems(404))
def cancel(caller: Planner, service: ServiceOf, run: UUID) -> RunShown:
    """Let a run end: at once while it waits, within seconds while it is solved, with the best plan so far.

    A run that has ended stays as it is.
    """
    with service.database.tenant(caller.tenant) as session:
        return RunShown.model_validate(runs.cancel(session, caller, run))
