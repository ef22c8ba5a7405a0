"""Scenarios over HTTP: stored as sent, changed by new versions, compared, judged, and found page by page."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx2 import Response

from consolidate.answers.scenarios import EXAMPLE
from consolidate.scenario.identity import scenario_hash
from consolidate.scenario.read import read_scenario
from consolidate_api.auth.roles import Role
from consolidate_api.database.engine import Database
from tests.analysis.example import TWO_TOWNS
from tests.api.conftest import Office, new_office

DOCUMENT: dict[str, Any] = json.loads(TWO_TOWNS.read_text(encoding="utf-8"))
SMALL: dict[str, Any] = EXAMPLE


def stored(office: Office, document: dict[str, Any] = SMALL, **query: Any) -> dict[str, Any]:
    answer = office.ask("POST", "/v1/scenarios", Role.PLANNER, json=document, params=query)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def paths(answer: Response) -> list[str]:
    assert answer.status_code == 422, answer.text
    return [fault["path"] for fault in answer.json()["faults"]]


def test_a_scenario_is_read_back_as_it_was_sent(office: Office) -> None:
    sent = TWO_TOWNS.read_bytes()
    headers = {"Content-Type": "application/json"}
    params = {"name": "two towns", "why": "first try"}
    made = office.ask("POST", "/v1/scenarios", Role.PLANNER, content=sent, headers=headers, params=params)
    assert made.status_code == 201, made.text
    read = office.ask("GET", made.headers["Location"], Role.VIEWER).json()
    assert json.dumps(read.pop("document")) == json.dumps(DOCUMENT)
    assert read == made.json()
    assert (read["number"], read["parent"], read["why"], read["author"]) == (1, None, "first try", "a planner")
    assert read["hash"] == scenario_hash(read_scenario(TWO_TOWNS))
    shown = office.ask("GET", f"/v1/scenarios/{read['scenario']}", Role.VIEWER).json()
    assert (shown["name"], shown["newest"]) == ("two towns", 1)


def test_without_a_name_the_document_must_have_one(office: Office) -> None:
    scenario = stored(office)["scenario"]
    assert office.ask("GET", f"/v1/scenarios/{scenario}").json()["name"] == SMALL["name"]
    nameless = {key: value for key, value in SMALL.items() if key != "name"}
    for document in (nameless, SMALL | {"name": "two\nlines"}):
        assert paths(office.ask("POST", "/v1/scenarios", json=document)) == ["name"]


def test_faults_are_those_of_the_command_line(office: Office) -> None:
    faulty = json.loads(TWO_TOWNS.read_text(encoding="utf-8"))
    faulty["domains"]["finance"]["candidates"]["alfa"]["quality"] = 11
    faulty["nonesuch"] = {}
    answer = office.ask("POST", "/v1/scenarios", json=faulty)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert paths(answer) == ["domains.finance.candidates.alfa.quality", "nonesuch"]
    assert answer.json()["faults"][0] == {
        "path": "domains.finance.candidates.alfa.quality",
        "value": "11",
        "allowed": "at most 10",
    }


@pytest.mark.parametrize(
    "text", ["", "nonsense", "[1]", "null", '{"format": 1', "\xff", '{"a": 1, "a": 2}', '{"a": NaN}', "[" * 100_000]
)
def test_what_is_no_document_is_a_fault(office: Office, text: str) -> None:
    headers = {"Content-Type": "application/json"}
    answer = office.ask("POST", "/v1/scenarios", content=text.encode("latin-1"), headers=headers)
    assert paths(answer)


def test_text_that_the_database_has_no_form_for_is_kept_all_the_same(office: Office) -> None:
    odd = SMALL | {"note": "nothing: \0, much: 😀"}
    made = stored(office, odd)
    read = office.ask("GET", f"/v1/scenarios/{made['scenario']}/versions/1").json()
    assert read["document"]["note"] == odd["note"]


@pytest.mark.requirement("REQ-07")
def test_a_new_version_stands_on_the_newest_one(office: Office) -> None:
    scenario = stored(office)["scenario"]
    place = f"/v1/scenarios/{scenario}/versions"
    second = office.ask("POST", place, Role.PLANNER, json=SMALL | {"currency": "DKK"}, params={"parent": 1})
    assert (second.status_code, second.json()["number"], second.json()["parent"]) == (201, 2, 1)
    late = office.ask("POST", place, json=SMALL, params={"parent": 1})
    assert late.status_code == 409
    assert late.json()["detail"] == "version 2 is the newest, not 1"
    first = office.ask("GET", f"{place}/1").json()
    assert first["document"] == SMALL


def test_a_patch_makes_a_new_version(office: Office) -> None:
    place = f"/v1/scenarios/{stored(office)['scenario']}/versions"
    patch = {"municipalities": {"south": None}, "note": "alone"}
    headers = {"Content-Type": "application/merge-patch+json"}
    made = office.ask("POST", f"{place}/1/patch", Role.PLANNER, content=json.dumps(patch), headers=headers)
    assert (made.status_code, made.json()["number"]) == (201, 2)
    document = office.ask("GET", f"{place}/2").json()["document"]
    assert (document["note"], document["municipalities"].keys()) == ("alone", {"north"})
    assert office.ask("POST", f"{place}/1/patch", json={"note": "late"}).status_code == 409
    assert paths(office.ask("POST", f"{place}/2/patch", json={"note": "alone"})) == [""]
    assert paths(office.ask("POST", f"{place}/2/patch", json={"municipalities": None})) == ["municipalities"]
    assert paths(office.ask("POST", f"{place}/2/patch", json=7)) == [""]
    assert office.ask("POST", f"{place}/3/patch", json={"note": "?"}).status_code == 404


def test_differences_between_versions_are_those_of_diff(office: Office) -> None:
    scenario = stored(office)["scenario"]
    office.ask("POST", f"/v1/scenarios/{scenario}/versions/1/patch", json={"currency": "DKK"})
    place = f"/v1/scenarios/{scenario}/diff"
    told = office.ask("GET", place, Role.VIEWER, params={"from": 1, "to": 2})
    assert told.json() == {"changes": [{"path": "currency", "old": "NOK", "new": "DKK"}]}
    assert office.ask("GET", place, params={"from": 2, "to": 2}).json() == {"changes": []}
    assert office.ask("GET", place, params={"from": 1, "to": 3}).status_code == 404


def test_what_never_changes_is_sent_once(office: Office) -> None:
    scenario = stored(office)["scenario"]
    office.ask("POST", f"/v1/scenarios/{scenario}/versions/1/patch", json={"currency": "DKK"})
    for place in (f"/v1/scenarios/{scenario}/versions/1", f"/v1/scenarios/{scenario}/diff?from=1&to=2"):
        first = office.ask("GET", place)
        tag = first.headers["ETag"]
        assert first.headers["Cache-Control"] == "private, no-cache"
        for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            again = office.ask("GET", place, headers={"If-None-Match": known})
            assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
        assert office.ask("GET", place, headers={"If-None-Match": '"other"'}).status_code == 200


def test_validate_says_all_and_stores_nothing(office: Office) -> None:
    place = "/v1/scenarios/validate"
    assert office.ask("POST", place, Role.VIEWER, json=DOCUMENT).json() == {"faults": [], "warnings": []}
    faulty = office.ask("POST", place, json=SMALL | {"nonesuch": 1}).json()
    assert [fault["path"] for fault in faulty["faults"]] == ["nonesuch"]
    short = json.loads(json.dumps(DOCUMENT))
    short["pools"]["joint"]["trainer"] = short["pools"]["north"]["trainer"] = 0
    warned = office.ask("POST", place, json=short).json()
    assert "skill_nobody_has" in {warning["kind"] for warning in warned["warnings"]}
    unknown = office.ask("POST", place, json=SMALL, params={"alternative": "nonesuch"})
    assert (unknown.status_code, "nonesuch" in unknown.json()["detail"]) == (422, True)
    assert office.ask("GET", "/v1/scenarios").json()["items"] == []


@pytest.mark.parametrize("sort", ["name", "-name", "changed", "-changed"])
def test_pages_hold_each_scenario_once_in_order(office: Office, sort: str) -> None:
    for name in ("b", "a", "d", "c", "a"):
        stored(office, name=name)
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    for _page in range(3):
        answer = office.ask("GET", "/v1/scenarios", params={"sort": sort, "limit": 2, **cursor}).json()
        found += answer["items"]
        cursor = {"cursor": answer["next"]}
    assert answer["next"] is None
    assert len({one["id"] for one in found}) == 5
    key = "name" if "name" in sort else "changed_at"
    assert [one[key] for one in found] == sorted((one[key] for one in found), reverse=sort.startswith("-"))


def test_the_longest_names_make_cursors_that_are_taken_back(office: Office) -> None:
    for _time in range(2):
        stored(office, name="🏛" * 200)
    cursor = office.ask("GET", "/v1/scenarios", params={"sort": "name", "limit": 1}).json()["next"]
    rest = office.ask("GET", "/v1/scenarios", params={"sort": "name", "cursor": cursor}).json()
    assert (len(rest["items"]), rest["next"]) == (1, None)


def test_scenarios_are_found_by_a_part_of_their_name(office: Office) -> None:
    for name in ("Archive Ærø", "School", "100 % archive"):
        stored(office, name=name)

    def found(part: str) -> list[str]:
        answer = office.ask("GET", "/v1/scenarios", params={"name": part, "sort": "name"})
        return [one["name"] for one in answer.json()["items"]]

    assert found("archive") == ["100 % archive", "Archive Ærø"]
    assert found("ærø") == ["Archive Ærø"]
    assert found("%") == ["100 % archive"]


@pytest.mark.parametrize("cursor", ["x", "####", "eyJ9", "AAAA", "bnVsbA", "é"])
def test_a_cursor_that_no_page_gave_is_a_fault(office: Office, cursor: str) -> None:
    assert paths(office.ask("GET", "/v1/scenarios", params={"cursor": cursor})) == ["query.cursor"]


def forged(sort: str, by: str, then: str = str(UUID(int=0))) -> str:
    return base64.urlsafe_b64encode(json.dumps({"sort": sort, "by": by, "then": then}).encode()).decode()


@pytest.mark.parametrize(
    ("sort", "by", "status"),
    [
        ("name", "x" * 500, 200),
        ("name", "\0", 422),
        ("name", "\ud800", 422),
        ("changed", "yesterday", 422),
        ("changed", "2020-01-01", 200),
        ("changed", "0001-01-01T00:00:00+23:59", 200),
        ("changed", "9999-12-31T23:59:59-23:59", 200),
    ],
)
def test_a_cursor_that_somebody_made_up_does_no_harm(office: Office, sort: str, by: str, status: int) -> None:
    stored(office)
    query = {"sort": sort, "cursor": forged(sort, by)}
    assert office.ask("GET", "/v1/scenarios", params=query).status_code == status
    query["cursor"] = forged(sort, by, "nonesuch")
    assert paths(office.ask("GET", "/v1/scenarios", params=query)) == ["query.cursor"]


@pytest.mark.parametrize(("number", "status"), [("-1", 200), ("1.5", 422), ("9" * 30, 422), ("9" * 5000, 422)])
def test_a_number_that_somebody_made_up_does_no_harm(office: Office, number: str, status: int) -> None:
    place = f"/v1/scenarios/{stored(office)['scenario']}/versions"
    query = {"sort": "number", "cursor": forged("number", number)[:1000]}
    assert office.ask("GET", place, params=query).status_code == status


def test_a_cursor_of_another_order_is_a_fault(office: Office) -> None:
    for name in ("a", "b"):
        stored(office, name=name)
    cursor = office.ask("GET", "/v1/scenarios", params={"sort": "name", "limit": 1}).json()["next"]
    assert paths(office.ask("GET", "/v1/scenarios", params={"sort": "-name", "cursor": cursor})) == ["query.cursor"]


def test_versions_are_listed_newest_first(office: Office) -> None:
    scenario = stored(office)["scenario"]
    for number in (1, 2):
        office.ask("POST", f"/v1/scenarios/{scenario}/versions/{number}/patch", json={"note": str(number)})
    place = f"/v1/scenarios/{scenario}/versions"
    first = office.ask("GET", place, params={"limit": 2}).json()
    rest = office.ask("GET", place, params={"limit": 2, "cursor": first["next"]}).json()
    assert [one["number"] for one in first["items"] + rest["items"]] == [3, 2, 1]
    assert "document" not in first["items"][0]


def test_what_belongs_to_others_is_not_there(office: Office, database: Database) -> None:
    scenario = stored(office)["scenario"]
    stranger = new_office(office.client, database)
    place = f"/v1/scenarios/{scenario}"
    asked: dict[tuple[str, str], Any] = {
        ("GET", place): None,
        ("GET", f"{place}/versions"): None,
        ("GET", f"{place}/versions/1"): None,
        ("GET", f"{place}/diff?from=1&to=1"): None,
        ("POST", f"{place}/versions?parent=1"): SMALL,
        ("POST", f"{place}/versions/1/patch"): {"note": "mine"},
    }
    for (method, path), body in asked.items():
        foreign = stranger.ask(method, path, json=body)
        nowhere = stranger.ask(method, path.replace(scenario, str(uuid4())), json=body)
        assert foreign.status_code == nowhere.status_code == 404, path
        assert foreign.json() | {"request": ""} == nowhere.json() | {"request": ""}
    assert stranger.ask("GET", "/v1/scenarios").json() == {"items": [], "next": None}
    assert office.ask("GET", place).json()["newest"] == 1


def test_the_example_of_the_openapi_document_is_a_sound_scenario(office: Office) -> None:
    assert office.ask("POST", "/v1/scenarios/validate", json=SMALL).json()["faults"] == []


def test_of_many_who_change_the_newest_version_at_once_one_succeeds(office: Office) -> None:
    place = f"/v1/scenarios/{stored(office)['scenario']}/versions/1/patch"

    def change(number: int) -> int:
        return office.ask("POST", place, Role.PLANNER, json={"note": str(number)}).status_code

    with ThreadPoolExecutor(8) as people:
        statuses = sorted(people.map(change, range(8)))
    assert statuses == [201] + [409] * 7
