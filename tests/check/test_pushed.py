"""Adopted dates that facts push: also through other adopted dates, and not further than they must."""

from __future__ import annotations

import json
from typing import Any

import pytest

from consolidate.programme.programme import Programme
from consolidate.programme.steps import Option
from consolidate.scenario.read import parse_scenario
from consolidate.solve.run import Limits, plan_scenario
from tests import ROOT

ALFA = Option("alfa", "extend")


def two_towns(finished: str) -> dict[str, Any]:
    """Coordination ended on a day; extend and install of finance are adopted for 3 March and 12 May 2008."""
    document: dict[str, Any] = json.loads((ROOT / "scenarios" / "two-towns.json").read_text("utf-8"))
    document["status_date"] = "2008-03-10"
    document["actuals"] = {"steps": {"coordination": {"started": "2008-01-07", "finished": finished}}}
    adopted = {"finance/joint/extend": "2008-03-03", "finance/joint/install": "2008-05-12"}
    document["commitments"] = {
        "targets": {"finance": {"status": "adopted", "product": "alfa", "route": "extend"}},
        "steps": {name: {"status": "adopted", "start": start} for name, start in adopted.items()},
    }
    return document


def windows(finished: str) -> list[tuple[int, int] | None]:
    programme = Programme(parse_scenario(two_towns(finished)))
    steps = programme.work("finance", ALFA).steps
    return [programme.pinned_window(steps[f"finance/joint/{name}"]) for name in ("extend", "install")]


def test_a_late_fact_pushes_what_has_been_adopted_after_it_all_along() -> None:
    # Coordination ends with week 9 (10 March); extend takes 10 weeks, so install comes in week 20 at the earliest.
    extend, install = windows("2008-03-14")
    assert extend is not None
    assert install is not None
    assert extend[0] == 10
    assert install[0] == 20


def test_the_status_date_pushes_too() -> None:
    extend, install = windows("2008-02-29")  # in time, but extend has not begun by the status date in week 9
    assert extend is not None
    assert install is not None
    assert (extend[0], install[0]) == (9, 19)


@pytest.mark.slow
def test_a_pushed_chain_has_a_plan() -> None:
    limits = Limits(seconds=600)  # proven in seconds on a quiet machine
    plan = plan_scenario(parse_scenario(two_towns("2008-03-14")), limits)
    assert plan.run is not None
    assert plan.run.outcome == "optimal"
    begun = [plan.decisions.step(f"finance/joint/{name}") for name in ("extend", "install")]
    assert [str(one.start) for one in begun if one] == ["2008-03-17", "2008-05-26"]
