"""frontier: cost against camels and the finish, as tables, as data, as a file for the report."""

import json
from pathlib import Path

import pytest

from consolidate.cli import codes
from consolidate.plan.outcome import EXIT_CODES, Outcome
from tests import ROOT
from tests.analysis.example import TWO_TOWNS, TWO_TOWNS_PLAN
from tests.cli.conftest import Command

pytestmark = pytest.mark.slow

WORK = ("--deterministic", "--workers", "1", "--time-limit", "12")


def test_as_data_and_as_a_file_for_the_report(command: Command, tmp_path: Path) -> None:
    out = tmp_path / "frontier.json"
    ended = command(
        "frontier", TWO_TOWNS, "--of", "finish", "--steps", "2", "--plan", TWO_TOWNS_PLAN, *WORK, "--json", "-o", out
    )
    assert ended.code == codes.OK
    points = ended.document["points"]
    assert ended.document["of"] == "finish"
    assert [point["limit"] is None for point in points] == [True, False, False]
    assert {"value", "outcome", "objective", "bound", "more", "burden", "camels", "babies", "finish", "worst"} <= (
        points[0].keys()
    )
    assert points[1]["more"]["estimate"] > 0
    assert json.loads(out.read_text(encoding="utf-8")) == ended.document
    told = command("report", TWO_TOWNS, TWO_TOWNS_PLAN, "--study", out)
    assert "Cost against the finish" in told.out
    assert "another version" not in told.out


def test_as_tables(command: Command) -> None:
    ended = command("frontier", TWO_TOWNS, "--of", "finish", "--steps", "1", "--plan", TWO_TOWNS_PLAN, *WORK)
    assert ended.code == codes.OK
    for told in ("no limit", "520,210", "each week earlier costs", "Plans that really differ"):
        assert told in " ".join(ended.out.split())


def test_what_cannot_be_less_is_said(command: Command) -> None:
    ended = command("frontier", TWO_TOWNS, "--of", "camels", "--plan", TWO_TOWNS_PLAN, *WORK)
    assert ended.code == codes.OK
    assert "No plan asks for fewer camels" in ended.out


def test_a_limit_with_a_price_is_told_with_its_path(command: Command) -> None:
    ended = command("frontier", ROOT / "scenarios" / "merger.json", "--of", "burden", *WORK)
    assert ended.code == codes.BAD_INPUT
    assert "policy.camels.all" in ended.err


def test_what_it_does_not_know(command: Command) -> None:
    for wrong in (("--of", "money"), (), ("--of", "camels", "--steps", "0")):
        ended = command("frontier", TWO_TOWNS, *wrong, *WORK)
        assert ended.code == codes.BAD_INPUT
        assert ended.out == ""


def test_a_scenario_without_a_plan(command: Command) -> None:
    ended = command("frontier", ROOT / "scenarios" / "infeasible" / "money-infeasible.json", "--of", "worst", *WORK)
    assert ended.code == EXIT_CODES[Outcome.INFEASIBLE]
    assert "There is no plan" in ended.err
