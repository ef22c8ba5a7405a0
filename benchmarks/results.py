"""Results kept in one file, so that a broken run goes on where it stopped; and the table made from them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.cases import Task
from consolidate.files import write_whole

Result = Mapping[str, Any]

HEAD = (
    ("case", "way", "limit s", "plans", "cost (median)", "best", "worst", "bound (best)", "gap %", "seconds", "MB"),
    ("---", "---", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "--:"),
)
BROKEN: Result = {"outcome": "failed"}
NAMES = {"first": "first pass", "annealing": "annealing, 1 thread", "search": "search", "model": "whole model (CP-SAT)"}


class Results:
    """What has been measured, by key of the task; every new result is written at once."""

    def __init__(self, file: Path, *, fresh: bool = False) -> None:
        self.file = file
        self.found: dict[str, Result] = {}
        if file.exists() and not fresh:
            self.found = json.loads(file.read_text(encoding="utf-8"))

    def missing(self, tasks: Iterable[Task]) -> list[Task]:
        """Tasks without a result; one that failed or hung is tried again."""
        return [task for task in tasks if self.found.get(task.key, BROKEN)["outcome"].startswith(("failed", "hung"))]

    def add(self, task: Task, result: Result) -> None:
        """Keep a result."""
        self.found[task.key] = result
        self.file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(self.file, json.dumps(self.found, indent=1, sort_keys=True) + "\n")

    def table(self, tasks: Iterable[Task]) -> str:
        """A Markdown table: one row for each case and way of planning, over its seeds."""
        groups: dict[tuple[str, str, float], list[Result]] = {}
        for task in tasks:
            if task.key in self.found:
                groups.setdefault((task.case, task.solver, task.limit), []).append(self.found[task.key])
        rows = [*HEAD, *(_row(*name, results) for name, results in groups.items())]
        return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


def _row(case: str, solver: str, limit: float, results: list[Result]) -> tuple[str, ...]:
    costs = [result["cost"] for result in results if result["cost"] is not None]
    bounds = [result["bound"] for result in results if result["bound"] is not None]
    middle, bound = median(costs) if costs else None, max(bounds, default=None)
    gap = "" if middle is None or bound is None or not middle else f"{100 * (middle - bound) / middle:.2f}"
    return (
        case,
        NAMES[solver],
        f"{limit:g}",
        f"{len(costs)}/{len(results)}",
        _money(middle),
        _money(min(costs, default=None)),
        _money(max(costs, default=None)),
        _money(bound),
        gap,
        f"{median(result['seconds'] for result in results):.1f}",
        str(max(result["megabytes"] for result in results)),
    )


def _money(amount: float | None) -> str:
    return "–" if amount is None else f"{round(amount):,}"
