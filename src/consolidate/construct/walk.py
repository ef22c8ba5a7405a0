"""Annealing over keys, compiled: many passes of construction in one call, so that none waits for the interpreter.

A trial is the current keys with one move. Where a trial is not far from the current schedule it may be *justified*
(``justify.py``): tried again with keys from its own schedule pushed to the right. How often is learned: as often as
that makes schedules better, seldom where it does not.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from consolidate.compiled import entry, inner, maker
from consolidate.construct.arrays import NEVER, Floats, Ints, Rows, Systems, World
from consolidate.construct.delay import delay
from consolidate.construct.fitting import State
from consolidate.construct.justify import Reverse, justify
from consolidate.construct.net import Net
from consolidate.construct.score import Choice, evaluate
from consolidate.construct.serial import construct

DOMAIN_SHARE, DOMAIN_LEAST = 0.5, 0.1
"""Share of moves that shift whole domains: more at first, never less than the least."""
WIDE, NARROW = 40.0, 5.0
"""Weeks by which keys are shifted, at first and at last."""
EVENT_FIRST = -1e9
JUSTIFY_LEAST, LEARNING = 0.02, 0.02
"""How seldom trials are justified at least, and how fast that is learned."""


class Crew(NamedTuple):
    """What moves: the unit of each node (−1: an event, or what has happened) and the units of each domain."""

    unit: Ints
    group_at: Ints
    group: Ints


class Scene(NamedTuple):
    """A problem under chosen options, with room for one schedule and one from the right."""

    net: Net
    rows: Rows
    world: World
    systems: Systems
    choice: Choice
    state: State
    back: Reverse
    release: Ints
    excess: int


class Mood(NamedTuple):
    """How a walk goes: weight of excess while it goes and where the best is judged, heat, the reach within which trials
    are justified (all in hundred-thousandths), and how much of the run is over.
    """

    weight: int
    heavy: int
    heat: float
    reach: float
    done: float


class Trail(NamedTuple):
    """Where a walk is, changed in place: keys and best keys; objective and excess of both; the share of trials that is
    justified; the state of chance.
    """

    keys: Floats
    best: Floats
    value: Ints
    share: Floats
    chance: Ints


def new_trail(keys: Floats, seed: int) -> Trail:
    """A walk's beginning; its value has still to be noted."""
    return Trail(keys.copy(), keys.copy(), np.zeros(4, dtype=np.int64), np.array([0.5]), np.array([seed]))


@inner
def draw(chance: Ints) -> float:
    """A number in [0, 1) (xorshift, Marsaglia 2003: 64 bits, 13-7-17)."""
    word = np.uint64(chance[0])
    word ^= word << np.uint64(13)
    word ^= word >> np.uint64(7)
    word ^= word << np.uint64(17)
    chance[0] = np.int64(word)
    return float(word >> np.uint64(11)) / 9007199254740992.0


@inner
def _bell(chance: Ints) -> float:
    """A number that is normally distributed, nearly: the sum of twelve evenly distributed ones has variance 1."""
    total = -6.0
    for _ in range(12):
        total += draw(chance)
    return total


@inner
def _move_domain(crew: Crew, keys: Floats, chance: Ints, scale: float) -> None:
    """Shift all units of a domain by some weeks, or to where another domain is."""
    domains = len(crew.group_at) - 1
    own, other = int(draw(chance) * domains), int(draw(chance) * domains)
    shift = scale * _bell(chance)
    if draw(chance) >= 0.5:
        shift = 2.0 * _bell(chance)
        for place in range(crew.group_at[other], crew.group_at[other + 1]):
            shift += keys[crew.group[place]] / (crew.group_at[other + 1] - crew.group_at[other])
        for place in range(crew.group_at[own], crew.group_at[own + 1]):
            shift -= keys[crew.group[place]] / (crew.group_at[own + 1] - crew.group_at[own])
    for place in range(crew.group_at[own], crew.group_at[own + 1]):
        keys[crew.group[place]] += shift


@inner
def _move_unit(keys: Floats, chance: Ints, scale: float) -> None:
    """Put a unit where another is, shift it by some weeks, or let two change places."""
    one, two, drawn = int(draw(chance) * len(keys)), int(draw(chance) * len(keys)), draw(chance)
    if drawn < 0.6:
        keys[one] = keys[two] + _bell(chance)
    elif drawn < 0.85:
        keys[one] += scale * _bell(chance)
    else:
        keys[one], keys[two] = keys[two], keys[one]


@inner
def _move(crew: Crew, keys: Floats, chance: Ints, done: float) -> None:
    """One move: whole domains first, single units later."""
    scale = WIDE * (1 - done) + NARROW
    if draw(chance) < DOMAIN_SHARE * (1 - done) + DOMAIN_LEAST:
        _move_domain(crew, keys, chance, scale)
    else:
        _move_unit(keys, chance, scale)


@inner
def _late_keys(scene: Scene, crew: Crew, keys: Floats, late: Floats, chance: Ints) -> None:
    """Each unit's key: the week in which the first of its steps starts when all is pushed to the right."""
    late[:] = NEVER
    for slot in range(scene.world.size[0]):
        unit = crew.unit[slot]
        if unit >= 0 and scene.net.row[slot] >= 0:
            late[unit] = min(late[unit], scene.back.late[slot] + 0.001 * draw(chance))
    for unit in range(len(keys)):
        if late[unit] == NEVER:
            late[unit] = keys[unit]


@maker
def _schedule(scene: Scene, crew: Crew, keys: Floats, node_keys: Floats) -> tuple[int, int]:
    """Construct by the keys of units; objective and excess."""
    for node in range(len(node_keys)):
        node_keys[node] = EVENT_FIRST if crew.unit[node] < 0 else keys[crew.unit[node]]
    construct(scene.net, scene.rows, scene.world, scene.state, node_keys, scene.release)
    delay(scene.net, scene.rows, scene.world, scene.state)
    fine, excess = evaluate(scene.net, scene.rows, scene.world, scene.systems, scene.choice, scene.state)
    return fine, excess + scene.excess


@entry
def schedule(scene: Scene, crew: Crew, keys: Floats) -> tuple[int, int]:
    """Construct by the keys of units; objective in hundred-thousandths and excess."""
    node_keys = np.empty(len(crew.unit))
    return _schedule(scene, crew, keys, node_keys)


@entry
def walk(scene: Scene, crew: Crew, trail: Trail, mood: Mood, passes: int) -> int:
    """Anneal for about so many passes of construction; returns how many were made.

    ``trail.value`` is objective and excess of the keys, then of the best keys; both must be right at the beginning.
    """
    node_keys = np.empty(len(crew.unit))
    trial, late = np.empty_like(trail.keys), np.empty_like(trail.keys)
    value, chance = trail.value, trail.chance
    made = 0
    while made < passes:
        trial[:] = trail.keys
        _move(crew, trial, chance, mood.done)
        fine, excess = _schedule(scene, crew, trial, node_keys)
        made += 1
        current = value[0] + value[1] * mood.weight
        cost = fine + excess * mood.weight
        if draw(chance) < trail.share[0] and cost - current <= mood.reach:
            justify(scene.net, scene.rows, scene.world, scene.state, scene.back)
            _late_keys(scene, crew, trial, late, chance)
            late_fine, late_excess = _schedule(scene, crew, late, node_keys)
            made += 2
            late_cost = late_fine + late_excess * mood.weight
            success = 1.0 if late_cost < cost else 0.0
            trail.share[0] = max(JUSTIFY_LEAST, trail.share[0] + LEARNING * (success - trail.share[0]))
            if late_cost <= cost:
                trial[:] = late
                fine, excess, cost = late_fine, late_excess, late_cost
        if cost <= current or draw(chance) < np.exp((current - cost) / mood.heat):
            trail.keys[:] = trial
            value[0], value[1] = fine, excess
            if fine + excess * mood.heavy < value[2] + value[3] * mood.heavy:
                trail.best[:] = trial
                value[2], value[3] = fine, excess
    return made


@entry
def steps_of(scene: Scene, crew: Crew, trail: Trail, passes: int) -> Floats:
    """How much single moves of the keys change the objective, in hundred-thousandths: what heat is measured by."""
    node_keys, trial, found = np.empty(len(crew.unit)), np.empty_like(trail.keys), np.empty(passes)
    for number in range(passes):
        trial[:] = trail.keys
        _move(crew, trial, trail.chance, 0.5)
        fine, _ = _schedule(scene, crew, trial, node_keys)
        found[number] = abs(fine - trail.value[0])
    return found
