"""Solve one instance in one way: ``python -m benchmarks.literature.solve FILE WAY SECONDS WORKERS SEED`` prints JSON.

Each solve has a process of its own, so that none is helped or slowed by another. The time limit holds for solving; what
starting and reading take is left out for all ways alike.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psplib
from ortools.sat.python import cp_model

from benchmarks.literature.convert import makespan, scenario_of
from consolidate.model.assemble import build_model
from consolidate.model.scope import whole
from consolidate.programme.programme import Programme
from consolidate.scenario.document import Scenario
from consolidate.scenario.read import parse_scenario
from consolidate.solve.run import Limits, plan_scenario

FORMAT = "patterson"


@dataclass(frozen=True)
class Effort:
    """What a way of solving may use: seconds, workers, and the seed of its chances."""

    seconds: float
    workers: int
    seed: int


def scenario_in(file: Path) -> Scenario:
    """The scenario of an instance file."""
    return parse_scenario(scenario_of(file.stem, psplib.parse(file, instance_format=FORMAT)))


def by_search(file: Path, effort: Effort) -> int | None:
    """The makespan that the whole search finds, as a user would run it; None where it finds no plan."""
    scenario = scenario_in(file)
    limits = Limits(seconds=effort.seconds, workers=effort.workers, seed=effort.seed)
    plan = plan_scenario(scenario, limits)
    return makespan(scenario, plan.decisions) if plan.decisions.steps else None


def by_plain_model(file: Path, effort: Effort) -> int | None:
    """The makespan that one solve of this project's whole model finds, with nothing to begin from."""
    scenario = scenario_in(file)
    model = build_model(whole(Programme(scenario)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = effort.workers
    solver.parameters.random_seed = effort.seed
    solver.parameters.max_time_in_seconds = effort.seconds
    status = solver.solve(model.proto)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return makespan(scenario, model.decisions(solver)) if found else None


def by_pyjobshop(file: Path, effort: Effort) -> int | None:
    """The makespan that PyJobShop finds with CP-SAT, in the model that it makes of the file itself."""
    from pyjobshop import solve  # noqa: PLC0415 - it loads a plotting library, which the other ways do without
    from pyjobshop.read import read  # noqa: PLC0415

    data = read(file, FORMAT)
    result = solve(data, time_limit=effort.seconds, num_workers=effort.workers, random_seed=effort.seed)
    return None if math.isinf(result.objective) else round(result.objective)


WAYS: dict[str, Callable[[Path, Effort], int | None]] = {
    "search": by_search,
    "pyjobshop": by_pyjobshop,
    "plain": by_plain_model,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, solve, print makespan and seconds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.literature.solve", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("way", choices=sorted(WAYS))
    parser.add_argument("seconds", type=float)
    parser.add_argument("workers", type=int)
    parser.add_argument("seed", type=int)
    options = parser.parse_args(arguments)
    begun = time.monotonic()
    found = WAYS[options.way](options.file, Effort(options.seconds, options.workers, options.seed))
    json.dump({"makespan": found, "seconds": round(time.monotonic() - begun, 1)}, sys.stdout)


if __name__ == "__main__":
    main()
