"""How far plans are apart: a distance in the strict sense, its parts by hand, and a choice that keeps plans apart."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product

import pytest

from consolidate.check.verdict import Verdict
from consolidate.programme.steps import Option
from consolidate.study.distance import WEIGHTS, Traits, distance, really_different, traits_of
from tests.scenarios import decisions, examined, programme
from tests.solve.searching import built, drawn, searching, shipped

ALFA, BETA = Option("alfa", "procure"), Option("beta", "procure")
HAND = Traits({"a": ALFA, "b": ALFA, "c": ALFA}, {"a": 0, "b": 4, "c": 4}, {("a", "x"): 10, ("b", "x"): 20}, 50)


def plans(name: str | int, count: int = 7) -> list[Verdict]:
    """Plans as construction finds them, clean or not."""
    search = searching(shipped(name) if isinstance(name, str) else drawn(name))
    return [one.verdict for one in built(search, count)]


def test_weights_make_a_whole() -> None:
    assert sum(WEIGHTS) == 1


@pytest.mark.parametrize(
    ("other", "far"),
    [
        # one of three targets: 1/2 × 1/3
        (replace(HAND, targets={**HAND.targets, "b": BETA}), Fraction(1, 6)),
        # pairs ab, ac, bc: c first turns ac round (1) and unties bc (1/2), so 3/2 of 3: 1/5 × 1/2
        (replace(HAND, begins={"a": 1, "b": 4, "c": 0}), Fraction(1, 10)),
        # all begin later in the same order: no distance
        (replace(HAND, begins={"a": 3, "b": 7, "c": 7}), Fraction(0)),
        # 10 and 5 weeks, on average 7.5 of 50: 3/10 × 3/20
        (replace(HAND, cutovers={("a", "x"): 20, ("b", "x"): 15}), Fraction(9, 200)),
    ],
)
def test_its_parts(other: Traits, far: Fraction) -> None:
    assert distance(HAND, other) == far
    assert distance(other, HAND) == far


def test_traits_are_read_from_the_plan() -> None:
    traits = traits_of(examined(programme(), decisions({"finance/birch/cutover": 9, "finance/birch/decommission": 10})))
    assert traits.targets == {"finance": Option("alfa", "procure")}
    assert traits.begins == {"finance": 0}
    assert traits.cutovers == {("finance", "ash"): 2, ("finance", "birch"): 9}
    # seven weeks for one of two cutovers, of 52 weeks: 3/10 × 3.5/52
    assert distance(traits, traits_of(examined(programme()))) == Fraction(3, 10) * Fraction(7, 104)


@pytest.mark.parametrize("name", ["two-towns", "merger", *range(8)])
def test_symmetry_identity_and_triangle(name: str | int) -> None:
    traits = [traits_of(plan) for plan in plans(name)]
    for one, other in product(traits, repeat=2):
        assert 0 <= distance(one, other) <= 1
        assert distance(one, other) == distance(other, one)
        assert (distance(one, other) == 0) == (
            (one.targets, one.order, one.cutovers) == (other.targets, other.order, other.cutovers)
        )
    for one, between, other in product(traits, repeat=3):
        assert distance(one, other) <= distance(one, between) + distance(between, other)


def test_random_plans_are_apart() -> None:
    """That the test above is about something."""
    far = [distance(traits_of(one), traits_of(other)) for one, other in combinations(plans("merger"), 2)]
    assert min(far) > 0
    assert max(far) > Fraction(1, 5)


def test_the_cheapest_and_those_farthest_away() -> None:
    found = plans("merger", 30)
    chosen = really_different(found, most=4, nearest=Fraction(1, 100))
    costs = [plan.ledger.objective for plan in found]
    assert chosen[0].plan.ledger.objective == min(costs)
    assert len(chosen) == 4
    first = traits_of(chosen[0].plan)
    assert distance(first, traits_of(chosen[1].plan)) == max(distance(first, traits_of(plan)) for plan in found)
    for place, one in enumerate(chosen):
        mine = traits_of(one.plan)
        assert one.distances == tuple(distance(mine, traits_of(other.plan)) for other in chosen)
        assert one.distances[place] == 0


def test_variants_of_one_another_are_left_out() -> None:
    found = plans("merger", 12)
    chosen = really_different(found, most=12, nearest=Fraction(1, 6))
    assert 1 < len(chosen) < 12
    for one, other in combinations(range(len(chosen)), 2):
        assert chosen[one].distances[other] >= Fraction(1, 6)
    kept = [traits_of(one.plan) for one in chosen]
    assert all(min(distance(traits_of(plan), one) for one in kept) < Fraction(1, 6) for plan in found)
    assert [one.plan for one in really_different(found[:1] * 3)] == found[:1]
    assert really_different([]) == ()
