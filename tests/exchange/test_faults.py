"""Bad tables: every fault at once, each with its file, row and column, and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from consolidate.exchange import entries, rows
from tests.exchange.folders import GOOD, faults_of, paths_of, replaced, with_row

NORTH_FINANCE = "north,finance,alfa,55,9,470000,own reports,2009-12-31,12,26,120000"


def test_a_wrong_value_is_told_with_row_column_value_and_what_is_allowed(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, installed=replaced("installed", "alfa,55,9", "alfa,many,9"))
    assert str(fault) == "installed.csv:2:users: “many” – a whole number, digits only"


@pytest.mark.parametrize(
    ("table", "old", "new", "place"),
    [
        ("municipalities", "9000", "9 000", "municipalities.csv:2:inhabitants"),
        ("municipalities", "north,North", "no rth,North", "municipalities.csv:2:id"),
        ("grants", "2500000", "2.5", "grants.csv:2:amount"),
        ("grants", "2500000", "-2500000", "grants.csv:2:amount"),
        ("grants", "2500000", "9" * 400, "grants.csv:2:amount"),
        ("grants", "programme,2008", "programme,08", "grants.csv:2:year"),
        ("pools", "2009-01-05", "5.1.2009", "pools.csv:3:from"),
        ("pools", "2009-01-05", "2009-02-30", "pools.csv:3:from"),
        ("closed", "07-07 to 07-27", "07-07 - 07-27", "closed.csv:2:every"),
        ("capacity", "80", "80%", "capacity.csv:2:percent"),
        ("bodies", "7;8", "7;13", "bodies.csv:2:except_months"),
        ("bodies", "2008-02-11;2008-03-10", "2008-02-11;", "bodies.csv:3:dates"),
        ("steps", "joint,install", "common,install", "steps.csv:2:template"),
        ("steps", "application=5", "application 5", "steps.csv:2:staff"),
        ("steps", "application=5", "application=5;application=6", "steps.csv:2:staff"),
        ("steps", "train within 6", "train within six", "steps.csv:5:after"),
        ("steps", ",,,,yes\nfull,train", ",,,,true\nfull,train", "steps.csv:3:old_system"),
        ("domains", "install=0.5", "install=half", "domains.csv:3:scale"),
        ("candidates", "beta,7.5", 'beta,"7,5"', "candidates.csv:3:quality"),
        ("candidates", "alfa,8", "alfa,nan", "candidates.csv:2:quality"),
        ("candidates", "extend;procure", "extend or procure", "candidates.csv:3:routes"),
        ("blackouts", "01-01", "1 January", "blackouts.csv:2:except"),
        ("milestones", "2008-12-31", "end of 2008", "milestones.csv:2:due"),
        ("goals", "regional", "county", "goals.csv:2:level"),
        ("benefits", "north=20000", "north:20000", "benefits.csv:3:per_year"),
        ("changes", "null", "nothing", "changes.csv:3:value"),
        ("changes", "5000000", "NaN", "changes.csv:2:value"),
        ("changes", "milestones.M6.late", "milestones.M 6.late", "changes.csv:3:path"),
        ("programme", "500", "much", "programme.csv:6:value"),
        ("programme", "policy.burden_price", "policy.burden", "programme.csv:6:setting"),
    ],
)
def test_kinds_of_cells(tmp_path: Path, table: str, old: str, new: str, place: str) -> None:
    assert place in paths_of(tmp_path, **{table: replaced(table, old, new)})


@pytest.mark.parametrize(
    ("table", "old", "new", "place"),
    [
        ("installed", "alfa,55,9,", "alfa,55,11,", "installed.csv:2:quality"),
        ("installed", "old,26,5,", "old,26,,", "installed.csv:4"),
        ("candidates", "alfa,8,", "alfa,0,", "candidates.csv:2:quality"),
        ("steps", "convert lag 1", "converts lag 1", "steps.csv:5:after"),
        ("blackouts", ",,,12-01 to 02-15,", ",2008-01-01,,12-01 to 02-15,", "blackouts.csv:2"),
        ("milestones", "finance;coordination", "finance;cooperation", "milestones.csv:2:complete"),
        ("domains", "archive,Archive,no,finance", "archive,Archive,no,archive", "domains.csv:3:needs"),
        ("bodies", "2008-02-11;2008-03-10", "", "bodies.csv:3:dates"),
        ("programme", "2009-12-31", "2007-12-31", "programme.csv:4:value"),
        ("changes", "budgets.programme.grants.2008", "budgets.programme.grant.2008", "changes.csv:2:value"),
    ],
)
def test_what_the_scenario_reader_finds_is_told_by_row(
    tmp_path: Path, table: str, old: str, new: str, place: str
) -> None:
    found = paths_of(tmp_path, **{table: replaced(table, old, new)})
    assert any(path.startswith(place.rsplit(":", 1)[0]) for path in found), found


def test_a_missing_column_is_told_once(tmp_path: Path) -> None:
    lines = GOOD["installed"].splitlines()
    cut = "\n".join(",".join(cells[:3] + cells[4:]) for cells in (line.split(",") for line in lines))
    (fault,) = faults_of(tmp_path, installed=cut)
    assert str(fault) == "installed.csv:1:users: – this column is needed"


def test_an_unknown_column_is_told_with_a_likely_one(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, municipalities=replaced("municipalities", "inhabitants", "inhabitant"))
    assert fault.path == "municipalities.csv:1:inhabitant"
    assert fault.allowed == "not known here; did you mean `inhabitants`?"


def test_a_column_without_a_name_is_told_by_its_place(tmp_path: Path) -> None:
    assert paths_of(tmp_path, keys="id,,inhabitants\ncommon,30,70\n") == ["keys.csv:1:2"]


def test_a_doubled_column_is_told(tmp_path: Path) -> None:
    assert paths_of(tmp_path, keys="id,equal,equal\ncommon,30,70\n") == ["keys.csv:1:equal"]


def test_columns_in_another_order_are_told(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, keys="id,inhabitants,equal\ncommon,70,30\n")
    assert fault.path == "keys.csv:1:inhabitants"
    assert fault.allowed == "columns in this order: id, equal, inhabitants"


def test_cells_that_moved_against_the_header_are_told(tmp_path: Path) -> None:
    moved = replaced("installed", NORTH_FINANCE, NORTH_FINANCE.replace("north,", "north,,"))
    assert "installed.csv:2" in paths_of(tmp_path, installed=moved)
    short = replaced("installed", NORTH_FINANCE, "north,finance,alfa,55")
    (fault,) = faults_of(tmp_path, installed=short)
    assert str(fault) == "installed.csv:2: 4 cells – 11 cells, as the header has"


def test_semicolons_between_columns_are_told_as_such(tmp_path: Path) -> None:
    found = faults_of(tmp_path, keys=GOOD["keys"].replace(",", ";"))
    assert ("keys.csv:1", "columns with a comma between, not a semicolon") in {
        (fault.path, fault.allowed) for fault in found
    }


def test_a_doubled_row_is_told_with_the_first_one(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, grants=with_row("grants", "programme,2008,1,"))
    assert fault.path == "grants.csv:6:year"
    assert fault.allowed == "only one row for each payer, year; grants.csv:2 has it already"


def test_ids_that_differ_by_case_only_are_one_row(tmp_path: Path) -> None:
    assert paths_of(tmp_path, keys=with_row("keys", "Common,1,1")) == ["keys.csv:3:id"]


def test_a_needed_cell_may_not_be_empty(tmp_path: Path) -> None:
    assert paths_of(tmp_path, installed=replaced("installed", ",alfa,55,", ",alfa,,")) == ["installed.csv:2:users"]


def test_unknown_names_in_references_between_tables(tmp_path: Path) -> None:
    found = faults_of(tmp_path, installed=with_row("installed", "nroth,finance,alfa,5,5,1,,,,,"))
    assert found[0].path == "installed.csv:6:municipality"
    assert found[0].value == "“nroth”"
    assert found[0].allowed == "an id of the table `municipalities`; did you mean `north`?"


def test_an_unknown_domain_in_a_list(tmp_path: Path) -> None:
    found = paths_of(tmp_path, blackouts=replaced("blackouts", "01-01,finance", "01-01,finance;finances"))
    assert found == ["blackouts.csv:2:domains"]


def test_a_missing_table_is_told(tmp_path: Path) -> None:
    assert paths_of(tmp_path, domains=None) == ["domains"]


def test_an_unknown_table_is_told(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, instaled="id\nx\n")
    assert str(fault) == "instaled.csv: – not known here; did you mean `installed`?"


def test_a_missing_setting_is_told(tmp_path: Path) -> None:
    assert paths_of(tmp_path, programme="setting,value\nname,x\n") == ["programme", "programme"]


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ("id,equal\ncommon,30\nbl\u00e5,1\n".encode("latin-1"), "keys.csv:3"),
        ("id,equal\ncommon,30\n".encode("utf-16"), "keys.csv"),
        (b"id,equal\ncommon,3\0\n", "keys.csv"),
        (b"PK\x03\x04\x14\x00\x06\x00", "keys.csv"),
        (b"", "keys.csv:1"),
        (b"\n\n", "keys.csv:1"),
        (b'id,equal\n"common,30\n', "keys.csv:2"),
        (b'id,equal\ncom"mon,"30"x\n', "keys.csv:2"),
    ],
    ids=["latin-1", "utf-16", "zero-bytes", "a-workbook", "empty", "blank", "open-quote", "odd-quote"],
)
def test_files_that_are_no_tables(tmp_path: Path, raw: bytes, place: str) -> None:
    assert place in paths_of(tmp_path, keys=raw)


def test_a_folder_named_like_a_table(tmp_path: Path) -> None:
    (tmp_path / "keys.csv").mkdir()
    assert "keys.csv" in paths_of(tmp_path, keys=None)


@pytest.mark.parametrize(
    ("limit", "value", "allowed"),
    [("MAX_BYTES", 20, "a file of at most 0 MB"), ("MAX_ROWS", 1, "at most 1 rows")],
)
def test_size_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, allowed: str) -> None:
    monkeypatch.setattr(rows, limit, value)
    assert {fault.allowed for fault in faults_of(tmp_path)} >= {allowed}


def test_a_huge_cell(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, keys=replaced("keys", "30", "3" * 40_000))
    assert str(fault) == "keys.csv:2: – cells of at most 32000 characters"


def test_a_hopeless_table_does_not_flood_the_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "MAX_FAULTS", 10)
    many = "owner,skill,from,tenths\n" + "joint,application,never,12\n" * 500
    found = faults_of(tmp_path, pools=many)
    assert 10 <= len(found) < 20
    assert ("pools.csv", "this table has more faults than are told here") in {
        (fault.path, fault.allowed) for fault in found
    }


def test_faults_of_many_tables_come_at_once(tmp_path: Path) -> None:
    found = paths_of(
        tmp_path,
        installed=replaced("installed", "alfa,55,9", "alfa,many,12"),
        candidates=replaced("candidates", "alfa,8", "alfa,18"),
        grants=with_row("grants", "nobody,2008,1,"),
        closed=replaced("closed", "07-07 to 07-27", "summer"),
        milestones=replaced("milestones", "finance;coordination", "finance;cooperation"),
        strange="id\n",
    )
    assert found == [
        "candidates.csv:2:quality",
        "closed.csv:2:every",
        "grants.csv:6:payer",
        "installed.csv:2:quality",
        "installed.csv:2:users",
        "milestones.csv:2:complete",
        "strange.csv",
    ]


def test_of_two_folders_a_fault_names_the_folder(tmp_path: Path) -> None:
    from consolidate.errors import FaultyDocument
    from consolidate.exchange.importing import import_folders
    from tests.exchange.folders import write_folder

    first = write_folder(tmp_path / "first")
    second = tmp_path / "second"
    second.mkdir()
    (second / "keys.csv").write_text("id,equal\ncommon,much\n", encoding="utf-8")
    with pytest.raises(FaultyDocument) as caught:
        import_folders([first, second])
    assert [fault.path for fault in caught.value.faults] == ["second/keys.csv:2:equal"]
