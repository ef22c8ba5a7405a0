"""Dates go back to the baseline's wherever the plan made anew leaves room for that and is cheaper so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from consolidate.check.verdict import Verdict
from consolidate.programme.schedule import Schedule
from consolidate.study.replan.dates import same_dates
from consolidate.study.replan.waits import Waits
from tests.scenarios import STARTS, Json, both_towns, decisions, examined, monday, programme

INSTALL, CUTOVER, SHUT = "finance/joint/install", "finance/ash/cutover", "finance/ash/decommission"
PROMISED: Json = {
    "commitments": {
        "steps": {
            name: {"status": "announced", "start": monday(week), "price_per_move": 10, "price_per_week": 1}
            for name, week in STARTS.items()
        }
    }
}


def settled(starts: Mapping[str, int], patch: Mapping[str, Any] | None = None) -> dict[str, int]:
    """Where steps start in the end, of those that had moved from the base plan."""
    on = programme(PROMISED, patch or {})
    made = examined(on, decisions(starts))
    assert made.clean, made.violations
    return _starts(same_dates(on, Schedule(programme(), decisions()), made), starts)


def _starts(verdict: Verdict, names: Mapping[str, int]) -> dict[str, int]:
    return {name: verdict.schedule.placed[name].start for name in names}


def test_what_nothing_keeps_away_goes_back_one_after_the_other() -> None:
    moved = {INSTALL: 4, **both_towns(10)}
    assert settled(moved) == {name: STARTS[name] for name in moved}


def test_what_came_earlier_goes_back_from_behind() -> None:
    baseline, now = {CUTOVER: 20, SHUT: 30}, {CUTOVER: 2, SHUT: 3}
    promised = {"commitments": {"steps": {name: {"start": monday(week)} for name, week in baseline.items()}}}
    on = programme(PROMISED, promised)
    found = same_dates(on, Schedule(programme(), decisions(baseline)), examined(on, decisions(now)))
    assert _starts(found, now) == baseline


def test_what_a_rule_keeps_away_stays_and_what_follows_comes_as_near_as_it_can() -> None:
    closing = {"blackouts": {"closing": {"from": monday(1), "to": monday(9), "municipalities": ["ash"]}}}
    assert settled({CUTOVER: 10, SHUT: 40}, closing) == {CUTOVER: 10, SHUT: 11}


def test_facts_and_the_past_stay_closed() -> None:
    begun = {
        "status_date": monday(6),
        "actuals": {"steps": {INSTALL: {"started": monday(1), "finished": monday(3)}}},
    }
    assert settled({INSTALL: 1, **both_towns(20)}, begun) == {
        INSTALL: 1,
        **{name: 7 if name.endswith("decommission") else 6 for name in both_towns(20)},
    }


@pytest.mark.parametrize(("joint", "start"), [(10, 2), (5, 20)])
def test_who_is_free_does_it_where_the_former_people_are_gone(joint: int, start: int) -> None:
    """Ash's own people were to do its cutover; in that week the joint ones do Birch's."""
    need = {"templates": {"full": {"cutover": {"staff": {"application": 5}}}}}
    before = programme(need, {"pools": {"joint": {"application": 5}, "ash": {"application": 5}}})
    baseline = Schedule(before, decisions(pools={CUTOVER: {"application": "ash"}}))
    on = programme(need, PROMISED, {"pools": {"joint": {"application": joint}}})
    made = examined(on, decisions({CUTOVER: 20, SHUT: 21}))
    assert made.clean, made.violations
    assert same_dates(on, baseline, made).schedule.placed[CUTOVER].start == start


def test_a_plan_that_is_cheaper_as_it_is_stays() -> None:
    free = {name: {"price_per_move": 0, "price_per_week": 0} for name in STARTS}
    dear = {"installed": {"ash": {"finance": {"running": 0}}}}
    on = programme(PROMISED, {"commitments": {"steps": free}}, dear)
    made = examined(on, decisions({CUTOVER: 9, SHUT: 10}))
    assert same_dates(on, Schedule(programme(), decisions()), made) is made


@pytest.mark.parametrize(("step", "week", "room"), [(CUTOVER, 1, None), (CUTOVER, 2, (2, 3)), (SHUT, 50, (50, 51))])
def test_room_between_what_a_step_waits_for_and_what_waits_for_it(
    step: str, week: int, room: tuple[int, int] | None
) -> None:
    waits = Waits(Schedule(programme(), decisions({CUTOVER: 5, SHUT: 8})))
    assert waits.room(step, week) == room
    assert waits.room(CUTOVER, 8) is None
    assert waits.room(CUTOVER, 60) is None
    assert waits.followers[CUTOVER] == [(SHUT, 0)]
