"""The whole way on the command line, with the real solver: plan, check, report, and Ctrl-C."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from consolidate.cli import codes
from consolidate.plan.files import read_plan
from consolidate.plan.outcome import Outcome
from tests import ROOT
from tests.analysis.example import TWO_TOWNS, TWO_TOWNS_PLAN
from tests.cli.conftest import Command

PROGRAM = "from consolidate.cli import main; main()"
KNPS = ROOT / "scenarios" / "knps" / "knps-2007.json"
POOR = ROOT / "scenarios" / "infeasible" / "money-infeasible.json"

pytestmark = pytest.mark.slow


def program(*arguments: str | Path) -> subprocess.Popen[str]:
    call = [sys.executable, "-c", PROGRAM, *map(str, arguments)]
    return subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_plan_check_and_report(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    ended = command("plan", TWO_TOWNS, "-o", file, "--time-limit", "60", "--workers", "2", "--json")
    assert ended.code == 0
    assert ended.document["outcome"] in (Outcome.OPTIMAL, Outcome.FEASIBLE)
    told = command("check", TWO_TOWNS, file, "--json").document
    assert told["clean"] is True
    assert float(told["objective"]) == float(ended.document["objective"])
    text = command("report", TWO_TOWNS, file).out
    assert "No plan" in text
    assert "hand" not in ended.err


def test_a_warm_start_is_never_made_worse(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    ended = command("plan", TWO_TOWNS, "-o", file, "--start", TWO_TOWNS_PLAN, "--time-limit", "5")
    assert ended.code == 0
    assert float(command("check", TWO_TOWNS, file, "--json").document["objective"]) <= 7_025_872.277


def test_an_infeasible_scenario_says_why_and_leaves_no_file(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    ended = command("plan", POOR, "-o", file, "--time-limit", "60")
    assert ended.code == 3
    assert "There is no plan" in ended.err
    assert "budgets.programme.grants" in ended.err
    assert not file.exists()


def test_ctrl_c_ends_with_the_best_plan_so_far(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    with program("plan", KNPS, "-o", file, "--time-limit", "600", "--workers", "2") as process:
        time.sleep(45)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=120)
    assert process.returncode == codes.CANCELLED, out + err
    assert read_plan(file).run is not None
    check = program("check", KNPS, file, "--json")
    assert json.loads(check.communicate(timeout=120)[0])["clean"] is True
