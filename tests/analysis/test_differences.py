from typing import Any

import pytest

from consolidate.analysis.diff_report import plan_diff_blocks, scenario_diff_blocks
from consolidate.analysis.differences import (
    Change,
    document_changes,
    plan_changes,
    scenario_changes,
    subject_changes,
)
from consolidate.analysis.markdown import markdown
from consolidate.check.derived import derived
from consolidate.plan.files import parse_plan
from consolidate.scenario.read import parse_scenario
from tests.analysis.example import documents, subject


def changed(plan: dict[str, Any]) -> dict[str, Any]:
    """Train south one week later, stay with the archive's contract, drop a step, lend another pool."""
    decisions = plan["decisions"]
    decisions["steps"]["finance/south/cutover"] = "2008-10-06"
    decisions["steps"]["archive/north/convert"] = "2009-03-30"
    decisions["contracts"]["archive/north"] = {"last_day": "2010-03-31", "by": "term"}
    decisions["targets"]["finance"] = {"product": "alfa", "route": "procure"}
    return plan


def test_scenarios_differ_by_paths() -> None:
    old, _plan = documents()
    new, _plan = documents()
    new["budgets"]["north"]["grants"]["2008"] = 1
    new["domains"]["finance"]["required"] = True  # the default
    new["blackouts"]["more"] = {"from": "2008-01-01", "to": "2008-02-01"}
    del new["milestones"]["M6"]["late_per_week"]
    new["milestones"]["M6"]["hard"] = True
    found = scenario_changes(parse_scenario(old), parse_scenario(new))
    assert [change.path for change in found] == [
        "blackouts.more",
        "budgets.north.grants.2008",
        "milestones.M6.hard",
        "milestones.M6.late_per_week",
    ]
    assert found[1] == Change("budgets.north.grants.2008", 500_000, 1)
    text = markdown(scenario_diff_blocks(found))
    assert "4 paths differ." in text
    assert "| budgets.north.grants.2008 | 500000 | 1 |" in text


def test_scenarios_that_mean_the_same_say_so() -> None:
    scenario, _plan = documents()
    found = scenario_changes(parse_scenario(scenario), parse_scenario(scenario))
    assert "The two scenarios mean the same." in markdown(scenario_diff_blocks(found))


@pytest.mark.requirement("REQ-11")
def test_plans_differ_by_targets_steps_and_contracts() -> None:
    old, new = (parse_plan(plan).decisions for plan in (documents()[1], changed(documents()[1])))
    found = plan_changes(old, new)
    assert [name for name, _old, _new in found.targets] == ["finance"]
    assert [(move.step, move.weeks, move.pools) for move in found.moves] == [
        ("finance/south/cutover", 3, False),
        ("archive/north/convert", 0, True),
    ]
    assert [name for name, _old, _new in found.contracts] == ["archive/north"]
    text = markdown(plan_diff_blocks(found))
    assert "| finance/south/cutover | 2008-09-15 | 2008-10-06 | 3 weeks later |" in text
    assert "other pools" in text
    assert "| archive/north | 2009-06-14 (fee) | 2010-03-31 (term) |" in text
    assert "| finance | alfa (extend) | alfa (procure) |" in text


def test_steps_in_one_plan_only_are_added_or_dropped() -> None:
    _scenario, plan = documents()
    less = documents()[1]
    del less["decisions"]["steps"]["coordination"]
    there, back = (
        markdown(plan_diff_blocks(plan_changes(parse_plan(a).decisions, parse_plan(b).decisions)))
        for a, b in ((plan, less), (less, plan))
    )
    assert "0 moved, 0 added, 1 dropped." in there
    assert "| coordination | – | 2008-01-07 | added |" in back


def test_with_the_scenario_cost_and_milestones_are_compared() -> None:
    scenario, plan = documents()
    later = documents()[1]
    later["decisions"]["steps"]["finance/south/cutover"] = "2009-01-19"
    found = subject_changes(subject(scenario, plan), subject(scenario, later))
    assert {one.of: (one.old, one.new) for one in found.milestones} == {"M6": (0, 3)}
    costs = {one.of: (one.old, one.new) for one in found.costs}
    assert costs["lateness"] == (0, 120_000)
    assert found.costs[-1].of == "objective"
    text = markdown(plan_diff_blocks(found))
    assert "| late milestones | 0 | 120,000 | +120,000 |" in text
    assert "| M6 | 0 | 3 | +3 |" in text


def test_plan_documents_are_compared_by_what_they_tell() -> None:
    scenario, plan = documents()
    later = documents()[1]
    later["decisions"]["steps"]["finance/south/cutover"] = "2009-01-19"
    told = [parse_plan(one | {"derived": derived(subject(scenario, one).verdict)}) for one in (plan, later)]
    found = document_changes(told[0], told[1])
    assert {one.of: (one.old, one.new) for one in found.costs}["lateness"] == (0, 120_000)
    assert {one.of: (one.old, one.new) for one in found.milestones} == {"M6": (0, 3)}
    assert "| late milestones | 0 | 120,000 | +120,000 |" in markdown(plan_diff_blocks(found))


@pytest.mark.parametrize("odd", [{}, {"totals": 3}, {"totals": {"by_kind": {"lateness": []}}, "milestones": {"M6": 1}}])
def test_what_a_document_does_not_tell_is_not_compared(odd: dict[str, Any]) -> None:
    plan = parse_plan(documents()[1] | {"derived": odd})
    found = document_changes(plan, plan)
    assert (found.costs, found.milestones) == ((), ())


def test_equal_plans_say_so() -> None:
    plan = parse_plan(documents()[1]).decisions
    assert "The two plans decide the same." in markdown(plan_diff_blocks(plan_changes(plan, plan)))
