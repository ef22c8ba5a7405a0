"""A given plan hints every variable rightly, and a neighbourhood of it changes only what it frees."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from consolidate.check.verdict import check
from consolidate.ledger.book import ledger_of
from consolidate.model.assemble import Model, build_model
from consolidate.model.scope import Scope, whole
from consolidate.plan.document import Decisions
from consolidate.plan.files import read_plan
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from consolidate.scenario.read import parse_scenario, read_scenario
from tests.model.midway import midway
from tests.model.solving import solved_model, solver
from tests.random_scenarios import random_scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SEEDS = (0, 3, 5, 7, 12, 20, 24, 31)


@cache
def planned(seed: int, size: str = "small") -> Schedule | None:
    """A drawn scenario with the plan that was found for it in a little time, if one was."""
    document = midway(seed) if size == "midway" else random_scenario(random.Random(seed), size)
    programme = Programme(parse_scenario(document))
    found = solved_model(build_model(whole(programme)), solver(0.5, proofs=False))
    return None if found.decisions is None else Schedule(programme, found.decisions)


@cache
def two_towns() -> Schedule:
    programme = Programme(read_scenario(SCENARIOS / "two-towns.json"))
    return Schedule(programme, read_plan(SCENARIOS / "two-towns.plan.json").decisions)


def unhinted(model: Model) -> set[str]:
    """Variables without a hint, but for those that have one value only."""
    proto = model.proto.proto
    hinted = set(proto.solution_hint.vars)
    return {
        variable.name or f"#{number}"
        for number, variable in enumerate(proto.variables)
        if number not in hinted and len(set(variable.domain)) > 1
    }


def held_to_its_hints(plan: Schedule) -> None:
    """Every variable is hinted, and the hints are a solution that costs what the ledger says."""
    model = build_model(whole(plan.programme, plan))
    assert unhinted(model) == set()
    engine = solver()
    engine.parameters.fix_variables_to_their_hinted_value = True
    found = solved_model(model, engine)
    assert found.objective == ledger_of(plan).objective
    assert found.decisions is not None
    assert starts(found.decisions) == starts(plan.decisions)


def starts(decisions: Decisions) -> dict[str, str]:
    return {name: str(step.start) for name in decisions.steps if (step := decisions.step(name)) is not None}


def test_the_plan_of_two_towns_hints_every_variable() -> None:
    held_to_its_hints(two_towns())


@pytest.mark.slow
@pytest.mark.parametrize("size", ["small", "tiny", "midway"])
def test_drawn_plans_hint_every_variable(size: str) -> None:
    plans = [plan for seed in SEEDS if (plan := planned(seed, size)) is not None]
    assert len(plans) > len(SEEDS) // 4
    for plan in plans:
        held_to_its_hints(plan)


# --- neighbourhoods ---------------------------------------------------------------------------------------


def neighbourhood(plan: Schedule, freed: frozenset[str], *, exact: bool) -> Decisions:
    """The best plan that differs in freed steps only, each domain keeping its target."""
    options = {domain: (option,) for domain, option in plan.options.items()}
    scope = Scope(plan.programme, options, plan, freed, exact=exact)
    found = solved_model(build_model(scope), solver(0.2, proofs=False))
    assert found.decisions is not None, found.status
    return found.decisions


def moved(before: Decisions, after: Decisions) -> set[str]:
    first, second = starts(before), starts(after)
    assert first.keys() == second.keys()
    return {name for name in first if first[name] != second[name]}


@pytest.mark.parametrize("exact", [True, False])
def test_a_neighbourhood_frees_a_municipality(exact: bool) -> None:
    plan = two_towns()
    freed = frozenset(name for name in plan.placed if "/south/" in name)
    found = neighbourhood(plan, freed, exact=exact)
    assert moved(plan.decisions, found) <= freed
    verdict = check(plan.programme, found)
    assert verdict.clean, verdict.violations
    if exact:
        assert verdict.ledger.objective == ledger_of(plan).objective


@pytest.mark.slow
@pytest.mark.parametrize("exact", [True, False])
def test_neighbourhoods_of_drawn_plans_are_clean(exact: bool) -> None:
    for seed in SEEDS:
        plan = planned(seed)
        if plan is None:
            continue
        rng = random.Random(seed)
        for share in (0.3, 0.6, 1.0):
            freed = frozenset(name for name in sorted(plan.placed) if rng.random() < share)
            found = neighbourhood(plan, freed, exact=exact)
            verdict = check(plan.programme, found)
            assert verdict.clean, (seed, verdict.violations)
            assert moved(plan.decisions, found) <= freed
            if exact:
                assert verdict.ledger.objective <= ledger_of(plan).objective


def test_windows_bound_the_starts_of_free_steps() -> None:
    plan = two_towns()
    windows = {name: (placed.start, placed.start) for name, placed in plan.placed.items()}
    scope = replace(whole(plan.programme), windows=windows)
    found = solved_model(build_model(scope))
    assert found.objective is not None
    assert found.decisions is not None
    assert starts(found.decisions).keys() <= starts(plan.decisions).keys()
    assert not moved(plan.decisions, found.decisions)
