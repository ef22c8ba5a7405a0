"""The neighbourhood of what has left its promised week at a price, and how often it is there at all."""

from __future__ import annotations

import random
from functools import cache

import pytest

from consolidate.check.verdict import Verdict, check
from consolidate.graph.windows import open_options
from consolidate.model.frame import Frame
from consolidate.programme.programme import Programme
from consolidate.scenario.document import Scenario
from consolidate.scenario.patch import merge_patch
from consolidate.solve.ground import Ground, Layout, chain_of
from consolidate.solve.improve import Improver
from consolidate.solve.neighbourhoods import NEIGHBOURHOODS, kinds
from consolidate.study.variants import varied
from tests.solve.searching import a_plan, shipped

LATER = 6


@cache
def promised() -> tuple[Scenario, Verdict]:
    """The merger of which a plan's dates have been announced, but for those of one domain some weeks earlier."""
    plan = a_plan(shipped("merger")).schedule
    domain = min(name for name, option in plan.options.items() if not option.stays)
    steps = {}
    for name, placed in plan.placed.items():
        week = max(0, placed.start - (LATER if placed.step.domain == domain else 0))
        price = {"price_per_move": 100_000, "price_per_week": 1_000}
        steps[name] = {"status": "announced", "start": plan.programme.timeline.day(week).isoformat(), **price}
    scenario = varied(shipped("merger"), merge_patch({}, {"commitments": {"steps": steps}}))
    return scenario, check(Programme(scenario), plan.decisions)


def ground() -> Ground:
    plan = promised()[1].schedule
    frame = Frame(plan.programme)
    return Ground(Layout(frame, frame.order(plan), open_options(plan.programme)), plan)


def test_it_is_there_only_where_a_promise_has_a_price() -> None:
    assert "moved" not in kinds(Programme(shipped("merger")))
    assert set(kinds(promised()[1].schedule.programme)) == set(NEIGHBOURHOODS)


def test_what_moved_is_known_with_its_price() -> None:
    here = ground()
    domains = {chain[0] for chain in here.moved}
    assert len(domains) == 1
    for chain, price in here.moved.items():
        own = [here.placed[step] for step in here.chains[chain]]
        weeks = [here.placed[one.step.id].start - here.programme.priced_weeks[one.step.id] for one in own]
        assert price == sum(100_000 + 1_000 * week for week in weeks if week)
        assert here.promised_week(chain) == min(one.start - week for one, week in zip(own, weeks, strict=True))


def test_it_frees_what_moved_whole_and_far_enough_to_go_back() -> None:
    here = ground()
    for seed in range(20):
        freed = NEIGHBOURHOODS["moved"](here, random.Random(seed), 60)
        chains = {chain_of(here.placed[step].step) for step in freed.steps}
        assert chains & here.moved.keys()
        assert freed.wide > 1
        assert freed.steps == {step for chain in chains for step in here.chains[chain]}


@pytest.mark.slow
def test_neighbourhoods_bring_back_what_need_not_have_moved() -> None:
    scenario, plan = promised()
    search = Improver(Programme(scenario), random.Random(1))
    search.deterministic, search.seconds = True, 0.5
    before = sum(ground().moved.values())
    assert before > 0
    for _time in range(25):
        plan = search.step(plan, lambda solver, *, working: None) or plan
    layout = Layout(search.frame, search.frame.order(plan.schedule), search.options)
    assert sum(Ground(layout, plan.schedule).moved.values()) < before
