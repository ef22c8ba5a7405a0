"""accounts: by year and under other keys, from a plan or from a run."""

import json
from pathlib import Path
from typing import Any

import pytest

from consolidate.cli import codes
from consolidate.study.accounts import AccountsStudy
from consolidate.study.files import read_study
from tests.analysis.example import TWO_TOWNS, TWO_TOWNS_PLAN
from tests.cli.conftest import Command

NORTH = "given.north=100"


def by(documents: list[dict[str, Any]], field: str) -> dict[Any, dict[str, Any]]:
    return {document[field]: document for document in documents}


def test_tables_of_the_two_towns(command: Command) -> None:
    ended = command("accounts", TWO_TOWNS, "--plan", TWO_TOWNS_PLAN, "--key", NORTH)
    assert (ended.code, ended.err) == (0, "")
    lines = [" ".join(line.split()) for line in ended.out.splitlines()]
    assert "north +49,176 5.2 4,429,997 472,980 1,532,422 56,880 657,954 1,660,584 0" in lines
    assert "municipality as in the plan common given.north=100" in lines
    assert "worse off 0 0 1" in lines
    assert "• as in the plan; common: nobody is worse off, no payments are needed." in lines


def test_one_json_document(command: Command) -> None:
    ended = command("accounts", TWO_TOWNS, "--plan", TWO_TOWNS_PLAN, "--json", "--key", "pcs=1", "--key", NORTH)
    assert (ended.code, ended.err) == (0, "")
    document = ended.document
    assert set(document) == {"format", "scenario", "valued_until", "assumptions", "accounts", "keys"}
    assert document["format"] == "consolidate/accounts/1"
    north = by(document["accounts"], "municipality")["north"]
    assert by(north["years"], "year")[2009]["double_running"] == 24_452
    assert (north["payback_years"], north["camels"]) == (
        5.19,  # (494,000 + 60,000 + 1,568,977) over 725,000 less 316,000
        [{"domain": "archive", "users": 145, "user_points": 145}],
    )
    keys = by(document["keys"], "key")
    assert list(keys) == [None, "common", "pcs=1", NORTH]
    assert keys[NORTH]["worse_off"] == ["north"]
    payments = keys[NORTH]["side_payments"]
    assert payments["payments"] == {"north": payments["total"], "south": -payments["total"]}
    assert keys[None]["accounts"] == keys["common"]["accounts"]
    assert AccountsStudy.model_validate(document).format == document["format"]


def test_what_came_of_it_is_written(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "accounts.json"
    ended = command("accounts", TWO_TOWNS, "--plan", TWO_TOWNS_PLAN, "-o", file, "--json")
    assert ended.code == 0
    assert ended.err == f"{file}: written\n"
    assert json.loads(file.read_text(encoding="utf-8")) == ended.document
    study = read_study(file)
    assert isinstance(study, AccountsStudy)
    assert [one.municipality for one in study.accounts] == ["north", "south"]


@pytest.mark.slow
def test_without_a_plan_the_scenario_is_planned_first(command: Command) -> None:
    given = command("accounts", TWO_TOWNS, "--plan", TWO_TOWNS_PLAN, "--json").document
    ended = command("accounts", TWO_TOWNS, "--time-limit", "60", "--workers", "1", "--json")
    assert ended.code == 0
    together = [
        sum(float(one["present_value"]["better_by"]) for one in made["accounts"]) for made in (given, ended.document)
    ]
    assert together[0] == pytest.approx(together[1])  # both plans are best


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("common", "fields of a key with their weights"),
        ("given.oslo=1", "one of the municipalities: north, south"),
        ("employees=1", "but not for north, south"),
    ],
)
def test_a_faulty_key_is_told_before_any_planning(command: Command, key: str, told: str) -> None:
    ended = command("accounts", TWO_TOWNS, "--key", key)
    assert (ended.code, ended.out) == (codes.BAD_INPUT, "")
    assert ended.err.startswith(f"key “{key}”: ")
    assert told in ended.err


def test_a_plan_that_breaks_rules_has_no_accounts(command: Command, tmp_path: Path) -> None:
    plan = json.loads(TWO_TOWNS_PLAN.read_text(encoding="utf-8"))
    del plan["decisions"]["steps"]["coordination"]
    file = tmp_path / "broken.json"
    file.write_text(json.dumps(plan), encoding="utf-8")
    ended = command("accounts", TWO_TOWNS, "--plan", file, "-o", tmp_path / "accounts.json")
    assert (ended.code, ended.out) == (codes.VIOLATIONS, "")
    assert f"{file}: this plan breaks rules (complete_migration" in ended.err
    assert not (tmp_path / "accounts.json").exists()


def test_where_there_is_no_plan_that_is_told(command: Command, tmp_path: Path) -> None:
    scenario = json.loads(TWO_TOWNS.read_text(encoding="utf-8"))
    scenario["milestones"]["M6"] = {"due": "2008-03-31", "complete": ["finance"]}
    file = tmp_path / "never.json"
    file.write_text(json.dumps(scenario), encoding="utf-8")
    ended = command("accounts", file, "--time-limit", "10", "--workers", "1")
    assert (ended.code, ended.out) == (3, "")
    assert "There is no plan" in ended.err


def test_an_alternative_is_accounted_for(command: Command, tmp_path: Path) -> None:
    scenario = json.loads(TWO_TOWNS.read_text(encoding="utf-8"))
    scenario["alternatives"] = {"dear": {"patch": {"measures": {"coordination": {"cost": 1_000_000}}}}}
    file = tmp_path / "scenario.json"
    file.write_text(json.dumps(scenario), encoding="utf-8")
    plan = tmp_path / "plan.json"
    document = json.loads(TWO_TOWNS_PLAN.read_text(encoding="utf-8"))
    plan.write_text(json.dumps(document | {"scenario": {"alternative": "dear"}}), encoding="utf-8")
    for arguments in (("--plan", plan), ("--plan", TWO_TOWNS_PLAN, "--alternative", "dear")):
        found = command("accounts", file, *arguments, "--json").document
        assert found["scenario"]["alternative"] == "dear"
        # 850,000 more than the 165,174 that are gained as it is
        assert found["keys"][0]["side_payments"]["lacking"].startswith("684826.")
    assert command("accounts", file, "--plan", TWO_TOWNS_PLAN, "--json").document["scenario"]["alternative"] is None


def test_a_folder_that_does_not_exist_is_told_first(command: Command, tmp_path: Path) -> None:
    ended = command("accounts", TWO_TOWNS, "-o", tmp_path / "none" / "accounts.json")
    assert ended.code == codes.BAD_INPUT
    assert "there is no such folder" in ended.err
