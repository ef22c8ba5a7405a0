"""A part of the domains: nothing is left that speaks of the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from consolidate.scenario.read import parse_scenario
from tests.exchange.folders import GOOD, faults_of, imported, replaced, with_row


@pytest.fixture
def part(tmp_path: Path) -> dict[str, Any]:
    return imported(
        tmp_path,
        programme=with_row("programme", "only_domains,finance,,"),
        municipalities=GOOD["municipalities"]
        .replace("cutovers_weeks,", "cutovers_weeks,staff_moves,")
        .replace(",,,fact", ",,,finance=2;archive=3,fact")
        .replace("1,13,", "1,13,,"),
        measures="id,weeks,after,goals\ncoordination,8,,better\nrest,4,finance;archive lag 2,\n",
        blackouts=replaced("blackouts", "2008-05-16,,,,", "2008-05-16,,,archive,"),
        milestones=with_row("milestones", "A1,The archive,2009-12-31,archive,1")
        + "A2,Both,2009-12-31,archive/joint/install;finance,1\n",
        alternatives=with_row("alternatives", "other,Other,,"),
        changes=with_row("changes", "other,domains.archive.required,true") + "rich,installed.south.archive.users,80\n",
    )


def test_the_rest_is_a_good_scenario(part: dict[str, Any]) -> None:
    assert list(parse_scenario(part).domains) == ["finance"]


def test_what_speaks_of_dropped_domains_goes_with_them(part: dict[str, Any]) -> None:
    assert part["installed"] == {
        municipality: {"finance": part["installed"][municipality]["finance"]} for municipality in ("north", "south")
    }
    assert list(part["blackouts"]) == ["accounts"]
    assert list(part["benefits"]) == ["ap"]
    assert list(part["milestones"]) == ["M6", "A2"]
    assert part["commitments"]["targets"] == {}


def test_lists_lose_only_the_dropped_names(part: dict[str, Any]) -> None:
    assert part["goals"]["better"]["complete"] == ["M6"]
    assert part["milestones"]["A2"]["complete"] == ["finance"]
    assert part["measures"]["rest"]["after"] == ["finance"]
    assert part["municipalities"]["north"]["staff_moves"] == {"finance": 2}


def test_alternatives_lose_the_dropped_part(part: dict[str, Any]) -> None:
    assert list(part["alternatives"]) == ["rich"]
    assert part["alternatives"]["rich"]["patch"]["installed"] == {"south": {}}


def test_an_unknown_domain_to_keep_is_told(tmp_path: Path) -> None:
    found = faults_of(tmp_path, programme=with_row("programme", "only_domains,finance;finances,,"))
    assert [(fault.path, fault.value) for fault in found] == [("programme.csv:7:value", "“finances”")]
