"""Plans of the real solver in processes of their own: interrupted, killed, on a full disk, out of time."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from benchmarks.generate import scenario as generated
from benchmarks.sizes import SIZES

from consolidate.cli import codes
from consolidate.plan.files import read_plan
from consolidate.plan.outcome import EXIT_CODES, Outcome
from tests import ROOT
from tests.analysis.example import TWO_TOWNS
from tests.cli.conftest import Command

PROGRAM = "from consolidate.cli import main; main()"
SCENARIOS = ROOT / "scenarios"
CORE, KNPS = SCENARIOS / "knps" / "knps-core.json", SCENARIOS / "knps" / "knps-2007.json"
EARLIER = '{"decisions": {}}\n'


def started(*arguments: str | Path, program: str = PROGRAM) -> subprocess.Popen[str]:
    call = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A place for a plan where an earlier one lies."""
    path = tmp_path / "plan.json"
    path.write_text(EARLIER, encoding="utf-8")
    return path


def checked(scenario: Path, plan: Path) -> dict[str, Any]:
    check = started("check", scenario, plan, "--json")
    found: dict[str, Any] = json.loads(check.communicate(timeout=120)[0])
    return found


# --- ended from outside -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_ctrl_c_writes_the_best_plan_of_the_core_case(file: Path) -> None:
    with started("plan", CORE, "-o", file, "--time-limit", "600", "--workers", "2") as process:
        time.sleep(40)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=120)  # long before its limit of ten minutes
    assert process.returncode == codes.CANCELLED, out + err
    assert checked(CORE, file)["clean"] is True
    assert "Traceback" not in err


@pytest.mark.slow
def test_a_second_ctrl_c_leaves_at_once_and_touches_no_file(file: Path) -> None:
    with started("plan", KNPS, "-o", file, "--time-limit", "600", "--workers", "2") as process:
        time.sleep(12)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)  # leaves long before its limit of ten minutes
    assert process.returncode == codes.CANCELLED
    assert file.read_text(encoding="utf-8") == EARLIER or checked(KNPS, file)["clean"] is True


@pytest.mark.slow
def test_a_killed_run_loses_no_earlier_plan(file: Path) -> None:
    with started("plan", KNPS, "-o", file, "--time-limit", "600", "--workers", "2") as process:
        time.sleep(12)  # a case that is never proven optimal within its ten minutes, so that it is surely under way
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert file.read_text(encoding="utf-8") == EARLIER
    assert [path.name for path in file.parent.iterdir()] == ["plan.json"]


WRITES = """
import sys
from pathlib import Path
from consolidate.files import write_whole
file = Path(sys.argv[1])
print("writing", flush=True)
for turn in range(10**9):
    write_whole(file, str(turn % 10) * 2_000_000)
"""


def test_a_process_killed_while_writing_leaves_a_whole_file(tmp_path: Path) -> None:
    for turn in range(5):
        file = tmp_path / f"{turn}.json"
        file.write_text("0" * 2_000_000, encoding="utf-8")
        call = [sys.executable, "-c", WRITES, str(file)]
        with subprocess.Popen(call, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(0.05 + 0.013 * turn)
            process.kill()
        text = file.read_text(encoding="utf-8")
        assert len(text) == 2_000_000
        assert len(set(text)) == 1


# --- no room ----------------------------------------------------------------------------------------------


NO_ROOM = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, 4_000)); {PROGRAM}"
"""No file of the process may pass 4,000 bytes; a plan is longer."""


@pytest.mark.slow
def test_a_full_disk_fails_cleanly_and_keeps_the_earlier_plan(file: Path, command: Command, tmp_path: Path) -> None:
    assert command("plan", TWO_TOWNS, "-o", tmp_path / "warm.json", "--time-limit", "0.5").code == codes.OK
    (tmp_path / "warm.json").unlink()
    with started("plan", TWO_TOWNS, "-o", file, "--time-limit", "1", program=NO_ROOM) as process:
        out, err = process.communicate(timeout=60)
    assert process.returncode == codes.FAILED, out + err
    assert "Failed: " in err
    assert "Traceback" not in err
    assert file.read_text(encoding="utf-8") == EARLIER
    assert [path.name for path in file.parent.iterdir()] == ["plan.json"]


def test_a_full_device_fails_cleanly(command: Command) -> None:
    ended = command("plan", TWO_TOWNS, "-o", "/dev/full", "--time-limit", "0.5")
    assert ended.code == codes.FAILED
    assert "No space left on device" in ended.err


# --- limits -----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_time_limit_is_honoured_on_a_large_case(file: Path) -> None:
    with started("plan", KNPS, "-o", file, "--time-limit", "15", "--workers", "2") as process:
        out, err = process.communicate(timeout=180)
    assert process.returncode in (EXIT_CODES[Outcome.FEASIBLE], EXIT_CODES[Outcome.NO_PLAN]), out + err


@pytest.mark.slow
@pytest.mark.parametrize("size", ["S1", "S2", "S3"])
def test_generated_sizes_get_a_plan_within_a_minute(size: str, tmp_path: Path) -> None:
    """Ended at the first plan that has a gap, whatever gap that is."""
    scenario, plan = tmp_path / "scenario.json", tmp_path / "plan.json"
    scenario.write_text(json.dumps(generated(SIZES[size], 1)), encoding="utf-8")
    options = ("--time-limit", "60", "--workers", "2", "--stop-gap", "100")
    with started("plan", scenario, "-o", plan, *options) as process:
        out, err = process.communicate(timeout=180)
    assert process.returncode == codes.OK, out + err
    assert checked(scenario, plan)["clean"] is True


@pytest.mark.slow
def test_knps_with_all_milestones_hard_is_told_honestly(file: Path) -> None:
    options = ("--alternative", "all-milestones-hard", "--time-limit", "20", "--workers", "2")
    with started("plan", KNPS, "-o", file, *options) as process:
        out, err = process.communicate(timeout=120)
    honest = EXIT_CODES[Outcome.INFEASIBLE], EXIT_CODES[Outcome.NO_PLAN]
    assert process.returncode in honest, out + err
    assert file.read_text(encoding="utf-8") == EARLIER


# --- exit codes -------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_run_without_time_finds_no_plan_where_no_order_gives_one_and_says_so(command: Command, file: Path) -> None:
    options = ("--alternative", "all-milestones-hard", "--time-limit", "0", "--workers", "1")
    ended = command("plan", KNPS, "-o", file, *options)
    assert ended.code == 4
    assert "no proof" in ended.err
    assert file.read_text(encoding="utf-8") == EARLIER


@pytest.mark.slow
def test_a_run_without_time_still_has_the_first_plan(command: Command, file: Path) -> None:
    ended = command("plan", KNPS, "-o", file, "--time-limit", "0", "--workers", "1")
    assert ended.code == EXIT_CODES[Outcome.FEASIBLE], ended.err
    assert checked(KNPS, file)["clean"] is True


def test_every_outcome_has_a_code_of_its_own_but_for_the_two_with_a_plan() -> None:
    assert set(EXIT_CODES) == set(Outcome)
    assert sorted(EXIT_CODES.values()) == [0, 0, 3, 4, 5, 130]


def test_the_deterministic_flag_is_told_in_the_plan(command: Command, file: Path) -> None:
    options = ("--deterministic", "--time-limit", "0.2", "--start", SCENARIOS / "two-towns.plan.json")
    assert command("plan", TWO_TOWNS, "-o", file, *options).code == codes.OK
    run = read_plan(file).run
    assert run is not None
    assert (run.limits["deterministic"], run.seconds) == (True, None)
    assert len(file.read_bytes()) > 4_000  # what the test of a full disk rests on
