"""Ctrl-C in a process of its own: plans with a stand-in for the solver that would run for a minute, studies as are."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from consolidate.cli import codes
from consolidate.plan.files import read_plan
from consolidate.study.files import read_study
from tests import ROOT
from tests.analysis.example import TWO_TOWNS

MERGER = ROOT / "scenarios" / "merger.json"

STAND_IN = """
import sys, time
from pathlib import Path
from types import ModuleType
from consolidate.cli import app
from tests.cli.test_plan import FOUND, found_plan

kind, *arguments = sys.argv[1:]
file = Path(arguments[-1])

def plan_scenario(scenario, limits, *, stop, **options):
    file.with_suffix(".started").touch()
    while not stop.requested:
        time.sleep(0.02)
    file.with_suffix(".asked").touch()
    time.sleep(60 if kind == "patient" else 0)
    return found_plan(FOUND | {"outcome": "cancelled"})

module = ModuleType("consolidate.solve.run")
module.plan_scenario = plan_scenario
sys.modules["consolidate.solve.run"] = module
sys.exit(app.run(arguments))
"""


@contextmanager
def running(file: Path, kind: str) -> Iterator[subprocess.Popen[str]]:
    """`consolidate plan` under way; its solver listens to the first interrupt, or (patient) goes on for long."""
    call = [sys.executable, "-c", STAND_IN, kind, "plan", str(TWO_TOWNS), "-o", str(file)]
    pipes = subprocess.PIPE
    with subprocess.Popen(call, cwd=ROOT, stdout=pipes, stderr=pipes, text=True) as process:
        try:
            wait_for(file.with_suffix(".started"), process)
            yield process
        finally:
            process.kill()


def wait_for(file: Path, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + 60
    while not file.exists():
        assert process.poll() is None, process.stderr.read() if process.stderr else ""
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_interrupt_leaves_the_best_plan(tmp_path: Path, number: signal.Signals) -> None:
    file = tmp_path / "plan.json"
    with running(file, "listening") as process:
        process.send_signal(number)
        assert process.wait(30) == codes.CANCELLED
    assert read_plan(file).decisions.steps


def test_the_second_interrupt_leaves_at_once_and_touches_no_file(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text("an earlier plan", encoding="utf-8")
    with running(file, "patient") as process:
        process.send_signal(signal.SIGINT)
        wait_for(file.with_suffix(".asked"), process)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == codes.CANCELLED
    assert file.read_text(encoding="utf-8") == "an earlier plan"


STUDY = """
import sys
from pathlib import Path
from consolidate.cli import app
from consolidate.study import answers

file, *arguments = sys.argv[1:]
answer = answers.answer

def begun(*given):
    Path(file).touch()
    return answer(*given)

answers.answer = begun
sys.exit(app.run(arguments))
"""


@pytest.mark.slow
@pytest.mark.parametrize(("command", "asked"), [("camels", ()), ("delay", ()), ("frontier", ("--of", "finish"))])
def test_a_study_that_is_interrupted_leaves_what_is_known_by_then(
    tmp_path: Path, command: str, asked: tuple[str, ...]
) -> None:
    started, output = tmp_path / "started", tmp_path / "study.json"
    arguments = [command, str(MERGER), *asked, "--time-limit", "600", "-o", str(output)]
    call = [sys.executable, "-c", STUDY, str(started), *arguments]
    with subprocess.Popen(call, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            wait_for(started, process)
            time.sleep(10)  # so that something is known
            process.send_signal(signal.SIGINT)
            told, errors = process.communicate(timeout=120)
        finally:
            process.kill()
    assert process.returncode == codes.CANCELLED, errors
    assert "Traceback" not in errors
    assert told.strip()
    assert read_study(output).format.startswith("consolidate/")
