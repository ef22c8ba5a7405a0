"""check, report, graph, show and diff."""

import json
from pathlib import Path

import pytest

from consolidate.cli import codes
from tests.analysis.example import TWO_TOWNS, TWO_TOWNS_PLAN
from tests.cli.conftest import Command

Files = tuple[Path, Path]


def moved(file: Path, step: str, start: str) -> Path:
    """A copy of a plan in which a step starts at another date."""
    plan = json.loads(file.read_text(encoding="utf-8"))
    plan["decisions"]["steps"][step] = start
    copy = file.with_name("moved.json")
    copy.write_text(json.dumps(plan), encoding="utf-8")
    return copy


def test_a_clean_plan_is_priced_to_the_last_place(command: Command) -> None:
    ended = command("check", TWO_TOWNS, TWO_TOWNS_PLAN)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == "The plan is clean; it costs 7025872.27700 NOK.\n"
    told = command("check", TWO_TOWNS, TWO_TOWNS_PLAN, "--json").document
    assert told == {"clean": True, "objective": "7025872.27700", "violations": {}}


def test_violations_are_told_by_rule(command: Command, files: Files) -> None:
    scenario, plan = files
    broken = moved(plan, "archive/joint/install", "2008-12-15")
    ended = command("check", scenario, broken)
    assert ended.code == codes.VIOLATIONS
    assert "programme_budget (1)" in ended.out
    told = command("check", scenario, broken, "--json")
    assert told.code == codes.VIOLATIONS
    assert told.document["clean"] is False
    (violation,) = told.document["violations"]["programme_budget"]
    assert (violation["amount"], violation["limit"]) == (2_530_000, 2_500_000)


def test_a_hand_made_plan_may_hold_only_decisions(command: Command, tmp_path: Path) -> None:
    plan = json.loads(TWO_TOWNS_PLAN.read_text(encoding="utf-8"))
    file = tmp_path / "hand.json"
    file.write_text(json.dumps({"decisions": plan["decisions"]}), encoding="utf-8")
    assert command("check", TWO_TOWNS, file).code == 0
    file.write_text(json.dumps({"decisions": {}}), encoding="utf-8")
    assert command("check", TWO_TOWNS, file).code == codes.VIOLATIONS


@pytest.mark.parametrize("text", ["", "{", '{"format": "consolidate/plan/1", "nonesuch": 1}', "\x00"])
@pytest.mark.parametrize("name", ["check", "report", "show"])
def test_a_faulty_plan_is_bad_input(command: Command, tmp_path: Path, name: str, text: str) -> None:
    file = tmp_path / "faulty.json"
    file.write_text(text, encoding="utf-8")
    assert command(name, TWO_TOWNS, file).code == codes.BAD_INPUT


def test_the_report_is_markdown_off_the_terminal_and_in_files(command: Command, files: Files, tmp_path: Path) -> None:
    printed = command("report", *files)
    assert printed.code == 0
    assert printed.out.startswith("# Coordination plan: Two towns, two systems\n")
    file = tmp_path / "report.md"
    ended = command("report", *files, "-o", file)
    assert (ended.code, ended.out) == (0, "")
    assert file.read_text(encoding="utf-8") == printed.out


def test_a_plan_is_read_with_the_alternative_it_was_made_for(command: Command, files: Files) -> None:
    scenario, plan = files
    document = json.loads(scenario.read_text(encoding="utf-8"))
    document["alternatives"] = {"dearer": {"patch": {"measures": {"coordination": {"cost": 250_000}}}}}
    scenario.write_text(json.dumps(document), encoding="utf-8")
    made = json.loads(plan.read_text(encoding="utf-8")) | {"scenario": {"alternative": "dearer"}}
    plain = command("check", scenario, plan, "--json").document["objective"]
    plan.write_text(json.dumps(made), encoding="utf-8")
    dearer = command("check", scenario, plan, "--json").document["objective"]
    assert float(dearer) - float(plain) == pytest.approx(100_000)


def test_the_graph_tells_order_and_critical_path(command: Command, files: Files) -> None:
    scenario, plan = files
    text = command("graph", scenario).out
    assert "Critical path" in text
    assert "Order of milestones" in text
    one = command("graph", scenario, "--plan", plan, "--of", "M6").out
    assert "Waits for" in one
    assert "Coordination plan" in one


def test_the_graph_is_written_for_other_programs(command: Command, files: Files, tmp_path: Path) -> None:
    scenario, _plan = files
    assert command("graph", scenario, "--format", "dot").out.startswith("strict digraph")
    file = tmp_path / "graph.graphml"
    assert command("graph", scenario, "--format", "graphml", "--steps", "-o", file).code == 0
    assert "finance/south/cutover" in file.read_text(encoding="utf-8")


def test_show_draws_the_plan(command: Command, files: Files) -> None:
    ended = command("show", *files, "--width", "100")
    assert ended.code == 0
    assert "●" in ended.out
    assert "◆" in ended.out
    assert max(len(line) for line in ended.out.splitlines()) <= 100
    one = command("show", *files, "--rows", "municipalities", "-m", "south", "-d", "archive").out
    assert "south" in one
    assert "finance" not in one


def test_diff_compares_two_plans(command: Command, files: Files) -> None:
    scenario, plan = files
    later = moved(plan, "finance/south/cutover", "2008-10-06")
    assert "3 weeks later" in command("diff", plan, later).out
    told = command("diff", plan, later, "--scenario", scenario).out
    assert "In the objective" in told
    assert command("diff", plan, plan).out.startswith("The two plans decide the same.")


def test_diff_compares_two_scenarios(command: Command, files: Files) -> None:
    scenario, plan = files
    ended = command("diff", TWO_TOWNS, scenario)
    assert ended.code == 0
    assert "benefits.postage" in ended.out
    mixed = command("diff", scenario, plan)
    assert mixed.code == codes.BAD_INPUT
    assert "one is a scenario, the other a plan" in mixed.err
