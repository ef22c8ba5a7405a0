"""Ids: reserved words, and what differs only in case."""

from __future__ import annotations

import pytest

from consolidate.scenario.base import RESERVED_IDS
from tests.scenario import faults_of, only_fault, places, two_towns


@pytest.mark.parametrize("word", sorted(RESERVED_IDS | {"Joint", "ALL"}))
def test_reserved_words_are_no_ids(word: str) -> None:
    assert places({"goals": {word: {"level": "local"}}}) == [f"goals.{word}"]


def test_reserved_words_of_one_map() -> None:
    assert places({"keys": {"equal": {"pcs": 1}}}) == ["keys.equal"]
    assert places({"bodies": {"council": {"meets": []}, "councils": {"meets": []}}}) == [
        "bodies.council",
        "bodies.councils",
    ]


def test_ids_differ_in_more_than_case() -> None:
    fault = only_fault({"goals": {"G": {"level": "local"}, "g": {"level": "local"}}})
    assert str(fault) == "goals.g: – another id; “G” differs only in case"
    assert places({"pools": {"joint": {"Trainer": 4}}}) == ["pools.joint.Trainer"]


def test_measures_domains_and_milestones_share_one_space() -> None:
    document = two_towns({"measures": {"Finance": {"weeks": 2}}, "milestones": {"archive": {}}})
    document["milestones"]["archive"] = {"due": "2009-01-01", "complete": ["archive/joint/install"]}
    assert [str(fault) for fault in faults_of(document)] == [
        "domains.finance: – another id; it stands in `measures` too",
        "milestones.archive: – another id; it stands in `domains` too",
    ]


def test_a_goal_may_be_called_as_a_domain_is() -> None:
    assert places({"goals": {"finance": {"level": "regional"}}}) == []
