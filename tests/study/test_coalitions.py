"""Who takes part: what it costs those who stay and those who leave, what each adds, who would be better off alone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

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
from consolidate.scenario.read import parse_scenario
from consolidate.solve.limits import Limits
from consolidate.solve.run import plan_scenario
from consolidate.study.coalitions import coalitions
from consolidate.study.coalitions_document import COALITIONS_FORMAT, Coalitions, CoreLine, Question
from consolidate.study.coalitions_shown import coalition_blocks
from consolidate.study.contest import SEEDS
from consolidate.study.document import BASE
from consolidate.study.effort import Effort
from consolidate.study.figures import ZERO, Figure, Told
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
    most_time_released,
    prices_something,
)
from consolidate.study.planned import Planned
from consolidate.study.variants import varied
from consolidate.units import FINE, Fine
from tests.analysis.example import TWO_TOWNS_PLAN
from tests.model.brute import cheapest
from tests.scenarios import BASE as TINY
from tests.scenarios import patched
from tests.solve.searching import shipped

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


# --- a tiny one, by trying every plan ------------------------------------------------------------------

SMALL: dict[str, Any] = {
    "period": {"end": "2007-03-04", "discount_percent": 4},
    "keys": {"size": {"inhabitants": 100}},
    "sharing": {"joint_one_off": {"key": "size"}},
    "domains": {
        "finance": {
            "required": True,
            "candidates": {"alfa": {"joint_cost": 40_000, "local_cost": 9_000, "running_per_user": 900}},
        }
    },
    "installed": {"ash": {"finance": {"running": 90_000}}, "birch": {"finance": {"running": 31_000}}},
}
"""Ash saves 90,000 - 27,000 a year for one and a half years, Birch 31,000 - 9,000; the joint cost is 3 to 1."""


def tiny() -> Scenario:
    return parse_scenario(patched(TINY, SMALL))


@pytest.fixture(scope="module")
def small() -> Partings:
    return parted(tiny(), Wanted(each_staying_out(tiny()), samples=0))


def test_what_groups_are_worth_equals_trying_every_plan(small: Partings) -> None:
    """Nothing is priced, so that the cheapest plan has the least cash. Birch alone cannot carry the joint cost."""
    assert not prices_something(tiny())
    worth: dict[tuple[str, ...], int] = {}
    for name, scenario in small.scenarios.items():
        programme = Programme(scenario)
        least = cheapest(programme)
        assert least is not None
        amount = cash_value(reference_of(programme).entries) - least
        assert small.worth(name) == Figure(Fine(amount), ZERO, Fine(amount), Fine(amount))
        worth[tuple(sorted(scenario.municipalities))] = amount
    assert len(worth) == 3
    assert worth["birch",] < 0 < worth["ash",] < worth["ash", "birch"]


def test_who_pays_too_much_of_it_would_be_better_off_alone(small: Partings) -> None:
    """Ash bears 99 in 100 of the joint cost, as good as alone, and of the running cost, Birch's too: alone it has more.

    The whole is worth more than both alone, so there is a division that holds; the nearest gives Ash what it has alone.
    """
    key = {"given": {"ash": 99, "birch": 1}, "inhabitants": 0}
    patch = {"keys": {"size": key}, "sharing": {"running": {"key": "size"}}}
    scenario = varied(tiny(), patch)
    found = parted(scenario, Wanted((), samples=0))
    study = coalitions(found)
    assert study.core is not None
    ash = next(line for line in study.core.groups if line.members == ("ash",))
    assert ash.blocks
    assert exact(ash.more_alone) > 0
    assert study.core.division is not None
    assert study.core.division.exists
    shares = {name: fine(amount) for name, amount in study.core.division.shares.items()}
    assert shares["ash"] == pytest.approx(found.worth("ash").estimate, abs=FINE)
    assert sum(shares.values()) == sum(map(fine, study.accounts.values()))
    text = markdown(coalition_blocks(study, Names(scenario)))
    assert "1 of them would be better off alone than under the plan at hand. Most would gain ash" in text


def test_what_is_not_proven_is_left_open(small: Partings) -> None:
    """A plan that may not be the best: worth at least what it shows, at most what the bound leaves; accounts open."""
    made = small.found["ash"]
    assert made.plan is not None
    today = cash_value(reference_of(small.programmes["ash"]).entries)
    bound = Fine(made.plan.ledger.objective - 5 * FINE)
    unsure = Partings({BASE: tiny()}, WORK, wanted=Wanted(each_staying_out(tiny()), samples=0))
    unsure.found = {**small.found, "ash": replace(made, outcome=Outcome.FEASIBLE, bound=bound)}
    unsure.noise = Fine(7)
    least = Fine(today - made.plan.ledger.objective)
    assert unsure.worth("ash") == Figure(least, Fine(7), least, Fine(today - bound))
    assert unsure.gain("ash", ["ash"]) == Figure(least, Fine(7))
    study = coalitions(unsure)
    assert study.core is not None
    assert not study.core.proven
    ash = next(line for line in study.core.groups if line.members == ("ash",))
    assert 0 < (ash.worth.estimate or 0) < fine(ash.has) / FINE  # worth something alone, but less than as planned
    assert not ash.blocks
    assert question(study, "without", "birch").stayers.proven == (None, None)
    assert question(study, "without", "ash").stayers.sureness == "proven"
    assert "Not every plan is proven best" in markdown(coalition_blocks(study, Names(tiny())))


def test_priced_terms_and_time_released_widen_what_is_known() -> None:
    """Time released counts at half: of 100 and 60 a year, 80. A milestone has a price: a plan may be late."""
    benefit = {"requires": ["finance"], "class": "time_released", "per_year": {"ash": 100, "birch": 60}}
    patch = {
        "benefits": {"b": {**benefit, "owner": "mayor"}},
        "milestones": {"m": {"due": "2007-01-13", "complete": ["finance"], "late_per_week": 10}},
        "policy": {"time_released_weight": 0.5},
    }
    scenario = varied(tiny(), patch)
    assert prices_something(scenario)
    programme = Programme(scenario)
    most = most_time_released(programme)
    assert most == 80 * max(programme.timeline.benefit(0))
    found = parted(scenario, Wanted(()))
    made = found.base
    assert made.plan is not None
    proven = found.worth(BASE)
    assert proven.low == proven.high == proven.estimate
    found.found[BASE] = replace(made, outcome=Outcome.FEASIBLE)
    today = cash_value(reference_of(programme).entries)
    assert found.worth(BASE) == Figure(proven.estimate, ZERO, Fine(today - made.plan.ledger.objective - most), None)
    late = sum(entry.present_value for entry in made.plan.ledger.entries if entry.kind == "lateness")
    assert late == 10 * FINE  # installed in weeks 0 and 1, cut over in week 2, due in week 1


def test_a_group_without_a_plan_asks_for_nothing() -> None:
    """Alfa may only be extended, which takes Ash's agreement: Birch alone has no plan, and that is said."""
    patch = {
        "domains": {"finance": {"candidates": {"alfa": {"routes": ["extend"], "extension_option": True}}}},
        "installed": {"ash": {"finance": {"product": "alfa"}}},
    }
    scenario = varied(tiny(), patch)
    study = coalitions(parted(scenario, Wanted(each_staying_out(scenario), samples=0)))
    one = question(study, "without", "ash")
    assert one.outcome is Outcome.INFEASIBLE
    assert (one.stayers.estimate, one.stayers.sureness) == (None, "unknown")
    assert one.run_note == "no target and route is open for finance"
    assert study.core is not None
    assert study.core.proven
    assert (study.core.adds["ash"].estimate, study.core.shapley) == (None, None)
    birch = next(line for line in study.core.groups if line.members == ("birch",))
    assert (birch.worth.estimate, birch.blocks, birch.run_note) == (None, False, one.run_note)
    assert "birch: no target and route is open for finance." in markdown(coalition_blocks(study, Names(scenario)))


def test_without_a_plan_of_the_base_nothing_is_asked() -> None:
    scenario = shipped("infeasible/camels-infeasible")
    study = coalitions(parted(scenario, Wanted(each_staying_out(scenario), samples=0)))
    assert (study.outcome, study.objective, study.questions, study.core) == (Outcome.INFEASIBLE, None, (), None)
    assert study.solves == 1
    assert "There is no plan" in markdown(coalition_blocks(study, Names(scenario)))


@pytest.mark.slow
def test_where_nothing_is_proven_noise_is_measured_and_sums_hold() -> None:
    """A moment's work on a merger: base, three groups of two and three of one, and two runs more of the first two."""
    scenario = shipped("merger")
    found = parted(scenario, Wanted((Ask("without", ("brackenford",)),), samples=0), Effort(4, 1, deterministic=True))
    study = coalitions(found)
    assert study.outcome is Outcome.FEASIBLE
    assert study.solves == 7 + 2 * SEEDS
    one = question(study, "without", "brackenford")
    assert one.outcome is Outcome.FEASIBLE
    assert one.stayers.noise == study.noise >= 0
    assert one.stayers.proven == one.leavers.proven == (None, None)
    parts = [fine(amount) for amount in one.parties.values()]
    assert one.together.estimate == pytest.approx(sum(parts) / FINE, abs=1)
    assert fine(one.parties["brackenford"]) == fine(study.accounts["brackenford"])
    assert study.core is not None
    whole, has = study.core.whole, sum(map(fine, study.accounts.values()))
    assert whole.estimate == pytest.approx(has / FINE, abs=1)
    assert whole.proven[0] is not None
    assert whole.estimate is not None
    assert whole.proven[0] <= whole.estimate
    assert whole.proven[1] is None
    pair = next(line for line in study.core.groups if line.members == ("aldermoor", "caldwick"))
    assert pair.worth.estimate == pytest.approx(
        sum(fine(study.accounts[name]) - fine(one.parties[name]) for name in pair.members) / FINE, abs=1
    )


def test_why_there_is_no_plan_is_told_where_it_can_be() -> None:
    """Four weeks of work do not fit into three. Caldwick has no sign-in to widen; what needs it is not named too."""
    late = varied(tiny(), {"period": {"end": "2007-01-21"}})
    found = parted(late, Wanted(()))
    assert found.base.outcome is Outcome.INFEASIBLE
    assert found.why(BASE) == "there is no time left for finance"
    merger = Partings({BASE: shipped("merger")}, WORK, wanted=Wanted((Ask("without", ("aldermoor", "brackenford")),)))
    merger.found["caldwick"] = Planned(Outcome.INFEASIBLE, None, None)
    assert merger.why("caldwick") == "no target and route is open for Sign-in and mail"


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
