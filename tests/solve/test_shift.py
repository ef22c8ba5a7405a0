"""The last touch: what costs nothing and affects nobody starts as early as it can; cost and cleanness stay."""

from __future__ import annotations

import random
from typing import Any

import pytest

from consolidate.check.verdict import Verdict, check
from consolidate.plan.document import StepDecision
from consolidate.programme.programme import Programme
from consolidate.solve.shift import shifted_left
from tests.model.midway import midway
from tests.scenarios import decisions, examined, programme
from tests.solve.searching import built, drawn, searching, shipped

DROP = "finance/ash/decommission"


def same_but_earlier(given: Programme, found: Verdict) -> bool:
    """Whether the last touch moved anything; that it kept cost, cleanness and order is asserted."""
    after = shifted_left(given, found)
    before, now = found.schedule, after.schedule
    assert after.clean
    assert after.ledger.objective == found.ledger.objective
    assert now.decisions.targets == before.decisions.targets
    assert all(now.placed[name].start <= placed.start for name, placed in before.placed.items())
    return now.decisions != before.decisions


def idled(found: Verdict, rng: random.Random) -> Verdict:
    """A plan with some steps put off, wherever that changes neither cost nor cleanness."""
    given = found.schedule.programme
    for name in rng.sample(sorted(found.schedule.placed), min(8, len(found.schedule.placed))):
        decided, placed = found.schedule.decisions, found.schedule.placed[name]
        week = min(given.weeks - 1, placed.start + rng.randint(1, 8))
        pools = {skill: pool for skill, pool in placed.pools.items() if pool != "joint"}
        steps = {**decided.steps, name: StepDecision(start=given.timeline.day(week), pools=pools)}
        later = check(given, decided.model_copy(update={"steps": steps}))
        found = later if later.clean and later.ledger.objective == found.ledger.objective else found
    return found


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["small", "in mid-period"])
def test_it_keeps_cost_and_cleanness(kind: str) -> None:
    rng = random.Random(kind)
    plans = moved = 0
    for seed in range(60):
        search = searching(drawn(seed) if kind == "small" else midway(seed), seed)
        for one in built(search, 2):
            if one.verdict.clean:
                plans += 1
                moved += same_but_earlier(search.problem.programme, idled(one.verdict, rng))
    assert plans > 50
    assert moved > plans // 20


def start_of_drop(weeks: int, *patches: dict[str, Any]) -> int:
    """Where the last touch puts a decommissioning that may start in week 3 and is planned some weeks later."""
    given = programme(*patches)
    plan = decisions({DROP: weeks})
    assert examined(given, plan).clean
    return shifted_left(given, examined(given, plan)).schedule.placed[DROP].start


def test_idle_steps_move_to_the_left() -> None:
    assert start_of_drop(9) == 3


def test_what_has_a_price_stays() -> None:
    priced: dict[str, Any] = {"cutover": {"cost_percent": 90}, "decommission": {"cost_percent": 10}}
    cost: dict[str, Any] = {"domains": {"finance": {"candidates": {"alfa": {"local_cost": 100}}}}}
    assert start_of_drop(9, {"templates": {"full": priced}}, cost) == 9


def test_what_would_save_running_cost_is_not_the_last_touch() -> None:
    """Only cost that stays the same to the hundred-thousandth is moved: all else was for the search to find."""
    assert start_of_drop(9, {"installed": {"ash": {"finance": {"running": 5200}}}}) == 9


def test_what_loads_a_municipality_stays() -> None:
    assert start_of_drop(9, {"templates": {"full": {"decommission": {"change": 1}}}}) == 9


def test_it_waits_for_free_hands() -> None:
    staffed: dict[str, Any] = {
        "templates": {"full": {"decommission": {"staff": {"application": 3}}}},
        "pools": {"joint": {"application": 3}},
    }
    assert start_of_drop(9, staffed) == 4  # the other town's decommissioning takes all staff in week 3


def test_a_plan_with_nothing_to_move_is_the_same_plan() -> None:
    search = searching(shipped("two-towns"))
    once = next(one.verdict for one in built(search, 50) if one.verdict.clean)
    first = shifted_left(search.problem.programme, once)
    assert shifted_left(search.problem.programme, first) is first
