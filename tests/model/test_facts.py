"""What has happened stays, and stops nothing: a breach that it alone causes is told, not enforced (SPEC §5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from consolidate.model.scope import whole
from tests.model.solving import Solved, best, solved, verdict_of
from tests.scenarios import Json, day, monday, patched, programme

INSTALL, CUT, DROP = "finance/joint/install", "finance/ash/cutover", "finance/ash/decommission"
BIRCH_CUT = "finance/birch/cutover"


def past(steps: dict[str, Any], week: int = 4) -> Json:
    """The status date in a week, and what has happened by then."""
    return {"status_date": monday(week), "actuals": {"steps": steps}}


def cut_over(week: int) -> Json:
    return {CUT: {"started": monday(week), "finished": day(week, 4)}}


def start_of(found: Solved, step: str) -> str:
    assert found.decisions is not None
    decision = found.decisions.step(step)
    assert decision is not None
    return str(decision.start)


ALONE: dict[str, tuple[Json, str]] = {
    "before what it waits for": ({}, "precedence"),
    "beyond the staff there is": (
        {
            "templates": {"full": {"cutover": {"staff": {"application": 3}}}},
            "pools": {"joint": {"application": {monday(0): 2, monday(5): 6}}},
        },
        "staff",
    ),
    "beyond the money there is": (
        {
            "domains": {"finance": {"candidates": {"alfa": {"local_cost": 500}}}},
            "budgets": {"ash": {"grants": {"2007": 400}}},
        },
        "municipal_budget",
    ),
    "more change than can be taken": (
        {
            "templates": {"full": {"cutover": {"change": 3}}},
            "municipalities": {"ash": {"change_capacity": 2}},
        },
        "change_load",
    ),
    "in a blocked week": ({"blackouts": {"audit": {"from": day(1, 0), "to": day(1, 4)}}}, "blackout"),
    "after its date": ({"milestones": {"M": {"due": day(0, 4), "complete": [CUT]}}}, "milestone_due"),
}
"""Ash cut over in week 1: (patch, the rule that this breaks)."""


@pytest.mark.parametrize("what", ALONE)
@pytest.mark.requirement("REQ-10")
def test_a_breach_by_facts_alone_is_told_and_leaves_a_plan(what: str) -> None:
    patch, rule = ALONE[what]
    on = programme(patched(patch, past(cut_over(1))))
    found = best(on)
    verdict = verdict_of(on, found)
    assert verdict.clean
    assert start_of(found, CUT) == monday(1)
    assert rule in {violation.rule for violation in verdict.violations}
    assert verdict.ledger.objective == found.objective


def test_facts_leave_no_room_for_others() -> None:
    """Ash's cutover runs to week 7 with all the staff there is: birch has to wait for it."""
    staff = {
        "templates": {"full": {"cutover": {"staff": {"application": 3}}}},
        "pools": {"joint": {"application": 3}},
        "installed": {"birch": {"finance": {"running": 9000}}},
    }
    happened = {
        INSTALL: {"started": monday(0), "finished": day(1, 4)},
        CUT: {"started": monday(3), "remaining_weeks": 3},
    }
    found = best(programme(patched(staff, past(happened))))
    assert start_of(found, BIRCH_CUT) == monday(7)


def test_a_fact_may_draw_on_either_pool_that_has_the_staff() -> None:
    """The same, but ash can carry its own cutover: birch uses the joint pool at once."""
    staff = {
        "templates": {"full": {"cutover": {"staff": {"application": 3}}}},
        "pools": {"joint": {"application": 3}, "ash": {"application": 3}},
        "installed": {"birch": {"finance": {"running": 9000}}},
    }
    happened = {
        INSTALL: {"started": monday(0), "finished": day(1, 4)},
        CUT: {"started": monday(3), "remaining_weeks": 3},
    }
    on = programme(patched(staff, past(happened)))
    found = best(on)
    assert start_of(found, BIRCH_CUT) == monday(4)
    assert verdict_of(on, found).violations == ()


def test_a_fact_rules_out_targets_that_lack_it() -> None:
    """Beta is cheaper, but is got without the tender that has been held."""
    chain = {"tender": {"weeks": 1, "route": "procure"}, "install": {"after": ["tender"]}}
    beta = {"quality": 7, "routes": ["extend"], "extension_option": True}
    patch = {
        "templates": {"joint": chain},
        "domains": {"finance": {"candidates": {"alfa": {"joint_cost": 900}, "beta": beta}}},
        "installed": {"ash": {"finance": {"product": "beta"}}},
    }
    held = past({"finance/joint/tender": {"started": monday(1), "finished": day(1, 4)}})
    for patches, product in (((patch,), "beta"), ((patch, held), "alfa")):
        found = best(programme(*patches))
        assert found.decisions is not None
        assert found.decisions.targets["finance"].product == product


def test_work_before_the_period_counts_as_done() -> None:
    """Installed in the last weeks of 2006: the towns cut over in week 0."""
    dear = {"installed": {"ash": {"finance": {"running": 5000}}}}
    happened = {"actuals": {"steps": {INSTALL: {"started": "2006-12-11", "finished": "2006-12-22"}}}}
    on = programme(patched(dear, happened))
    found = best(on)
    assert start_of(found, CUT) == monday(0)
    assert verdict_of(on, found).clean


@pytest.mark.parametrize("contract", [None, {"last_day": "2007-06-30", "renews_months": 1, "leave_fee": 7}])
def test_shutting_down_that_goes_on_after_the_period_costs_until_it_ends(contract: Json | None) -> None:
    system = {"running": 5200, **({"contract": contract} if contract else {})}
    happened = {
        INSTALL: {"started": monday(0), "finished": day(1, 4)},
        **cut_over(40),
        DROP: {"started": monday(48), "remaining_weeks": 9},
    }
    on = programme(patched({"installed": {"ash": {"finance": system}}}, past(happened, 50)))
    found = best(on)
    assert found.objective == verdict_of(on, found).ledger.objective


def test_a_limit_that_had_run_out_by_the_status_date_binds_no_longer() -> None:
    """Within 2 weeks of an installation that ended with week 1: past at the status date, at once or later."""
    within = {"templates": {"full": {"cutover": {"after": [{"step": "joint/install", "within": 2}]}}}}
    happened = {INSTALL: {"started": monday(0), "finished": day(1, 4)}}
    for status, told in ((4, False), (6, True)):
        on = programme(patched(within, past(happened, status)))
        verdict = verdict_of(on, best(on))
        assert verdict.clean
        assert bool(verdict.violations) is told


@pytest.mark.parametrize(("limit", "allowed"), [({"within": 2}, [5, 6]), ({}, [5, 6, 7, 40])])
def test_a_maximum_lag_passes_through_a_step_left_out_only_where_both_sides_have_it(
    limit: Json, allowed: list[int]
) -> None:
    """Archive waits at most 3 weeks for finance's tender, which an extension leaves out.

    The tender waits for a study of week 0, with or without a limit of 2 weeks: 5 weeks in all, or no limit.
    """
    chain = {
        "study": {"weeks": 1},
        "tender": {"weeks": 1, "route": "procure", "after": [{"step": "study", **limit}]},
        "install": {"after": ["tender"]},
    }
    alfa = {"routes": ["extend"], "extension_option": True}
    archive = {
        "after": [{"step": "finance/joint/tender", "within": 3}],
        "candidates": {"gamma": {"quality": 7}},
        "templates": {"joint": {"study": {"weeks": 0}}},
    }
    paper = {"archive": {"product": "paper", "users": 5, "quality": 5}}
    on = programme(
        {
            "templates": {"joint": chain},
            "domains": {"finance": {"candidates": {"alfa": alfa}}, "archive": archive},
            "installed": {"ash": {"finance": {"product": "alfa"}, **paper}, "birch": paper},
        }
    )
    found = []
    for week in (5, 6, 7, 40):
        windows = {"finance/joint/study": (0, 0), "archive/joint/tender": (week, week)}
        plan = solved(replace(whole(on), windows=windows))
        if not plan.infeasible:
            assert verdict_of(on, plan).clean
            found.append(week)
    assert found == allowed
