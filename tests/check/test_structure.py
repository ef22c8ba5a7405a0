"""Targets, complete paths, and how long steps last."""

import pytest

from consolidate.plan.document import Decisions
from consolidate.rules import Rule
from tests.scenarios import breaches, broken, decisions, examined, monday, objects, programme

BETA = {"domains": {"finance": {"candidates": {"beta": {"quality": 8, "routes": ["extend", "procure"]}}}}}
CONVERT = {
    "templates": {"full": {"convert": {"weeks": 1, "after": ["joint/install"]}, "cutover": {"after": ["convert"]}}}
}
LATE = {"finance/birch/decommission": 4}
HAS_BETA = {"installed": {"ash": {"finance": {"product": "beta"}}}}


def test_the_earliest_plan_of_the_smallest_scenario_is_clean() -> None:
    assert broken(programme()) == set()


# --- one_target -----------------------------------------------------------------------------------------


@pytest.mark.requirement(38)
def test_a_required_domain_must_get_a_target() -> None:
    assert objects(breaches(programme(), Rule.ONE_TARGET, Decisions())) == [("finance",)]


def test_an_optional_domain_may_stay() -> None:
    optional = programme({"domains": {"finance": {"required": False}}})
    assert broken(optional, Decisions.model_validate({"targets": {"finance": {"stays": True}}})) == set()
    assert broken(optional, Decisions()) == set()


def test_a_target_must_be_a_candidate() -> None:
    verdict = examined(programme(), decisions(targets={"finance": {"product": "gamma"}}))
    assert objects(verdict.by_rule()[Rule.ONE_TARGET]) == [("finance",)]
    missing_or_left_over = verdict.by_rule()[Rule.COMPLETE_MIGRATION]
    assert {violation.caused_by for violation in missing_or_left_over} == {"targets.finance"}


def test_a_target_is_got_by_one_of_its_routes() -> None:
    assert broken(programme(), decisions(targets={"finance": {"route": "extend"}})) == {"one_target"}


@pytest.mark.requirement(52)
def test_an_agreement_is_extended_only_where_a_participant_has_it_and_the_law_allows_it() -> None:
    extend = decisions(targets={"finance": {"product": "beta", "route": "extend"}})
    option = {"domains": {"finance": {"candidates": {"beta": {"extension_option": True}}}}}
    assert broken(programme(BETA, HAS_BETA, option), extend) == set()
    assert broken(programme(BETA, HAS_BETA), extend) == {"one_target"}
    assert broken(programme(BETA, option), extend) == {"one_target"}  # nobody has it


@pytest.mark.requirement(52)
def test_an_agreement_of_a_value_below_the_threshold_may_be_extended() -> None:
    extend = decisions(targets={"finance": {"product": "beta", "route": "extend"}})
    value = {"domains": {"finance": {"candidates": {"beta": {"value": 1000}}}}}
    below = {"policy": {"tender_threshold": 1001}}
    at = {"policy": {"tender_threshold": 1000}}
    assert broken(programme(BETA, HAS_BETA, value, below), extend) == set()
    assert broken(programme(BETA, HAS_BETA, value, at), extend) == {"one_target"}


def test_a_target_for_a_domain_that_does_not_exist_is_told() -> None:
    plan = decisions(targets={"school": {"product": "alfa", "route": "procure"}})
    assert objects(breaches(programme(), Rule.ONE_TARGET, plan)) == [("school",)]


@pytest.mark.requirement(23)
def test_an_installed_product_may_become_the_target_and_its_owner_goes_the_light_path() -> None:
    owner = {"installed": {"ash": {"finance": {"product": "alfa"}}}}
    on = programme(owner, CONVERT)
    assert broken(on, decisions({"finance/birch/convert": 1})) == {"precedence"}
    assert broken(on, decisions({"finance/birch/convert": 2, "finance/birch/cutover": 3, **LATE})) == set()


# --- complete_migration ---------------------------------------------------------------------------------


@pytest.mark.requirement(32)
def test_no_step_may_be_left_out() -> None:
    verdict = examined(programme(), decisions({"finance/ash/cutover": None}))
    [missing] = verdict.by_rule()[Rule.COMPLETE_MIGRATION]
    assert missing.objects == ("finance/ash/cutover",)
    assert missing.caused_by is None


def test_what_waits_for_a_missing_step_is_caused_by_it() -> None:
    verdict = examined(programme(), decisions({"finance/ash/cutover": None}))
    [waiting] = verdict.by_rule()[Rule.PRECEDENCE]
    assert waiting.objects == ("finance/ash/decommission", "finance/ash/cutover")
    assert waiting.caused_by == "steps.finance/ash/cutover"


def test_steps_that_belong_to_nothing_are_told() -> None:
    plan = decisions({"finance/ash/dance": 4, "party": 5})
    found = breaches(programme(), Rule.COMPLETE_MIGRATION, plan)
    assert objects(found) == [("finance/ash/dance",), ("party",)]


def test_one_wrong_target_is_the_cause_of_all_steps_that_do_not_fit_it() -> None:
    # The plan follows alfa, which ash has (the light path, without `convert`); its target says beta.
    owner = {"installed": {"ash": {"finance": {"product": "alfa"}}, "birch": {"finance": {"product": "beta"}}}}
    on = programme(BETA, owner, CONVERT)
    steps = {"finance/birch/convert": 2, "finance/birch/cutover": 3, **LATE}
    assert broken(on, decisions(steps)) == set()
    verdict = examined(on, decisions(steps, targets={"finance": {"product": "beta"}}))
    missing, left_over = verdict.by_rule()[Rule.COMPLETE_MIGRATION]
    assert (missing.objects, missing.caused_by) == (("finance/ash/convert",), "targets.finance")
    assert (left_over.objects, left_over.caused_by) == (("finance/birch/convert",), "targets.finance")
    [waiting] = verdict.by_rule()[Rule.PRECEDENCE]
    assert waiting.caused_by == "targets.finance"


def test_steps_that_are_only_missing_are_an_oversight() -> None:
    verdict = examined(programme(CONVERT))
    assert {violation.caused_by for violation in verdict.by_rule()[Rule.COMPLETE_MIGRATION]} == {None}


@pytest.mark.requirement(5)
def test_measures_are_steps_of_the_plan_too() -> None:
    study = programme({"measures": {"study": {"weeks": 3}}})
    assert objects(breaches(study, Rule.COMPLETE_MIGRATION)) == [("study",)]
    assert broken(study, decisions({"study": 0})) == set()


# --- duration -------------------------------------------------------------------------------------------


def test_a_step_starts_on_a_monday() -> None:
    tuesday = Decisions.model_validate(
        {
            **decisions().model_dump(exclude_unset=True),
            "steps": {**decisions().steps, "finance/ash/cutover": "2007-01-16"},
        }
    )
    assert objects(breaches(programme(), Rule.DURATION, tuesday)) == [("finance/ash/cutover",)]


def test_a_step_ends_within_the_period() -> None:
    # 52 weeks: a step of one week may start in week 51, and a step of two weeks not.
    assert broken(programme(), decisions({"finance/ash/decommission": 51})) == set()
    two_weeks = programme({"templates": {"full": {"decommission": {"weeks": 2}}}})
    assert broken(two_weeks, decisions({"finance/ash/decommission": 50})) == set()
    [late] = breaches(two_weeks, Rule.DURATION, decisions({"finance/ash/decommission": 51}))
    assert late.objects == ("finance/ash/decommission",)


@pytest.mark.parametrize("week", [-1, 52])
def test_a_step_starts_within_the_period(week: int) -> None:
    assert "duration" in broken(programme(), decisions({"finance/ash/decommission": week}))


def test_a_step_that_avoids_closed_weeks_may_not_touch_one() -> None:
    closed = {"calendar": {"closed": {"ash": {"summer": {"from": monday(10), "to": monday(10)}}}}}
    avoid = {"templates": {"full": {"decommission": {"weeks": 3, "closed_weeks": "avoid"}}}}
    assert broken(programme(closed, avoid), decisions({"finance/ash/decommission": 7})) == set()
    [touching] = breaches(programme(closed, avoid), Rule.DURATION, decisions({"finance/ash/decommission": 8}))
    assert touching.objects == ("finance/ash/decommission",)
    assert broken(programme(closed, avoid), decisions({"finance/ash/decommission": 11})) == set()
    assert broken(programme(closed, avoid), decisions({"finance/birch/decommission": 8})) == set()


def test_a_step_pauses_in_closed_weeks_and_then_ends_later() -> None:
    # Weeks 50 and 51 are closed: a step of 2 open weeks that starts in week 48 ends with week 49; in 49 it does not.
    closed = {"calendar": {"closed": {"all": {"christmas": {"from": monday(50), "to": monday(51)}}}}}
    two_weeks = {"templates": {"full": {"decommission": {"weeks": 2}}}}
    assert broken(programme(closed, two_weeks), decisions({"finance/ash/decommission": 48})) == set()
    assert broken(programme(closed, two_weeks), decisions({"finance/ash/decommission": 49})) == {"duration"}
    runs_on = {"templates": {"full": {"decommission": {"closed_weeks": "run"}}}}
    assert broken(programme(closed, two_weeks, runs_on), decisions({"finance/ash/decommission": 50})) == set()
