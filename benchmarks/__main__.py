"""Measure ways of planning side by side: ``python -m benchmarks``, or ``make bench``.

On large cases: the first pass of construction, annealing, and the whole search; on small ones one solve of the whole
model beside the search. Results are kept in a file; what is there already is not measured again.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.cases import DEFAULT, QUICK, Task
from benchmarks.results import Result, Results

ROOT = Path(__file__).parents[1]
PATIENCE = 120
"""Seconds beyond its limit after which a task is given up."""


def measure(task: Task) -> Result:
    """Measure a task in a process of its own; one that fails or hangs is a result too."""
    call = [sys.executable, "-m", "benchmarks.measure", task.case, task.solver, str(task.seed), f"{task.limit:g}"]
    nothing = {"cost": None, "bound": None, "passes": None, "seconds": task.limit, "megabytes": 0}
    try:
        ended = subprocess.run(
            call, cwd=ROOT, capture_output=True, text=True, timeout=task.limit + PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return {**nothing, "outcome": "hung"}
    if ended.returncode:
        lines = ended.stderr.strip().splitlines()
        return {**nothing, "outcome": f"failed: {lines[-1] if lines else ended.returncode}"}
    found: Result = json.loads(ended.stdout)
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, measure what is missing, print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer cases, one seed, short limits: two minutes")
    parser.add_argument("--fresh", action="store_true", help="measure anew what has been measured")
    parser.add_argument("--results", type=Path, default=ROOT / "build" / "bench.json", metavar="FILE")
    options = parser.parse_args(arguments)
    results = Results(options.results, fresh=options.fresh)
    tasks = list((QUICK if options.quick else DEFAULT).tasks())
    missing = results.missing(tasks)
    for number, task in enumerate(missing, 1):
        result = measure(task)
        results.add(task, result)
        print(f"{number}/{len(missing)} {task.key}: {result['outcome']} {result['cost'] or ''}", file=sys.stderr)
    table = results.table(tasks)
    options.results.with_suffix(".md").write_text(table, encoding="utf-8")
    print(table, end="")


if __name__ == "__main__":
    main()
