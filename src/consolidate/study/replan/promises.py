"""A baseline's dates and targets as promises of the scenario that is planned anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from consolidate.plan.document import Decisions
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from consolidate.scenario.aims import StepCommitment
from consolidate.scenario.document import Scenario
from consolidate.study.replan.document import Adopted, Status

FIRM: tuple[Status, ...] = ("done", "started")


@dataclass(frozen=True)
class Firmness:
    """How firm the baseline is where the scenario says nothing else: a status, and what moving a date is worth.

    Prices hold for announced dates, and for adopted ones where no plan keeps all of them; in whole money for each
    step that moves and for each week that it moves. What the scenario itself says of a step comes first.
    ``late_per_week`` is the price of each week by which a hard milestone is late in such a plan.
    """

    status: Status = "adopted"
    price_per_move: int = 100_000
    price_per_week: int = 25_000
    late_per_week: int = 2_000_000


def promises(scenario: Scenario, baseline: Decisions, firmness: Firmness, adopted: Adopted = "kept") -> dict[str, Any]:
    """A merge patch that makes a baseline the promises of a scenario.

    ``adopted``: *priced* adopted dates, and the dates of hard milestones, hold at a price only, so that a plan tells
    what must give; where targets are *reopened* too, those of domains in which nothing has begun may change as well.
    What the scenario does not know any more is left out, as is what has begun: facts stand for themselves.
    """
    programme, priced = Programme(scenario), adopted != "kept"
    schedule, known = Schedule(programme, baseline), scenario.commitments
    begun = {name.split("/")[0] for name in programme.occurred}
    open_again = set(schedule.options) - begun if adopted == "reopened" else set()
    steps = {}
    for name, placed in sorted(schedule.placed.items()):
        if name not in programme.occurred:
            start = programme.timeline.day(placed.start).isoformat()
            free = placed.step.domain in open_again
            steps[name] = _promise(known.steps.get(name), start, firmness, priced=priced, free=free)
    targets = {}
    for domain, option in schedule.options.items():
        own = known.targets.get(domain)
        status = firmness.status if own is None else own.status
        if domain in open_again and status == "adopted":
            status = "announced"
        if not option.stays:
            targets[domain] = {"status": status, "product": option.product, "route": option.route}
    found = {"commitments": {"steps": {name: one for name, one in steps.items() if one}, "targets": targets}}
    return found | ({"milestones": _yielding(scenario, firmness)} if priced else {})


def _yielding(scenario: Scenario, firmness: Firmness) -> dict[str, Any]:
    """Hard milestones, each at a price for every week late."""
    hard = (name for name, milestone in scenario.milestones.items() if milestone.is_hard)
    return {name: {"hard": None, "late_per_week": firmness.late_per_week} for name in sorted(hard)}


def _promise(
    known: StepCommitment | None, start: str, firmness: Firmness, *, priced: bool, free: bool
) -> dict[str, Any]:
    """One step's promise: the baseline's date, as firm as the scenario says, or else as the baseline is.

    ``free``: an adopted date may move earlier too, at its price.
    """
    status = firmness.status if known is None else known.status
    if free and status == "adopted":
        status = "announced"
    if status == "draft" or (known is not None and status in FIRM):
        return {}
    found: dict[str, Any] = {"status": status, "start": start}
    if priced or status == "announced":
        own = known is not None and bool(known.price_per_move or known.price_per_week)
        source = known if known is not None and own else firmness
        found |= {"price_per_move": source.price_per_move, "price_per_week": source.price_per_week}
    return found
