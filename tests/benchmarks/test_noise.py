"""Noise: measured on some seeds, tested on others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from benchmarks.noise import Row, noise, summary

from consolidate.plan.files import write_plan
from consolidate.programme.steps import Option
from consolidate.scenario.read import read_scenario
from consolidate.solve.known import Known
from consolidate.solve.limits import Limits
from consolidate.solve.run import plan_scenario
from tests.analysis.example import TWO_TOWNS


def test_noise_is_the_widest_spread_and_other_seeds_are_held_against_it() -> None:
    narrow, wide = Row("a", (100, 103, 101), (99, 108, 140)), Row("b", (50, 70, 60), (31, 29, None))
    assert (narrow.spread, wide.spread) == (3, 20)
    assert summary([narrow, wide]) == {"noise": 20, "tested": 6, "inside": 3}
    assert summary([Row("a", (None, None, None), (5, 5, 5))]) == {"noise": 0, "tested": 3, "inside": 0}


@pytest.mark.slow
def test_refusals_of_a_plan_are_planned_again(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """With beta the north's report library is shut down; alfa would leave it."""
    beta = Known(only={"finance": frozenset({Option("beta", "procure")})})
    plan = tmp_path / "beta.plan.json"
    write_plan(plan, plan_scenario(read_scenario(TWO_TOWNS), Limits(20, 1, deterministic=True), known=beta))
    noise([str(TWO_TOWNS), str(plan), "--time-limit", "4", "--cases", "1", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert told["tested"] == 3
    assert told["inside"] == 3
