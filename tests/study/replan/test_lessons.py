"""Learning from the first: factors from what finished steps took and cost, seen before and after, and no more."""

from __future__ import annotations

from typing import Any

import pytest

from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from consolidate.scenario.patch import merge_patch
from consolidate.scenario.read import parse_scenario
from consolidate.study.replan.document import Lesson
from consolidate.study.replan.lessons import lessons, patch
from tests.scenarios import BASE, Json, both_towns, decisions, monday, patched

PLAN = decisions({**both_towns(4), "finance/birch/cutover": 20, "finance/birch/decommission": 22})
TWO_WEEKS: Json = {
    "templates": {"full": {"cutover": {"weeks": 2}}},
    "domains": {"finance": {"candidates": {"alfa": {"local_cost": 1000, "local_cost_per_inhabitant": 1}}}},
}


def learned(*facts: tuple[str, Json], also: Json | None = None) -> tuple[Lesson, ...]:
    before = parse_scenario(patched(patched(BASE, TWO_WEEKS), also or {}))
    steps = {"finance/joint/install": {"started": monday(0), "finished": monday(1)}} | dict(facts)
    now = {"status_date": monday(15), "actuals": {"steps": steps}}
    after = parse_scenario(patched(patched(patched(BASE, TWO_WEEKS), also or {}), now))
    return lessons(before, after, PLAN, applied=True)


def done(first: int, last: int, **more: Any) -> Json:
    return {"started": monday(first), "finished": monday(last), **more}


def test_weeks_are_learned_for_who_is_to_come() -> None:
    (one,) = learned(("finance/ash/cutover", done(4, 6)))
    assert (one.domain, one.step, one.of, one.planned, one.actual) == ("finance", "cutover", "weeks", 2, 3)
    assert (one.was, one.now) == (1.0, 1.5)
    document = merge_patch(patched(BASE, TWO_WEEKS), patch(parse_scenario(BASE), (one,), {}))
    work = Programme(parse_scenario(document)).work(
        "finance", Schedule(Programme(parse_scenario(BASE)), PLAN).options["finance"]
    )
    assert work.steps["finance/birch/cutover"].weeks == 3
    assert work.steps["finance/birch/decommission"].weeks == 1


def test_nothing_is_learned_from_what_went_as_planned_or_when_nobody_is_left() -> None:
    assert learned(("finance/ash/cutover", done(4, 5))) == ()
    assert learned(("finance/ash/cutover", done(4, 6)), ("finance/birch/cutover", done(8, 10))) == ()


def test_what_went_as_planned_keeps_a_scale_of_many_digits() -> None:
    fine: Json = {"domains": {"finance": {"scale": {"cutover": 0.9999}}}}
    assert learned(("finance/ash/cutover", done(4, 5)), also=fine) == ()
    (one,) = learned(("finance/ash/cutover", done(4, 6)), also={"domains": {"finance": {"scale": {"cutover": 0.8334}}}})
    assert (one.planned, one.actual, one.was, one.now) == (2, 3, 0.8334, 1.2501)


def test_a_scale_of_the_domain_stays_for_all_other_steps() -> None:
    (one,) = learned(("finance/ash/cutover", done(4, 9)), also={"domains": {"finance": {"scale": 2}}})
    assert (one.planned, one.actual, one.was, one.now) == (4, 6, 2.0, 3.0)
    scenario = parse_scenario(patched(BASE, {"domains": {"finance": {"scale": 2}}}))
    assert patch(scenario, (one,), {})["domains"]["finance"]["scale"] == {
        "cutover": 3.0,
        "decommission": 2.0,
        "install": 2.0,
    }


def test_accidents_are_no_lessons() -> None:
    (one,) = learned(("finance/ash/cutover", done(0, 14)))
    assert one.now == pytest.approx(4.0)


def test_cost_is_learned_where_it_is_told() -> None:
    (cost,) = (one for one in learned(("finance/ash/cutover", done(4, 5, cost=6000))) if one.of == "cost")
    assert (cost.planned, cost.actual, cost.was, cost.now) == (4000, 6000, 1.0, 1.5)
    scenario = parse_scenario(patched(BASE, TWO_WEEKS))
    options = Schedule(Programme(scenario), PLAN).options
    assert patch(scenario, (cost,), options)["domains"]["finance"]["candidates"] == {
        "alfa": {"local_cost": 1500, "local_cost_per_inhabitant": 1.5}
    }


def test_what_a_step_cost_stands_in_the_ledger() -> None:
    from tests.scenarios import examined, programme

    told = {"status_date": monday(9), "actuals": {"steps": {"finance/ash/cutover": done(4, 5, cost=6000)}}}
    verdict = examined(programme(TWO_WEEKS, told), PLAN)
    assert [entry.amount for entry in verdict.ledger.entries if entry.of == "finance/ash/cutover"] == [6000]
