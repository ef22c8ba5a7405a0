"""`make bench`: what it measures, that it goes on where it stopped, and the table that it prints."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from benchmarks import __main__ as bench
from benchmarks import measure
from benchmarks.cases import DEFAULT, QUICK, Extent, Task, load
from benchmarks.results import Results

from consolidate.programme.programme import Programme

FOUND: dict[str, Any] = {
    "outcome": "feasible",
    "cost": 200,
    "bound": 150,
    "passes": None,
    "seconds": 1.5,
    "megabytes": 9,
}
ONE = Extent(("S1",), ("S1", "merger"), 2, {"first": 0, "annealing": 1, "search": 2, "model": 3})


@pytest.mark.parametrize(("extent", "minutes"), [(DEFAULT, 15), (QUICK, 2)])
def test_it_ends_in_time(extent: Extent, minutes: int) -> None:
    """Two seconds of starting, reading and building for each task beside its limit."""
    assert sum(task.limit + 2 for task in extent.tasks()) < 60 * minutes


def test_large_cases_are_searched_in_three_ways_and_small_ones_solved_whole_too() -> None:
    found: dict[str, set[str]] = {}
    for task in DEFAULT.tasks():
        found.setdefault(task.case, set()).add(task.solver)
    assert found["knps-2007"] == found["S3"] == {"first", "annealing", "search"}
    assert found["S1"] == {"first", "annealing", "search", "model"}
    assert found["merger"] == found["two-towns"] == {"search", "model"}


def test_each_task_has_a_key_of_its_own() -> None:
    keys = [task.key for task in DEFAULT.tasks()]
    assert len(set(keys)) == len(keys)
    assert "S1/2/search/20" in keys


@pytest.mark.parametrize("case", sorted({task.case for task in DEFAULT.tasks()}))
def test_every_case_can_be_read(case: str) -> None:
    assert Programme(load(case)).options


@pytest.mark.parametrize("solver", sorted(measure.SOLVERS))
def test_every_way_of_planning_gives_a_result(solver: str, capsys: pytest.CaptureFixture[str]) -> None:
    measure.main(["two-towns", solver, "1", "2"])
    found = json.loads(capsys.readouterr().out)
    assert found.keys() == FOUND.keys()
    assert found["cost"] is None or found["cost"] >= 7_025_872
    if solver in ("annealing", "search"):
        assert found["outcome"] in ("feasible", "optimal")
        assert found["bound"] is None or found["bound"] <= 7_025_872


def test_what_is_there_is_not_measured_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []

    def counted(task: Task) -> dict[str, Any]:
        asked.append(task.key)
        if len(asked) == 4:
            raise KeyboardInterrupt
        return FOUND

    monkeypatch.setattr(bench, "measure", counted)
    monkeypatch.setattr(bench, "DEFAULT", ONE)
    file = tmp_path / "deep" / "bench.json"
    with pytest.raises(KeyboardInterrupt):
        bench.main(["--results", str(file)])
    assert len(json.loads(file.read_text(encoding="utf-8"))) == 3
    bench.main(["--results", str(file)])
    tasks = [task.key for task in ONE.tasks()]
    assert asked == [*tasks[:3], tasks[3], *tasks[3:]]
    assert capsys.readouterr().out == file.with_suffix(".md").read_text(encoding="utf-8")
    bench.main(["--results", str(file), "--fresh"])
    assert len(asked) == 1 + 2 * len(tasks)


def test_what_failed_is_tried_again(tmp_path: Path) -> None:
    results, tasks = Results(tmp_path / "bench.json"), list(ONE.tasks())
    results.add(tasks[0], {**FOUND, "outcome": "failed: no memory"})
    results.add(tasks[1], FOUND)
    assert Results(tmp_path / "bench.json").missing(tasks) == [tasks[0], *tasks[2:]]


def test_the_table_has_medians_over_seeds(tmp_path: Path) -> None:
    results = Results(tmp_path / "bench.json")
    for seed, cost in enumerate((1000, 1200, None), 1):
        results.add(Task("S1", "search", seed, 2), {**FOUND, "cost": cost, "bound": 900 + seed})
    rows = results.table([Task("S1", "search", seed, 2) for seed in (1, 2, 3, 4)]).splitlines()
    assert rows[2] == "| S1 | search | 2 | 2/3 | 1,100 | 1,000 | 1,200 | 903 | 17.91 | 1.5 | 9 |"
    assert len(rows) == 3


def ending(**ended: Any) -> Any:
    return lambda call, **_options: subprocess.CompletedProcess(call, **ended)


def test_a_task_that_breaks_is_a_result_too(monkeypatch: pytest.MonkeyPatch) -> None:
    task = Task("S1", "search", 1, 2)
    monkeypatch.setattr(subprocess, "run", ending(returncode=1, stdout="", stderr="a trace\nMemoryError\n"))
    assert bench.measure(task)["outcome"] == "failed: MemoryError"
    monkeypatch.setattr(subprocess, "run", ending(returncode=-9, stdout="", stderr=""))
    assert bench.measure(task)["outcome"] == "failed: -9"
    monkeypatch.setattr(subprocess, "run", ending(returncode=0, stdout=json.dumps(FOUND), stderr=""))
    assert bench.measure(task) == FOUND


def test_a_task_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def hangs(call: list[str], *, timeout: float, **_options: Any) -> Any:
        raise subprocess.TimeoutExpired(call, timeout)

    monkeypatch.setattr(subprocess, "run", hangs)
    assert bench.measure(Task("S1", "search", 1, 2))["outcome"] == "hung"
