"""The whole model: structure, rules, objective; and decisions read back from a solution."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model_helper import LinearExpr

from consolidate.model.leaving import contract_term, leavings
from consolidate.model.objective import add_objective
from consolidate.model.rules_money import municipal_budget, programme_budget, spending
from consolidate.model.rules_people import baby_limit, camel_limit
from consolidate.model.rules_resources import change_load, staff
from consolidate.model.rules_time import (
    blackout,
    cutover_limit,
    decision_meeting,
    milestone_due,
    not_before,
    pinned,
    precedence,
)
from consolidate.model.scope import Scope
from consolidate.model.terms import Term
from consolidate.model.variables import Variables
from consolidate.plan.document import ContractDecision, Decisions, StepDecision, Target
from consolidate.programme.schedule import Placed
from consolidate.programme.steps import Option
from consolidate.rules import Rule

RULES: dict[Rule, Callable[[Variables], None]] = {
    Rule.PRECEDENCE: precedence,
    Rule.STAFF: staff,
    Rule.PROGRAMME_BUDGET: programme_budget,
    Rule.MUNICIPAL_BUDGET: municipal_budget,
    Rule.CHANGE_LOAD: change_load,
    Rule.CUTOVER_LIMIT: cutover_limit,
    Rule.BLACKOUT: blackout,
    Rule.DECISION_MEETING: decision_meeting,
    Rule.MILESTONE_DUE: milestone_due,
    Rule.CAMEL_LIMIT: camel_limit,
    Rule.BABY_LIMIT: baby_limit,
    Rule.CONTRACT_TERM: contract_term,
    Rule.PINNED: pinned,
    Rule.NOT_BEFORE: not_before,
}
"""Every rule that is not structure; none depends on the order in which they are added."""


@dataclass(frozen=True)
class Model:
    """A model ready to solve."""

    variables: Variables

    @property
    def proto(self) -> cp_model.CpModel:
        """The CP-SAT model itself."""
        return self.variables.build.model

    def decisions(self, solver: cp_model.CpSolver | cp_model.CpSolverSolutionCallback) -> Decisions:
        """The decisions of a solution; what the scope holds still comes from its plan."""
        return _Reader(self.variables, solver).decisions()

    @property
    def planned(self) -> int:
        """What the plan that the scope holds costs in terms of this objective, exact."""
        return sum(one.fine(_planned) for one in self.variables.priced)

    def saved(self, solver: cp_model.CpSolver | cp_model.CpSolverSolutionCallback) -> int:
        """By how much a solution costs less than the plan that the scope holds, in hundred-thousandths: exact.

        This looks at tables, whatever straight lines the model takes for them.
        """
        read = _Reader(self.variables, solver)
        return self.planned - sum(one.fine(read.value) for one in self.variables.priced)

    def spent(self, solver: cp_model.CpSolver | cp_model.CpSolverSolutionCallback) -> dict[str, dict[int, int]]:
        """What payers whose spending the solution may change spend by year, in whole money."""
        read = _Reader(self.variables, solver)
        return {
            payer: {year: sum(map(read.value, (*paid.facts, *paid.others))) for year, paid in own.items()}
            for payer, own in spending(self.variables).items()
        }

    def objective(self, solver: cp_model.CpSolver | cp_model.CpSolverSolutionCallback) -> int:
        """The objective at a solution's own values; of one found underway CP-SAT may tell more than it costs."""
        return sum(int(solver.value(part)) for part in self.variables.build.cost)


def build_model(scope: Scope) -> Model:
    """Structure, then every rule that the scope does not leave out, then the objective."""
    variables = Variables(scope)
    for rule, add in RULES.items():
        if rule not in scope.without:
            add(variables)
    add_objective(variables)
    return Model(variables)


def _planned(term: Term) -> int:
    """A term's value in the plan; a plan hints every term."""
    assert term.value is not None
    return term.value


class _Reader:
    """Reads decisions from a solution."""

    def __init__(self, variables: Variables, solver: cp_model.CpSolver | cp_model.CpSolverSolutionCallback) -> None:
        self.variables, self.solver = variables, solver
        self.timeline = variables.programme.timeline

    def value(self, term: Term) -> int:
        """A term's value in the solution."""
        return int(self.solver.value(term.expr)) if isinstance(term.expr, LinearExpr) else term.expr

    def decisions(self) -> Decisions:
        """Targets, steps and contract ends."""
        scope = self.variables.scope
        if scope.standing is None or scope.plan is None or scope.freed is None:
            return Decisions(targets=self._targets(scope.options), steps=self._steps(), contracts=self._contracts())
        base = scope.plan.decisions
        steps = {name: own for name, own in base.steps.items() if name not in scope.freed}
        touched = {f"{domain}/{name}" for domain, name in self.variables.near.contracts}
        contracts = {name: own for name, own in base.contracts.items() if name not in touched}
        opened = {domain: scope.options[domain] for domain in scope.opened}
        return base.model_copy(
            update={
                "targets": {**base.targets, **self._targets(opened)},
                "steps": {**steps, **self._steps()},
                "contracts": {**contracts, **self._contracts()},
            }
        )

    def _targets(self, open_options: Mapping[str, tuple[Option, ...]]) -> dict[str, Target]:
        found = {}
        for domain, options in open_options.items():
            chosen = next(option for option in options if self.value(self.variables.option(domain, option)))
            found[domain] = (
                Target(stays=True)
                if chosen.stays
                else Target.model_validate({"product": chosen.product, "route": chosen.route})
            )
        return found

    def _steps(self) -> dict[str, StepDecision]:
        found = {}
        for slot in self.variables.slots.values():
            if not self.value(self.variables.present(slot)):
                continue
            placed = self.variables.planned(slot.id)
            if placed is not None and not self.variables.scope.free(slot.id):
                found[slot.id] = self._standing(placed)
                continue
            step = next(step for step, there in self.variables.variants(slot, id) if self.value(there))
            pools = {}
            for skill, _ in step.staff:
                for pool in dict.fromkeys(step.pools):
                    term = self.variables.pools.get((slot.id, skill, pool))
                    if pool != "joint" and term is not None and self.value(term):
                        pools[skill] = pool
            start = self.timeline.day(self.value(self.variables.start(slot.id)))
            found[slot.id] = StepDecision(start=start, pools=pools)
        return found

    def _standing(self, placed: Placed) -> StepDecision:
        pools = {skill: pool for skill, pool in placed.pools.items() if pool != "joint"}
        return StepDecision(start=self.timeline.day(placed.start), pools=pools)

    def _contracts(self) -> dict[str, ContractDecision]:
        found = {}
        for leaving in leavings(self.variables):
            name = f"{leaving.domain}/{leaving.municipality}"
            for ending, chosen in leaving.terms:
                if self.value(chosen):
                    last = self.timeline.day_at(ending.last_day)
                    found[name] = ContractDecision.model_validate({"last_day": last, "by": ending.by})
            if self.value(leaving.fee):
                end = self.value(self.variables.end(leaving.decommission))
                found[name] = ContractDecision(last_day=self.timeline.day_at(7 * end - 1), by="fee")
        return found
