"""Several reports as one: in the order of their days, nothing lost, nothing undone by what came late about before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from consolidate.errors import FaultyDocument
from consolidate.programme.programme import Programme
from consolidate.scenario.document import Scenario
from consolidate.scenario.read import parse_scenario
from consolidate.study.replan.reported import reported
from consolidate.study.replan.reports import judged, merged
from tests.scenarios import BASE, Json, monday, patched

STEP, ASH, BIRCH = "finance/joint/install", "finance/ash/cutover", "finance/birch/cutover"


def scenario(**changes: Any) -> Scenario:
    return parse_scenario(patched(BASE, changes))


def report(week: int, **steps: Any) -> Json:
    """A report by the Monday of a week; steps by a short name."""
    names = {"install": STEP, "ash": ASH, "birch": BIRCH}
    return {"status_date": monday(week), "actuals": {"steps": {names[name]: told for name, told in steps.items()}}}


def day(week: int) -> date:
    return date.fromisoformat(monday(week))


def steps(base: Scenario, reports: list[Json], week: int) -> dict[str, Any]:
    """What a scenario knows of its steps after reports, in a few words."""
    after = reported(base, merged(base, reports, day(week)))
    assert after.status == day(week)
    known = after.actuals.steps.items()
    return {name: one.model_dump(mode="json", exclude_none=True, exclude_defaults=True) for name, one in known}


def test_reports_add_up_in_the_order_of_their_days_and_those_of_one_day_as_they_came() -> None:
    first = report(3, install={"started": monday(0), "remaining_weeks": 4})
    second = report(5, install={"remaining_weeks": None, "finished": monday(4)}, ash={"started": monday(4)})
    third = report(5, ash={"started": monday(5)})
    assert steps(scenario(), [first, second, third], 3) == {STEP: {"started": monday(0), "remaining_weeks": 4}}
    assert steps(scenario(), [first, second, third], 6) == {
        STEP: {"started": monday(0), "finished": monday(4)},
        ASH: {"started": monday(5)},
    }
    assert steps(scenario(), [first, third, second], 5)[ASH] == {"started": monday(4)}
    assert steps(scenario(), [], 5) == {}


def test_a_late_correction_of_an_older_day_is_kept_and_does_not_undo_what_is_known_by_now() -> None:
    newest = report(6, install={"started": monday(1), "remaining_weeks": 2})
    late = report(3, install={"started": monday(0), "remaining_weeks": 9}, ash={"started": monday(2)})
    assert steps(scenario(), [newest, late], 4)[STEP] == {"started": monday(0), "remaining_weeks": 8}
    assert steps(scenario(), [newest, late], 6) == {
        STEP: {"started": monday(1), "remaining_weeks": 2},
        ASH: {"started": monday(2)},
    }


def test_weeks_that_were_left_are_counted_from_the_day_on_which_that_was_told() -> None:
    told = report(3, install={"started": monday(0), "remaining_weeks": 4})
    left = [steps(scenario(), [told], week)[STEP].get("remaining_weeks") for week in (3, 4, 6, 7, 9)]
    assert left == [4, 3, 1, 0, 0]
    base = scenario(status_date=monday(3), actuals={"steps": {STEP: {"started": monday(0), "remaining_weeks": 4}}})
    assert steps(base, [], 5)[STEP]["remaining_weeks"] == 2
    assert steps(base, [report(5, ash={"started": monday(4)})], 6)[STEP]["remaining_weeks"] == 1
    assert steps(base, [report(5, install={"remaining_weeks": 6})], 6)[STEP]["remaining_weeks"] == 5


@pytest.mark.parametrize("days", range(8))
def test_a_step_ends_when_it_was_said_to_whatever_day_of_the_week_it_is(days: int) -> None:
    told = report(3, install={"started": monday(0), "remaining_weeks": 4})
    first, later = (reported(scenario(), merged(scenario(), [told], day(3) + timedelta(n))) for n in (0, days))
    assert Programme(later).occurred[STEP] == Programme(first).occurred[STEP]


def test_null_takes_back_and_what_comes_after_it_stands_alone() -> None:
    """The last one must not get the weeks of the first, which were taken back in between."""
    base = scenario(status_date=monday(2), actuals={"steps": {STEP: {"started": monday(0), "remaining_weeks": 7}}})
    back, again = report(3, install=None), report(4, install={"started": monday(3)})
    assert steps(base, [back], 3) == {}
    assert merged(base, [back], day(3))["actuals"] == {"steps": {STEP: None}}
    assert steps(base, [back, again], 4) == {STEP: {"started": monday(3)}}
    assert merged(scenario(), [report(3, install={"started": monday(0)}), back], day(3))["actuals"] == {"steps": {}}


def test_what_the_scenario_tells_counts_as_told_on_its_own_status_date() -> None:
    old = report(2, install={"started": monday(1)}, ash={"started": monday(1)})
    base = scenario(status_date=monday(3), actuals={"steps": {STEP: {"started": monday(0)}}})
    same_day = report(3, birch={"started": monday(2)})
    assert steps(base, [old], 4) == {STEP: {"started": monday(0)}, ASH: {"started": monday(1)}}
    assert steps(base, [old, same_day], 3) == {
        STEP: {"started": monday(0)},
        ASH: {"started": monday(1)},
        BIRCH: {"started": monday(2)},
    }


def test_a_report_is_judged_beside_the_others() -> None:
    started = report(5, install={"started": monday(3)})
    assert judged(scenario(), [], started) == day(5)
    ended = report(6, install={"finished": monday(2)})
    with pytest.raises(FaultyDocument) as raised:
        judged(scenario(), [started], ended)
    assert [fault.path for fault in raised.value.faults] == [f"actuals.steps.{STEP}.finished"]
    assert judged(scenario(), [started], report(6, install={"finished": monday(4)})) == day(6)


def test_a_late_report_is_judged_with_those_that_stand_on_top_of_it() -> None:
    later = report(8, install={"finished": monday(2)})
    earlier = report(3, install={"started": monday(0)})
    assert judged(scenario(), [earlier, later], report(4, ash={"started": monday(3)})) == day(4)
    with pytest.raises(FaultyDocument) as raised:
        judged(scenario(), [earlier, later], report(4, install={"started": monday(3)}))
    assert [fault.path for fault in raised.value.faults] == [f"actuals.steps.{STEP}.finished"]


def test_what_is_no_report_is_told_with_every_fault() -> None:
    wrongs: list[Json] = [{"actuals": {}}, {"status_date": "20070122"}, {"status_date": monday(3), "budgets": {}}]
    for wrong in wrongs:
        with pytest.raises(FaultyDocument) as raised:
            judged(scenario(), [report(2)], wrong)
        assert [fault.path for fault in raised.value.faults] in (["status_date"], ["budgets"])
    with pytest.raises(FaultyDocument) as raised:
        judged(scenario(status_date=monday(5)), [], report(4))
    assert [fault.path for fault in raised.value.faults] == ["status_date"]


def test_faults_of_earlier_reports_can_be_taken_back() -> None:
    """A step that a newer version of the scenario does not know any more."""
    gone = {"status_date": monday(3), "actuals": {"steps": {"archive/joint/install": {"started": monday(1)}}}}
    with pytest.raises(FaultyDocument, match="archive"):
        judged(scenario(), [gone], report(4, ash={"started": monday(3)}))
    back = {"status_date": monday(4), "actuals": {"steps": {"archive/joint/install": None}}}
    with pytest.raises(FaultyDocument, match="archive"):
        judged(scenario(), [gone], {**back, "status_date": monday(2)})
    assert judged(scenario(), [gone], back) == day(4)
