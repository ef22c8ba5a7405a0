"""Learning from the first: what finished steps took and cost, as better estimates of those that are to come.

A lesson is about one kind of step of one domain (its weeks), or about a domain's local work (its cost). It is a change
of the scenario's own factors, so that a planner sees it before and after, and can take it back like any other edit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from consolidate.plan.document import Decisions
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Placed, Schedule
from consolidate.programme.steps import Kind
from consolidate.scenario.aims import Actuals
from consolidate.scenario.document import Scenario
from consolidate.study.replan.document import Lesson

LEAST, MOST = 0.25, 4.0
"""No lesson makes an estimate smaller or larger than by these factors: what lies beyond is an accident, or a slip."""
FACTOR_PLACES, MONEY_PLACES = 4, 2
COSTS = ("local_cost", "local_cost_per_inhabitant", "light_cost")
"""What a candidate's local work costs; licences are bought at a price and nothing to learn from."""


@dataclass(frozen=True)
class Finished:
    """A municipality's step that has been finished, beside what was planned: weeks in which it worked, and money."""

    placed: Placed
    weeks: tuple[int, int]
    cost: tuple[int, int] | None


def lessons(before: Scenario, after: Scenario, baseline: Decisions, *, applied: bool) -> tuple[Lesson, ...]:
    """What can be learned from the steps that have been finished.

    ``before``: the scenario before the report, ``after``: with it. Nothing is learned from a domain in
    which all municipalities have finished the step, since nobody is left to whom it would apply.
    """
    schedule = Schedule(Programme(after), baseline)
    as_planned = Programme(before.model_copy(update={"actuals": Actuals()}))
    finished = list(_finished(as_planned, schedule))
    found = [*_of_weeks(before, schedule, finished), *_of_cost(before, schedule, finished)]
    return tuple(one.model_copy(update={"applied": applied}) for one in found)


def patch(scenario: Scenario, learned: Iterable[Lesson], schedule_options: Mapping[str, Any]) -> dict[str, Any]:
    """A merge patch that puts lessons into a scenario; ``schedule_options``: by domain the chosen option."""
    domains: dict[str, Any] = defaultdict(dict)
    for one in learned:
        spec = scenario.domains[one.domain]
        if one.of == "weeks" and one.step is not None:
            scales = domains[one.domain].setdefault("scale", _scales(scenario, one.domain))
            scales[one.step] = one.now
        elif one.of == "cost":
            product = schedule_options[one.domain].product
            candidate = spec.candidates[product]
            costs = {name: getattr(candidate, name) for name in COSTS if getattr(candidate, name)}
            scaled = {name: _scaled(value, one.now) for name, value in costs.items()}
            domains[one.domain]["candidates"] = {product: scaled}
    return {"domains": dict(domains)} if domains else {}


def _scaled(value: int | Decimal, factor: float) -> int | float:
    return round(value * factor) if isinstance(value, int) else round(float(value) * factor, MONEY_PLACES)


def _scales(scenario: Scenario, domain: str) -> dict[str, float]:
    """A domain's scale written out step by step, so that one of them can be changed alone."""
    scale = scenario.domains[domain].scale
    if isinstance(scale, Mapping):
        return {name: float(value) for name, value in scale.items()}
    templates = (scenario.templates, scenario.domains[domain].templates)
    names = {name for one in templates for part in (one.joint, one.full, one.light) for name in part}
    return dict.fromkeys(sorted(names), float(scale)) if scale != 1 else {}


def _finished(as_planned: Programme, schedule: Schedule) -> Iterator[Finished]:
    """Municipal steps that have been finished; their plan is what the scenario says without them."""
    programme = schedule.programme
    for step, actual in programme.scenario.actuals.steps.items():
        placed = schedule.placed.get(step)
        if actual.finished is None or placed is None or placed.step.kind is not Kind.LOCAL:
            continue
        domain = placed.step.domain
        assert domain is not None
        planned = as_planned.work(domain, schedule.options[domain]).steps.get(step)
        span = programme.fact_span(placed.step)
        if planned is not None and span is not None:
            rest = programme.paused(placed.step).intersection(range(*span))
            cost = None if actual.cost is None else (planned.cost, actual.cost)
            yield Finished(placed, (planned.weeks, max(1, span[1] - span[0] - len(rest))), cost)


def _of_weeks(scenario: Scenario, schedule: Schedule, finished: list[Finished]) -> Iterator[Lesson]:
    kinds: dict[tuple[str, str], list[Finished]] = defaultdict(list)
    for one in finished:
        kinds[one.placed.step.domain or "", one.placed.step.name].append(one)
    for (domain, name), own in sorted(kinds.items()):
        planned, actual = (sum(one.weeks[side] for one in own) for side in (0, 1))
        scale = scenario.domains[domain].scale
        was = float(scale.get(name, 1) if isinstance(scale, Mapping) else scale)
        yield from _lesson(schedule, own, "weeks", name, (planned, actual), was)


def _of_cost(scenario: Scenario, schedule: Schedule, finished: list[Finished]) -> Iterator[Lesson]:
    by_domain: dict[str, list[Finished]] = defaultdict(list)
    for one in finished:
        if one.cost is not None:
            by_domain[one.placed.step.domain or ""].append(one)
    for domain, own in sorted(by_domain.items()):
        planned, actual = (sum(one.cost[side] for one in own if one.cost is not None) for side in (0, 1))
        if scenario.domains[domain].candidates.get(schedule.options[domain].product or "") is not None:
            yield from _lesson(schedule, own, "cost", None, (planned, actual), 1.0)


def _lesson(
    schedule: Schedule, own: list[Finished], of: str, name: str | None, sums: tuple[int, int], was: float
) -> Iterator[Lesson]:
    """A lesson, where what happened differs from what was planned and someone is still to come."""
    planned, actual = sums
    domain = own[0].placed.step.domain
    assert domain is not None
    names = {name} if name else {one.placed.step.name for one in own}
    to_come = [
        step
        for step, placed in schedule.placed.items()
        if placed.step.domain == domain
        and placed.step.kind is Kind.LOCAL
        and placed.step.name in names
        and step not in schedule.programme.facts
    ]
    if planned in (0, actual) or not to_come:
        return
    now = round(was * min(MOST, max(LEAST, actual / planned)), FACTOR_PLACES)
    if now != was:
        facts = {"domain": domain, "of": of, "step": name, "planned": planned, "actual": actual}
        learned_from = tuple(sorted(one.placed.step.id for one in own))
        yield Lesson.model_validate({**facts, "learned_from": learned_from, "was": was, "now": now, "applied": False})
