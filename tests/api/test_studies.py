"""Studies in the service: asked as runs are, answered by a worker, shown as the command line shows them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from consolidate.errors import BrokenPromise
from consolidate.plan.outcome import Outcome
from consolidate.scenario.read import parse_scenario
from consolidate.solve.limits import Limits
from consolidate.study.questions import read_question
from consolidate_api.auth.roles import Role
from consolidate_api.database.embedded import Addresses
from consolidate_api.database.engine import Database
from consolidate_api.jobs.letters import News, Stage, Task
from consolidate_api.jobs.process import Child
from consolidate_api.jobs.studies import Answer
from consolidate_api.settings import Settings
from tests.api.conftest import Office
from tests.api.runs import PLACE, TWO_TOWNS, row, scenario, submitted, until, until_state, working
from tests.study.test_questions import ASKED, PLAN, question

QUICK = Settings(stalled_seconds=12)
SHORT = {"time_limit": 4, "workers": 1}


def asked(office: Office, kind: str, **fields: Any) -> dict[str, Any]:
    wanted: dict[str, Any] = {"question": question(kind, **fields), "options": SHORT, "start": PLAN}
    return submitted(office, scenario(office), **wanted)


def problem(office: Office, wanted: dict[str, Any], status: int = 422) -> dict[str, Any]:
    answer = office.ask("POST", PLACE, Role.PLANNER, json={"scenario": scenario(office), **wanted})
    assert answer.status_code == status, answer.text
    return dict(answer.json())


def test_a_question_waits_as_a_run_of_its_kind(office: Office, database: Database) -> None:
    run = asked(office, "camels")
    assert (run["kind"], run["state"]) == ("camels", "queued")
    listed = office.ask("GET", f"{PLACE}?kind=camels").json()["items"]
    assert [one["id"] for one in listed] == [run["id"]]
    assert office.ask("GET", f"{PLACE}?kind=plan").json()["items"] == []
    for place in ("study", "report", "plan", "accounts"):
        assert office.ask("GET", f"{PLACE}/{run['id']}/{place}").status_code == 404
    assert row(database, office, run["id"]).kind == "camels"


def test_faults_of_a_question_are_told_at_once_and_nothing_waits(office: Office) -> None:
    found = problem(office, {"question": {"kind": "camels", "wishes": ["north"], "x": 1}})
    assert [fault["path"] for fault in found["faults"]] == ["question.wishes[0]", "question.x"]
    unknown = problem(office, {"question": question("delay", of=["nothing"])})
    assert unknown["type"].endswith(":unknown-name")
    both = problem(office, {"start": PLAN, "options": {"start_run": "7b1d0c3e-5a0e-4a57-9d0e-0a2f3f1f6a11"}})
    assert both["faults"][0]["path"] == "start"
    assert office.ask("GET", PLACE).json()["items"] == []


def answering(kind: str, **fields: Any) -> Answer:
    return Answer(parse_scenario(TWO_TOWNS), read_question(question(kind, **fields)), Limits(60, 1))


def test_how_far_a_study_has_come_is_kept_and_no_part_of_it() -> None:
    found = answering("camels")
    found.hear(News(seconds=2.04, stage=Stage(text="cases", done=3, of=9)))
    stage = {"text": "cases", "done": 3, "of": 9}
    assert found.columns() == {"progress": {"seconds": 2.0, "stage": stage}}
    found.kept()
    assert found.columns() == {}
    assert found.seconds_left() == 60


def test_a_study_that_failed_says_why() -> None:
    ended = answering("camels").conclude(News(seconds=1, failed="MemoryError: "))
    assert (ended.outcome, ended.note) == (Outcome.FAILED, "MemoryError: ")


@pytest.fixture(scope="module")
def proposal() -> dict[str, Any]:
    """What a child process says at the end of a replanning."""
    limits = Limits(4, 1)
    task = Task(
        scenario=TWO_TOWNS, alternative=None, limits=limits, megabytes=8192, nice=0, question=question("replan")
    )
    with Child(task) as child:
        while not child.ended(1):
            pass
        assert child.last is not None, child.last_words()
        assert child.last.study is not None, child.last.failed
        return child.last.study


@pytest.mark.slow
def test_a_proposal_is_examined_by_the_scenario_it_is_about(proposal: dict[str, Any]) -> None:
    found = answering("replan")
    assert found.conclude(News(seconds=1, study=proposal)).outcome in {Outcome.OPTIMAL, Outcome.FEASIBLE}
    assert found.columns(ended=True)["study"] == proposal
    spoilt = {**proposal, "plan": {**proposal["plan"], "decisions": {}}}
    with pytest.raises(BrokenPromise, match="the proposed plan breaks"):
        answering("replan").conclude(News(seconds=1, study=spoilt))
    other = {"status_date": "2008-03-04", "actuals": {}}
    with pytest.raises(BrokenPromise, match="another scenario"):
        answering("replan", report=other).conclude(News(seconds=1, study=proposal))


@pytest.mark.slow
def test_a_study_that_was_stopped_counts_as_cancelled(proposal: dict[str, Any]) -> None:
    found = answering("replan")
    assert found.conclude(News(seconds=1, study=proposal, stopped=True)).outcome is Outcome.CANCELLED
    assert "study" not in found.columns()


@pytest.mark.slow
def test_a_worker_answers_questions_of_every_kind(office: Office, database: Database, addresses: Addresses) -> None:
    with database.nobody() as session:
        session.execute(text("DELETE FROM procrastinate_jobs"))
    runs = {kind: asked(office, kind)["id"] for kind in ASKED}
    with working(addresses, QUICK):
        for kind, run in runs.items():
            ended = until_state(office, run, "ended")
            assert ended["outcome"] in {"optimal", "feasible"}, (kind, ended["reason"])
            study = office.ask("GET", f"{PLACE}/{run}/study").json()
            assert study["format"].startswith("consolidate/")
            told = office.ask("GET", f"{PLACE}/{run}/report")
            assert told.headers["content-type"] == "text/markdown; charset=utf-8"
            assert told.text.startswith("#"), told.text[:200]
            assert office.ask("GET", f"{PLACE}/{run}/plan").status_code == 404


@pytest.mark.slow
def test_a_plan_has_accounts_under_other_keys(office: Office, database: Database, addresses: Addresses) -> None:
    with database.nobody() as session:
        session.execute(text("DELETE FROM procrastinate_jobs"))
    run = submitted(office, scenario(office), options=SHORT)["id"]
    with working(addresses, QUICK):
        until_state(office, run, "ended")
    accounts = office.ask("GET", f"{PLACE}/{run}/accounts", params={"key": ["equal=100", "inhabitants=100"]})
    assert accounts.status_code == 200, accounts.text
    assert accounts.json()["format"] == "consolidate/accounts/1"
    assert office.ask("GET", f"{PLACE}/{run}/accounts?key=nothing=1").status_code == 422
    assert office.ask("GET", f"{PLACE}/{run}/study").status_code == 404


@pytest.mark.slow
def test_a_cancelled_study_ends_with_what_is_known(office: Office, database: Database, addresses: Addresses) -> None:
    with database.nobody() as session:
        session.execute(text("DELETE FROM procrastinate_jobs"))
    long: dict[str, Any] = {"question": question("camels"), "options": {"time_limit": 3000, "workers": 1}}
    run = submitted(office, scenario(office), **long)["id"]
    with working(addresses, QUICK):
        until(lambda: (row(database, office, run).progress or {}).get("stage") is not None, "it tells its stage")
        assert office.ask("POST", f"{PLACE}/{run}/cancel").status_code == 200
        assert until_state(office, run, "ended")["outcome"] == "cancelled"
