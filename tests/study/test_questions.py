"""Questions as documents: read strictly, judged before any work, answered by the study of their kind."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from consolidate.errors import FaultyDocument, UnknownName
from consolidate.plan.files import read_plan
from consolidate.plan.outcome import Outcome
from consolidate.scenario.patch import merge_patch
from consolidate.solve.limits import Stop
from consolidate.study.answers import KINDS, Work, answer, judge
from consolidate.study.conclusion import conclusion
from consolidate.study.effort import Effort, Stage
from consolidate.study.questions import QUESTIONS, Matter, question_schema, read_question
from tests.analysis.example import TWO_TOWNS, TWO_TOWNS_PLAN

DOCUMENT: dict[str, Any] = json.loads(TWO_TOWNS.read_text(encoding="utf-8"))
REPORT = {"status_date": "2008-03-03", "actuals": {"steps": {"coordination": {"started": "2008-01-07"}}}}
PLAN: dict[str, Any] = json.loads(TWO_TOWNS_PLAN.read_text(encoding="utf-8"))
ASKED: dict[str, dict[str, Any]] = {
    "compare": {"more": {"cheap": {"patch": {"municipalities": {"south": {"inhabitants": 3900}}}}}},
    "camels": {"wishes": ["north/finance"], "candidates": ["finance"]},
    "frontier": {"of": "camels", "steps": 2},
    "coalitions": {"without": [["south"]], "leaves": [{"municipality": "south", "day": "2008-12-31"}]},
    "delay": {"weeks": [4], "of": ["finance"]},
    "replan": {"baseline": PLAN, "report": REPORT},
}
"""One question of each kind about two towns."""


def question(kind: str, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, **ASKED[kind], **fields}


def faults(document: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(FaultyDocument) as caught:
        read_question(document, ("question",))
    return {fault.path: fault.allowed for fault in caught.value.faults}


def test_every_kind_of_question_is_judged_and_answered() -> None:
    assert QUESTIONS.keys() == KINDS.keys() == ASKED.keys()


@pytest.mark.parametrize("kind", QUESTIONS)
def test_the_schema_takes_what_is_read(kind: str) -> None:
    read_question(question(kind))
    Draft202012Validator(question_schema()).validate(question(kind))


def test_every_fault_is_told_with_its_place() -> None:
    assert faults({}) == {"question.kind": "one of: compare, camels, frontier, coalitions, delay, replan"}
    assert faults({"kind": ["camels"]}).keys() == {"question.kind"}
    wrong = {"kind": "coalitions", "leaves": [{"municipality": "south"}], "samples": -1, "core": 1}
    assert faults(wrong).keys() == {"question.leaves[0].day", "question.samples", "question.core"}
    found = faults({"kind": "camels", "wishes": ["north"], "wish": []})
    assert found["question.wishes[0]"] == "two ids joined by /: a municipality and a domain"
    assert "question.wish" in found


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("compare", {"alternatives": ["nothing"]}),
        ("compare", {"more": {}}),
        ("camels", {"wishes": ["west/finance"]}),
        ("camels", {"candidates": ["nothing"]}),
        ("coalitions", {"without": [["west"]]}),
        ("coalitions", {"opts_out": ["south/nothing"]}),
        ("delay", {"of": ["nothing"]}),
    ],
)
def test_names_that_stand_for_nothing_are_refused_before_any_work(kind: str, fields: dict[str, Any]) -> None:
    document = merge_patch(DOCUMENT, {"alternatives": None})
    with pytest.raises(UnknownName):
        judge(read_question(question(kind, **fields)), Matter(document))


def test_a_comparison_is_of_the_scenario_itself() -> None:
    with pytest.raises(UnknownName, match="of the scenario itself"):
        judge(read_question(question("compare")), Matter(DOCUMENT, "cheap"))


def test_faults_of_all_alternatives_are_told_at_once() -> None:
    more = {name: {"patch": {"municipalities": {"south": {"inhabitants": name}}}} for name in ("one", "two")}
    with pytest.raises(FaultyDocument) as caught:
        judge(read_question(question("compare", more=more)), Matter(DOCUMENT))
    assert len(caught.value.faults) == 2


def test_a_report_is_judged_before_any_work() -> None:
    late = {"status_date": "2008-03-03", "actuals": {"steps": {"coordination": {"started": "2009-01-05"}}}}
    with pytest.raises(FaultyDocument, match="a day up to the status date"):
        judge(read_question(question("replan", report=late)), Matter(DOCUMENT))


@pytest.mark.slow
@pytest.mark.parametrize("kind", QUESTIONS)
def test_each_kind_is_answered_by_its_study(kind: str) -> None:
    stages: list[Stage] = []
    work = Work(Effort(4, 1), Stop(), stages.append)
    matter = Matter(DOCUMENT, begin=(read_plan(TWO_TOWNS_PLAN).decisions,))
    study = answer(read_question(question(kind)), matter, work)
    end = conclusion(study)
    assert end.found
    assert end.outcome in {Outcome.OPTIMAL, Outcome.FEASIBLE}
    assert study.format.startswith("consolidate/")
    assert stages, "it tells how far it has come"
