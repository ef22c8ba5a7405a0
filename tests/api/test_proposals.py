"""Proposals over HTTP: made of what is current, adopted or rejected once, and never put in place of anything."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import undefer

from consolidate.plan.files import parse_plan
from consolidate.plan.outcome import Outcome
from consolidate_api.auth.roles import Role
from consolidate_api.database.engine import Database
from consolidate_api.store.tables import Run
from tests.api.conftest import Office, new_office
from tests.api.replanning import (
    AS_PLANNED,
    BASELINES,
    CUTOVER,
    DAY,
    INSTALL,
    NIGHTLY,
    PLAN,
    PROPOSALS,
    actions,
    adopted,
    asked,
    at_once,
    decided,
    ended,
    making,
    ready,
    reported,
    sent,
    stands,
    study,
)
from tests.api.runs import TWO_TOWNS, jobs, scenario, shown

NOBODY = str(UUID(int=0))
LESSON: dict[str, Any] = {
    "domain": "finance",
    "of": "weeks",
    "step": "cutover",
    "learned_from": [CUTOVER],
    "planned": 1,
    "actual": 3,
    "was": 1.0,
    "now": 3.0,
    "applied": True,
}
WITH_ALTERNATIVE = TWO_TOWNS | {"alternatives": {"dear": {"patch": {"policy": {"burden_price": 600}}}}}
FUTURE: dict[str, Any] = {
    "format": "consolidate/scenario/1",
    "period": {"start": f"{datetime.now(UTC).year - 1}-01-04", "end": f"{datetime.now(UTC).year + 9}-12-31"},
    "municipalities": {"north": {"inhabitants": 9000}},
}
"""A scenario in whose period today lies, and in which there is nothing to do."""


def question(database: Database, office: Office, proposal: dict[str, Any]) -> dict[str, Any]:
    with database.tenant(office.tenant) as session:
        row = session.scalars(select(Run).where(Run.id == UUID(proposal["run"])).options(undefer(Run.question))).one()
    assert row.question is not None
    return row.question


def problem(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rpartition(":")[2]


def test_without_a_baseline_there_is_nothing_to_plan_anew(office: Office) -> None:
    answer = asked(office)
    assert problem(answer) == (409, "untimely")
    assert "no plan has been adopted yet" in answer.json()["detail"]


def test_a_proposal_takes_what_is_current_and_what_has_happened(office: Office, database: Database) -> None:
    towns = scenario(office, WITH_ALTERNATIVE)
    baseline = adopted(office, towns, alternative="dear")
    office.ask("POST", f"/v1/scenarios/{towns}/versions/1/patch", json={"note": "second"})
    reported(office, towns, "2008-06-30", AS_PLANNED)
    reported(office, towns, "2008-07-21", {INSTALL: {"started": "2008-05-12"}})
    wanted = {"learn": True, "baseline_is": "announced", "price_per_move": 7, "price_per_week": 5}
    answer = asked(office, **wanted, options={"time_limit": 9, "workers": 1})
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert answer.headers["Location"] == f"{PROPOSALS}/{made['id']}"
    assert (made["state"], made["baseline"], made["version"], made["status_date"], made["night"]) == (
        "making",
        baseline["id"],
        2,
        DAY,
        None,
    )
    run = shown(office, made["run"])
    assert (run["kind"], run["scenario"], run["version"], run["alternative"]) == ("replan", towns, 2, "dear")
    assert run["options"]["time_limit"] == 9
    assert len(jobs(database, made["run"])) == 1
    about = question(database, office, made)
    assert {name: about[name] for name in wanted} == wanted
    assert about["report"]["actuals"]["steps"] == AS_PLANNED
    assert about["report"]["status_date"] == DAY
    assert parse_plan(about["baseline"]).decisions == parse_plan(PLAN).decisions
    assert stands(office, made) == made | {"document": None}
    assert office.ask("GET", f"{PROPOSALS}/{made['id']}/report").status_code == 404
    assert actions(office)[-2:] == ["run.create", "proposal.create"]


def test_a_proposal_without_a_day_is_about_today(office: Office, database: Database) -> None:
    towns = scenario(office, FUTURE, "today")
    adopted(office, towns, plan={"decisions": {}})
    before = datetime.now(UTC).date().isoformat()
    made = office.ask("POST", PROPOSALS, json={}).json()
    assert before <= made["status_date"] <= datetime.now(UTC).date().isoformat()
    assert question(database, office, made)["learn"] is False
    office.ask("PUT", NIGHTLY, json={"enabled": False, "zone": "Pacific/Kiritimati"})
    assert office.ask("POST", PROPOSALS, json={}).json()["status_date"] >= made["status_date"]


def test_before_the_period_it_is_about_its_first_day(office: Office) -> None:
    towns = scenario(office, FUTURE | {"status_date": FUTURE["period"]["end"]}, "later")
    adopted(office, towns, plan={"decisions": {}})
    assert office.ask("POST", PROPOSALS, json={}).json()["status_date"] == FUTURE["period"]["end"]


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ({"status_date": "soon"}, "status_date"),
        ({"status_date": "2010-01-01"}, "status_date"),
        ({"status_date": "2007-01-01"}, "status_date"),
        ({"learn": 1}, "learn"),
        ({"baseline_is": "firm"}, "baseline_is"),
        ({"price_per_week": 0}, "price_per_week"),
        ({"options": {"time_limit": 3601}}, "options.time_limit"),
        ({"scenario": NOBODY}, "scenario"),
    ],
)
def test_what_is_no_wish_for_a_proposal_is_a_fault(office: Office, wanted: dict[str, Any], path: str) -> None:
    adopted(office)
    answer = asked(office, **wanted)
    assert answer.status_code == 422
    assert [fault["path"] for fault in answer.json()["faults"]] == [path]
    assert office.ask("GET", PROPOSALS).json()["items"] == []


def test_reports_that_no_longer_fit_are_told_before_anything_is_queued(office: Office) -> None:
    towns = scenario(office, TWO_TOWNS | {"measures": TWO_TOWNS["measures"] | {"audit": {"weeks": 2}}})
    steps = {**PLAN["decisions"]["steps"], "audit": "2008-03-03"}
    adopted(office, towns, plan={"decisions": PLAN["decisions"] | {"steps": steps}})
    reported(office, towns, DAY, {"audit": {"started": "2008-03-03"}})
    gone = office.ask("POST", f"/v1/scenarios/{towns}/versions/1/patch", json={"measures": {"audit": None}})
    assert gone.status_code == 201, gone.text
    answer = asked(office)
    assert [fault["path"] for fault in answer.json()["faults"]] == ["actuals.steps.audit"]
    reported(office, towns, DAY, {"audit": None})
    assert making(office)["version"] == 2


def test_a_proposal_is_read_once_it_is_made(office: Office, database: Database) -> None:
    adopted(office)
    found = ready(database, office)
    read = stands(office, found)
    assert (read["state"], read["document"]["same"], read["document"]["format"]) == (
        "open",
        True,
        "consolidate/proposal/1",
    )
    report = office.ask("GET", f"{PROPOSALS}/{found['id']}/report", Role.VIEWER)
    assert report.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert report.text.startswith("## Proposal after")
    assert office.ask("GET", f"{BASELINES}/current").json()["proposal"] is None


def test_an_adopted_proposal_is_the_current_baseline(office: Office, database: Database) -> None:
    baseline = adopted(office)
    found, other = ready(database, office), ready(database, office)
    answer = decided(office, found, "adopt", "so agreed on 9 March")
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert answer.headers["Location"] == f"{BASELINES}/{made['id']}"
    assert office.ask("GET", f"{BASELINES}/current").json() == made
    assert (made["proposal"], made["run"], made["version"]) == (found["id"], found["run"], 1)
    assert (made["author"], made["why"]) == ("an approver", "so agreed on 9 March")
    kept = parse_plan(office.ask("GET", f"{BASELINES}/{made['id']}/plan").json())
    assert kept.decisions == parse_plan(PLAN).decisions
    assert kept.scenario is not None
    assert kept.scenario.version == 1
    read = stands(office, found)
    assert (read["state"], read["decision"], read["decided_by"]) == ("adopted", "adopted", "an approver")
    assert (read["reason"], read["baseline"]) == ("so agreed on 9 March", baseline["id"])
    assert stands(office, other)["state"] == "superseded"
    assert actions(office)[-2:] == ["proposal.adopt", "baseline.adopt"]
    for how in ("adopt", "reject"):
        assert problem(decided(office, found, how)) == (409, "untimely")
        assert "another plan has been adopted" in decided(office, other, how).json()["detail"]
    assert asked(office).json()["baseline"] == made["id"]


def test_what_an_adopted_proposal_knew_goes_into_the_next_question(office: Office, database: Database) -> None:
    adopted(office)
    facts = {"status_date": DAY, "actuals": {"steps": AS_PLANNED}}
    made = decided(office, ready(database, office, plan={**PLAN, "facts": facts}), "adopt").json()
    assert office.ask("GET", f"{BASELINES}/{made['id']}/plan").json()["facts"] == facts
    assert question(database, office, making(office))["baseline"]["facts"] == facts
    again = office.ask("POST", BASELINES, Role.APPROVER, json={"baseline": made["id"], "why": "once more"}).json()
    assert office.ask("GET", f"{BASELINES}/{again['id']}/plan").json()["facts"] == facts


def test_a_rejected_proposal_changes_nothing(office: Office, database: Database) -> None:
    baseline = adopted(office)
    found = ready(database, office)
    answer = decided(office, found, "reject", "too dear")
    assert (answer.status_code, answer.json()["state"], answer.json()["reason"]) == (200, "rejected", "too dear")
    assert office.ask("GET", f"{BASELINES}/current").json() == baseline
    assert problem(decided(office, found, "adopt")) == (409, "untimely")
    assert actions(office)[-1] == "proposal.reject"


@pytest.mark.parametrize("outcome", [Outcome.INFEASIBLE, Outcome.NO_PLAN, Outcome.CANCELLED, Outcome.FAILED])
def test_a_run_that_ends_without_a_plan_proposes_none(office: Office, database: Database, outcome: Outcome) -> None:
    adopted(office)
    found = making(office)
    assert "still being made" in decided(office, found, "adopt").json()["detail"]
    document = None if outcome is Outcome.FAILED else study(outcome=outcome, plan=None, same=False)
    ended(database, office, found, outcome, document)
    assert stands(office, found)["state"] == "none"
    assert problem(decided(office, found, "adopt")) == (409, "untimely")
    assert office.ask("GET", f"{PROPOSALS}/{found['id']}/report").status_code == (200 if document else 404)


def test_a_decision_needs_a_reason(office: Office, database: Database) -> None:
    adopted(office)
    found = ready(database, office)
    for body in ({}, {"reason": ""}, {"reason": "  "}, {"reason": 7}):
        for how in ("adopt", "reject"):
            answer = office.ask("POST", f"{PROPOSALS}/{found['id']}/{how}", json=body)
            assert [fault["path"] for fault in answer.json()["faults"]] == ["reason"]
    assert stands(office, found)["state"] == "open"


def test_of_two_who_adopt_at_once_one_does(office: Office, database: Database) -> None:
    adopted(office)
    first, other = ready(database, office), ready(database, office)
    answers = at_once(
        lambda: decided(office, first, "adopt"),
        lambda: decided(office, other, "adopt"),
        lambda: decided(office, first, "reject"),
    )
    codes = [answer.status_code for answer in answers]
    assert codes.count(409) in {1, 2}
    assert (codes[0], codes[2]).count(409) >= 1
    assert codes[:2].count(201) <= 1
    assert len(office.ask("GET", BASELINES).json()["items"]) == 1 + codes[:2].count(201)


def test_proposals_are_found_by_how_they_stand(office: Office, database: Database) -> None:
    adopted(office)
    made = [ready(database, office) for _time in range(3)] + [making(office)]
    decided(office, made[0], "reject")

    def found(**query: Any) -> list[str]:
        return [one["id"] for one in office.ask("GET", PROPOSALS, Role.VIEWER, params=query).json()["items"]]

    ids = [one["id"] for one in made]
    assert found() == ids[::-1]
    assert found(state="open") == [ids[2], ids[1]]
    assert found(state="making") == [ids[3]]
    assert found(state="rejected", sort="created") == [ids[0]]
    decided(office, made[1], "adopt")
    assert found(state="superseded") == [ids[2]]
    assert found(state="adopted") == [ids[1]]
    first = office.ask("GET", PROPOSALS, params={"limit": 3}).json()
    assert [one["id"] for one in first["items"]] + found(limit=3, cursor=first["next"]) == ids[::-1]
    assert office.ask("GET", PROPOSALS, params={"state": "lost"}).status_code == 422


def test_nobody_sees_or_decides_about_proposals_of_others(office: Office, database: Database) -> None:
    adopted(office)
    found, stranger = ready(database, office), new_office(office.client, database)
    for part in ("", "/report"):
        assert stranger.ask("GET", f"{PROPOSALS}/{found['id']}{part}").status_code == 404
    for how in ("adopt", "reject"):
        assert decided(stranger, found, how).status_code == 404
        assert office.ask("POST", f"{PROPOSALS}/{found['id']}/{how}", Role.PLANNER, json={}).status_code == 403
    assert stranger.ask("GET", PROPOSALS).json()["items"] == []
    assert problem(asked(stranger)) == (409, "untimely")
    adopted(stranger)
    assert stands(office, found)["state"] == "open"


def test_who_wants_to_hear_of_it_is_told(office: Office, database: Database) -> None:
    wanted = {"recipients": ["ann@north.example"], "events": ["proposal.ready", "baseline.adopted"]}
    assert office.ask("PUT", "/v1/mail", json=wanted).status_code == 200
    baseline = adopted(office)
    ended(database, office, making(office), Outcome.NO_PLAN, study(outcome="no_plan", plan=None, same=False))
    found = ready(database, office)
    made = decided(office, found, "adopt").json()
    sent_ = office.ask("GET", "/v1/mail/deliveries", params={"sort": "created"}).json()["items"]
    assert [(one["event"], one["subject"]) for one in sent_] == [
        ("baseline.adopted", f"/baselines/{baseline['id']}"),
        ("proposal.ready", f"/proposals/{found['id']}"),
        ("baseline.adopted", f"/baselines/{made['id']}"),
    ]
    told = sent_[1]["payload"]
    assert (told["run"], told["status_date"], told["same"], told["moves"]) == (found["run"], DAY, True, 0)
    assert (sent_[2]["payload"]["proposal"], sent_[2]["payload"]["replaces"]) == (found["id"], baseline["id"])


def test_only_so_many_may_wait(office: Office, database: Database) -> None:
    small = new_office(office.client, database, limits={"max_waiting_runs": 1, "max_run_seconds": 10})
    adopted(small)
    long = asked(small)
    assert [fault["path"] for fault in long.json()["faults"]] == ["options.time_limit"]
    few = {"options": {"time_limit": 10}}
    making(small, **few)
    full = asked(small, **few)
    assert (full.status_code, full.headers["Retry-After"]) == (429, "30")
    assert len(small.ask("GET", PROPOSALS).json()["items"]) == 1


# --- lessons ----------------------------------------------------------------------------------------------


def scale(document: dict[str, Any]) -> Any:
    return document["domains"]["finance"].get("scale")


def test_adopting_what_reckons_with_lessons_changes_the_scenario_too(office: Office, database: Database) -> None:
    baseline = adopted(office)
    place = f"/v1/scenarios/{baseline['scenario']}/versions"
    found = ready(database, office, lessons=[LESSON])
    made = decided(office, found, "adopt").json()
    assert made["version"] == 2
    version = office.ask("GET", f"{place}/2").json()
    assert scale(version["document"]) == {"cutover": 3.0}
    assert (version["author"], version["parent"]) == ("an approver", 1)
    assert found["id"] in version["why"]
    assert making(office)["version"] == 2


def test_lessons_that_are_only_told_change_nothing(office: Office, database: Database) -> None:
    baseline = adopted(office)
    found = ready(database, office, lessons=[LESSON | {"applied": False}])
    assert decided(office, found, "adopt").json()["version"] == 1
    assert office.ask("GET", f"/v1/scenarios/{baseline['scenario']}").json()["newest"] == 1


def test_lessons_of_an_alternative_are_learned_in_it(office: Office, database: Database) -> None:
    towns = scenario(office, WITH_ALTERNATIVE)
    adopted(office, towns, alternative="dear")
    made = decided(office, ready(database, office, lessons=[LESSON]), "adopt").json()
    assert (made["version"], made["alternative"]) == (2, "dear")
    document = office.ask("GET", f"/v1/scenarios/{towns}/versions/2").json()["document"]
    assert scale(document) is None
    patch = document["alternatives"]["dear"]["patch"]
    assert patch == {"policy": {"burden_price": 600}, "domains": {"finance": {"scale": {"cutover": 3.0}}}}


def test_lessons_are_not_put_on_top_of_a_scenario_that_has_changed(office: Office, database: Database) -> None:
    baseline = adopted(office)
    found = ready(database, office, lessons=[LESSON])
    office.ask("POST", f"/v1/scenarios/{baseline['scenario']}/versions/1/patch", json={"note": "second"})
    assert problem(decided(office, found, "adopt")) == (409, "stale")
    assert stands(office, found)["state"] == "open"
    assert office.ask("GET", f"{BASELINES}/current").json() == baseline
    assert sent(office, baseline["scenario"], DAY, {}).status_code == 201
