"""One domain under one option (or all measures) as a closure: its steps, their costs by start week, what they use.

All precedence inside the domain is kept. Costs that hang on one step stand on it; a contract ends in the cheapest way
that the end of decommissioning allows (notice is left out, which can only be cheaper).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from consolidate.bound.closure import Flags, Ints, Link, narrowed, windows_of
from consolidate.graph.starts import StartTables
from consolidate.ledger import costs
from consolidate.ledger.priced import burden_price_fine
from consolidate.programme.camels import buried, camel
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Option, Step, step_id
from consolidate.units import FINE

IMPOSSIBLE = 1 << 50


@dataclass
class Block:
    """Nodes by number: steps (``names`` and ``steps``) first, helpers after them.

    ``weights`` by node and start week, ``ends`` by step and start week (0: cannot start). ``constant`` is what the
    option costs whenever its steps happen.
    """

    names: tuple[str, ...]
    steps: tuple[Step, ...]
    weights: list[Ints]
    ends: list[Ints]
    opens: list[Flags]
    links: list[Link]
    constant: int = 0
    place: dict[str, int] = field(default_factory=dict)

    @property
    def variables(self) -> int:
        """How many variables its network over weeks has."""
        windows = windows_of(self.opens)
        return int((windows[:, 1] - windows[:, 0]).sum())

    def narrow(self) -> bool:
        """Close the weeks that no link allows; False where a node has none left."""
        found = narrowed(self.opens, self.links)
        self.opens = self.opens if found is None else found
        return found is not None


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
        self.tables = StartTables(programme)
        self.weeks = programme.weeks
        timeline = programme.timeline
        self.f = np.array([costs.factor(programme, week) for week in range(self.weeks + 1)], dtype=np.int64)
        self.by_week = np.array(timeline.running_by_week, dtype=np.int64)
        self.whole = timeline.running[-1]
        self._every = np.arange(self.weeks, dtype=np.int64)
        self._ends: dict[tuple[int, ...], Ints] = {}
        self._limits: dict[tuple[tuple[int, ...], int, int | None], Ints] = {}

    def measures(self) -> Block:
        """All measures."""
        return self._steps(self.programme.measures, self.measure_windows)

    def domain(self, domain: str, option: Option) -> Block:
        """A domain under an option; where it stays, no steps and the cost of staying."""
        programme = self.programme
        if option.stays:
            constant = sum(self._staying(domain, name) for name in programme.participants(domain))
            return Block((), (), [], [], [], [], constant)
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

    # --- nodes and links ------------------------------------------------------------------------------

    def _steps(self, steps: Mapping[str, Step], windows: Mapping[str, tuple[int, int]]) -> Block:
        listed = tuple(steps.values())
        block = Block(tuple(steps), listed, [], [], [], [])
        block.place = {name: number for number, name in enumerate(block.names)}
        for step in listed:
            self._step(block, step, windows.get(step.id, (0, self.weeks - 1)))
        for number, step in enumerate(listed):
            for wait in step.waits:
                before = block.place.get(wait.target)
                if before is not None:
                    ends = self.programme.ends(listed[before])
                    block.links.append(Link(before, number, self._latest(ends, wait.lag)))
                    if wait.within is not None:
                        block.links.append(Link(number, before, self._follows(ends, wait.within)))
        return block

    def _step(self, block: Block, step: Step, window: tuple[int, int]) -> None:
        table = self.tables.table(step)
        ends = np.zeros(self.weeks, dtype=np.int64)
        ends[list(table.starts)] = list(table.ends)
        opens = ends > 0
        opens[: max(0, window[0])] = False
        opens[window[1] + 1 :] = False
        whole = self._ends_of(self.programme.ends(step))
        weight = step.cost * (self.f[np.maximum(whole - 1, 0)] if step.pays_end else self.f[: self.weeks])
        names = tuple(
            name for name in self.programme.blackouts.of(step) if self.programme.scenario.blackouts[name].price
        )
        if names:
            weight = weight + FINE * np.array(self.programme.window_prices(step, names), dtype=np.int64)
        block.weights.append(weight.astype(np.int64))
        block.ends.append(whole)
        block.opens.append(opens)

    def _ends_of(self, ends: tuple[int, ...]) -> Ints:
        """Ends by start week as an array, one for all steps that have the same."""
        if ends not in self._ends:
            self._ends[ends] = np.array(ends, dtype=np.int64)
        return self._ends[ends]

    def _latest(self, ends: tuple[int, ...], lag: int) -> Ints:
        """By week t: the last start that ends, lag included, by t; −1 where none does."""
        key = (ends, lag, None)
        if key not in self._limits:
            table = self._ends_of(ends)
            starts = np.flatnonzero(table > 0)
            places = np.searchsorted(table[starts] + lag, np.arange(self.weeks), side="right") - 1
            self._limits[key] = np.where(places >= 0, starts[np.maximum(places, 0)], -1).astype(np.int64)
        return self._limits[key]

    def _follows(self, ends: tuple[int, ...], within: int) -> Ints:
        """By start week of a step: the last week in which what follows it within some weeks may start."""
        key = (ends, 0, within)
        if key not in self._limits:
            self._limits[key] = np.maximum.accumulate(self._ends_of(ends)) + within
        return self._limits[key]

    def _helper(self, block: Block, befores: list[int]) -> int:
        """A node that starts no later than some steps do."""
        number = len(block.weights)
        block.weights.append(np.zeros(self.weeks, dtype=np.int64))
        block.opens.append(np.ones(self.weeks, dtype=np.bool_))
        for after in befores:
            block.links.append(Link(number, after, self._every))
        return number

    # --- systems --------------------------------------------------------------------------------------

    def _systems(self, block: Block, domain: str, municipality: str, option: Option) -> None:
        """Old and new running cost, contracts and renewals of one participant."""
        programme = self.programme
        running = [block.place[name] for name in programme.running_steps(domain, municipality, option)]
        start = running[0] if len(running) == 1 else self._helper(block, running)
        yearly = costs.running_shares(programme, domain, option)[municipality]
        block.weights[start] = block.weights[start] + yearly * (self.whole - self.by_week[: self.weeks])
        path = programme.path(domain, municipality, option)
        if path == "light":
            days = 7 * np.arange(self.weeks)
            old = programme.installed(domain, municipality).running * self.by_week[: self.weeks]
            block.weights[start] = block.weights[start] + old + self._renewal(domain, municipality, days)
        elif path == "full":
            number = block.place[step_id(domain, municipality, "decommission")]
            ends = np.clip(block.ends[number], 0, self.weeks)
            block.weights[number] = block.weights[number] + self._leaving(domain, municipality, ends)

    def _renewal(self, domain: str, municipality: str, until: Ints) -> Ints:
        """The known renewal, where the old system is still there after its day."""
        renewal = costs.renewal(self.programme, domain, municipality)
        if renewal is None:
            return np.zeros(len(until), dtype=np.int64)
        value = costs.on_day(self.programme, renewal.cost, renewal.day)
        return np.where(until > renewal.day, value, 0).astype(np.int64)

    def _leaving(self, domain: str, municipality: str, ends: Ints) -> Ints:
        """By start of decommissioning: the cheapest way to pay for the old system until it may end."""
        programme, system = self.programme, self.programme.installed(domain, municipality)
        plain = system.running * self.by_week[ends] + self._renewal(domain, municipality, 7 * ends)
        contract = system.contract
        if contract is None:
            return np.asarray(plain, dtype=np.int64)
        least = np.full(len(ends), IMPOSSIBLE, dtype=np.int64)
        if contract.leave_fee is not None:
            least = plain + contract.leave_fee * int(self.f[-1])
        for ending in programme.contract_endings[domain, municipality]:
            fine = costs.old_running(programme, domain, municipality, ending.last_day + 1)
            fine += costs.on_day(programme, ending.cost, ending.paid) if ending.cost else 0
            until = np.full(1, ending.last_day + 1, dtype=np.int64)
            fine += int(self._renewal(domain, municipality, until)[0])
            least = np.where(7 * ends <= ending.last_day + 1, np.minimum(least, fine), least)
        return np.asarray(least, dtype=np.int64)

    def _fixed(self, block: Block, domain: str, option: Option) -> None:
        """The fixed part of running cost, from the first cutover."""
        fixed = sum(costs.fixed_shares(self.programme, domain, option).values())
        if fixed:
            names = self.programme.participants(domain)
            first = self._helper(block, [block.place[step_id(domain, name, "cutover")] for name in names])
            block.weights[first] = block.weights[first] + fixed * (self.whole - self.by_week[: self.weeks])

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
