"""A baseline's dates and targets as promises of the scenario that is planned anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from consolidate.plan.document import Decisions
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from consolidate.scenario.aims import StepCommitment
from consolidate.scenario.document import Scenario
from consolidate.study.replan.document import Status

FIRM: tuple[Status, ...] = ("done", "started")


@dataclass(frozen=True)
class Firmness:
    """How firm the baseline is where the scenario says nothing else: a status, and what moving a date is worth.

    Prices hold for announced dates, and for adopted ones where no plan keeps all of them; in whole money for each
    step that moves and for each week that it moves. What the scenario itself says of a step comes first.
    """

    status: Status = "adopted"
    price_per_move: int = 100_000
    price_per_week: int = 25_000


def promises(scenario: Scenario, baseline: Decisions, firmness: Firmness, *, priced: bool) -> dict[str, Any]:
    """A merge patch that makes a baseline the promises of a scenario; ``priced``: adopted dates at a price only.

    What the scenario does not know any more is left out, as are steps that have begun: facts stand for themselves.
    """
    programme = Programme(scenario)
    schedule, known = Schedule(programme, baseline), scenario.commitments
    steps = {
        name: _promise(known.steps.get(name), programme.timeline.day(placed.start).isoformat(), firmness, priced=priced)
        for name, placed in sorted(schedule.placed.items())
        if name not in programme.occurred
    }
    targets = {}
    for domain, option in schedule.options.items():
        own = known.targets.get(domain)
        status = firmness.status if own is None else own.status
        if not option.stays:
            targets[domain] = {"status": status, "product": option.product, "route": option.route}
    return {"commitments": {"steps": {name: one for name, one in steps.items() if one}, "targets": targets}}


def _promise(known: StepCommitment | None, start: str, firmness: Firmness, *, priced: bool) -> dict[str, Any]:
    """One step's promise: the baseline's date, as firm as the scenario says, or else as the baseline is."""
    status = firmness.status if known is None else known.status
    if status == "draft" or (known is not None and status in FIRM):
        return {}
    if priced and status == "adopted":
        status = "announced"
    found: dict[str, Any] = {"status": status, "start": start}
    if status == "announced":
        own = known is not None and bool(known.price_per_move or known.price_per_week)
        source = known if known is not None and own else firmness
        found |= {"price_per_move": source.price_per_move, "price_per_week": source.price_per_week}
    return found
