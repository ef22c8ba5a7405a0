"""What waiting costs: each domain and measure begun later, each milestone due later or earlier, planned anew.

A plan in which something waits for a year is one in which it waits for a week too; so longer delays never seem cheaper.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from consolidate.check.accounts import exact_text
from consolidate.check.verdict import Verdict
from consolidate.errors import FaultyDocument, UnknownName
from consolidate.programme.steps import Kind as StepKind
from consolidate.scenario.document import Scenario
from consolidate.solve.known import Known
from consolidate.solve.limits import Stop
from consolidate.study.contest import Contest
from consolidate.study.delay_document import DELAY_FORMAT, Delay, DelayStudy, Kind, Wanted
from consolidate.study.document import BASE, mark_of
from consolidate.study.effects import effects
from consolidate.study.effort import Effort, Tell
from consolidate.study.figures import told
from consolidate.study.planned import Planned, planned
from consolidate.study.variants import varied
from consolidate.text import _
from consolidate.units import FINE

FIRST_SHARE = 0.2
"""Of the time: what finding out takes when everything begins in the base's plan."""


@dataclass(frozen=True)
class Later:
    """One thing, put off by some weeks (or due earlier): the scenario in which it is."""

    of: str
    kind: Kind
    weeks: int
    scenario: Scenario

    @property
    def name(self) -> str:
        """Its name among the scenarios; no id of a document has a space in it."""
        return f"{self.of} {self.weeks:+d}"


def judge(scenario: Scenario, wanted: Wanted) -> None:
    """See that what is named is there.

    Raises:
        UnknownName: a name is no domain, measure or milestone.
    """
    known = {**scenario.domains, **scenario.measures, **scenario.milestones}
    for name in wanted.of:
        if name not in known:
            told_known = ", ".join(sorted(known))
            raise UnknownName(
                _("{name}: a domain, a measure or a milestone; there are: {known}").format(name=name, known=told_known)
            )


def delay_study(scenario: Scenario, wanted: Wanted, effort: Effort, stop: Stop, tell: Tell, known: Known) -> DelayStudy:
    """Plan the scenario, then each delay of it."""
    first = planned(scenario, effort.limits(FIRST_SHARE * effort.seconds), known, stop)
    if first.plan is None:
        return _nothing(scenario, first)
    delays, left_out = _delays(scenario, first.plan, wanted)
    scenarios = {BASE: scenario} | {one.name: one.scenario for one in delays}
    rest = Effort((1 - FIRST_SHARE) * effort.seconds, effort.workers, effort.seed, effort.deterministic)
    contest = Contest(scenarios, rest, stop, tell, _same_thing)
    contest.run((first.plan.schedule.decisions,))
    return _written(contest, delays, left_out)


def _same_thing(one: str, other: str) -> bool:
    """Whether a plan of one is worth trying on the other: the base's, and what puts off the same thing."""
    return BASE in {one, other} or one.split(maxsplit=1)[0] == other.split(maxsplit=1)[0]


def _nothing(scenario: Scenario, first: Planned) -> DelayStudy:
    return DelayStudy(
        format=DELAY_FORMAT,
        scenario=mark_of(scenario),
        outcome=first.outcome,
        objective=None,
        bound=None,
        noise=0,
        solves=1,
    )


def _written(contest: Contest, delays: tuple[Later, ...], left_out: tuple[str, ...]) -> DelayStudy:
    base = contest.base
    return DelayStudy(
        format=DELAY_FORMAT,
        scenario=mark_of(contest.scenarios[BASE]),
        outcome=base.outcome,
        objective=None if base.plan is None else exact_text(base.plan.ledger.objective),
        bound=None if base.bound is None else exact_text(base.bound),
        noise=-(-contest.noise // FINE),
        solves=contest.solves + 1,
        delays=tuple(_row(contest, one) for one in delays),
        left_out=left_out,
    )


def _row(contest: Contest, one: Later) -> Delay:
    made, base = contest.found[one.name], contest.base.plan
    return Delay(
        **told(contest.more(one.name)).model_dump(exclude={"name", "note", "source"}),
        of=one.of,
        kind=one.kind,
        weeks=one.weeks,
        outcome=made.outcome,
        effects=None if base is None or made.plan is None else effects(base, made.plan),
    )


# --- what is put off ----------------------------------------------------------------------------------


def _delays(scenario: Scenario, plan: Verdict, wanted: Wanted) -> tuple[tuple[Later, ...], tuple[str, ...]]:
    """Every delay that can be written down, the longest of each thing first; and what can have none."""
    found: list[Later] = []
    left_out = []
    for name, kind in _things(scenario):
        if wanted.of and name not in wanted.of:
            continue
        own = [Later(name, kind, weeks, changed) for weeks, changed in _put_off(scenario, plan, name, kind, wanted)]
        found += own
        left_out += [] if own else [name]
    return tuple(found), tuple(left_out)


def _things(scenario: Scenario) -> Iterator[tuple[str, Kind]]:
    for name in sorted(scenario.measures):
        yield name, "measure"
    for name in sorted(scenario.domains):
        yield name, "domain"
    for name in sorted(scenario.milestones):
        yield name, "milestone"


def _put_off(
    scenario: Scenario, plan: Verdict, name: str, kind: Kind, wanted: Wanted
) -> Iterator[tuple[int, Scenario]]:
    both = {*wanted.weeks, *(-weeks for weeks in wanted.weeks)} if kind == "milestone" else set(wanted.weeks)
    for weeks in sorted(both, reverse=True):
        patch = _patch(scenario, plan, name, kind, timedelta(weeks=weeks))
        try:
            changed = None if patch is None else varied(scenario, patch)
        except FaultyDocument:  # the day lies where the document may have none
            changed = None
        if changed is not None:
            yield weeks, changed


def _patch(scenario: Scenario, plan: Verdict, name: str, kind: Kind, by: timedelta) -> dict[str, Any] | None:
    if kind == "milestone":
        return {"milestones": {name: {"due": _text(scenario.milestones[name].due + by)}}}
    steps = [placed for step, placed in plan.schedule.placed.items() if step.split("/")[0] == name]
    facts = plan.schedule.programme.facts
    if kind == "domain":
        steps = [placed for placed in steps if placed.step.kind is StepKind.JOINT]
    if not steps or any(placed.step.id in facts for placed in steps):
        return None
    day = plan.schedule.programme.timeline.day(min(placed.start for placed in steps)) + by
    if day > scenario.period.end:
        return None
    if kind == "measure":
        return {"measures": {name: {"not_before": _text(day)}}}
    late = {placed.step.name: {"not_before": _text(day)} for placed in steps}
    return {"domains": {name: {"templates": {"joint": late}}}}


def _text(day: date) -> str:
    return day.isoformat()
