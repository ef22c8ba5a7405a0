"""Measure one task: ``python -m benchmarks.measure S1 search 1 20`` prints the result as JSON.

Each task runs in a process of its own, so that none is helped or slowed by another, and its memory is its own.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from benchmarks.cases import Task, load
from consolidate.bound.separate import separate_bound
from consolidate.construct.problem import Problem
from consolidate.graph.windows import open_options, option_windows
from consolidate.model.assemble import build_model
from consolidate.model.scope import whole
from consolidate.programme.programme import Programme
from consolidate.scenario.document import Scenario
from consolidate.solve.anneal import Annealing
from consolidate.solve.keys import Candidate, Units
from consolidate.solve.run import Limits, plan_scenario
from consolidate.units import FINE

WORKERS = 2
SPREAD = 4.0


@dataclass(frozen=True)
class Found:
    """What came of a task: whole money, None where there is no plan or no bound; how it ended, and what it took."""

    outcome: str
    cost: int | None = None
    bound: int | None = None
    passes: int | None = None


def search(scenario: Scenario, task: Task) -> Found:
    """The whole way that a user goes."""
    run = plan_scenario(scenario, Limits(seconds=task.limit, workers=WORKERS, seed=task.seed)).run
    assert run is not None
    return Found(str(run.outcome), _whole(run.objective), _whole(run.bound))


def _whole(money: str | None) -> int | None:
    return None if money is None else round(float(money))


def model(scenario: Scenario, task: Task) -> Found:
    """One solve of the whole CP-SAT model, with nothing to begin from."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.random_seed = task.seed
    solver.parameters.max_time_in_seconds = task.limit
    status = solver.solve(build_model(whole(Programme(scenario))).proto)
    name = solver.status_name(status).lower()
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Found("no_plan" if status == cp_model.UNKNOWN else name)
    return Found(name, round(solver.objective_value / FINE), round(solver.best_objective_bound / FINE))


def _annealing(scenario: Scenario, seed: int) -> tuple[Annealing, Candidate]:
    """A construction, and its first candidate: the targets that are cheapest alone, in order of due dates."""
    programme = Programme(scenario)
    options = open_options(programme)
    bound = separate_bound(programme, options, option_windows(programme, options))
    problem = Problem(programme, options)
    annealing = Annealing(problem, Units(problem), random.Random(seed))
    first = problem.consistent({domain: bound.best(domain) for domain in options})
    return annealing, Candidate(first, annealing.units.first_keys(annealing.rng, SPREAD))


def _constructed(annealing: Annealing, found: Candidate) -> Found:
    clean = found.excess == 0
    outcome = "feasible" if clean else f"excess {found.excess}"
    return Found(outcome, found.fine // FINE if clean else None, None, annealing.passes)


def first(scenario: Scenario, task: Task) -> Found:
    """One pass of construction."""
    annealing, candidate = _annealing(scenario, task.seed)
    return _constructed(annealing, annealing.construct(candidate))


def annealed(scenario: Scenario, task: Task) -> Found:
    """Targets tried one by one, then annealing, in one thread."""
    annealing, candidate = _annealing(scenario, task.seed)
    begun = time.monotonic()

    def done() -> float:
        return (time.monotonic() - begun) / task.limit

    start = annealing.settle(candidate, lambda: done() >= 1)
    return _constructed(annealing, annealing.run(start, done, lambda _found: None))


SOLVERS: dict[str, Callable[[Scenario, Task], Found]] = {
    "first": first,
    "annealing": annealed,
    "search": search,
    "model": model,
}


def measured(task: Task) -> dict[str, object]:
    """The result of a task as data, with its seconds (reading left out) and the most memory it took."""
    scenario = load(task.case)
    begun = time.monotonic()
    found = SOLVERS[task.solver](scenario, task)
    seconds = round(time.monotonic() - begun, 1)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {**vars(found), "seconds": seconds, "megabytes": megabytes}


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.measure", description=__doc__)
    parser.add_argument("case")
    parser.add_argument("solver", choices=sorted(SOLVERS))
    parser.add_argument("seed", type=int)
    parser.add_argument("limit", type=float)
    options = parser.parse_args(arguments)
    json.dump(measured(Task(options.case, options.solver, options.seed, options.limit)), sys.stdout)


if __name__ == "__main__":
    main()
