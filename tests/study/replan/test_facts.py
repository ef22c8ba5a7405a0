"""What a plan knew to have happened: no more than that, as far as it is still told, and all where it tells nothing."""

from __future__ import annotations

from consolidate.plan.document import Facts
from consolidate.programme.programme import Programme
from consolidate.scenario.document import Scenario
from consolidate.scenario.read import parse_scenario
from consolidate.study.replan.facts import as_known, facts_of
from tests.scenarios import BASE, Json, monday, patched

INSTALL, CUTOVER = "finance/joint/install", "finance/ash/cutover"


def told(steps: Json, **actuals: Json) -> Scenario:
    pools = {"joint": {"trainer": 2}, "ash": {"trainer": 2}}
    now = {"status_date": monday(6), "pools": pools, "actuals": {"steps": steps, **actuals}}
    return parse_scenario(patched(BASE, now))


def test_what_has_been_told_since_is_not_known() -> None:
    first = {INSTALL: {"started": monday(0), "finished": monday(3)}}
    facts = facts_of(told(first))
    assert facts.status_date.isoformat() == monday(6)
    now = told({**first, CUTOVER: {"started": monday(5)}})
    assert Programme(as_known(now, facts, now.actuals)).occurred == {INSTALL: (0, 4)}
    corrected = told({INSTALL: {"started": monday(0), "finished": monday(4)}})
    assert Programme(as_known(corrected, facts, corrected.actuals)).occurred == {INSTALL: (0, 4)}


def test_weeks_that_were_left_count_from_the_day_that_it_was_told() -> None:
    facts = facts_of(told({INSTALL: {"started": monday(5), "remaining_weeks": 2}}))
    now = parse_scenario(patched(BASE, {"status_date": monday(9), "actuals": facts.model_dump(mode="json")["actuals"]}))
    assert Programme(as_known(now, facts, now.actuals)).occurred == {INSTALL: (5, 8)}


def test_what_has_been_taken_back_since_is_left_out() -> None:
    facts = facts_of(told({INSTALL: {"started": monday(0)}, CUTOVER: {"started": monday(2)}}))
    now = told({CUTOVER: {"started": monday(3)}})
    known = as_known(now, facts, now.actuals)
    assert Programme(known).occurred == {CUTOVER: (2, None)}


def test_who_has_come_or_gone_is_known_too() -> None:
    gone = {"joint": {"trainer": {monday(2): 1}}, "ash": {"trainer": {monday(2): 0}}}
    facts = Facts.model_validate({"status_date": monday(6), "actuals": {"pools": gone}})
    now = told({}, pools={"joint": {"trainer": {monday(4): 0}}})
    known = as_known(now, facts, now.actuals).actuals.pools
    assert {pool: list(skills) for pool, skills in known.items()} == {"joint": ["trainer"], "ash": []}
    assert list(known["joint"]["trainer"].values()) == [1]


def test_where_a_plan_tells_nothing_the_scenario_stands_as_it_is() -> None:
    now = told({INSTALL: {"started": monday(0)}})
    assert as_known(now, None, now.actuals) is now
