"""One domain under one option (or all measures) as a closure: its steps, and what they cost by start week.

All precedence inside the domain is kept (``nodes.py``). Costs that hang on one step stand on it; a contract ends in the
cheapest way that the end of decommissioning allows (notice is left out, which can only be cheaper). What has happened
costs what the ledger books for its own weeks.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from consolidate.bound.closure import Ints
from consolidate.bound.nodes import Block, NodeBuilder
from consolidate.ledger import costs
from consolidate.ledger.priced import burden_price_fine
from consolidate.programme.camels import buried, camel
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Option, Step, step_id
from consolidate.units import FINE

IMPOSSIBLE = 1 << 50


class BlockBuilder:
    """Builds blocks of one programme; ``windows`` are start weeks that hold in any plan, by (domain, option)."""

    def __init__(
        self,
        programme: Programme,
        windows: Mapping[tuple[str, Option], Mapping[str, tuple[int, int]]],
        measure_windows: Mapping[str, tuple[int, int]],
        benefit_owner: Mapping[str, str],
    ) -> None:
        self.programme = programme
        self.windows, self.measure_windows, self.benefit_owner = windows, measure_windows, benefit_owner
        self.nodes = NodeBuilder(programme)
        self.f = np.array(programme.timeline.f, dtype=np.int64)
        self.running = np.array(programme.timeline.running, dtype=np.int64)

    def measures(self) -> Block:
        """All measures."""
        return self._steps(self.programme.measures, self.measure_windows)

    def domain(self, domain: str, option: Option) -> Block:
        """A domain under an option; where it stays, no steps and the cost of staying."""
        programme = self.programme
        if option.stays:
            constant = sum(self._staying(domain, name) for name in programme.participants(domain))
            return Block((), (), constant=constant)
        block = self._steps(programme.work(domain, option).steps, self.windows.get((domain, option), {}))
        policy = programme.scenario.policy
        for name in programme.participants(domain):
            self._systems(block, domain, name, option)
            one = camel(programme, domain, name, option)
            block.constant += burden_price_fine(one.burden_tenths, policy.burden_price) if one else 0
            block.constant += policy.baby_price * FINE if buried(programme, domain, name, option) else 0
        self._fixed(block, domain, option)
        self._benefits(block, domain)
        return block

    def _staying(self, domain: str, municipality: str) -> int:
        renewal = costs.renewal(self.programme, domain, municipality)
        again = costs.on_day(self.programme, renewal.cost, renewal.day) if renewal else 0
        return costs.old_running(self.programme, domain, municipality, None) + again

    # --- values by week -------------------------------------------------------------------------------

    def _factor(self, weeks: Ints) -> Ints:
        """``f`` of weeks; those outside the valued ones count as the nearest of them."""
        return self.f[np.clip(weeks, 0, len(self.f) - 1)]

    def _until(self, days: Ints) -> Ints:
        """``C`` at the start of days."""
        return self.running[np.clip(days, 0, len(self.running) - 1)]

    def _paid(self, block: Block, number: int) -> Ints:
        """``f`` of the week in which a step is paid."""
        return self._factor(block.ends[number] - 1 if block.steps[number].pays_end else block.starts[number])

    # --- steps ----------------------------------------------------------------------------------------

    def _steps(self, steps: Mapping[str, Step], windows: Mapping[str, tuple[int, int]]) -> Block:
        """Steps with what each costs by itself."""
        block = self.nodes.block(steps, windows)
        for number, step in enumerate(block.steps):
            soft = self._window_prices(step) + self._moving(block, number)
            block.weights[number] = step.cost * self._paid(block, number) + FINE * soft
        return block

    def _moving(self, block: Block, number: int) -> Ints:
        """By start week: what another start than the promised one costs."""
        promise = self.programme.commitment(block.steps[number].id)
        if promise is None or promise.start is None or not promise.has_price:
            return np.zeros(1, dtype=np.int64)
        away = np.abs(block.starts[number] - self.programme.timeline.week_of(promise.start))
        return np.array([costs.moving(promise, weeks) for weeks in range(int(away.max()) + 1)], dtype=np.int64)[away]

    def _window_prices(self, step: Step) -> Ints:
        """By start week: what soft windows cost."""
        blackouts = self.programme.scenario.blackouts
        names = tuple(name for name in self.programme.blackouts.of(step) if blackouts[name].price)
        if not names:
            return np.zeros(1, dtype=np.int64)
        span = self.programme.fact_span(step)
        if span is not None:
            return np.array([self.programme.window_price(span, names)], dtype=np.int64)
        return np.array(self.programme.window_prices(step, names), dtype=np.int64)

    # --- systems --------------------------------------------------------------------------------------

    def _systems(self, block: Block, domain: str, municipality: str, option: Option) -> None:
        """Old and new running cost, contracts and renewals of one participant."""
        programme = self.programme
        running = [block.place[name] for name in programme.running_steps(domain, municipality, option)]
        first = self.nodes.first(block, running)
        days = 7 * block.starts[first]
        yearly = costs.running_shares(programme, domain, option)[municipality]
        block.weights[first] = block.weights[first] + yearly * (self.running[-1] - self._until(days))
        path = programme.path(domain, municipality, option)
        if path == "light":
            block.weights[first] = block.weights[first] + self._old(domain, municipality, days)
        elif path == "full":
            number = block.place[step_id(domain, municipality, "decommission")]
            block.weights[number] = block.weights[number] + self._leaving(block, number, domain, municipality)

    def _old(self, domain: str, municipality: str, until: Ints) -> Ints:
        """What the old system costs until a day, with the known renewal where it is still there after its day."""
        found: Ints = self.programme.installed(domain, municipality).running * self._until(until)
        renewal = costs.renewal(self.programme, domain, municipality)
        if renewal is None:
            return found
        return found + np.where(until > renewal.day, costs.on_day(self.programme, renewal.cost, renewal.day), 0)

    def _leaving(self, block: Block, number: int, domain: str, municipality: str) -> Ints:
        """By start of decommissioning: the cheapest way to pay for the old system until it may end."""
        programme, ends = self.programme, 7 * block.ends[number]
        contract = programme.installed(domain, municipality).contract
        plain = self._old(domain, municipality, ends)
        if contract is None:
            return plain
        happened = block.steps[number].id in programme.facts
        least = np.full(len(ends), IMPOSSIBLE, dtype=np.int64)
        if contract.leave_fee is not None:
            least = plain + contract.leave_fee * self._paid(block, number)
        for ending in programme.contract_endings[domain, municipality]:
            fine = self._old(domain, municipality, np.maximum(ends, ending.last_day + 1))
            fine = fine + (costs.on_day(programme, ending.cost, ending.paid) if ending.cost else 0)
            least = np.where((ends <= ending.last_day + 1) | happened, np.minimum(least, fine), least)
        return least

    def _fixed(self, block: Block, domain: str, option: Option) -> None:
        """The fixed part of running cost, from the first cutover."""
        fixed = sum(costs.fixed_shares(self.programme, domain, option).values())
        if fixed:
            names = self.programme.participants(domain)
            first = self.nodes.first(block, [block.place[step_id(domain, name, "cutover")] for name in names])
            left = self.running[-1] - self._until(7 * block.starts[first])
            block.weights[first] = block.weights[first] + fixed * left

    def _benefits(self, block: Block, domain: str) -> None:
        """Benefits that this domain carries: counted from its own cutover, which is never later than the true one."""
        for own, benefit, weight in costs.counted_benefits(self.programme):
            if self.benefit_owner[own] != domain:
                continue
            table = self.programme.timeline.benefit(benefit.ramp_weeks)
            for name in costs.benefit_parties(self.programme, benefit):
                number = block.place[step_id(domain, name, "cutover")]
                yearly = costs.benefit_amount(self.programme, benefit, name)
                gain = np.array([-int(-yearly * value * weight // 1) for value in table], dtype=np.int64)
                ends = np.clip(block.ends[number], 0, len(gain) - 1)
                block.weights[number] = block.weights[number] - gain[ends]
