"""The table of warnings as a whole, and each small infeasible scenario by its cause."""

import json
import random

import pytest

from consolidate.programme.programme import Programme
from consolidate.scenario.read import parse_scenario, read_scenario
from consolidate.validate.table import WARNINGS, warnings
from tests import ROOT
from tests.graph.small import document
from tests.random_scenarios import random_scenario
from tests.validate.found import scenario

INFEASIBLE = ROOT / "scenarios" / "infeasible"

CAUSES = {
    "babies": "babies_beyond_limit",
    "calendar": "no_week",
    "camels": "camels_beyond_limit",
    "change": "too_much_change",
    "contract": "contract_too_short",
    "meeting": "no_week",
    "milestones": "milestone_late",
    "money": "too_little_money",
    "staff": "staff_not_in_time",
}


@pytest.mark.parametrize("cause", CAUSES)
def test_each_infeasible_scenario_is_told_to_be_so_by_its_cause(cause: str) -> None:
    found = warnings(read_scenario(INFEASIBLE / f"{cause}-infeasible.json"))
    assert CAUSES[cause] in {warning.kind for warning in found if warning.certain}


def test_every_infeasible_scenario_is_judged() -> None:
    assert {path.name.removesuffix("-infeasible.json") for path in INFEASIBLE.glob("*.json")} == set(CAUSES)


@pytest.mark.parametrize("name", ["two-towns", "merger", "knps/knps-core", "knps/knps-2007"])
def test_no_scenario_that_has_a_plan_is_said_to_have_none(name: str) -> None:
    assert [str(one) for one in warnings(read_scenario(ROOT / "scenarios" / f"{name}.json")) if one.certain] == []


def test_a_sound_scenario_has_no_warning() -> None:
    assert warnings(scenario()) == ()
    assert warnings(Programme(scenario())) == ()


def test_warnings_on_random_scenarios_are_data_that_json_can_hold() -> None:
    kinds = set()
    for seed in range(150):
        for warning in warnings(parse_scenario(random_scenario(random.Random(seed), "small"))):
            assert warning.kind in WARNINGS
            assert warning.text
            assert "{" not in str(warning)
            json.dumps(dict(warning.data))
            kinds.add(warning.kind)
    assert len(kinds) >= 6, kinds


def test_what_leaves_no_plan_comes_first() -> None:
    patch = {
        "budgets": {"ash": {"grants": {"2024": 5}}},
        "benefits": {"gain": {"requires": ["ledger"], "class": "not_priced"}},
    }
    costly = {"domains": {"ledger": {"candidates": {"new": {"local_cost": 6}}}}}
    found = warnings(parse_scenario(document(patch, costly)))
    assert [(one.kind, one.certain) for one in found] == [("too_little_money", True), ("benefit_without_owner", False)]
    assert str(found[0]).startswith("budgets.ash.grants: ")
