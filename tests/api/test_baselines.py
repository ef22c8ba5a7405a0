"""Baselines over HTTP: only sound plans are adopted, none is ever changed, and nobody overwrites another unseen."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func

from consolidate.plan.files import parse_plan
from consolidate_api.auth.caller import operator
from consolidate_api.auth.roles import Role
from consolidate_api.database.engine import Database
from consolidate_api.store import baselines
from tests.api.conftest import Office, new_office
from tests.api.replanning import BASELINES, PLAN, actions, adopted, at_once
from tests.api.runs import TWO_TOWNS, scenario, submitted
from tests.api.test_runs import ended as ended_run

NOBODY = str(UUID(int=0))
WITH_ALTERNATIVE = TWO_TOWNS | {"alternatives": {"dear": {"patch": {"policy": {"burden_price": 600}}}}}


def tried(office: Office, role: Role = Role.APPROVER, **wanted: Any) -> Any:
    return office.ask("POST", BASELINES, role, json={"why": "so decided"} | wanted)


def faults(answer: Any) -> list[str]:
    assert answer.status_code == 422, answer.text
    return [fault["path"] for fault in answer.json()["faults"]]


def test_nothing_is_current_until_a_plan_has_been_adopted(office: Office) -> None:
    none = office.ask("GET", f"{BASELINES}/current", Role.VIEWER)
    assert (none.status_code, none.json()["detail"]) == (404, "no plan has been adopted yet")
    assert office.ask("GET", BASELINES).json() == {"items": [], "next": None}


def test_the_plan_of_a_run_is_adopted_with_who_when_and_why(office: Office, database: Database) -> None:
    run = submitted(office, scenario(office))
    early = tried(office, run=run["id"])
    assert (early.status_code, early.json()["type"].rpartition(":")[2]) == (409, "untimely")
    ended_run(database, office, run["id"])
    answer = tried(office, run=run["id"], why="  by the steering group on 3 March ")
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert answer.headers["Location"] == f"{BASELINES}/{made['id']}"
    assert (made["author"], made["why"]) == ("an approver", "by the steering group on 3 March")
    assert (made["run"], made["proposal"], made["scenario"], made["version"]) == (
        run["id"],
        None,
        run["scenario"],
        1,
    )
    for place in (made["id"], "current"):
        assert office.ask("GET", f"{BASELINES}/{place}", Role.VIEWER).json() == made
    kept = office.ask("GET", f"{BASELINES}/{made['id']}/plan", Role.VIEWER).json()
    assert parse_plan(kept).decisions == parse_plan(PLAN).decisions
    assert kept["scenario"]["version"] == 1


def test_a_plan_made_by_hand_is_examined_and_nothing_it_claims_is_kept(office: Office) -> None:
    boast = PLAN | {
        "run": {"outcome": "optimal", "objective": "1.00000"},
        "facts": {"status_date": "2008-07-14", "actuals": {}},
        "derived": {"costs": 1},
    }
    made = adopted(office, plan=boast)
    kept = office.ask("GET", f"{BASELINES}/{made['id']}/plan").json()
    assert not {"run", "facts"} & kept.keys()
    assert kept["derived"] not in ({}, {"costs": 1})
    assert (made["run"], made["alternative"]) == (None, None)
    decisions = {"decisions": PLAN["decisions"]}
    assert adopted(office, made["scenario"], plan=decisions)["scenario"] == made["scenario"]


def test_a_plan_that_breaks_rules_is_refused_with_all_that_it_breaks(office: Office) -> None:
    towns = scenario(office)
    spoilt = {"decisions": PLAN["decisions"] | {"steps": {}}}
    answer = tried(office, scenario=towns, version=1, plan=spoilt)
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (422, "broken-rules")
    checked = office.ask("POST", f"/v1/scenarios/{towns}/versions/1/check", json=spoilt).json()
    assert answer.json()["violations"] == checked["violations"]
    assert office.ask("GET", f"{BASELINES}/current").status_code == 404


def test_a_plan_is_examined_under_its_alternative(office: Office) -> None:
    towns = scenario(office, WITH_ALTERNATIVE)
    made = adopted(office, towns, alternative="dear")
    assert made["alternative"] == "dear"
    kept = office.ask("GET", f"{BASELINES}/{made['id']}/plan").json()
    assert kept["scenario"]["alternative"] == "dear"
    assert tried(office, scenario=towns, version=1, alternative="none", plan=PLAN).status_code == 422


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ({}, "run"),
        ({"run": NOBODY, "baseline": NOBODY}, "baseline"),
        ({"run": NOBODY, "version": 1}, "version"),
        ({"run": NOBODY, "alternative": "x"}, "alternative"),
        ({"plan": PLAN, "version": 1}, "scenario"),
        ({"plan": PLAN, "scenario": NOBODY}, "version"),
        ({"run": "mine"}, "run"),
        ({"run": NOBODY, "why": " \n"}, "why"),
        ({"run": NOBODY, "why": "a\0b"}, "why"),
        ({"run": NOBODY, "replaces": 7}, "replaces"),
        ({"run": NOBODY, "when": "now"}, "when"),
    ],
)
def test_what_is_no_adoption_is_a_fault(office: Office, wanted: dict[str, Any], path: str) -> None:
    assert faults(tried(office, **wanted)) == [path]


def test_faults_of_a_plan_have_their_path_in_the_body(office: Office) -> None:
    odd = {"decisions": {"steps": 7}, "more": 1}
    assert faults(tried(office, scenario=scenario(office), version=1, plan=odd)) == [
        "plan.decisions.steps",
        "plan.more",
    ]
    assert faults(office.ask("POST", BASELINES, json={"run": NOBODY})) == ["why"]


def test_what_is_not_there_is_404_whoever_has_it(office: Office, database: Database) -> None:
    made, stranger = adopted(office), new_office(office.client, database)
    run = submitted(office, made["scenario"])["id"]
    ended_run(database, office, run)
    for place in (made["id"], f"{made['id']}/plan", "current"):
        assert stranger.ask("GET", f"{BASELINES}/{place}").status_code == 404
    assert stranger.ask("GET", BASELINES).json()["items"] == []
    for wanted in ({"run": run}, {"baseline": made["id"]}, {"scenario": made["scenario"], "version": 1, "plan": PLAN}):
        assert tried(stranger, **wanted).status_code == 404
    assert tried(office, scenario=made["scenario"], version=2, plan=PLAN).status_code == 404


def test_only_approvers_adopt(office: Office) -> None:
    for role in (Role.VIEWER, Role.PLANNER):
        assert tried(office, role, scenario=NOBODY, version=1, plan=PLAN).status_code == 403


def test_to_go_back_is_to_adopt_an_earlier_one_again(office: Office, database: Database) -> None:
    first = adopted(office)
    second = adopted(office, first["scenario"], replaces=first["id"])
    third = tried(office, baseline=first["id"], why="the second was wrong", replaces=second["id"]).json()
    current = office.ask("GET", f"{BASELINES}/current").json()
    assert current == third
    plans = [office.ask("GET", f"{BASELINES}/{one['id']}/plan").json() for one in (first, third)]
    assert plans[0] == plans[1]
    listed = office.ask("GET", BASELINES, params={"limit": 2}).json()
    rest = office.ask("GET", BASELINES, params={"limit": 2, "cursor": listed["next"]}).json()
    assert [one["id"] for one in listed["items"] + rest["items"]] == [third["id"], second["id"], first["id"]]
    assert actions(office) == ["baseline.adopt"] * 3
    last = office.ask("GET", "/v1/audit", params={"limit": 1}).json()["items"][0]
    assert last["subject"] == f"/baselines/{third['id']}"
    assert (last["details"]["again"], last["details"]["replaces"]) == (first["id"], second["id"])


def test_who_takes_another_for_current_overwrites_nothing(office: Office) -> None:
    towns = scenario(office)
    early = tried(office, scenario=towns, version=1, plan=PLAN, replaces=NOBODY)
    assert (early.status_code, early.json()["type"].rpartition(":")[2]) == (409, "stale")
    first = adopted(office, towns)
    second = adopted(office, towns, replaces=first["id"])
    late = tried(office, scenario=towns, version=1, plan=PLAN, replaces=first["id"])
    assert late.status_code == 409
    assert late.json()["detail"] == f"{second['id']} is the current baseline, not {first['id']}"
    assert office.ask("GET", f"{BASELINES}/current").json() == second


def test_of_several_who_replace_the_same_at_once_one_does(office: Office) -> None:
    first = adopted(office)
    wanted = {"scenario": first["scenario"], "version": 1, "plan": PLAN, "replaces": first["id"]}
    answers = at_once(*[lambda: tried(office, **wanted)] * 4)
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


def test_the_newest_is_that_of_the_last_turn_whoever_began_first(office: Office, database: Database) -> None:
    """A transaction that had to wait for its turn began before the one for which it waited."""
    first = adopted(office)
    source = baselines.Source(UUID(first["scenario"]), 1, None)
    with database.tenant(office.tenant) as waited:
        waited.scalar(func.now())
        second = adopted(office, first["scenario"])
        last = baselines.adopt(waited, operator(office.tenant), baselines.Adoption(source, parse_plan(PLAN), "late"))
    listed = [one["id"] for one in office.ask("GET", BASELINES).json()["items"]]
    assert listed == [str(last.id), second["id"], first["id"]]
