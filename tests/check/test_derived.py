"""Everything in a plan document but its decisions, recomputed."""

import json
from typing import Any

import pytest

from consolidate.check.derived import derived
from consolidate.check.verdict import check
from consolidate.plan.document import Decisions, Plan
from consolidate.programme.programme import Programme
from consolidate.scenario.read import read_scenario
from tests import ROOT
from tests.scenarios import day, decisions, examined, programme

Json = dict[str, Any]


def implied(*patches: Json, plan: Decisions | None = None) -> Json:
    return derived(examined(programme(*patches), plan))


@pytest.fixture(scope="module")
def two_towns() -> Json:
    on = Programme(read_scenario(ROOT / "scenarios" / "two-towns.json"))
    plan = Plan.model_validate_json((ROOT / "scenarios" / "two-towns.plan.json").read_bytes())
    return derived(check(on, plan.decisions))


def test_it_is_plain_json_and_the_same_twice(two_towns: Json) -> None:
    assert json.loads(json.dumps(two_towns)) == two_towns
    on = Programme(read_scenario(ROOT / "scenarios" / "two-towns.json"))
    plan = Plan.model_validate_json((ROOT / "scenarios" / "two-towns.plan.json").read_bytes())
    assert json.dumps(derived(check(on, plan.decisions))) == json.dumps(two_towns)


def test_totals_are_sums_over_the_entries(two_towns: Json) -> None:
    rows = [dict(zip(two_towns["ledger"]["columns"], row, strict=True)) for row in two_towns["ledger"]["rows"]]
    totals = two_towns["totals"]
    assert totals["objective"] == "7025872.27700"
    for kind, sums in totals["by_kind"].items():
        assert sum(row["amount"] for row in rows if row["kind"] == kind) == sums["amount"]
    once = ("joint_one_off", "local_one_off", "leaving_fee", "extension")
    assert totals["investment"] == sum(row["amount"] for row in rows if row["kind"] in once)


@pytest.mark.requirement(16)
@pytest.mark.requirement(25)
@pytest.mark.requirement(39)
def test_each_town_sees_what_it_pays_and_gains_against_staying_as_today(two_towns: Json) -> None:
    accounts = two_towns["accounts"]
    assert list(accounts) == ["north", "south"]
    for account in accounts.values():
        paid = sum(account["present_value"].values())
        assert abs(account["reference"]["present_value"] - paid - account["better_by"]) <= 4  # each part is rounded
    whole = sum(account["better_by"] for account in accounts.values())
    assert abs(whole - two_towns["totals"]["better_by"]) <= 1


@pytest.mark.requirement(48)
def test_time_released_is_in_no_account_total(two_towns: Json) -> None:
    for account in two_towns["accounts"].values():
        assert account["time_released"] > 0
        assert account["present_value"]["budget_effect"] == 0


@pytest.mark.requirement(8)
def test_budgets_are_told_by_payer_and_year(two_towns: Json) -> None:
    # north: 500 000 granted, 100 000 spent in 2008; half of 400 000 is carried to 2009.
    assert two_towns["budgets"]["north"][1] == {
        "year": 2009,
        "grant": 700_000,
        "reserve": 0,
        "carried": 200_000,
        "available": 900_000,
        "spent": 454_000,
        "over": 0,
    }


@pytest.mark.requirement(41)
@pytest.mark.requirement(49)
def test_milestones_tell_the_last_day_and_week_in_which_they_are_reached(two_towns: Json) -> None:
    assert two_towns["milestones"]["M6"] == {
        "due": "2008-12-31",
        "hard": False,
        "reached": {"last_day": "2008-09-19", "week": "2008-W38"},
        "weeks_late": 0,
    }


@pytest.mark.requirement(26)
def test_camels_and_babies_are_told_by_name(two_towns: Json) -> None:
    [camel] = two_towns["camels"]
    assert camel == {"domain": "archive", "municipality": "north", "users": 145, "points_lost": 1, "burden": 145}
    assert two_towns["babies"] == []  # the target keeps north's report library alive
    assert implied({"installed": {"ash": {"finance": {"baby": "reports"}}}})["babies"] == [
        {"domain": "finance", "municipality": "ash", "baby": "reports"}
    ]


@pytest.mark.requirement(28)
def test_people_who_change_workplace_are_listed_with_what_moves_them() -> None:
    assert implied({"municipalities": {"ash": {"staff_moves": {"finance": 3}}}})["moves"] == [
        {"municipality": "ash", "with": "finance", "people": 3}
    ]


@pytest.mark.requirement(24)
def test_the_regions_quality_is_weighted_by_users() -> None:
    # 30 users from 6 to 7, and 10 keep the product that they perceive as 8: before 6.5, after 7.25.
    owner = {"installed": {"birch": {"finance": {"product": "alfa", "quality": 8}}}}
    assert implied(owner)["region"] == {
        "users": 40,
        "quality_before": 6.5,
        "quality_after": 7.25,
        "quality_kept": True,
    }


@pytest.mark.requirement(3)
@pytest.mark.requirement(4)
def test_a_goal_is_attained_when_all_that_it_lists_is_complete() -> None:
    goals = {
        "one-system": {"level": "regional", "complete": ["finance", "study"]},
        "idle": {"level": "local", "municipality": "ash"},
    }
    study = {"measures": {"study": {"weeks": 6, "goals": ["one-system"]}}, "goals": goals}
    found = implied(study, plan=decisions({"study": 0}))["goals"]
    assert found["one-system"]["attained"] == {"last_day": "2007-02-09", "week": "2007-W06"}
    assert found["one-system"]["measures"] == ["study"]
    assert found["idle"] == {"level": "local", "municipality": "ash", "attained": None, "measures": []}
    assert implied(study)["goals"]["one-system"]["attained"] is None


@pytest.mark.requirement(15)
@pytest.mark.requirement(51)
def test_decisions_are_told_by_the_date_by_which_they_are_needed() -> None:
    contract = {"installed": {"ash": {"finance": {"contract": {"last_day": day(20, 6), "notice_weeks": 10}}}}}
    councils = {
        "bodies": {
            "ash-council": {"meets": [day(0, 2), day(1, 2)], "municipality": "ash"},
            "birch-council": {"meets": [day(0, 3)], "municipality": "birch"},
        },
        "templates": {"joint": {"install": {"decision": "councils"}}},
    }
    plan = decisions(contracts={"finance/ash": {"last_day": day(20, 6), "by": "term"}})
    found = implied(contract, councils, plan=plan)
    assert found["violations"] == {}
    assert found["decisions_needed"] == [
        {"by": day(0, 3), "what": "meeting", "of": "finance/joint/install", "body": "birch-council"},
        {"by": day(1, 2), "what": "meeting", "of": "finance/joint/install", "body": "ash-council"},
        {"by": day(10, 6), "what": "notice", "of": "finance/ash", "from": "2007-01-01"},
    ]
    assert found["contracts"]["finance/ash"]["notice_by"] == day(10, 6)


def test_notice_that_has_been_given_is_told_as_given() -> None:
    contract = {"installed": {"ash": {"finance": {"contract": {"last_day": day(20, 6), "notice_weeks": 10}}}}}
    given = {"actuals": {"notices": {"finance/ash": day(1, 0)}}}
    plan = decisions(contracts={"finance/ash": {"last_day": day(20, 6), "by": "term"}})
    assert implied(contract, given, plan=plan)["contracts"]["finance/ash"] == {
        "by": "term",
        "last_day": day(20, 6),
        "notice_given": day(1, 0),
    }


def test_loads_tell_the_tightest_week_of_each_pool_and_town() -> None:
    need = {"templates": {"full": {"cutover": {"staff": {"trainer": 4}, "change": 3}}}}
    limits = {"pools": {"joint": {"trainer": 9}}, "municipalities": {"ash": {"change_capacity": 5}}}
    found = implied(need, limits)["loads"]
    assert found["staff_tenths"] == {"joint": {"trainer": {"week": "2007-01-15", "used": 8, "limit": 9}}}
    assert found["change_points"] == {
        "ash": {"week": "2007-01-15", "used": 3, "limit": 5},
        "birch": {"week": "2007-01-15", "used": 3, "limit": None},
    }


def test_assumptions_are_counted() -> None:
    assert implied()["assumptions"] == 0
    sources = {
        "municipalities": {"ash": {"source": "assumption: rounded"}, "birch": {"source": "census"}},
        "domains": {"finance": {"source": "assumption"}},
    }
    assert implied(sources)["assumptions"] == 2


def test_a_broken_plan_implies_as_much_as_can_be_told() -> None:
    found = implied({"milestones": {"M": {"due": day(9, 0), "complete": ["finance"]}}}, plan=Decisions())
    assert found["milestones"]["M"]["reached"] is None
    assert set(found["violations"]) == {"one_target", "milestone_due"}
