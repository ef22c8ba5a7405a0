"""`python -m benchmarks consolidation`: the object that others read, and what the command does where it fails."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from benchmarks.__main__ import main
from benchmarks.cases import SHIPPED, Task

from benchmarks import consolidation as command
from tests import ROOT
from tests.benchmarks.made import result

OPTIMUM = 7_025_872.277
KEYS = {
    "outcome",
    "objective",
    "bound",
    "gap_percent_of_gross",
    "gap_percent_of_investment",
    "seconds",
    "peak_mb",
}


@pytest.fixture(autouse=True)
def _no_warm_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "warm_up", lambda: None)


def asked(monkeypatch: pytest.MonkeyPatch, **known: Any) -> list[Task]:
    """The tasks that are asked for, each answered without planning."""
    tasks: list[Task] = []

    def measure(task: Task) -> dict[str, Any]:
        tasks.append(task)
        return result(task, **known)

    monkeypatch.setattr(command, "measure", measure)
    return tasks


@pytest.mark.slow
def test_one_object_on_standard_output() -> None:
    call = [sys.executable, "-m", "benchmarks", "consolidation", "two-towns", "--time-limit", "1", "--workers", "1"]
    ended = subprocess.run([*call, "--json"], cwd=ROOT, capture_output=True, text=True, check=True)
    found = json.loads(ended.stdout)
    assert found.keys() >= KEYS
    assert found["outcome"] in ("optimal", "feasible", "no_plan")
    assert found["bound"] is None or found["bound"] <= OPTIMUM
    assert found["objective"] is None or found["objective"] >= OPTIMUM
    assert found["peak_mb"] > 50


def test_a_file_is_found_from_where_the_command_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "mine.json").write_bytes(SHIPPED["two-towns"].read_bytes())
    monkeypatch.chdir(tmp_path)
    tasks = asked(monkeypatch)
    main(["consolidation", "mine.json", "--time-limit", "3", "--workers", "4", "--seed", "5", "--json"])
    assert tasks == [Task(str(tmp_path / "mine.json"), "search", 3, 5, 4)]
    assert isinstance(json.loads(capsys.readouterr().out), dict)


def test_several_cases_give_a_list(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    asked(monkeypatch)
    main(["consolidation", "two-towns", "S1:2", "--json"])
    assert [one["case"] for one in json.loads(capsys.readouterr().out)] == ["two-towns", "S1:2"]


def test_a_table_without_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    asked(monkeypatch, objective=None, gap_percent_of_gross=None)
    main(["consolidation", "merger"])
    assert capsys.readouterr().out.splitlines()[2] == ("| merger | feasible | – | 900 | – | 50.0 | 60.0 | 0.5 | 200 |")


def test_a_run_that_fails_is_told_and_ends_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked(monkeypatch, outcome="failed", reason="MemoryError")
    with pytest.raises(SystemExit, match="1"):
        main(["consolidation", "S1", "--json"])
    told = capsys.readouterr()
    assert json.loads(told.out)["outcome"] == "failed"
    assert told.err == "S1: failed: MemoryError\n"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["nowhere.json"], "nowhere.json: no file, and none of two-towns"),
        (["S1:x"], "S1:x: no file"),
        (["S1", "--time-limit", "0"], "0 is no number above 0"),
        (["S1", "--time-limit", "nan"], "nan is no number above 0"),
        (["S1", "--workers", "0"], "0 is no whole number above 0"),
        ([], "CASE"),
    ],
)
def test_bad_input_ends_with_2(arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["consolidation", *arguments])
    assert reason in capsys.readouterr().err


def test_a_faulty_document_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    faulty = tmp_path / "faulty.json"
    faulty.write_text('{"format": "consolidate/scenario/1", "period": 3}')
    with pytest.raises(SystemExit, match="2"):
        main(["consolidation", str(faulty)])
    assert "period: 3" in capsys.readouterr().err
