"""A run from end to end: six outcomes, never blurred, and nothing shown that the checker has not passed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from consolidate.check.accounts import exact_text
from consolidate.check.verdict import check
from consolidate.errors import UnknownName
from consolidate.plan.document import Decisions, Plan, Run
from consolidate.plan.files import read_plan
from consolidate.plan.outcome import Outcome
from consolidate.programme.programme import Programme
from consolidate.scenario.document import Scenario
from consolidate.scenario.identity import scenario_hash
from consolidate.scenario.read import parse_scenario, read_scenario
from consolidate.solve import run as running
from consolidate.solve.board import Board
from consolidate.solve.known import Known
from consolidate.solve.run import Limits, Progress, Stop, plan_scenario
from consolidate.solve.search import Search
from tests.scenarios import programme
from tests.solve.searching import SCENARIOS, shipped

OPTIMUM = "7025872.27700"
WORK = Limits(seconds=20, workers=1, deterministic=True)
INFEASIBLE = sorted((SCENARIOS / "infeasible").glob("*.json"))
HAND_MADE = read_plan(SCENARIOS / "two-towns.plan.json").decisions


def two_towns() -> Scenario:
    return shipped("two-towns")


def run_of(plan: Plan) -> Run:
    assert plan.run is not None
    return plan.run


def clean(scenario: Scenario, plan: Plan) -> bool:
    """Whether a plan is clean and costs what its run says."""
    verdict = check(Programme(scenario), plan.decisions)
    return verdict.clean and exact_text(verdict.ledger.objective) == run_of(plan).objective


def fine(text: str | None) -> int:
    assert text is not None
    return int(text.replace(".", ""))


# --- outcomes ---------------------------------------------------------------------------------------------


def test_two_towns_is_planned_and_proven_optimal() -> None:
    plan = plan_scenario(two_towns(), WORK)
    run = run_of(plan)
    assert (run.outcome, run.objective, run.bound) == (Outcome.OPTIMAL, OPTIMUM, OPTIMUM)
    assert run.gap is not None
    assert run.gap.amount == 0
    assert clean(two_towns(), plan)
    assert plan.scenario is not None
    assert plan.scenario.hash == scenario_hash(two_towns())
    assert plan.derived


@pytest.mark.slow
def test_two_towns_is_proven_optimal_in_the_ordinary_way() -> None:
    run = run_of(plan_scenario(two_towns(), Limits(seconds=120)))
    assert (run.outcome, run.objective) == (Outcome.OPTIMAL, OPTIMUM)
    assert run.seconds is not None


@pytest.mark.slow
@pytest.mark.requirement("REQ-50")
@pytest.mark.parametrize("file", INFEASIBLE, ids=lambda file: file.stem)
def test_an_infeasible_scenario_is_proven_so(file: Path) -> None:
    plan = plan_scenario(read_scenario(file), Limits(seconds=60))
    assert run_of(plan).outcome is Outcome.INFEASIBLE
    assert plan.decisions == Decisions()
    assert run_of(plan).objective is None
    assert run_of(plan).bound is None


def test_a_domain_without_a_week_left_is_named() -> None:
    run = run_of(plan_scenario(read_scenario(SCENARIOS / "infeasible" / "milestones-infeasible.json"), WORK))
    assert run.outcome is Outcome.INFEASIBLE
    assert run.note is not None
    assert "finance" in run.note


def test_no_time_gives_no_plan_and_no_claim() -> None:
    plan = plan_scenario(shipped("merger"), Limits(seconds=0, workers=1))
    assert run_of(plan).outcome in (Outcome.NO_PLAN, Outcome.FEASIBLE)
    assert plan.decisions == Decisions() or clean(shipped("merger"), plan)


@pytest.mark.parametrize("deterministic", [True, False])
@pytest.mark.parametrize(("extra", "cost"), [({}, "0.00000"), ({"measures": {"one": {"weeks": 2}}}, "0.00000")])
def test_where_there_is_little_to_plan_it_is_planned(extra: dict[str, Any], cost: str, deterministic: bool) -> None:
    frame = {"period": {"start": "2007-01-01", "end": "2007-12-30"}, "municipalities": {"ash": {"inhabitants": 30}}}
    scenario = parse_scenario({"format": "consolidate/scenario/1", **frame, **extra})
    plan = plan_scenario(scenario, Limits(seconds=5, deterministic=deterministic))
    assert (run_of(plan).outcome, run_of(plan).objective) == (Outcome.OPTIMAL, cost)
    assert plan.decisions.steps.keys() == extra.get("measures", {}).keys()


@pytest.mark.requirement("REQ-10")
def test_a_promise_about_a_domain_that_cannot_change_is_proven_impossible() -> None:
    """Nothing can move: the optional domain has no week for its chain, and one of its steps has been promised."""
    promised: dict[str, Any] = {
        "domains": {"finance": {"required": False}},
        "templates": {"joint": {"install": {"weeks": 51}}},
        "commitments": {"steps": {"finance/joint/install": {"status": "adopted", "start": "2007-01-15"}}},
    }
    plan = plan_scenario(programme(promised).scenario, Limits(seconds=10))
    assert run_of(plan).outcome is Outcome.INFEASIBLE


@pytest.mark.slow
def test_the_merger_gets_a_checked_plan_and_a_bound() -> None:
    plan = plan_scenario(shipped("merger"), Limits(seconds=10))
    assert run_of(plan).outcome in (Outcome.FEASIBLE, Outcome.OPTIMAL)
    assert clean(shipped("merger"), plan)
    assert 0 < fine(run_of(plan).bound) <= fine(run_of(plan).objective)


# --- faults -----------------------------------------------------------------------------------------------


def failing(*_arguments: Any, **_options: Any) -> Any:
    raise ArithmeticError("a figure that cannot be")


@pytest.mark.parametrize("inside", ["separate_bound", "possible_options", "shifted_left", "first_plan"])
def test_a_fault_anywhere_fails_the_run_and_shows_nothing(monkeypatch: pytest.MonkeyPatch, inside: str) -> None:
    monkeypatch.setattr(running, inside, failing)
    plan = plan_scenario(two_towns(), Limits(seconds=3, workers=2))
    run = run_of(plan)
    assert run.outcome is Outcome.FAILED
    assert run.note == "ArithmeticError: a figure that cannot be"
    assert plan.decisions == Decisions()
    assert (run.objective, run.bound, plan.derived) == (None, None, {})


@pytest.mark.parametrize("deterministic", [True, False])
def test_a_fault_inside_the_search_fails_the_run(monkeypatch: pytest.MonkeyPatch, deterministic: bool) -> None:
    """In a thread as well as in this one."""
    monkeypatch.setattr("consolidate.solve.anneal.Annealing.settle", failing)
    plan = plan_scenario(two_towns(), Limits(seconds=5, workers=2, deterministic=deterministic))
    assert run_of(plan).outcome is Outcome.FAILED
    assert run_of(plan).note == "ArithmeticError: a figure that cannot be"
    assert plan.decisions == Decisions()


def test_a_plan_below_a_proven_bound_is_no_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    def overrated(self: Search) -> None:
        self.board.offer(check(self.programme, HAND_MADE), "hand")
        self.board.bound = self.board.best.ledger.objective + 1 if self.board.best else None  # type: ignore[assignment]

    monkeypatch.setattr(Search, "run", overrated)
    plan = plan_scenario(two_towns(), WORK)
    assert run_of(plan).outcome is Outcome.FAILED
    assert "below the proven bound" in (run_of(plan).note or "")
    assert plan.decisions == Decisions()


@pytest.mark.slow
def test_a_plan_that_turns_out_broken_at_the_end_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    def spoilt(programme: Programme, _verdict: Any) -> Any:
        return check(programme, Decisions())

    monkeypatch.setattr(running, "shifted_left", spoilt)
    plan = plan_scenario(two_towns(), WORK, known=Known((HAND_MADE,)))
    assert run_of(plan).outcome is Outcome.FAILED
    assert "breaks" in (run_of(plan).note or "")
    assert plan.decisions == Decisions()


def test_a_wrong_name_is_the_callers_to_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_arguments: Any) -> Any:
        raise UnknownName("nobody")

    monkeypatch.setattr(running, "Programme", unknown)
    with pytest.raises(UnknownName, match="nobody"):
        plan_scenario(two_towns(), WORK)


# --- stopping ---------------------------------------------------------------------------------------------


def stopped_when(enough: Callable[[Progress], bool], limits: Limits, name: str = "two-towns") -> Plan:
    """A run that is stopped at some progress."""
    stop = Stop()

    def hear(state: Progress) -> None:
        if enough(state) and not stop.requested:
            stop.request()

    return plan_scenario(shipped(name), limits, on_progress=hear, stop=stop)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("deterministic", [True, False])
def test_a_stopped_run_ends_at_once_with_its_best_plan(deterministic: bool) -> None:
    limits = Limits(seconds=300, workers=2, deterministic=deterministic)
    plan = stopped_when(lambda state: state.best is not None, limits)
    assert run_of(plan).outcome is Outcome.CANCELLED
    assert clean(two_towns(), plan)


def test_a_run_stopped_before_it_begins_shows_nothing() -> None:
    stop = Stop()
    stop.request()
    plan = plan_scenario(two_towns(), Limits(seconds=300), stop=stop)
    assert run_of(plan).outcome is Outcome.CANCELLED
    assert plan.decisions == Decisions() or clean(two_towns(), plan)


@pytest.mark.timeout(120)
def test_a_run_can_be_stopped_from_another_thread_while_it_proves() -> None:
    stop = Stop()
    timer = threading.Timer(2.5, stop.request)
    timer.start()
    plan = plan_scenario(shipped("merger"), Limits(seconds=300, workers=2), stop=stop)
    timer.cancel()
    assert run_of(plan).outcome is Outcome.CANCELLED


def test_it_stops_at_the_gap_that_was_asked_for() -> None:
    plan = plan_scenario(two_towns(), replace(WORK, stop_gap_percent=50))
    run = run_of(plan)
    assert run.outcome is Outcome.FEASIBLE
    assert run.gap is not None
    assert run.gap.percent_of_gross is not None
    assert 0 < run.gap.percent_of_gross <= 50
    assert clean(two_towns(), plan)


@pytest.mark.timeout(120)
def test_the_time_limit_is_kept() -> None:
    plan = plan_scenario(shipped("merger"), Limits(seconds=3, workers=2))
    assert run_of(plan).outcome in (Outcome.FEASIBLE, Outcome.NO_PLAN)


# --- a plan to begin with ---------------------------------------------------------------------------------


def test_a_given_plan_is_never_made_worse() -> None:
    plan = plan_scenario(two_towns(), Limits(seconds=0.2, workers=1), known=Known((HAND_MADE,)))
    assert run_of(plan).outcome in (Outcome.FEASIBLE, Outcome.OPTIMAL)
    assert fine(run_of(plan).objective) <= fine(OPTIMUM)
    assert clean(two_towns(), plan)


def test_a_given_plan_is_told_at_once() -> None:
    told: list[Progress] = []
    plan_scenario(two_towns(), Limits(seconds=0.2, workers=1), known=Known((HAND_MADE,)), on_progress=told.append)
    assert next(state.best for state in told if state.best is not None) == fine(OPTIMUM)


@pytest.mark.slow
def test_a_given_plan_that_is_not_clean_is_left_aside_with_a_note() -> None:
    spoilt = HAND_MADE.model_copy(update={"steps": {}})
    plan = plan_scenario(two_towns(), WORK, known=Known((spoilt,)))
    assert run_of(plan).objective == OPTIMUM
    assert run_of(plan).note is not None


# --- progress ---------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_progress_only_improves() -> None:
    told: list[Progress] = []
    plan_scenario(two_towns(), WORK, on_progress=told.append)
    best = [state.best for state in told if state.best is not None]
    bounds = [state.bound for state in told if state.bound is not None]
    assert best == sorted(best, reverse=True)
    assert bounds == sorted(bounds)
    assert bounds[-1] <= best[-1]
    assert all(state.found_by for state in told)


def test_a_listener_that_fails_fails_the_run_and_no_more() -> None:
    plan = plan_scenario(two_towns(), WORK, on_progress=failing)
    assert run_of(plan).outcome is Outcome.FAILED


def test_a_fault_on_the_board_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Board, "offer", failing)
    assert run_of(plan_scenario(two_towns(), Limits(seconds=5))).outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("amount", "text"), [(0, "0.00000"), (1, "0.00001"), (-1, "-0.00001"), (702_587_227_700, "7025872.27700")]
)
def test_money_is_written_exactly(amount: int, text: str) -> None:
    assert exact_text(amount) == text
