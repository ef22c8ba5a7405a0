"""The first plan: checked, of one option per domain, and there at once for scenarios shaped like the real job."""

from __future__ import annotations

from dataclasses import replace

import pytest
from benchmarks.generate import scenario
from benchmarks.sizes import ALL_SIZES

from consolidate.graph.windows import open_options
from consolidate.programme.programme import Programme
from consolidate.scenario.document import Scenario
from consolidate.scenario.read import parse_scenario
from consolidate.solve import run
from consolidate.solve.first import first_plan
from consolidate.solve.limits import Limits
from tests.scenarios import programme
from tests.solve.searching import drawn, searching, shipped


def found(given: Scenario, seed: int = 1) -> bool:
    """Whether there is a first plan; if there is, it keeps every rule."""
    on = Programme(given)
    first = first_plan(on, open_options(on), seed)
    assert first is None or first.verdict.clean
    return first is not None


@pytest.mark.parametrize("name", ["two-towns", "merger", "knps/knps-core", "knps/knps-2007"])
def test_shipped_scenarios_have_one(name: str) -> None:
    assert found(shipped(name))


def test_where_targets_cannot_be_kept_it_changes_as_little_as_possible() -> None:
    on = Programme(shipped("knps/knps-2007"))
    first = first_plan(on, open_options(on), 1)
    assert first is not None
    assert first.staying
    assert all(first.options[name].stays for name, own in open_options(on).items() if any(one.stays for one in own))


@pytest.mark.slow
def test_such_a_plan_is_no_aim_for_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """The climb goes as it would without it: its steps are as long as the aim is far, and this one is far from good."""
    given = shipped("merger")
    on = Programme(given)
    first = first_plan(on, open_options(on), 1)
    assert first is not None
    bounds = []
    for begin in (None, replace(first, staying=True)):
        monkeypatch.setattr(run, "first_plan", lambda *_given, begin=begin: begin)
        plan = run.plan_scenario(given, Limits(seconds=2, workers=1, deterministic=True))
        assert plan.run is not None
        bounds.append(plan.run.bound)
    assert bounds[0] == bounds[1]


@pytest.mark.parametrize("name", ["S1", "S2", "S3", "D10", "D20"])
def test_generated_scenarios_have_one(name: str) -> None:
    assert found(parse_scenario(scenario(ALL_SIZES[name], 1)))


def test_most_small_scenarios_have_one() -> None:
    assert sum(found(parse_scenario(drawn(seed))) for seed in range(60)) > 30


def test_a_search_with_more_options_can_start_from_it() -> None:
    search = searching(shipped("knps/knps-core"))
    first = first_plan(search.problem.programme, search.problem.options, 1)
    assert first is not None
    again = search.construct(first.candidate(search.units))
    assert again.excess == 0
    assert again.options == dict(first.options)


def test_there_is_none_where_nothing_can_be_chosen() -> None:
    given = programme()
    assert first_plan(given, dict.fromkeys(given.options, ()), 1) is None
