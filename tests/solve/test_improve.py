"""Large neighbourhoods: what is set free, and that a step never gives back a worse or a broken plan."""

from __future__ import annotations

import random
from functools import cache

import pytest
from ortools.sat.python import cp_model

from consolidate.check.verdict import Verdict, check
from consolidate.graph.windows import open_options
from consolidate.model.frame import Frame
from consolidate.programme.programme import Programme
from consolidate.scenario.read import parse_scenario
from consolidate.solve.ground import Ground, Layout, chain_of
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


def ground_of(plan: Verdict) -> Ground:
    programme = plan.schedule.programme
    frame = Frame(programme)
    return Ground(Layout(frame, frame.order(plan.schedule), open_options(programme)), plan.schedule)


@pytest.mark.parametrize("name", NEIGHBOURHOODS)
def test_a_neighbourhood_is_a_part_of_the_plan(name: str) -> None:
    ground = ground_of(a_plan(shipped("merger")))
    sizes = []
    for seed in range(30):
        freed = NEIGHBOURHOODS[name](ground, random.Random(seed), 20)
        opened = {step.split("/")[0] for step in freed.steps} if freed.opened else set()
        assert opened.issuperset(freed.opened)
        assert {step for step in freed.steps if step.split("/")[0] not in freed.opened} <= ground.placed.keys()
        assert len(freed.steps) < len(ground.placed) or freed.opened
        assert len(freed.steps) <= 20 + 20 // WIDEST or len({step.split("/")[0] for step in freed.steps}) <= 2
        sizes.append(len(freed.steps))
    assert max(sizes) > 0 or name in ("late", "moved")  # nothing is late there, and nothing promised


@pytest.mark.parametrize("name", ["domain", "municipality", "block", "most to save", "joint chains"])
def test_chains_are_set_free_whole(name: str) -> None:
    ground = ground_of(a_plan(shipped("merger")))
    for seed in range(30):
        freed = NEIGHBOURHOODS[name](ground, random.Random(seed), 20).steps
        chains = {chain_of(ground.placed[one].step) for one in freed}
        steps = {one for one, placed in ground.placed.items() if chain_of(placed.step) in chains}
        assert freed == steps


def test_most_to_save_prefers_what_waits_longest_for_most() -> None:
    ground = ground_of(a_plan(shipped("merger")))
    assert ground.savings
    for chain, loss in ground.savings.items():
        cutover = f"{chain[0]}/{chain[1]}/cutover"
        weeks = ground.placed[cutover].start - ground.layout.earliest[cutover]
        assert loss == pytest.approx(weeks * ground.layout.weekly_gain[chain])
        assert weeks > 0


def test_opened_domains_are_free_under_every_option() -> None:
    ground, seen = ground_of(a_plan(shipped("merger"))), 0
    for seed in range(20):
        freed = NEIGHBOURHOODS["targets"](ground, random.Random(seed), 60)
        for domain in freed.opened:
            for option in ground.layout.open_options[domain]:
                assert freed.steps >= ground.programme.work(domain, option).steps.keys()
                seen += 1
    assert seen > 0


def test_a_step_gives_back_a_better_clean_plan_or_nothing() -> None:
    plan = two_towns()
    search, better = improver(plan.schedule.programme), 0
    for _time in range(12):
        found = search.step(plan, unheard)
        if found is not None:
            assert check(plan.schedule.programme, found.schedule.decisions).clean
            assert found.ledger.objective < plan.ledger.objective
            plan, better = found, better + 1
    assert better > 0
    assert search.work > 0
    assert search.joins
    assert search.bandit.tries >= 12


@pytest.mark.slow
def test_what_a_trail_saves_is_what_the_ledger_finds() -> None:
    plan = a_plan(shipped("merger"))
    search, better = improver(plan.schedule.programme), 0
    for _time in range(12):
        trail = search.trail(plan)
        found = search.step(plan, unheard)
        assert plan.ledger.objective - trail.saved == (found or plan).ledger.objective
        plan, better = found or plan, better + bool(found)
    assert better > 2


def test_what_is_proven_is_not_solved_again() -> None:
    plan = two_towns()
    search = improver(plan.schedule.programme)
    heard: list[bool] = []

    def hear(solver: cp_model.CpSolver, *, working: bool) -> None:
        heard.append(working)

    calls = []
    for _time in range(300):
        before = len(heard)
        plan = search.step(plan, hear) or plan
        calls.append(len(heard) - before)
    assert search.trail(plan).proven
    assert 0 in calls[-100:]


@pytest.mark.slow
def test_runs_in_units_of_work_repeat_themselves() -> None:
    found = []
    for _run in range(2):
        plan = a_plan(shipped("merger"))
        search = improver(plan.schedule.programme)
        for _time in range(6):
            plan = search.step(plan, unheard) or plan
        found.append((plan.ledger.objective, search.work, search.last))
    assert found[0] == found[1]


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
