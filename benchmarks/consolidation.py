"""``python -m benchmarks consolidation S3 --time-limit 60``: plan a case, and say how good the plan is known to be.

A case is one of the shipped scenarios by name, a size from S1 to S6 (or D10 to D160), or a file. ``--json`` prints one
object, for several cases a list. Ends with 1 where a run failed, with 2 where a case does not exist or is faulty.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from math import inf
from pathlib import Path

from benchmarks.apart import FAILED, Result, measure, warm_up
from benchmarks.cases import SHIPPED, Task, load
from benchmarks.sizes import ALL_SIZES
from benchmarks.table import Table, amount, number
from consolidate.errors import ConsolidateError

LEFT_OUT = {"curve"}


def parser() -> argparse.ArgumentParser:
    """The command line."""
    found = argparse.ArgumentParser(
        prog="python -m benchmarks consolidation",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    found.add_argument("cases", nargs="+", metavar="CASE", help=", ".join((*SHIPPED, *ALL_SIZES, "or a file")))
    found.add_argument("--time-limit", type=_positive, default=60, metavar="SECONDS")
    found.add_argument("--workers", type=_count, default=2)
    found.add_argument("--seed", type=int, default=1)
    found.add_argument("--json", action="store_true", help="print JSON")
    return found


def _positive(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = 0
    if not 0 < found < inf:
        raise argparse.ArgumentTypeError(f"{text} is no number above 0")
    return found


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no whole number above 0")
    return int(text)


def consolidation(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, plan, print."""
    options = parser().parse_args(arguments)
    for case in options.cases:
        try:
            load(case)
        except ConsolidateError as fault:
            parser().error(str(fault))
    warm_up()
    found = [
        measure(Task(_absolute(case), "search", options.time_limit, options.seed, options.workers))
        for case in options.cases
    ]
    told = [{key: value for key, value in one.items() if key not in LEFT_OUT} for one in found]
    for one in told:
        if "reason" in one:
            print(f"{one['case']}: {one['outcome']}: {one['reason']}", file=sys.stderr)
    if options.json:
        print(json.dumps(told[0] if len(told) == 1 else told, indent=1))
    else:
        print(_table(told).markdown(), end="")
    if any(one["outcome"] == FAILED for one in told):
        sys.exit(1)


def _absolute(case: str) -> str:
    """A file by its whole path: the measuring process runs in another folder."""
    known = case in SHIPPED or case.partition(":")[0] in ALL_SIZES
    return case if known else str(Path(case).absolute())


def _table(found: Sequence[Result]) -> Table:
    head = ("case", "outcome", "cost", "bound", "gap % of gross", "of investment", "seconds", "first plan s", "MB")
    rows = [
        (
            str(one["case"]),
            str(one["outcome"]),
            amount(one["objective"]),
            amount(one["bound"]),
            number(one["gap_percent_of_gross"], 2),
            number(one["gap_percent_of_investment"], 1),
            number(one["seconds"], 1),
            number(one["first_plan_seconds"], 1),
            number(one["peak_mb"], 0),
        )
        for one in found
    ]
    return Table(head, rows, texts=2)
