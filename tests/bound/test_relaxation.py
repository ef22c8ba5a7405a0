"""The relaxation: a bound at any multipliers, raised by its ascent, tight where nothing couples."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable

import numpy as np
import pytest
from numpy.typing import NDArray

from consolidate.bound.ascent import Ascent
from consolidate.bound.relaxation import Relaxation
from consolidate.bound.separate import separate_bound
from consolidate.graph.windows import open_options, option_windows
from consolidate.programme.programme import Programme
from consolidate.scenario.read import parse_scenario, read_scenario
from consolidate.units import FINE
from tests import ROOT
from tests.model.solving import best
from tests.random_scenarios import random_scenario

Floats = NDArray[np.float64]
TWO_TOWNS = 702_587_227_700
STEPS = 15


def relaxed(programme: Programme) -> Relaxation:
    return Relaxation(programme, open_options(programme))


def any_multipliers(relaxation: Relaxation, rng: np.random.Generator) -> Floats:
    """Prices of all sizes, most of them zero."""
    found = np.zeros(relaxation.shape.size)
    for part in relaxation.shape.parts(found):
        part[:] = np.where(rng.random(part.shape) < 0.3, rng.random(part.shape) * 10.0 ** rng.integers(2, 9), 0.0)
    return found


def held(size: str, seeds: Iterable[int]) -> tuple[int, int, int]:
    """How many drawn scenarios have a plan, and the sums of their gaps before and after climbing."""
    plans = before = after = 0
    for seed in seeds:
        programme = Programme(parse_scenario(random_scenario(random.Random(seed), size)))
        optimum = best(programme).objective
        relaxation = relaxed(programme)
        if optimum is None:
            continue
        assert not relaxation.infeasible, seed
        rng = np.random.default_rng(seed)
        for _try in range(3):
            at = any_multipliers(relaxation, rng)
            values = [relaxation.solve(at, bucket=bucket).value for bucket in (1, 2, 8)]
            assert values[0] <= optimum, seed
            assert max(values) == values[0], seed
        ascent = Ascent(relaxation)
        before += optimum - ascent.bound
        for _step in range(STEPS):
            if not ascent.step(optimum):
                break
        assert ascent.prove(optimum) <= optimum, seed
        assert ascent.proof().again(relaxed(programme)) == ascent.bound, seed
        after += optimum - ascent.bound
        plans += 1
    return plans, before, after


def test_no_multipliers_give_more_than_the_cheapest_plan_of_tiny_scenarios() -> None:
    plans, before, after = held("tiny", range(60))
    assert plans > 25
    assert after <= before


@pytest.mark.slow
def test_no_multipliers_give_more_than_the_cheapest_plan_of_small_scenarios() -> None:
    plans, before, after = held("small", range(24))
    assert plans > 8
    assert after < before


def test_two_towns_is_bounded_better_than_by_separate_domains() -> None:
    programme = Programme(read_scenario(ROOT / "scenarios" / "two-towns.json"))
    options = open_options(programme)
    apart = separate_bound(programme, options, option_windows(programme, options)).bound
    ascent = Ascent(relaxed(programme))
    assert apart <= ascent.bound <= TWO_TOWNS
    ascent.run(lambda: TWO_TOWNS, lambda: ascent.rounds >= 120, lambda: None)
    assert ascent.bound > TWO_TOWNS - 120_000 * FINE


def test_heard_bounds_never_fall() -> None:
    programme = Programme(read_scenario(ROOT / "scenarios" / "merger.json"))
    ascent = Ascent(relaxed(programme))
    heard: list[int] = []
    ascent.run(lambda: None, lambda: ascent.rounds >= 50, lambda: heard.append(ascent.bound))
    assert len(heard) >= 3
    assert heard == sorted(heard)
    assert heard[-1] > heard[0]


def test_the_guide_names_weeks_and_options_of_every_step_that_the_answers_took() -> None:
    programme = Programme(read_scenario(ROOT / "scenarios" / "two-towns.json"))
    ascent = Ascent(relaxed(programme))
    for _step in range(10):
        ascent.step(TWO_TOWNS)
    guide = ascent.guide()
    assert set(guide.options) == set(programme.options)
    for domain, options in guide.options.items():
        taken = programme.work(domain, options[0]).steps
        assert set(taken) <= set(guide.starts)
    assert all(0 <= week < programme.weeks for weeks in guide.starts.values() for week in weeks)


def test_a_hard_date_that_has_passed_raises_no_bound() -> None:
    # nobody can keep it any more: the checker lays it to what has happened, and a plan may be late for it
    document = json.loads((ROOT / "scenarios" / "two-towns.json").read_text(encoding="utf-8"))
    passed = {"due": "2008-02-01", "hard": True, "late_per_week": None}
    milestone = {key: value for key, value in (document["milestones"]["M6"] | passed).items() if value is not None}
    programme = Programme(parse_scenario(document | {"milestones": {"M6": milestone}, "status_date": "2008-03-03"}))
    optimum = best(programme).objective
    assert optimum is not None
    ascent = Ascent(relaxed(programme))
    for _step in range(STEPS):
        ascent.step(2 * optimum)
        assert ascent.best <= optimum
