"""Reports of what has happened: sent as JSON or as a table, added to what is known, shown one by one and as one."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from consolidate.answers.base import PageOf
from consolidate.answers.replanning import ReportDocument, ReportShown
from consolidate.errors import Fault, FaultyDocument, shown
from consolidate.exchange.actuals import STEPS, table_report
from consolidate.scenario.base import Day
from consolidate.study.replan.reported import ACTUALS_FORMAT
from consolidate.text import _
from consolidate_api.bodies import CSV, JSON, TableBody, parsed_object, type_of
from consolidate_api.problems import problems
from consolidate_api.routes.access import Planner, Viewer
from consolidate_api.routes.shown import Author, Cursor, Size, Why, page_of
from consolidate_api.service import ServiceOf
from consolidate_api.store import reports, scenarios
from consolidate_api.store.pages import Wanted

router = APIRouter(
    prefix="/v1/scenarios/{scenario:uuid}/reports", tags=["reports"], responses=problems(401, 403, 404, 422, 429, 503)
)

EXAMPLE: dict[str, Any] = {
    "status_date": "2027-03-01",
    "actuals": {"steps": {"finance/joint/install": {"started": "2027-01-11", "finished": "2027-02-26"}}},
}
TABLE = "step,started,finished\nfinance/joint/install,2027-01-11,2027-02-26\n"
REPORT: dict[str, Any] = {
    "type": "object",
    "description": "A merge patch (RFC 7396) on top of what is known: null takes back what an earlier report said.",
    "properties": {
        "format": {"const": ACTUALS_FORMAT},
        "status_date": {"type": "string", "format": "date", "description": "The day by which all this has happened."},
        "actuals": {"type": "object", "description": "What has happened, as a scenario has it."},
    },
    "required": ["status_date"],
    "examples": [EXAMPLE],
}
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {JSON: {"schema": REPORT}, CSV: {"schema": {"type": "string", "examples": [TABLE]}}},
    }
}
Sort = Annotated[Literal["created", "-created"], Query(description="`-`: the newest first.")]
TableName = Literal["actual_steps", "actual_notices", "actual_spent", "actual_pools"]


@router.post("", status_code=201, responses=problems(413, 415), openapi_extra=BODY)
def add(  # noqa: PLR0913, PLR0917 (each part of the query is an argument)
    caller: Planner,
    service: ServiceOf,
    scenario: UUID,
    request: Request,
    raw: TableBody,
    response: Response,
    status_date: Annotated[Day | None, Query(description="Of a table, which has none of its own.")] = None,
    table: Annotated[TableName | None, Query(description="Which table it is; by default that of steps.")] = None,
    why: Why = "",
) -> ReportShown:
    """Report what has happened by a day, on top of the newest version of the scenario and of all earlier reports.

    It is judged beside them, and refused with every fault. What it says of a step that an earlier report told of too
    stands in its place; a later day has the last word, in whatever order reports come.
    """
    if type_of(request) == CSV:
        document = _tabular(raw, status_date, table or STEPS)
    else:
        document = _written(raw, status_date, table)
    with service.database.tenant(caller.tenant) as session:
        made = reports.add(session, caller, scenario, document, why)
    response.headers["Location"] = f"/v1/scenarios/{scenario}/reports/{made.id}"
    return ReportShown.model_validate(made)


@router.get("")
def listed(
    caller: Viewer,
    service: ServiceOf,
    scenario: UUID,
    author: Author = None,
    sort: Sort = "-created",
    cursor: Cursor = None,
    size: Size = 50,
) -> PageOf[ReportShown]:
    """The reports on a scenario, without their documents."""
    with service.database.tenant(caller.tenant) as session:
        scenarios.scenario(session, scenario)
        return page_of(ReportShown, reports.listed(session, scenario, Wanted(sort, cursor, size), author))


@router.get("/merged", responses={200: {"content": {JSON: {"schema": REPORT}}}})
def merged(
    caller: Viewer,
    service: ServiceOf,
    scenario: UUID,
    status_date: Annotated[Day | None, Query(description="By this day; without it, all that was reported.")] = None,
) -> dict[str, Any]:
    """All reports up to a day as one, as `consolidate replan` takes it: what they add to the newest version.

    They count in the order of their status dates, those of one day in the order in which they came.
    """
    with service.database.tenant(caller.tenant) as session:
        return reports.together(session, scenario, status_date)


@router.get("/{report:uuid}")
def read(caller: Viewer, service: ServiceOf, scenario: UUID, report: UUID) -> ReportDocument:
    """One report with its document."""
    with service.database.tenant(caller.tenant) as session:
        return ReportDocument.model_validate(reports.report(session, scenario, report))


def _tabular(raw: bytes, status_date: date | None, table: str) -> dict[str, Any]:
    """The report that a table stands for.

    Raises:
        FaultyDocument: it cannot be read, or nobody says by which day it is.
    """
    if status_date is None:
        raise FaultyDocument([Fault("query.status_date", "", _("the day by which all this has happened, YYYY-MM-DD"))])
    return table_report(raw, status_date.isoformat(), table)


def _written(raw: bytes, status_date: date | None, table: str | None) -> dict[str, Any]:
    """The report that a JSON body is.

    Raises:
        FaultyDocument: it is no object, or the query says what is for tables.
    """
    query = {"status_date": status_date, "table": table}
    faults = [
        Fault(f"query.{name}", shown(str(value)), _("this is for tables")) for name, value in query.items() if value
    ]
    if faults:
        raise FaultyDocument(faults)
    return parsed_object(raw)
