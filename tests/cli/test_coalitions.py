"""coalitions: who stays out, leaves or opts out, and the core, from the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from consolidate.cli import codes
from tests.cli.conftest import Command
from tests.scenarios import BASE, decisions, patched

pytestmark = pytest.mark.slow

WORK = ("--deterministic", "--workers", "1", "--time-limit", "20")


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    """Two towns and one domain: Ash saves 63,000 a year, Birch 22,000, for 40,000 together and 9,000 each."""
    patch: dict[str, Any] = {
        "period": {"end": "2007-03-04"},
        "domains": {
            "finance": {"candidates": {"alfa": {"joint_cost": 40_000, "local_cost": 9_000, "running_per_user": 900}}}
        },
        "installed": {"ash": {"finance": {"running": 90_000}}, "birch": {"finance": {"running": 31_000}}},
    }
    file = tmp_path / "scenario.json"
    file.write_text(json.dumps(patched(BASE, patch)), encoding="utf-8")
    return file


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    file = tmp_path / "plan.json"
    document = {"format": "consolidate/plan/1", "decisions": decisions().model_dump(mode="json", exclude_unset=True)}
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


def test_each_stays_out_in_turn_by_default(command: Command, scenario: Path, plan: Path, tmp_path: Path) -> None:
    """Half of the joint cost is each one's; who is left alone pays the other half too, which no discount makes less."""
    out = tmp_path / "coalitions.json"
    ended = command("coalitions", scenario, *WORK, "--plan", plan, "--json", "-o", out)
    assert ended.code == codes.OK
    found = ended.document
    assert (found["format"], found["outcome"], found["core"]) == ("consolidate/coalitions/1", "optimal", None)
    assert [(one["kind"], one["municipalities"]) for one in found["questions"]] == [
        ("without", ["ash"]),
        ("without", ["birch"]),
    ]
    for one in found["questions"]:
        assert one["stayers"] == {"estimate": 20_000, "noise": 0, "proven": [20_000, 20_000], "sureness": "proven"}
        assert (one["joint_left"], one["joint_more"]) == (20_000, 20_000)
    assert found["solves"] == 3
    assert json.loads(out.read_text(encoding="utf-8")) == found
    told = command("report", scenario, plan, "--study", out)
    assert told.code == codes.OK
    assert "Who takes part, and what it changes" in told.out


def test_questions_and_the_core_as_tables(command: Command, scenario: Path) -> None:
    asked = ("--leaves", "birch=2007-02-05", "--opts-out", "ash/finance", "--without", "birch", "--core")
    ended = command("coalitions", scenario, *asked, *WORK)
    assert ended.code == codes.OK
    told = " ".join(ended.out.split())
    for part in (
        "birch leaves on 5 February 2007",
        "ash opts out of finance",
        "without birch",
        "What each pays more",
        "What each adds to the whole",
        "Groups by themselves",
        "The accounts as they are leave none of them better off alone.",
    ):
        assert part in told


def test_grants_shrink_where_that_is_asked(command: Command, scenario: Path) -> None:
    """The programme has 40,000, just what the joint work costs. With half of it Ash alone has no plan."""
    document = json.loads(scenario.read_text(encoding="utf-8"))
    scenario.write_text(json.dumps(document | {"budgets": {"programme": {"grants": {"2007": 40_000}}}}))
    for options, outcome in (((), "optimal"), (("--shrink-grants",), "infeasible")):
        ended = command("coalitions", scenario, "--without", "birch", *options, *WORK, "--json")
        assert ended.code == codes.OK
        assert ended.document["questions"][0]["outcome"] == outcome
        assert ended.document["shrunk"] == bool(options)


def test_what_is_not_there_is_told(command: Command, scenario: Path) -> None:
    for asked, told in (
        (("--without", "west"), "ash, birch"),
        (("--without", "ash,birch"), "at least one municipality"),
        (("--leaves", "west=2007-02-05"), "ash, birch"),
        (("--leaves", "birch=tomorrow"), "north=2009-12-31"),
        (("--opts-out", "birch"), "north/finance"),
        (("--opts-out", "birch/school"), "finance"),
        (("--without", ","), "north,south"),
    ):
        ended = command("coalitions", scenario, *asked, *WORK)
        assert ended.code == codes.BAD_INPUT
        assert told in ended.err


def test_a_programme_without_a_plan_says_so(command: Command, scenario: Path) -> None:
    document = json.loads(scenario.read_text(encoding="utf-8"))
    scenario.write_text(json.dumps(document | {"budgets": {"programme": {"grants": {"2007": 1}}}}))
    ended = command("coalitions", scenario, "--core", *WORK)
    assert ended.code == 3
    assert "There is no plan" in ended.err
