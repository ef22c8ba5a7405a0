"""Why a step moves: every kind of cause, told of small plans by the examination alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from consolidate.check.verdict import Verdict
from consolidate.study.replan.causes import Tracer
from consolidate.study.replan.document import Cause
from tests.scenarios import Json, both_towns, decisions, examined, monday, programme

CUTOVER, SHUT, INSTALL = "finance/ash/cutover", "finance/ash/decommission", "finance/joint/install"


def later(weeks: int) -> dict[str, int | None]:
    """Ash, and Ash alone, some weeks later than in the base plan."""
    return {CUTOVER: 2 + weeks, SHUT: 3 + weeks}


def traced(patch: Mapping[str, Any], starts: Mapping[str, int | None], step: str = CUTOVER) -> tuple[Cause, ...]:
    """The causes of a move from the base plan to a plan in a scenario with a patch."""
    before, after = examined(programme()), examined(programme(patch), decisions(starts))
    assert after.clean, after.violations
    return Tracer(before, after).move(step)


def test_waiting_for_a_fact_that_took_longer() -> None:
    slipped = {
        "status_date": monday(5),
        "actuals": {"steps": {INSTALL: {"started": monday(0), "finished": monday(4)}}},
    }
    starts = {**later(3), "finance/birch/cutover": 5, "finance/birch/decommission": 6}
    (cause,) = traced(slipped, starts)
    assert (cause.why, cause.of, cause.weeks) == ("waits", (INSTALL,), 3)
    before, after = examined(programme()), examined(programme(slipped), decisions(starts))
    tracer = Tracer(before, after)
    assert tracer.root(SHUT) == (CUTOVER, INSTALL)
    assert tracer.root(INSTALL) == ()
    (fact,) = tracer.fact(INSTALL)
    assert (fact.why, fact.weeks) == ("fact", 3)


def test_a_fact_that_began_late() -> None:
    late = {"status_date": monday(6), "actuals": {"steps": {INSTALL: {"started": monday(1), "finished": monday(2)}}}}
    starts = {INSTALL: 1, **later(4), "finance/birch/cutover": 6, "finance/birch/decommission": 7}
    tracer = Tracer(examined(programme()), examined(programme(late), decisions(starts)))
    (fact,) = tracer.fact(INSTALL)
    assert fact.weeks == 1


def test_what_nobody_reports_cannot_begin_in_the_past() -> None:
    happened = {
        "status_date": monday(6),
        "actuals": {"steps": {INSTALL: {"started": monday(0), "finished": monday(1)}}},
    }
    starts = {**later(4), "finance/birch/cutover": 6, "finance/birch/decommission": 7}
    assert [cause.why for cause in traced(happened, starts)] == ["unreported"]


def test_a_blackout_that_is_new() -> None:
    closing = {"blackouts": {"closing": {"from": monday(2), "to": monday(4)}}}
    starts = {**later(3), "finance/birch/cutover": 5, "finance/birch/decommission": 6}
    (cause,) = traced(closing, starts)
    assert (cause.why, cause.rule, cause.of) == ("rule", "blackout", ("closing",))
    assert cause.text


def test_first_what_it_waits_for_and_then_a_blackout() -> None:
    both = {
        "status_date": monday(4),
        "actuals": {"steps": {INSTALL: {"started": monday(0), "finished": monday(3)}}},
        "blackouts": {"closing": {"from": monday(4), "to": monday(6)}},
    }
    starts = {**later(5), "finance/birch/cutover": 7, "finance/birch/decommission": 8}
    assert [(cause.why, cause.rule) for cause in traced(both, starts)] == [("waits", None), ("rule", "blackout")]


def test_people_who_are_gone() -> None:
    """Both cutovers need five tenths; of ten only five are left, so that one of them has to wait."""
    needs = {"pools": {"joint": {"application": 10}}, "templates": {"full": {"cutover": {"staff": {"application": 5}}}}}
    fewer = {**needs, "pools": {"joint": {"application": 5}}}
    before = examined(programme(needs))
    after = examined(programme(fewer), decisions(later(1)))
    assert before.clean
    assert after.clean
    (cause,) = Tracer(before, after).move(CUTOVER)
    assert (cause.why, cause.rule) == ("rule", "staff")
    assert set(cause.of) == {"joint", "application", "finance/birch/cutover"}
    assert (cause.amount, cause.limit) == (10, 5)


def test_a_grant_that_was_cut() -> None:
    """Each cutover costs 100; the first year has money for one of them only."""
    cost = {"domains": {"finance": {"candidates": {"alfa": {"local_cost": 100}}}}}
    period = {"period": {"end": "2008-12-28", "value_until": "2009-12-31"}}
    rich = {**cost, **period, "budgets": {"ash": {"grants": {"2007": 100, "2008": 0}}}}
    poor = {**cost, **period, "budgets": {"ash": {"grants": {"2007": 0, "2008": 100}}}}
    after = examined(programme(poor), decisions(later(52)))
    assert after.clean, after.violations
    (cause,) = Tracer(examined(programme(rich)), after).move(CUTOVER)
    assert (cause.why, cause.rule) == ("rule", "municipal_budget")


def test_what_is_freed_may_come_earlier() -> None:
    closing = {"blackouts": {"closing": {"from": monday(2), "to": monday(4)}}}
    starts = {**later(3), "finance/birch/cutover": 5, "finance/birch/decommission": 6}
    before = examined(programme(closing), decisions(starts))
    (cause,) = Tracer(before, examined(programme())).move(CUTOVER)
    assert (cause.why, cause.rule, cause.of) == ("freed", "blackout", ("closing",))


def test_what_nothing_forbids_is_a_choice_with_its_price() -> None:
    dear = {"installed": {"ash": {"finance": {"running": 52_000}}}}
    after: Verdict = examined(programme(dear), decisions(later(2)))
    shut_too_early = Tracer(examined(programme(dear)), after).move(SHUT)
    (cause,) = Tracer(examined(programme(dear)), after).move(CUTOVER)
    assert cause.why == "choice"
    assert cause.money == pytest.approx(0, abs=1)  # the old system runs until it is shut down, wherever the cutover is
    assert [one.why for one in shut_too_early] == ["waits"]


COST: Json = {"domains": {"finance": {"candidates": {"alfa": {"joint_cost": 100, "local_cost": 100}}}}}
YEARS: Json = {"period": {"end": "2009-12-27", "value_until": "2010-12-31"}}


def budget(payer: str, grants: Json) -> Json:
    return {**COST, **YEARS, "budgets": {payer: {"grants": grants}}}


def test_money_that_another_year_lacks_is_named_with_that_year() -> None:
    """What is paid for sooner is not carried over: the breach lies in a year in which this step is not paid for."""
    desk: Json = {"measures": {"desk": {"weeks": 1, "cost": 50, "not_before": "2008-01-07"}}}
    rich, poor = (budget("programme", {"2007": grant, "2009": 150 - grant}) for grant in (150, 130))
    before = examined(programme(desk, rich), decisions({"desk": 53}))
    after = examined(programme(desk, poor), decisions({INSTALL: 105, **both_towns(107), "desk": 53}))
    assert before.clean, before.violations
    assert after.clean, after.violations
    (cause,) = Tracer(before, after).move(INSTALL)
    assert (cause.rule, cause.of, cause.year, cause.money) == ("programme_budget", ("programme",), 2008, 20)
    assert cause.together is None


def test_those_that_wait_go_back_with_it_where_it_alone_could() -> None:
    """Nothing forbids the joint step its old week, but the towns that wait for it would find no money there."""
    rich, poor = (budget("ash", {"2007": grant, "2008": 100 - grant}) for grant in (100, 0))
    before = examined(programme(rich))
    after = examined(programme(poor), decisions({INSTALL: 50, **both_towns(53)}))
    assert after.clean, after.violations
    (cause,) = Tracer(before, after).move(INSTALL)
    assert (cause.rule, cause.of, cause.year, cause.money) == ("municipal_budget", ("ash",), 2007, 100)
    assert cause.together == 5


def test_who_waits_for_others_too_does_not_go_back() -> None:
    """Birch has moved since its own training is late, which the joint step does not hold."""
    training: Json = {"templates": {"full": {"train": {"weeks": 1}, "cutover": {"after": ["joint/install", "train"]}}}}
    starts: dict[str, int | None] = {"finance/ash/train": 0, "finance/birch/train": 0}
    late = {**starts, INSTALL: 10, **both_towns(12), "finance/birch/train": 11}
    before, after = examined(programme(training), decisions(starts)), examined(programme(training), decisions(late))
    assert before.clean, before.violations
    assert after.clean, after.violations
    assert Tracer(before, after)._together(INSTALL) == {INSTALL: 0, CUTOVER: 2, SHUT: 3}


def test_a_date_that_came_earlier_since_its_old_week_is_taken() -> None:
    closing: Json = {"blackouts": {"closing": {"from": monday(7), "to": monday(9)}}}
    before = examined(programme(), decisions(later(6)))
    after = examined(programme(closing), decisions({**later(6), CUTOVER: 5}))
    (cause,) = Tracer(before, after).move(CUTOVER)
    assert (cause.why, cause.rule, cause.of) == ("rule", "blackout", ("closing",))


def test_a_domain_with_another_target_is_planned_anew() -> None:
    other: Json = {"domains": {"finance": {"candidates": {"beta": {"quality": 7, "routes": ["procure"]}}}}}
    beta = decisions(later(4), targets={"finance": {"product": "beta"}})
    before, after = examined(programme(other)), examined(programme(other), beta)
    assert after.clean, after.violations
    (cause,) = Tracer(before, after).move(CUTOVER)
    assert (cause.why, cause.of) == ("target", ("finance",))


def test_what_facts_alone_break_is_no_cause() -> None:
    """The joint step has cost more than the year's grant: that is known, and does not keep Ash from its week."""
    spent: Json = {
        "status_date": monday(2),
        "actuals": {"steps": {INSTALL: {"started": monday(0), "finished": monday(1)}}},
    }
    poor = budget("programme", {"2007": 0, "2008": 0})
    before, after = examined(programme(poor)), examined(programme(poor, spent), decisions(later(3)))
    assert after.clean, after.violations
    assert [one.caused_by for one in after.violations] == ["actuals"]
    assert [one.why for one in Tracer(before, after).move(CUTOVER)] == ["choice"]
