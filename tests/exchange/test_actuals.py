"""Reports from JSON, one CSV file or its text, and a folder of them; every fault with its file, row and column."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from consolidate.errors import FaultyDocument, UnknownName
from consolidate.exchange.actuals import read_report, table_report

STEPS = """step,started,finished,remaining_weeks,cost
finance/joint/install,2008-05-12,2008-08-29,,
coordination,2008-01-07,,2,
"""
DAY = "2008-09-01"


def test_one_file_of_steps(tmp_path: Path) -> None:
    file = tmp_path / "august.csv"
    file.write_text(STEPS, encoding="utf-8")
    assert read_report(file, DAY) == {
        "status_date": DAY,
        "actuals": {
            "steps": {
                "finance/joint/install": {"started": "2008-05-12", "finished": "2008-08-29"},
                "coordination": {"started": "2008-01-07", "remaining_weeks": 2},
            }
        },
    }


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "actual_steps.csv").write_text(STEPS, encoding="utf-8")
    (tmp_path / "actual_notices.csv").write_text("contract,given\nfinance/north,2008-03-03\n", encoding="utf-8")
    (tmp_path / "actual_spent.csv").write_text("payer,year,spent\nprogramme,2008,900000\n", encoding="utf-8")
    pools = "pool,skill,from,tenths\njoint,trainer,2008-08-04,2\njoint,trainer,2009-01-05,4\n"
    (tmp_path / "actual_pools.csv").write_text(pools, encoding="utf-8")
    found = read_report(tmp_path, DAY)["actuals"]
    assert found["notices"] == {"finance/north": "2008-03-03"}
    assert found["spent"] == {"programme": {"2008": 900000}}
    assert found["pools"] == {"joint": {"trainer": {"2008-08-04": 2, "2009-01-05": 4}}}


def test_every_fault_is_told_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "august.csv"
    file.write_text("step,started,finished\nx y,2008-05-12,\nok,tomorrow,\nok2,,\n", encoding="utf-8")
    with pytest.raises(FaultyDocument) as raised:
        read_report(file, DAY)
    assert [fault.path for fault in raised.value.faults] == [
        "august.csv:2:step",
        "august.csv:3:started",
        "august.csv:4:started",
    ]


def test_tables_need_a_status_date_and_a_document_has_its_own(tmp_path: Path) -> None:
    file = tmp_path / "august.csv"
    file.write_text(STEPS, encoding="utf-8")
    with pytest.raises(UnknownName, match="--status-date"):
        read_report(file)
    document = tmp_path / "august.json"
    document.write_text(json.dumps({"status_date": DAY, "actuals": {}}), encoding="utf-8")
    assert read_report(document) == read_report(document, DAY)
    with pytest.raises(UnknownName, match="status date"):
        read_report(document, "2008-09-08")
    with pytest.raises(UnknownName):
        read_report(tmp_path / "nothing.csv", DAY)


def test_doubled_keys_are_faults(tmp_path: Path) -> None:
    document = tmp_path / "august.json"
    document.write_text('{"status_date": "2008-09-01", "actuals": {}, "actuals": {}}', encoding="utf-8")
    with pytest.raises(FaultyDocument):
        read_report(document)


def test_a_text_is_read_as_a_file_is(tmp_path: Path) -> None:
    file = tmp_path / "august.csv"
    file.write_text(STEPS, encoding="utf-8")
    assert table_report(STEPS.encode(), DAY) == read_report(file, DAY)
    notices = table_report(b"contract,given\nfinance/north,2008-03-03\n", DAY, "actual_notices")
    assert notices == {"status_date": DAY, "actuals": {"notices": {"finance/north": "2008-03-03"}}}
    with pytest.raises(FaultyDocument) as raised:
        table_report(b"step,started\nx y,2008-05-12\n", DAY)
    assert [fault.path for fault in raised.value.faults] == ["actual_steps.csv:2:step"]
    with pytest.raises(FaultyDocument):
        table_report(b"\xff", DAY)
