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
from dataclasses import replace
from pathlib import Path

from benchmarks.apart import Result, call_of, failed, told, warm_up
from benchmarks.cases import ROOT, Task
from benchmarks.table import Table

FRAME = re.compile(r"(?P<function>[^;]+) \(consolidate/(?P<file>(?P<room>\w+)[\w/]*\.py):\d+\)")
ROOMS, FUNCTIONS = 8, 12
"""How many of each are shown."""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    found = argparse.ArgumentParser(
        prog="python -m benchmarks profile", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    found.add_argument("case")
    found.add_argument("--time-limit", dest="limit", type=float, default=60, metavar="SECONDS")
    found.add_argument("--workers", type=int, default=2)
    found.add_argument("--seed", type=int, default=1)
    return found


def profile(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, run and look, print a table."""
    task = Task(way="profile", **vars(parser().parse_args(arguments)))
    warm_up()
    found = profiled(task)
    if "reason" in found:
        sys.exit(found["reason"])
    print(table([found]).markdown(), end="")


def profiled(task: Task) -> Result:
    """Samples by room and by function of a search."""
    with tempfile.TemporaryDirectory() as folder:
        stacks = Path(folder) / "stacks"
        call = [str(Path(sys.executable).with_name("py-spy")), "record", "--format", "raw", "--rate", "100"]
        call += ["--output", str(stacks), "--", *call_of(replace(task, way="search"))]
        ended = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
        if ended.returncode or not stacks.exists():
            return failed(task, ended.stderr.strip())
        rooms, functions = shares(stacks.read_text(encoding="utf-8").splitlines())
    return told(task, {"outcome": "profiled", "rooms": rooms, "functions": functions})


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


def table(profiles: Iterable[Result]) -> Table:
    """The rooms and functions in which most samples fell."""
    rows = []
    for found in profiles:
        for kind, most in (("rooms", ROOMS), ("functions", FUNCTIONS)):
            counts: Counter[str] = Counter(found[kind])
            rows += [
                (found["case"], f"{found['limit']:g}", name, f"{100 * count / counts.total():.1f}")
                for name, count in counts.most_common(most)
            ]
    return Table(("case", "limit s", "room, or function", "% of samples"), rows, texts=3)
