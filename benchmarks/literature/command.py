"""``python -m benchmarks literature FOLDER``: this program and a peer on instances from the literature.

Prints the mean gap to the best values known for each set, in per cent: as a table, or with ``--json`` as
``{"sets": [{"name", "files", "mean_gap", "peer_mean_gap"}]}``. A mean is null where a file of the set
was left without a plan, or where there is no peer; each solve is told on standard error.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from benchmarks.apart import warm_up
from benchmarks.literature.instances import Instance, by_set, read_folder, sampled
from benchmarks.literature.solve import WAYS, Effort
from consolidate.files import write_whole

ROOT = Path(__file__).parents[2]
DATA = Path(__file__).parent / "data"
OWN = "search"
PATIENCE = 120
"""Seconds beyond its limit after which a solve is given up."""


class Solves:
    """What has been solved, by file, way and effort; with a results file a broken run goes on where it stopped."""

    def __init__(self, effort: Effort, results: Path | None) -> None:
        self.effort, self.results = effort, results
        self.found: dict[str, int | None] = {}
        if results is not None and results.exists():
            self.found = json.loads(results.read_text(encoding="utf-8"))

    def makespan(self, instance: Instance, way: str) -> int | None:
        """The makespan that a way finds, solved now unless it is known; None where it found no plan."""
        effort = self.effort
        key = f"{instance.file.name}/{way}/{effort.seconds:g}s/{effort.workers}w/{effort.seed}"
        if self.found.get(key) is None:
            self.found[key] = _solved(instance.file, way, effort)
            if self.results is not None:
                self.results.parent.mkdir(parents=True, exist_ok=True)
                write_whole(self.results, json.dumps(self.found, indent=1, sort_keys=True) + "\n")
        return self.found[key]


def _solved(file: Path, way: str, effort: Effort) -> int | None:
    """The makespan found in a process of its own; one that fails or hangs has found none, and its reason is told."""
    call = [sys.executable, "-m", "benchmarks.literature.solve", str(file.resolve()), way]
    call += [f"{effort.seconds:g}", str(effort.workers), str(effort.seed)]
    patience = effort.seconds + PATIENCE
    try:
        ended = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, timeout=patience, check=False)
    except subprocess.TimeoutExpired:
        print(f"{file.name}: {way} hung", file=sys.stderr)
        return None
    if ended.returncode:
        print(f"{file.name}: {way} failed: {ended.stderr.strip()}", file=sys.stderr)
        return None
    found: int | None = json.loads(ended.stdout)["makespan"]
    return found


def compare(sets: dict[str, list[Instance]], ways: Sequence[str], solves: Solves) -> list[dict[str, Any]]:
    """Each set with the mean gap of this program and of its peer, in per cent; progress on standard error."""
    found = []
    for name, instances in sets.items():
        gaps: dict[str, list[float | None]] = {way: [] for way in ways}
        for number, instance in enumerate(instances, 1):
            told = []
            for way in ways:
                makespan = solves.makespan(instance, way)
                gaps[way].append(None if makespan is None else instance.gap_percent(makespan))
                told.append(f"{way} {makespan}")
            print(
                f"{name} {number}/{len(instances)} {instance.file.name}: best known {instance.best_known}, "
                f"{', '.join(told)}",
                file=sys.stderr,
            )
        peer = ways[1] if len(ways) > 1 else None
        found.append(
            {
                "name": name,
                "files": len(instances),
                "mean_gap": _mean(gaps[OWN]),
                "peer_mean_gap": None if peer is None else _mean(gaps[peer]),
            }
        )
    return found


def _mean(gaps: Sequence[float | None]) -> float | None:
    known = [gap for gap in gaps if gap is not None]
    return round(fmean(known), 3) if known and len(known) == len(gaps) else None


def table(found: Sequence[dict[str, Any]], peer: str | None) -> str:
    """The comparison in Markdown."""
    rows = [("set", "files", "mean gap %", f"{peer or 'no peer'} %"), ("---", "--:", "--:", "--:")]
    for one in found:
        gaps = ["–" if one[key] is None else f"{one[key]:.2f}" for key in ("mean_gap", "peer_mean_gap")]
        rows.append((one["name"], str(one["files"]), gaps[0], gaps[1]))
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    found = argparse.ArgumentParser(prog="python -m benchmarks literature", description=__doc__)
    found.add_argument("folder", type=Path, nargs="?", default=DATA, help="instance files in Patterson's format")
    found.add_argument("--time-limit", type=float, default=30, metavar="SECONDS")
    found.add_argument("--workers", type=int, default=2)
    found.add_argument("--seed", type=int, default=1)
    found.add_argument("--peer", choices=sorted(WAYS.keys() - {OWN}))
    found.add_argument("--sample", type=int, metavar="N", help="N files of each set, evenly spread over their names")
    found.add_argument("--sets", nargs="*", metavar="NAME", help="these sets alone")
    found.add_argument("--results", type=Path, metavar="FILE", help="keep what is solved, and go on from there")
    found.add_argument("--json", action="store_true", help="print JSON")
    return found


def literature(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, solve, print."""
    options = parser().parse_args(arguments)
    try:
        instances = read_folder(options.folder)
    except FileNotFoundError as fault:
        parser().error(str(fault))
    sets = {name: sampled(own, options.sample) for name, own in by_set(instances).items()}
    if options.sets:
        sets = {name: own for name, own in sets.items() if name in options.sets}
    ways = [OWN, *([options.peer] if options.peer else [])]
    solves = Solves(Effort(options.time_limit, options.workers, options.seed), options.results)
    warm_up()
    found = compare(sets, ways, solves)
    print(json.dumps({"sets": found}, indent=1) if options.json else table(found, options.peer), end="\n")
