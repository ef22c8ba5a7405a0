"""A whole run against trying every plan: the same optimum, or infeasible for both; never a bound above a plan."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from consolidate.plan.outcome import Outcome
from consolidate.programme.programme import Programme
from consolidate.scenario.read import parse_scenario
from consolidate.solve.limits import Limits
from consolidate.solve.run import plan_scenario
from consolidate.units import FINE
from tests.drawn.context import Json
from tests.model.brute import cheapest
from tests.model.midway import begun_early, midway
from tests.model.solving import best
from tests.model.test_brute import DRAWN


@pytest.mark.slow
@pytest.mark.parametrize("kind", DRAWN)
def test_a_run_finds_and_proves_what_trying_every_plan_finds(kind: str) -> None:
    for seed in range(40):
        scenario = parse_scenario(DRAWN[kind](seed))
        run = plan_scenario(scenario, Limits(seconds=1, workers=1, deterministic=True)).run
        least = cheapest(Programme(scenario))
        assert run is not None
        if least is None:
            assert run.outcome is Outcome.INFEASIBLE, (seed, run)
        else:
            assert run.outcome is Outcome.OPTIMAL, (seed, run)
            assert run.objective is not None
            assert 0 <= Decimal(run.objective) * FINE - least < FINE, (seed, run)


@pytest.mark.slow
@pytest.mark.requirement("REQ-10")
@pytest.mark.parametrize("drawn", [midway, begun_early])
def test_a_run_in_mid_period_proves_what_the_model_proves(drawn: Callable[[int], Json]) -> None:
    """In the ordinary way, in time: every solution found underway is held to ledger and checker too."""
    plans = 0
    for seed in (119, 204, 219, 226, 233, *range(40)):
        scenario = parse_scenario(drawn(seed))
        run = plan_scenario(scenario, Limits(seconds=5, workers=2)).run
        least = best(Programme(scenario)).objective
        assert run is not None
        assert run.outcome is (Outcome.INFEASIBLE if least is None else Outcome.OPTIMAL), (seed, run)
        if least is not None:
            plans += 1
            assert 0 <= Decimal(run.objective or 0) * FINE - least < FINE, (seed, run)
    assert plans > 20
