"""compare: alternatives of a scenario or beside it, as tables, as data, as a file for the report."""

import json
from pathlib import Path

import pytest

from consolidate.cli import codes
from tests.analysis.example import TWO_TOWNS, TWO_TOWNS_PLAN
from tests.cli.conftest import Command

pytestmark = pytest.mark.slow

WORK = ("--deterministic", "--workers", "1", "--time-limit", "30")


@pytest.fixture
def alternatives(tmp_path: Path) -> Path:
    file = tmp_path / "more.json"
    patch = {"domains": {"finance": {"candidates": {"alfa": {"licence_per_user": 4100}}}}}
    file.write_text(json.dumps({"dearer": {"patch": patch}, "none": {"patch": {"keys": {"k": {"equal": 100}}}}}))
    return file


def test_alternatives_beside_the_scenario(command: Command, alternatives: Path, tmp_path: Path) -> None:
    out = tmp_path / "compared.json"
    ended = command(
        "compare", TWO_TOWNS, "--with", alternatives, "--alternatives", "dearer", *WORK, "--json", "-o", out
    )
    assert ended.code == codes.OK
    rows = ended.document["alternatives"]
    assert [row["name"] for row in rows] == ["base", "dearer"]
    assert rows[1]["against_base"]["estimate"] > 0
    assert json.loads(out.read_text(encoding="utf-8")) == ended.document
    told = command("report", TWO_TOWNS, TWO_TOWNS_PLAN, "--study", out)
    assert "Alternatives side by side" in told.out
    assert "another version" not in told.out


def test_a_name_that_does_not_exist_is_told_with_those_that_do(command: Command, alternatives: Path) -> None:
    ended = command("compare", TWO_TOWNS, "nobody", "--with", alternatives, *WORK)
    assert ended.code == codes.BAD_INPUT
    assert "nobody" in ended.err
    assert "dearer, none" in ended.err


def test_a_scenario_without_alternatives_says_so(command: Command) -> None:
    ended = command("compare", TWO_TOWNS, *WORK)
    assert ended.code == codes.BAD_INPUT
    assert "--with" in ended.err


def test_patches_that_touch_nothing_are_faults_with_their_paths(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "idle.json"
    idle = {
        "a": {"patch": {"domains": {"finance": {"after": ["coordination"]}}}},
        "b": {"patch": {"budgets": {"x": None}}},
    }
    file.write_text(json.dumps(idle))
    ended = command("compare", TWO_TOWNS, "--with", file, *WORK)
    assert ended.code == codes.BAD_INPUT
    assert "alternatives.a.patch" in ended.err
    assert "alternatives.b.patch.budgets.x" in ended.err
