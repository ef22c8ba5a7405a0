"""Large-neighbourhood search: part of a plan is solved anew by CP-SAT while the rest stands still."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from ortools.sat.python import cp_model

from consolidate.check.verdict import Verdict, check
from consolidate.graph.windows import open_options
from consolidate.model.assemble import Model, build_model
from consolidate.model.frame import Frame
from consolidate.model.objective import ROUGH
from consolidate.model.scope import Scope
from consolidate.model.standing import Standing
from consolidate.plan.document import Decisions
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from consolidate.programme.steps import Option
from consolidate.solve.bandit import Bandit, Choice
from consolidate.solve.ground import Ground, Layout
from consolidate.solve.neighbourhoods import NEIGHBOURHOODS, Freed, kinds, options_of

SIZES = (25, 45, 80, 140, 250, 400)
REACHES = (4, 8, 16, 32, 64)
SOLVED = (cp_model.OPTIMAL, cp_model.FEASIBLE)
PATIENCE, PATIENT_WORK = 0.3, 0.05
"""The longest that one neighbourhood is solved at first: seconds, or CP-SAT's deterministic time."""
LONGER, SHORTER, LONGEST = 1.1, 0.8, 12.0
"""How patience grows with each try in vain and shrinks with each gain, and to how many times the first at most."""
CHARGE, STEP_CHARGE, CHECK_CHARGE = 0.002, 2e-5, 3e-5
"""Deterministic time that counts for one model, for each step in it, and for each step of a plan that is checked."""
CHECKS = 2.0
"""Neighbourhoods are solved on top of each other for so many times what it takes to check a plan."""
DRAWS = 4
GAP = 1e-7
"""A neighbourhood is solved to the end when what may be left is this share of the plan's cost."""


class Register(Protocol):
    """Hears which solvers are at work, so that they can be stopped."""

    def __call__(self, solver: cp_model.CpSolver, *, working: bool) -> None:
        """Note that a solver begins or ends."""


@dataclass
class Trail:
    """A checked plan, and where neighbourhoods have led from it: cheaper by ``saved``, not yet checked."""

    base: Verdict
    standing: Standing
    ground: Ground
    saved: int = 0
    proven: dict[Freed, int] = field(default_factory=dict)
    """Neighbourhoods that hold nothing better, and up to which reach."""

    @property
    def plan(self) -> Schedule:
        """The latest plan."""
        return self.standing.plan


@dataclass
class Improver:
    """Neighbourhoods, their sizes and their reach, chosen by what they have brought of late per second."""

    programme: Programme
    rng: random.Random
    seconds: float = 3.0
    deterministic: bool = False
    clock: Callable[[], float] = time.thread_time
    work: float = 0.0
    """Deterministic time that CP-SAT has used, and what is charged for the rest."""
    last: str = ""
    """The neighbourhood that improved last, or was tried last."""

    def __post_init__(self) -> None:
        self.frame = Frame(self.programme)
        self.bandit = Bandit(kinds(self.programme), SIZES, REACHES, self.rng)
        self.joins = True
        self._checking, self._patience = 0.0, 1.0
        self._trail: Trail | None = None
        self._layout: Layout | None = None

    @cached_property
    def options(self) -> Mapping[str, tuple[Option, ...]]:
        """By domain: the options that are open."""
        return open_options(self.programme)

    def step(self, plan: Verdict, register: Register) -> Verdict | None:
        """Solve a neighbourhood, or a few if checking is long; the better clean plan, or None.

        ``register`` hears of the solvers at work.
        """
        trail = self.trail(plan)
        begun, found = self._now(), ""
        while True:
            saved, goes_on = self._solve(trail, register)
            found = self.last if saved else found
            spent = self._now() - begun
            if not (trail.saved and goes_on and self.joins and spent < min(CHECKS * self._checking, self.seconds)):
                break
        self.last = found or self.last
        return self._checked(trail) if trail.saved else None

    def _now(self) -> float:
        return self.work if self.deterministic else self.clock()

    # --- plans ----------------------------------------------------------------------------------------

    def trail(self, plan: Verdict) -> Trail:
        """The trail of a plan: the present one, where nothing has changed."""
        if self._trail is None or self._trail.base is not plan or self._trail.saved:
            standing = Standing.of(self.frame, plan.schedule, plan.ledger)
            self._trail = Trail(plan, standing, self._ground(standing))
        return self._trail

    def _ground(self, standing: Standing) -> Ground:
        if self._layout is None or self._layout.order is not standing.order:
            self._layout = Layout(self.frame, standing.order, self.options)
        return Ground(self._layout, standing.plan)

    def _checked(self, trail: Trail) -> Verdict | None:
        """The plan at the end of a trail, if the ledger finds it cheaper and the checker clean."""
        begun = self._now()
        found = check(self.programme, trail.plan.decisions)
        self.work += CHECK_CHARGE * len(trail.plan.placed)
        self._checking = self._now() - begun
        self._trail = None
        if not found.clean or found.ledger.objective >= trail.base.ledger.objective:
            self.joins = False  # what was joined did not fit: from now on each is checked by itself
            return None
        return found

    # --- one neighbourhood ----------------------------------------------------------------------------

    def _solve(self, trail: Trail, register: Register) -> tuple[int, bool]:
        """Solve one neighbourhood of the latest plan: what it saves, and whether there is time for another."""
        begun = self._now()
        choice = self.bandit.choose()
        freed = self._draw(trail, choice)
        self.work += CHARGE
        if not freed.steps:
            self.bandit.record(choice, 0, self._now() - begun, solved=None)
            return 0, True
        choice = choice._replace(size=max(size for size in SIZES if size <= max(SIZES[0], len(freed.steps))))
        model = build_model(self._scope(trail, freed, choice.reach))
        solver = self._solver(trail)
        register(solver, working=True)
        status = solver.solve(model.proto)
        register(solver, working=False)
        self.work += solver.response_proto.deterministic_time + STEP_CHARGE * len(freed.steps)
        solved = status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
        saved = model.saved(solver) if status in SOLVED else 0
        if saved > 0:
            self._go_on(trail, model, solver, saved)
        elif solved:
            trail.proven[freed] = max(choice.reach, trail.proven.get(freed, 0))
        self._patience = max(1.0, self._patience * SHORTER) if saved > 0 else min(LONGEST, self._patience * LONGER)
        self.bandit.record(choice, max(0, saved), self._now() - begun, solved=solved)
        return max(0, saved), solved or self._ran_out(solver)

    def _draw(self, trail: Trail, choice: Choice) -> Freed:
        """A neighbourhood of which it is not known that it holds nothing better."""
        self.last = choice.kind
        for _draw in range(DRAWS):
            freed = NEIGHBOURHOODS[choice.kind](trail.ground, self.rng, choice.size)
            if trail.proven.get(freed, -1) < choice.reach:
                return freed
        return Freed()

    def _scope(self, trail: Trail, freed: Freed, reach: int) -> Scope:
        plan, last = trail.plan, self.programme.weeks - 1
        options: dict[str, tuple[Option, ...]] = {domain: (option,) for domain, option in plan.options.items()}
        for domain in freed.opened:
            options[domain] = options_of(trail.ground, domain)
        windows, reach = {}, reach * freed.wide
        for name in freed.steps:
            placed = plan.placed.get(name)
            if placed is not None:
                windows[name] = (max(0, placed.start - reach), min(last, placed.start + reach))
        return Scope(self.programme, options, plan, freed.steps, windows, exact=False, standing=trail.standing)

    def _go_on(self, trail: Trail, model: Model, solver: cp_model.CpSolver, saved: int) -> None:
        """Make a solution the latest plan."""
        plan = Schedule(self.programme, model.decisions(solver))
        trail.standing = trail.standing.moved(plan, model.spent(solver))
        trail.ground = self._ground(trail.standing)
        trail.saved += saved
        trail.proven.clear()

    def _solver(self, trail: Trail) -> cp_model.CpSolver:
        """A solver for small models: little presolve; never a full linear relaxation without probing (decision 11)."""
        solver = cp_model.CpSolver()
        parameters: Any = solver.parameters
        parameters.num_workers = 1
        parameters.random_seed = self.rng.randrange(1 << 30)
        parameters.catch_sigint_signal = False
        parameters.linearization_level = 1
        parameters.cp_model_probing_level = 0
        parameters.symmetry_level = 0
        parameters.max_presolve_iterations = 1
        parameters.absolute_gap_limit = GAP * abs(trail.base.ledger.objective) / ROUGH
        if self.deterministic:
            parameters.max_deterministic_time = self._limit()
        else:
            parameters.max_time_in_seconds = self._limit()
        return solver

    def _limit(self) -> float:
        """How long a neighbourhood may be solved: the longer, the more tries have been in vain."""
        return min(self.seconds, self._patience * (PATIENT_WORK if self.deterministic else PATIENCE))

    def _ran_out(self, solver: cp_model.CpSolver) -> bool:
        """Whether a solve used its time; else somebody has stopped it."""
        if self.deterministic:
            return True
        return solver.wall_time > 0.8 * float(solver.parameters.max_time_in_seconds)


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
