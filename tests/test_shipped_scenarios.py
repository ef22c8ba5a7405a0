"""The scenarios that come with the program: valid, and what their table says of them."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from consolidate.plan.document import Plan
from consolidate.programme.programme import Programme
from consolidate.scenario.document import Scenario
from consolidate.scenario.read import read_scenario

SCENARIOS = Path(__file__).parents[1] / "scenarios"
INFEASIBLE = sorted((SCENARIOS / "infeasible").glob("*-infeasible.json"))
CAUSES = {file.name.removesuffix("-infeasible.json"): file for file in INFEASIBLE}


@cache
def merger() -> Scenario:
    return read_scenario(SCENARIOS / "merger.json")


def raw(file: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return document


@pytest.mark.parametrize("name", ["two-towns.json", "merger.json"])
def test_scenarios_are_valid(name: str) -> None:
    assert read_scenario(SCENARIOS / name).domains


def test_two_towns_has_a_plan_for_each_of_its_steps() -> None:
    plan = Plan.model_validate(raw(SCENARIOS / "two-towns.plan.json"))
    assert len(plan.decisions.steps) == 21
    assert set(plan.decisions.targets) == {"finance", "archive"}


def test_two_towns_can_be_written_by_hand() -> None:
    assert len((SCENARIOS / "two-towns.json").read_text(encoding="utf-8").splitlines()) < 50


# --- infeasible scenarios ---------------------------------------------------------------------------------


def test_each_cause_has_an_infeasible_scenario() -> None:
    assert set(CAUSES) >= {"money", "staff", "calendar", "milestones", "camels"}


@pytest.mark.parametrize("file", INFEASIBLE, ids=lambda file: file.stem)
def test_infeasible_scenarios_are_valid_and_say_why_they_have_no_plan(file: Path) -> None:
    scenario = read_scenario(file)
    assert scenario.note is not None
    assert scenario.note.startswith("Infeasible: ")
    assert scenario.note.endswith(".")


@pytest.mark.parametrize("file", INFEASIBLE, ids=lambda file: file.stem)
def test_an_infeasible_scenario_differs_from_two_towns_in_one_place(file: Path) -> None:
    base, changed = raw(SCENARIOS / "two-towns.json"), raw(file)
    labels = {"name", "note"}
    sections = {key for key in base.keys() | changed.keys() if base.get(key) != changed.get(key)} - labels
    assert 1 <= len(sections) <= 2


def test_money_cannot_pay_for_the_cheapest_targets() -> None:
    programme = Programme(read_scenario(CAUSES["money"]))
    coordination = programme.measures["coordination"].cost
    cheapest = sum(
        min(_joint_cost(programme, domain, number) for number in range(len(options)))
        for domain, options in programme.options.items()
    )
    granted = sum(programme.scenario.budgets["programme"].grants.values())
    assert granted == 2_400_000
    assert coordination + cheapest == 2_450_000


def _joint_cost(programme: Programme, domain: str, number: int) -> int:
    work = programme.work(domain, programme.options[domain][number])
    return sum(step.cost for step in work.steps.values() if step.municipality is None)


def test_no_camel_is_allowed_where_each_candidate_is_one() -> None:
    scenario = read_scenario(CAUSES["camels"])
    perceived = scenario.installed["north"]["archive"].quality
    assert perceived is not None
    assert all(candidate.quality < perceived for candidate in scenario.domains["archive"].candidates.values())
    assert scenario.policy.camels["north"].max == 0


# --- the merger -------------------------------------------------------------------------------------------


def test_the_merger_has_three_councils_and_a_day_one_fixed_by_law() -> None:
    day_one = merger().milestones["vesting"]
    assert len(merger().municipalities) == 3
    assert day_one.is_hard
    assert day_one.origin == "law"
    assert day_one.due < date(2027, 4, 1)


def test_the_merger_bridges_two_systems_before_it_replaces_them() -> None:
    day_one = merger().milestones["vesting"]
    assert {"bridge-ledger", "bridge-revenues"} <= set(day_one.complete)
    programme = Programme(merger())
    for domain in ("finance", "revenues"):
        for option in programme.options[domain]:
            install = programme.work(domain, option).steps[f"{domain}/joint/install"]
            assert "vesting" in {wait.target for wait in install.waits}


def test_the_mergers_contracts_need_the_consent_of_all_councils() -> None:
    councils = {body.municipality for body in merger().bodies.values()} - {None}
    assert councils == set(merger().municipalities)
    assert merger().templates.joint["award"].decision == "councils"
    assert "award" in merger().templates.joint["install"].after


def test_the_merger_has_every_kind_of_contract_and_a_domain_that_may_stay() -> None:
    systems = [system for systems in merger().installed.values() for system in systems.values()]
    contracts = [system.contract for system in systems if system.contract is not None]
    assert any(contract.renewal == 0 and contract.extension is not None for contract in contracts)
    assert any(contract.renewal and contract.notice_weeks for contract in contracts)
    assert any(system.alone is not None for system in systems)
    assert [name for name, domain in merger().domains.items() if not domain.required] == ["records"]


def test_the_merger_can_extend_and_procure() -> None:
    programme = Programme(merger())
    routes = {option.route for options in programme.options.values() for option in options}
    assert routes == {"extend", "procure", None}
