"""Measure a task in a process of its own; one that fails or hangs is a result too."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.cases import ROOT, Task

Result = Mapping[str, Any]
PATIENCE = 300
"""Seconds beyond its limit after which a task is given up: building the largest takes more than a minute."""
NOTHING: Result = {
    "objective": None,
    "bound": None,
    "gap_percent_of_gross": None,
    "gap_percent_of_investment": None,
    "gross": None,
    "seconds": None,
    "first_plan_seconds": None,
    "first_bound_seconds": None,
    "peak_mb": None,
    "curve": [],
}
FAILED = "failed"
WARM_UP = (Task("two-towns", limit=120), Task("merger", limit=5))
"""All that is compiled is called by these: the first is proven before it is relaxed, the second is relaxed at once."""


def measure(task: Task) -> Result:
    """The result of a task; where its process broke or hung, outcome *failed* with the reason."""
    patience = task.limit + PATIENCE
    try:
        ended = subprocess.run(call_of(task), cwd=ROOT, capture_output=True, text=True, timeout=patience, check=False)
    except subprocess.TimeoutExpired:
        return failed(task, f"it had not ended after {patience:g} seconds")
    if ended.returncode:
        lines = ended.stderr.strip().splitlines()
        return failed(task, lines[-1] if lines else f"its process ended with {ended.returncode}")
    return told(task, json.loads(ended.stdout))


def call_of(task: Task) -> list[str]:
    """How `benchmarks.measure` is called for a task."""
    numbers = [f"{task.limit:g}", str(task.seed), str(task.workers)]
    return [sys.executable, "-m", "benchmarks.measure", task.case, task.way, *numbers]


def told(task: Task, found: Result) -> Result:
    """A result as it is kept: with its task, the machine and the version of this program."""
    return {**vars(task), **NOTHING, **found, "machine": machine(), "version": program()}


def failed(task: Task, reason: str) -> Result:
    """What is kept of a task that failed."""
    return told(task, {"outcome": FAILED, "reason": reason})


def warm_up() -> None:
    """Plan something small, so that what is compiled once for each installation is there before anything is timed."""
    for task in WARM_UP:
        measure(task)


@cache
def machine() -> str:
    """The machine, as far as it tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else platform.machine()}, {os.cpu_count()} cores"


@cache
def program() -> str:
    """The version of this program, with the commit where it is known."""
    call = ["git", "describe", "--always", "--dirty", "--abbrev=9"]
    try:
        told = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        told = ""
    return f"{version('consolidate')} {told}".strip()
