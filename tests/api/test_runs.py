"""Runs over HTTP: one for each key, together with their jobs; found, followed, cancelled, and seen by nobody else."""

from __future__ import annotations

import json
import threading
import time
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from consolidate.plan.outcome import Outcome
from consolidate_api.app import create_app
from consolidate_api.auth.caller import operator
from consolidate_api.auth.roles import Role
from consolidate_api.database.engine import Database
from consolidate_api.settings import Settings
from consolidate_api.store import runs, taken
from consolidate_api.store.tables import AuditEntry
from tests import ROOT
from tests.api.conftest import Office, new_office
from tests.api.runs import MERGER, PLACE, jobs, scenario, shown, submitted

PLAN: dict[str, Any] = json.loads((ROOT / "scenarios" / "two-towns.plan.json").read_text(encoding="utf-8"))
NOBODY = str(UUID(int=0))


def asked(office: Office, scenario: str, key: str | None = None, **wanted: Any) -> Response:
    headers = {} if key is None else {"Idempotency-Key": key}
    return office.ask("POST", PLACE, Role.PLANNER, json={"scenario": scenario, **wanted}, headers=headers)


def ended(database: Database, office: Office, run: str, outcome: Outcome = Outcome.FEASIBLE) -> None:
    """End a run as a worker ends it, with the plan that comes with the program."""
    found = {"progress": {"seconds": 2.5, "best": "3.00000", "found_by": "hand"}, "plan": PLAN, "objective": 3}
    mark = take(database, office, run)
    with database.tenant(office.tenant) as session:
        taken.end(session, mark, outcome, None, found)


def take(database: Database, office: Office, run: str, fence: int = 0) -> taken.Mark:
    with database.tenant(office.tenant) as session:
        found = taken.take(session, office.tenant, UUID(run), fence)
    assert found is not None
    return found.mark


def test_a_run_waits_in_the_queue_with_all_that_was_asked_for(office: Office, database: Database) -> None:
    options = {"time_limit": 5, "workers": 2, "seed": 7, "deterministic": True, "stop_gap_percent": 2.5}
    answer = asked(office, scenario(office), options=options, priority=3)
    assert answer.status_code == 201, answer.text
    run = answer.json()
    assert answer.headers["Location"] == f"/v1/runs/{run['id']}"
    assert run["options"] == options | {"start_run": None}
    assert (run["version"], run["priority"], run["author"]) == (1, 3, "a planner")
    assert (run["state"], run["outcome"], run["tries"], run["progress"]) == ("queued", None, 0, None)
    assert shown(office, run["id"]) == run
    job = {"tenant": str(office.tenant), "run": run["id"], "fence": 0, "request": answer.headers["X-Request-ID"]}
    assert jobs(database, run["id"]) == [job]


def test_a_run_and_its_job_are_written_together_or_not_at_all(office: Office, database: Database) -> None:
    wish = runs.Wish(UUID(scenario(office)), None, None, {}, 0, None, "hash")
    made: list[str] = []

    def broken_off() -> None:
        with database.tenant(office.tenant) as session:
            made.append(str(runs.submit(session, operator(office.tenant), wish, 10)[0].id))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken_off()
    assert office.ask("GET", f"{PLACE}/{made[0]}").status_code == 404
    assert jobs(database, made[0]) == []


def test_the_newest_version_is_taken_unless_one_is_named(office: Office) -> None:
    found = scenario(office)
    office.ask("POST", f"/v1/scenarios/{found}/versions/1/patch", json={"note": "second"})
    assert submitted(office, found)["version"] == 2
    assert submitted(office, found, version=1)["version"] == 1
    assert asked(office, found, version=3).status_code == 404


def test_a_key_makes_one_run_whenever_it_comes_again(office: Office, database: Database) -> None:
    found = scenario(office)
    first = submitted(office, found, "mine", priority=1)
    office.ask("POST", f"/v1/scenarios/{found}/versions/1/patch", json={"note": "second"})
    again = asked(office, found, "mine", priority=1, options={"seed": 1})
    assert (again.status_code, again.json()) == (200, first)
    assert len(jobs(database, first["id"])) == 1
    other = asked(office, found, "mine", priority=2)
    assert other.status_code == 422
    assert [fault["path"] for fault in other.json()["faults"]] == ["header.Idempotency-Key"]
    stranger = new_office(office.client, database)
    assert submitted(stranger, scenario(stranger), "mine")["id"] != first["id"]


def test_of_many_with_the_same_key_at_once_one_makes_a_run(office: Office, database: Database) -> None:
    found, answers = scenario(office), list[Response]()
    threads = [threading.Thread(target=lambda: answers.append(asked(office, found, "k"))) for _time in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    (run,) = {answer.json()["id"] for answer in answers}
    assert len(jobs(database, run)) == 1


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ({"options": {"time_limit": 3601}}, "options.time_limit"),
        ({"options": {"time_limit": 0}}, "options.time_limit"),
        ({"options": {"time_limit": "60"}}, "options.time_limit"),
        ({"options": {"seed": -1}}, "options.seed"),
        ({"options": {"workers": 0}}, "options.workers"),
        ({"options": {"deterministic": 1}}, "options.deterministic"),
        ({"options": {"speed": 9}}, "options.speed"),
        ({"options": {"start_run": "none"}}, "options.start_run"),
        ({"priority": 101}, "priority"),
        ({"version": 0}, "version"),
        ({"alternative": ""}, "alternative"),
        ({"scenario": 7}, "scenario"),
    ],
)
def test_what_is_no_wish_for_a_run_is_a_fault(office: Office, wanted: dict[str, Any], path: str) -> None:
    answer = office.ask("POST", PLACE, json={"scenario": NOBODY} | wanted)
    assert answer.status_code == 422
    assert [fault["path"] for fault in answer.json()["faults"]] == [path]


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 201, "\t"])
def test_a_key_is_one_visible_word(office: Office, key: str) -> None:
    answer = asked(office, NOBODY, key)
    assert answer.status_code == 422
    assert [fault["path"] for fault in answer.json()["faults"]] == ["header.Idempotency-Key"]


def test_names_that_stand_for_nothing_are_refused_before_they_are_queued(office: Office, database: Database) -> None:
    found = scenario(office)
    unknown = asked(office, found, alternative="nonesuch")
    assert (unknown.status_code, unknown.json()["type"].rpartition(":")[2]) == (422, "unknown-name")
    other = submitted(office, found)["id"]
    assert asked(office, found, options={"start_run": other}).status_code == 422
    ended(database, office, other)
    assert asked(office, found, options={"start_run": other}).status_code == 201


def test_only_so_many_may_wait(office: Office, database: Database) -> None:
    small = new_office(office.client, database, limits={"max_waiting_runs": 2, "max_run_seconds": 10})
    found = scenario(small)
    assert asked(small, found, options={"time_limit": 11}).status_code == 422
    few: dict[str, Any] = {"options": {"time_limit": 10}}
    first = submitted(small, found, **few)["id"]
    submitted(small, found, "second", **few)
    full = asked(small, found, **few)
    assert (full.status_code, full.headers["Retry-After"]) == (429, "30")
    assert full.json()["detail"] == "at most 2 runs may wait"
    assert asked(small, found, "second", **few).status_code == 200
    take(database, small, first)
    assert asked(small, found, **few).status_code == 201


def test_runs_are_found_by_state_outcome_and_scenario(office: Office, database: Database) -> None:
    towns, merger = scenario(office), scenario(office, MERGER, "merger")
    made = [submitted(office, towns)["id"] for _time in range(3)] + [submitted(office, merger)["id"]]
    ended(database, office, made[0])
    take(database, office, made[1])

    def found(**query: str) -> list[str]:
        return [run["id"] for run in office.ask("GET", PLACE, Role.VIEWER, params=query).json()["items"]]

    assert found() == made[::-1]
    assert found(sort="created") == made
    assert found(state="queued", sort="created") == made[2:]
    assert found(state="running") == [made[1]]
    assert found(outcome="feasible") == [made[0]]
    assert found(outcome="optimal") == []
    assert found(scenario=merger) == [made[3]]
    first = office.ask("GET", PLACE, params={"limit": 3}).json()
    assert [run["id"] for run in first["items"]] + found(cursor=first["next"]) == made[::-1]


def test_a_run_that_waits_is_cancelled_at_once(office: Office, database: Database) -> None:
    run = submitted(office, scenario(office))["id"]
    for _time in range(2):
        answer = office.ask("POST", f"{PLACE}/{run}/cancel", Role.PLANNER)
        assert (answer.json()["state"], answer.json()["outcome"]) == ("ended", "cancelled")
    with database.tenant(office.tenant) as session:
        assert taken.take(session, office.tenant, UUID(run), 0) is None
        assert [entry.action for entry in session.query(AuditEntry).order_by(AuditEntry.id)][-2:] == [
            "run.create",
            "run.cancel",
        ]


def test_a_run_under_way_is_asked_to_end(office: Office, database: Database) -> None:
    run = submitted(office, scenario(office))["id"]
    mark = take(database, office, run)
    answer = office.ask("POST", f"{PLACE}/{run}/cancel", Role.PLANNER).json()
    assert answer["state"] == "running"
    assert answer["cancel_requested_at"] is not None
    with database.tenant(office.tenant) as session:
        assert taken.save(session, mark, {}) is taken.Standing.CANCELLED


def test_a_run_that_has_ended_stays_as_it_is(office: Office, database: Database) -> None:
    run = submitted(office, scenario(office))["id"]
    ended(database, office, run)
    before = shown(office, run)
    assert office.ask("POST", f"{PLACE}/{run}/cancel").json() == before
    assert (before["state"], before["outcome"], before["objective"]) == ("ended", "feasible", "3")


def test_plan_and_report_are_there_once_there_is_a_plan(office: Office, database: Database) -> None:
    run = submitted(office, scenario(office))["id"]
    for part in ("plan", "report"):
        assert office.ask("GET", f"{PLACE}/{run}/{part}").status_code == 404
    ended(database, office, run)
    assert office.ask("GET", f"{PLACE}/{run}/plan", Role.VIEWER).json() == PLAN
    report = office.ask("GET", f"{PLACE}/{run}/report", Role.VIEWER)
    assert report.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert report.text.startswith("# ")


def test_a_plan_made_by_hand_is_examined(office: Office) -> None:
    place = f"/v1/scenarios/{scenario(office)}/versions/1/check"
    good = office.ask("POST", place, Role.VIEWER, json=PLAN).json()
    assert (good["clean"], good["violations"]) == (True, {})
    spoilt = {"decisions": PLAN["decisions"] | {"steps": {}}}
    bad = office.ask("POST", place, Role.VIEWER, json=spoilt).json()
    assert not bad["clean"]
    assert all(one["sentence"] for found in bad["violations"].values() for one in found)
    wrong = office.ask("POST", place, json={"decisions": {"steps": 7}})
    assert [fault["path"] for fault in wrong.json()["faults"]] == ["decisions.steps"]
    assert office.ask("POST", place, json=PLAN, params={"alternative": "nonesuch"}).status_code == 422
    assert office.ask("POST", place.replace("/1/", "/2/"), json=PLAN).status_code == 404


def test_nobody_sees_or_touches_a_run_of_others(office: Office, database: Database) -> None:
    run = submitted(office, scenario(office))["id"]
    found = shown(office, run)["scenario"]
    stranger = new_office(office.client, database)
    for part in ("", "/events", "/plan", "/report"):
        assert stranger.ask("GET", f"{PLACE}/{run}{part}").status_code == 404
    assert stranger.ask("POST", f"{PLACE}/{run}/cancel").status_code == 404
    assert asked(stranger, found).status_code == 404
    assert stranger.ask("POST", f"/v1/scenarios/{found}/versions/1/check", json=PLAN).status_code == 404
    assert stranger.ask("GET", PLACE).json() == {"items": [], "next": None}
    assert asked(stranger, scenario(stranger), options={"start_run": run}).status_code == 422
    assert shown(office, run)["state"] == "queued"


# --- events -----------------------------------------------------------------------------------------------


def events(text: str) -> list[dict[str, str]]:
    """The events of a stream, each with its fields."""
    parts = [part for part in text.split("\n\n") if part and not part.startswith(":")]
    return [dict(line.split(": ", 1) for line in part.splitlines()) for part in parts]


def followed(office: Office, run: str, **headers: str) -> list[dict[str, str]]:
    answer = office.ask("GET", f"{PLACE}/{run}/events", Role.VIEWER, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    return events(answer.text)


def test_who_follows_an_ended_run_hears_how_it_ended(office: Office, database: Database) -> None:
    run = submitted(office, scenario(office))["id"]
    ended(database, office, run)
    (told,) = followed(office, run)
    assert told["event"] == "run"
    heard = json.loads(told["data"])
    assert (heard["state"], heard["outcome"], heard["best"], heard["seconds"]) == ("ended", "feasible", "3.00000", 2.5)
    assert followed(office, run, **{"Last-Event-ID": told["id"]}) == []
    assert followed(office, run, **{"Last-Event-ID": "1.running.0"}) == [told]


@pytest.mark.slow
def test_who_follows_hears_each_change_once(office: Office, database: Database) -> None:
    run = submitted(office, scenario(office))["id"]
    heard: list[dict[str, str]] = []
    follower = threading.Thread(target=lambda: heard.extend(followed(office, run)))
    follower.start()
    time.sleep(3)
    mark = take(database, office, run)
    time.sleep(3)
    with database.tenant(office.tenant) as session:
        taken.end(session, mark, Outcome.NO_PLAN, "no time", {})
    follower.join()
    states = [json.loads(event["data"])["state"] for event in heard]
    assert states == ["queued", "running", "ended"]
    assert json.loads(heard[-1]["data"])["reason"] == "no time"
    assert len({event["id"] for event in heard}) == 3


def test_only_so_many_may_follow(database: Database) -> None:
    with TestClient(create_app(Settings(max_streams=1), database)) as client:
        office = new_office(client, database)
        run = submitted(office, scenario(office))["id"]
        follower = threading.Thread(target=lambda: followed(office, run))
        follower.start()
        time.sleep(3)
        full = office.ask("GET", f"{PLACE}/{run}/events")
        assert (full.status_code, full.headers["Retry-After"]) == (429, "10")
        office.ask("POST", f"{PLACE}/{run}/cancel")
        follower.join()
        assert len(followed(office, run)) == 1


# --- the OpenAPI document ---------------------------------------------------------------------------------


def references(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*(references(child) for child in value.values()))
    return set().union(*(references(child) for child in value)) if isinstance(value, list) else set()


def test_every_schema_that_runs_refer_to_is_in_the_document(office: Office) -> None:
    document = office.client.get("/openapi.json").json()
    paths = {path: found for path, found in document["paths"].items() if "/runs" in path}
    assert len(paths) == 8
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert references(paths) <= known
    assert references(document["components"]) <= known


def test_the_examples_of_a_run_are_runs(office: Office) -> None:
    document = office.client.get("/openapi.json").json()
    body = document["paths"]["/v1/runs"]["post"]["requestBody"]["content"]["application/json"]
    plan, study = body["schema"]["examples"]
    for example in (plan, study):
        answer = office.ask("POST", PLACE, json=example)
        assert answer.status_code == 404, "all of it is sound, but for the scenario, which is nobody's"
    towns = scenario(office)
    assert asked(office, towns, options=plan["options"]).status_code == 201
    assert asked(office, towns, question=study["question"]).status_code == 201


def test_ids_are_those_of_runs(office: Office) -> None:
    assert office.ask("GET", f"{PLACE}/{uuid4()}").status_code == 404
    assert office.ask("GET", f"{PLACE}/nonesuch").status_code == 422
