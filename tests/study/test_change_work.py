"""Without preparation and training: what is saved and lost, from the ledger, and how much may be lost at most."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from consolidate.analysis.names import Names
from consolidate.analysis.subject import Subject
from consolidate.errors import UnknownName
from consolidate.ledger.entries import EntryKind
from consolidate.study.change_work import ChangeWork, change_work_of
from consolidate.study.files import study_json
from consolidate.study.table import study_blocks
from tests.analysis.example import ADDED
from tests.analysis.example import subject as example


@pytest.fixture(scope="module")
def subject() -> Subject:
    return example()


@pytest.fixture(scope="module")
def study(subject: Subject) -> ChangeWork:
    return change_work_of(subject, ("prepare", "train"))


def test_saved_is_what_the_ledger_paid_for_those_steps(subject: Subject, study: ChangeWork) -> None:
    paid = [entry for entry in subject.ledger.entries if entry.of.split("/")[-1] in {"prepare", "train"}]
    assert paid
    assert study.saved == sum(entry.amount for entry in paid)
    assert Decimal(study.saved_value) == Decimal(sum(entry.present_value for entry in paid)) / 100_000
    steps = [name for name in subject.schedule.placed if name.split("/")[-1] in {"prepare", "train"}]
    assert study.count == len(steps)


def test_people_are_counted_by_working_weeks(subject: Subject, study: ChangeWork) -> None:
    tenths = sum(
        need * placed.step.weeks
        for name, placed in subject.schedule.placed.items()
        if name.split("/")[-1] in {"prepare", "train"}
        for _skill, need in placed.step.staff
    )
    assert sum(study.person_weeks.values()) == Decimal(tenths) / 10


def test_lost_is_the_part_that_is_not_reached(subject: Subject, study: ChangeWork) -> None:
    """Postage: 40 % is reached without the work, so 60 % of what it brings is lost; others have no figure."""
    assert ADDED["benefits"]["postage"]["without_change_work_percent"] == 40
    postage = next(one for one in study.benefits if one.benefit == "postage")
    brings = -sum(entry.present_value for entry in subject.ledger.entries if entry.of == "postage")
    assert Decimal(postage.brings) == Decimal(brings) / 100_000
    assert postage.lost is not None
    assert abs(Decimal(postage.lost) - Decimal(postage.brings) * 6 / 10) <= Decimal("0.00001")
    assert Decimal(study.lost_value) == Decimal(postage.lost)
    assert all(one.lost is None for one in study.benefits if one.benefit != "postage")


def test_what_may_be_lost_of_the_others_is_what_is_saved_net(subject: Subject, study: ChangeWork) -> None:
    unknown = sum(Decimal(one.brings) for one in study.benefits if one.money and one.lost is None)
    assert unknown > 0
    assert study.bearable_percent is not None
    net = Decimal(study.saved_value) - Decimal(study.lost_value)
    assert abs(study.bearable_percent - max(Decimal(0), 100 * net / unknown)) <= Decimal("0.05")
    kinds = {entry.of for entry in subject.ledger.entries if entry.kind is EntryKind.TIME_RELEASED}
    assert {one.benefit for one in study.benefits if not one.money} == kinds


def test_a_step_that_nobody_has_is_told_with_those_there_are(subject: Subject) -> None:
    with pytest.raises(UnknownName, match="convert"):
        change_work_of(subject, ("rehearse",))


def test_it_reads_itself_again_and_can_be_shown(subject: Subject, study: ChangeWork) -> None:
    assert ChangeWork.model_validate(json.loads(json.dumps(study_json(study)))) == study
    text = str(list(study_blocks(study, Names(subject.scenario))))
    assert "Only a what-if" in text
    assert "may be lost" in text
