"""The KnpS scenarios are what their tables say, and what the case asks for."""

from __future__ import annotations

import csv
from functools import cache

import pytest

from consolidate.exchange.importing import document_text, import_folders
from consolidate.programme.chains import path_of
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Option
from consolidate.scenario.document import Scenario
from consolidate.scenario.read import read_scenario
from tests import ROOT

KNPS = ROOT / "scenarios" / "knps"
FOLDERS = {"knps-2007": ("tables",), "knps-core": ("tables", "core")}


@cache
def scenario(name: str = "knps-2007") -> Scenario:
    return read_scenario(KNPS / f"{name}.json")


@pytest.mark.parametrize("name", FOLDERS)
def test_the_documents_come_from_the_tables_byte_for_byte(name: str) -> None:
    document = import_folders([KNPS / folder for folder in FOLDERS[name]])
    assert (KNPS / f"{name}.json").read_bytes() == document_text(document).encode()


def test_every_row_has_a_source_that_says_fact_or_assumption() -> None:
    for file in sorted(KNPS.glob("*/*.csv")):
        with file.open(encoding="utf-8", newline="") as text:
            for row in csv.DictReader(text):
                source = row.get("source")
                assert not source or source.startswith(("fact:", "assumption:")), (file.name, row)


def test_amounts_are_marked_as_assumptions() -> None:
    knps = scenario()
    assert knps.assumed
    assert all(system.assumed for systems in knps.installed.values() for system in systems.values())
    assert all(budget.assumed for budget in knps.budgets.values())
    assert all(product.assumed for domain in knps.domains.values() for product in domain.candidates.values())


def test_sizes() -> None:
    assert (len(scenario().domains), len(scenario("knps-core").domains)) == (26, 17)
    assert sum(domain.required for domain in scenario().domains.values()) == 17
    assert all(domain.required for domain in scenario("knps-core").domains.values())
    assert len(scenario().municipalities) == 7
    assert sum(len(systems) for systems in scenario().installed.values()) == 182


def test_contracts_and_babies() -> None:
    systems = [system for row in scenario().installed.values() for system in row.values()]
    assert sum(system.contract is None for system in systems) == 31
    assert sum(system.baby is not None for system in systems) == 17


@pytest.mark.requirement(49)
def test_only_the_network_and_the_unit_are_hard() -> None:
    milestones = scenario().milestones
    assert [name for name, milestone in milestones.items() if milestone.is_hard] == ["M1", "U1"]
    assert milestones["M6"].late_per_week == 70_000
    assert "fin/joint/extend" in milestones["M4"].complete
    assert len(milestones["M4"].complete) == 12


@pytest.mark.requirement(53)
def test_programme_and_municipalities_have_budgets_of_their_own() -> None:
    budgets = scenario().budgets
    assert budgets["programme"].grants["2006"] == 3_070_000
    assert budgets["programme"].carry_over_percent == 100
    assert budgets["iveland"].grants["2007"] == 1_170_000
    assert budgets["iveland"].carry_over_percent == 50


@pytest.mark.requirement(55)
def test_running_cost_has_a_key_of_its_own() -> None:
    sharing = scenario().sharing
    assert sharing.joint_one_off.key == "equal30"
    assert not isinstance(sharing.running, str)
    assert sharing.running.key == "staff_pcs"


def test_durations_follow_the_weeks_to_going_live() -> None:
    programme = Programme(scenario())
    steps = programme.work("case", Option("case_ephorte", "extend")).steps
    weeks = {step: steps[f"case/{step}"].weeks for step in ("joint/install", "joint/configure", "vennesla/convert")}
    assert weeks == {"joint/install": 4, "joint/configure": 8, "vennesla/convert": 5}
    assert programme.work("hr", Option("hr_unique", "extend")).steps["hr/joint/install"].weeks == 3
    short = programme.work("wan", Option("wan_mpls", "procure")).steps
    assert short["wan/joint/configure"].weeks == 2
    assert short["wan/songdalen/train"].weeks == 1


def test_infrastructure_has_no_parallel_run_and_only_some_domains_an_archive() -> None:
    programme = Programme(scenario())
    for domain, options in programme.options.items():
        steps = programme.work(domain, options[0]).steps.values()
        skills = {skill for step in steps for skill, _tenths in step.staff}
        archived = any(step.name == "archive" for step in steps)
        assert archived == ("archivist" in skills)
        infrastructure = domain in ("wan", "dc", "sec", "dir", "mail", "client", "file", "tel")
        assert infrastructure != any(step.name == "parallel" for step in steps)


def test_local_cost() -> None:
    knps = scenario()
    assert path_of(knps, "fin", "lillesand", Option("fin_agresso")) == "light"
    steps = Programme(knps).work("fin", Option("fin_agresso", "extend")).steps
    full = 350_000 + 4 * 38 * 12_555 // 10 + 3_990 * 75
    assert sum(step.cost for step in steps.values() if step.municipality == "vennesla") == full
    light = sum(step.cost for step in steps.values() if step.municipality == "lillesand")
    assert light == round(0.4 * (350_000 + 0.4 * 38 * 9_093))


def test_gates_stand_on_the_joint_install() -> None:
    programme = Programme(scenario())
    install = programme.work("fin", Option("fin_unique", "extend")).steps["fin/joint/install"]
    assert {"M3", "M4", "dc/joint", "fin/joint/extend"} <= {wait.target for wait in install.waits}
    mandate = programme.work("fin", Option("fin_unique", "extend")).steps["fin/joint/mandate"]
    assert [wait.target for wait in mandate.waits] == ["M2"]
    assert programme.work("wan", Option("wan_mpls", "procure")).steps["wan/joint/mandate"].waits == ()


def test_every_council_decides_before_a_contract() -> None:
    programme = Programme(scenario())
    by_route = {route: programme.work("fin", Option("fin_unique", route)).steps for route in ("extend", "procure")}
    assert by_route["extend"]["fin/joint/extend"].decision == "councils"
    assert by_route["procure"]["fin/joint/contract"].decision == "councils"
    assert len(scenario().bodies) == 7


def test_extending_is_open_where_an_option_or_the_threshold_allows_it() -> None:
    options = Programme(scenario()).options
    extended = {name for name, open_to in options.items() if any(option.route == "extend" for option in open_to)}
    assert extended == {"fin", "hr", "pay", "case", "schooladm", "lms", "pol"}


def test_new_year_is_spared_for_four_domains_only() -> None:
    spared = [window for window in scenario().blackouts.values() if window.except_]
    named = {domain for window in spared for domain in window.domains or ()}
    assert named == {"fin", "hr", "pay", "case"}
    programme = Programme(scenario())
    new_year_2009 = programme.timeline.week_of(scenario().period.end.replace(2009, 1, 1))
    cutover = programme.work("fin", Option("fin_unique", "extend")).steps["fin/sogne/cutover"]
    hard = [name for name in programme.blackouts.of(cutover) if scenario().blackouts[name].is_hard]
    assert hard
    assert all(new_year_2009 not in programme.blackouts.weeks(name) for name in hard)
    assert new_year_2009 not in programme.timeline.closed("all")


def test_every_alternative_is_a_good_scenario() -> None:
    for name in FOLDERS:
        for alternative in scenario(name).alternatives:
            read_scenario(KNPS / f"{name}.json", alternative)
    assert len(scenario().alternatives) == 9


def test_what_some_alternatives_change() -> None:
    hard = read_scenario(KNPS / "knps-2007.json", "all-milestones-hard")
    assert all(milestone.is_hard for milestone in hard.milestones.values())
    assert read_scenario(KNPS / "knps-2007.json", "no-budgets").budgets == {}
    rich = read_scenario(KNPS / "knps-2007.json", "early-money-doubled").budgets["programme"].grants
    assert (rich["2006"], rich["2007"], rich["2008"]) == (6_140_000, 18_440_000, 6_140_000)
    local = read_scenario(KNPS / "knps-2007.json", "keep-lillesands-archive")
    assert "lillesand" not in local.participants("case")


# --- what the deck asks of the input ----------------------------------------------------------------------


@pytest.mark.requirement(1)
def test_the_period_begins_with_the_preparations() -> None:
    period = scenario().period
    assert (period.start.isoformat(), period.end.isoformat()) == ("2006-01-02", "2011-12-31")


@pytest.mark.requirement(2)
def test_goals_stand_on_four_levels() -> None:
    levels = {goal.level for goal in scenario().goals.values()}
    assert levels == {"national", "sector", "regional", "local"}


@pytest.mark.requirement(6)
def test_organisational_work_is_a_measure_with_effort_and_duration() -> None:
    unit = scenario().measures["unit"]
    assert unit.weeks == 26
    assert unit.staff
    assert unit.cost == 500_000


@pytest.mark.requirement(12)
@pytest.mark.requirement(43)
def test_domains_name_their_users_recipients_and_how_critical_they_are() -> None:
    for domain in scenario().domains.values():
        assert domain.user_group
        assert domain.recipients
        assert domain.criticality is not None
        assert domain.sensitive is not None


@pytest.mark.requirement(13)
def test_each_goal_has_an_indicator() -> None:
    assert all(goal.indicator for goal in scenario().goals.values())


@pytest.mark.requirement(20)
def test_domains_of_national_goals_are_marked() -> None:
    demanded = {name for name, domain in scenario().domains.items() if domain.national_demand}
    assert {"case", "fin", "edunet", "epj"} <= demanded
    assert "mail" not in demanded


@pytest.mark.requirement(21)
def test_domains_goals_and_measures_stand_in_the_five_main_areas() -> None:
    knps = scenario()
    areas = {domain.main_area for domain in knps.domains.values()} | {goal.area for goal in knps.goals.values()}
    areas |= {measure.main_area for measure in knps.measures.values()}
    assert areas == {
        "digital services",
        "digital administration",
        "infrastructure and standardisation",
        "ICT and local democracy",
        "planning and management",
    }


@pytest.mark.requirement(28)
def test_those_who_move_to_the_joint_unit_are_counted() -> None:
    moves = {name: town.staff_moves.get("unit", 0) for name, town in scenario().municipalities.items()}
    assert moves["kristiansand"] == 30
    assert sum(moves.values()) == 41


@pytest.mark.requirement(37)
def test_people_move_to_the_joint_pool_at_a_date_with_a_dip() -> None:
    joint = scenario().pools["joint"]["application"]
    assert not isinstance(joint, int)
    assert [joint[day] for day in sorted(joint)] == [14, 32, 44]
    own = scenario().pools["kristiansand"]["application"]
    assert not isinstance(own, int)
    assert [own[day] for day in sorted(own)] == [19, 4]


THIRTEEN_GAINS = (
    {"comm_cost", "tel_cost"},
    {"volume_hw", "volume_sw"},
    {"run_dc", "run_fin"},
    {"quality_ops", "outage"},
    {"joint_agreements"},
    {"extended_hours"},
    {"less_complexity"},
    {"it_skills"},
    {"demanding_systems"},
    {"recruitment"},
    {"documented_ops"},
    {"division_pay", "division_accounts"},
    {"digital_services"},
)


@pytest.mark.requirement(35)
@pytest.mark.requirement(42)
@pytest.mark.requirement(46)
def test_the_thirteen_gains_are_listed_with_owner_class_motive_and_what_they_require() -> None:
    benefits = scenario().benefits
    for gain in THIRTEEN_GAINS:
        for name in gain:
            assert benefits[name].owner
            assert benefits[name].motive
            assert benefits[name].requires


@pytest.mark.requirement(47)
def test_gains_that_are_priced_elsewhere_have_no_amount() -> None:
    elsewhere = [gain for gain in scenario().benefits.values() if gain.class_ == "priced_elsewhere"]
    assert elsewhere
    assert all(gain.per_year is None and gain.per_1000_inhabitants is None for gain in elsewhere)


def test_who_leaves_takes_part_in_what_falls_due_before() -> None:
    base, left = scenario(), read_scenario(KNPS / "knps-2007.json", "kristiansand-leaves")
    before, after = Programme(base), Programme(left)
    for domain in before.options:
        stays_in = "kristiansand" in after.participants(domain)
        due = [one.due.year for one in base.milestones.values() if domain in one.complete]
        assert stays_in is bool(due and min(due) <= 2008), domain
    assert left.budgets["kristiansand"].grants["2010"] == 0
