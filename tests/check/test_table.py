"""The table of checks as a whole, and how a verdict is told."""

import json
from pathlib import Path

import pytest

from consolidate.check.table import CHECKS
from consolidate.check.verdict import check
from consolidate.plan.document import Decisions, Plan
from consolidate.programme.programme import Programme
from consolidate.rules import MEANING, Rule
from consolidate.scenario.read import read_scenario
from tests import ROOT
from tests.scenarios import decisions, examined, programme

TWO_TOWNS = ROOT / "scenarios" / "two-towns.json"


def plan_of(path: Path) -> Decisions:
    return Plan.model_validate_json(path.read_bytes()).decisions


def test_every_rule_has_one_check_and_one_sentence() -> None:
    assert list(CHECKS) == list(Rule) == list(MEANING)


def test_the_best_plan_of_two_towns_is_clean_and_costs_what_is_known() -> None:
    verdict = check(Programme(read_scenario(TWO_TOWNS)), plan_of(ROOT / "scenarios" / "two-towns.plan.json"))
    assert verdict.violations == ()
    assert verdict.clean
    assert verdict.ledger.objective == 702587227700


def test_an_empty_plan_is_told_without_a_traceback() -> None:
    verdict = check(Programme(read_scenario(TWO_TOWNS)), Decisions())
    assert not verdict.clean
    assert verdict.broken == {Rule.ONE_TARGET, Rule.COMPLETE_MIGRATION}


@pytest.mark.requirement(50)
def test_violations_are_a_map_by_rule_with_objects_and_cause() -> None:
    verdict = examined(programme(), decisions({"finance/ash/cutover": None}))
    found = verdict.violations_json()
    assert list(found) == ["complete_migration", "precedence"]
    assert found["precedence"] == [
        {
            "sentence": "finance/ash/decommission waits for finance/ash/cutover, which never happens in this plan.",
            "objects": ["finance/ash/decommission", "finance/ash/cutover"],
            "weeks": {"first": 3, "until": 4, "from": "2007-01-22", "to": "2007-01-28"},
            "caused_by": "steps.finance/ash/cutover",
        }
    ]
    assert json.loads(json.dumps(found)) == found


def test_violations_are_grouped_by_cause() -> None:
    groups = examined(programme(), decisions({"finance/ash/cutover": None})).by_cause()
    assert list(groups) == [None, "steps.finance/ash/cutover"]
    assert [violation.rule for violation in groups[None]] == [Rule.COMPLETE_MIGRATION]


def test_the_order_of_a_plan_does_not_matter() -> None:
    plan = decisions({"finance/ash/cutover": 1, "finance/birch/cutover": 1})
    turned = Decisions(targets=plan.targets, steps=dict(reversed(plan.steps.items())))
    assert examined(programme(), plan).violations == examined(programme(), turned).violations
