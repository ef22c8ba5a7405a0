"""What the deck asks of migrations and of sharing, shown on the shipped scenarios."""

import json
from functools import cache
from typing import Any

import pytest

from consolidate.analysis.domains import domain_section
from consolidate.analysis.markdown import markdown
from consolidate.check.verdict import check
from consolidate.ledger.entries import EntryKind
from consolidate.plan.files import parse_plan
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from consolidate.programme.steps import Kind, Option, Step
from consolidate.programme.usage import change_load
from consolidate.rules import Rule
from consolidate.scenario.document import Scenario
from consolidate.scenario.identity import scenario_hash
from consolidate.scenario.read import parse_scenario, read_scenario
from tests import ROOT
from tests.analysis.example import documents, subject


@cache
def knps() -> Programme:
    return Programme(read_scenario(ROOT / "scenarios" / "knps" / "knps-2007.json"))


def work(domain: str, unit: str, option: Option) -> dict[str, Step]:
    """Steps of a KnpS domain by name, joint or of a municipality."""
    steps = knps().work(domain, option).steps.values()
    return {step.name: step for step in steps if (step.municipality or "joint") == unit}


def changed(changes: dict[str, Any]) -> Scenario:
    """The rich example with some top fields replaced."""
    scenario, _plan = documents()
    return parse_scenario(scenario | changes)


@pytest.mark.requirement("REQ-05")
def test_a_migration_is_study_purchase_installation_conversion_and_training() -> None:
    option = next(one for one in knps().options["fin"] if one.route == "procure")
    joint, local = work("fin", "joint", option), work("fin", "vennesla", option)
    assert {"mandate", "requirements", "tender", "contract", "install", "integrate"} <= joint.keys()
    assert {"prepare", "convert", "train", "cutover", "decommission"} <= local.keys()
    assert all(step.weeks >= 1 for step in (*joint.values(), *local.values()))
    assert sum(step.cost for step in joint.values()) > 0
    assert knps().scenario.domains["fin"].needs == ("dc", "sec", "dir")  # what makes it possible


@pytest.mark.requirement("REQ-06")
def test_work_on_the_organisation_is_planned_like_any_other() -> None:
    unit, desk = knps().measures["unit"], knps().measures["desk"]
    assert (unit.kind, unit.weeks, unit.cost) == (Kind.MEASURE, 26, 500_000)
    assert dict(unit.staff)
    assert dict(desk.staff)


@pytest.mark.requirement("REQ-07")
def test_changing_a_goal_makes_another_version() -> None:
    scenario, _plan = documents()
    before = scenario_hash(parse_scenario(scenario))
    assert scenario_hash(parse_scenario(json.loads(json.dumps(scenario)))) == before
    scenario["goals"]["one-ledger"]["indicator"] = "two ledgers"
    assert scenario_hash(parse_scenario(scenario)) != before


@pytest.mark.requirement("REQ-12")
@pytest.mark.requirement("REQ-20")
def test_domains_tell_whom_they_serve_and_what_the_nation_demands() -> None:
    scenario, plan = documents()
    facts = {"user_group": "case workers", "recipients": "citizens", "national_demand": True, "criticality": 5}
    scenario["domains"]["archive"] |= facts
    text = markdown(domain_section(subject(scenario, plan)))
    assert "| archive | – | case workers | citizens | – | 5 | – | yes | yes |" in text
    assert all(spec.user_group and spec.recipients for spec in knps().scenario.domains.values())


@pytest.mark.requirement("REQ-23")
def test_an_installed_product_may_become_the_joint_one() -> None:
    programme = Programme(changed({}))
    option = Option("alfa", "extend")
    assert option in programme.options["finance"]
    assert programme.path("finance", "north", option) == "light"
    assert programme.path("finance", "south", option) == "full"
    names = {step.name for step in programme.work("finance", option).steps.values() if step.municipality == "north"}
    assert names == {"connect", "cutover", "decommission"}


@pytest.mark.requirement("REQ-29")
def test_every_new_system_has_preparation_and_training() -> None:
    for domain, options in knps().options.items():
        for municipality in knps().participants(domain):
            for option in options:
                if not option.stays and knps().path(domain, municipality, option) == "full":
                    assert {"prepare", "train"} <= work(domain, municipality, option).keys()


@pytest.mark.requirement("REQ-30")
def test_change_work_may_run_beside_technical_work() -> None:
    scenario, plan = documents()
    plan["decisions"]["steps"]["finance/south/train"] = "2008-08-11"  # while conversion is under way
    found = subject(scenario, plan)
    train, convert = (found.schedule.placed[f"finance/south/{name}"] for name in ("train", "convert"))
    assert train.start < convert.end
    assert convert.start < train.end
    assert found.verdict.clean


@pytest.mark.requirement("REQ-32")
def test_training_cannot_be_cut_to_save_time() -> None:
    scenario, plan = documents()
    scenario["domains"]["finance"]["scale"] = {"train": 0.01}
    programme = Programme(parse_scenario(scenario))
    steps = programme.work("finance", Option("alfa", "extend")).steps
    assert steps["finance/south/train"].weeks == 1
    assert "finance/south/train" in {wait.target for wait in steps["finance/south/cutover"].waits}
    del plan["decisions"]["steps"]["finance/south/train"]
    assert Rule.COMPLETE_MIGRATION in check(programme, parse_plan(plan).decisions).broken


@pytest.mark.requirement("REQ-33")
def test_after_a_cutover_a_municipality_goes_on_carrying_change() -> None:
    scenario, plan = documents()
    cutover = scenario["templates"]["full"]["cutover"]
    cutover["settle"] = {"weeks": 3, "points": 2}
    schedule = Schedule(Programme(parse_scenario(scenario)), parse_plan(plan).decisions)
    end = schedule.placed["finance/south/cutover"].end
    assert change_load(schedule)["south"][end : end + 4] == [2, 2, 2, 0]


@pytest.mark.requirement("REQ-34")
def test_resistance_adds_change_load_and_takes_no_benefit() -> None:
    calm, plan = documents()
    tense, _plan = documents()
    tense["domains"]["finance"]["change_factor"] = 1.5
    before, after = (subject(scenario, plan) for scenario in (calm, tense))
    week = before.schedule.placed["finance/south/cutover"].start
    loads = [change_load(one.schedule)["south"][week] for one in (before, after)]
    assert loads == [5, 8]  # 5 × 1.5, rounded half up
    gains = [
        sum(entry.present_value for entry in one.ledger.entries if entry.kind is EntryKind.TIME_RELEASED)
        for one in (before, after)
    ]
    assert gains[0] == gains[1]


@pytest.mark.requirement("REQ-43")
def test_critical_domains_wait_for_security_and_the_data_centre() -> None:
    domains = knps().scenario.domains
    platform = {"wan", "dc", "sec", "dir"}
    for name, spec in domains.items():
        if spec.criticality == 5 and name not in platform:
            needed, todo = set[str](), [*spec.needs]
            while todo:
                need = todo.pop()
                needed.add(need)
                todo += domains[need].needs
            assert {"dc", "sec"} <= needed, name
    assert {spec.sensitive for spec in domains.values()} == {True, False}


@pytest.mark.requirement("REQ-55")
def test_running_cost_has_a_key_of_its_own() -> None:
    sharing = {"joint_one_off": {"paid_by": "programme", "key": "common"}, "running": {"key": "pcs"}}
    keys = {"common": {"equal": 30, "inhabitants": 70}, "pcs": {"pcs": 1}}
    found = subject(documents()[0] | {"sharing": sharing, "keys": keys})
    yearly = {
        entry.bearer: entry.yearly
        for entry in found.ledger.entries
        if entry.kind is EntryKind.RUNNING_NEW and entry.domain == "finance"
    }
    whole = 81 * 3_900  # 55 and 26 users, shared by 430 and 210 PCs
    assert sum(yearly.values()) == whole
    assert yearly["north"] == round(whole * 430 / 640)


@pytest.mark.requirement("REQ-56")
def test_each_measure_and_domain_may_have_its_own_payer_and_key() -> None:
    scenario, _plan = documents()
    scenario["keys"]["agreed"] = {"given": {"north": 60, "south": 40}}
    scenario["measures"]["coordination"] |= {"paid_by": "shares", "key": "agreed"}
    entries = subject(scenario).ledger.entries
    paid = {entry.payer: entry.amount for entry in entries if entry.of == "coordination"}
    assert paid == {"north": 90_000, "south": 60_000}
    others = {entry.payer for entry in entries if entry.kind is EntryKind.JOINT_ONE_OFF and entry.of != "coordination"}
    assert others == {"programme"}
