"""Large-neighbourhood search: part of a plan is solved anew by CP-SAT while the rest stands still."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any, Protocol

from ortools.sat.python import cp_model

from consolidate.check.verdict import Verdict, check
from consolidate.model.assemble import build_model
from consolidate.model.scope import Scope
from consolidate.plan.document import Decisions
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from consolidate.solve.neighbourhoods import NEIGHBOURHOODS

SMALLEST, LARGEST = 25, 400
REACH = (8, 16, 32, 64)
SOLVED = (cp_model.OPTIMAL, cp_model.FEASIBLE)


class Register(Protocol):
    """Hears which solvers are at work, so that they can be stopped."""

    def __call__(self, solver: cp_model.CpSolver, *, working: bool) -> None:
        """Note that a solver begins or ends."""


@dataclass
class Arm:
    """One kind of neighbourhood: its size, and how it has paid."""

    name: str
    size: int = 60
    gain: float = 0.0
    tries: int = 0


@dataclass
class Improver:
    """Neighbourhoods chosen by how they have paid of late; sizes by how fast they are solved."""

    programme: Programme
    rng: random.Random
    seconds: float = 3.0
    deterministic: bool = False
    arms: list[Arm] = field(default_factory=lambda: [Arm(name) for name in NEIGHBOURHOODS])
    work: float = 0.0
    """Deterministic time that CP-SAT has used."""
    last: str = ""
    """The neighbourhood tried last."""

    def step(self, plan: Verdict, register: Register) -> Verdict | None:
        """Solve one neighbourhood; the better clean plan, or None. ``register`` hears of the solver at work."""
        arm = self._choose()
        self.last = arm.name
        freed = NEIGHBOURHOODS[arm.name](plan.schedule, self.rng, arm.size)
        if not freed:
            arm.tries += 1
            return None
        solver = self._solver()
        model = build_model(self._scope(plan.schedule, freed))
        register(solver, working=True)
        status = solver.solve(model.proto)
        register(solver, working=False)
        self.work += solver.response_proto.deterministic_time
        self._resize(arm, status)
        decisions = model.decisions(solver) if status in SOLVED else None
        better = None if decisions is None else self._better(plan, decisions)
        gain = 0 if better is None else plan.ledger.objective - better.ledger.objective
        arm.tries += 1
        arm.gain = 0.8 * arm.gain + 0.2 * gain
        return better

    def _choose(self) -> Arm:
        """Mostly what has paid; now and then any."""
        if self.rng.random() < 0.3:
            return self.rng.choice(self.arms)
        return max(self.arms, key=lambda arm: (arm.gain + (1e18 if arm.tries < 2 else 0), self.rng.random()))

    def _scope(self, plan: Schedule, freed: frozenset[str]) -> Scope:
        reach = self.rng.choice(REACH)
        last = self.programme.weeks - 1
        windows = {}
        for name in freed:
            start = plan.placed[name].start
            windows[name] = (max(0, start - reach), min(last, start + reach))
        options = {domain: (option,) for domain, option in plan.options.items()}
        return Scope(self.programme, options, plan, freed, windows, exact=False)

    def _solver(self) -> cp_model.CpSolver:
        solver = cp_model.CpSolver()
        parameters: Any = solver.parameters
        parameters.num_workers = 1
        parameters.random_seed = self.rng.randrange(1 << 30)
        parameters.relative_gap_limit = 1e-7
        parameters.catch_sigint_signal = False
        if self.deterministic:
            parameters.max_deterministic_time = self.seconds
        else:
            parameters.max_time_in_seconds = self.seconds
        return solver

    def _resize(self, arm: Arm, status: Any) -> None:
        """Larger after a proof, smaller after running out of time."""
        factor = 1.15 if status in (cp_model.OPTIMAL, cp_model.INFEASIBLE) else 0.8
        arm.size = int(min(LARGEST, max(SMALLEST, arm.size * factor)))

    def _better(self, plan: Verdict, decisions: Decisions) -> Verdict | None:
        """The new plan, if the ledger finds it cheaper and the checker clean."""
        found = check(self.programme, decisions)
        if not found.clean or found.ledger.objective >= plan.ledger.objective:
            return None
        return found


def rebased(programme: Programme, newest: Verdict, old: Verdict, found: Verdict) -> Verdict | None:
    """What another thread found from an older plan, put on the newest one, if that is clean and better."""
    ours, theirs, base = newest.schedule.decisions, found.schedule.decisions, old.schedule.decisions
    if ours.targets != theirs.targets:
        return None
    steps = {**ours.steps, **{name: own for name, own in theirs.steps.items() if base.steps.get(name) != own}}
    contracts = {
        **ours.contracts,
        **{name: own for name, own in theirs.contracts.items() if base.contracts.get(name) != own},
    }
    joined = check(programme, Decisions(targets=ours.targets, steps=steps, contracts=contracts))
    better = joined.clean and joined.ledger.objective < newest.ledger.objective
    return joined if better else None
