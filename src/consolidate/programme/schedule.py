"""Decisions put beside the programme: each step with its start and end, each domain with its option.

Built from any decisions, also broken ones: what does not fit is left out here and told by the checker.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from consolidate.plan.document import ContractDecision, Decisions
from consolidate.programme.programme import Programme
from consolidate.programme.steps import STAYS, Option, Step, Wait, step_id


class Placed(NamedTuple):
    """A step with its half-open weeks ``[start, end)`` and the pool that meets each need."""

    step: Step
    start: int
    end: int
    pools: Mapping[str, str]

    @property
    def paid_week(self) -> int:
        """The week whose factor values the step's cost."""
        return self.end - 1 if self.step.pays_end else self.start


class Schedule:
    """A plan's decisions, resolved against its programme."""

    def __init__(self, programme: Programme, decisions: Decisions) -> None:
        self.programme = programme
        self.decisions = decisions
        self.options = {domain: self._option(domain) for domain in programme.options}
        self.steps: dict[str, Step] = dict(programme.measures)
        for domain, option in self.options.items():
            self.steps.update(programme.work(domain, option).steps)
        self.placed = {name: self._place(step) for name, step in self.steps.items() if name in decisions.steps}
        self.contracts: dict[tuple[str, str], ContractDecision] = {
            (domain, municipality): decisions.contracts[f"{domain}/{municipality}"]
            for domain, municipality in programme.contract_endings
            if programme.must_leave(domain, municipality, self.options[domain])
            and f"{domain}/{municipality}" in decisions.contracts
        }

    def _option(self, domain: str) -> Option:
        """The chosen option; ``STAYS`` where none, or an impossible one, is named."""
        target = self.decisions.targets.get(domain)
        if (
            target is None
            or target.product is None
            or target.product not in self.programme.scenario.domains[domain].candidates
        ):
            return STAYS
        return Option(target.product, target.route)

    def _place(self, step: Step) -> Placed:
        decision = self.decisions.step(step.id)
        assert decision is not None
        start = self.programme.timeline.week_of(decision.start)
        ends = self.programme.ends(step)
        end = ends[start] if 0 <= start < len(ends) else 0
        actual = self.programme.occurred.get(step.id)
        if actual is not None and actual[0] == start and actual[1] is not None:
            end = actual[1]  # what has happened may lie before the period
        pools = {skill: decision.pools.get(skill, "joint") for skill, _ in step.staff}
        return Placed(step, start, end or start + max(1, step.weeks), pools)

    def option_of(self, domain: str) -> Option:
        """The option of a domain."""
        return self.options[domain]

    def find(self, domain: str, unit: str, name: str) -> Placed | None:
        """A placed step by its parts."""
        return self.placed.get(step_id(domain, unit, name))

    def landing(self, target: str) -> tuple[Wait, ...] | None:
        """A gate as waits on steps of this plan; None where it can never happen."""
        return self.programme.landing(target, self.option_of)

    def reached(self, target: str) -> int | None:
        """The exclusive end week by which a gate is complete; None where it never is (or a step is missing)."""
        waits = self.landing(target)
        if waits is None or any(wait.target not in self.placed for wait in waits):
            return None
        return max((self.placed[wait.target].end + wait.lag for wait in waits), default=0)

    @cached_property
    def _marked(self) -> dict[tuple[str | None, str | None], int]:
        """By domain and municipality: the first start of a step that starts the new system's running cost."""
        found: dict[tuple[str | None, str | None], int] = {}
        for placed in self.placed.values():
            if placed.step.starts_running:
                place = placed.step.domain, placed.step.municipality
                found[place] = min(placed.start, found.get(place, placed.start))
        return found

    def running_start(self, domain: str, municipality: str) -> int | None:
        """The week from which the new system costs: the step marked so, else the cutover."""
        marked = self._marked.get((domain, municipality))
        if marked is not None:
            return marked
        cutover = self.find(domain, municipality, "cutover")
        return cutover.start if cutover else None

    def old_end_day(self, domain: str, municipality: str) -> int | None:
        """The day index (exclusive) until which the old system costs; None: to the end of valuation.

        Light: until the new one starts. Full: until the later of decommissioning's end and the contract's last day.
        """
        option = self.options[domain]
        if option.stays:
            return None
        if self.programme.path(domain, municipality, option) == "light":
            start = self.running_start(domain, municipality)
            return None if start is None else 7 * start
        decommission = self.find(domain, municipality, "decommission")
        if decommission is None:
            return None
        end = 7 * decommission.end
        contract = self.contracts.get((domain, municipality))
        if contract is None:
            return end
        return max(end, self.programme.timeline.day_index(contract.last_day) + 1)
