"""Large neighbourhoods: what is set free, and that a step never gives back a worse or a broken plan."""

from __future__ import annotations

import random
from functools import cache

import pytest
from ortools.sat.python import cp_model

from consolidate.check.verdict import Verdict, check
from consolidate.programme.programme import Programme
from consolidate.scenario.read import parse_scenario
from consolidate.solve.improve import Improver, rebased
from consolidate.solve.neighbourhoods import NEIGHBOURHOODS, WIDEST
from tests.model.solving import best
from tests.solve.searching import a_plan, drawn, shipped


@cache
def two_towns() -> Verdict:
    return a_plan(shipped("two-towns"))


def unheard(solver: cp_model.CpSolver, *, working: bool) -> None:
    """Hear of solvers at work, and do nothing."""


def improver(programme: Programme, seed: int = 1) -> Improver:
    found = Improver(programme, random.Random(seed))
    found.deterministic, found.seconds = True, 0.5
    return found


@pytest.mark.parametrize("name", NEIGHBOURHOODS)
def test_a_neighbourhood_is_a_part_of_the_plan(name: str) -> None:
    plan = a_plan(shipped("merger")).schedule
    for seed in range(30):
        freed = NEIGHBOURHOODS[name](plan, random.Random(seed), 20)
        assert freed <= plan.placed.keys()
        assert 0 < len(freed) < len(plan.placed)
        assert len(freed) <= 20 + 20 // WIDEST or len({plan.placed[one].step.domain for one in freed}) == 1


@pytest.mark.parametrize("name", ["domain", "municipality", "block"])
def test_chains_are_set_free_whole(name: str) -> None:
    plan = a_plan(shipped("merger")).schedule
    for seed in range(30):
        freed = NEIGHBOURHOODS[name](plan, random.Random(seed), 20)
        chains = {(plan.placed[one].step.domain, plan.placed[one].step.municipality) for one in freed}
        steps = {one for one, placed in plan.placed.items() if (placed.step.domain, placed.step.municipality) in chains}
        assert freed == steps


def test_a_step_gives_back_a_better_clean_plan_or_nothing() -> None:
    plan = two_towns()
    search, better = improver(plan.schedule.programme), 0
    for _time in range(12):
        found = search.step(plan, unheard)
        if found is not None:
            assert check(plan.schedule.programme, found.schedule.decisions).clean
            assert found.ledger.objective < plan.ledger.objective
            assert found.schedule.options == plan.schedule.options
            plan, better = found, better + 1
    assert better > 0
    assert search.work > 0
    assert sum(arm.tries for arm in search.arms) == 12


def test_no_step_goes_below_the_optimum() -> None:
    better = 0
    for seed in range(40):
        programme = Programme(parse_scenario(drawn(seed, "tiny")))
        optimum = best(programme).objective
        if optimum is None:
            continue
        plan, search = a_plan(drawn(seed, "tiny"), seed), improver(programme, seed)
        for _time in range(4):
            found = search.step(plan, unheard)
            if found is not None:
                assert optimum <= found.ledger.objective < plan.ledger.objective
                plan, better = found, better + 1
    assert better > 0


def test_solvers_at_work_are_registered_and_released() -> None:
    heard: list[bool] = []

    def hear(solver: cp_model.CpSolver, *, working: bool) -> None:
        heard.append(working)

    improver(two_towns().schedule.programme).step(two_towns(), hear)
    assert heard in ([], [True, False])


def test_what_two_threads_found_apart_is_joined_where_it_fits() -> None:
    old = two_towns()
    programme = old.schedule.programme
    found = []
    for seed in range(8):
        one = improver(programme, seed).step(old, unheard)
        found += [] if one is None else [one]
    assert len(found) >= 2
    for newest in found:
        for theirs in found:
            joined = rebased(programme, newest, old, theirs)
            if joined is not None:
                assert joined.clean
                assert joined.ledger.objective < newest.ledger.objective
    assert rebased(programme, found[0], old, found[0]) is None
