"""The board: it takes what is clean and better, never what is not, and knows when enough has been proven."""

from __future__ import annotations

from typing import Any

from consolidate.check.verdict import Verdict
from consolidate.solve.board import Board
from consolidate.solve.limits import Limits, Progress, Stop
from consolidate.units import FINE, Fine
from tests.scenarios import decisions, examined, programme

COSTLY: dict[str, Any] = {"installed": {"ash": {"finance": {"running": 5200}}}}
EARLY = examined(programme(COSTLY))
LATE = examined(programme(COSTLY), decisions({"finance/ash/decommission": 20}))
BROKEN = examined(programme(COSTLY), decisions({"finance/ash/cutover": 0, "finance/ash/decommission": 1}))


def board(told: list[Progress] | None = None, **limits: Any) -> Board:
    return Board(Limits(**limits), Stop(), None if told is None else told.append)


def cost(verdict: Verdict) -> int:
    return int(verdict.ledger.objective)


def test_the_examples_are_what_they_are_meant_to_be() -> None:
    assert EARLY.clean
    assert LATE.clean
    assert cost(EARLY) < cost(LATE)
    assert not BROKEN.clean
    assert cost(BROKEN) < cost(EARLY)


def test_a_better_clean_plan_is_taken_and_told() -> None:
    told: list[Progress] = []
    found = board(told)
    assert found.offer(LATE, "one")
    assert found.offer(EARLY, "two")
    assert [(state.best, state.found_by) for state in told] == [(cost(LATE), "one"), (cost(EARLY), "two")]


def test_what_is_told_carries_the_plan_of_its_cost() -> None:
    told: list[Progress] = []
    found = board(told)
    found.raise_bound(Fine(3), "one")
    found.offer(LATE, "two")
    found.offer(EARLY, "three")
    found.raise_bound(Fine(5), "four")
    plans = [LATE.schedule.decisions, EARLY.schedule.decisions, EARLY.schedule.decisions]
    assert [state.plan for state in told] == [None, *plans]


def test_a_worse_or_equal_plan_is_not_taken() -> None:
    found = board()
    assert found.offer(EARLY, "one")
    assert not found.offer(LATE, "two")
    assert not found.offer(EARLY, "three")
    assert found.best is EARLY


def test_a_plan_that_the_checker_rejects_is_never_on_the_board() -> None:
    told: list[Progress] = []
    found = board(told)
    assert not found.offer(BROKEN, "one")
    assert found.best is None
    assert told == []


def test_bounds_only_rise() -> None:
    told: list[Progress] = []
    found = board(told)
    for bound in (5, 3, 8):
        found.raise_bound(Fine(bound), f"by {bound}")
    assert (found.bound, found.bound_by) == (8, "by 8")
    assert [state.bound for state in told] == [5, 8]


def test_it_is_over_when_the_gap_is_below_one_unit_of_currency() -> None:
    found = board()
    found.offer(EARLY, "one")
    found.raise_bound(Fine(cost(EARLY) - FINE), "two")
    before = found.proven, found.over()
    found.raise_bound(Fine(cost(EARLY) - FINE + 1), "two")
    assert (before, found.proven, found.over()) == ((False, False), True, True)


def test_the_gap_is_rounded_up_to_whole_money() -> None:
    found = board()
    assert found.gap() is None
    found.offer(EARLY, "one")
    assert found.gap() is None
    found.raise_bound(Fine(cost(EARLY) - FINE - 1), "two")
    gap = found.gap()
    assert gap is not None
    assert gap.amount == 2
    assert gap.percent_of_gross is not None
    assert 0 < gap.percent_of_gross < 1


def test_it_is_over_at_the_gap_that_was_asked_for() -> None:
    found = board(stop_gap_percent=10)
    found.offer(EARLY, "one")
    found.raise_bound(Fine(cost(EARLY) * 8 // 10), "two")
    assert not found.over()
    found.raise_bound(Fine(cost(EARLY) * 95 // 100), "two")
    assert found.over()


def test_it_is_over_when_stopped_out_of_time_or_without_hope() -> None:
    stopped, hopeless = board(), board()
    assert not stopped.over()
    stopped.stop.request()
    assert stopped.over()
    hopeless.prove_infeasible()
    assert hopeless.over()
    assert board(seconds=0).over()


def test_time_ends_no_deterministic_run() -> None:
    assert not board(seconds=0, deterministic=True).over()
