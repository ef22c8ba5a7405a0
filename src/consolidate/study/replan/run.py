"""Planning anew: facts stand, promises hold as far as they can, and the rest is planned again from the baseline."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from consolidate.analysis.subject import Subject, subject_of
from consolidate.check.derived import derived
from consolidate.check.verdict import check
from consolidate.plan.document import Decisions, Plan, StepDecision
from consolidate.plan.outcome import Outcome
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from consolidate.programme.steps import STAYS
from consolidate.scenario.document import Scenario
from consolidate.scenario.patch import merge_patch
from consolidate.solve.known import Known
from consolidate.solve.limits import Stop
from consolidate.solve.run import plan_scenario
from consolidate.study.document import mark_of
from consolidate.study.effort import Effort, Stage, Tell
from consolidate.study.replan.document import PROPOSAL_FORMAT, Lesson, Proposal
from consolidate.study.replan.lessons import lessons, patch
from consolidate.study.replan.moves import beside, due, gives, moves, repooled, turns
from consolidate.study.replan.pools import same_people
from consolidate.study.replan.promises import Firmness, promises
from consolidate.study.replan.reported import reported
from consolidate.study.variants import varied
from consolidate.text import _

KEPT_SHARE = 0.4
"""Of the time: how long a plan is looked for that keeps all adopted dates, before they get a price."""
UNKEPT = frozenset({Outcome.INFEASIBLE, Outcome.NO_PLAN})
"""Outcomes after which adopted dates get a price."""


@dataclass(frozen=True)
class Wish:
    """How firm the baseline is, and whether the lessons of finished steps are applied."""

    firmness: Firmness = field(default_factory=Firmness)
    learn: bool = False


@dataclass(frozen=True)
class Made:
    """A plan made anew, in which scenario; ``why_priced``: why adopted dates were not kept, None where they were."""

    scenario: Scenario
    plan: Plan
    why_priced: Outcome | None

    @property
    def outcome(self) -> Outcome:
        """How the run ended."""
        return _outcome(self.plan)


def proposed(
    scenario: Scenario, baseline: Plan, report: dict[str, Any], wish: Wish, effort: Effort, stop: Stop, tell: Tell
) -> Proposal:
    """A proposal from a baseline and a report of what has happened.

    ``scenario``: its newest version. Adopted dates are kept, but for those that facts pass; where no plan that keeps
    them is found, they and the dates of hard milestones are priced, and each that gives needs approval.

    Raises:
        FaultyDocument: the report, or what it makes of the scenario, is wrong; it holds every fault.
    """
    happened = reported(scenario, report)
    decisions = baseline.decisions
    learned = lessons(scenario, happened, decisions, applied=wish.learn)
    options = Schedule(Programme(happened), decisions).options
    changes = patch(happened, learned, options) if wish.learn else {}
    kept, priced = (
        varied(happened, merge_patch(promises(happened, decisions, wish.firmness, priced=one), changes))
        for one in (False, True)
    )
    made = _planned(kept, priced, decisions, effort, stop, tell)
    return _proposal(subject_of(scenario, baseline), made, kept, learned)


def _planned(kept: Scenario, priced: Scenario, baseline: Decisions, effort: Effort, stop: Stop, tell: Tell) -> Made:
    """Plan with adopted dates kept for a part of the time; go on so, or where there is no such plan, at a price."""
    tell(Stage(_("adopted dates kept"), 0, 2))
    known = _known(Programme(kept), baseline)
    first = plan_scenario(kept, effort.limits(KEPT_SHARE * effort.seconds), known=known, stop=stop)
    outcome, rest = _outcome(first), effort.limits((1 - KEPT_SHARE) * effort.seconds)
    if outcome in UNKEPT and not stop.requested:
        tell(Stage(_("adopted dates priced"), 1, 2))
        return Made(priced, plan_scenario(priced, rest, known=known, stop=stop), outcome)
    if outcome is Outcome.FEASIBLE:
        tell(Stage(_("adopted dates kept"), 1, 2))
        begin = Known((first.decisions,), only=known.only)
        return Made(kept, plan_scenario(kept, rest, known=begin, stop=stop), None)
    return Made(kept, first, None)


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


def _proposal(before: Subject, made: Made, kept: Scenario, learned: tuple[Lesson, ...]) -> Proposal:
    found: dict[str, Any] = {
        "format": PROPOSAL_FORMAT,
        "scenario": mark_of(made.scenario),
        "status_date": made.scenario.status,
        "outcome": made.outcome,
        "adopted": "kept" if made.why_priced is None else "priced",
        "why_priced": made.why_priced,
        "same": False,
        "lessons": learned,
    }
    if made.plan.run is None or made.plan.run.objective is None:
        return Proposal.model_validate(found)
    after = subject_of(made.scenario, _with_the_same_people(made, before))
    plan = made.plan.model_copy(update={"decisions": after.schedule.decisions, "derived": derived(after.verdict)})
    return Proposal.model_validate({**found, "plan": plan, **_changes(before, after, kept)})


def _with_the_same_people(made: Made, before: Subject) -> Plan:
    """The plan with steps done by whom they were to be, where they start when they were to."""
    programme = Programme(made.scenario)
    verdict = same_people(programme, before.schedule.decisions, check(programme, made.plan.decisions))
    return made.plan.model_copy(update={"decisions": verdict.schedule.decisions})


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
