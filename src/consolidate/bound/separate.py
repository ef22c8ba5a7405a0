"""A first bound: every domain on its own, as if staff and money were plenty (``docs/model.md``, Bounds).

Each participant's running cost, contract, fees and benefits are a function of its cutover week; joint cost is paid no
later than the first cutover. What couples domains (staff, budgets, load, milestones, limits) costs at least nothing.
What has happened stands at its own weeks, and may have come before what it should have waited for.
The least value of each option is also a first opinion on which target to choose.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from consolidate.building import building
from consolidate.ledger import costs
from consolidate.ledger.priced import burden_price_fine
from consolidate.programme.camels import buried, camel
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Option, Step, step_id
from consolidate.scenario.aims import Benefit
from consolidate.units import FINE, Fine

Table = NDArray[np.int64]
Windows = Mapping[tuple[str, Option], Mapping[str, tuple[int, int]]]
IMPOSSIBLE = 1 << 52
"""More than anything costs; some hundreds of it still add up within 64 bits."""


@dataclass(frozen=True)
class Separate:
    """The bound in hundred-thousandths, and the least cost of each option of each domain."""

    bound: Fine
    options: dict[str, dict[Option, int]]

    def best(self, domain: str) -> Option:
        """The option that is cheapest on its own."""
        return min(self.options[domain], key=lambda option: (self.options[domain][option], str(option)))


@building()
def separate_bound(programme: Programme, options: Mapping[str, tuple[Option, ...]], windows: Windows) -> Separate:
    """The sum over domains of their cheapest option, measures and joint benefits included.

    ``windows``: by (domain, option) the first and last start week that a step can have in any plan.
    """
    tables = _Tables(programme)
    values = {
        domain: {option: _option(tables, domain, option, windows.get((domain, option), {})) for option in own}
        for domain, own in options.items()
    }
    last = programme.weeks - 1
    bound = sum(min(own.values()) for own in values.values() if own)
    bound += sum(_least_paid(programme, step, last) for step in programme.measures.values())
    bound += costs.outside_value(programme) - _shared_benefits(programme)
    return Separate(Fine(bound), values)


class _Tables:
    """What all domains read: the value of money by week, and of the benefits that one domain brings alone."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        timeline, weeks = programme.timeline, programme.weeks
        self.f = np.array(timeline.f[:weeks], dtype=np.int64)
        self.running = np.array(timeline.running_by_week, dtype=np.int64)
        self.still: Table = timeline.running[-1] - self.running[:weeks]
        self.benefits: dict[str, list[tuple[Benefit, Fraction, frozenset[str]]]] = {}
        for _, benefit, weight in costs.counted_benefits(programme):
            if len(benefit.requires) == 1:
                parties = frozenset(costs.benefit_parties(programme, benefit))
                self.benefits.setdefault(benefit.requires[0], []).append((benefit, weight, parties))
        self._shut: dict[tuple[int, ...], NDArray[np.bool_]] = {}

    def shut(self, step: Step) -> NDArray[np.bool_]:
        """By week: whether the calendar keeps a step from starting in it."""
        ends = self.programme.ends(step)
        if ends not in self._shut:
            self._shut[ends] = np.array(ends) == 0
        return self._shut[ends]


def _option(tables: _Tables, domain: str, option: Option, windows: Mapping[str, tuple[int, int]]) -> int:
    """The least cost of a domain under an option."""
    programme = tables.programme
    if option.stays:
        return sum(_staying(programme, domain, name) for name in programme.participants(domain))
    return _Alone(tables, domain, option, windows).least()


def _least_paid(programme: Programme, step: Step, last: int) -> int:
    """What a step costs at least if it is paid no later than in a week; what has happened costs what it has."""
    span = programme.fact_span(step)
    return costs.one_off(programme, step, *span) if span else step.cost * costs.factor(programme, last)


def _ancestors(programme: Programme, steps: Mapping[str, Step], name: str) -> frozenset[str]:
    """What a step waits for, however far back; what has happened waits for nothing."""
    found: set[str] = set()
    open_names = [name]
    while open_names:
        step = steps[open_names.pop()]
        for wait in step.waits if step.id not in programme.facts else ():
            if wait.target in steps and wait.target not in found:
                found.add(wait.target)
                open_names.append(wait.target)
    return frozenset(found)


def _staying(programme: Programme, domain: str, municipality: str) -> int:
    renewal = costs.renewal(programme, domain, municipality)
    again = costs.on_day(programme, renewal.cost, renewal.day) if renewal else 0
    return costs.old_running(programme, domain, municipality, None) + again


class _Alone:
    """One domain under one option, as if there were no other."""

    def __init__(self, tables: _Tables, domain: str, option: Option, windows: Mapping[str, tuple[int, int]]) -> None:
        self.tables, self.domain, self.option, self.windows = tables, domain, option, windows
        self.programme = programme = tables.programme
        self.steps = programme.work(domain, option).steps
        self.own: dict[str | None, list[Step]] = {}
        for step in self.steps.values():
            self.own.setdefault(step.municipality, []).append(step)
        self.names = programme.participants(domain)
        self.running = costs.running_shares(programme, domain, option)
        self.before = {name: _ancestors(programme, self.steps, step_id(domain, name, "cutover")) for name in self.names}

    def least(self) -> int:
        """The least cost in whatever weeks; what all cutovers wait for is paid before the first of them."""
        awaited = frozenset.intersection(*self.before.values()) if self.before else frozenset()
        value = self._one_off(self.own.get(None, ()), awaited)
        fixed = sum(costs.fixed_shares(self.programme, self.domain, self.option).values())
        value = value + fixed * self.tables.still
        for name in self.names:
            own = self._participant(name)
            value = value + np.minimum.accumulate(own[::-1])[::-1]
        return int(value.min())

    def _one_off(self, steps: Collection[Step], before: Collection[str]) -> Table:
        """By week: the least cost of steps, those in ``before`` paid no later than in that week."""
        programme = self.programme
        early = sum(step.cost for step in steps if step.id in before and step.id not in programme.facts)
        others = (step for step in steps if step.id not in before or step.id in programme.facts)
        value: Table = early * self.tables.f + sum(_least_paid(programme, step, programme.weeks - 1) for step in others)
        return value

    def _participant(self, name: str) -> Table:
        """By cutover week: the least that a participant's own chain, systems, contract and benefits can cost."""
        programme, domain, option = self.programme, self.domain, self.option
        cutover = self.steps[step_id(domain, name, "cutover")]
        before = self.before[name]
        value = self._one_off(self.own[name], before if cutover.pays_end else before | {cutover.id})
        value = value + self._systems(name)
        value = value - self._benefits(name)
        policy = programme.scenario.policy
        one = camel(programme, domain, name, option)
        value = value + (burden_price_fine(one.burden_tenths, policy.burden_price) if one else 0)
        value = value + (policy.baby_price * FINE if buried(programme, domain, name, option) else 0)
        return np.where(self._blocked(cutover), IMPOSSIBLE, value)

    def _edged(self, week: int) -> int:
        """A week, or the one at the edge of the period that stands for it."""
        return min(max(week, 0), self.programme.weeks - 1)

    def _blocked(self, cutover: Step) -> NDArray[np.bool_]:
        """By week: whether a cutover cannot start in it; one that happened outside the period counts at its edge."""
        weeks = self.programme.weeks
        fact = self.programme.fact_span(cutover)
        if fact is not None:
            found: NDArray[np.bool_] = np.arange(weeks) != self._edged(fact[0])
            return found
        blocked = self.tables.shut(cutover).copy()
        first, last = self.windows.get(cutover.id, (0, weeks - 1))
        blocked[:first] = True
        blocked[last + 1 :] = True
        return blocked

    def _tail(self, prefix: str) -> int:
        """Weeks that lie at least between a cutover's start and the end of decommissioning."""
        steps, programme = self.steps, self.programme
        cutover, last = f"{prefix}cutover", f"{prefix}decommission"

        def length(name: str) -> int | None:
            """Weeks from the cutover's start to a step's end, None for steps that do not follow it."""
            fact = programme.fact_span(steps[name])
            if name == cutover:
                return fact[1] - self._edged(fact[0]) if fact else steps[name].weeks
            waits = [(length(wait.target), wait.lag) for wait in steps[name].waits if wait.target.startswith(prefix)]
            longest = max((own + lag for own, lag in waits if own is not None), default=None)
            return None if longest is None or fact else longest + steps[name].weeks

        return length(last) or 0 if last in steps else 0

    def _systems(self, name: str) -> Table:
        """By cutover week: the least cost of the old system (and of leaving it) and of the new one."""
        programme, domain = self.programme, self.domain
        new: Table = self.running[name] * self.tables.still
        path = programme.path(domain, name, self.option)
        marked = programme.running_steps(domain, name, self.option)
        cutover = step_id(domain, name, "cutover")
        before = self.before[name] | {cutover}
        if path == "light":
            both: Table = programme.installed(domain, name).running * self.tables.running[:-1] + new
            if before.isdisjoint(marked):
                return np.full_like(both, both.min())
            return both if marked == (cutover,) else np.minimum.accumulate(both)
        if before.isdisjoint(marked):
            new = np.full_like(new, new.min())
        return new if path == "fresh" else new + self._left(name)

    def _left(self, name: str) -> Table:
        """By cutover week: the least cost of an old system that is left on the full path."""
        programme, weeks, timeline = self.programme, self.programme.weeks, self.programme.timeline
        prefix = f"{self.domain}/{name}/"
        last = self.steps.get(f"{prefix}decommission")
        fact = None if last is None else programme.fact_span(last)
        ends = np.clip(np.arange(weeks) + self._tail(prefix), 0, weeks)
        if fact is not None:
            ends = np.full(weeks, min(max(fact[1], 0), weeks))
        system = programme.installed(self.domain, name)
        old: Table = system.running * self.tables.running[ends]
        contract = system.contract
        if contract is None:
            return old
        least = np.full(weeks, IMPOSSIBLE)
        if contract.leave_fee is not None:
            least = old + contract.leave_fee * timeline.f[-1 if fact else weeks - 1]
        for ending in programme.contract_endings[self.domain, name]:
            fine = costs.old_running(programme, self.domain, name, ending.last_day + 1)
            fine += costs.on_day(programme, ending.cost, ending.paid) if ending.cost else 0
            in_time = (7 * ends <= ending.last_day + 1) | (fact is not None)
            least = np.where(in_time, np.minimum(least, fine), least)
        return least

    def _benefits(self, name: str) -> Table:
        """By cutover week: the most that benefits of this domain alone can bring (from its start, not its end)."""
        programme, value = self.programme, np.zeros(self.programme.weeks, dtype=np.int64)
        for benefit, weight, parties in self.tables.benefits.get(self.domain, ()):
            if name in parties:
                yearly = costs.benefit_amount(programme, benefit, name) * weight.numerator
                table = programme.timeline.benefit(benefit.ramp_weeks)[: programme.weeks]
                value += np.array([yearly * one // weight.denominator + 1 for one in table], dtype=np.int64)
        return value


def _shared_benefits(programme: Programme) -> int:
    """The most that benefits of several domains, or of measures, can bring: as from the first week."""
    value = 0
    for _, benefit, weight in costs.counted_benefits(programme):
        if len(benefit.requires) > 1 or benefit.requires[0] not in programme.scenario.domains:
            table = programme.timeline.benefit(benefit.ramp_weeks)
            for name in costs.benefit_parties(programme, benefit):
                value += int(costs.benefit_amount(programme, benefit, name) * table[0] * weight) + 1
    return value
