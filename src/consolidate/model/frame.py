"""What stays the same from one model of a programme to the next, worked out once for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from consolidate.ledger import costs
from consolidate.programme.meetings import decision_starts
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from consolidate.programme.steps import Option, Step
from consolidate.programme.usage import pool_capacity
from consolidate.scenario.aims import Benefit

Options = Mapping[str, Option]


@dataclass(frozen=True)
class Gain:
    """A benefit of one municipality: what it waits for, and what it is worth in a full year at which weight."""

    benefit: Benefit
    waits: tuple[str, ...]
    yearly: int
    weight: Fraction


class Frame:
    """Tables of one programme that its models read."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self._capacities: dict[tuple[str, str], list[int]] = {}
        self._meetings: dict[int, frozenset[int] | None] = {}
        self._starts: dict[int, tuple[int, ...]] = {}
        self._order: Order | None = None
        hard = {name for name, window in programme.scenario.blackouts.items() if window.is_hard}
        self._blocked = {name: programme.blackouts.weeks(name) for name in hard}

    def capacity(self, pool: str, skill: str) -> list[int]:
        """Tenths that a pool has, by week."""
        if (pool, skill) not in self._capacities:
            self._capacities[pool, skill] = pool_capacity(self.programme, pool, skill)
        return self._capacities[pool, skill]

    def meetings(self, step: Step) -> frozenset[int] | None:
        """Start weeks after which a step ends with its decision; None where it is none. Steps live as long as this."""
        if id(step) not in self._meetings:
            self._meetings[id(step)] = decision_starts(self.programme, step)
        return self._meetings[id(step)]

    def starts(self, step: Step) -> tuple[int, ...]:
        """Weeks in which a step may start by itself: calendar, blackouts, meetings, its own date, promises."""
        if id(step) not in self._starts:
            self._starts[id(step)] = self._own_starts(step)
        return self._starts[id(step)]

    def _own_starts(self, step: Step) -> tuple[int, ...]:
        programme, ends = self.programme, self.programme.ends(step)
        names = self._blocked.keys() & set(programme.blackouts.of(step)) if self._blocked else ()
        weeks = frozenset().union(*(self._blocked[name] for name in names))
        meetings, window = self.meetings(step), programme.pinned_window(step)
        first, last = window or (max(step.not_before, programme.status_week), programme.weeks)
        return tuple(
            start
            for start, end in enumerate(ends)
            if end
            and first <= start <= last
            and (meetings is None or start in meetings)
            and (not weeks or weeks.isdisjoint(range(start, end)))
        )

    @cached_property
    def gains(self) -> Mapping[str, tuple[Gain, ...]]:
        """By step: the benefits that wait for it."""
        programme = self.programme
        found: dict[str, list[Gain]] = {}
        for _, benefit, weight in costs.counted_benefits(programme):
            for name in costs.benefit_parties(programme, benefit):
                yearly = costs.benefit_amount(programme, benefit, name)
                gain = Gain(benefit, costs.benefit_waits(programme, benefit, name), yearly, weight)
                for wait in gain.waits if yearly else ():
                    found.setdefault(wait, []).append(gain)
        return {step: tuple(own) for step, own in found.items()}

    def order(self, plan: Schedule) -> Order:
        """Who waits for whom under a plan's targets; the latest one is kept."""
        if self._order is None or self._order.options != plan.options:
            self._order = Order(self.programme, plan.options)
        return self._order


class Order:
    """Who waits for whom under chosen targets."""

    def __init__(self, programme: Programme, options: Options) -> None:
        self.programme, self.options = programme, dict(options)
        self.steps: dict[str, Step] = dict(programme.measures)
        for domain, option in self.options.items():
            self.steps.update(programme.work(domain, option).steps)
        self.waiters: dict[str, list[str]] = {}
        for step in self.steps.values():
            for wait in step.waits:
                self.waiters.setdefault(wait.target, []).append(step.id)
        self.noticed: dict[str, list[tuple[str, str]]] = {}
        for pair in programme.contract_endings:
            option = self.options[pair[0]]
            for wait in programme.notice_target(*pair, option) if programme.must_leave(*pair, option) else ():
                self.noticed.setdefault(wait.target, []).append(pair)
        self.outer = [target for target in {*self.waiters, *self.noticed} if target not in self.steps]
        self._landings: dict[str, tuple[tuple[str, int], ...]] = {}
        self._sets: dict[str, frozenset[str]] = {}

    def landing(self, target: str) -> tuple[tuple[str, int], ...]:
        """The steps that a gate waits for, each with its lag."""
        if target not in self._landings:
            waits = ((target, 0),) if target in self.steps else self._landed(target)
            self._landings[target] = waits
        return self._landings[target]

    def _landed(self, target: str) -> tuple[tuple[str, int], ...]:
        waits = self.programme.landing(target, self.options.__getitem__) or ()
        return tuple((wait.target, wait.lag) for wait in waits)

    def leads_to(self, target: str) -> frozenset[str]:
        """The steps that a gate waits for."""
        if target not in self._sets:
            self._sets[target] = frozenset(step for step, _ in self.landing(target))
        return self._sets[target]

    def touched(self, freed: frozenset[str], opened: frozenset[str]) -> set[str]:
        """Gates and steps that are complete at another time when freed steps move, or opened domains change."""
        found = {target for target in self.outer if self.moves(target, freed, opened)}
        return found | freed

    def moves(self, target: str, freed: frozenset[str], opened: frozenset[str]) -> bool:
        """Whether a gate waits for any freed step or opened domain."""
        if not self.leads_to(target).isdisjoint(freed):
            return True
        return bool(opened) and any(
            atom.target.split("/")[0] in opened for atom in self.programme.atoms(target) if "/" in atom.target
        )

    def waiting(self, targets: set[str]) -> frozenset[str]:
        """Steps that wait for any of these gates and steps."""
        return frozenset(step for target in targets for step in self.waiters.get(target, ()))

    def notices(self, targets: set[str]) -> frozenset[tuple[str, str]]:
        """Contracts (domain, municipality) whose notice waits for any of these."""
        return frozenset(pair for target in targets for pair in self.noticed.get(target, ()))
