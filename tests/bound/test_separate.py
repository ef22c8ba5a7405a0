"""The separate bound: never above the cheapest plan, whatever has happened, and exact where nothing couples domains."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest

from consolidate.bound.separate import Separate, separate_bound
from consolidate.graph.windows import open_options, option_windows
from consolidate.programme.programme import Programme
from consolidate.programme.steps import STAYS, Option
from consolidate.scenario.read import parse_scenario
from consolidate.units import FINE
from tests.drawn.context import Json
from tests.model.midway import begun_early, midway
from tests.model.solving import best
from tests.random_scenarios import random_scenario
from tests.scenarios import programme

OLD_IS_DEAR: Json = {"installed": {"ash": {"finance": {"running": 5000}}, "birch": {"finance": {"running": 4000}}}}
ALFA = Option("alfa", "procure")


def bound_of(given: Programme) -> Separate:
    options = open_options(given)
    return separate_bound(given, options, option_windows(given, options))


def bounded(documents: Iterable[tuple[int, Json]]) -> int:
    """How many documents have a plan; the bound of each is held against its proven optimum."""
    plans = 0
    for seed, document in documents:
        given = Programme(parse_scenario(document))
        found = best(given)
        if found.objective is not None:
            plans += 1
            assert bound_of(given).bound <= found.objective, seed
    return plans


def drawn(size: str, seeds: Iterable[int]) -> list[tuple[int, Json]]:
    return [(seed, random_scenario(random.Random(seed), size)) for seed in seeds]


def test_it_never_passes_the_optimum_of_tiny_scenarios() -> None:
    assert bounded(drawn("tiny", range(80))) > 55


@pytest.mark.slow
def test_it_never_passes_the_optimum_of_small_scenarios() -> None:
    quick = (0, 1, 2, 3, 4, 6, 7, 8, 9, 13, 15, 16, 18, 19, 20, 21, 22, 23, 24, 25)
    assert bounded(drawn("small", quick)) > 15


@pytest.mark.requirement("REQ-10")
def test_it_never_passes_the_optimum_in_mid_period() -> None:
    assert bounded((seed, midway(seed)) for seed in range(120)) > 60


@pytest.mark.requirement("REQ-10")
def test_it_never_passes_the_optimum_where_work_began_before_the_period() -> None:
    assert bounded((seed, begun_early(seed)) for seed in range(200)) > 100


def test_it_is_the_optimum_where_nothing_couples() -> None:
    given = programme(OLD_IS_DEAR)
    assert bound_of(given).bound == best(given).objective


@pytest.mark.parametrize(
    "patch",
    [
        {"measures": {"kickoff": {"weeks": 2, "cost": 700}}},
        {"domains": {"finance": {"candidates": {"alfa": {"joint_cost": 900, "local_cost": 300}}}}},
        {"domains": {"finance": {"candidates": {"alfa": {"running_per_user": 10, "running_fixed": 90}}}}},
        {"benefits": {"gain": {"requires": ["finance"], "class": "budget_effect", "per_1000_inhabitants": 400}}},
        {"policy": {"burden_price": 12}},
    ],
    ids=["measure", "one-off", "running", "benefit", "burden"],
)
def test_it_counts_every_kind_of_cost(patch: Json) -> None:
    plain, dearer = programme(OLD_IS_DEAR), programme(OLD_IS_DEAR, patch)
    assert bound_of(dearer).bound <= (best(dearer).objective or 0)
    changed = (best(dearer).objective or 0) - (best(plain).objective or 0)
    assert abs(bound_of(dearer).bound - bound_of(plain).bound - changed) <= abs(changed) // 10


def test_a_domain_may_be_cheapest_as_it_is() -> None:
    dear: Json = {"domains": {"finance": {"required": False, "candidates": {"alfa": {"joint_cost": 10_000_000}}}}}
    found = bound_of(programme(OLD_IS_DEAR, dear))
    assert found.best("finance") == STAYS
    cheap: Json = {"domains": {"finance": {"required": False}}}
    assert bound_of(programme(OLD_IS_DEAR, cheap)).best("finance") == ALFA


def test_windows_make_it_tighter() -> None:
    given = programme(OLD_IS_DEAR)
    options = open_options(given)
    late = {("finance", ALFA): {f"finance/{town}/cutover": (40, 45) for town in ("ash", "birch")}}
    wide = separate_bound(given, options, {}).bound
    narrow = separate_bound(given, options, late).bound
    assert narrow - wide > 5000 * FINE // 2
