"""``python -m benchmarks``: measure what is missing, then write the page.

Results stand in one file by case, way, limit, workers and seed; what is there is not measured again, what failed is. So
a run that was broken off goes on where it stopped, and parts can be measured one by one.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.apart import measure, warm_up
from benchmarks.cases import ROOT, Task
from benchmarks.profiling import profiled
from benchmarks.results import Results, literature_file
from benchmarks.tasks import GROUPS, LITERATURE_AIMS, LITERATURE_LIMIT, LITERATURE_SAMPLE, PEERS, planned, quick

RESULTS = ROOT / "build" / "benchmarks.json"
LITERATURE = "literature"


def parser() -> argparse.ArgumentParser:
    """The command line."""
    found = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    found.add_argument(
        "--only", nargs="+", choices=(*GROUPS, LITERATURE), metavar="GROUP", help=f"{', '.join(GROUPS)}, {LITERATURE}"
    )
    found.add_argument("--cases", nargs="+", default=[], metavar="CASE", help="these cases alone")
    found.add_argument("--seeds", type=int, default=3, metavar="N", help="seeds 1 to N (growth and profile: one)")
    found.add_argument("--workers", type=int, default=2, metavar="N")
    found.add_argument("--quick", action="store_true", help="a few short ones, to see that everything works")
    found.add_argument("--fresh", action="store_true", help="measure anew what has been measured")
    found.add_argument("--results", type=Path, default=RESULTS, metavar="FILE")
    found.add_argument("--page", type=Path, metavar="FILE", help="where the page goes; else beside the results")
    return found


def suite(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, measure what is missing, write the page."""
    options = parser().parse_args(arguments)
    groups = options.only or (*GROUPS, LITERATURE)
    if options.quick:
        tasks = [replace(task, workers=options.workers) for task in quick()]
    else:
        tasks = planned([group for group in groups if group in GROUPS], options.seeds, options.workers)
    tasks = [task for task in tasks if not options.cases or task.case in options.cases]
    results = Results(options.results, options.workers)
    if options.fresh:
        results.forget(tasks)
    measure_missing(results, tasks)
    if LITERATURE in groups and not options.quick and not options.cases:
        measure_literature(results.file, options.workers)
    from benchmarks.page import write_page  # noqa: PLC0415 - plots are wanted only now, and take memory

    page = options.page or options.results.with_suffix(".html")
    write_page(page, results)
    print(page)


def measure_missing(results: Results, tasks: Sequence[Task]) -> None:
    """Measure each task that has no result yet; each is kept as soon as it is there, and told on standard error."""
    missing = results.missing(tasks)
    if missing:
        warm_up()
    for number, task in enumerate(missing, 1):
        result = profiled(task) if task.way == "profile" else measure(task)
        results.add(task, result)
        told = result.get("reason") if result["objective"] is None else f"{result['objective']:,.0f}"
        print(f"{number}/{len(missing)} {task.key}: {result['outcome']} {told or ''}", file=sys.stderr, flush=True)


def measure_literature(file: Path, workers: int) -> None:
    """Solve instances from the literature beside each peer; what they print is kept beside the results."""
    solves = file.with_name("literature-solves.json")
    for peer in PEERS:
        call = [sys.executable, "-m", "benchmarks", "literature", "--peer", peer, "--results", str(solves.absolute())]
        call += ["--sets", *LITERATURE_AIMS, "--sample", str(LITERATURE_SAMPLE), "--time-limit", str(LITERATURE_LIMIT)]
        call += ["--workers", str(workers), "--json"]
        told = subprocess.run(call, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
        literature_file(file, peer).write_text(told, encoding="utf-8")
