"""Alternatives over HTTP: part of the scenario's document, shown by what they change, and changed by new versions."""

from __future__ import annotations

import json
from typing import Any

import pytest

from consolidate.scenario.identity import scenario_hash
from consolidate.scenario.read import parse_scenario
from consolidate_api.auth.roles import Role
from consolidate_api.database.engine import Database
from tests.api.conftest import Office, new_office
from tests.api.test_scenarios import SMALL, paths, stored

PATCH = {"municipalities": {"south": {"inhabitants": 4100}}}
TWO = SMALL | {
    "alternatives": {
        "fewer": {"name": "Fewer people", "note": "as the census says", "patch": PATCH},
        "alone": {"patch": {"municipalities": {"south": None}}},
    }
}
BROKEN = SMALL | {"alternatives": {"nobody": {"patch": {"municipalities": None}}, "fewer": {"patch": PATCH}}}


def place(version: dict[str, Any]) -> str:
    return f"/v1/scenarios/{version['scenario']}"


def put(office: Office, where: str, alternative: str, patch: Any, **query: Any) -> Any:
    headers = {"Content-Type": "application/merge-patch+json"}
    content = patch if isinstance(patch, bytes) else json.dumps(patch).encode()
    path = f"{where}/alternatives/{alternative}"
    return office.ask("PUT", path, Role.PLANNER, content=content, headers=headers, params={"parent": 1, **query})


def test_each_alternative_tells_what_it_changes(office: Office) -> None:
    where = f"{place(stored(office, TWO))}/versions/1/alternatives"
    found = office.ask("GET", where, Role.VIEWER).json()
    alone, fewer = found["items"]
    assert (alone["alternative"], fewer["alternative"], found["next"]) == ("alone", "fewer", None)
    assert (fewer["name"], fewer["note"], fewer["source"]) == ("Fewer people", "as the census says", None)
    assert fewer["changes"] == [{"path": "municipalities.south.inhabitants", "old": 4000, "new": 4100}]
    assert [change["path"] for change in alone["changes"]] == ["municipalities.south"]
    assert (alone["faults"], fewer["faults"]) == ([], [])
    assert fewer["hash"] == scenario_hash(parse_scenario(TWO, "fewer"))


def test_one_alternative_has_its_patch_and_the_document_with_it_on_top(office: Office) -> None:
    where = f"{place(stored(office, TWO))}/versions/1/alternatives"
    found = office.ask("GET", f"{where}/fewer", Role.VIEWER).json()
    assert found["patch"] == PATCH
    assert found["document"]["municipalities"]["south"] == {"inhabitants": 4100}
    assert scenario_hash(parse_scenario(found["document"])) == found["hash"]
    assert stored(office, found["document"])["hash"] == found["hash"], "it can be a scenario of its own"
    listed = office.ask("GET", where).json()["items"]
    assert listed[1] == {key: value for key, value in found.items() if key not in {"patch", "document"}}


def test_an_alternative_that_cannot_be_used_says_why(office: Office) -> None:
    where = f"{place(stored(office, BROKEN))}/versions/1/alternatives"
    fewer, nobody = office.ask("GET", where).json()["items"]
    assert (fewer["faults"], nobody["hash"], nobody["changes"]) == ([], None, [])
    assert [fault["path"] for fault in nobody["faults"]] == ["alternatives.nobody.patch.municipalities"]
    alone = office.ask("GET", f"{where}/nobody").json()
    assert (alone["patch"], "municipalities" in alone["document"]) == ({"municipalities": None}, False)


def test_what_never_changes_is_read_once(office: Office) -> None:
    where = f"{place(stored(office, TWO))}/versions/1/alternatives"
    for path in (where, f"{where}/fewer"):
        tag = office.ask("GET", path).headers["ETag"]
        assert office.ask("GET", path, headers={"If-None-Match": tag}).status_code == 304
    assert office.ask("GET", f"{where}/none", headers={"If-None-Match": "*"}).status_code == 404


@pytest.mark.parametrize("sort", ["name", "-name"])
def test_pages_hold_each_alternative_once_in_order(office: Office, sort: str) -> None:
    names = ["a", "b", "c", "d", "e"]
    patches = {name: {"patch": {"note": name}} for name in names}
    where = f"{place(stored(office, SMALL | {'alternatives': patches}))}/versions/1/alternatives"
    found: list[str] = []
    cursor: dict[str, str] = {}
    for _page in range(3):
        answer = office.ask("GET", where, params={"sort": sort, "limit": 2, **cursor}).json()
        found += [one["alternative"] for one in answer["items"]]
        cursor = {"cursor": answer["next"]}
    assert (found, answer["next"]) == (names if sort == "name" else names[::-1], None)
    assert paths(office.ask("GET", where, params={"cursor": "eyJ9"})) == ["query.cursor"]
    other = office.ask("GET", where, params={"limit": 2, "sort": "name"}).json()["next"]
    assert paths(office.ask("GET", where, params={"sort": "-name", "cursor": other})) == ["query.cursor"]


def test_putting_an_alternative_makes_a_new_version(office: Office) -> None:
    where = place(stored(office))
    made = put(office, where, "fewer", PATCH, name="Fewer people", note="as the census says")
    assert made.status_code == 201, made.text
    assert made.headers["Location"] == f"{where}/versions/2"
    assert (made.json()["number"], made.json()["parent"]) == (2, 1)
    assert made.json()["why"] == "alternative “fewer”"
    document = office.ask("GET", f"{where}/versions/2").json()["document"]
    assert document["alternatives"] == {"fewer": TWO["alternatives"]["fewer"]}
    assert office.ask("GET", f"{where}/versions/1/alternatives").json()["items"] == []
    replaced = put(office, where, "fewer", {"note": "other"}, parent=2, why="the census was wrong")
    assert (replaced.status_code, replaced.json()["why"]) == (201, "the census was wrong")
    document = office.ask("GET", f"{where}/versions/3").json()["document"]
    assert document["alternatives"] == {"fewer": {"patch": {"note": "other"}}}


def test_an_alternative_that_is_there_already_is_not_stored_again(office: Office) -> None:
    where = place(stored(office, TWO))
    entry = TWO["alternatives"]["fewer"]
    again = put(office, where, "fewer", PATCH, name=entry["name"], note=entry["note"])
    assert (again.status_code, again.json()["number"]) == (200, 1)
    assert again.headers["Location"] == f"{where}/versions/1"
    assert office.ask("GET", where).json()["newest"] == 1
    assert put(office, where, "fewer", PATCH).status_code == 201, "without its name it is another"


def test_who_does_not_know_the_newest_version_is_told(office: Office) -> None:
    where = place(stored(office, TWO))
    put(office, where, "other", {"note": "other"})
    late = put(office, where, "third", {"note": "third"})
    assert (late.status_code, late.json()["detail"]) == (409, "version 2 is the newest, not 1")
    assert office.ask("DELETE", f"{where}/alternatives/fewer", params={"parent": 1}).status_code == 409
    assert paths(put(office, where, "third", {}, parent=None)) == ["query.parent"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("patch", "faulty"),
    [
        ({"nonesuch": 1, "currency": 7}, ["alternatives.x.patch.currency", "alternatives.x.patch.nonesuch"]),
        ({"municipalities": None}, ["alternatives.x.patch.municipalities"]),
        ({"municipalities": {"south": None, "west": None}}, ["alternatives.x.patch.municipalities.west"]),
        ({"installed": {"north": {"finance": {}}}}, ["installed.north.finance.users"]),
        ({}, ["alternatives.x.patch"]),
        ({"format": "consolidate/scenario/2"}, ["alternatives.x.patch.format"]),
        ([1], ["alternatives.x.patch"]),
        (None, ["alternatives.x.patch"]),
        (b'{"note": "a", "note": "b"}', ["alternatives.x.patch.note"]),
        (b'{"note": 1e999}', ["alternatives.x.patch.note"]),
        (b"{", [""]),
        (b"", [""]),
    ],
)
def test_every_fault_is_told_with_its_path_in_the_document(office: Office, patch: Any, faulty: list[str]) -> None:
    where = place(stored(office))
    found = paths(put(office, where, "x", patch))
    assert sorted(set(found)) == faulty
    assert office.ask("GET", where).json()["newest"] == 1


@pytest.mark.parametrize("name", ["a b", "å", "x" * 61, "a.b", "%00"])
def test_names_are_ids_of_the_document(office: Office, name: str) -> None:
    where = place(stored(office))
    assert paths(put(office, where, name, PATCH)) == ["path.alternative"]


def test_ids_that_the_document_refuses_are_told(office: Office) -> None:
    where = place(stored(office, TWO))
    assert paths(put(office, where, "FEWER", PATCH)) == ["alternatives.FEWER"]


def test_removing_an_alternative_makes_a_new_version_without_it(office: Office) -> None:
    where = place(stored(office, TWO))
    made = office.ask("DELETE", f"{where}/alternatives/alone", Role.PLANNER, params={"parent": 1})
    assert (made.status_code, made.json()["number"]) == (201, 2)
    assert made.headers["Location"] == f"{where}/versions/2"
    left = office.ask("GET", f"{where}/versions/2/alternatives").json()["items"]
    assert [one["alternative"] for one in left] == ["fewer"]
    assert len(office.ask("GET", f"{where}/versions/1/alternatives").json()["items"]) == 2
    gone = office.ask("DELETE", f"{where}/alternatives/alone", params={"parent": 2})
    assert (gone.status_code, gone.json()["detail"]) == (404, "this version has no alternative of this name")
    assert office.ask("GET", f"{where}/versions/2/alternatives/alone").status_code == 404


def test_a_broken_alternative_can_be_mended_and_removed(office: Office) -> None:
    where = place(stored(office, BROKEN))
    assert put(office, where, "nobody", {"municipalities": {"south": None}}).status_code == 201
    where = place(stored(office, BROKEN))
    assert office.ask("DELETE", f"{where}/alternatives/nobody", params={"parent": 1}).status_code == 201


def test_each_change_is_in_the_log(office: Office) -> None:
    where = place(stored(office, TWO))
    put(office, where, "third", {"note": "third"})
    office.ask("DELETE", f"{where}/alternatives/third", Role.PLANNER, params={"parent": 2})
    log = office.ask("GET", "/v1/audit", params={"limit": 2, "subject": where.removeprefix("/v1")}).json()["items"]
    assert [(one["action"], one["details"]["why"]) for one in log] == [
        ("scenario.change", "without the alternative “third”"),
        ("scenario.change", "alternative “third”"),
    ]


def test_a_run_plans_with_an_alternative_that_was_put(office: Office) -> None:
    version = stored(office)
    put(office, place(version), "fewer", PATCH)
    wanted = {"scenario": version["scenario"], "alternative": "fewer"}
    run = office.ask("POST", "/v1/runs", Role.PLANNER, json=wanted)
    assert (run.status_code, run.json()["version"]) == (201, 2)


def test_nobody_sees_or_changes_an_alternative_of_others(office: Office, database: Database) -> None:
    where = place(stored(office, TWO))
    stranger = new_office(office.client, database)
    for path in (f"{where}/versions/1/alternatives", f"{where}/versions/1/alternatives/fewer"):
        assert stranger.ask("GET", path).status_code == 404
    assert put(stranger, where, "fewer", {"note": "mine"}).status_code == 404
    assert stranger.ask("DELETE", f"{where}/alternatives/fewer", params={"parent": 1}).status_code == 404
    assert office.ask("GET", where).json()["newest"] == 1
