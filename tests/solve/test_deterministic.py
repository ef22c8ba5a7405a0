"""Deterministic runs: limits count work, so that the same plan comes out, byte for byte, in any process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from consolidate.plan.files import read_plan
from consolidate.plan.outcome import Outcome
from tests.solve.searching import SCENARIOS

PROGRAM = "from consolidate.cli import main; main()"


def planned(scenario: str, file: Path, seconds: float, seed: int, hashing: int) -> subprocess.Popen[bytes]:
    """`consolidate plan --deterministic` in a process whose sets come in an order of their own."""
    options = ["--deterministic", "--time-limit", str(seconds), "--seed", str(seed), "--workers", "1"]
    call = [sys.executable, "-c", PROGRAM, "plan", str(SCENARIOS / f"{scenario}.json"), "-o", str(file), *options]
    return subprocess.Popen(call, env={**os.environ, "PYTHONHASHSEED": str(hashing)}, stdout=subprocess.DEVNULL)


def same_twice(scenario: str, folder: Path, seconds: float) -> Path:
    """The plan file that two processes, run side by side, both write."""
    files = [folder / "first.json", folder / "second.json"]
    runs = [planned(scenario, file, seconds, 1, hashing) for hashing, file in enumerate(files, 1)]
    assert [run.wait(300) for run in runs] == [0, 0]
    first, second = (file.read_bytes() for file in files)
    assert first == second
    return files[0]


@pytest.mark.slow
def test_two_processes_write_the_same_plan_of_two_towns(tmp_path: Path) -> None:
    run = read_plan(same_twice("two-towns", tmp_path, 6)).run
    assert run is not None
    assert run.objective == "7025872.27700"
    assert run.seconds is None
    assert run.limits["deterministic"] is True


@pytest.mark.slow
@pytest.mark.parametrize(("scenario", "seconds"), [("merger", 4), ("knps/knps-core", 6)])
def test_two_processes_write_the_same_plan_of_a_larger_case(tmp_path: Path, scenario: str, seconds: float) -> None:
    run = read_plan(same_twice(scenario, tmp_path, seconds)).run
    assert run is not None
    assert run.outcome in (Outcome.FEASIBLE, Outcome.OPTIMAL)
