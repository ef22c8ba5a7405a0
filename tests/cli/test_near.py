"""near: what is proven of the plans near one, with the real solver."""

import json
import os
import signal
import threading
from pathlib import Path

import pytest

from consolidate.cli import codes
from consolidate.plan.document import Plan, Run, ScenarioMark
from consolidate.plan.files import read_plan, write_plan
from consolidate.plan.outcome import Outcome
from tests import ROOT
from tests.analysis.example import TWO_TOWNS, TWO_TOWNS_PLAN
from tests.cli.conftest import Command
from tests.solve.searching import a_plan, shipped

MERGER = ROOT / "scenarios" / "merger.json"
BEST = "7025872.27700"
CLOSED = "whose joint work and cutovers start within 2 weeks of where they do here is cheaper"


def moved(folder: Path, steps: dict[str, str]) -> Path:
    """The shipped plan of the two towns with other starts."""
    document = json.loads(TWO_TOWNS_PLAN.read_text(encoding="utf-8"))
    document["decisions"]["steps"] |= steps
    file = folder / "moved.plan.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


@pytest.fixture
def dearer(tmp_path: Path) -> Path:
    """A clean plan whose last cutover of finance waits a week for nothing."""
    return moved(tmp_path, {"finance/south/cutover": "2008-09-22", "finance/south/decommission": "2008-09-29"})


def run_of(file: Path) -> Run:
    run = read_plan(file).run
    assert run is not None
    return run


def test_a_plan_that_nothing_near_betters(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    ended = command("near", TWO_TOWNS, TWO_TOWNS_PLAN, "-o", file)
    assert (ended.code, ended.err) == (codes.OK, "")
    assert CLOSED in ended.out
    run = run_of(file)
    assert (run.outcome, run.objective) == (Outcome.FEASIBLE, BEST)
    assert run.near is not None
    assert (run.near.weeks, run.near.bound, run.near.gap.amount, run.near.closed) == (2, BEST, 0, True)
    assert command("check", TWO_TOWNS, file).code == codes.OK
    assert CLOSED in command("report", TWO_TOWNS, file).out


def test_without_an_output_nothing_is_written(command: Command, tmp_path: Path, dearer: Path) -> None:
    before = dearer.read_bytes()
    told = command("near", TWO_TOWNS, dearer, "--weeks", "1", "--json").document
    assert (told["clean"], told["plan"], told["objective"]) == (True, None, BEST)
    assert float(told["saved"]) > 0
    assert told["near"]["weeks"] == 1
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [before]


def test_a_cheaper_plan_takes_its_place(command: Command, dearer: Path) -> None:
    dear = command("check", TWO_TOWNS, dearer, "--json").document
    assert dear["clean"]
    assert float(dear["objective"]) > float(BEST)
    ended = command("near", TWO_TOWNS, dearer, "-o", dearer)
    assert ended.code == codes.OK
    assert "A cheaper plan was found near this one" in ended.out
    found = command("check", TWO_TOWNS, dearer, "--json").document
    assert (found["clean"], found["objective"], run_of(dearer).objective) == (True, BEST, BEST)


def test_what_a_run_proved_stays_and_is_set_against_the_cheaper_plan(command: Command, dearer: Path) -> None:
    best = dearer.with_name("best.json")
    assert command("near", TWO_TOWNS, TWO_TOWNS_PLAN, "-o", best).code == codes.OK
    run = run_of(best).model_copy(update={"bound": BEST, "bound_by": "the whole model"})
    write_plan(dearer, read_plan(dearer).model_copy(update={"scenario": read_plan(best).scenario, "run": run}))
    assert command("near", TWO_TOWNS, dearer, "-o", dearer).code == codes.OK
    found = run_of(dearer)
    assert (found.outcome, found.objective, found.bound, found.bound_by) == (
        Outcome.OPTIMAL,
        BEST,
        BEST,
        "the whole model",
    )


def test_a_cheaper_plan_that_no_file_was_named_for_is_said_to_be_lost(command: Command, dearer: Path) -> None:
    before = dearer.read_bytes()
    ended = command("near", TWO_TOWNS, dearer)
    assert "A cheaper plan was found near this one" in ended.out
    assert "the cheaper plan is not kept" in ended.err
    assert dearer.read_bytes() == before


def test_what_was_proved_of_another_scenario_is_left_out(command: Command, dearer: Path) -> None:
    mark, run = ScenarioMark(hash="sha256:0"), Run(outcome=Outcome.OPTIMAL, objective="1.00000", bound="1.00000")
    write_plan(dearer, read_plan(dearer).model_copy(update={"scenario": mark, "run": run}))
    ended = command("near", TWO_TOWNS, dearer, "-o", dearer)
    assert ended.code == codes.OK
    assert "made for another version of the scenario" in ended.err
    assert (run_of(dearer).outcome, run_of(dearer).bound) == (Outcome.FEASIBLE, None)


def test_a_plan_that_breaks_rules_is_told_and_not_written(command: Command, tmp_path: Path) -> None:
    broken, file = moved(tmp_path, {"archive/joint/install": "2008-12-01"}), tmp_path / "plan.json"
    ended = command("near", TWO_TOWNS, broken, "-o", file)
    assert ended.code == codes.VIOLATIONS
    assert ended.out == command("check", TWO_TOWNS, broken).out
    assert "Nothing is proven near a plan that breaks rules." in ended.err
    assert command("near", TWO_TOWNS, broken, "--json").document["clean"] is False
    assert not file.exists()


def test_without_time_nothing_is_proven_and_no_file_touched(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text("an earlier plan", encoding="utf-8")
    ended = command("near", TWO_TOWNS, TWO_TOWNS_PLAN, "--time-limit", "0", "-o", file)
    assert ended.code == codes.NOTHING_PROVEN
    assert "Nothing was proven in the time given" in ended.err
    assert f"{file}: not written" in ended.err
    assert file.read_text(encoding="utf-8") == "an earlier plan"


def test_an_interrupt_ends_it_with_what_is_known(command: Command, tmp_path: Path) -> None:
    file, before, left = tmp_path / "plan.json", signal.getsignal(signal.SIGINT), threading.Event()
    write_plan(file, Plan(format="consolidate/plan/1", decisions=a_plan(shipped("merger")).schedule.decisions))

    def interrupt() -> None:
        while signal.getsignal(signal.SIGINT) is before and not left.wait(0.01):
            pass
        if not left.is_set():
            os.kill(os.getpid(), signal.SIGINT)

    watcher = threading.Thread(target=interrupt, daemon=True)
    watcher.start()
    ended = command("near", MERGER, file, "--weeks", "60", "--time-limit", "600", "-o", tmp_path / "out.json")
    left.set()
    watcher.join()
    assert ended.code == codes.CANCELLED
    assert signal.getsignal(signal.SIGINT) is before


def test_a_plan_made_anew_makes_no_claim(command: Command, tmp_path: Path) -> None:
    claimed, file = tmp_path / "claimed.json", tmp_path / "plan.json"
    command("near", TWO_TOWNS, TWO_TOWNS_PLAN, "-o", claimed)
    command("plan", TWO_TOWNS, "-o", file, "--start", claimed, "--time-limit", "0", "--workers", "1")
    assert run_of(claimed).near is not None
    assert run_of(file).near is None


def test_bad_input_is_told_before_anything_is_proven(command: Command, tmp_path: Path) -> None:
    bad = [
        ("near", TWO_TOWNS, tmp_path / "none.json"),
        ("near", TWO_TOWNS, TWO_TOWNS_PLAN, "-o", tmp_path / "none" / "plan.json"),
        ("near", TWO_TOWNS, TWO_TOWNS_PLAN, "--weeks", "-1"),
        ("near", TWO_TOWNS, TWO_TOWNS_PLAN, "--time-limit", "nan"),
        ("near", TWO_TOWNS, TWO_TOWNS_PLAN, "--alternative", "none"),
    ]
    assert {command(*arguments).code for arguments in bad} == {codes.BAD_INPUT}
