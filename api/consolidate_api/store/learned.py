"""What finished steps teach, put into the scenario once a plan that reckons with it is adopted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from consolidate.scenario.identity import scenario_hash
from consolidate.scenario.patch import merge_patch
from consolidate.scenario.read import parse_scenario
from consolidate.study.questions import ReplanQuestion
from consolidate.study.replan.document import Proposal as Study
from consolidate.study.replan.lessons import patch
from consolidate.study.replan.reported import reported
from consolidate.text import _
from consolidate_api.auth.caller import Caller
from consolidate_api.store import scenarios
from consolidate_api.store.tables import Run


def learned(session: Session, caller: Caller, run: Run, study: Study, proposal: UUID) -> int:
    """The version of the scenario that a proposal is about: a new one, where its plan reckons with lessons.

    A lesson is a change of the scenario's own factors. Where the plan is of an alternative, they are changed there:
    they were worked out from what it says, and neither the scenario itself nor other alternatives need say the same.

    Raises:
        Stale: there are lessons, and the scenario has been changed since.
    """
    if not any(one.applied for one in study.lessons):
        return run.version
    document = scenarios.version(session, run.scenario, run.version).document
    changed = _changed(document, run.alternative, _changes(document, run, study))
    parse_scenario(changed, run.alternative)
    why = _("what was learned, with the proposal {proposal}").format(proposal=proposal)
    draft = scenarios.Draft(changed, scenario_hash(parse_scenario(changed)), why)
    return scenarios.change(session, caller, run.scenario, run.version, draft).number


def _changes(document: dict[str, Any], run: Run, study: Study) -> dict[str, Any]:
    """The merge patch with which the plan was made."""
    question = ReplanQuestion.model_validate(run.question)
    happened = reported(parse_scenario(document, run.alternative), question.report)
    options = Schedule(Programme(happened), question.baseline.decisions).options
    return patch(happened, [one for one in study.lessons if one.applied], options)


def _changed(document: dict[str, Any], alternative: str | None, changes: dict[str, Any]) -> dict[str, Any]:
    """The document with the changes in it, or in one of its alternatives."""
    inside = changes if alternative is None else {"alternatives": {alternative: {"patch": changes}}}
    changed: dict[str, Any] = merge_patch(document, inside)
    return changed
