"""Planning anew: facts stand, promises hold as far as they can, and the rest is planned again from the baseline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from consolidate.analysis.subject import Subject, subject_of
from consolidate.check.accounts import exact_text, read_exact
from consolidate.check.derived import derived
from consolidate.check.verdict import check
from consolidate.plan.document import Decisions, Plan, StepDecision
from consolidate.plan.outcome import Outcome
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from consolidate.programme.steps import STAYS
from consolidate.scenario.document import Scenario
from consolidate.solve.gap import gap_of
from consolidate.solve.known import Known
from consolidate.solve.limits import Stop
from consolidate.solve.run import plan_scenario
from consolidate.study.document import mark_of
from consolidate.study.effort import Effort, Stage, Tell
from consolidate.study.replan.dates import same_dates
from consolidate.study.replan.document import PROPOSAL_FORMAT, Adopted, Proposal
from consolidate.study.replan.facts import as_known, facts_of
from consolidate.study.replan.moves import beside, due, gives, moves, repooled, turns
from consolidate.study.replan.pools import same_people
from consolidate.study.replan.terms import Terms, Wish, terms
from consolidate.text import _
from consolidate.validate.table import warnings

STAGES: Mapping[Adopted, float] = {"kept": 0.3, "priced": 0.4, "reopened": 1.0}
"""How far what was adopted is held, one after the other until there is a plan; of the time that is left at each, the
share in which one is looked for."""
LEAST = 0.05
"""Of the time: what must be left to make a plan better, once it is found."""
UNKEPT = frozenset({Outcome.INFEASIBLE, Outcome.NO_PLAN})
"""Outcomes after which less is held."""


@dataclass(frozen=True)
class Made:
    """A plan made anew, in which scenario; ``adopted``: how far what was adopted is held.

    ``refused``: how the runs ended in which more was held.
    """

    scenario: Scenario
    plan: Plan
    adopted: Adopted
    refused: Mapping[Adopted, Outcome]

    @property
    def outcome(self) -> Outcome:
        """How the run ended."""
        return _outcome(self.plan)


def proposed(
    scenario: Scenario, baseline: Plan, report: dict[str, Any], wish: Wish, effort: Effort, stop: Stop, tell: Tell
) -> Proposal:
    """A proposal from a baseline and a report of what has happened.

    ``scenario``: its newest version. Adopted dates are kept, but for those that facts pass; where no plan that keeps
    them is found, they and the dates of hard milestones are priced, and each that gives needs approval; where none is
    found so either, targets are open again of domains in which nothing has begun.

    Raises:
        FaultyDocument: the report, or what it makes of the scenario, is wrong; it holds every fault.
    """
    held = terms(scenario, baseline.decisions, report, wish)
    made = _planned(held, baseline.decisions, effort, stop, tell)
    tell(Stage(_("what has changed, and why"), 0, 0))
    before = subject_of(as_known(scenario, baseline.facts, held.kept.actuals), baseline)
    return _proposal(before, made, held)


def _planned(found: Terms, baseline: Decisions, effort: Effort, stop: Stop, tell: Tell) -> Made:
    """Look for a plan in which as much as possible is held of what was adopted, and make it better in the time left."""
    known, left, refused = _known(Programme(found.kept), baseline), effort.seconds, dict[Adopted, Outcome]()
    for number, (adopted, share) in enumerate(STAGES.items()):
        tell(Stage(_stages()[adopted], number, len(STAGES)))
        scenario, seconds = found.on[adopted], share * left
        plan = plan_scenario(scenario, effort.limits(seconds), known=known, stop=stop)
        made, left = Made(scenario, plan, adopted, refused), left - _used(plan, seconds)
        if made.outcome not in UNKEPT or stop.requested:
            break
        refused[adopted] = made.outcome
    if made.outcome is Outcome.FEASIBLE and left > LEAST * effort.seconds and not stop.requested:
        begin = Known((plan.decisions,), only=known.only)
        better = plan_scenario(scenario, effort.limits(left), known=begin, stop=stop)
        return replace(made, plan=better)
    return made


def _used(plan: Plan, seconds: float) -> float:
    """What a run took of the seconds it had: a proof may be quick. Where they count work, all."""
    run = plan.run
    return seconds if run is None or run.seconds is None else min(seconds, run.seconds)


def _stages() -> Mapping[Adopted, str]:
    return {
        "kept": _("adopted dates kept"),
        "priced": _("adopted dates priced"),
        "reopened": _("adopted dates priced, targets open where nothing has begun"),
    }


def _outcome(plan: Plan) -> Outcome:
    return Outcome.FAILED if plan.run is None else plan.run.outcome


def _known(programme: Programme, baseline: Decisions) -> Known:
    """What the search begins with: the baseline, with what has happened where it happened.

    A domain that was to stay as it is stays: that has been decided like any other target.
    """
    steps = dict(baseline.steps)
    for step, (start, _end) in programme.occurred.items():
        known = baseline.step(step)
        steps[step] = StepDecision(start=programme.timeline.day(start), pools=known.pools if known else {})
    options = Schedule(programme, baseline).options
    staying = [domain for domain, option in options.items() if option == STAYS]
    only = {domain: frozenset({STAYS}) for domain in staying if STAYS in programme.options[domain]}
    return Known((baseline.model_copy(update={"steps": steps}),), only=only)


# --- what is told of it -------------------------------------------------------------------------------


def _proposal(before: Subject, made: Made, held: Terms) -> Proposal:
    found: dict[str, Any] = {
        "format": PROPOSAL_FORMAT,
        "scenario": mark_of(made.scenario),
        "status_date": made.scenario.status,
        "outcome": made.outcome,
        "adopted": made.adopted,
        "why_priced": made.refused.get("kept"),
        "why_reopened": made.refused.get("priced"),
        "same": False,
        "spent": made.scenario.actuals.spent,
        "lessons": held.learned,
    }
    if made.plan.run is None or made.plan.run.objective is None:
        return Proposal.model_validate({**found, "because": tuple(_obstacles(made.scenario))})
    if made.refused:
        found["because"] = tuple(_obstacles(held.on[list(made.refused)[-1]]))
    after = subject_of(made.scenario, _as_before(made, before))
    told = {"facts": facts_of(made.scenario), "derived": derived(after.verdict)}
    plan = made.plan.model_copy(update={"decisions": after.schedule.decisions, **told})
    return Proposal.model_validate({**found, "plan": plan, **_changes(before, after, held.kept)})


def _obstacles(scenario: Scenario) -> Iterator[str]:
    """What is known to leave no plan: where something is missing for sure, or money is."""
    for warning in warnings(scenario):
        if warning.certain or warning.kind == "too_little_money":
            yield str(warning)


def _as_before(made: Made, before: Subject) -> Plan:
    """The plan with dates and people as they were, wherever it leaves room for that."""
    programme, plan = Programme(made.scenario), made.plan
    dated = same_dates(programme, before.schedule, check(programme, plan.decisions))
    verdict = same_people(programme, before.schedule.decisions, dated)
    run, bound = plan.run, None if plan.run is None else read_exact(plan.run.bound)
    if run is not None:
        figures: dict[str, object] = {"objective": exact_text(verdict.ledger.objective)}
        figures["gap"] = None if bound is None else gap_of(verdict.ledger, bound)
        run = run.model_copy(update=figures)
    return plan.model_copy(update={"decisions": verdict.schedule.decisions, "run": run})


def _changes(before: Subject, after: Subject, kept: Scenario) -> dict[str, Any]:
    """Everything that the new plan changes; what only repeats what has happened is no change."""
    old, new = before.verdict, after.verdict
    found, turned, told = list(moves(old, new, kept)), tuple(turns(old, new, kept)), beside(before, after)
    facts = new.schedule.programme.facts
    free = tuple(one for one in found if one.step not in facts)
    return {
        "happened": tuple(one for one in found if one.step in facts),
        "moves": free,
        "repooled": repooled(old, new),
        "turns": turned,
        "due": tuple(due(after)),
        "gives": tuple(gives(before.scenario, after)),
        "same": not free and not turned and not told["contracts"],
        **told,
    }
