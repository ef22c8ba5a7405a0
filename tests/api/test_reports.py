"""Reports over HTTP: as JSON or as tables, judged beside all others, shown one by one and as one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from httpx2 import Response

from consolidate_api.auth.roles import Role
from consolidate_api.database.engine import Database
from tests.api.conftest import Office, new_office
from tests.api.replanning import AS_PLANNED, CUTOVER, DAY, INSTALL, PLAN, actions, adopted, at_once, reported, sent
from tests.api.runs import TWO_TOWNS, scenario

NOBODY = str(UUID(int=0))
TABLE = f"step,started,finished,remaining_weeks\n{INSTALL},2008-05-12,,2\ncoordination,2008-01-07,2008-02-29,\n"
STARTED = {INSTALL: {"started": "2008-05-12"}}


def place(towns: str, *parts: str) -> str:
    return "/".join((f"/v1/scenarios/{towns}/reports", *parts))


def tabular(office: Office, towns: str, text: str | bytes, **query: str) -> Response:
    headers = {"Content-Type": "text/csv; charset=utf-8"}
    raw = text.encode() if isinstance(text, str) else text
    return office.ask("POST", place(towns), Role.PLANNER, content=raw, headers=headers, params=query)


def merged(office: Office, towns: str, day: str | None = None) -> dict[str, Any]:
    query = {} if day is None else {"status_date": day}
    answer = office.ask("GET", place(towns, "merged"), Role.VIEWER, params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def faults(answer: Response) -> list[str]:
    assert answer.status_code == 422, answer.text
    return [fault["path"] for fault in answer.json()["faults"]]


def test_a_report_is_kept_as_it_was_sent(office: Office) -> None:
    towns = scenario(office)
    document = {"status_date": DAY, "actuals": {"steps": STARTED}, "note": "by telephone"}
    answer = office.ask("POST", place(towns), Role.PLANNER, json=document, params={"why": "weekly"})
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert answer.headers["Location"] == place(towns, made["id"])
    assert (made["status_date"], made["author"], made["why"]) == (DAY, "a planner", "weekly")
    assert office.ask("GET", place(towns, made["id"]), Role.VIEWER).json() == made | {"document": document}
    assert office.ask("GET", place(towns)).json() == {"items": [made], "next": None}
    assert actions(office) == ["report.create"]


def test_reports_are_listed_page_by_page(office: Office) -> None:
    towns = scenario(office)
    made = [reported(office, towns, day, STARTED)["id"] for day in ("2008-07-28", DAY, "2008-07-21")]
    first = office.ask("GET", place(towns), params={"limit": 2}).json()
    rest = office.ask("GET", place(towns), params={"limit": 2, "cursor": first["next"]}).json()
    assert [one["id"] for one in first["items"] + rest["items"]] == made[::-1]


def test_a_table_is_a_report_too(office: Office) -> None:
    towns = scenario(office)
    answer = tabular(office, towns, TABLE, status_date=DAY)
    assert answer.status_code == 201, answer.text
    document = office.ask("GET", answer.headers["Location"]).json()["document"]
    steps = {
        INSTALL: {"started": "2008-05-12", "remaining_weeks": 2},
        "coordination": {"started": "2008-01-07", "finished": "2008-02-29"},
    }
    assert document == {"status_date": DAY, "actuals": {"steps": steps}}
    given = "contract,given\narchive/north,2008-03-03\n"
    assert tabular(office, towns, given, status_date=DAY, table="actual_notices").status_code == 201
    assert merged(office, towns)["actuals"] == {"steps": steps, "notices": {"archive/north": "2008-03-03"}}


def test_faults_of_a_table_have_their_row_and_column(office: Office) -> None:
    towns = scenario(office)
    assert faults(tabular(office, towns, TABLE)) == ["query.status_date"]
    odd = "step,started\nx y,2008-05-12\ncoordination,soon\n"
    assert faults(tabular(office, towns, odd, status_date=DAY)) == [
        "actual_steps.csv:2:step",
        "actual_steps.csv:3:started",
    ]
    assert faults(tabular(office, towns, b"\xff", status_date=DAY)) == ["actual_steps.csv:1"]
    assert faults(tabular(office, towns, TABLE, status_date="soon")) == ["query.status_date"]
    assert faults(tabular(office, towns, TABLE, status_date=DAY, table="installed")) == ["query.table"]
    unknown = "step,started\nfinance/nobody/cutover,2008-05-12\n"
    assert faults(tabular(office, towns, unknown, status_date=DAY)) == ["actuals.steps.finance/nobody/cutover"]


def test_every_fault_of_a_report_is_told_at_once(office: Office) -> None:
    towns = scenario(office)
    steps = {INSTALL: {"started": "soon"}, "finance/nobody/cutover": {"started": "2008-05-12"}}
    answer = office.ask("POST", place(towns), json={"status_date": DAY, "actuals": {"steps": steps}, "budgets": {}})
    assert faults(answer) == [
        "actuals.steps.finance/joint/install.started",
        "actuals.steps.finance/nobody/cutover",
        "budgets",
    ]
    assert faults(sent(office, towns, "2010-01-01", {})) == ["status_date"]
    assert faults(sent(office, towns, "2008-01-01", {})) == ["status_date"]
    assert faults(sent(office, towns, "2008-06-30", {INSTALL: {"started": "2008-07-07"}})) == [
        f"actuals.steps.{INSTALL}.started"
    ]
    assert faults(office.ask("POST", place(towns), json=[])) == [""]
    assert faults(office.ask("POST", place(towns), json={"status_date": DAY}, params={"table": "actual_steps"})) == [
        "query.table"
    ]
    assert office.ask("GET", place(towns)).json()["items"] == []
    assert actions(office) == []


@pytest.mark.parametrize("kind", ["text/plain", "application/merge-patch+json"])
def test_a_report_of_another_type_is_415(office: Office, kind: str) -> None:
    answer = office.ask("POST", place(NOBODY), content=b"{}", headers={"Content-Type": kind})
    assert (answer.status_code, answer.headers["Accept"]) == (415, "application/json, text/csv")


def test_reports_are_one_by_day_and_null_takes_back(office: Office) -> None:
    towns = scenario(office)
    reported(office, towns, "2008-07-28", {INSTALL: {"started": "2008-05-19", "remaining_weeks": 4}})
    reported(office, towns, "2008-06-30", {INSTALL: {"started": "2008-05-12"}, **AS_PLANNED})
    assert merged(office, towns, "2008-07-01") == {
        "format": "consolidate/actuals/1",
        "status_date": "2008-07-01",
        "actuals": {"steps": {INSTALL: {"started": "2008-05-12"}, **AS_PLANNED}},
    }
    newest = merged(office, towns)
    assert newest["status_date"] == "2008-07-28"
    assert newest["actuals"]["steps"] == {INSTALL: {"started": "2008-05-19", "remaining_weeks": 4}, **AS_PLANNED}
    reported(office, towns, "2008-07-28", {INSTALL: None})
    assert merged(office, towns)["actuals"]["steps"] == AS_PLANNED
    assert merged(office, towns, "2008-07-01")["actuals"]["steps"].keys() == {INSTALL, *AS_PLANNED}
    for day in ("0", "20080701", "2008-07-32", "2008-07-01T00:00"):
        assert faults(office.ask("GET", place(towns, "merged"), params={"status_date": day})) == ["query.status_date"]
    assert merged(office, scenario(office)) == {
        "format": "consolidate/actuals/1",
        "status_date": "2008-01-07",
        "actuals": {},
    }


def test_what_cannot_be_true_beside_the_others_is_refused(office: Office) -> None:
    towns = scenario(office)
    reported(office, towns, "2008-06-30", STARTED)
    reported(office, towns, "2008-08-25", {INSTALL: {"finished": "2008-08-22"}})
    wrong = f"actuals.steps.{INSTALL}.finished"
    assert faults(sent(office, towns, "2008-08-25", {INSTALL: {"finished": "2008-05-02"}})) == [wrong]
    late = {INSTALL: {"started": "2008-08-25"}}
    assert faults(sent(office, towns, "2008-08-25", late)) == [wrong]
    assert merged(office, towns)["actuals"]["steps"] == {INSTALL: {"started": "2008-05-12", "finished": "2008-08-22"}}


def test_a_report_is_judged_on_the_newest_version_under_what_was_adopted(office: Office) -> None:
    """A measure that only the alternative has, of which a plan has been adopted."""
    extra = {"measures": {"audit": {"weeks": 2, "cost": 0}}}
    towns = scenario(office, TWO_TOWNS | {"alternatives": {"audited": {"patch": extra}}})
    told = {"audit": {"started": "2008-03-03"}}
    assert faults(sent(office, towns, DAY, told)) == ["actuals.steps.audit"]
    steps = {**PLAN["decisions"]["steps"], "audit": "2008-03-03"}
    adopted(office, towns, alternative="audited", plan={"decisions": PLAN["decisions"] | {"steps": steps}})
    reported(office, towns, DAY, told)
    without = office.ask("POST", f"/v1/scenarios/{towns}/versions/1/patch", json={"alternatives": None})
    assert without.status_code == 201, without.text
    lost = sent(office, towns, DAY, {})
    assert (lost.status_code, lost.json()["type"].rpartition(":")[2]) == (422, "unknown-name")


def test_of_two_that_cannot_both_be_true_one_is_kept(office: Office) -> None:
    towns = scenario(office)
    reported(office, towns, "2008-06-30", {CUTOVER: {"started": "2008-03-03"}})
    first: dict[str, Any] = {CUTOVER: {"finished": "2008-04-01"}}
    other: dict[str, Any] = {CUTOVER: {"started": "2008-05-05"}}
    answers = at_once(
        lambda: sent(office, towns, "2008-06-30", first), lambda: sent(office, towns, "2008-06-30", other)
    )
    assert sorted(answer.status_code for answer in answers) == [201, 422]


def test_what_is_not_there_is_404_whoever_has_it(office: Office, database: Database) -> None:
    towns, stranger = scenario(office), new_office(office.client, database)
    made = reported(office, towns, DAY, STARTED)
    for parts in ((), ("merged",), (made["id"],)):
        assert stranger.ask("GET", place(towns, *parts)).status_code == 404
        assert office.ask("GET", place(NOBODY, *parts)).status_code == 404
    assert office.ask("GET", place(scenario(office), made["id"])).status_code == 404
    assert sent(stranger, towns, DAY, {}).status_code == 404
    assert tabular(stranger, towns, TABLE, status_date=DAY).status_code == 404
    assert office.ask("POST", place(towns), Role.VIEWER, json={}).status_code == 403
