"""A domain takes another target while everything else of a plan stands where it does: a small model, solved exactly.

What such a plan costs more is a price that holds as long as nobody else moves; and it is where a search for the best
plan with that target begins.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from consolidate.check.verdict import Verdict, check
from consolidate.errors import BrokenPromise
from consolidate.model.assemble import Model, build_model
from consolidate.model.frame import Frame
from consolidate.model.objective import ROUGH
from consolidate.model.scope import Scope
from consolidate.model.standing import Standing
from consolidate.programme.steps import Option
from consolidate.solve.exact import whole_bound
from consolidate.units import Fine


@dataclass(frozen=True)
class Swap:
    """The cheapest plan that differs from another one only in one domain.

    ``plan``: the cheapest that was found, checked; None where none was. ``bound``: no such plan costs less, in
    hundred-thousandths; None where nothing is known. ``impossible``: it is proven that there is none.
    """

    plan: Verdict | None
    bound: Fine | None
    impossible: bool = False


class Swapper:
    """One plan, in which the targets of domains are swapped one at a time."""

    def __init__(self, plan: Verdict) -> None:
        if not plan.clean:
            raise ValueError("only in a plan that breaks no rule can one target be swapped alone")
        self.plan, self.programme = plan, plan.schedule.programme
        self.standing = Standing.of(Frame(self.programme), plan.schedule, plan.ledger)

    def swapped(self, domain: str, allowed: Collection[Option], seconds: float, *, seed: int = 1) -> Swap:
        """The cheapest plan in which a domain takes one of some options and all other domains stand still.

        Nothing is said of a domain in which something has happened already: its steps cannot all be set free.
        ``seconds``: CP-SAT's deterministic time, so that the same is found on any machine.

        Raises:
            BrokenPromise: the model contradicts checker or ledger.
        """
        own = self.plan.schedule.options[domain]
        if any(fact.startswith(f"{domain}/") for fact in self.programme.facts):
            return Swap(None, None)
        model = build_model(self._scope(domain, tuple(dict.fromkeys((own, *sorted(allowed, key=str))))))
        if own not in allowed:
            model.proto.add(model.variables.option(domain, own).expr == 0)
        solver = _solver(seconds, seed)
        status = solver.solve(model.proto)
        if status == cp_model.MODEL_INVALID:
            raise BrokenPromise(f"the model is invalid: {model.proto.validate()}")
        if status == cp_model.INFEASIBLE:
            return Swap(None, None, impossible=True)
        if status == cp_model.UNKNOWN:
            return Swap(None, None)
        objective = int(self.plan.ledger.objective)
        bound = Fine(objective - model.planned + ROUGH * whole_bound(solver.best_objective_bound))
        return Swap(self._checked(model, solver), bound)

    def _scope(self, domain: str, options: tuple[Option, ...]) -> Scope:
        """The domain free under these options, everything else as it is."""
        schedule = self.plan.schedule
        works = (self.programme.work(domain, option).steps for option in options)
        freed = frozenset(name for work in works for name in work)
        chosen = {name: (option,) for name, option in schedule.options.items()} | {domain: options}
        return Scope(self.programme, chosen, schedule, freed, exact=False, below=True, standing=self.standing)

    def _checked(self, model: Model, solver: cp_model.CpSolver) -> Verdict | None:
        """The plan of a solution; what stands outside the model may still be broken, and then it is none."""
        found = check(self.programme, model.decisions(solver))
        if not found.clean:
            return None
        cost = int(self.plan.ledger.objective) - model.saved(solver)
        if found.ledger.objective != cost:
            raise BrokenPromise(f"the model says {cost}, the ledger {found.ledger.objective}")
        return found


def _solver(seconds: float, seed: int) -> cp_model.CpSolver:
    """A solver for small models (decision 11: never a full linear relaxation without probing)."""
    solver = cp_model.CpSolver()
    parameters: Any = solver.parameters
    parameters.num_workers = 1
    parameters.random_seed = seed
    parameters.catch_sigint_signal = False
    parameters.linearization_level = 1
    parameters.cp_model_probing_level = 0
    parameters.symmetry_level = 0
    parameters.max_presolve_iterations = 1
    parameters.max_deterministic_time = seconds
    return solver
