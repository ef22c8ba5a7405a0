"""Annealing in compiled code: the same chance gives the same way, its values are true, its best never gets worse."""

from __future__ import annotations

import numpy as np
from benchmarks.literature.command import DATA
from benchmarks.literature.solve import scenario_in

from consolidate.construct.fitting import new_state
from consolidate.construct.justify import new_reverse
from consolidate.construct.walk import Mood, Scene, Trail, new_trail, schedule, walk
from consolidate.solve.anneal import HEAVY, LIGHT, Annealing
from consolidate.solve.keys import Candidate
from consolidate.units import FINE
from tests.solve.searching import built, drawn, searching, shipped

CALM = Mood(weight=HEAVY, heavy=HEAVY, heat=1.0 * FINE, reach=10_000.0 * FINE, done=0.5)


def scene_of(search: Annealing, candidate: Candidate) -> Scene:
    layout, chosen = search.problem.layout, search.arrays(candidate)
    return Scene(
        chosen.net,
        layout.rows,
        layout.world,
        layout.systems,
        chosen.choice,
        new_state(layout.rows, layout.world),
        new_reverse(layout.world),
        np.zeros(int(layout.world.size[1]), dtype=np.int64),
        chosen.excess,
    )


def walked(search: Annealing, first: Candidate, seed: int, passes: int = 60, mood: Mood = CALM) -> Trail:
    trail = new_trail(first.keys, seed)
    trail.value[:] = (first.fine, first.excess) * 2
    walk(scene_of(search, first), search.units.crew, trail, mood, passes)
    return trail


def test_the_same_chance_gives_the_same_way() -> None:
    search = searching(shipped("two-towns"))
    first = next(built(search, 1)).candidate
    one, again, other = (walked(search, first, seed) for seed in (7, 7, 8))
    assert np.array_equal(one.keys, again.keys)
    assert np.array_equal(one.best, again.best)
    assert not np.array_equal(one.keys, other.keys)


def test_values_are_those_of_the_keys_and_the_best_is_no_worse() -> None:
    for seed in range(40):
        search = searching(drawn(seed), seed)
        first = next(built(search, 1)).candidate
        if len(first.keys):
            trail, scene = walked(search, first, seed + 1), scene_of(search, first)
            assert schedule(scene, search.units.crew, trail.keys) == tuple(trail.value[:2])
            assert schedule(scene, search.units.crew, trail.best) == tuple(trail.value[2:])
            assert trail.value[2] + trail.value[3] * HEAVY <= first.cost(HEAVY)


def test_excess_weighs_as_the_mood_says_on_the_way_and_heavily_at_its_end() -> None:
    search = searching(drawn(3), 3)
    first = next(built(search, 1)).candidate
    trail = walked(search, first, 5, mood=CALM._replace(weight=LIGHT))
    assert trail.value[2] + trail.value[3] * HEAVY <= first.cost(HEAVY)


def test_pushing_to_the_right_pays_where_all_waits_for_staff() -> None:
    """On a scheduling instance of 120 activities; never reaching far enough leaves it out."""
    search = searching(scenario_in(DATA / "rcpsp" / "J120_501.txt"))
    first = next(built(search, 1)).candidate
    with_it = walked(search, first, 3, 1_000)
    without = walked(search, first, 3, 1_000, CALM._replace(reach=-1e30))
    assert with_it.value[3] == without.value[3] == 0
    assert with_it.value[2] < without.value[2] < first.fine
    assert with_it.share[0] > 0.1
    assert without.share[0] == 0.5
