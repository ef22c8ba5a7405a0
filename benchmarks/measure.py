"""Measure one task in this process: ``python -m benchmarks.measure S1 search 60 1 2`` prints the result as JSON.

Each task has a process of its own (see `benchmarks.apart`), so that none is helped or slowed by another and the memory
told is its own. Amounts are in whole money, null where there is no plan or no bound.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from benchmarks.cases import WITHOUT, Task, load
from benchmarks.progress import Curve
from consolidate.bound.separate import separate_bound
from consolidate.check.accounts import exact_text
from consolidate.check.verdict import check
from consolidate.construct.problem import Problem
from consolidate.graph.windows import open_options, option_windows
from consolidate.plan.document import Gap
from consolidate.programme.programme import Programme
from consolidate.scenario.document import Scenario
from consolidate.solve.anneal import Annealing
from consolidate.solve.board import Board
from consolidate.solve.exact import ExactSolve
from consolidate.solve.keys import Candidate, Units
from consolidate.solve.limits import Limits, Progress, Stop
from consolidate.solve.run import plan_scenario
from consolidate.units import rounded_money

Found = dict[str, Any]
SPREAD = 4.0


def limits_of(task: Task) -> Limits:
    """The limits of a task, with the parts of the search that it leaves out (names joined by ``+``)."""
    _, _, left_out = task.way.partition(WITHOUT)
    more: dict[str, Any] = {"without": frozenset(left_out.split("+"))} if left_out else {}
    return Limits(seconds=task.limit, workers=task.workers, seed=task.seed, **more)


def _found(outcome: str, objective: str | None, bound: str | None, gap: Gap | None, gross: int | None) -> Found:
    return {
        "outcome": outcome,
        "objective": None if objective is None else float(objective),
        "bound": None if bound is None else float(bound),
        "gap_percent_of_gross": None if gap is None else gap.percent_of_gross,
        "gap_percent_of_investment": None if gap is None else gap.percent_of_investment,
        "gross": gross,
    }


def _on_board(board: Board, outcome: str) -> Found:
    best = board.best
    objective = None if best is None else exact_text(best.ledger.objective)
    bound = None if board.bound is None or board.infeasible else exact_text(board.bound)
    gross = None if best is None else rounded_money(best.ledger.gross)
    return _found(outcome, objective, bound, board.gap(), gross)


def search(scenario: Scenario, task: Task, curve: Curve) -> Found:
    """The whole way that a user goes, or the search without one of its parts."""
    return _planned(scenario, task, curve.hear, Stop())


def _planned(scenario: Scenario, task: Task, listener: Callable[[Progress], None], stop: Stop) -> Found:
    plan = plan_scenario(scenario, limits_of(task), on_progress=listener, stop=stop)
    run = plan.run
    assert run is not None
    gross = plan.derived.get("totals", {}).get("gross")
    note = {"reason": run.note} if run.note else {}
    return _found(str(run.outcome), run.objective, run.bound, run.gap, gross) | note


def model(scenario: Scenario, task: Task, curve: Curve) -> Found:
    """One solve of the whole CP-SAT model, with nothing to begin from."""
    board = Board(limits_of(task), Stop(), curve.hear)
    programme = Programme(scenario)
    ExactSolve(programme, board, task.limit, programme.options).run()
    if board.infeasible:
        return _on_board(board, "infeasible")
    return _on_board(board, "no_plan" if board.best is None else "optimal" if board.proven else "feasible")


class Construction:
    """Construction without the search around it. ``first``: targets cheapest alone, in the order of due dates.

    ``seconds``: what each stage took, in seconds of this thread's processor.
    """

    def __init__(self, scenario: Scenario, task: Task) -> None:
        self.limits, self.seconds = limits_of(task), dict[str, float]()
        with self._timed("programme_seconds"):
            programme = self.programme = Programme(scenario)
            options = open_options(programme)
            windows = option_windows(programme, options)
        with self._timed("separate_seconds"):
            bound = separate_bound(programme, options, windows)
        with self._timed("layout_seconds"):
            problem = Problem(programme, options)
            self.annealing = Annealing(problem, Units(problem), random.Random(task.seed))
        keys = self.annealing.units.first_keys(self.annealing.rng, SPREAD)
        self.first = Candidate(problem.consistent({domain: bound.best(domain) for domain in options}), keys)

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        begun = time.thread_time()
        yield
        self.seconds[stage] = round(time.thread_time() - begun, 5)

    def pass_once(self) -> Candidate:
        """One pass of construction, timed."""
        with self._timed("pass_seconds"):
            return self.annealing.construct(self.first)

    def result(self, found: Candidate, curve: Curve) -> Found:
        """What came of a candidate, checked."""
        board = Board(self.limits, Stop(), curve.hear)
        clean = found.excess == 0 and board.offer(check(self.programme, self.annealing.decisions(found)), "")
        return _on_board(board, "feasible" if clean else "no_plan") | {"passes": self.annealing.passes}


def first(scenario: Scenario, task: Task, curve: Curve) -> Found:
    """One pass of construction."""
    construction = Construction(scenario, task)
    return construction.result(construction.pass_once(), curve)


def annealed(scenario: Scenario, task: Task, curve: Curve) -> Found:
    """Targets tried one by one, then annealing, in one thread."""
    construction = Construction(scenario, task)
    annealing, begun = construction.annealing, time.monotonic()

    def done() -> float:
        return (time.monotonic() - begun) / task.limit

    start = annealing.settle(construction.first, lambda: done() >= 1, lambda _found: None)
    return construction.result(annealing.run(start, done, lambda _found: None), curve)


def growth(scenario: Scenario, task: Task, curve: Curve) -> Found:
    """What each stage before the search takes; then the search, until it has a plan and a bound."""
    construction = Construction(scenario, task)
    construction.pass_once()
    construction.pass_once()
    seconds = construction.seconds
    del construction
    stop = Stop()

    def until_both(progress: Progress) -> None:
        curve.hear(progress)
        if progress.best is not None and progress.bound is not None:
            stop.request()

    return _planned(scenario, task, until_both, stop) | seconds


WAYS: dict[str, Callable[[Scenario, Task, Curve], Found]] = {
    "first": first,
    "annealing": annealed,
    "search": search,
    "model": model,
    "growth": growth,
}


def measured(task: Task) -> Found:
    """The result of a task: how it ended, what it found and when, seconds of planning, and the most memory it took."""
    way = WAYS[task.way.partition(WITHOUT)[0]]
    begun = time.monotonic()
    scenario = load(task.case)
    reading = time.monotonic() - begun
    curve = Curve()
    begun = time.monotonic()
    found = way(scenario, task, curve)
    seconds = time.monotonic() - begun
    return {
        **found,
        "seconds": round(seconds, 2),
        "reading_seconds": round(reading, 2),
        **curve.firsts(),
        "peak_mb": peak_mb(),
        "curve": curve.points(),
    }


def peak_mb() -> int:
    """The most memory that this process took, and the largest of its children if it had any; mebibytes."""
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    own, children = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (own + children) // unit


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.measure", description=__doc__)
    parser.add_argument("case")
    parser.add_argument("way")
    parser.add_argument("limit", type=float)
    parser.add_argument("seed", type=int)
    parser.add_argument("workers", type=int)
    json.dump(measured(Task(**vars(parser.parse_args(arguments)))), sys.stdout)


if __name__ == "__main__":
    main()
