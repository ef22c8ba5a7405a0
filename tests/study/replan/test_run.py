"""Planning anew on two towns: facts stand, adopted dates move only where facts pass them, else they are priced."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from consolidate.analysis.blocks import Paragraph
from consolidate.analysis.markdown import markdown
from consolidate.analysis.names import Names
from consolidate.check.verdict import check
from consolidate.plan.document import Plan
from consolidate.plan.files import parse_plan, plan_text, read_plan
from consolidate.plan.outcome import Outcome
from consolidate.programme.programme import Programme
from consolidate.scenario.document import Scenario
from consolidate.scenario.patch import merge_patch
from consolidate.scenario.read import parse_scenario
from consolidate.solve.limits import Stop
from consolidate.study.effort import Effort, Stage
from consolidate.study.files import read_study, write_study
from consolidate.study.replan.document import Proposal
from consolidate.study.replan.promises import Firmness, promises
from consolidate.study.replan.reported import reported
from consolidate.study.replan.run import proposed
from consolidate.study.replan.terms import Wish
from consolidate.study.table import study_blocks
from consolidate.study.variants import varied
from tests.analysis.example import TWO_TOWNS, TWO_TOWNS_PLAN

pytestmark = pytest.mark.slow

WORK = Effort(seconds=30, workers=1, deterministic=True)
AS_PLANNED: dict[str, Any] = {
    "coordination": {"started": "2008-01-07", "finished": "2008-02-29"},
    "finance/joint/extend": {"started": "2008-03-03", "finished": "2008-05-09"},
}
SLIPPED: dict[str, Any] = {
    "finance/joint/install": {"started": "2008-05-12", "finished": "2008-08-29"},
    "finance/south/prepare": {"started": "2008-07-14", "finished": "2008-08-01"},
    "archive/joint/procure": {"started": "2008-07-21", "remaining_weeks": 18},
}


def scenario(patch: dict[str, Any] | None = None) -> Scenario:
    return parse_scenario(merge_patch(json.loads(TWO_TOWNS.read_text(encoding="utf-8")), patch or {}))


def replanned(
    day: str, steps: dict[str, Any], *, patch: dict[str, Any] | None = None, wish: Wish | None = None, **actuals: Any
) -> Proposal:
    report = {"status_date": day, "actuals": {"steps": steps, **actuals}}
    baseline = read_plan(TWO_TOWNS_PLAN)
    return proposed(scenario(patch), baseline, report, wish or Wish(), WORK, Stop(), lambda _stage: None)


@pytest.fixture(scope="module")
def slip() -> Proposal:
    return replanned("2008-09-01", {**AS_PLANNED, **SLIPPED})


def plan_of(proposal: Proposal) -> Plan:
    assert proposal.plan is not None
    return proposal.plan


def test_what_goes_as_planned_changes_nothing() -> None:
    steps = {**AS_PLANNED, "finance/joint/install": {"started": "2008-05-12"}}
    found = replanned("2008-07-14", steps)
    assert found.same
    assert found.moves == found.happened == ()
    assert found.turns == ()
    old, new = read_plan(TWO_TOWNS_PLAN).decisions, plan_of(found).decisions
    assert {step: old.step(step) for step in old.steps} == {step: new.step(step) for step in new.steps}
    assert [one.of for one in found.due] == ["archive"]


def test_how_far_it_has_come_is_told() -> None:
    told: list[Stage] = []
    report = {
        "status_date": "2008-07-14",
        "actuals": {"steps": {**AS_PLANNED, "finance/joint/install": {"started": "2008-05-12"}}},
    }
    proposed(scenario(), read_plan(TWO_TOWNS_PLAN), report, Wish(), WORK, Stop(), told.append)
    assert [(stage.text, stage.done, stage.of) for stage in told] == [
        ("adopted dates kept", 0, 3),
        ("what has changed, and why", 0, 0),
    ]


def test_facts_stand_and_only_what_they_pass_moves(slip: Proposal) -> None:
    assert slip.outcome is Outcome.OPTIMAL
    assert slip.adopted == "kept"
    assert [(one.step, one.weeks, one.end_weeks) for one in slip.happened] == [("finance/joint/install", 0, 4)]
    assert {one.step.split("/")[0] for one in slip.moves} == {"finance"}
    assert all(one.approval and one.weeks and one.weeks > 0 for one in slip.moves)
    decisions = plan_of(slip).decisions
    for step, fact in {**AS_PLANNED, **SLIPPED}.items():
        placed = decisions.step(step)
        assert placed is not None
        assert placed.start.isoformat() == fact["started"]


@pytest.mark.requirement("REQ-11")
def test_each_move_is_traced_to_the_slip(slip: Proposal) -> None:
    by_step = {one.step: one for one in slip.moves}
    cutover = by_step["finance/north/cutover"]
    assert [cause.why for cause in cutover.causes] == ["waits"]
    assert cutover.root == ("finance/north/connect", "finance/joint/install")
    assert "finance, joint: install (ends 4 weeks later)" in markdown(tuple(study_blocks(slip, Names(scenario()))))


def test_the_plan_is_clean_in_the_scenario_that_it_is_for(slip: Proposal) -> None:
    """The scenario is made again here from the report and the promises, and has the hash that the proposal names."""
    report = {"status_date": "2008-09-01", "actuals": {"steps": {**AS_PLANNED, **SLIPPED}}}
    happened = reported(scenario(), report)
    promised = varied(happened, promises(happened, read_plan(TWO_TOWNS_PLAN).decisions, Firmness()))
    mark = plan_of(slip).scenario
    assert mark is not None
    assert slip.scenario.hash == mark.hash
    assert check(Programme(promised), plan_of(slip).decisions).clean


def again(adopted: Plan, steps: dict[str, Any], **actuals: Any) -> Proposal:
    """A proposal from an adopted one, after a report of the same day."""
    report = {"status_date": "2008-09-01", "actuals": {"steps": steps, **actuals}}
    return proposed(scenario(), adopted, report, Wish(), WORK, Stop(), lambda _stage: None)


def test_what_was_known_when_a_plan_was_adopted_is_no_news(slip: Proposal) -> None:
    """Nothing new is reported: nothing has happened, nothing moves, and nothing costs more or less."""
    found = again(plan_of(slip), {**AS_PLANNED, **SLIPPED})
    assert (found.same, found.happened, found.moves, found.turns, found.repooled) == (True, (), (), (), ())
    assert [line for line in (*found.costs, *found.milestones) if line.was != line.now] == []
    assert plan_of(found).decisions == plan_of(slip).decisions
    text = markdown(tuple(study_blocks(found, Names(scenario()))))
    assert "Nothing changes" in text
    assert "otherwise than planned" not in text


def test_what_is_reported_or_corrected_since_is_news(slip: Proposal) -> None:
    """South prepared a week longer than was told, within the weeks that it waits for the installation."""
    later = {"finance/south/prepare": {"started": "2008-07-14", "finished": "2008-08-08"}}
    found = again(plan_of(slip), {**AS_PLANNED, **SLIPPED, **later})
    assert [(one.step, one.weeks, one.end_weeks) for one in found.happened] == [("finance/south/prepare", 0, 1)]
    assert found.same


def test_a_plan_keeps_what_it_was_made_from(slip: Proposal) -> None:
    facts = plan_of(slip).facts
    assert facts is not None
    assert facts.status_date.isoformat() == "2008-09-01"
    assert facts.actuals.steps.keys() == AS_PLANNED.keys() | SLIPPED.keys()
    assert parse_plan(plan_text(plan_of(slip)).encode()).facts == facts


def test_money_reported_as_spent_is_said_to_change_nothing(slip: Proposal) -> None:
    spent = {"programme": {"2009": 0, "2008": 900_000}, "north": {"2008": 5}}
    found = again(plan_of(slip), {**AS_PLANNED, **SLIPPED}, spent=spent)
    assert found.spent == spent
    assert found.same
    text = markdown(tuple(study_blocks(found, Names(scenario()))))
    assert "Money reported as spent is not booked (north in 2008; the programme in 2008, 2009)" in text
    assert "Money reported" not in markdown(tuple(study_blocks(slip, Names(scenario()))))
    none = found.model_copy(update={"plan": None, "because": ("too little",)})
    assert "Money reported as spent" in markdown(tuple(study_blocks(none, Names(scenario()))))


def test_where_people_are_gone_adopted_dates_are_priced() -> None:
    """South's conversion takes four tenths and the tender two at the same time; only five are left."""
    steps = {**AS_PLANNED, "finance/joint/install": {"started": "2008-05-12"}}
    gone = {"joint": {"application": {"2008-07-14": 5}}}
    found = replanned("2008-07-14", steps, pools=gone)
    assert found.adopted == "priced"
    assert found.why_priced in {"infeasible", "no_plan"}
    assert found.moves
    assert any(cause.rule == "staff" for one in found.moves for cause in one.causes)
    assert all(one.approval for one in found.moves)
    promised = {line.of: (line.was, line.now) for line in found.costs}
    assert any(now and not was for name, (was, now) in promised.items() if "promise" in name)


def test_where_no_plan_is_left_that_is_said() -> None:
    """Installing the archive takes five tenths; four are left."""
    steps = {**AS_PLANNED, "finance/joint/install": {"started": "2008-05-12"}}
    found = replanned("2008-07-14", steps, pools={"joint": {"application": {"2008-07-14": 4}}})
    assert found.outcome in {Outcome.INFEASIBLE, Outcome.NO_PLAN}
    assert found.plan is None
    assert not found.same
    assert tuple(study_blocks(found, Names(scenario())))


def test_where_money_is_gone_the_proposal_says_how_much_is_missing() -> None:
    cut = {"budgets": {"programme": {"grants": {"2008": 500_000, "2009": 0}}}}
    found = replanned("2008-07-14", AS_PLANNED, patch=cut)
    assert found.plan is None
    assert found.adopted == "reopened"
    assert any(one.startswith("budgets.programme.grants: all grants of the period come to") for one in found.because)
    told = markdown(study_blocks(found, Names(scenario())))
    assert "- budgets.programme.grants" in told


def test_where_adopted_targets_cost_more_than_all_grants_they_are_opened_and_that_is_said() -> None:
    """Alfa and gamma cost 2.53 million with the coordination plan, and with beta in place of alfa 2.45."""
    cut = {"budgets": {"programme": {"grants": {"2008": 1_150_000, "2009": 1_300_000}}}}
    found = replanned("2008-03-03", {"coordination": AS_PLANNED["coordination"]}, patch=cut)
    assert found.adopted == "reopened"
    assert found.why_priced == found.why_reopened == "infeasible"
    assert [(one.domain, one.was, one.now) for one in found.turns] == [("finance", "alfa (extend)", "beta (procure)")]
    told = markdown(study_blocks(found, Names(scenario())))
    assert "With all adopted targets, and no date earlier, there is none either: that is proven. So targets" in told
    assert "all grants of the period come to 2,450,000, and the cheapest choice costs 2,530,000 once" in told


def test_lessons_are_told_and_applied_only_on_demand() -> None:
    steps = {**AS_PLANNED, **SLIPPED, "finance/north/connect": {"started": "2008-08-04", "finished": "2008-08-29"}}
    steps["finance/joint/install"] = {"started": "2008-05-12", "finished": "2008-08-01"}
    steps["finance/south/convert"] = {"started": "2008-08-04", "remaining_weeks": 2}
    steps["finance/south/train"] = {"started": "2008-08-25", "remaining_weeks": 2}
    steps["finance/north/cutover"] = {"started": "2008-09-01", "finished": "2008-09-19"}
    told = replanned("2008-09-22", steps)
    (lesson,) = [one for one in told.lessons if one.step == "cutover"]
    assert (lesson.planned, lesson.actual, lesson.now, lesson.applied) == (1, 3, 3.0, False)
    applied = replanned("2008-09-22", steps, wish=Wish(learn=True))
    schedule = plan_of(applied).derived["milestones"]["M6"]
    assert schedule["weeks_late"] == plan_of(told).derived["milestones"]["M6"]["weeks_late"]
    assert all(one.applied for one in applied.lessons)


def test_a_proposal_is_read_as_it_was_written(slip: Proposal, tmp_path: Path) -> None:
    file = tmp_path / "proposal.json"
    write_study(file, slip)
    assert read_study(file) == slip
    blocks = tuple(study_blocks(slip, Names(scenario())))
    assert any(isinstance(block, Paragraph) and "7 steps move" in block.text for block in blocks)


def test_the_same_proposal_every_time(slip: Proposal) -> None:
    assert replanned("2008-09-01", {**AS_PLANNED, **SLIPPED}) == slip


def test_steps_that_stay_are_done_by_the_same_people(slip: Proposal) -> None:
    old, new = read_plan(TWO_TOWNS_PLAN).decisions, plan_of(slip).decisions
    moved = {one.step for one in (*slip.moves, *slip.happened)} | set(slip.repooled)
    for name in new.steps.keys() - moved:
        before, after = old.step(name), new.step(name)
        assert before is not None
        assert after is not None
        assert {k: v for k, v in before.pools.items() if v != "joint"} == {
            k: v for k, v in after.pools.items() if v != "joint"
        }
    assert len(slip.repooled) <= 1
