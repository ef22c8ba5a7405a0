"""The suite: what it measures, that it goes on where it stopped, and what it keeps."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from benchmarks.__main__ import main
from benchmarks.apart import Result
from benchmarks.cases import Task
from benchmarks.literature.command import DATA, parser
from benchmarks.literature.instances import by_set, read_folder
from benchmarks.results import Results, proven_seconds
from benchmarks.tasks import GROUPS, LITERATURE_AIMS, LITERATURE_SAMPLE, PARTS, planned, quick

from benchmarks import suite
from tests.benchmarks.made import result, results


def test_the_quick_one_takes_two_minutes() -> None:
    """Two seconds of starting, reading and building for each task beside its limit."""
    assert sum(task.limit + 2 for task in quick()) < 120


def test_large_cases_are_searched_in_three_ways_and_small_ones_solved_whole_too() -> None:
    found: dict[str, set[str]] = {}
    for task in planned(("ways",), 1, 2):
        found.setdefault(task.case, set()).add(task.way)
    assert found["S3"] == {"first", "annealing", "search"}
    assert found["knps-2007"] == found["S1"] == {"first", "annealing", "search", "model"}
    assert found["merger"] == found["two-towns"] == {"search", "model"}


def test_each_part_is_left_out_once_beside_the_whole_search() -> None:
    ways = [task.way for task in planned(("ablation",), 1, 2) if task.case == "knps-2007"]
    assert ways == ["search", *(f"search without {part}" for part in PARTS)]


def test_what_several_groups_ask_for_is_measured_once() -> None:
    tasks = planned(tuple(GROUPS), 2, 2)
    keys = [task.key for task in tasks]
    assert len(set(keys)) == len(keys)
    assert {"knps-2007/search/60s/2w/1", "knps-2007/search/60s/2w/2", "D160/growth/180s/2w/1"} <= set(keys)
    assert "D160/growth/180s/2w/2" not in keys


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keys of what is measured, without planning; the fourth is broken off."""
    asked: list[str] = []

    def measure(task: Task) -> Result:
        asked.append(task.key)
        if len(asked) == 4:
            raise KeyboardInterrupt
        return result(task)

    monkeypatch.setattr(suite, "measure", measure)
    monkeypatch.setattr(suite, "warm_up", lambda: None)
    return asked


def test_what_is_there_is_not_measured_again(measured: list[str], tmp_path: Path) -> None:
    file = tmp_path / "deep" / "bench.json"
    call = ["--only", "ways", "--cases", "S1", "--seeds", "2", "--results", str(file)]
    with pytest.raises(KeyboardInterrupt):
        main(call)
    assert len(json.loads(file.read_text(encoding="utf-8"))) == 3
    main(call)
    tasks = [task.key for task in planned(("ways",), 2, 2) if task.case == "S1"]
    assert measured == [*tasks[:4], *tasks[3:]]
    assert "whole model alone" in file.with_suffix(".html").read_text(encoding="utf-8")


def test_there_are_as_many_instances_of_each_set_as_are_asked_for() -> None:
    sets = by_set(read_folder(DATA))
    assert {name: len(sets[name]) >= LITERATURE_SAMPLE for name in LITERATURE_AIMS} == dict.fromkeys(
        LITERATURE_AIMS, True
    )


def test_the_literature_is_solved_beside_each_peer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    calls: list[list[str]] = []

    def run(call: list[str], **_options: Any) -> subprocess.CompletedProcess[str]:
        parser().parse_args(call[4:])
        calls.append(call)
        return subprocess.CompletedProcess(call, 0, stdout='{"sets": [{"name": "J60"}]}')

    monkeypatch.setattr(subprocess, "run", run)
    suite.measure_literature(tmp_path / "bench.json", 2)
    assert [call[call.index("--peer") + 1] for call in calls] == ["pyjobshop", "plain"]
    assert Results(tmp_path / "bench.json").literature("plain") == [{"name": "J60"}]
    assert Results(tmp_path / "other" / "bench.json").literature("plain") == []


def test_fresh_measures_anew_only_what_is_asked_for(measured: list[str], tmp_path: Path) -> None:
    kept, asked = Task("S2", limit=60), Task("two-towns", "model", 40)
    file = tmp_path / "bench.json"
    results(file, (kept, {}), (asked, {"objective": 1.0}))
    main(["suite", "--only", "ways", "--cases", "two-towns", "--seeds", "1", "--fresh", "--results", str(file)])
    assert measured == ["two-towns/search/40s/2w/1", asked.key]
    assert Results(file).found[asked.key]["objective"] == 1000
    assert kept.key in Results(file).found


def test_what_failed_is_tried_again(tmp_path: Path) -> None:
    tasks = [Task("S1", seed=seed) for seed in (1, 2, 3)]
    reason = 'no memory: {"a": {}}, {'
    results(tmp_path / "bench.json", (tasks[0], {"outcome": "failed", "reason": reason}), (tasks[1], {}))
    again = Results(tmp_path / "bench.json")
    assert again.missing(tasks) == [tasks[0], tasks[2]]
    assert again.found[tasks[0].key]["reason"] == reason


def test_medians_are_over_seeds_and_a_run_without_plan_counts_as_worst(tmp_path: Path) -> None:
    costs: list[float | None] = [1000, None, 1200]
    tasks = [(Task("S1", seed=seed), {"objective": cost}) for seed, cost in enumerate(costs, 1)]
    other: tuple[Task, dict[str, Any]] = (Task("S1", limit=61), {"objective": 1.0})
    kept = results(tmp_path / "bench.json", *tasks, other)
    runs = kept.runs(Task("S1"))
    assert (runs.planned, len(runs.results), runs.median("objective")) == (2, 3, 1200)
    assert runs.span("objective") == (1000, 1200)
    kept.add(Task("S1", seed=1), result(Task("S1"), objective=None))
    assert kept.runs(Task("S1")).median("objective") is None
    assert kept.runs(Task("S2")).median("objective") is None


def test_only_a_proof_has_a_time_of_proof() -> None:
    assert proven_seconds(result(Task("S1"), outcome="optimal", seconds=3)) == 3
    assert proven_seconds(result(Task("S1"), seconds=3)) is None
