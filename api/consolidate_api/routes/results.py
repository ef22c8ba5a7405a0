"""What runs have found, as several routes show it."""

from __future__ import annotations

from uuid import UUID

from consolidate.analysis.subject import Subject, subject_of
from consolidate.plan.document import Plan
from consolidate.plan.outcome import Outcome
from consolidate.scenario.read import parse_scenario
from consolidate.text import _
from consolidate_api.auth.caller import Caller
from consolidate_api.problems import Problem
from consolidate_api.service import Service
from consolidate_api.store import runs, scenarios
from consolidate_api.store.tables import PLAN, Run

MARKDOWN = "text/markdown; charset=utf-8"
FRUITFUL = (Outcome.OPTIMAL, Outcome.FEASIBLE)


def found(service: Service, caller: Caller, run: UUID) -> Run:
    """A run that has found something: a plan, or what it was asked.

    Raises:
        Missing: there is no such run.
        Problem: 404, it has found nothing, or nothing yet.
    """
    with service.database.tenant(caller.tenant) as session:
        row = runs.run(session, run, with_found=True)
    if row.outcome in FRUITFUL and row.plan is None and row.study is None:
        kept = service.settings.keep_plan_days
        raise Problem(404, _("what this run found was removed {days} days after it had ended").format(days=kept))
    if row.kind == PLAN and row.plan is None:
        raise Problem(404, _("this run has no plan, or none yet"))
    if row.kind != PLAN and row.study is None:
        raise Problem(404, _("this run has not answered its question, or not yet"))
    return row


def planned(service: Service, caller: Caller, run: UUID) -> Run:
    """A run that has a plan; raises as `found` does, also where something else than a plan was asked for."""
    row = found(service, caller, run)
    if row.plan is None:
        raise Problem(404, _("this run answers a question; it has no plan"))
    return row


def subject(service: Service, caller: Caller, row: Run) -> Subject:
    """The plan of a run with all that follows from it."""
    return subject_of(parse_scenario(document(service, caller, row), row.alternative), Plan.model_validate(row.plan))


def document(service: Service, caller: Caller, row: Run) -> dict[str, object]:
    """The scenario that a run is about, as it was sent."""
    with service.database.tenant(caller.tenant) as session:
        return scenarios.version(session, row.scenario, row.version).document
