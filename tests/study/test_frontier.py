"""Cost against camels and the finish: every proven point is that of trying every plan, and costs only rise."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from consolidate.analysis.markdown import markdown
from consolidate.analysis.names import Names
from consolidate.check.accounts import read_exact
from consolidate.check.verdict import check
from consolidate.errors import UnknownName
from consolidate.plan.outcome import Outcome
from consolidate.programme.programme import Programme
from consolidate.scenario.document import Scenario
from consolidate.scenario.read import parse_scenario
from consolidate.study.document import BASE as NO_LIMIT
from consolidate.study.effort import Effort
from consolidate.study.figures import Figure
from consolidate.study.files import study_json
from consolidate.study.frontier import FrontierSearch, per_unit
from consolidate.study.frontier_axes import Camels, Finish, axis_of
from consolidate.study.frontier_document import Frontier, Of
from consolidate.study.frontier_shown import plot
from consolidate.study.table import study_blocks
from consolidate.study.variants import varied
from consolidate.units import FINE, Fine
from tests.model.brute import cheapest
from tests.scenarios import BASE, decisions, patched
from tests.solve.searching import a_plan, drawn, shipped

pytestmark = pytest.mark.slow

WORK = Effort(seconds=12, workers=1, deterministic=True)
BURDENS = {
    "domains": {
        "finance": {
            "candidates": {
                "alfa": {"quality": 5, "routes": ["procure"], "joint_cost": 1000},
                "gamma": {"quality": 5.5, "routes": ["procure"], "joint_cost": 2000},
                "beta": {"quality": 6, "routes": ["procure"], "joint_cost": 4000},
            }
        }
    },
    "installed": {"birch": {"finance": {"quality": 5.5}}},
}
"""Ash has 30 users at 6, Birch 10 at 5.5. Alfa takes 1 point from Ash and a half from Birch: 30 + 5 user-points. Gamma
takes a half from Ash: 15. Beta takes nothing. Only the product costs anything: 1000, 2000, 4000."""
TINY = (
    (1, Of.FINISH),
    (2, Of.FINISH),
    (7, Of.FINISH),
    (3, Of.BURDEN),
    (3, Of.CAMELS),
    (3, Of.WORST),
    (19, Of.BURDEN),
    (19, Of.WORST),
    (44, Of.CAMELS),
)
"""Tiny scenarios in which less costs more."""


def hand(*patches: dict[str, Any]) -> Scenario:
    document = patched(BASE, BURDENS)
    for patch in patches:
        document = patched(document, patch)
    return parse_scenario(document)


def searched(scenario: Scenario, of: Of, steps: int = 5, effort: Effort = WORK) -> tuple[FrontierSearch, Frontier]:
    search = FrontierSearch(scenario, of, steps, effort)
    return search, search.run()


def costs(study: Frontier) -> list[int]:
    found = [read_exact(one.objective) for one in study.points]
    return [cost for cost in found if cost is not None]


def rises(study: Frontier) -> None:
    """Limits fall, costs and bounds only rise, and there is no plan again where there is proven to be none."""
    limits = [one.limit for one in study.points[1:]]
    assert limits == sorted(set(limits), key=lambda limit: -(limit or 0))
    found = costs(study)
    assert found == sorted(found)
    bounds = [bound for bound in (read_exact(one.bound) for one in study.points) if bound is not None]
    assert bounds == sorted(bounds)
    infeasible = [one.outcome is Outcome.INFEASIBLE for one in study.points]
    assert infeasible == sorted(infeasible)


def marked(study: Frontier) -> None:
    """Each point is dominated just where another is no worse in both and better in one."""
    places = [(read_exact(one.objective) or 0, one.value or 0) for one in study.points if one.objective is not None]
    for one in study.points:
        mine = (read_exact(one.objective) or 0, one.value or 0)
        beaten = any(cost <= mine[0] and value <= mine[1] and (cost, value) != mine for cost, value in places)
        assert one.dominated == (beaten and one.objective is not None)
    for left, right in pairwise(study.curve):
        assert (left.value or 0) > (right.value or 0)
        assert (read_exact(left.objective) or 0) < (read_exact(right.objective) or 0)


# --- by hand ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "limits", "rates"),
    [
        # even limits 28, 21, 14, 7, 0; nothing but 15 and 0 comes below: 1000 for 20 points, 2000 for 15
        (Of.BURDEN, [15, 0], [(35, 15, 50), (15, 0, 133)]),
        # 2, 1 or no camels: 1000, then 2000
        (Of.CAMELS, [1, 0], [(2, 1, 1000), (1, 0, 2000)]),
        # Ash alone: 30, 15, 0; 5 is what Birch alone could have
        (Of.WORST, [15, 5, 0], [(30, 15, 67), (15, 0, 133)]),
    ],
)
def test_what_each_camel_costs(of: Of, limits: list[int], rates: list[tuple[int, int, int]]) -> None:
    _search, study = searched(hand(), of)
    assert [one.limit for one in study.points] == [None, *limits]
    assert {one.outcome for one in study.points} == {Outcome.OPTIMAL}
    assert [one.objective for one in study.curve] == ["1000.00000", "2000.00000", "4000.00000"]
    assert [(one.burden, one.camels, one.worst, one.worst_for) for one in study.curve] == [
        (35, 2, 30, "ash"),
        (15, 1, 15, "ash"),
        (0, 0, 0, None),
    ]
    assert [(one.from_, one.to, one.amount.estimate) for one in study.exchange] == rates
    assert {(one.amount.noise, one.amount.sureness) for one in study.exchange} == {(0, "proven")}
    assert [one.more.estimate for one in study.curve if one.more] == [1000, 3000]
    assert [one.targets["finance"].product for one in study.curve[1:]] == ["gamma", "beta"]
    assert study.least == 0
    rises(study)
    marked(study)


def test_less_than_is_possible_is_not_asked() -> None:
    without_beta = {"domains": {"finance": {"candidates": {"beta": None}}}}
    _search, study = searched(hand(without_beta), Of.BURDEN)
    assert [one.limit for one in study.points] == [None, 15]
    assert study.least == 15
    assert "No plan has less than 15 user-points." in markdown(study_blocks(study, Names(hand())))


def test_what_is_out_of_reach_for_other_reasons_is_found_out() -> None:
    """Beta is possible, but there is no money for it: what is left is stepped over, and the end said."""
    money = {"budgets": {"programme": {"grants": {"2007": 3000}}}, "sharing": {"joint_one_off": {"key": "equal"}}}
    _search, study = searched(hand(money), Of.BURDEN)
    assert [(one.limit, one.outcome) for one in study.points] == [(None, Outcome.OPTIMAL), (15, Outcome.OPTIMAL)]
    assert study.least == 15
    assert costs(study) == [1000 * FINE, 2000 * FINE]
    rises(study)


def test_finish_by_hand() -> None:
    """Everything ends in week 4 at the earliest; running less from later on makes waiting pay."""
    later = {"installed": {"ash": {"finance": {"running": 0}}, "birch": {"finance": {"running": 0}}}}
    running = {"domains": {"finance": {"candidates": {"alfa": {"running_per_user": 100}}}}}
    scenario = hand({"domains": {"finance": {"candidates": {"beta": None, "gamma": None}}}}, later, running)
    _search, study = searched(scenario, Of.FINISH, steps=3)
    assert study.least == 3  # install takes weeks 0 and 1, a cutover week 2
    # decommission takes the last week: both cut over in week 50, done by the end of it
    assert [one.limit for one in study.points] == [None, 38, 25, 12]
    assert [one.value for one in study.points] == [51, 38, 25, 12]
    assert [str(one.due) for one in study.points[1:]] == ["2007-09-21", "2007-06-22", "2007-03-23"]
    # 40 users at 100 a year for 13 weeks: 4000 × 91/365 = 997.26, or 76.71 a week
    assert [one.amount.estimate for one in study.exchange] == [77, 77, 77]
    rises(study)


def test_nothing_to_spare_is_said_plainly() -> None:
    same = {"domains": {"finance": {"candidates": {"alfa": {"quality": 6}}}}}
    for of, told in ((Of.BURDEN, "swallow a camel"), (Of.CAMELS, "swallow a camel"), (Of.WORST, "swallow a camel")):
        _search, study = searched(hand(same), of)
        assert len(study.points) == 1
        assert study.exchange == ()
        assert told in markdown(study_blocks(study, Names(hand())))


@pytest.mark.parametrize("of", [Of.BURDEN, Of.CAMELS, Of.WORST])
def test_targets_that_ask_for_less(of: Of) -> None:
    programme = Programme(hand())
    axis = axis_of(programme, of)
    gamma = decisions(targets={"finance": {"product": "gamma"}})
    for plan, products in ((decisions(), {"gamma", "beta"}), (gamma, {"beta"})):
        easier = axis.easier(check(programme, plan))
        assert {option.product for option in easier["finance"]} == products
    assert axis.easier(check(programme, decisions(targets={"finance": {"product": "beta"}}))) == {}
    assert axis_of(programme, Of.FINISH).easier(check(programme, gamma)) == {}


def test_the_search_within_limits_begins_with_swapped_targets() -> None:
    """What is met before any limit is set: the plan without one, and the same with other targets."""
    search = FrontierSearch(hand(), Of.BURDEN, 1, WORK)
    seen: list[list[float]] = []
    search.tell = lambda _stage: seen.append([float(search.axis.value(plan)) for plan in search.met])
    search.run()
    assert [35, 15, 0] in seen


# --- limits that are there already --------------------------------------------------------------------


def test_accepted_camels_do_not_count() -> None:
    accepted = {"policy": {"camels": {"all": {"accepted": ["finance"]}}}}
    _search, study = searched(hand(accepted), Of.CAMELS)
    assert [(one.value, one.camels) for one in study.points] == [(0, 2)]
    assert "accepted" in markdown(study_blocks(study, Names(hand())))


def test_stricter_limits_and_refusals_stay() -> None:
    own = {"policy": {"camels": {"all": {"max": 1, "max_burden": 20, "accepted": ["finance"]}, "ash": {"max": 0}}}}
    scenario = hand(own)
    limited = varied(scenario, Camels(Programme(scenario), Of.BURDEN).patch(30)).policy.camels
    assert limited == scenario.policy.camels
    limited = varied(scenario, Camels(Programme(scenario), Of.BURDEN).patch(9)).policy.camels
    assert limited["all"] == scenario.policy.camels["all"].model_copy(update={"max_burden": 9})
    assert limited["ash"] == scenario.policy.camels["ash"]
    limited = varied(scenario, Camels(Programme(scenario), Of.WORST).patch(9)).policy.camels
    assert limited["all"] == scenario.policy.camels["all"]
    assert (limited["ash"].max, limited["ash"].max_burden, limited["birch"].max_burden) == (0, 9, 9)


@pytest.mark.parametrize(("scope", "of"), [("all", Of.BURDEN), ("all", Of.CAMELS), ("birch", Of.WORST)])
def test_a_limit_with_a_price_is_a_fault_with_its_path(scope: str, of: Of) -> None:
    scenario = hand({"policy": {"camels": {scope: {"max": 1, "price": 10}}}})
    with pytest.raises(UnknownName, match=rf"policy\.camels\.{scope}"):
        FrontierSearch(scenario, of, 5, WORK)
    for other in set(Of) - ({of} if scope == "birch" else {Of.BURDEN, Of.CAMELS}):
        FrontierSearch(scenario, other, 5, WORK)


def test_nothing_whose_finish_could_be_limited_is_a_fault() -> None:
    scenario = hand({"domains": {"finance": {"required": False}}})
    with pytest.raises(UnknownName, match="required domain"):
        axis_of(Programme(scenario), Of.FINISH)


def test_the_milestone_of_a_limit_takes_no_id_that_is_taken() -> None:
    taken = {"Frontier-Finish": {"due": "2007-12-01", "complete": ["finance"], "late_per_week": 5}}
    scenario = hand({"milestones": taken})
    found = varied(scenario, Finish(Programme(scenario)).patch(5)).milestones
    assert len(found) == 2
    assert str(found["frontier-finish-0"].due) == "2007-01-29"  # the Monday of week 4
    assert found["frontier-finish-0"].is_hard


# --- against every plan -------------------------------------------------------------------------------


@pytest.mark.parametrize(("seed", "of"), TINY)
def test_every_proven_point_is_the_best_of_all_plans(seed: int, of: Of) -> None:
    search, study = searched(parse_scenario(drawn(seed, "tiny")), of, steps=3)
    assert len(study.points) > 1
    for one in study.points:
        programme = search.contest.programmes[NO_LIMIT if one.limit is None else f"limit-{one.limit:.0f}"]
        least = cheapest(programme)
        assert one.outcome in {Outcome.OPTIMAL, Outcome.INFEASIBLE}
        if one.outcome is Outcome.INFEASIBLE:
            assert least is None
            continue
        cost = read_exact(one.objective)
        assert least is not None
        assert cost is not None
        assert 0 <= cost - least < FINE
        assert one.value is not None
        assert one.limit is None or one.value <= one.limit
        assert one.value >= study.least
    rises(study)
    marked(study)


def test_two_towns_cannot_be_done_much_sooner() -> None:
    """Beta's tender lets finance begin sooner; nothing lets both be done before April 2009."""
    _search, study = searched(shipped("two-towns"), Of.FINISH, effort=Effort(30, 1, deterministic=True))
    assert study.points[0].outcome is Outcome.OPTIMAL
    assert study.points[-1].outcome is Outcome.INFEASIBLE
    assert len(study.curve) == 2
    assert len(study.different) == 2
    # the dearer plan less the cheaper, over the weeks between them
    dear, cheap = (read_exact(study.curve[place].objective) or 0 for place in (1, 0))
    weeks = (study.curve[0].value or 0) - (study.curve[1].value or 0)
    assert study.exchange[0].amount.estimate == round((dear - cheap) / FINE / weeks)
    rises(study)
    marked(study)


@pytest.mark.parametrize(
    ("seed", "of"), [(6, Of.FINISH), (9, Of.BURDEN), (11, Of.FINISH), (12, Of.BURDEN), (14, Of.FINISH), (24, Of.FINISH)]
)
def test_costs_rise_also_where_not_all_is_proven(seed: int, of: Of) -> None:
    search, study = searched(parse_scenario(drawn(seed)), of, 3, Effort(0.5, 1, deterministic=True))
    assert study.points[0].outcome is Outcome.FEASIBLE
    assert len(study.points) > 1
    rises(study)
    marked(study)
    for name, made in search.contest.found.items():
        if made.plan is not None:
            assert made.plan.clean
            assert name == NO_LIMIT or search.axis.value(made.plan) <= search.limits[name]
    least = [one.more.proven[0] for one in study.points if one.more is not None and one.objective is not None]
    assert all(low is not None and low >= 0 for low in least)


def test_a_plan_that_another_beats_is_marked() -> None:
    """Alfa costs as much as gamma and asks for more; the search is given alfa to begin with, and need not leave it."""
    scenario = hand({"domains": {"finance": {"candidates": {"alfa": {"joint_cost": 2000}}}}})
    study = FrontierSearch(scenario, Of.BURDEN, 5, WORK).run((decisions(),))
    assert [(one.value, one.dominated) for one in study.points] == [(35, True), (15, False), (0, False)]
    assert [one.value for one in study.curve] == [15, 0]
    assert [(one.from_, one.to) for one in study.exchange] == [(15, 0)]
    assert "no, another is better" in markdown(study_blocks(study, Names(scenario)))
    marked(study)


def test_asked_to_end_it_says_what_it_knows() -> None:
    search = FrontierSearch(hand(), Of.BURDEN, 5, WORK)
    search.tell = lambda stage: search.stop.request() if stage.text == "alternatives" else None
    study = search.run((decisions(),))
    assert study.points[0].objective == "1000.00000"
    assert len(study.points) == 3
    assert costs(study) == [1000 * FINE, 2000 * FINE, 4000 * FINE]  # met by swapping targets
    rises(study)
    marked(study)


# --- figures, documents -------------------------------------------------------------------------------


def test_a_figure_by_the_unit_is_rounded_outwards() -> None:
    figure = per_unit(Figure(Fine(100), Fine(10), Fine(-100), None), Fraction(3, 2))
    assert figure == Figure(Fine(67), Fine(7), Fine(-67), None)  # 66.7, 6.7, -66.7
    assert per_unit(Figure(None), Fraction(3)) == Figure(None)


def test_a_scenario_without_a_plan_stands_as_what_it_is() -> None:
    scenario = hand({"budgets": {"programme": {"grants": {"2007": 0}}}})
    _search, study = searched(scenario, Of.BURDEN)
    assert [(one.outcome, one.objective, one.value) for one in study.points] == [(Outcome.INFEASIBLE, None, None)]
    assert "no plan, proven" in markdown(study_blocks(study, Names(scenario)))


def test_it_reads_itself_again_and_can_be_shown() -> None:
    _search, study = searched(hand(), Of.CAMELS)
    written = study_json(study)
    assert written["exchange"][0].keys() == {"from", "to", "amount"}
    assert Frontier.model_validate(json.loads(json.dumps(written))) == study
    text = markdown(study_blocks(study, Names(hand())))
    for told in (
        "From 2 camels to 1 camel: the next camel spared costs 1,000",
        "at most 0 camels",
        "camels spared: birch (finance)",
        "other targets: finance: gamma (assumed)",
    ):
        assert told in text
    lines = plot(study)
    assert [line.rstrip()[-1] for line in lines if "●" in line] == ["●"] * 3
    assert lines[0].startswith("+3,000 │●")


def test_the_same_work_gives_the_same_study() -> None:
    scenario = shipped("two-towns")
    begin = (a_plan(scenario).schedule.decisions,)
    effort = Effort(8, 1, deterministic=True)
    one, other = (FrontierSearch(scenario, Of.FINISH, 3, effort).run(begin) for _time in range(2))
    assert one == other
