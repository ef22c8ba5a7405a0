"""Clean plans of all sorts must fit the model: it may not be stricter than the rules.

From a plan for some choice of targets a random walk moves steps, pools and contract ends about; where the checker
stays content, the model must admit the plan, to the last variable, at the cost that the ledger has.
"""

from __future__ import annotations

import random

import pytest

from consolidate.check.verdict import check
from consolidate.model.assemble import build_model
from consolidate.model.scope import Scope
from consolidate.plan.document import ContractDecision, Decisions, StepDecision
from consolidate.programme.contracts import endings
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from consolidate.scenario.read import parse_scenario
from tests.model.solving import solved_model, solver
from tests.model.test_hints import held_to_its_hints
from tests.random_scenarios import random_scenario

BATCH = 4
PROPOSALS = 120
FARTHEST = 6
"""Weeks that a step moves at most at once."""


def some_plan(programme: Programme, rng: random.Random) -> Schedule | None:
    """A plan for targets drawn at random, as found in a little time."""
    options = {domain: (rng.choice(options),) for domain, options in programme.options.items()}
    found = solved_model(build_model(Scope(programme, options)), solver(0.4, proofs=False))
    return None if found.decisions is None else Schedule(programme, found.decisions)


def walked(plan: Schedule, rng: random.Random) -> tuple[Schedule, int]:
    """A clean plan some clean moves away, and their number."""
    moves = 0
    for _ in range(PROPOSALS):
        changed = Schedule(plan.programme, moved(plan, rng))
        if check(plan.programme, changed.decisions).clean:
            plan, moves = changed, moves + 1
    return plan, moves


def moved(plan: Schedule, rng: random.Random) -> Decisions:
    """The decisions with one step at another time or one need met by another pool, and contracts to match."""
    name = rng.choice(sorted(plan.placed))
    placed, decision = plan.placed[name], plan.decisions.step(name)
    assert decision is not None
    pools = dict(decision.pools)
    if placed.step.staff and rng.random() < 0.3:
        skill, _ = rng.choice(placed.step.staff)
        pools[skill] = rng.choice(placed.step.pools)
        if pools[skill] == "joint":
            del pools[skill]
    week = placed.start if pools != decision.pools else placed.start + rng.randint(-FARTHEST, FARTHEST)
    steps = {**plan.decisions.steps, name: StepDecision(start=plan.programme.timeline.day(week), pools=pools)}
    changed = plan.decisions.model_copy(update={"steps": steps})
    return changed.model_copy(update={"contracts": contracts(Schedule(plan.programme, changed), rng)})


def contracts(plan: Schedule, rng: random.Random) -> dict[str, ContractDecision]:
    """Contract ends that follow decommissioning, now and then in another way."""
    timeline = plan.programme.timeline
    found = {}
    for (domain, municipality), decision in plan.contracts.items():
        contract = plan.programme.installed(domain, municipality).contract
        decommission = plan.find(domain, municipality, "decommission")
        assert contract is not None
        assert decommission is not None
        fee = ContractDecision(last_day=timeline.day_at(7 * decommission.end - 1), by="fee")
        ways = [fee] if contract.leave_fee is not None else []
        for ending in endings(contract, timeline):
            way = {"last_day": timeline.day_at(ending.last_day), "by": ending.by}
            ways.append(ContractDecision.model_validate(way))
        kept = fee if decision.by == "fee" else decision
        found[f"{domain}/{municipality}"] = rng.choice(ways) if rng.random() < 0.2 else kept
    return found


def walks(seeds: range) -> list[int]:
    """The lengths of the walks; every plan at the end of one fits the model."""
    lengths = []
    for seed in seeds:
        rng = random.Random(seed)
        programme = Programme(parse_scenario(random_scenario(random.Random(seed), "small")))
        for _ in range(2):
            plan = some_plan(programme, rng)
            if plan is not None:
                end, moves = walked(plan, rng)
                held_to_its_hints(end)
                lengths.append(moves)
    return lengths


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 12, BATCH))
def test_clean_plans_fit_the_model(first: int) -> None:
    lengths = walks(range(first, first + BATCH))
    assert len(lengths) >= BATCH // 2
    assert max(lengths) >= 5


@pytest.mark.slow
@pytest.mark.parametrize("first", range(100, 220, 20))
def test_many_more_clean_plans_fit_the_model(first: int) -> None:
    lengths = walks(range(first, first + 20))
    assert len(lengths) >= 20
