"""What couples blocks, as rows that a relaxation prices: staff by pool and week, budgets, and order between blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from consolidate.ledger import costs
from consolidate.ledger.budgets import net_grants
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Kind, Option, Step
from consolidate.programme.usage import pool_capacity
from consolidate.scenario.money import Budget

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Order:
    """One step or milestone ends, with a lag, before another starts; ids of steps, or of milestones."""

    before: str
    after: str
    lag: int


class Rows:
    """All rows of a programme.

    ``capacity`` tenths by resource and week; ``money`` by payer with a hard budget and year, all that has been granted
    until then (carry-over can only leave less); ``orders`` between steps of different blocks and milestones.
    """

    def __init__(self, programme: Programme, options: Mapping[str, tuple[Option, ...]]) -> None:
        self.programme, self.options = programme, options
        self.weeks = programme.weeks
        self.resources: dict[tuple[str, str], int] = {}
        steps = list(self._all_steps())
        for step in steps:
            for skill, _ in step.staff:
                for pool in dict.fromkeys(step.pools):
                    self.resources.setdefault((pool, skill), len(self.resources))
        self.capacity = np.array(
            [pool_capacity(programme, pool, skill) for pool, skill in self.resources], dtype=np.int64
        ).reshape(len(self.resources), self.weeks)
        self.payers = [payer for payer, budget in sorted(programme.scenario.budgets.items()) if budget.is_hard]
        years = programme.timeline.years
        nets = [[grant - reserve for grant, reserve in net_grants(self._budget(payer), years)] for payer in self.payers]
        self.money = np.cumsum(np.array(nets, dtype=np.int64).reshape(len(self.payers), len(years)), axis=1)
        self.milestones = tuple(sorted(programme.scenario.milestones))
        self.orders = tuple(sorted(set(self._orders(steps)), key=lambda row: (row.before, row.after, row.lag)))
        self._first: dict[str, list[int]] = {}
        self._second: dict[str, list[int]] = {}
        for place, row in enumerate(self.orders):
            self._first.setdefault(row.before, []).append(place)
            self._second.setdefault(row.after, []).append(place)
        self.latest = self.weeks + sum(row.lag for row in self.orders if row.after in self.milestones)
        """The latest week in which a milestone can be reached."""
        self.lags = np.array([row.lag for row in self.orders], dtype=np.int64)
        self.total = self.capacity.sum(axis=1)
        self.year_of_start = self._years(0)
        self.year_of_end = self._years(-1)

    def _budget(self, payer: str) -> Budget:
        return self.programme.scenario.budgets[payer]

    def _years(self, shift: int) -> Ints:
        timeline = self.programme.timeline
        first = timeline.years[0]
        days = (7 * week + shift for week in range(self.weeks + 1))
        return np.array([timeline.budget_year(timeline.day_at(day)) - first for day in days], dtype=np.int64)

    def _all_steps(self) -> Iterator[Step]:
        yield from self.programme.measures.values()
        for domain, options in self.options.items():
            for option in options:
                yield from self.programme.work(domain, option).steps.values()

    def _orders(self, steps: list[Step]) -> Iterator[Order]:
        """Waits that lead out of a block; what a milestone stands for comes before the milestone."""
        for step in steps:
            for wait in step.waits:
                if step.domain is None or not wait.target.startswith(f"{step.domain}/"):
                    yield from self._wait(wait.target, step.id, wait.lag)
        for name in self.milestones:
            milestone = self.programme.scenario.milestones[name]
            for item in milestone.complete:
                yield from self._wait(item, name, 0)
            for after in milestone.after:
                target, lag = (after, 0) if isinstance(after, str) else (after.step, after.lag)
                yield from self._wait(target, name, lag)

    def _wait(self, target: str, after: str, lag: int) -> Iterator[Order]:
        if target in self.programme.scenario.milestones or target in self.programme.measures:
            yield Order(target, after, lag)
            return
        if target in self.programme.scenario.domains:
            for name in self.programme.participants(target):
                yield Order(f"{target}/{name}/cutover", after, lag)
            return
        domain, *rest = target.split("/")
        if rest == ["joint"]:
            for name in self._last_joint(domain):
                yield Order(name, after, lag)
        else:
            yield Order(target, after, lag)

    def _last_joint(self, domain: str) -> set[str]:
        """Joint steps that no other joint step waits for, under some option."""
        found: set[str] = set()
        for option in self.options[domain]:
            joint = [step for step in self.programme.work(domain, option).steps.values() if step.kind is Kind.JOINT]
            awaited = {wait.target for step in joint for wait in step.waits}
            found |= {step.id for step in joint if step.id not in awaited}
        return found

    def orders_of(self, name: str) -> tuple[list[int], list[int]]:
        """Numbers of the order rows that a step or milestone comes first in, and second in."""
        return self._first.get(name, []), self._second.get(name, [])

    def payments(self, step: Step) -> list[tuple[int, int]]:
        """(row of payer, amount) for each payer with a hard budget."""
        shares = costs.payer_shares(self.programme, step) if step.cost else {}
        return [
            (self.payers.index(payer), sum(parts.values())) for payer, parts in shares.items() if payer in self.payers
        ]
