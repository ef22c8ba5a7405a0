"""Budgets, accounts, cases and curves: each is a sum over the ledger, and they agree with each other."""

from datetime import date
from fractions import Fraction

import pytest

from consolidate.analysis.budgets import payer_budgets
from consolidate.analysis.cases import Case, by_area, case_section, cases_of, together
from consolidate.analysis.changes import changes_of
from consolidate.analysis.curve import curve_of, curve_section, plot
from consolidate.analysis.markdown import markdown
from consolidate.analysis.parties import Party, parties_of, party_section
from consolidate.analysis.subject import Subject, cash_value
from consolidate.analysis.summary import summary_of
from consolidate.analysis.years import Years
from consolidate.check.derived import derived
from consolidate.ledger.entries import CASH, EntryKind
from consolidate.units import rounded_money
from tests.analysis.example import documents, subject


@pytest.fixture(scope="module")
def rich() -> Subject:
    return subject()


def parties(of: Subject) -> dict[str, Party]:
    return {party.municipality: party for party in parties_of(of, changes_of(of))}


def cases(of: Subject) -> dict[str, Case]:
    return {case.of: case for case in cases_of(of)}


@pytest.mark.requirement("REQ-08")
@pytest.mark.requirement("REQ-53")
def test_the_budget_table_has_each_payer_and_year(rich: Subject) -> None:
    budgets = {budget.payer: budget for budget in payer_budgets(rich)}
    assert list(budgets) == ["programme", "north", "south"]
    # 2008: coordination 150,000, finance 10 % and 80 % of 1,200,000, tender of archive 20 % of 1,300,000
    assert [(line.year, line.available, line.spent) for line in budgets["programme"].years] == [
        (2008, 2_500_000, 1_490_000),
        (2009, 1_500_000, 1_040_000),
    ]
    # north keeps half of what is left of its 500,000 after 100,000 for connecting to alfa
    assert [(line.carried, line.available, line.spent) for line in budgets["north"].years] == [
        (0, 500_000, 100_000),
        (200_000, 900_000, 454_000),
    ]


def test_a_payer_without_a_budget_is_shown_without_a_limit() -> None:
    scenario, plan = documents()
    del scenario["budgets"]["south"]
    budgets = {budget.payer: budget for budget in payer_budgets(subject(scenario, plan))}
    assert [budget.limited for budget in budgets.values()] == [True, True, False]
    assert budgets["south"].spent == 444_000


@pytest.mark.requirement("REQ-16")
@pytest.mark.requirement("REQ-54")
def test_each_municipality_sees_its_own_cost_gain_and_changes(rich: Subject) -> None:
    found = parties(rich)
    assert list(found) == ["north", "south"]  # 9,000 inhabitants before 4,400
    north = found["north"]
    # joint one-off of 2,530,000: 30 % equal, 70 % by inhabitants, each step split for itself
    assert (north.own, north.share, found["south"].share) == (554_000, 1_568_977, 961_023)
    assert (north.before, north.after) == (725_000, 55 * 3_900 + 145 * 700)
    assert (north.effects, north.released) == (36_500 + 10_000, 108_000)
    assert [camel.domain for camel in north.changes.camels] == ["archive"]
    assert north.paths == {"archive": "full", "finance": "light"}


def test_gains_of_municipalities_and_of_cases_add_up_to_the_programmes(rich: Subject) -> None:
    gain = summary_of(rich).gain
    assert gain == cash_value(rich.reference.entries) - cash_value(rich.ledger.entries)
    assert sum(party.gain for party in parties(rich).values()) == gain
    assert together("", cases_of(rich)).gain == gain
    assert sum(case.one_off for case in cases_of(rich)) == rich.ledger.investment


def test_accounts_are_those_of_the_plan_document(rich: Subject) -> None:
    accounts = derived(rich.verdict)["accounts"]
    for name, party in parties(rich).items():
        assert accounts[name]["better_by"] == rounded_money(party.gain)
        assert accounts[name]["amount"]["own_one_off"] == party.own
        assert accounts[name]["amount"]["share_of_programme"] == party.share


def test_years_of_an_account_add_up_to_its_ledger(rich: Subject) -> None:
    for name, party in parties(rich).items():
        cash = sum(e.amount for e in rich.ledger.entries if e.bearer == name and e.kind in CASH)
        reference = sum(e.amount for e in rich.reference.entries if e.bearer == name)
        assert sum(year.net for year in party.years) == reference - cash


def test_every_entry_is_spread_over_years_without_loss(rich: Subject) -> None:
    years = Years(rich.programme)
    for entry in (*rich.ledger.entries, *rich.reference.entries):
        assert sum(years.of(entry).values()) == entry.amount


@pytest.mark.requirement("REQ-09")
@pytest.mark.requirement("REQ-39")
def test_each_domain_and_measure_has_its_case(rich: Subject) -> None:
    found = cases(rich)
    archive = found["archive"]
    # joint 1,300,000; north 220,000 + 145 × 1,200 and its fee of 60,000; south connects for 90,000
    assert archive.one_off == 1_300_000 + 394_000 + 60_000 + 90_000
    assert (archive.before, archive.after, archive.effects) == (405_000, 215 * 700, 51_100)
    assert archive.payback == Fraction(1_844_000, 405_000 - 150_500 + 51_100)
    assert found["coordination"].payback is None
    assert found["coordination"].one_off == 150_000


@pytest.mark.requirement("REQ-47")
def test_a_benefit_that_waits_for_several_is_counted_once(rich: Subject) -> None:
    found = cases(rich)
    assert (found["both"].effects, found["finance"].effects) == (20_000, 0)
    whole = -sum(entry.yearly for entry in rich.ledger.entries if entry.kind is EntryKind.BUDGET_EFFECT)
    assert sum(case.effects for case in found.values()) == whole


@pytest.mark.requirement("REQ-48")
def test_time_released_is_in_no_sum_of_money(rich: Subject) -> None:
    finance = cases(rich)["finance"]
    assert finance.released == 160_800
    assert finance.spared == finance.before - finance.after
    assert summary_of(rich).cash == sum(e.present_value for e in rich.ledger.entries if e.kind in CASH)


@pytest.mark.requirement("REQ-21")
def test_cases_are_grouped_by_main_area(rich: Subject) -> None:
    areas = by_area(cases_of(rich))
    assert list(areas) == ["administration", None]
    assert [case.of for case in areas["administration"]] == ["finance"]
    text = markdown(case_section(rich, cases_of(rich)))
    assert "### By main area" in text
    assert "Goals by main area: administration 1, no main area 2." in text


@pytest.mark.requirement("REQ-18")
def test_the_curve_shows_when_the_programme_has_paid_for_itself(rich: Subject) -> None:
    curve = curve_of(rich)
    end = curve.points[-1]
    cash = sum(entry.amount for entry in rich.ledger.entries if entry.kind in CASH)
    reference = sum(entry.amount for entry in rich.reference.entries)
    assert end.gained_until - end.invested_until == reference - cash
    assert end.invested_until == rich.ledger.investment
    assert curve.break_even is not None
    months = dict(curve.monthly)
    assert all(net < 0 for day, net in months.items() if date(2009, 1, 1) < day < curve.break_even)
    assert all(net >= 0 for day, net in months.items() if day > curve.break_even)
    # each flow is rounded down for itself in the yearly table, once in the daily curve
    assert abs(months[date(2014, 12, 31)] - (reference - cash)) <= len(rich.ledger.entries)
    assert abs(months[date(2010, 12, 31)] - (curve.points[2].gained_until - curve.points[2].invested_until)) <= 40


def test_a_programme_that_never_pays_says_so() -> None:
    scenario, plan = documents()
    scenario["period"]["value_until"] = "2010-12-31"
    curve = curve_of(subject(scenario, plan))
    assert curve.break_even is None
    text = markdown(curve_section(subject(scenario, plan), curve))
    assert "has not paid for itself by the end of 2010" in text


def test_the_plot_has_few_rows_and_a_zero_line(rich: Subject) -> None:
    lines = plot(curve_of(rich))
    assert 5 <= len(lines) <= 14
    assert sum("─" in line for line in lines) == 1
    assert lines[-1].strip() == "from 2008 to 2014"


@pytest.mark.requirement("REQ-25")
def test_a_loss_of_one_municipality_is_said_plainly() -> None:
    scenario, plan = documents()
    scenario["installed"]["north"]["finance"]["running"] = 100_000
    scenario["installed"]["south"]["finance"]["running"] = 900_000
    found = subject(scenario, plan)
    text = markdown(party_section(found, parties_of(found, changes_of(found))))
    assert parties(found)["north"].gain < 0 < summary_of(found).gain
    assert "North is worse off by" in text
    assert "the whole gains from it" in text
