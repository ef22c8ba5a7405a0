"""Proposals: asked for at once or made each night, read, and adopted or rejected by somebody who says why."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from consolidate.analysis.markdown import markdown
from consolidate.analysis.names import Names
from consolidate.answers.base import PageOf
from consolidate.answers.replanning import BaselineShown, ProposalDocument, ProposalShown, State
from consolidate.scenario.base import MAX_MONEY, Day, Flag
from consolidate.scenario.read import parse_scenario
from consolidate.study.questions import FIRM
from consolidate.study.replan.document import Proposal as Study
from consolidate.study.table import study_blocks
from consolidate_api.bodies import JsonBody, json_body, parsed
from consolidate_api.jobs.options import Options
from consolidate_api.problems import problems
from consolidate_api.routes.access import Approver, Planner, Viewer
from consolidate_api.routes.baselines import located
from consolidate_api.routes.limits import refuse_long, refused_where_full
from consolidate_api.routes.results import MARKDOWN, document, found
from consolidate_api.routes.shown import Cursor, Reason, Size, page_of
from consolidate_api.service import ServiceOf
from consolidate_api.store import nightly, proposals, runs
from consolidate_api.store.pages import Wanted

router = APIRouter(prefix="/v1/proposals", tags=["proposals"], responses=problems(401, 403, 422, 429, 503))

Sort = Annotated[Literal["created", "-created"], Query(description="`-`: the newest first.")]
Nightly = Annotated[bool | None, Query(description="Only those of the nightly job, or only those asked for by hand.")]
EXAMPLE: dict[str, Any] = {"status_date": "2027-03-01", "learn": True, "options": {"time_limit": 120}}
SECONDS = 120
"""How long a plan is looked for when nothing is said, as `consolidate replan` does."""


class NewProposal(BaseModel):
    """How the current baseline is to be planned anew.

    ``status_date``: by which day the reports count; by default today, where the programme has its nights. ``learn``:
    reckon with what finished steps took and cost. ``baseline_is``: how firm the baseline is where the scenario does not
    say it; the prices are those of moving a date that has been promised, at all and for each week.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [EXAMPLE, {}]})

    status_date: Day | None = None
    learn: Flag = False
    baseline_is: Literal["adopted", "announced", "draft"] = "adopted"
    price_per_move: Annotated[int, Field(strict=True, ge=0, le=MAX_MONEY)] = FIRM.price_per_move
    price_per_week: Annotated[int, Field(strict=True, ge=1, le=MAX_MONEY)] = FIRM.price_per_week
    options: Options = Options(time_limit=SECONDS)


class Decision(BaseModel):
    """Why a proposal is adopted or rejected."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_extra={"examples": [{"reason": "agreed on by the steering group"}]}
    )

    reason: Reason


@router.post(
    "",
    status_code=201,
    responses=problems(409, 413, 415),
    openapi_extra=json_body(NewProposal.model_json_schema()),
)
def ask(caller: Planner, service: ServiceOf, raw: JsonBody, response: Response) -> ProposalShown:
    """Plan anew now: from the current baseline, its scenario's newest version, and all reports up to a day."""
    wanted, limits = parsed(raw, NewProposal), service.limits(caller)
    refuse_long(wanted.options, limits)
    terms = wanted.model_dump(include={"learn", "baseline_is", "price_per_move", "price_per_week"})
    options = wanted.options.model_dump(mode="json")
    with refused_where_full(), service.database.tenant(caller.tenant) as session:
        asked = proposals.Asked(wanted.status_date, _today(session), terms, options)
        made = proposals.submit(session, caller, asked, limits.max_waiting_runs)
    response.headers["Location"] = f"/v1/proposals/{made.id}"
    return ProposalShown.model_validate(made)


@router.get("")
def listed(
    caller: Viewer,
    service: ServiceOf,
    state: State | None = None,
    nightly: Nightly = None,
    sort: Sort = "-created",
    cursor: Cursor = None,
    size: Size = 50,
) -> PageOf[ProposalShown]:
    """The proposals of the programme, without their documents."""
    with service.database.tenant(caller.tenant) as session:
        return page_of(ProposalShown, proposals.listed(session, Wanted(sort, cursor, size), state, nightly=nightly))


@router.get("/{proposal:uuid}", responses=problems(404))
def read(caller: Viewer, service: ServiceOf, proposal: UUID) -> ProposalDocument:
    """One proposal with its document; null while it is being made, and where nothing came of it."""
    with service.database.tenant(caller.tenant) as session:
        row = proposals.proposal(session, proposal)
        study = runs.run(session, row.run, with_found=True).study
    return ProposalDocument(**ProposalShown.model_validate(row).model_dump(), document=study)


@router.get(
    "/{proposal:uuid}/report",
    response_class=Response,
    responses=problems(404) | {200: {"description": "The proposal in words", "content": {"text/markdown": {}}}},
)
def report(caller: Viewer, service: ServiceOf, proposal: UUID) -> Response:
    """A proposal as Markdown: what moves, why, what it costs, and what is to be decided."""
    with service.database.tenant(caller.tenant) as session:
        run = proposals.proposal(session, proposal).run
    row = found(service, caller, run)
    names = Names(parse_scenario(dict(document(service, caller, row)), row.alternative))
    return Response(markdown(study_blocks(Study.model_validate(row.study), names)), media_type=MARKDOWN)


@router.post(
    "/{proposal:uuid}/adopt",
    status_code=201,
    responses=problems(404, 409, 413, 415),
    openapi_extra=json_body(Decision.model_json_schema()),
)
def adopt(caller: Approver, service: ServiceOf, proposal: UUID, raw: JsonBody, response: Response) -> BaselineShown:
    """Adopt a proposal: its plan is the current baseline from now on.

    Where it reckons with lessons, they stand in a new version of the scenario from now on.
    """
    decision = parsed(raw, Decision)
    with service.database.tenant(caller.tenant) as session:
        made = proposals.adopt(session, caller, proposal, decision.reason)
    return located(response, made)


@router.post(
    "/{proposal:uuid}/reject",
    responses=problems(404, 409, 413, 415),
    openapi_extra=json_body(Decision.model_json_schema()),
)
def reject(caller: Approver, service: ServiceOf, proposal: UUID, raw: JsonBody) -> ProposalShown:
    """Reject a proposal; the current baseline stays as it is."""
    decision = parsed(raw, Decision)
    with service.database.tenant(caller.tenant) as session:
        return ProposalShown.model_validate(proposals.reject(session, caller, proposal, decision.reason))


def _today(session: Session) -> date:
    """Today where the programme has its nights; in UTC while it has said nothing."""
    choice = nightly.settings(session)
    return datetime.now(UTC if choice is None else ZoneInfo(choice.zone)).date()
