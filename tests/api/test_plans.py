"""What a child says is examined by the worker: no plan is kept that is none, and no bound that cannot be."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from consolidate.errors import BrokenPromise
from consolidate.plan.document import Plan
from consolidate.plan.files import read_plan
from consolidate.plan.outcome import Outcome
from consolidate.scenario.read import parse_scenario
from consolidate.solve.limits import Limits
from consolidate_api.jobs.letters import News, written
from consolidate_api.jobs.plans import Best, Subject
from tests.analysis.example import TWO_TOWNS_PLAN
from tests.api.runs import OPTIMUM, TWO_TOWNS

COST = int(OPTIMUM.replace(".", ""))
PLAN = read_plan(TWO_TOWNS_PLAN)
DECIDED = written(PLAN.decisions)
SPOILT = DECIDED | {"steps": {}}


def subject() -> Subject:
    return Subject(parse_scenario(TWO_TOWNS), 1, None, Limits(60, 2))


def best(progress: dict[str, Any] | None = None, plan: dict[str, Any] | None = None) -> Best:
    return Best(subject(), progress, plan)


def ended(**run: Any) -> News:
    decided = DECIDED if "objective" in run else {}
    return News(seconds=5, plan={"format": "consolidate/plan/1", "run": run, "decisions": decided})


def test_a_plan_is_kept_with_its_figures_once() -> None:
    found = best()
    found.hear(News(seconds=2, best=COST, bound=COST - 10**5, found_by="construction", decisions=DECIDED))
    columns = found.columns()
    assert (columns["objective"], columns["bound"]) == (Decimal(OPTIMUM), Decimal(OPTIMUM) - 1)
    assert columns["progress"]["gap"]["amount"] == 1
    assert Plan.model_validate(columns["plan"]).decisions == PLAN.decisions
    assert found.columns() == columns, "it has not been kept yet"
    found.kept()
    assert found.columns() == {}
    found.hear(News(seconds=3, bound=COST, found_by="cuts"))
    assert found.columns().keys() == {"progress", "bound"}
    assert found.columns()["progress"]["found_by"] == "construction"


def test_a_plan_that_breaks_rules_is_never_kept() -> None:
    found = best()
    with pytest.raises(BrokenPromise, match="the plan breaks"):
        found.hear(News(seconds=1, best=COST, decisions=SPOILT))
    assert "plan" not in found.columns()


def test_a_cost_that_is_not_that_of_the_plan_is_noticed() -> None:
    with pytest.raises(BrokenPromise, match=r"said to cost 7025872\.27699"):
        best().conclude(ended(outcome="optimal", objective="7025872.27699"))


def test_a_bound_above_a_plan_is_noticed() -> None:
    with pytest.raises(BrokenPromise, match="below the proven bound"):
        best().hear(News(seconds=1, bound=COST + 1, decisions=DECIDED))


def test_a_known_plan_and_none_at_all_contradict_each_other() -> None:
    with pytest.raises(BrokenPromise, match="there is said to be none"):
        best(plan={"decisions": DECIDED}).conclude(ended(outcome="infeasible"))


def test_what_was_saved_counts_when_a_run_is_taken_again() -> None:
    found = best({"seconds": 20.0, "bound": "7000000.00000", "found_by": "before"}, {"decisions": DECIDED})
    found.hear(News(seconds=5, bound=1))
    progress = found.columns()["progress"]
    assert (progress["seconds"], progress["best"], progress["bound"]) == (25.0, OPTIMUM, "7000000.00000")
    assert (progress["found_by"], "plan" in found.columns()) == ("before", False)
    run = found.conclude(ended(outcome="no_plan"))
    assert run.outcome is Outcome.FEASIBLE
    kept = found.columns(ended=True)["plan"]["run"]
    assert (kept["outcome"], kept["objective"], kept["seconds"]) == ("feasible", OPTIMUM, 25.0)


def test_a_bound_of_an_earlier_take_may_prove_the_plan_of_a_later_one() -> None:
    found = best({"seconds": 20.0, "bound": OPTIMUM})
    assert found.conclude(ended(outcome="feasible", objective=OPTIMUM)).outcome is Outcome.OPTIMAL


def test_a_saved_plan_that_breaks_rules_is_left_aside() -> None:
    assert best(plan={"decisions": SPOILT}).verdict is None
