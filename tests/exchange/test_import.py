"""A good folder of tables becomes the scenario that it describes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from consolidate.errors import UnknownName
from consolidate.exchange.importing import document_text, import_folders
from consolidate.exchange.tables import TABLES
from consolidate.scenario.read import parse_scenario
from tests.exchange.folders import GOOD, imported, write_folder


@pytest.fixture
def document(tmp_path: Path) -> dict[str, Any]:
    return imported(tmp_path)


def test_the_good_folder_uses_every_table() -> None:
    assert set(GOOD) == {table.name for table in TABLES}


def test_the_document_reads_as_a_scenario_from_its_text(document: dict[str, Any]) -> None:
    scenario = parse_scenario(document_text(document).encode())
    assert scenario.name == "Two small towns"
    assert scenario.status.isoformat() == "2008-01-07"
    assert sorted(scenario.domains) == ["archive", "finance"]


def test_the_document_keeps_the_usual_order_of_its_parts(document: dict[str, Any]) -> None:
    assert list(document)[:5] == ["format", "name", "source", "period", "municipalities"]
    assert list(document)[-1] == "alternatives"


def test_empty_cells_leave_their_fields_out(document: dict[str, Any]) -> None:
    assert "cutovers" not in document["municipalities"]["north"]
    assert document["municipalities"]["south"]["cutovers"] == {"max": 1, "weeks": 13}
    assert document["installed"]["south"]["archive"] == {"users": 70}


def test_lists_pairs_and_waits(document: dict[str, Any]) -> None:
    assert document["domains"]["archive"]["scale"] == {"install": 0.5, "convert": 1.25}
    cutover = document["templates"]["full"]["cutover"]
    assert cutover["after"] == [{"step": "convert", "lag": 1}, {"step": "train", "within": 6}]
    assert cutover["staff"] == {"application": 4}
    assert cutover["settle"] == {"weeks": 4, "points": 1}
    assert document["benefits"]["paper"]["per_year"] == {"north": 20000, "south": 10000}
    assert document["benefits"]["ap"]["per_1000_inhabitants"] == 12000


def test_meetings_by_day_and_by_date(document: dict[str, Any]) -> None:
    assert document["bodies"]["council_north"]["meets"] == {"day": 22, "except_months": [7, 8]}
    assert document["bodies"]["council_south"]["meets"] == ["2008-02-11", "2008-03-10"]


def test_several_rows_make_one_object(document: dict[str, Any]) -> None:
    programme = document["budgets"]["programme"]
    assert programme["grants"] == {"2008": 2500000, "2009": 1500000}
    assert programme["carry_over_percent"] == 0
    alfa = document["domains"]["finance"]["candidates"]["alfa"]
    assert alfa["quality_in"] == {"south": 6.5}
    assert alfa["local_cost_per_inhabitant"] == 3.2
    assert document["domains"]["archive"]["templates"]["full"] == {"train": {"weeks": 2}}


def test_pools_closed_weeks_and_capacity(document: dict[str, Any]) -> None:
    assert document["pools"]["joint"]["application"] == {"2008-01-07": 12, "2009-01-05": 14}
    closed = document["calendar"]["closed"]
    assert closed["all"]["summer"] == {"every": ["07-07", "07-27"]}
    assert closed["north"]["flood"] == {"from": "2008-04-07", "to": "2008-04-13"}
    assert document["calendar"]["capacity"] == {"joint": {"2008-06-02": 80}}


def test_contracts_and_babies(document: dict[str, Any]) -> None:
    finance = document["installed"]["north"]["finance"]
    assert finance["baby"] == "own reports"
    assert finance["contract"] == {
        "last_day": "2009-12-31",
        "renews_months": 12,
        "notice_weeks": 26,
        "leave_fee": 120000,
    }


def test_limits_and_promises(document: dict[str, Any]) -> None:
    assert document["policy"]["camels"] == {"south": {"max": 1}}
    assert document["policy"]["babies"] == {"all": {"refused": ["finance"]}}
    assert document["commitments"]["steps"]["coordination"]["price_per_week"] == 5000
    assert document["commitments"]["targets"]["archive"]["product"] == "gamma"


def test_alternatives_are_patches(document: dict[str, Any]) -> None:
    rich = document["alternatives"]["rich"]
    assert rich["patch"] == {
        "budgets": {"programme": {"grants": {"2008": 5000000}}},
        "milestones": {"M6": {"late_per_week": None}},
    }
    assert parse_scenario(document, "rich").milestones["M6"].is_hard


def test_sources_and_notes_are_carried_into_the_objects(document: dict[str, Any]) -> None:
    assert document["source"] == "assumption: invented"
    assert document["municipalities"]["north"]["source"] == "fact: register"
    assert document["alternatives"]["rich"]["note"] == "as a test"


def test_of_several_sources_the_assumption_stands_first(document: dict[str, Any]) -> None:
    assert document["budgets"]["programme"]["source"] == "assumption: forecast | fact: budget"
    assert document["budgets"]["north"]["source"] == "fact: budget"
    assert parse_scenario(document).budgets["programme"].assumed


def test_a_byte_order_mark_and_windows_line_ends_are_tolerated(tmp_path: Path) -> None:
    plain = imported(tmp_path / "plain")
    marked = {name: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() for name, text in GOOD.items()}
    assert imported(tmp_path / "marked", **marked) == plain


def test_blank_rows_spaces_and_other_files_are_left_alone(tmp_path: Path) -> None:
    plain = imported(tmp_path / "plain")
    folder = write_folder(tmp_path / "spaced", keys="id, equal ,inhabitants\n,,\ncommon , 30,70,,\n\n")
    (folder / "README.md").write_text("about these tables", encoding="utf-8")
    assert import_folders([folder]) == plain


def test_a_later_folder_replaces_tables_of_an_earlier_one(tmp_path: Path) -> None:
    first = write_folder(tmp_path / "first")
    second = tmp_path / "second"
    second.mkdir()
    (second / "keys.csv").write_text("id,pcs\ncommon,1\n", encoding="utf-8")
    assert import_folders([first, second])["keys"] == {"common": {"pcs": 1}}


def test_the_text_is_the_same_every_time(document: dict[str, Any], tmp_path: Path) -> None:
    text = document_text(document)
    assert text == document_text(imported(tmp_path / "again"))
    assert json.loads(text) == document
    assert text.endswith("}\n")


@pytest.mark.parametrize("what", ["missing", "empty", "file"])
def test_no_folder_of_tables_is_said_by_name(tmp_path: Path, what: str) -> None:
    folder = tmp_path / "tables"
    if what == "empty":
        folder.mkdir()
    elif what == "file":
        folder.write_text("id\n", encoding="utf-8")
    with pytest.raises(UnknownName, match="tables"):
        import_folders([folder])
