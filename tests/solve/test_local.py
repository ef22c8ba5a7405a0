"""The local proof: never above any plan that it speaks of, and the plan's own cost where nothing can move."""

from __future__ import annotations

import random
from functools import cache

import pytest

from consolidate.check.verdict import Verdict, check
from consolidate.model.assemble import build_model
from consolidate.model.scope import Scope
from consolidate.programme.steps import Kind
from consolidate.solve.improve import Improver
from consolidate.solve.limits import Stop
from consolidate.solve.local import is_near, local_bound
from tests.model.midway import midway
from tests.model.solving import solved_model, solver
from tests.solve.searching import a_plan, built, drawn, searching, shipped
from tests.solve.test_improve import unheard

SEEDS = range(16)
WORK = 2.0


@cache
def planned(seed: int, size: str) -> Verdict | None:
    document = midway(seed) if size == "midway" else drawn(seed, size)
    try:
        return a_plan(document, seed)
    except StopIteration:
        return None


def clean_plans(size: str) -> list[tuple[int, Verdict]]:
    found = [(seed, plan) for seed in SEEDS if (plan := planned(seed, size)) is not None]
    assert len(found) >= len(SEEDS) // 3
    return found


def exact_near(plan: Verdict, weeks: int) -> int | None:
    """The cheapest plan near one, by the whole model with windows: another way to the same number."""
    programme, schedule = plan.schedule.programme, plan.schedule
    windows = {
        name: (max(0, placed.start - weeks), min(programme.weeks - 1, placed.start + weeks))
        for name, placed in schedule.placed.items()
        if (placed.step.kind is Kind.JOINT or placed.step.name == "cutover") and name not in programme.facts
    }
    options = {domain: (option,) for domain, option in schedule.options.items()}
    found = solved_model(build_model(Scope(programme, options, windows=windows)), solver(WORK, proofs=False))
    return found.objective if found.status == "OPTIMAL" else None


@pytest.mark.slow
@pytest.mark.parametrize("weeks", [0, 2])
@pytest.mark.parametrize("size", ["tiny", "small", "midway"])
def test_the_bound_is_the_cost_of_the_best_plan_near(size: str, weeks: int) -> None:
    compared = 0
    for _seed, plan in clean_plans(size):
        found = local_bound(plan.schedule.programme, plan, weeks, WORK, deterministic=True)
        best = exact_near(plan, weeks)
        if found.bound is None or best is None:
            continue
        assert found.bound <= best <= plan.ledger.objective
        assert not found.closed or found.bound == best
        compared += found.closed
    assert compared >= 4


@pytest.mark.slow
def test_no_constructed_plan_near_is_below_the_bound() -> None:
    near = 0
    for seed, plan in clean_plans("small"):
        programme = plan.schedule.programme
        found = {weeks: local_bound(programme, plan, weeks, WORK, deterministic=True) for weeks in (4, 12)}
        others = [one.verdict for one in built(searching(drawn(seed), seed + 1), 20) if one.verdict.clean]
        for weeks, local in found.items():
            for other in others:
                if local.bound is not None and is_near(plan.schedule, other.schedule, weeks):
                    assert local.bound <= other.ledger.objective
                    near += other.ledger.objective != plan.ledger.objective
    assert near > 0


def test_a_wider_window_never_raises_a_closed_bound() -> None:
    narrowed = 0
    for _seed, plan in clean_plans("tiny"):
        bounds = [local_bound(plan.schedule.programme, plan, weeks, WORK, deterministic=True) for weeks in (0, 2, 6)]
        closed = [one.bound for one in bounds if one.closed and one.bound is not None]
        assert closed == sorted(closed, reverse=True)
        narrowed += len(set(closed)) > 1
    assert narrowed > 0


def test_what_is_better_near_is_given_back() -> None:
    better = 0
    for _seed, plan in clean_plans("small"):
        programme = plan.schedule.programme
        found = local_bound(programme, plan, 3, WORK, deterministic=True)
        if found.better is not None:
            verdict = check(programme, found.better)
            assert verdict.clean, verdict.violations
            assert is_near(plan.schedule, verdict.schedule, 3)
            assert found.bound is not None
            assert found.bound <= verdict.ledger.objective < plan.ledger.objective
            better += 1
    assert better > 0


def test_the_plan_itself_is_all_there_is_where_nothing_can_move() -> None:
    plan = a_plan(shipped("two-towns"))
    improver = Improver(plan.schedule.programme, random.Random(1))
    improver.deterministic = True
    for _time in range(20):
        plan = improver.step(plan, unheard) or plan
    found = local_bound(plan.schedule.programme, plan, 0, 20.0, deterministic=True)
    assert found.closed
    assert found.bound is not None
    again = check(plan.schedule.programme, found.better) if found.better else plan
    assert found.bound == again.ledger.objective
    assert local_bound(plan.schedule.programme, again, 0, 20.0, deterministic=True).bound == again.ledger.objective


def test_no_bound_is_told_where_none_is_known() -> None:
    plan = a_plan(shipped("merger"))
    found = local_bound(plan.schedule.programme, plan, 60, 1e-6, deterministic=True)
    assert found.bound is None
    assert not found.closed


def test_a_stop_ends_the_solve() -> None:
    plan, stop = a_plan(shipped("merger")), Stop()
    stop.request()
    found = local_bound(plan.schedule.programme, plan, 60, 1000.0, stop)
    assert found.bound is None or found.bound <= plan.ledger.objective
