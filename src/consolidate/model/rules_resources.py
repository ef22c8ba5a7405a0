"""Rules of people: staff by pool, and the change that a municipality can take."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable
from typing import NamedTuple

from ortools.sat.python.cp_model import IntervalVar

from consolidate.model.near import Slot
from consolidate.model.remaining import Remaining, Taken, remaining
from consolidate.model.terms import TRUE, Term, literal, times
from consolidate.model.variables import Variables
from consolidate.programme.schedule import Placed
from consolidate.programme.steps import Step
from consolidate.programme.usage import able_pools, load_spans


class Use(NamedTuple):
    """A step that a pool may staff: when it does, its interval then, and the tenths that it needs."""

    slot: str
    step: Step
    used: Term
    interval: IntervalVar
    need: int


def staff(variables: Variables) -> None:
    """In no week does a pool's use pass what it has; each need is met whole, by one pool."""
    uses: dict[tuple[str, str], list[Use]] = defaultdict(list)
    for slot in variables.free_slots():
        for skill in sorted({skill for _, step in slot.variants for skill, _ in step.staff}):
            _choose_pool(variables, slot, skill)
        for step, condition in variables.variants(slot, lambda step: step.staff):
            for skill, need in step.staff:
                for pool in dict.fromkeys(step.pools):
                    used = variables.build.all_of(condition, variables.pools[slot.id, skill, pool])
                    if used.hi:
                        interval = variables.interval(slot.id, used)
                        uses[pool, skill].append(Use(slot.id, step, used, interval, need))
    beside = variables.near.beside
    standing, facts = {} if beside else _standing_use(variables), _fact_use(variables)
    for (pool, skill), own in sorted(uses.items()):
        room = variables.scope.frame.capacity(pool, skill)
        already = beside.use(pool, skill) if beside else standing.get((pool, skill), [0] * len(room))
        left = [max(0, have - taken) for have, taken in zip(room, already, strict=True)]
        rest = remaining(variables, left, facts.get((pool, skill), ()))
        for use in own:
            _only_where_enough(variables, use, rest.room)
        _within_capacity(variables, own, rest)


def _only_where_enough(variables: Variables, use: Use, room: list[int]) -> None:
    """A step that a pool staffs lies in weeks in which the pool has enough for it alone."""
    start, ends, paused = (
        variables.start(use.slot),
        variables.programme.ends(use.step),
        variables.programme.paused(use.step),
    )
    until = min(len(room), max(ends[start.lo : start.hi + 1], default=0))
    lacking = [week for week in range(start.lo, until) if room[week] < use.need and week not in paused]
    if lacking:
        after = [*lacking, len(room)]  # the first such week not before a start must not lie before its end
        starts = [
            week
            for week in range(start.lo, start.hi + 1)
            if ends[week] and ends[week] <= after[bisect_left(lacking, week)]
        ]
        variables.build.require_among(start, starts, use.used)


def _choose_pool(variables: Variables, slot: Slot, skill: str) -> None:
    """Exactly one pool meets a need; pools that could never do so are left out."""
    step = slot.step
    pools = list(dict.fromkeys(step.pools))
    planned = variables.planned(slot.id)
    if len(pools) == 1:
        variables.pools[slot.id, skill, pools[0]] = TRUE
        return
    needs = {dict(step.staff).get(skill, 0) for _, step in slot.variants}
    least = min(need for need in needs if need)
    able = [pool for pool in pools if max(variables.scope.frame.capacity(pool, skill), default=0) >= least]
    able = able or pools[:1]
    chosen_pool = planned.pools.get(skill, able[0]) if planned else able[0]
    chosen: list[Term] = []
    for pool in pools:
        if pool not in able:
            variables.pools[slot.id, skill, pool] = Term(0, 0, 0, 0)
        elif len(able) == 1:
            variables.pools[slot.id, skill, pool] = TRUE
        else:
            value = None if variables.scope.plan is None else chosen_pool == pool
            flag = variables.build.flag(value)
            variables.pools[slot.id, skill, pool] = flag
            chosen.append(flag)
    if chosen:
        variables.build.model.add_exactly_one(literal(flag) for flag in chosen)


def _fact_use(variables: Variables) -> dict[tuple[str, str], list[Taken]]:
    """What steps that have happened or are under way take from each pool, of whom that may still be said."""
    found: dict[tuple[str, str], list[Taken]] = defaultdict(list)
    for slot in variables.fact_slots():
        for skill in sorted({skill for _, step in slot.variants for skill, _ in step.staff}):
            _choose_pool(variables, slot, skill)
        for step, condition in variables.variants(slot, lambda step: (step.staff, variables.happened(step))):
            span = variables.happened(step)
            for skill, need in step.staff if span else ():
                for pool in dict.fromkeys(step.pools):
                    used = variables.build.all_of(condition, variables.pools[slot.id, skill, pool])
                    if pool not in able_pools(variables.programme, step, skill, need):
                        variables.build.require(False, used)
                    elif used.hi and span:
                        resting = variables.programme.paused(step)
                        found[pool, skill].append(Taken(*span, times(used, need), resting))
    return found


def _standing_use(variables: Variables) -> dict[tuple[str, str], list[int]]:
    """Tenths used by steps that stand still, by pool, skill and week."""
    plan, scope = variables.scope.plan, variables.scope
    found: dict[tuple[str, str], list[int]] = {}
    if plan is None or scope.freed is None:
        return found
    for placed in plan.placed.values():
        if scope.free(placed.step.id) or placed.step.id not in variables.slots:
            continue
        paused = variables.programme.paused(placed.step)
        for skill, need in placed.step.staff:
            weeks = found.setdefault((placed.pools[skill], skill), [0] * variables.programme.weeks)
            for week in range(max(0, placed.start), min(placed.end, len(weeks))):
                if week not in paused:
                    weeks[week] += need
    return found


def _within_capacity(variables: Variables, uses: list[Use], left: Remaining) -> None:
    """One cumulative for each set of steps that rest in the same closed weeks, over the weeks where just they rest."""
    programme = variables.programme
    classes = {(use.step.calendar, use.step.mode == "pause") for use in uses}
    resting = {one: programme.timeline.closed(one[0]) if one[1] else frozenset() for one in classes}
    by_rest: dict[frozenset[tuple[str, bool]], dict[int, int]] = defaultdict(dict)
    for week, have in enumerate(left.room):
        by_rest[frozenset(one for one in classes if week in resting[one])][week] = have
    for at_rest, weeks in by_rest.items():
        working = [use for use in uses if (use.step.calendar, use.step.mode == "pause") not in at_rest]
        if len(working) > 1 or (working and left.taken):
            intervals, needs = [use.interval for use in working], [use.need for use in working]
            variables.cumulative(intervals, needs, weeks, left.taken, apart=len(by_rest) > 1)


def change_load(variables: Variables) -> None:
    """The points under way in a municipality never pass what it can take (hard capacity)."""
    capacities = {
        name: municipality.capacity.points
        for name, municipality in variables.programme.scenario.municipalities.items()
        if municipality.capacity is not None and municipality.capacity.is_hard
    }
    if not capacities:
        return
    beside = variables.near.beside
    standing, facts = {} if beside else standing_load(variables), _fact_load(variables)
    loads = load_intervals(variables, frozenset(capacities))
    for name, points in sorted(capacities.items()):
        if loads.get(name):
            already = beside.load(name) if beside else standing[name]
            left = remaining(variables, [max(0, points - used) for used in already], facts.get(name, ()))
            room = dict(enumerate(left.room))
            intervals, points_each = [one for one, _ in loads[name]], [two for _, two in loads[name]]
            variables.cumulative(intervals, points_each, room, left.taken, apart=_settles(variables))


def _fact_load(variables: Variables) -> dict[str, list[Taken]]:
    """By municipality: the points of steps that have happened or are under way, and of what settles after them."""
    found: dict[str, list[Taken]] = defaultdict(list)
    for slot in variables.fact_slots():
        for step, condition in variables.variants(slot, lambda step: (_load_of(step), variables.happened(step))):
            span = variables.happened(step)
            for name, first, until, points in load_spans(Placed(step, *span, {})) if span else ():
                found[name].append(Taken(first, until, times(condition, points)))
    return found


def _settles(variables: Variables) -> bool:
    """Whether any step is followed by weeks of settling, which may run past the period."""
    return any(step.settle[0] for slot in variables.free_slots() for _, step in slot.variants)


def standing_load(variables: Variables) -> dict[str, list[int]]:
    """Points carried by municipalities from steps that stand still, by week."""
    plan, scope = variables.scope.plan, variables.scope
    weeks = variables.programme.weeks
    found = {name: [0] * weeks for name in variables.programme.scenario.municipalities}
    if plan is None or scope.freed is None:
        return found
    for placed in plan.placed.values():
        if scope.free(placed.step.id) or placed.step.id not in variables.slots:
            continue
        for name, start, end, points in load_spans(placed):
            for week in range(max(0, start), min(end, weeks)):
                found[name][week] += points
    return found


def _load_of(step: Step) -> Hashable:
    """What two variants of a step must share to load the same."""
    return step.change, step.loads, step.settle


def load_intervals(variables: Variables, names: frozenset[str]) -> dict[str, list[tuple[IntervalVar, int]]]:
    """By municipality: intervals of free steps, and of the weeks in which they settle, with their points."""
    found: dict[str, list[tuple[IntervalVar, int]]] = defaultdict(list)
    model = variables.build.model
    for slot in variables.free_slots():
        for step, condition in variables.variants(slot, _load_of):
            if condition.hi == 0:
                continue
            for name in names.intersection(step.loads) if step.change else ():
                found[name].append((variables.interval(slot.id, condition), step.change))
            weeks, points = step.settle
            if weeks and points and step.municipality in names:
                end = variables.end(slot.id)
                name = f"{slot.id} settles"
                settling = (
                    model.new_fixed_size_interval_var(end.expr, weeks, name)
                    if condition.fixed
                    else model.new_optional_fixed_size_interval_var(end.expr, weeks, literal(condition), name)
                )
                found[step.municipality].append((variables.spanning(settling, end.lo, end.hi + weeks), points))
    return found
