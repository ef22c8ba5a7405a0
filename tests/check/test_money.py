"""Budgets of the programme and of each municipality."""

import pytest

from consolidate.rules import Rule
from tests.scenarios import breaches, broken, decisions, examined, programme

COSTS = {"domains": {"finance": {"candidates": {"alfa": {"joint_cost": 1000, "local_cost": 300}}}}}
"""Joint 1000 in week 0, paid by the programme; 300 in each town in week 2."""


@pytest.mark.requirement(8)
@pytest.mark.parametrize(("grant", "rules"), [(1000, set()), (999, {"programme_budget"})])
def test_the_programme_spends_no_more_than_it_has(grant: int, rules: set[str]) -> None:
    assert broken(programme(COSTS, {"budgets": {"programme": {"grants": {"2007": grant}}}})) == rules


@pytest.mark.requirement(8)
@pytest.mark.requirement(53)
@pytest.mark.parametrize(("grant", "rules"), [(300, set()), (299, {"municipal_budget"})])
def test_a_town_spends_no_more_than_it_has(grant: int, rules: set[str]) -> None:
    assert broken(programme(COSTS, {"budgets": {"ash": {"grants": {"2007": grant}}}})) == rules


def test_an_overspent_year_is_told_with_amounts_and_what_was_paid() -> None:
    [over] = breaches(programme(COSTS, {"budgets": {"ash": {"grants": {"2007": 100}}}}), Rule.MUNICIPAL_BUDGET)
    assert over.objects == ("ash", "finance/ash/cutover")
    assert (over.weeks, over.amount, over.limit) == ((0, 52), 300, 100)


def test_a_payer_that_is_not_listed_has_no_limit_and_a_year_without_a_grant_has_nothing() -> None:
    assert broken(programme(COSTS, {"budgets": {"birch": {"grants": {"2007": 300}}}})) == set()
    assert broken(programme(COSTS, {"budgets": {"birch": {"grants": {"2008": 300}}}})) == {"municipal_budget"}


def test_a_soft_budget_is_a_price_and_no_violation() -> None:
    assert broken(programme(COSTS, {"budgets": {"ash": {"grants": {"2007": 1}, "price": 2}}})) == set()


@pytest.mark.requirement(56)
def test_shares_count_against_each_towns_budget_and_not_the_programmes() -> None:
    # 1000 by inhabitants 3000 : 1000 = 750 + 250; ash 750 + 300 = 1050, birch 250 + 300 = 550.
    shares = {
        "keys": {"size": {"inhabitants": 1}},
        "sharing": {"joint_one_off": {"paid_by": "shares", "key": "size"}},
    }
    enough = {"programme": {"grants": {}}, "ash": {"grants": {"2007": 1050}}, "birch": {"grants": {"2007": 550}}}
    assert broken(programme(COSTS, shares, {"budgets": enough})) == set()
    short = {"ash": {"grants": {"2007": 1049}}}
    assert broken(programme(COSTS, shares, {"budgets": short})) == {"municipal_budget"}


@pytest.mark.requirement(11)
@pytest.mark.parametrize(("reserve", "rules"), [(10, set()), (10.1, {"municipal_budget"})])
def test_a_reserve_is_kept_back(reserve: float, rules: set[str]) -> None:
    # 333 − round(33.3) = 300, and 333 − round(33.633) = 299.
    budget = {"ash": {"grants": {"2007": 333}, "reserve_percent": reserve}}
    assert broken(programme(COSTS, {"budgets": budget})) == rules


@pytest.mark.parametrize(("percent", "rules"), [(100, set()), (50, set()), (49, {"municipal_budget"})])
def test_what_is_left_is_carried_to_the_next_year_in_part(percent: int, rules: set[str]) -> None:
    # Two years; 2007: 200 granted, nothing spent, 200 × 50 % = 100 carried; 2008: 200 + 100 = 300 for the cutover.
    two_years = {"period": {"end": "2008-12-28", "value_until": "2008-12-31"}}
    budget = {"budgets": {"ash": {"grants": {"2007": 200, "2008": 200}, "carry_over_percent": percent}}}
    plan = decisions({"finance/ash/cutover": 60, "finance/ash/decommission": 61})
    assert broken(programme(COSTS, two_years, budget), plan) == rules


def test_a_step_pays_in_the_year_of_its_first_monday_or_of_its_last_day() -> None:
    # The cutover takes weeks 51 and 52: 24 December 2007 to 6 January 2008.
    two_years = {"period": {"end": "2008-12-28", "value_until": "2008-12-31"}}
    long = {"templates": {"full": {"cutover": {"weeks": 2}}}}
    late = {"templates": {"full": {"cutover": {"pays": "end"}}}}
    only = {year: {"budgets": {"ash": {"grants": {year: 300}, "carry_over_percent": 0}}} for year in ("2007", "2008")}
    plan = decisions({"finance/ash/cutover": 51, "finance/ash/decommission": 60, "finance/birch/decommission": 60})
    assert broken(programme(COSTS, two_years, long, only["2007"]), plan) == set()
    assert broken(programme(COSTS, two_years, long, only["2008"]), plan) == {"municipal_budget"}
    assert broken(programme(COSTS, two_years, long, late, only["2007"]), plan) == {"municipal_budget"}
    assert broken(programme(COSTS, two_years, long, late, only["2008"]), plan) == set()


def test_money_that_is_spent_already_is_reported_as_caused_by_actuals() -> None:
    happened = {"finance/joint/install": {"started": "2007-01-01", "finished": "2007-01-12"}}
    spent = {"status_date": "2007-01-15", "actuals": {"steps": happened}}
    verdict = examined(programme(COSTS, spent, {"budgets": {"programme": {"grants": {"2007": 500}}}}))
    [over] = verdict.violations
    assert (over.rule, over.caused_by) == (Rule.PROGRAMME_BUDGET, "actuals")
    assert verdict.clean
