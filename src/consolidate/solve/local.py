"""The local proof: how much cheaper a plan can be that keeps this one's targets and lies near it in time.

*Near* means: every joint step and every cutover starts within so many weeks of where it does now; all other steps are
free within the period. The model of just these plans is solved, with straight lines below all tables of cost, then, if
that is proven in time, exact; its bound holds for them all, and for no other.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from typing import Any

from ortools.sat.python import cp_model

from consolidate.check.verdict import Verdict
from consolidate.errors import BrokenPromise
from consolidate.model.assemble import Model, build_model
from consolidate.model.frame import Frame
from consolidate.model.objective import ROUGH
from consolidate.model.scope import Scope
from consolidate.model.standing import Standing
from consolidate.plan.document import Decisions
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from consolidate.programme.steps import Kind, Step
from consolidate.solve.exact import whole_bound
from consolidate.solve.limits import Stop
from consolidate.units import Fine

POLL_SECONDS = 0.05


@dataclass(frozen=True)
class LocalBound:
    """No plan with the same targets, its joint steps and cutovers within ``weeks`` weeks, costs less than ``bound``.

    ``bound``: hundred-thousandths; None where time ran out before any was known. ``closed``: the bound is what the best
    of these plans costs. ``better``: the cheapest plan that was met on the way, where it is cheaper than the given one;
    nobody has checked it yet. ``spent``: seconds, or work where that is what is counted.
    """

    weeks: int
    bound: Fine | None
    closed: bool
    better: Decisions | None = None
    spent: float = 0.0


def local_bound(
    programme: Programme,
    plan: Verdict,
    weeks: int,
    seconds: float,
    stop: Stop | None = None,
    *,
    deterministic: bool = False,
) -> LocalBound:
    """A proven bound on all plans near a clean one, by CP-SAT on one worker.

    ``seconds`` limits the solve; with ``deterministic`` it counts CP-SAT's deterministic time.

    Raises:
        BrokenPromise: the model says that not even the given plan exists, or that it could not cost what it does.
    """
    scope = local_scope(programme, plan, weeks)
    begun = time.monotonic()

    def spent(*solves: _Found) -> float:
        return sum(one.work for one in solves) if deterministic else time.monotonic() - begun

    lines = _solve(replace(scope, exact=False, below=True), plan, (seconds, deterministic, stop))
    left = seconds - spent(lines)
    if lines.status != cp_model.OPTIMAL or left <= 0:
        return LocalBound(weeks, lines.bound, closed=False, better=lines.better, spent=spent(lines))
    exact = _solve(scope, plan, (left, deterministic, stop))
    bound = max(one.bound for one in (lines, exact) if one.bound is not None)
    closed, better = exact.status == cp_model.OPTIMAL, exact.better or lines.better
    return LocalBound(weeks, bound, closed, better, spent(lines, exact))


@dataclass(frozen=True)
class _Found:
    status: Any
    work: float
    bound: Fine | None
    better: Decisions | None = None


def _solve(scope: Scope, plan: Verdict, limit: tuple[float, bool, Stop | None]) -> _Found:
    """Solve the model of a scope: the status, a bound on the whole cost, a cheaper plan if one was met."""
    seconds, deterministic, stop = limit
    model, solver = build_model(scope), _solver(seconds, deterministic=deterministic)
    status = _solved(solver, model, stop)
    work = solver.response_proto.deterministic_time
    if status in (cp_model.INFEASIBLE, cp_model.MODEL_INVALID):
        raise BrokenPromise(f"the model of plans near a clean one is {solver.status_name(status).lower()}")
    if status == cp_model.UNKNOWN:  # CP-SAT then tells a bound of 0, which is none
        return _Found(status, work, None)
    objective, least = int(plan.ledger.objective), whole_bound(solver.best_objective_bound)
    bound = objective - model.planned + least * (1 if scope.exact else ROUGH)
    if bound > objective:
        raise BrokenPromise(f"a local bound of {bound} above a plan of {objective}")
    return _Found(status, work, Fine(bound), model.decisions(solver) if model.saved(solver) > 0 else None)


def local_scope(programme: Programme, plan: Verdict, weeks: int) -> Scope:
    """All plans with the same targets whose joint steps and cutovers start within so many weeks of the plan's."""
    schedule = plan.schedule
    freed = frozenset(schedule.placed) - programme.facts
    windows = {
        name: (max(0, placed.start - weeks), min(programme.weeks - 1, placed.start + weeks))
        for name, placed in schedule.placed.items()
        if _held_near(placed.step)
    }
    options = {domain: (option,) for domain, option in schedule.options.items()}
    standing = Standing.of(Frame(programme), schedule, plan.ledger)
    return Scope(programme, options, schedule, freed, windows, standing=standing)


def is_near(plan: Schedule, other: Schedule, weeks: int) -> bool:
    """Whether another plan is one of those that the local bound speaks of."""
    moved = moved_weeks(plan, other)
    return moved is not None and moved <= weeks


def moved_weeks(plan: Schedule, other: Schedule) -> int | None:
    """The most weeks by which a joint step or a cutover starts earlier or later in another plan.

    None where the two have other targets, and are not near at all.
    """
    held = {name: placed.start for name, placed in plan.placed.items() if _held_near(placed.step)}
    if plan.options != other.options or not held.keys() <= other.placed.keys():
        return None
    return max((abs(other.placed[name].start - start) for name, start in held.items()), default=0)


def _held_near(step: Step) -> bool:
    return step.kind is Kind.JOINT or (step.kind is Kind.LOCAL and step.name == "cutover")


def _solver(seconds: float, *, deterministic: bool) -> cp_model.CpSolver:
    """A solver that raises its bound: a full linear relaxation, with probing (decision 11)."""
    solver = cp_model.CpSolver()
    parameters: Any = solver.parameters
    parameters.num_workers = 1
    parameters.random_seed = 1
    parameters.catch_sigint_signal = False
    parameters.linearization_level = 2
    parameters.cp_model_probing_level = 1
    parameters.max_presolve_iterations = 1
    parameters.use_objective_lb_search = True
    if deterministic:
        parameters.max_deterministic_time = seconds
    else:
        parameters.max_time_in_seconds = max(0.1, seconds)
    return solver


def _solved(solver: cp_model.CpSolver, model: Model, stop: Stop | None) -> Any:
    """Solve, until a stop is requested."""
    if stop is None:
        return solver.solve(model.proto)
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(POLL_SECONDS):
            if stop.requested:
                solver.stop_search()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        return solver.solve(model.proto)
    finally:
        ended.set()
        watcher.join()
