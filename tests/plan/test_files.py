"""Plans in files: read strictly, written whole or not at all, the same text for the same plan."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from consolidate.errors import FaultyDocument
from consolidate.plan.document import Gap, Plan, Run, ScenarioMark
from consolidate.plan.files import parse_plan, plan_text, read_plan, write_plan
from consolidate.plan.outcome import EXIT_CODES, Outcome
from tests import ROOT

TWO_TOWNS = ROOT / "scenarios" / "two-towns.plan.json"


def messages(raw: bytes) -> list[str]:
    with pytest.raises(FaultyDocument) as caught:
        parse_plan(raw)
    return [str(fault) for fault in caught.value.faults]


def test_reads_a_plan() -> None:
    plan = read_plan(TWO_TOWNS)
    assert plan.decisions.targets["finance"].route == "extend"
    step = plan.decisions.step("archive/north/cutover")
    assert step is not None
    assert step.start == date(2009, 5, 11)
    assert step.pools == {"application": "north", "trainer": "north"}
    assert plan.decisions.step("nothing") is None


def test_a_hand_made_plan_may_hold_only_decisions() -> None:
    plan = parse_plan(b'{"decisions": {"steps": {"coordination": "2008-01-07"}}}')
    assert plan.format == "consolidate/plan/1"
    assert plan.scenario is None


def test_every_fault_at_once() -> None:
    raw = b"""{"decisions": {
        "targets": {"a": {"stays": 1}, "b": {"product": "x"}, "c": {}},
        "steps": {"x": "2008-01-32", "y": {"start": 3, "pool": {}}, "a/b/c/d": "2008-01-07", "x": NaN},
        "contracts": {"a/b": {"by": "luck"}}}, "run": {"outcome": "best"}}"""
    assert messages(raw) == [
        "decisions.contracts.a/b.by: “luck” – one of 'term', 'fee', 'extension'",
        "decisions.contracts.a/b.last_day: – this field is needed",
        "decisions.steps.a/b/c/d: “a/b/c/d” – an id, or ids joined by /",
        "decisions.steps.x: – this key once in the object; it is given more than once",
        "decisions.steps.x: NaN – a number that can be written out, of at most 18 digits",
        "decisions.steps.y.pool: – no such field here; did you mean `pools`?",
        "decisions.steps.y.start: 3 – a date YYYY-MM-DD",
        "decisions.targets.a.stays: 1 – true or false",
        "decisions.targets.b.route: – `product` and `route` go together",
        "decisions.targets.c.stays: – either `product` and `route`, or `stays: true`",
        "run.outcome: “best” – one of 'optimal', 'feasible', 'infeasible', 'no_plan', 'cancelled', 'failed'",
    ]


def test_a_date_that_is_none_and_other_formats() -> None:
    assert messages(b'{"decisions": {"steps": {"x": "2008-01-32"}}}') == [
        "decisions.steps.x: “2008-01-32” – an object or a date YYYY-MM-DD"
    ]
    assert messages(b'{"format": "consolidate/scenario/1"}') == [
        "format: “consolidate/scenario/1” – “consolidate/plan/1”; this document is of another kind: scenario"
    ]
    assert messages(b"{}") == ["format: – “consolidate/plan/1”"]
    assert messages(b"[]") == ["(document): [] – an object with `format`: “consolidate/plan/1”"]


def whole_plan() -> Plan:
    return read_plan(TWO_TOWNS).model_copy(
        update={
            "scenario": ScenarioMark(name="Two towns", version=3, hash="sha256:0"),
            "run": Run(
                outcome=Outcome.FEASIBLE,
                objective="7025872.00000",
                gap=Gap(amount=0, percent_of_gross=0.0),
                limits={"time": 60, "gap": None},
            ),
            "derived": {"milestones": {"M6": {"reached": date(2008, 9, 15)}}, "ledger": [{"b": 1, "a": 2}]},
        }
    )


def test_written_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    write_plan(path, whole_plan())
    again = read_plan(path)
    assert again.decisions == whole_plan().decisions
    assert again.run == whole_plan().run
    assert again.derived["milestones"] == {"M6": {"reached": "2008-09-15"}}
    assert plan_text(again) == path.read_text(encoding="utf-8")


def test_what_was_known_to_have_happened_is_kept() -> None:
    raw = b"""{"decisions": {}, "facts": {"status_date": "2008-09-01", "actuals": {
        "steps": {"b": {"started": "2008-03-03"}, "a": {"started": "2008-01-07", "finished": "2008-02-29"}},
        "pools": {"joint": {"trainer": {"2008-07-14": 3}}}}}}"""
    plan = parse_plan(raw)
    assert plan.facts is not None
    assert plan.facts.actuals.steps["a"].finished == date(2008, 2, 29)
    again = parse_plan(plan_text(plan).encode())
    assert again.facts == plan.facts
    assert plan_text(again) == plan_text(plan)
    assert list(json.loads(plan_text(plan))["facts"]["actuals"]) == ["pools", "steps"]
    assert "facts" not in plan_text(whole_plan())
    assert messages(b'{"decisions": {}, "facts": {"actuals": {"steps": {"a": {}}}}}') == [
        "facts.actuals.steps.a.started: – this field is needed",
        "facts.status_date: – this field is needed",
    ]


def test_text_is_the_same_whatever_the_order_of_the_decisions() -> None:
    plan = whole_plan()
    steps = dict(reversed(plan.decisions.steps.items()))
    targets = dict(reversed(plan.decisions.targets.items()))
    decisions = plan.decisions.model_copy(update={"steps": steps, "targets": targets})
    assert plan_text(plan.model_copy(update={"decisions": decisions})) == plan_text(plan)


def test_text_tells_what_is_not_known_of_a_run() -> None:
    text = plan_text(Plan(format="consolidate/plan/1", run=Run(outcome=Outcome.NO_PLAN)))
    assert '"gap": null' in text
    assert '"outcome": "no_plan"' in text
    assert "note" not in text


def test_starts_are_written_bare_where_the_joint_pool_does_all() -> None:
    text = plan_text(parse_plan(b'{"decisions": {"steps": {"b": {"start": "2008-01-07"}, "a": "2008-01-14"}}}'))
    assert '"a": "2008-01-14",\n   "b": "2008-01-07"' in text


def test_every_outcome_has_its_exit_code() -> None:
    assert set(EXIT_CODES) == set(Outcome)
    assert len({EXIT_CODES[outcome] for outcome in Outcome}) == len(Outcome) - 1
