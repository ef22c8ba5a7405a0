"""Solving models in tests: one worker, a fixed seed and a limit in work, so that every run is the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ortools.sat.python import cp_model

from consolidate.check.verdict import Verdict, check
from consolidate.model.assemble import Model, build_model
from consolidate.model.scope import Scope, whole
from consolidate.plan.document import Decisions
from consolidate.programme.programme import Programme
from consolidate.rules import Rule
from tests.scenarios import STARTS

WORK = 5.0
"""Deterministic time that a small model gets."""


class Underway(cp_model.CpSolverSolutionCallback):
    """Every solution found on the way, with its objective, in the order in which they were found."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self.model = model
        self.found: list[tuple[Decisions, int]] = []

    def on_solution_callback(self) -> None:
        self.found.append((self.model.decisions(self), self.model.objective(self)))


@dataclass(frozen=True)
class Solved:
    """What a solver made of a model: its status by name, and the best decisions with their exact cost."""

    status: str
    decisions: Decisions | None = None
    objective: int | None = None
    underway: tuple[tuple[Decisions, int], ...] = field(default=(), repr=False)

    @property
    def infeasible(self) -> bool:
        """Whether it is proved that there is no plan."""
        return self.status == "INFEASIBLE"


def solver(work: float = WORK, *, proofs: bool = True) -> cp_model.CpSolver:
    """One worker; no probing, which costs small models more than it brings.

    A full linear relaxation is best for proofs, none at all for finding plans.
    """
    found = cp_model.CpSolver()
    found.parameters.num_workers = 1
    found.parameters.random_seed = 1
    found.parameters.max_deterministic_time = work
    found.parameters.cp_model_probing_level = 0
    found.parameters.linearization_level = 2 if proofs else 0
    return found


def solved_model(model: Model, engine: cp_model.CpSolver | None = None) -> Solved:
    """Solve a model that has been built."""
    assert model.proto.validate() == ""
    engine = engine or solver()
    underway = Underway(model)
    status = engine.status_name(engine.solve(model.proto, underway))
    if status not in ("OPTIMAL", "FEASIBLE"):
        return Solved(status)
    return Solved(status, model.decisions(engine), model.objective(engine), tuple(underway.found))


def solved(scope: Scope, work: float = WORK) -> Solved:
    """Build the model of a scope and solve it."""
    return solved_model(build_model(scope), solver(work))


def best(programme: Programme, *without: Rule, work: float = WORK) -> Solved:
    """The optimum of a whole programme, some rules left out."""
    found = solved(whole(programme, without=frozenset(without)), work)
    assert found.status in ("OPTIMAL", "INFEASIBLE"), found.status
    return found


def verdict_of(programme: Programme, found: Solved) -> Verdict:
    """The checker's verdict on a solution."""
    assert found.decisions is not None, found.status
    return check(programme, found.decisions)


def held(programme: Programme, starts: Mapping[str, int] | None = None, scope: Scope | None = None) -> Solved:
    """The best plan with these start weeks on top of the base plan's; all else is open."""
    weeks = {**STARTS, **(starts or {})}
    windows = {step: (week, week) for step, week in weeks.items()}
    return solved(replace(scope or whole(programme), windows=windows))


def admits(programme: Programme, starts: Mapping[str, int] | None = None, scope: Scope | None = None) -> bool:
    """Whether the model has a plan with these start weeks on top of the base plan's, whatever else it decides."""
    found = held(programme, starts, scope)
    if found.infeasible:
        return False
    verdict = verdict_of(programme, found)
    assert verdict.clean, verdict.violations
    assert verdict.ledger.objective == found.objective
    return True
