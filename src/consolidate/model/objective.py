"""The objective: each term of SPEC §6 as one function, all from the ledger's cost functions and tables."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

from consolidate.ledger import costs
from consolidate.ledger.priced import burden_price_fine
from consolidate.model.frame import Gain
from consolidate.model.leaving import leavings
from consolidate.model.near import Slot
from consolidate.model.old_systems import options_by_path, running_starts, still_there
from consolidate.model.overruns import overruns
from consolidate.model.terms import TRUE, Priced, Term, negation
from consolidate.model.variables import Variables
from consolidate.programme.camels import buried, camel
from consolidate.programme.programme import Programme
from consolidate.programme.steps import STAYS, step_id
from consolidate.units import FINE, half_up

ROUGH = 1000
"""Hundred-thousandths in one unit of a rough objective: a hundredth of the currency."""


class Sum:
    """The objective under construction: exact in hundred-thousandths, or rough in hundredths by straight lines."""

    def __init__(self, variables: Variables) -> None:
        self.variables = variables
        self.exact, self.below = variables.scope.exact, variables.scope.below

    def flat(self, fine: int, condition: Term) -> None:
        """An amount wherever a condition (or a count) holds."""
        if fine and condition.hi:
            self.variables.priced.append(Priced(fine, (1,), TRUE, condition))
        self._flat(fine, condition)

    def _flat(self, fine: int, condition: Term) -> None:
        if fine and condition.hi:
            self._add(fine if self.exact else self._rough(Fraction(fine, ROUGH)), condition)

    def _rough(self, amount: Fraction) -> int:
        return math.floor(amount) if self.below else half_up(amount)

    def _add(self, amount: int, condition: Term) -> None:
        if amount:
            self.variables.build.cost.append(amount * condition.expr)

    def table(self, factor: int, table: Sequence[int], index: Term, condition: Term) -> None:
        """``factor × table[index]`` wherever a condition holds."""
        build = self.variables.build
        if not factor or condition.hi == 0:
            return
        last = len(table) - 1
        if index.fixed:
            self.flat(factor * table[min(max(index.lo, 0), last)], condition)
            return
        self.variables.priced.append(Priced(factor, table, index, condition))
        if self.exact:
            looked_up = build.looked_up(table, index)
            build.cost.append(factor * build.product(looked_up, condition).expr)
        else:
            self._line(factor, [table[min(max(at, 0), last)] for at in range(index.lo, index.hi + 1)], index, condition)

    def _line(self, factor: int, part: Sequence[int], index: Term, condition: Term) -> None:
        """A straight line through the ends of a part of a table, or along them and nowhere above it."""
        slope = half_up(Fraction(factor * (part[-1] - part[0]), ROUGH * (len(part) - 1)))
        first = factor * part[0]
        if self.below:
            first = min(factor * own - slope * place * ROUGH for place, own in enumerate(part))
        self._add(self._rough(Fraction(first, ROUGH)) - slope * index.lo, condition)
        self._add(slope, self.variables.build.product(index, condition))


def add_objective(variables: Variables) -> None:
    """Every term of the objective."""
    terms = Sum(variables)
    for term in TERMS:
        term(variables, terms)
    variables.build.model.minimize(sum(variables.build.cost, 0))


def _counted(variables: Variables) -> list[Slot]:
    """Slots whose cost counts: all, or where only differences matter the free ones."""
    return list(variables.slots.values() if variables.whole else variables.free_slots())


def one_off(variables: Variables, terms: Sum) -> None:
    """What steps cost once, valued in the week in which they are paid."""
    f = variables.programme.timeline.f
    for slot in _counted(variables):
        for step, condition in variables.variants(slot, lambda step: (step.cost, step.pays_end)):
            if step.cost:
                week = variables.end(slot.id).plus(-1) if step.pays_end else variables.start(slot.id)
                terms.table(step.cost, f, week, condition)


def leaving(variables: Variables, terms: Sum) -> None:
    """Leaving fees, extensions, and the running cost of old systems under contract."""
    programme = variables.programme
    timeline = programme.timeline
    for one in leavings(variables):
        slot = variables.slots[one.decommission]
        if not (variables.whole or variables.scope.free(slot.id)):
            continue
        yearly = programme.installed(one.domain, one.municipality).running
        for ending, chosen in one.terms:
            terms.flat(costs.old_running(programme, one.domain, one.municipality, ending.last_day + 1), chosen)
            if ending.cost:
                terms.flat(costs.on_day(programme, ending.cost, ending.paid), chosen)
        if one.fee.hi:
            end = variables.end(slot.id)
            terms.table(yearly, _running_until(programme, end.hi), end, one.fee)
            for step, condition in variables.variants(slot, lambda step: step.pays_end):
                week = variables.end(slot.id).plus(-1) if step.pays_end else variables.start(slot.id)
                both = variables.build.all_of(one.fee, condition)
                terms.table(one.contract.leave_fee or 0, timeline.f, week, both)


def old_running(variables: Variables, terms: Sum) -> None:
    """Running cost of old systems that no contract holds, and of those that stay; known renewals."""
    programme = variables.programme
    by_week = programme.timeline.running_by_week
    for domain, names in variables.near.pairs.items():
        for name in names:
            yearly = programme.installed(domain, name).running
            renewal = costs.renewal(programme, domain, name)
            if renewal is not None:
                there = still_there(variables, domain, name, renewal.day)
                terms.flat(costs.on_day(programme, renewal.cost, renewal.day), there)
            for path, options in options_by_path(variables, domain, name).items() if yearly else ():
                condition = variables.one_of(domain, options)
                if path == "stays":
                    terms.flat(costs.old_running(programme, domain, name, None), condition)
                elif path == "light":
                    for start, own in running_starts(variables, domain, name, options):
                        terms.table(yearly, by_week, start, variables.one_of(domain, own))
                elif path == "full" and programme.installed(domain, name).contract is None:
                    end = variables.end(step_id(domain, name, "decommission"))
                    terms.table(yearly, _running_until(programme, end.hi), end, condition)


def outside(variables: Variables, terms: Sum) -> None:
    """Systems of municipalities that do not take part: the same in every plan, so that sums agree (SPEC §7.11)."""
    if variables.whole:
        terms.flat(costs.outside_value(variables.programme), TRUE)


def _running_until(programme: Programme, last: int) -> tuple[int, ...]:
    """``C`` at each Monday up to an end week, which lies after the period where what has happened does."""
    table = programme.timeline.running_by_week
    beyond = range(len(table), last + 1)
    return (*table, *(programme.timeline.running_until(7 * week) for week in beyond))


def new_running(variables: Variables, terms: Sum) -> None:
    """Running cost of targets: each participant's from its own start, fixed parts from the first cutover."""
    programme = variables.programme
    by_week = programme.timeline.running_by_week
    whole = programme.timeline.running[-1]
    for domain, near in variables.near.pairs.items():
        for option in variables.scope.options[domain]:
            if option.stays:
                continue
            condition = variables.option(domain, option)
            yearly = costs.running_shares(programme, domain, option)
            for name in near:
                start = next(running_starts(variables, domain, name, frozenset({option})))[0]
                terms.flat(yearly[name] * whole, condition)
                terms.table(-yearly[name], by_week, start, condition)
            fixed = sum(costs.fixed_shares(programme, domain, option).values())
            if fixed:
                terms.flat(fixed * whole, condition)
                names = programme.participants(domain)
                cutovers = [variables.start(step_id(domain, name, "cutover")) for name in names]
                terms.table(-fixed, by_week, variables.build.lowest(cutovers), condition)


def benefits(variables: Variables, terms: Sum) -> None:
    """Budget effects, and time released at its weight, from each municipality's own last required cutover."""
    programme = variables.programme
    for gain in _gains(variables):
        benefit = gain.benefit
        condition = TRUE
        for domain in benefit.requires:
            if STAYS in variables.scope.options.get(domain, ()):
                happens = negation(variables.option(domain, STAYS))
                condition = variables.build.all_of(condition, happens)
        end = variables.build.highest([variables.end(wait) for wait in gain.waits])
        if benefit.class_ == "time_released":
            weighed = costs.weighed_benefit(programme, benefit, gain.yearly, gain.weight)
            terms.table(-1, weighed, end, condition)
        else:
            terms.table(-gain.yearly, programme.timeline.benefit(benefit.ramp_weeks), end, condition)


def _gains(variables: Variables) -> list[Gain]:
    """Benefits of each municipality whose time can change, where all that they wait for may come."""
    found: dict[int, Gain] = {}
    for slot in variables.slots.values():
        if variables.whole or variables.scope.free(slot.id):
            found.update((id(gain), gain) for gain in variables.scope.frame.gains.get(slot.id, ()))
    return [gain for gain in found.values() if all(variables.has(wait) for wait in gain.waits)]


def lateness(variables: Variables, terms: Sum) -> None:
    """Weeks by which soft milestones are late, at their price."""
    timeline = variables.programme.timeline
    for name in variables.near.milestones:
        milestone = variables.programme.scenario.milestones[name]
        if milestone.late_per_week:
            due = timeline.week_of(milestone.due) + 1
            late = variables.build.excess(variables.reached(name), due)
            terms.flat(milestone.late_per_week * FINE, late)


def people(variables: Variables, terms: Sum) -> None:
    """Burden of camels and the price of buried babies: constants of each option."""
    programme, policy = variables.programme, variables.programme.scenario.policy
    for domain, options in variables.scope.options.items():
        for option in options if variables.whole or domain in variables.scope.opened else ():
            fine = 0
            for name in programme.participants(domain):
                one = camel(programme, domain, name, option)
                fine += burden_price_fine(one.burden_tenths, policy.burden_price) if one else 0
                fine += policy.baby_price * FINE if buried(programme, domain, name, option) else 0
            terms.flat(fine, variables.option(domain, option))


def windows(variables: Variables, terms: Sum) -> None:
    """Soft blackouts: price per step and week inside each, as one yes-or-no per price that a start can have."""
    programme = variables.programme
    soft = {name: window.price for name, window in programme.scenario.blackouts.items() if window.price}
    if not soft:
        return
    for slot in _counted(variables):
        names = [name for name in programme.blackouts.of(slot.step) if name in soft]
        for step, condition in variables.variants(slot, lambda step: (step.weeks, step.mode)) if names else ():
            span = variables.happened(step)
            if span is not None:
                terms.flat(programme.window_price(span, tuple(names)) * FINE, condition)
                continue
            prices = programme.window_prices(step, tuple(names))
            _priced_starts(variables, terms, variables.start(slot.id), condition, prices)


def _priced_starts(variables: Variables, terms: Sum, start: Term, condition: Term, prices: Sequence[int]) -> None:
    """A price by start week that takes few values."""
    build = variables.build
    if start.fixed:
        terms.flat(prices[start.lo] * FINE, condition)
        return
    starts: dict[int, list[int]] = {}
    for week in range(start.lo, start.hi + 1):
        starts.setdefault(prices[week], []).append(week)
    if len(starts) == 1:
        terms.flat(next(iter(starts)) * FINE, condition)
        return
    flags = []
    for price, weeks in starts.items():
        flag = build.flag(None if start.value is None else prices[start.value] == price)
        build.require_among(start, weeks, flag)
        terms.flat(price * FINE, build.all_of(flag, condition))
        flags.append(flag)
    build.model.add_exactly_one([variables.literal(flag) for flag in flags])


def soft_limits(variables: Variables, terms: Sum) -> None:
    """What passes a soft budget, change capacity or limit on camels and babies; moved promises."""
    for fine, over in overruns(variables):
        terms.flat(fine, over)


TERMS: tuple[Callable[[Variables, Sum], None], ...] = (
    one_off,
    leaving,
    old_running,
    outside,
    new_running,
    benefits,
    lateness,
    people,
    windows,
    soft_limits,
)
