"""Reports put into a scenario: added to what is known, forward in time, every fault at once."""

from __future__ import annotations

from typing import Any

import pytest

from consolidate.errors import FaultyDocument
from consolidate.scenario.document import Scenario
from consolidate.scenario.read import parse_scenario
from consolidate.study.replan.reported import reported
from tests.scenarios import BASE, monday, patched

STEP = "finance/joint/install"


def scenario(**changes: Any) -> Scenario:
    return parse_scenario(patched(BASE, changes))


def paths(base: Scenario, report: dict[str, Any]) -> list[str]:
    with pytest.raises(FaultyDocument) as raised:
        reported(base, report)
    return [fault.path for fault in raised.value.faults]


def test_a_report_is_added_to_what_is_known() -> None:
    base = scenario(status_date=monday(3), actuals={"steps": {STEP: {"started": monday(0)}}, "notices": {}})
    after = reported(
        base, {"status_date": monday(4), "actuals": {"steps": {"finance/ash/cutover": {"started": monday(3)}}}}
    )
    assert str(after.status) == monday(4)
    assert set(after.actuals.steps) == {STEP, "finance/ash/cutover"}


def test_null_takes_back_what_was_said() -> None:
    base = scenario(status_date=monday(3), actuals={"steps": {STEP: {"started": monday(0)}}})
    assert not reported(base, {"status_date": monday(3), "actuals": {"steps": {STEP: None}}}).actuals.steps


def test_every_fault_is_told_with_its_path() -> None:
    report = {
        "status_date": monday(4),
        "actuals": {"steps": {STEP: {"started": "soon"}, "finance/nobody/cutover": {"started": monday(1)}}},
        "budgets": {},
    }
    found = paths(scenario(), report)
    assert "budgets" in found
    assert f"actuals.steps.{STEP}.started" in found
    assert "actuals.steps.finance/nobody/cutover" in found


def test_time_goes_forward_and_facts_lie_behind() -> None:
    base = scenario(status_date=monday(5))
    assert paths(base, {"status_date": monday(4), "actuals": {}}) == ["status_date"]
    future = {"started": monday(5), "finished": monday(8)}
    assert paths(base, {"status_date": monday(6), "actuals": {"steps": {STEP: future}}}) == [
        f"actuals.steps.{STEP}.finished"
    ]
    assert paths(base, {"actuals": {}}) == ["status_date"]
    assert "format" in paths(base, {"format": "something/1", "status_date": monday(6)})
