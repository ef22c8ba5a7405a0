"""plan: a run under way, how it ends, and what is left behind. The solver itself is a stand-in here."""

import json
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from consolidate.cli import codes
from consolidate.cli.progress import Board, live
from consolidate.cli.running import Background, interrupts
from consolidate.plan.document import Plan
from consolidate.plan.files import parse_plan, read_plan
from consolidate.solve.limits import Limits, Progress, Stop
from tests.analysis.example import TWO_TOWNS, TWO_TOWNS_PLAN, empty_plan
from tests.cli.conftest import Command

FOUND = {
    "outcome": "feasible",
    "objective": "7025872.27700",
    "bound": "6925872.27700",
    "gap": {"amount": 100_000},
    "seconds": 1.5,
    "seed": 7,
}


Solver = Callable[..., Plan]


def found_plan(run: dict[str, Any]) -> Plan:
    return parse_plan(json.loads(TWO_TOWNS_PLAN.read_text(encoding="utf-8")) | {"run": run})


@pytest.fixture
def solver(monkeypatch: pytest.MonkeyPatch) -> Callable[[Solver], list[dict[str, Any]]]:
    """Put a stand-in in the solver's place; gives back what it was called with."""

    def put(solve: Solver) -> list[dict[str, Any]]:
        calls: list[dict[str, Any]] = []

        def plan_scenario(scenario: Any, limits: Limits, **options: Any) -> Plan:
            calls.append({"scenario": scenario, "limits": limits, **options})
            return solve(**options)

        module = ModuleType("consolidate.solve.run")
        module.plan_scenario = plan_scenario  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "consolidate.solve.run", module)
        return calls

    return put


def test_a_plan_is_written_and_told(command: Command, solver: Any, tmp_path: Path) -> None:
    solver(lambda **_options: found_plan(FOUND))
    file = tmp_path / "plan.json"
    ended = command("plan", TWO_TOWNS, "-o", file)
    assert (ended.code, ended.err) == (0, "")
    assert "It costs 7,025,872 NOK." in ended.out
    assert "No plan can be more than 100,000 better." in ended.out
    assert read_plan(file).decisions.targets.keys() == {"finance", "archive"}


def test_options_reach_the_solver(command: Command, solver: Any, tmp_path: Path) -> None:
    calls = solver(lambda **_options: found_plan(FOUND))
    options = ("--time-limit", "5", "--workers", "1", "--seed", "7", "--deterministic", "--stop-gap", "2.5")
    ended = command("plan", TWO_TOWNS, "-o", tmp_path / "p.json", *options, "--start", TWO_TOWNS_PLAN)
    assert ended.code == 0
    assert calls[0]["limits"] == Limits(5, 1, 7, True, 2.5)
    assert calls[0]["known"].plans[0].targets.keys() == {"finance", "archive"}
    assert calls[0]["alternative"] is None


def test_the_result_as_data(command: Command, solver: Any, tmp_path: Path) -> None:
    solver(lambda **_options: found_plan(FOUND))
    file = tmp_path / "plan.json"
    told = command("plan", TWO_TOWNS, "-o", file, "--json").document
    assert (told["outcome"], told["objective"], told["plan"]) == ("feasible", "7025872.27700", str(file))
    assert told["gap"]["amount"] == 100_000


@pytest.mark.parametrize(
    ("outcome", "code", "said"),
    [
        ("infeasible", 3, "There is no plan: the hard demands cannot all be met"),
        ("no_plan", 4, "No plan was found in the time given."),
        ("failed", 5, "The run failed."),
        ("cancelled", 130, "Ended before a plan was found."),
    ],
)
def test_without_a_plan_nothing_is_written_and_the_reason_is_told(
    command: Command, solver: Any, tmp_path: Path, outcome: str, code: int, said: str
) -> None:
    solver(lambda **_options: empty_plan({"outcome": outcome, "note": "because of money"}))
    file = tmp_path / "plan.json"
    file.write_text("an earlier plan", encoding="utf-8")
    ended = command("plan", TWO_TOWNS, "-o", file)
    assert ended.code == code
    assert said in ended.err
    assert "because of money" in ended.err
    assert file.read_text(encoding="utf-8") == "an earlier plan"


def test_what_the_validator_is_certain_of_is_told_with_no_plan(command: Command, solver: Any, tmp_path: Path) -> None:
    solver(lambda **_options: empty_plan({"outcome": "infeasible"}))
    scenario = json.loads(TWO_TOWNS.read_text(encoding="utf-8"))
    scenario["budgets"]["programme"]["grants"] = {"2008": 1}
    file = tmp_path / "poor.json"
    file.write_text(json.dumps(scenario), encoding="utf-8")
    ended = command("plan", file, "-o", tmp_path / "plan.json")
    assert "no plan possible: budgets.programme.grants" in ended.err


def test_it_is_told_once_where_the_run_says_so_itself(command: Command, tmp_path: Path) -> None:
    scenario = json.loads(TWO_TOWNS.read_text(encoding="utf-8"))
    scenario["budgets"]["programme"]["grants"] = {"2008": 1}
    file = tmp_path / "poor.json"
    file.write_text(json.dumps(scenario), encoding="utf-8")
    ended = command("plan", file, "-o", tmp_path / "plan.json")
    assert ended.code == 3
    assert ended.err.count("budgets.programme.grants") == 1


def test_a_cancelled_run_leaves_its_best_plan(command: Command, solver: Any, tmp_path: Path) -> None:
    solver(lambda **_options: found_plan(FOUND | {"outcome": "cancelled"}))
    file = tmp_path / "plan.json"
    ended = command("plan", TWO_TOWNS, "-o", file)
    assert ended.code == codes.CANCELLED
    assert read_plan(file).decisions.steps


def test_an_interrupt_asks_the_run_to_end(command: Command, solver: Any, tmp_path: Path) -> None:
    def solve(stop: Stop, on_progress: Callable[[Progress], None], **_options: Any) -> Plan:
        on_progress(Progress(0.1, 702_587_227_700, None, "construction"))
        signal.raise_signal(signal.SIGINT)
        for _times in range(100):
            if stop.requested:
                return found_plan(FOUND | {"outcome": "cancelled"})
            time.sleep(0.05)
        return empty_plan({"outcome": "failed"})

    solver(solve)
    before = signal.getsignal(signal.SIGINT)
    assert command("plan", TWO_TOWNS, "-o", tmp_path / "plan.json").code == codes.CANCELLED
    assert signal.getsignal(signal.SIGINT) is before


def test_a_solver_that_fails_loses_no_earlier_file(command: Command, solver: Any, tmp_path: Path) -> None:
    def solve(**_options: Any) -> Plan:
        raise MemoryError

    solver(solve)
    file = tmp_path / "plan.json"
    file.write_text("an earlier plan", encoding="utf-8")
    ended = command("plan", TWO_TOWNS, "-o", file)
    assert ended.code == codes.FAILED
    assert file.read_text(encoding="utf-8") == "an earlier plan"
    assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]


@pytest.mark.parametrize("option", [("--time-limit", "nan"), ("--time-limit", "inf"), ("--stop-gap", "nan")])
def test_a_limit_is_a_finite_number(command: Command, solver: Any, tmp_path: Path, option: tuple[str, str]) -> None:
    calls = solver(lambda **_options: found_plan(FOUND))
    assert command("plan", TWO_TOWNS, "-o", tmp_path / "p.json", *option).code == codes.BAD_INPUT
    assert calls == []


def test_bad_input_is_told_before_the_solver_is_called(command: Command, solver: Any, tmp_path: Path) -> None:
    calls = solver(lambda **_options: found_plan(FOUND))
    file = tmp_path / "plan.json"
    bad = [
        ("plan", tmp_path / "none.json", "-o", file),
        ("plan", TWO_TOWNS, "-o", tmp_path / "none" / "plan.json"),
        ("plan", TWO_TOWNS, "-o", file, "--start", tmp_path / "none.json"),
        ("plan", TWO_TOWNS, "-o", file, "--alternative", "none"),
    ]
    assert {command(*arguments).code for arguments in bad} == {codes.BAD_INPUT}
    assert calls == []


def test_the_second_interrupt_leaves_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[int] = []
    monkeypatch.setattr("consolidate.cli.running.os._exit", left.append)
    asked: list[bool] = []
    with interrupts(lambda: asked.append(True)):
        signal.raise_signal(signal.SIGTERM)
        assert (len(asked), left) == (1, [])
        signal.raise_signal(signal.SIGINT)
        assert left == [codes.CANCELLED]


def test_what_a_thread_raises_is_raised_again() -> None:
    def work() -> int:
        raise KeyError("lost")

    running = Background(work)
    list(running.ticks())
    with pytest.raises(KeyError, match="lost"):
        running.result()


def test_the_board_shows_time_cost_bound_and_gap() -> None:
    import io

    from rich.console import Console

    board, stream = Board(), io.StringIO()
    console = Console(file=stream, force_terminal=True, width=100)
    console.print(board.table(3, 60))
    board.update(Progress(3.2, 190_000_000, 180_000_000, "neighbourhood of north"))
    board.stop()
    with live(console) as drawn:
        assert drawn is not None
        drawn.update(board.table(3.2, 60), refresh=True)
        text = stream.getvalue()
    for part in ("3 of 60 s", "1,900", "1,800", "100", "neighbourhood of north", "once more leaves at once"):
        assert part in text


def test_off_the_terminal_nothing_is_drawn() -> None:
    import io

    from rich.console import Console

    with live(Console(file=io.StringIO())) as drawn:
        assert drawn is None
