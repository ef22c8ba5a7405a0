"""When the whole model is asked, and what is known to be impossible before anything is searched."""

from __future__ import annotations

import pytest

from consolidate.graph.windows import open_options
from consolidate.plan.outcome import Outcome
from consolidate.programme.programme import Programme
from consolidate.programme.usage import pool_use
from consolidate.scenario.document import Scenario
from consolidate.scenario.patch import merge_patch
from consolidate.solve import run as running
from consolidate.solve.exact import is_small, starts_of
from consolidate.solve.known import Known
from consolidate.solve.limits import Limits
from consolidate.solve.run import plan_scenario
from consolidate.study.replan.promises import Firmness, promises
from consolidate.study.variants import varied
from tests.solve.searching import a_plan, shipped


def starts(scenario: Scenario) -> int:
    programme = Programme(scenario)
    return starts_of(programme, open_options(programme))


def test_every_week_of_every_step_is_a_start_but_where_pins_hold_it() -> None:
    free = shipped("two-towns")
    programme = Programme(free)
    works = [programme.work(domain, one).steps for domain, own in open_options(programme).items() for one in own]
    steps = {name for work in works for name in work} | programme.measures.keys()
    assert starts(free) == len(steps) * programme.weeks
    held = {"commitments": {"steps": {"coordination": {"status": "adopted", "start": "2008-01-07"}}}}
    assert starts(free) - starts(varied(free, held)) == programme.weeks - 1
    priced = merge_patch(held, {"commitments": {"steps": {"coordination": {"price_per_week": 1}}}})
    week = programme.timeline.week_of(programme.scenario.period.start)
    assert starts(free) - starts(varied(free, priced)) == week


def test_adopted_dates_that_nobody_can_keep_are_proven_so_by_the_whole_model() -> None:
    """All of a plan is adopted, and its people are gone: too large to solve whole, were it not for the pins."""
    scenario, plan = shipped("merger"), a_plan(shipped("merger")).schedule
    adopted = promises(scenario, plan.decisions, Firmness())
    most = {skill: max(weeks) for (pool, skill), weeks in pool_use(plan).items() if pool == "joint"}
    skill = max(most, key=lambda name: most[name])
    tight = varied(scenario, merge_patch(adopted, {"pools": {"joint": {skill: most[skill] - 1}}}))
    assert not is_small(starts(scenario))
    assert is_small(starts(tight))
    found = plan_scenario(tight, Limits(seconds=60, workers=1), known=Known((plan.decisions,)))
    assert found.run is not None
    assert found.run.outcome is Outcome.INFEASIBLE
    assert found.run.seconds is not None
    assert found.run.seconds < 60


def test_what_is_certain_is_not_searched_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def searched(*_given: object) -> None:
        raise AssertionError("there is nothing to search")

    monkeypatch.setattr(running, "Search", searched)
    poor = varied(shipped("two-towns"), {"budgets": {"programme": {"grants": {"2008": 1, "2009": 0, "2010": 0}}}})
    found = plan_scenario(poor, Limits(seconds=60))
    assert found.run is not None
    assert found.run.outcome is Outcome.INFEASIBLE
    assert found.run.note is not None
    assert found.run.note.startswith("budgets.programme.grants: all grants of the period come to ")
