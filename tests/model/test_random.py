"""Random small scenarios: what the model finds is clean, costs what the ledger says, and is found for most."""

from __future__ import annotations

import random

import pytest

from consolidate.check.verdict import check
from consolidate.ledger.book import ledger_of
from consolidate.model.assemble import build_model
from consolidate.model.scope import whole
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from consolidate.scenario.read import parse_scenario
from tests.model.solving import Solved, solved_model, solver
from tests.random_scenarios import random_scenario

BATCH = 10
LIMIT = 0.5
"""Deterministic time for each: not enough to prove every optimum, enough to find plans for most."""


def drawn(seed: int) -> Programme:
    return Programme(parse_scenario(random_scenario(random.Random(seed), "small")))


def held_to_the_ledger(programme: Programme, work: float) -> Solved:
    """Solve, and examine the best plan and some that were found on the way."""
    found = solved_model(build_model(whole(programme)), solver(work, proofs=False))
    plans = [*found.underway[:2], *found.underway[-1:]]
    if found.decisions is not None and found.objective is not None:
        plans.append((found.decisions, found.objective))
    for decisions, objective in plans:
        verdict = check(programme, decisions)
        assert verdict.clean, verdict.violations
        assert ledger_of(Schedule(programme, decisions)).objective == objective
    return found


def share_with_a_plan(seeds: range, work: float) -> float:
    return sum(held_to_the_ledger(drawn(seed), work).decisions is not None for seed in seeds) / len(seeds)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 60, BATCH))
def test_every_plan_found_is_clean_and_costs_what_the_ledger_says(first: int) -> None:
    assert share_with_a_plan(range(first, first + BATCH), LIMIT) > 0.5


@pytest.mark.slow
@pytest.mark.parametrize("first", range(60, 150, 30))
def test_many_more_plans_are_clean_and_cost_what_the_ledger_says(first: int) -> None:
    assert share_with_a_plan(range(first, first + 30), 4 * LIMIT) > 0.5
