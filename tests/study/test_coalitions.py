"""Who takes part: what it costs those who stay and those who leave, what each adds, who would be better off alone."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from consolidate.analysis.markdown import markdown
from consolidate.analysis.names import Names
from consolidate.analysis.subject import cash_value
from consolidate.check.accounts import read_exact
from consolidate.check.verdict import check
from consolidate.ledger.book import reference_of
from consolidate.plan.document import Decisions
from consolidate.plan.files import read_plan
from consolidate.plan.outcome import Outcome
from consolidate.programme.programme import Programme
from consolidate.scenario.document import Scenario
from consolidate.solve.limits import Limits
from consolidate.solve.run import plan_scenario
from consolidate.study.coalitions import coalitions
from consolidate.study.coalitions_document import COALITIONS_FORMAT, Coalitions, CoreLine, Question
from consolidate.study.coalitions_shown import coalition_blocks
from consolidate.study.document import BASE
from consolidate.study.effort import Effort
from consolidate.study.figures import Told
from consolidate.study.files import study_json
from consolidate.study.parties import without
from consolidate.study.partings import (
    Ask,
    Partings,
    Wanted,
    cut,
    cut_over_before,
    each_staying_out,
    group_name,
)
from consolidate.study.variants import varied
from consolidate.units import FINE
from tests.analysis.example import TWO_TOWNS_PLAN
from tests.solve.searching import shipped

pytestmark = pytest.mark.slow

WORK = Effort(seconds=150, workers=1, deterministic=True)
LATE, EARLY = date(2030, 1, 1), date(2008, 1, 7)
ASKS = (
    *each_staying_out(shipped("two-towns")),
    Ask("leaves", ("south",), day=date(2009, 3, 1)),
    Ask("leaves", ("south",), day=EARLY),
    Ask("leaves", ("south",), day=LATE),
    Ask("opts_out", ("north",), domain="archive"),
)


def parted(scenario: Scenario, wanted: Wanted, effort: Effort = WORK) -> Partings:
    found = Partings({BASE: scenario}, effort, wanted=wanted)
    found.run()
    return found


@pytest.fixture(scope="module")
def partings() -> Partings:
    return parted(shipped("two-towns"), Wanted(ASKS, samples=0))


@pytest.fixture(scope="module")
def study(partings: Partings) -> Coalitions:
    return coalitions(partings)


@pytest.fixture(scope="module")
def core(study: Coalitions) -> CoreLine:
    assert study.core is not None
    return study.core


def question(study: Coalitions, kind: str, who: str, day: date | None = None) -> Question:
    return next(
        one for one in study.questions if (one.kind, one.municipalities, one.date or day) == (kind, (who,), day)
    )


def fine(text: str) -> int:
    found = read_exact(text)
    assert found is not None
    return found


def exact(figure: Told) -> int:
    """The estimate of a figure that is proven to the unit."""
    low, high = figure.proven
    assert figure.estimate is not None
    assert low is not None
    assert high is not None
    assert low <= figure.estimate <= high <= low + 1
    assert figure.noise == 0
    assert figure.sureness == ("proven" if figure.estimate else "not_seen")
    return figure.estimate


# --- two towns ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("gone", ["north", "south"])
def test_what_a_group_is_worth_is_what_a_run_of_its_own_says(gone: str, core: CoreLine) -> None:
    """Planned from nothing, the group's scenario gives the same: staying as today less all cash."""
    scenario = varied(shipped("two-towns"), without(shipped("two-towns"), [gone]))
    made = plan_scenario(scenario, Limits(60, 1, deterministic=True))
    assert made.run is not None
    assert made.run.outcome is Outcome.OPTIMAL
    line = next(one for one in core.groups if set(one.members) == set(scenario.municipalities))
    assert line.outcome is Outcome.OPTIMAL
    assert exact(line.worth) == pytest.approx(worth_of(scenario, made.decisions), abs=1)


def test_the_whole_is_worth_what_the_best_plan_known_says(core: CoreLine) -> None:
    plan = read_plan(TWO_TOWNS_PLAN)
    assert exact(core.whole) == pytest.approx(worth_of(shipped("two-towns"), plan.decisions), abs=1)


def worth_of(scenario: Scenario, plan: Decisions) -> float:
    programme = Programme(scenario)
    today = cash_value(reference_of(programme).entries)
    return (today - cash_value(check(programme, plan).ledger.entries)) / FINE


def test_accounts_add_up_to_the_whole(partings: Partings, study: Coalitions, core: CoreLine) -> None:
    base = partings.base.plan
    assert base is not None
    whole = cash_value(reference_of(partings.programmes[BASE]).entries) - cash_value(base.ledger.entries)
    assert sum(map(fine, study.accounts.values())) == whole
    assert core.shapley is not None
    assert core.division is not None
    assert sum(map(fine, core.shapley.values())) == whole
    assert sum(map(fine, core.division.shares.values())) == whole
    for one in study.questions:
        parts = {name: fine(amount) for name, amount in one.parties.items()}
        left = sum(parts[name] for name in one.municipalities)
        assert exact(one.together) == pytest.approx(sum(parts.values()) / FINE, abs=1)
        assert exact(one.leavers) == pytest.approx(left / FINE, abs=1)
        assert exact(one.stayers) == pytest.approx((sum(parts.values()) - left) / FINE, abs=1)


def test_who_stays_out_has_what_it_has_today(study: Coalitions, core: CoreLine) -> None:
    """It loses just what it was better off by; the other is left with what it is worth alone."""
    for gone, stays in (("north", "south"), ("south", "north")):
        one = question(study, "without", gone)
        assert fine(one.parties[gone]) == fine(study.accounts[gone])
        alone = next(line for line in core.groups if line.members == (stays,))
        more = fine(study.accounts[stays]) / FINE - exact(alone.worth)
        assert exact(one.stayers) == pytest.approx(more, abs=2)
        assert exact(one.stayers) == pytest.approx(-exact(alone.more_alone), abs=1)


def test_joint_cost_is_stranded_on_those_who_stay(partings: Partings, study: Coalitions) -> None:
    """Without South the targets stay: all joint cost that South bore falls to North, to the unit."""
    one = question(study, "without", "south")
    assert one.targets == {}
    assert one.joint_left == one.joint_more
    base = partings.base.plan
    assert base is not None
    shares = [
        entry.amount for entry in base.ledger.entries if entry.kind == "joint_one_off" and entry.bearer == "south"
    ]
    assert one.joint_left == sum(shares) > 0
    assert question(study, "without", "north").targets["finance"].product == "beta"  # alfa was North's to extend


def test_two_who_are_worth_less_alone_are_held_together(core: CoreLine) -> None:
    """Nobody would be better off alone, so the accounts hold as they are. South adds v(all) - v(North)."""
    assert core.complete
    assert core.proven
    assert [line.blocks for line in core.groups] == [False, False]
    assert core.division is not None
    assert core.division.exists
    assert fine(core.division.lacking) == 0
    worth = {line.members[0]: exact(line.worth) for line in core.groups}
    whole = exact(core.whole)
    assert core.shapley is not None
    for name, other in (("north", "south"), ("south", "north")):
        adds = whole - worth[other]
        assert exact(core.adds[name]) == pytest.approx(adds, abs=2)
        assert fine(core.shapley[name]) / FINE == pytest.approx((worth[name] + adds) / 2, abs=2)


def test_leaving_after_all_is_done_changes_nothing_and_before_it_joins_nothing(study: Coalitions) -> None:
    late, early = question(study, "leaves", "south", LATE), question(study, "leaves", "south", EARLY)
    assert late.stays_in == ("archive", "finance")
    assert set(late.parties.values()) == {"0.00000"}
    assert late.moved_steps == 0
    assert early.stays_in == ()
    middle = question(study, "leaves", "south", date(2009, 3, 1))
    assert middle.stays_in == ("finance",)
    assert 0 == exact(late.stayers) < exact(middle.stayers) < exact(early.stayers)
    assert early.joint_left is not None
    assert early.joint_more is not None
    assert early.joint_more < early.joint_left  # it still bears its share of the measure, which belongs to all


def test_who_opts_out_is_outside_in_one_domain(partings: Partings, study: Coalitions) -> None:
    one = question(study, "opts_out", "north")
    assert one.domain == "archive"
    made = partings.found["north/archive"].plan
    assert made is not None
    assert not [step for step in made.schedule.placed if step.startswith("archive/north/")]
    assert exact(one.stayers) > 0


def test_it_reads_itself_again_and_can_be_shown(study: Coalitions) -> None:
    written = study_json(study)
    assert Coalitions.model_validate(json.loads(json.dumps(written))) == study
    assert {"format", "scenario", "noise", "solves", "questions", "core"} <= written.keys()
    assert written["format"] == COALITIONS_FORMAT
    text = markdown(coalition_blocks(study, Names(shipped("two-towns"))))
    for part in (
        "without north",
        "north opts out of archive",
        "south leaves on 1 March 2009",
        "finance: beta (assumed)",
    ):
        assert part in text
    assert "The accounts as they are leave none of them better off alone." in text
    assert "all else goes as planned" in text
    assert "1 March 2009: has cut over before: finance;" in text


# --- parts --------------------------------------------------------------------------------------------


def test_a_plan_cut_to_those_who_stay_is_a_plan_of_theirs(partings: Partings) -> None:
    """Without South: North's steps as they were. Without North alfa cannot be extended, and the cut plan is none."""
    base = partings.base.plan
    assert base is not None
    north, south = partings.programmes["north"], partings.programmes["south"]
    assert check(north, cut(base.schedule.decisions, north)).clean
    assert not check(south, cut(base.schedule.decisions, south)).clean
    assert not [step for step in cut(base.schedule.decisions, north).steps if "/south/" in step]
    assert cut(base.schedule.decisions, partings.programmes[BASE]) == base.schedule.decisions


def test_cut_over_before_counts_the_end_of_the_cutover(partings: Partings) -> None:
    base = partings.base.plan
    assert base is not None
    cutover = base.schedule.find("finance", "south", "cutover")
    assert cutover is not None
    day = base.schedule.programme.timeline.day(cutover.end)
    assert cut_over_before(base, "south", day) == ("finance",)
    assert cut_over_before(base, "south", day - timedelta(days=1)) == ()


def test_questions_about_the_same_group_are_planned_once() -> None:
    wanted = Wanted((Ask("without", ("north",)), Ask("without", ("north", "north"))), samples=0)
    asked = Partings({BASE: shipped("two-towns")}, WORK, wanted=wanted)
    assert list(asked.scenarios) == [BASE, "south", "north"]
    assert set(asked.names.values()) == {"south"} == {group_name(["south"])}


def test_of_seven_those_drawn_are_examined() -> None:
    asked = Partings({BASE: shipped("knps/knps-core")}, WORK, wanted=Wanted((), samples=3))
    assert len(asked.groups) == 17
    assert len(asked.scenarios) == 18
    assert {len(asked.scenarios[name].municipalities) for name in asked.scenarios} >= {1, 6, 7}
