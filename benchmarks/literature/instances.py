"""Instance files with the best values known, by set; and samples of them."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

TABLE = "best_known.csv"
PROBLEM = "rcpsp"
"""The problem of the table that a scenario can express: one mode for each activity, renewable resources, makespan."""
NO_INSTANCES = {".csv", ".json", ".md"}


@dataclass(frozen=True)
class Instance:
    """One file of a set, and the best makespan known."""

    set_name: str
    file: Path
    best_known: int

    def gap_percent(self, makespan: int) -> float:
        """How far a makespan is from the best one known, in per cent of that."""
        return 100 * (makespan - self.best_known) / self.best_known


def find_table(folder: Path) -> Path:
    """The table of best known values in a folder or the nearest one above it; FileNotFoundError where none is."""
    folder = folder.resolve()
    for place in (folder, *folder.parents):
        if (place / TABLE).is_file():
            return place / TABLE
    raise FileNotFoundError(f"no {TABLE} in or above {folder}")


def read_table(table: Path) -> dict[str, tuple[str, int]]:
    """Set and best known makespan by file name, for the problem that a scenario can express."""
    with table.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        return {
            row["file"]: (row["set"], round(float(row["best_known"])))
            for row in rows
            if row.get("problem", PROBLEM) == PROBLEM and row["best_known"]
        }


def read_folder(folder: Path) -> list[Instance]:
    """All instances in and below a folder, by set and name; files that are not in the table are told and left out."""
    known = read_table(find_table(folder))
    found = []
    for file in sorted(folder.rglob("*")):
        if not file.is_file() or file.suffix in NO_INSTANCES:
            continue
        if file.name in known:
            found.append(Instance(known[file.name][0], file, known[file.name][1]))
        else:
            print(f"{file.name}: no {PROBLEM} of that name in {TABLE}, left out", file=sys.stderr)
    return found


def by_set(instances: Iterable[Instance]) -> dict[str, list[Instance]]:
    """Instances by set, each set in order of its file names."""
    found: dict[str, list[Instance]] = {}
    for instance in sorted(instances, key=lambda one: (one.set_name, one.file.name)):
        found.setdefault(instance.set_name, []).append(instance)
    return found


def sampled(instances: Sequence[Instance], size: int | None) -> list[Instance]:
    """As many as asked for, evenly spread over a set's file names; all where there are no more."""
    count = len(instances)
    if size is None or size >= count:
        return list(instances)
    return [instances[(2 * place + 1) * count // (2 * size)] for place in range(size)]
