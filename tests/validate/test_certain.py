"""What is said to be certain, against the solver: such a scenario has no plan, and plans lie inside their windows."""

import random

import pytest
from ortools.sat.python import cp_model

from consolidate.graph.windows import open_windows, windows
from consolidate.model.assemble import build_model
from consolidate.model.scope import whole
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from consolidate.scenario.read import parse_scenario
from consolidate.validate.table import warnings
from tests.random_scenarios import random_scenario

SEEDS = range(80)


class _FirstPlan(cp_model.CpSolverSolutionCallback):
    """Stops at the first plan."""

    def on_solution_callback(self) -> None:
        self.stop_search()


def some_plan(programme: Programme) -> Schedule | None:
    """A plan, or None where it is proved that there is none."""
    model, solver = build_model(whole(programme)), cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = 30
    status = solver.solve(model.proto, _FirstPlan())
    assert status in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.INFEASIBLE)
    return None if status == cp_model.INFEASIBLE else Schedule(programme, model.decisions(solver))


@pytest.fixture(scope="module")
def judged() -> list[tuple[Programme, Schedule | None]]:
    found = [Programme(parse_scenario(random_scenario(random.Random(seed), "tiny"))) for seed in SEEDS]
    return [(programme, some_plan(programme)) for programme in found]


def test_what_is_certain_is_true_and_tells_most_of_what_is_infeasible(
    judged: list[tuple[Programme, Schedule | None]],
) -> None:
    certain = [any(warning.certain for warning in warnings(programme)) for programme, _plan in judged]
    plans = [plan is not None for _programme, plan in judged]
    assert [seed for seed, (sure, plan) in enumerate(zip(certain, plans, strict=True)) if sure and plan] == []
    assert 8 <= plans.count(False) <= 40
    assert sum(certain) >= plans.count(False) // 2


def test_every_plan_lies_inside_its_windows(judged: list[tuple[Programme, Schedule | None]]) -> None:
    checked = 0
    for programme, plan in judged:
        if plan is None:
            continue
        open_, chosen = open_windows(programme), windows(programme, plan.option_of)
        for name, placed in plan.placed.items():
            assert chosen[name][0] <= placed.start <= chosen[name][1], name
            assert open_[name][0] <= placed.start <= open_[name][1], name
            checked += 1
    assert checked > 100
