"""A first bound: every domain on its own, as if staff and money were plenty (``docs/model.md``, Bounds).

Each participant's running cost, contract, fees and benefits are a function of its cutover week; joint cost is paid no
later than the first cutover. What couples domains (staff, budgets, load, milestones, limits) costs at least nothing.
What has happened stands at its own weeks, and may have come before what it should have waited for.
The least value of each option is also a first opinion on which target to choose.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from consolidate.ledger import costs
from consolidate.ledger.priced import burden_price_fine
from consolidate.programme.camels import buried, camel
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Kind, Option, Step, step_id
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


def separate_bound(programme: Programme, options: Mapping[str, tuple[Option, ...]], windows: Windows) -> Separate:
    """The sum over domains of their cheapest option, measures and joint benefits included.

    ``windows``: by (domain, option) the first and last start week that a step can have in any plan.
    """
    values = {
        domain: {option: _option(programme, domain, option, windows.get((domain, option), {})) for option in own}
        for domain, own in options.items()
    }
    last = programme.weeks - 1
    bound = sum(min(own.values()) for own in values.values() if own)
    bound += sum(_least_paid(programme, step, last) for step in programme.measures.values())
    bound += costs.outside_value(programme) - _shared_benefits(programme)
    return Separate(Fine(bound), values)


def _option(programme: Programme, domain: str, option: Option, windows: Mapping[str, tuple[int, int]]) -> int:
    """The least cost of a domain under an option."""
    if option.stays:
        return sum(_staying(programme, domain, name) for name in programme.participants(domain))
    steps = dict(programme.work(domain, option).steps)
    weeks = programme.weeks
    before = _awaited(programme, steps, domain)
    joint = [step for step in steps.values() if step.kind is Kind.JOINT]
    value = _one_off(programme, joint, before)
    fixed = sum(costs.fixed_shares(programme, domain, option).values())
    by_week = np.array(programme.timeline.running_by_week[:weeks], dtype=np.int64)
    value = value + fixed * (programme.timeline.running[-1] - by_week)
    for name in programme.participants(domain):
        own = _participant(programme, domain, name, option, steps, windows)
        value = value + np.minimum.accumulate(own[::-1])[::-1]
    return int(value.min())


def _least_paid(programme: Programme, step: Step, last: int) -> int:
    """What a step costs at least if it is paid no later than in a week; what has happened costs what it has."""
    span = programme.fact_span(step)
    return costs.one_off(programme, step, *span) if span else step.cost * costs.factor(programme, last)


def _one_off(programme: Programme, steps: Collection[Step], before: Collection[str]) -> Table:
    """By week: the least cost of steps, those in ``before`` paid no later than in that week."""
    f = np.array(programme.timeline.f[: programme.weeks], dtype=np.int64)
    early = sum(step.cost for step in steps if step.id in before and step.id not in programme.facts)
    others = (step for step in steps if step.id not in before or step.id in programme.facts)
    value: Table = early * f + sum(_least_paid(programme, step, programme.weeks - 1) for step in others)
    return value


def _awaited(programme: Programme, steps: Mapping[str, Step], domain: str) -> frozenset[str]:
    """Joint steps that every participant's cutover waits for."""
    participants = programme.participants(domain)
    sets = [_ancestors(programme, steps, step_id(domain, name, "cutover")) for name in participants]
    return frozenset.intersection(*sets) if sets else frozenset()


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


def _participant(
    programme: Programme,
    domain: str,
    municipality: str,
    option: Option,
    steps: dict[str, Step],
    windows: Mapping[str, tuple[int, int]],
) -> Table:
    """By cutover week: the least that a participant's own chain, systems, contract and benefits can cost."""
    prefix = f"{domain}/{municipality}/"
    cutover = steps[f"{prefix}cutover"]
    own = [step for step in steps.values() if step.id.startswith(prefix)]
    before = _ancestors(programme, steps, cutover.id)
    value = _one_off(programme, own, before if cutover.pays_end else before | {cutover.id})
    value = value + _systems(programme, domain, municipality, option, steps)
    value = value - _benefits(programme, domain, municipality)
    policy = programme.scenario.policy
    one = camel(programme, domain, municipality, option)
    value = value + (burden_price_fine(one.burden_tenths, policy.burden_price) if one else 0)
    value = value + (policy.baby_price * FINE if buried(programme, domain, municipality, option) else 0)
    return np.where(_blocked(programme, cutover, windows.get(cutover.id)), IMPOSSIBLE, value)


def _edged(programme: Programme, week: int) -> int:
    """A week, or the one at the edge of the period that stands for it."""
    return min(max(week, 0), programme.weeks - 1)


def _blocked(programme: Programme, cutover: Step, window: tuple[int, int] | None) -> NDArray[np.bool_]:
    """By week: whether a cutover cannot start in it; one that has happened outside the period counts at its edge."""
    weeks = programme.weeks
    fact = programme.fact_span(cutover)
    if fact is not None:
        found: NDArray[np.bool_] = np.arange(weeks) != _edged(programme, fact[0])
        return found
    blocked = np.array([not end for end in programme.ends(cutover)])
    first, last = window or (0, weeks - 1)
    blocked[:first] = True
    blocked[last + 1 :] = True
    return blocked


def _tail(programme: Programme, steps: Mapping[str, Step], prefix: str) -> int:
    """Weeks that lie at least between a cutover's start and the end of decommissioning."""
    cutover, last = f"{prefix}cutover", f"{prefix}decommission"

    def length(name: str) -> int | None:
        """Weeks from the cutover's start to a step's end, None for steps that do not follow it."""
        fact = programme.fact_span(steps[name])
        if name == cutover:
            return fact[1] - _edged(programme, fact[0]) if fact else steps[name].weeks
        waits = [(length(wait.target), wait.lag) for wait in steps[name].waits if wait.target.startswith(prefix)]
        longest = max((own + lag for own, lag in waits if own is not None), default=None)
        return None if longest is None or fact else longest + steps[name].weeks

    return length(last) or 0 if last in steps else 0


def _systems(programme: Programme, domain: str, municipality: str, option: Option, steps: Mapping[str, Step]) -> Table:
    """By cutover week: the least cost of the old system (and of leaving it) and of the new one."""
    by_week = np.array(programme.timeline.running_by_week[: programme.weeks], dtype=np.int64)
    new: Table = costs.running_shares(programme, domain, option)[municipality] * (
        programme.timeline.running[-1] - by_week
    )
    path = programme.path(domain, municipality, option)
    marked = programme.running_steps(domain, municipality, option)
    cutover = step_id(domain, municipality, "cutover")
    before = _ancestors(programme, steps, cutover) | {cutover}
    if path == "light":
        both: Table = programme.installed(domain, municipality).running * by_week + new
        if before.isdisjoint(marked):
            return np.full_like(both, both.min())
        return both if marked == (cutover,) else np.minimum.accumulate(both)
    if before.isdisjoint(marked):
        new = np.full_like(new, new.min())
    return new if path == "fresh" else new + _left(programme, domain, municipality, steps)


def _left(programme: Programme, domain: str, municipality: str, steps: Mapping[str, Step]) -> Table:
    """By cutover week: the least cost of an old system that is left on the full path."""
    weeks, timeline = programme.weeks, programme.timeline
    prefix = f"{domain}/{municipality}/"
    fact = programme.fact_span(steps[f"{prefix}decommission"]) if f"{prefix}decommission" in steps else None
    ends = np.clip(np.arange(weeks) + _tail(programme, steps, prefix), 0, weeks)
    if fact is not None:
        ends = np.full(weeks, min(max(fact[1], 0), weeks))
    system = programme.installed(domain, municipality)
    old: Table = system.running * np.array(timeline.running_by_week, dtype=np.int64)[ends]
    contract = system.contract
    if contract is None:
        return old
    least = np.full(weeks, IMPOSSIBLE)
    if contract.leave_fee is not None:
        least = old + contract.leave_fee * timeline.f[-1 if fact else weeks - 1]
    for ending in programme.contract_endings[domain, municipality]:
        fine = costs.old_running(programme, domain, municipality, ending.last_day + 1)
        fine += costs.on_day(programme, ending.cost, ending.paid) if ending.cost else 0
        in_time = (7 * ends <= ending.last_day + 1) | (fact is not None)
        least = np.where(in_time, np.minimum(least, fine), least)
    return least


def _benefits(programme: Programme, domain: str, municipality: str) -> Table:
    """By cutover week: the most that benefits of this domain alone can bring (from its start, not its end)."""
    value = np.zeros(programme.weeks, dtype=np.int64)
    for _, benefit, weight in costs.counted_benefits(programme):
        if benefit.requires == (domain,) and municipality in costs.benefit_parties(programme, benefit):
            yearly = costs.benefit_amount(programme, benefit, municipality) * weight
            table = programme.timeline.benefit(benefit.ramp_weeks)[: programme.weeks]
            value += np.array([int(yearly * one) + 1 for one in table], dtype=np.int64)
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
