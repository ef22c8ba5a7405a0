"""The scenarios that come with the program, solved by the model alone: golden costs, and proofs that nothing helps.

The figures of two-towns are those of an independent program written from the specification.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from consolidate.check.verdict import check
from consolidate.model.assemble import build_model
from consolidate.model.scope import whole
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from consolidate.rules import Rule
from consolidate.scenario.read import parse_scenario
from consolidate.units import rounded_money
from tests.model.solving import Solved, solved, solver, verdict_of
from tests.scenarios import patched

SCENARIOS = Path(__file__).parents[2] / "scenarios"
INFEASIBLE = sorted((SCENARIOS / "infeasible").glob("*-infeasible.json"))
WORK = 60.0

GUILTY = {
    "babies": Rule.BABY_LIMIT,
    "calendar": Rule.BLACKOUT,
    "camels": Rule.CAMEL_LIMIT,
    "change": Rule.CHANGE_LOAD,
    "contract": Rule.CONTRACT_TERM,
    "meeting": Rule.DECISION_MEETING,
    "milestones": Rule.MILESTONE_DUE,
    "money": Rule.PROGRAMME_BUDGET,
    "staff": Rule.STAFF,
}
"""The rule that leaves each infeasible scenario without a plan."""

ONLY_BETA = {"domains": {"finance": {"candidates": {"alfa": None}}}}


def document(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SCENARIOS / name).read_text(encoding="utf-8"))
    return found


@cache
def two_towns(change: str = "{}") -> tuple[Programme, Solved]:
    """Two towns with a merge patch on top, solved to optimality."""
    programme = Programme(parse_scenario(patched(document("two-towns.json"), json.loads(change))))
    found = solved(whole(programme), WORK)
    assert found.status == "OPTIMAL"
    return programme, found


def cost_of(change: dict[str, Any]) -> int:
    programme, found = two_towns(json.dumps(change))
    verdict = verdict_of(programme, found)
    assert verdict.clean, verdict.violations
    assert verdict.ledger.objective == found.objective
    return rounded_money(found.objective)


@pytest.mark.slow
@pytest.mark.requirement("REQ-38")
def test_alfa_is_the_optimum_of_two_towns() -> None:
    assert cost_of({}) == 7_025_872
    _, found = two_towns()
    assert found.decisions is not None
    assert found.decisions.targets["finance"].product == "alfa"


@pytest.mark.slow
@pytest.mark.requirement("REQ-08")
def test_money_alone_holds_the_archive_back() -> None:
    """With 30,000 more in 2008 its installation need not wait for the grant of 2009."""
    assert cost_of({"budgets": {"programme": {"grants": {"2008": 2_530_000}}}}) == 6_926_844


@pytest.mark.requirement("REQ-52")
def test_beta_is_in_time_through_the_week_of_new_year() -> None:
    assert cost_of(ONLY_BETA) == 7_546_082
    programme, found = two_towns(json.dumps(ONLY_BETA))
    assert lateness(programme, found) == 0


@pytest.mark.requirement("REQ-49")
@pytest.mark.requirement("REQ-50")
def test_without_that_week_beta_is_seven_weeks_late() -> None:
    change = patched(ONLY_BETA, {"blackouts": {"accounts": {"except": []}}})
    assert cost_of(change) == 7_891_941
    programme, found = two_towns(json.dumps(change))
    assert lateness(programme, found) == 7


def lateness(programme: Programme, found: Solved) -> int:
    """Weeks by which joint finance (M6) misses its date."""
    assert found.decisions is not None
    reached = Schedule(programme, found.decisions).reached("M6")
    assert reached is not None
    due = programme.timeline.week_of(programme.scenario.milestones["M6"].due) + 1
    return max(0, reached - due)


def test_each_infeasible_scenario_has_one_guilty_rule() -> None:
    assert {file.name.removesuffix("-infeasible.json") for file in INFEASIBLE} == set(GUILTY)


@pytest.mark.slow
@pytest.mark.parametrize("cause", GUILTY)
@pytest.mark.requirement("REQ-50")
def test_an_infeasible_scenario_is_proved_so_and_one_rule_is_to_blame(cause: str) -> None:
    programme = Programme(parse_scenario(document(f"infeasible/{cause}-infeasible.json")))
    assert solved(whole(programme), WORK).infeasible
    engine = solver(WORK)
    engine.parameters.stop_after_first_solution = True
    model = build_model(whole(programme, without=frozenset({GUILTY[cause]})))
    assert engine.status_name(engine.solve(model.proto)) in ("FEASIBLE", "OPTIMAL")
    assert check(programme, model.decisions(engine)).broken == {GUILTY[cause]}


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_merger_has_a_clean_plan() -> None:
    programme = Programme(parse_scenario(document("merger.json")))
    engine = solver(600.0, proofs=False)
    engine.parameters.stop_after_first_solution = True
    model = build_model(whole(programme))
    assert engine.status_name(engine.solve(model.proto)) in ("FEASIBLE", "OPTIMAL")
    verdict = check(programme, model.decisions(engine))
    assert verdict.clean, verdict.violations
    assert verdict.ledger.objective == round(engine.objective_value)
