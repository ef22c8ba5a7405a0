"""Results kept in one file, so that a broken run goes on where it stopped; and the runs of one task over its seeds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf, isfinite
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.apart import FAILED, Result
from benchmarks.cases import Task
from consolidate.files import write_whole

Sets = Sequence[Mapping[str, Any]]
"""Sets of instances from the literature as `benchmarks.literature` prints them."""


def literature_file(results: Path, peer: str) -> Path:
    """Where the literature beside a peer is kept: beside the results."""
    return results.with_name(f"literature-{peer}.json")


class Results:
    """What has been measured, by key of the task; every new result is written at once.

    ``workers``: the runs that `runs` shows are those with so many.
    """

    def __init__(self, file: Path, workers: int = 2) -> None:
        self.file, self.workers = file, workers
        self.found: dict[str, Result] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}

    def missing(self, tasks: Iterable[Task]) -> list[Task]:
        """Tasks without a result; one that failed is tried again."""
        return [task for task in tasks if self.found.get(task.key, {"outcome": FAILED})["outcome"] == FAILED]

    def forget(self, tasks: Iterable[Task]) -> None:
        """Leave out what was measured for tasks."""
        for task in tasks:
            self.found.pop(task.key, None)

    def add(self, task: Task, result: Result) -> None:
        """Keep a result."""
        self.found[task.key] = result
        self.file.parent.mkdir(parents=True, exist_ok=True)
        lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(self.found[key])}" for key in sorted(self.found))
        write_whole(self.file, f"{{\n{lines}\n}}\n")

    def runs(self, task: Task) -> Runs:
        """The results of a task for every seed that was measured."""
        return self._of(replace(task, workers=self.workers).group)

    def _of(self, group: str) -> Runs:
        kept = [key for key in self.found if key.rpartition("/")[0] == group]
        return Runs(group, tuple(self.found[key] for key in sorted(kept)))

    def groups(self) -> list[Runs]:
        """All results, those that differ in their seed alone together."""
        return [self._of(group) for group in dict.fromkeys(key.rpartition("/")[0] for key in self.found)]

    def literature(self, peer: str) -> Sets:
        """The sets solved beside a peer; none where that was not measured."""
        file = literature_file(self.file, peer)
        found: Sets = json.loads(file.read_text(encoding="utf-8"))["sets"] if file.exists() else []
        return found

    def of_case(self, case: str) -> list[Result]:
        """Everything measured on a case."""
        return [result for key, result in self.found.items() if key.startswith(f"{case}/")]

    def best_bound(self, case: str) -> float | None:
        """The best bound that any run proved for a case; an infeasible or failed run proved none."""
        bounds = [one["bound"] for one in self.of_case(case) if one["bound"] is not None]
        return max(bounds, default=None)


@dataclass(frozen=True)
class Runs:
    """The results of one task over its seeds; ``group`` is its key without the seed."""

    group: str
    results: tuple[Result, ...]

    @cached_property
    def planned(self) -> int:
        """How many of them found a plan."""
        return sum(one["objective"] is not None for one in self.results)

    def values(self, of: str | Callable[[Result], float | None]) -> list[float]:
        """A value of each run, infinite where it has none."""
        found = [one.get(of) if isinstance(of, str) else of(one) for one in self.results]
        return [inf if value is None else value for value in found]

    def median(self, of: str | Callable[[Result], float | None]) -> float | None:
        """The median of a value over the runs; None where there is none, or where too many runs have none."""
        found = median(self.values(of)) if self.results else inf
        return found if isfinite(found) else None

    def span(self, of: str | Callable[[Result], float | None]) -> tuple[float, float] | None:
        """The least and the most of a value over the runs that have one."""
        found = [value for value in self.values(of) if isfinite(value)]
        return (min(found), max(found)) if found else None


def proven_seconds(result: Result) -> float | None:
    """How long a run took for its proof, None where there is none."""
    seconds: float | None = result["seconds"]
    return seconds if result["outcome"] == "optimal" else None
