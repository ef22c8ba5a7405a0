"""The yearly revision: what was moved, added, dropped and changed, goals before all else."""

from __future__ import annotations

from typing import Any

import pytest

from consolidate.analysis.names import Names
from consolidate.analysis.subject import Subject
from consolidate.scenario.patch import merge_patch
from consolidate.study.revision import Item, Revision, revision
from consolidate.study.table import study_blocks
from tests.analysis.example import documents, subject


def changed(scenario: dict[str, Any] | None = None, plan: dict[str, Any] | None = None) -> Subject:
    documents_now = documents()
    return subject(merge_patch(documents_now[0], scenario or {}), merge_patch(documents_now[1], plan or {}))


def item(study: Revision, of: str) -> Item:
    return next(one for one in study.items if one.of == of)


def test_a_plan_that_is_as_it_was() -> None:
    study = revision(subject(), changed())
    assert study.goals_kept
    assert {one.change for one in study.items} == {"same"}
    assert {one.kind for one in study.items} == {"goal", "milestone", "measure", "domain"}
    assert all(one.was == one.now for one in study.costs)


def test_what_moves_is_told_in_weeks() -> None:
    later = {
        "decisions": {"steps": {"archive/south/cutover": "2009-05-11", "archive/south/decommission": "2009-05-18"}}
    }
    study = revision(subject(), changed(plan=later))
    goal = item(study, "open-archive")
    assert (goal.change, goal.weeks) == ("moved", 2)
    assert item(study, "archive").change == "same"  # the north is the last there
    assert study.goals_kept
    assert any(one.of == "objective" and one.was != one.now for one in study.costs)


@pytest.mark.requirement("REQ-07")
def test_goals_are_locked() -> None:
    dropped = revision(subject(), changed({"goals": {"wishes": None}}))
    assert not dropped.goals_kept
    assert item(dropped, "wishes").change == "dropped"
    weaker = revision(subject(), changed({"goals": {"one-ledger": {"indicator": "some ledgers"}}}))
    assert not weaker.goals_kept
    told = item(weaker, "one-ledger")
    assert told.change == "changed"
    assert "some ledgers" in (told.text_now or "")
    renamed = revision(subject(), changed({"goals": {"one-ledger": {"name": "One ledger for all"}}}))
    assert renamed.goals_kept
    more = revision(subject(), changed({"goals": {"more": {"level": "local"}}}))
    assert more.goals_kept
    assert item(more, "more").change == "added"


def test_dates_that_are_due_and_targets_change() -> None:
    due = revision(subject(), changed({"milestones": {"M6": {"due": "2009-03-31"}}}))
    assert (item(due, "M6").text_was, item(due, "M6").text_now) == ("2008-12-31", "2009-03-31")
    beta = {"decisions": {"targets": {"finance": {"product": "beta", "route": "procure"}}}}
    assert item(revision(subject(), changed(plan=beta)), "finance").change == "changed"


@pytest.mark.requirement("REQ-11")
def test_it_is_told_to_people() -> None:
    study = revision(subject(), changed({"goals": {"wishes": None, "more": {"level": "local"}}}))
    told = "\n".join(map(str, study_blocks(study, Names(subject().scenario))))
    assert "Not every goal of the last version stands" in told
    assert "Dropped" in told
    assert "Added" in told
