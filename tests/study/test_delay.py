"""What waiting costs: proven on two towns, longer never cheaper, and what cannot wait is named."""

from __future__ import annotations

import json
from typing import Any

import pytest

from consolidate.analysis.names import Names
from consolidate.check.accounts import read_exact
from consolidate.check.verdict import check
from consolidate.errors import UnknownName
from consolidate.plan.outcome import Outcome
from consolidate.programme.programme import Programme
from consolidate.scenario.read import parse_scenario
from consolidate.solve.known import NOTHING
from consolidate.solve.limits import Limits, Stop
from consolidate.solve.run import plan_scenario
from consolidate.study.delay import delay_study, judge
from consolidate.study.delay_document import Delay, DelayStudy, Wanted
from consolidate.study.effort import Effort
from consolidate.study.files import study_json
from consolidate.study.table import study_blocks
from consolidate.units import FINE
from tests.analysis.example import TWO_TOWNS
from tests.solve.searching import shipped

pytestmark = pytest.mark.slow

WORK = Effort(seconds=100, workers=1, deterministic=True)
WEEKS = (1, 8)


@pytest.fixture(scope="module")
def study() -> DelayStudy:
    return delay_study(shipped("two-towns"), Wanted(weeks=WEEKS), WORK, Stop(), lambda _stage: None, NOTHING)


def row(study: DelayStudy, of: str, weeks: int) -> Delay:
    return next(one for one in study.delays if (one.of, one.weeks) == (of, weeks))


def test_everything_that_can_wait_stands_there(study: DelayStudy) -> None:
    scenario = shipped("two-towns")
    told = {(one.of, one.kind) for one in study.delays}
    things = {(name, "domain") for name in scenario.domains} | {(name, "measure") for name in scenario.measures}
    things |= {(name, "milestone") for name in scenario.milestones}
    assert told == {one for one in things if one[0] not in study.left_out}
    assert {one.weeks for one in study.delays if one.kind == "milestone"} == {-8, -1, 1, 8}
    assert {one.weeks for one in study.delays if one.kind != "milestone"} == {1, 8}


def test_a_delay_costs_what_the_best_plan_with_it_costs_more(study: DelayStudy) -> None:
    """Planned by itself: finance's joint work begins no earlier than a week after it does in the best plan."""
    base = plan_scenario(shipped("two-towns"), Limits(15, 1, deterministic=True))
    assert base.run is not None
    schedule = check(Programme(shipped("two-towns")), base.decisions).schedule
    joint = [placed for name, placed in schedule.placed.items() if name.startswith("finance/joint/")]
    day = schedule.programme.timeline.day(min(placed.start for placed in joint) + 1).isoformat()
    document: dict[str, Any] = json.loads(TWO_TOWNS.read_text(encoding="utf-8"))
    late = {placed.step.name: {"not_before": day} for placed in joint}
    document["domains"]["finance"]["templates"] = {"joint": late}
    again = plan_scenario(parse_scenario(document), Limits(15, 1, deterministic=True))
    assert again.run is not None
    assert again.run.outcome is base.run.outcome is Outcome.OPTIMAL
    more = (read_exact(again.run.objective) or 0) - (read_exact(base.run.objective) or 0)
    low, high = row(study, "finance", 1).proven
    assert low is not None
    assert high is not None
    assert low <= more / FINE <= high


def test_waiting_longer_never_seems_cheaper(study: DelayStudy) -> None:
    compared = 0
    for of in {one.of for one in study.delays if one.kind != "milestone"}:
        short, long = row(study, of, 1), row(study, of, 8)
        assert short.estimate is None or short.estimate >= 0
        if long.estimate is not None:
            assert short.estimate is not None
            assert short.estimate <= long.estimate
            compared += 1
    assert compared


def test_a_later_due_date_never_costs_and_an_earlier_one_never_gains(study: DelayStudy) -> None:
    milestones = [one for one in study.delays if one.kind == "milestone"]
    assert milestones
    for one in milestones:
        if one.estimate is not None:
            assert one.estimate <= 0 if one.weeks > 0 else one.estimate >= 0


def test_only_what_is_named() -> None:
    wanted = Wanted(weeks=(4,), of=("archive",))
    found = delay_study(shipped("two-towns"), wanted, Effort(20, 1, 1, True), Stop(), lambda _stage: None, NOTHING)
    assert [(one.of, one.weeks) for one in found.delays] == [("archive", 4)]
    with pytest.raises(UnknownName, match="archive, coordination, finance"):
        judge(shipped("two-towns"), Wanted(weeks=(4,), of=("nothing",)))


def test_it_reads_itself_again_and_can_be_shown(study: DelayStudy) -> None:
    assert DelayStudy.model_validate(json.loads(json.dumps(study_json(study)))) == study
    text = str(list(study_blocks(study, Names(shipped("two-towns")))))
    assert "What waiting costs" in text
    assert "Due later (+) or earlier" in text
