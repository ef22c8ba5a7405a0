"""Trying every plan of a tiny scenario with checker and ledger alone: the optimum, without any solver.

Branches are cut only where it is plain that nothing clean can follow: a step that cannot end within the period, or
that starts before the shortest end of a step that it waits for. Which pool meets a need costs nothing, so pools are
tried only for plans whose one fault is staff.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import product

from consolidate.check.verdict import check
from consolidate.plan.document import ContractDecision, Decisions, StepDecision, Target
from consolidate.programme.contracts import endings
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Option, Step
from consolidate.rules import Rule

Starts = dict[str, int]
Contracts = dict[str, ContractDecision]


def cheapest(programme: Programme, only: Mapping[str, Collection[Option]] | None = None) -> int | None:
    """The least objective of any clean plan, in hundred-thousandths; None where there is no clean plan.

    ``only``: by domain the options that are tried; all of those that are not named.
    """
    least: int | None = None
    tried = {**programme.options, **(only or {})}
    for chosen in product(*tried.values()):
        attempt = _Attempt(programme, dict(zip(tried, chosen, strict=True)))
        for starts in attempt.placements(0, {}):
            for contracts in attempt.contract_ends(starts):
                cost = attempt.clean_cost(starts, contracts, least)
                least = cost if cost is not None else least
    return least


class _Attempt:
    """All plans with the same targets."""

    def __init__(self, programme: Programme, options: Mapping[str, Option]) -> None:
        self.programme = programme
        self.options = options
        self.targets = {domain: _target(option) for domain, option in options.items()}
        self.steps: dict[str, Step] = dict(programme.measures)
        for domain, option in options.items():
            self.steps.update(programme.work(domain, option).steps)
        self.order: list[Step] = []
        for step in self.steps.values():
            self._visit(step)

    def _visit(self, step: Step) -> None:
        """Put a step after all that it waits for."""
        if step in self.order:
            return
        for wait in step.waits:
            if wait.target in self.steps:
                self._visit(self.steps[wait.target])
        self.order.append(step)

    def placements(self, depth: int, starts: Starts) -> Iterator[Starts]:
        """Start weeks of all steps, by depth first; what has happened has one start."""
        if depth == len(self.order):
            yield starts
            return
        step = self.order[depth]
        for week in self._weeks(step, starts):
            yield from self.placements(depth + 1, {**starts, step.id: week})

    def _weeks(self, step: Step, starts: Starts) -> range:
        span = self.programme.fact_span(step)
        if span is not None:
            return range(span[0], span[0] + 1)
        waits = [wait for wait in step.waits if wait.target in starts and wait.target not in self.programme.facts]
        least = [starts[wait.target] + self.steps[wait.target].weeks + wait.lag for wait in waits]
        return range(max(least, default=0), self.programme.weeks - step.weeks + 1)

    def contract_ends(self, starts: Starts) -> Iterator[Contracts]:
        """Every way to end the contracts that have to be ended."""
        choices = []
        for domain, municipality in self.programme.contract_endings:
            if self.programme.must_leave(domain, municipality, self.options[domain]):
                ways = self._ways(domain, municipality, starts)
                choices.append([(f"{domain}/{municipality}", way) for way in ways])
        for chosen in product(*choices):
            yield dict(chosen)

    def _ways(self, domain: str, municipality: str, starts: Starts) -> Iterator[ContractDecision]:
        timeline = self.programme.timeline
        contract = self.programme.installed(domain, municipality).contract
        assert contract is not None
        for ending in endings(contract, timeline):
            day = timeline.day_at(ending.last_day)
            yield ContractDecision.model_validate({"last_day": day, "by": ending.by})
        step = self.steps.get(f"{domain}/{municipality}/decommission")
        if contract.leave_fee is not None and step is not None:
            span = self.programme.fact_span(step)
            end = span[1] if span else self.programme.ends(step)[starts[step.id]]
            if end:
                yield ContractDecision(last_day=timeline.day_at(7 * end - 1), by="fee")

    def clean_cost(self, starts: Starts, contracts: Contracts, below: int | None) -> int | None:
        """What a plan costs if it is clean, with some choice of pools, and cheaper than another."""
        verdict = check(self.programme, self._decisions(starts, contracts, {}))
        cost = verdict.ledger.objective
        if below is not None and cost >= below:
            return None
        if verdict.clean:
            return cost
        if verdict.broken != {Rule.STAFF}:
            return None
        needs = [(step.id, skill) for step in self.steps.values() for skill, _ in step.staff]
        for pools in product(*(dict.fromkeys(self.steps[step].pools) for step, _ in needs)):
            chosen = self._decisions(starts, contracts, dict(zip(needs, pools, strict=True)))
            if check(self.programme, chosen).clean:
                return cost
        return None

    def _decisions(self, starts: Starts, contracts: Contracts, pools: Mapping[tuple[str, str], str]) -> Decisions:
        own: dict[str, dict[str, str]] = {}
        for (step, skill), pool in pools.items():
            if pool != "joint":
                own.setdefault(step, {})[skill] = pool
        day = self.programme.timeline.day
        steps = {name: StepDecision(start=day(week), pools=own.get(name, {})) for name, week in starts.items()}
        return Decisions(targets=self.targets, steps=steps, contracts=contracts)


def _target(option: Option) -> Target:
    if option.stays:
        return Target(stays=True)
    return Target.model_validate({"product": option.product, "route": option.route})
