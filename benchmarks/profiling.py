"""``python -m benchmarks profile CASE``: where the time of a run goes, by room and by function.

py-spy looks at every Python thread a hundred times a second and notes what it is doing; a sample counts for the last
function of this program on its stack, with whatever that calls (numba, NumPy, OR-Tools). A thread that waits is not
counted, nor are threads that OR-Tools starts by itself.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.apart import warm_up
from benchmarks.cases import ROOT
from benchmarks.table import Table

FRAME = re.compile(r"(?P<function>[^;]+) \(consolidate/(?P<file>(?P<room>\w+)[\w/]*\.py):\d+\)")
SHOWN = 15


def parser() -> argparse.ArgumentParser:
    """The command line."""
    found = argparse.ArgumentParser(
        prog="python -m benchmarks profile", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    found.add_argument("case")
    found.add_argument("--time-limit", type=float, default=60, metavar="SECONDS")
    found.add_argument("--workers", type=int, default=2)
    found.add_argument("--seed", type=int, default=1)
    return found


def profile(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, run and look, print two tables."""
    options = parser().parse_args(arguments)
    warm_up()
    task = [options.case, "search", f"{options.time_limit:g}", str(options.seed), str(options.workers)]
    with tempfile.TemporaryDirectory() as folder:
        stacks = Path(folder) / "stacks"
        call = [str(Path(sys.executable).with_name("py-spy")), "record", "--format", "raw", "--rate", "100"]
        call += ["--output", str(stacks), "--", sys.executable, "-m", "benchmarks.measure", *task]
        ended = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
        if ended.returncode:
            sys.exit(ended.stderr)
        lines = stacks.read_text(encoding="utf-8").splitlines()
    rooms, functions = shares(lines)
    print(_table("room", rooms).markdown())
    print(_table("function", functions).markdown(), end="")


def shares(lines: Iterable[str]) -> tuple[Counter[str], Counter[str]]:
    """Samples by room and by function, from stacks as py-spy writes them: frames parted by ``;``, then a count."""
    rooms: Counter[str] = Counter()
    functions: Counter[str] = Counter()
    for line in lines:
        stack, _, count = line.rpartition(" ")
        frames = list(FRAME.finditer(stack))
        if frames:
            last = frames[-1]
            rooms[last["room"]] += int(count)
            functions[f"{last['function'].strip()} ({last['file']})"] += int(count)
    return rooms, functions


def _table(name: str, counts: Counter[str]) -> Table:
    total = counts.total()
    return Table((name, "% of samples"), [(what, f"{100 * n / total:.1f}") for what, n in counts.most_common(SHOWN)])
