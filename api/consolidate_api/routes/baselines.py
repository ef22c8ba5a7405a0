"""Baselines: plans that were adopted, by whom, when and why. None is ever changed; to go back is to adopt once more."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy.orm import Session

from consolidate.answers.base import PageOf
from consolidate.answers.replanning import BaselineShown
from consolidate.check.derived import derived
from consolidate.check.verdict import check as examine
from consolidate.errors import Fault, FaultyDocument
from consolidate.plan.document import Plan, ScenarioMark
from consolidate.plan.files import parse_plan
from consolidate.programme.programme import Programme
from consolidate.scenario.base import misfit
from consolidate.scenario.identity import scenario_hash
from consolidate.scenario.read import parse_scenario
from consolidate.text import _
from consolidate_api.bodies import JsonBody, json_body, parsed
from consolidate_api.problems import Problem, problems
from consolidate_api.routes.access import Approver, Viewer
from consolidate_api.routes.plans import HAND_MADE, PLAN
from consolidate_api.routes.shown import Author, Cursor, Name, Reason, Size, page_of
from consolidate_api.service import ServiceOf
from consolidate_api.store import baselines, runs, scenarios
from consolidate_api.store.errors import Untimely
from consolidate_api.store.pages import Wanted
from consolidate_api.store.tables import PLAN as PLAN_RUN
from consolidate_api.store.tables import Baseline

router = APIRouter(prefix="/v1/baselines", tags=["baselines"], responses=problems(401, 403, 422, 429, 503))

Sort = Annotated[Literal["created", "-created"], Query(description="`-`: the newest first.")]
SOURCES = ("run", "baseline", "plan")
ID = "7b1d0c3e-5a0e-4a57-9d0e-0a2f3f1f6a11"
OF_A_RUN: dict[str, Any] = {"run": ID, "why": "decided by the steering group on 3 March"}
BY_HAND: dict[str, Any] = {"scenario": ID, "version": 3, "plan": HAND_MADE, "why": "agreed with the supplier"}


class NewBaseline(BaseModel):
    """A plan to be adopted, and why: of a ``run`` that has ended, of an earlier ``baseline``, or made by hand.

    A ``plan`` made by hand needs the ``scenario`` and the ``version`` that it is for, with an ``alternative`` if it is
    for one. ``replaces``: the baseline that you take for the current one; where it no longer is, nothing is adopted.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [OF_A_RUN, BY_HAND]})

    run: UUID | None = None
    baseline: UUID | None = None
    scenario: UUID | None = None
    version: Annotated[int, Field(strict=True, ge=1, le=2**31 - 1)] | None = None
    alternative: Name | None = None
    plan: Annotated[dict[str, Any], Field(description="A plan document; only its decisions count.")] | None = None
    why: Reason
    replaces: UUID | None = None

    @model_validator(mode="after")
    def _of_one_kind(self) -> Self:
        given = [name for name in SOURCES if getattr(self, name) is not None]
        if len(given) != 1:
            raise misfit(given[-1] if given else "run", _("one of `run`, `baseline` and `plan`"))
        needed = given == ["plan"]
        for name in ("scenario", "version"):
            if (getattr(self, name) is not None) != needed:
                raise misfit(name, _("with a `plan` made by hand, and only there"))
        if self.alternative is not None and not needed:
            raise misfit("alternative", _("with a `plan` made by hand, and only there"))
        return self


@router.post(
    "",
    status_code=201,
    responses=problems(404, 409, 413, 415),
    openapi_extra=json_body(NewBaseline.model_json_schema()),
)
def adopt(caller: Approver, service: ServiceOf, raw: JsonBody, response: Response) -> BaselineShown:
    """Adopt a plan: it is the current baseline from now on.

    It is examined first, and refused with all that it breaks. An earlier baseline is adopted again as it was.
    """
    wanted = parsed(raw, NewBaseline)
    with service.database.tenant(caller.tenant) as session:
        source, plan, document = _found(session, wanted)
    if source.again is None:
        plan = _sound(source, plan, document)
    adoption = baselines.Adoption(source, plan, wanted.why, wanted.replaces)
    with service.database.tenant(caller.tenant) as session:
        made = baselines.adopt(session, caller, adoption)
    return located(response, made)


@router.get("")
def listed(
    caller: Viewer,
    service: ServiceOf,
    scenario: UUID | None = None,
    author: Author = None,
    sort: Sort = "-created",
    cursor: Cursor = None,
    size: Size = 50,
) -> PageOf[BaselineShown]:
    """The plans that the programme has adopted, without the plans themselves; the newest is the current one."""
    with service.database.tenant(caller.tenant) as session:
        return page_of(BaselineShown, baselines.listed(session, Wanted(sort, cursor, size), scenario, author))


@router.get("/current", responses=problems(404))
def current(caller: Viewer, service: ServiceOf) -> BaselineShown:
    """The plan that the programme goes by, without the plan itself."""
    with service.database.tenant(caller.tenant) as session:
        found = baselines.current(session)
    if found is None:
        raise Problem(404, _("no plan has been adopted yet"))
    return BaselineShown.model_validate(found)


@router.get("/{baseline:uuid}", responses=problems(404))
def read(caller: Viewer, service: ServiceOf, baseline: UUID) -> BaselineShown:
    """One plan that was adopted, without the plan itself."""
    with service.database.tenant(caller.tenant) as session:
        return BaselineShown.model_validate(baselines.baseline(session, baseline))


@router.get(
    "/{baseline:uuid}/plan",
    response_class=JSONResponse,
    responses=problems(404)
    | {200: {"description": "A plan document", "content": {"application/json": {"schema": PLAN}}}},
)
def plan(caller: Viewer, service: ServiceOf, baseline: UUID) -> JSONResponse:
    """The plan of a baseline, as it was adopted."""
    with service.database.tenant(caller.tenant) as session:
        return JSONResponse(baselines.baseline(session, baseline, with_plan=True).plan)


def located(response: Response, made: Baseline) -> BaselineShown:
    """A new baseline as others read it, with its address beside it."""
    response.headers["Location"] = f"/v1/baselines/{made.id}"
    return BaselineShown.model_validate(made)


def _found(session: Session, wanted: NewBaseline) -> tuple[baselines.Source, Plan, dict[str, Any]]:
    """The plan that somebody wants to adopt, where it comes from, and the document of its scenario.

    Raises:
        Missing: there is no such run, baseline or version.
        Untimely: the run has not ended with a plan.
        FaultyDocument: the plan is wrong in itself.
    """
    if wanted.run is not None:
        row = runs.run(session, wanted.run, with_found=True)
        if row.kind != PLAN_RUN or row.state != runs.ENDED or row.plan is None:
            raise Untimely(_("only the plan of a run that has ended can be adopted; this one has none, or none yet"))
        source = baselines.Source(row.scenario, row.version, row.alternative, run=row.id)
        made = Plan.model_validate(row.plan)
    elif wanted.baseline is not None:
        old = baselines.baseline(session, wanted.baseline, with_plan=True)
        named = {"run": old.run, "proposal": old.proposal, "again": old.id}
        source = baselines.Source(old.scenario, old.version, old.alternative, **named)
        made = Plan.model_validate(old.plan)
    else:
        assert wanted.scenario is not None
        assert wanted.version is not None
        source = baselines.Source(wanted.scenario, wanted.version, wanted.alternative)
        made = _read(wanted.plan or {})
    return source, made, scenarios.version(session, source.scenario, source.version).document


def _read(plan: dict[str, Any]) -> Plan:
    """The plan in a body; its faults have their path there."""
    try:
        return parse_plan(plan)
    except FaultyDocument as error:
        faults = [Fault(f"plan.{one.path}" if one.path else "plan", one.value, one.allowed) for one in error.faults]
        raise FaultyDocument(faults) from None


def _sound(source: baselines.Source, plan: Plan, document: dict[str, Any]) -> Plan:
    """A plan that breaks no rule; what a hand has written beside the decisions is left aside.

    Raises:
        Problem: 422 with all that it breaks.
        UnknownName: the version has no such alternative.
    """
    scenario = parse_scenario(document, source.alternative)
    verdict = examine(Programme(scenario), plan.decisions)
    if not verdict.clean:
        told = _("this plan cannot be adopted, since it breaks rules")
        raise Problem(422, told, kind="broken-rules", violations=verdict.violations_json())
    if source.run is not None:
        return plan
    mark = ScenarioMark(name=scenario.name, hash=scenario_hash(scenario))
    return plan.model_copy(update={"scenario": mark, "run": None, "facts": None, "derived": derived(verdict)})
