"""Milestones by their dates, and limits on camels and babies."""

import pytest

from consolidate.plan.document import Decisions
from consolidate.rules import Rule
from tests.scenarios import both_towns, breaches, broken, day, decisions, examined, monday, objects, programme

# --- milestone_due --------------------------------------------------------------------------------------


@pytest.mark.requirement(42)
@pytest.mark.requirement(49)
@pytest.mark.parametrize(("cutover", "rules"), [(7, set()), (8, {"milestone_due"})])
def test_a_hard_milestone_is_met_by_what_ends_within_the_week_that_holds_its_date(
    cutover: int, rules: set[str]
) -> None:
    # Due on Tuesday of week 7; it counts only when both towns have cut over.
    milestone = programme({"milestones": {"M6": {"due": day(7, 1), "complete": ["finance"]}}})
    plan = decisions({"finance/birch/cutover": cutover, "finance/birch/decommission": 9})
    assert broken(milestone, plan) == rules


@pytest.mark.requirement(50)
def test_a_missed_milestone_is_told_with_what_is_late_and_by_how_long() -> None:
    milestone = programme({"milestones": {"M6": {"due": day(7, 1), "complete": ["finance"], "hard": True}}})
    plan = decisions({"finance/birch/cutover": 10, "finance/birch/decommission": 11})
    [late] = breaches(milestone, Rule.MILESTONE_DUE, plan)
    assert late.objects == ("M6", "finance/birch/cutover")
    assert (late.weeks, late.amount, late.limit) == ((8, 11), 11, 8)
    assert "3 weeks late" in late.sentence


def test_a_soft_milestone_is_a_price_and_no_violation() -> None:
    soft = {"due": day(0, 1), "complete": ["finance"], "late_per_week": 5}
    assert broken(programme({"milestones": {"M6": soft}})) == set()


def test_a_milestone_lists_measures_and_steps_too() -> None:
    listed = {"due": day(4, 0), "complete": ["plan", "finance/joint/install"]}
    on = programme({"measures": {"plan": {"weeks": 4}}, "milestones": {"M2": listed}})
    assert broken(on, decisions({"plan": 1})) == set()
    assert objects(breaches(on, Rule.MILESTONE_DUE, decisions({"plan": 2}))) == [("M2", "plan")]


def test_a_milestone_that_names_a_left_out_step_looks_at_what_that_waits_for() -> None:
    gone = {"templates": {"joint": {"pilot": {"weeks": 0, "after": ["install"]}}}}
    listed = {"milestones": {"M": {"due": day(1, 0), "complete": ["finance/joint/pilot"]}}}
    late = both_towns(6)
    assert broken(programme(gone, listed)) == set()
    assert broken(programme(gone, listed), decisions({**late, "finance/joint/install": 1})) == {"milestone_due"}


def test_a_milestone_that_a_missing_step_holds_up_is_caused_by_it() -> None:
    milestone = programme({"milestones": {"M6": {"due": day(7, 1), "complete": ["finance"]}}})
    verdict = examined(milestone, decisions({"finance/birch/cutover": None}))
    [never] = verdict.by_rule()[Rule.MILESTONE_DUE]
    assert never.caused_by == "steps.finance/birch/cutover"
    [never] = examined(milestone, Decisions()).by_rule()[Rule.MILESTONE_DUE]
    assert never.caused_by == "targets.finance"


# --- camel_limit ----------------------------------------------------------------------------------------

WORSE = {"domains": {"finance": {"candidates": {"alfa": {"quality": 5.5}}}}}
"""Perceived 6 today, 5.5 after: a camel in both towns, a burden of 30 × 0.5 = 15 and 10 × 0.5 = 5 user-points."""


@pytest.mark.requirement(26)
@pytest.mark.requirement(27)
@pytest.mark.parametrize(
    ("limit", "rules"),
    [
        ({"all": {"max": 2}}, set()),
        ({"all": {"max": 1}}, {"camel_limit"}),
        ({"ash": {"max": 1}}, set()),
        ({"ash": {"max": 0}}, {"camel_limit"}),
        ({"all": {"max_burden": 20}}, set()),
        ({"all": {"max_burden": 19}}, {"camel_limit"}),
        ({"birch": {"max_burden": 5}}, set()),
        ({"birch": {"max_burden": 4}}, {"camel_limit"}),
        ({"birch": {"refused": ["finance"]}}, {"camel_limit"}),
        ({"birch": {"max": 0, "accepted": ["finance"]}}, set()),
        ({"all": {"max": 0, "price": 100}}, set()),
    ],
)
def test_camels_and_their_burden_keep_within_limits(limit: dict[str, object], rules: set[str]) -> None:
    assert broken(programme(WORSE, {"policy": {"camels": limit}})) == rules


@pytest.mark.requirement(34)
def test_a_change_to_something_as_good_is_no_camel_and_quality_is_read_exactly() -> None:
    limit = {"policy": {"camels": {"all": {"max": 0}}}}
    same = {"domains": {"finance": {"candidates": {"alfa": {"quality": 6}}}}}
    assert broken(programme(same, limit)) == set()
    below = {"domains": {"finance": {"candidates": {"alfa": {"quality": 5.9}}}}}
    over = {violation.objects for violation in breaches(programme(below, limit), Rule.CAMEL_LIMIT)}
    assert over == {("all", "finance/ash", "finance/birch")}


def test_a_candidate_may_be_perceived_otherwise_in_one_town() -> None:
    here = {"domains": {"finance": {"candidates": {"alfa": {"quality_in": {"ash": 6}}}}}}
    [over] = breaches(programme(WORSE, here, {"policy": {"camels": {"all": {"max": 0}}}}), Rule.CAMEL_LIMIT)
    assert over.objects == ("all", "finance/birch")


def test_who_has_the_target_already_swallows_no_camel() -> None:
    owner = {"installed": {"ash": {"finance": {"product": "alfa", "quality": 9}}}}
    [over] = breaches(programme(WORSE, owner, {"policy": {"camels": {"all": {"max": 0}}}}), Rule.CAMEL_LIMIT)
    assert over.objects == ("all", "finance/birch")


# --- baby_limit -----------------------------------------------------------------------------------------

BABY = {"installed": {"ash": {"finance": {"baby": "own report library"}}}}


@pytest.mark.requirement(26)
@pytest.mark.parametrize(
    ("limit", "rules"),
    [
        ({"all": {"max": 1}}, set()),
        ({"all": {"max": 0}}, {"baby_limit"}),
        ({"birch": {"max": 0}}, set()),
        ({"ash": {"refused": ["finance"]}}, {"baby_limit"}),
        ({"ash": {"max": 0, "accepted": ["finance"]}}, set()),
        ({"ash": {"max": 0, "price": 9}}, set()),
    ],
)
def test_buried_babies_keep_within_limits(limit: dict[str, object], rules: set[str]) -> None:
    assert broken(programme(BABY, {"policy": {"babies": limit}})) == rules


def test_the_baby_of_a_product_that_becomes_the_target_lives() -> None:
    owner = {"installed": {"ash": {"finance": {"product": "alfa"}}}}
    assert broken(programme(BABY, owner, {"policy": {"babies": {"all": {"max": 0}}}})) == set()


def test_a_milestone_whose_date_had_passed_by_the_status_date_is_not_the_plans_fault() -> None:
    milestone = {"milestones": {"M": {"due": monday(0), "complete": ["finance"]}}, "status_date": monday(1)}
    late = both_towns(6)
    [passed] = breaches(programme(milestone), Rule.MILESTONE_DUE, decisions({**late, "finance/joint/install": 1}))
    assert passed.caused_by == "actuals"
