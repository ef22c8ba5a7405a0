"""What passes soft limits, as variables, each with its price in hundred-thousandths (SPEC §6, §7.6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from consolidate.model.rules_money import budget_overruns
from consolidate.model.rules_people import Taken, babies_taken, camels_taken, limit_terms
from consolidate.model.terms import Term, constant, times, total
from consolidate.model.variables import Variables
from consolidate.scenario.aims import Limit
from consolidate.units import FINE


def overruns(variables: Variables) -> Iterator[tuple[int, Term]]:
    """Every soft limit: (price of one, how many over)."""
    policy = variables.programme.scenario.policy
    for price, over in budget_overruns(variables):
        yield price * FINE, over
    yield from _limits(variables, policy.camels, camels_taken)
    yield from _limits(variables, policy.babies, babies_taken)
    yield from _loads(variables)
    yield from _moved(variables)


def _limits(variables: Variables, limits: Mapping[str, Limit], taken_of: object) -> Iterator[tuple[int, Term]]:
    """Camels or babies over ``max``, tenths of user-points over ``max_burden``, and refused ones."""
    assert callable(taken_of)
    soft = {scope: limit for scope, limit in limits.items() if limit.price}
    if not variables.whole and not variables.scope.opened:
        return
    taken: Taken = taken_of(variables) if soft else []
    for scope, limit in sorted(soft.items()):
        count, burden, refused = limit_terms(variables, scope, limit, taken)
        price = (limit.price or 0) * FINE
        yield price, refused
        if limit.max is not None:
            yield price, variables.build.excess(count, limit.max)
        if limit.max_burden is not None:
            yield price // 10, variables.build.excess(burden, 10 * limit.max_burden)


def _loads(variables: Variables) -> Iterator[tuple[int, Term]]:
    """Soft change capacities: points over them, week by week."""
    for name, municipality in sorted(variables.programme.scenario.municipalities.items()):
        capacity = municipality.capacity
        if capacity is None or not capacity.price:
            continue
        loads, beside = list(_loads_on(variables, name)), variables.near.beside
        already = beside.load(name) if beside else [0] * variables.programme.weeks
        first = max(0, min((load.start.lo for load in loads), default=0))
        until = min(variables.programme.weeks, max((load.end.hi for load in loads), default=0))
        for week in range(first, until):
            points = total([constant(already[week]), *(_points_in(variables, load, week) for load in loads)])
            if points.hi > capacity.points:
                yield capacity.price * FINE, variables.build.excess(points, capacity.points)


class _Load(NamedTuple):
    """Points on a municipality in the half-open weeks of a step, or of what settles after it."""

    name: str
    start: Term
    end: Term
    condition: Term
    points: int


def _loads_on(variables: Variables, municipality: str) -> Iterator[_Load]:
    """What each step brings to a municipality; beside a plan that stands just the freed ones."""
    for slot in variables.slots.values():
        if variables.near.beside is not None and not variables.scope.free(slot.id):
            continue
        for step, condition in variables.variants(slot, lambda step: (step.change, step.loads, step.settle)):
            if condition.hi == 0:
                continue
            start, end = variables.start(slot.id), variables.end(slot.id)
            if step.change and municipality in step.loads:
                yield _Load(slot.id, start, end, condition, step.change)
            weeks, points = step.settle
            if weeks and points and step.municipality == municipality:
                yield _Load(f"{slot.id} settles", end, end.plus(weeks), condition, points)


def _points_in(variables: Variables, load: _Load, week: int) -> Term:
    inside = _covers(variables, load.name, load.start, load.end, week)
    return times(variables.build.all_of(inside, load.condition), load.points)


def _covers(variables: Variables, name: str, start: Term, end: Term, week: int) -> Term:
    """Whether a half-open span of weeks holds a week."""
    return variables.once(("covers", name, week), lambda: _cover(variables, start, end, week))


def _cover(variables: Variables, start: Term, end: Term, week: int) -> Term:
    begun, ended = _from(variables, start, week + 1), _from(variables, end, week + 1)
    if (begun.fixed and begun.lo) or (ended.fixed and not ended.lo):
        return constant(0)
    value = None if start.value is None or end.value is None else int(start.value <= week < end.value)
    inside = variables.build.flag(value)
    variables.build.model.add(inside.expr == ended.expr - begun.expr)
    return inside


def _from(variables: Variables, term: Term, number: int) -> Term:
    return variables.build.at_least(term, number)


def _moved(variables: Variables) -> Iterator[tuple[int, Term]]:
    """Announced dates that move: a price for the move and one per week."""
    programme = variables.programme
    for name, promise in sorted(programme.scenario.commitments.steps.items()):
        if not promise.has_price or promise.start is None or name not in variables.slots:
            continue
        there = variables.present(variables.slots[name])
        start, week = variables.start(name), programme.timeline.week_of(promise.start)
        later = variables.build.excess(start, week)
        mirrored = Term(-start.expr, -start.hi, -start.lo, None if start.value is None else -start.value)
        earlier = variables.build.excess(mirrored, -week)
        away = total([later, earlier])
        moved = variables.build.at_least(away, 1)
        yield promise.price_per_week * FINE, variables.build.product(away, there)
        yield promise.price_per_move * FINE, variables.build.all_of(moved, there)
