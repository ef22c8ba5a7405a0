"""Results as the suite would keep them, made up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.apart import NOTHING
from benchmarks.cases import Task
from benchmarks.results import Results


def result(task: Task, **known: Any) -> dict[str, Any]:
    """A run that found a plan of 1,000 and a bound of 900, but for what is given."""
    found = {
        "outcome": "feasible",
        "objective": 1000.0,
        "bound": 900.0,
        "gap_percent_of_gross": 10.0,
        "gap_percent_of_investment": 50.0,
        "gross": 1000,
        "seconds": task.limit,
        "first_plan_seconds": 0.5,
        "first_bound_seconds": 0.25,
        "peak_mb": 200,
        "curve": [[0.25, None, 850], [0.5, 1100, 850], [4.0, 1000, 900]],
        "machine": "a machine",
        "version": "0",
    }
    return {**vars(task), **NOTHING, **found, **known}


def results(file: Path, *runs: tuple[Task, dict[str, Any]]) -> Results:
    """A results file with these runs."""
    kept = Results(file)
    kept.found = {task.key: result(task, **known) for task, known in runs}
    task, known = runs[-1]
    kept.add(task, result(task, **known))
    return kept
