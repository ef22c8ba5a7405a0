"""Milestones, decisions, goals, benefits, changes and the total value."""

from dataclasses import replace
from datetime import date

import pytest

from consolidate.analysis.assumptions import assumption_text, assumptions
from consolidate.analysis.benefits import benefit_lines, benefit_section
from consolidate.analysis.changes import change_section, changes_of
from consolidate.analysis.goals import goal_lines, goal_section
from consolidate.analysis.markdown import markdown
from consolidate.analysis.milestones import against_date, milestone_lines, milestone_section
from consolidate.analysis.needed import Need, needed_decisions, needed_section
from consolidate.analysis.order import cutovers, domain_orders, order_section
from consolidate.analysis.subject import Subject
from consolidate.analysis.value import TotalValue, total_value, value_text
from consolidate.check.derived import derived
from consolidate.scenario.read import parse_scenario
from consolidate.units import FINE, Fine
from tests.analysis.example import documents, subject


@pytest.fixture(scope="module")
def rich() -> Subject:
    return subject()


@pytest.mark.requirement("REQ-49")
def test_a_milestone_counts_as_met_when_all_are_in(rich: Subject) -> None:
    (line,) = milestone_lines(rich)
    # due in the week of 31 December 2008; south, the last, cuts over in the week of 15 September
    assert (line.due_week, line.reached, line.spare, line.hard) == (51, 37, 15, False)
    assert line.last == ("finance/south/cutover",)
    assert line.earliest == 37  # nothing but order keeps it from being earlier
    assert "week 38 of 2008" in markdown(milestone_section(rich, (line,)))


@pytest.mark.requirement("REQ-50")
@pytest.mark.parametrize(
    ("start", "late", "text"),
    [("2008-12-29", 0, "on time"), ("2009-01-05", 1, "1 week late"), ("2009-01-19", 3, "3 weeks late")],
)
def test_lateness_is_told_in_weeks_and_money(start: str, late: int, text: str) -> None:
    scenario, plan = documents()
    plan["decisions"]["steps"]["finance/south/cutover"] = start
    (line,) = milestone_lines(subject(scenario, plan))
    assert (line.late, line.price, against_date(line)) == (late, late * 40_000, text)


def test_a_milestone_that_is_never_reached_names_what_is_missing() -> None:
    scenario, plan = documents()
    del plan["decisions"]["steps"]["finance/north/cutover"]
    (line,) = milestone_lines(subject(scenario, plan))
    assert (line.reached, line.late, line.on_time) == (None, None, False)
    assert line.last == ("finance/north/cutover",)
    assert against_date(line) == "never reached"


@pytest.mark.requirement("REQ-51")
def test_the_order_of_implementation_goes_by_date(rich: Subject) -> None:
    assert [one.domain for one in domain_orders(rich)] == ["finance", "archive"]
    assert [(one.domain, one.municipality, one.path) for one in cutovers(rich)] == [
        ("finance", "north", "light"),
        ("finance", "south", "full"),
        ("archive", "south", "light"),
        ("archive", "north", "full"),
    ]


@pytest.mark.requirement("REQ-14")
def test_a_measure_is_shown_with_owner_dates_and_cost(rich: Subject) -> None:
    text = markdown(order_section(rich))
    row = "| Coordination plan | 7 January 2008 | 29 February 2008 | 150,000 | project manager | – |"
    assert row in text
    assert "Friday 19 September 2008" in text


@pytest.mark.requirement("REQ-15")
def test_decisions_needed_are_listed_by_date(rich: Subject) -> None:
    found = [(one.day, one.need, one.of) for one in needed_decisions(rich)]
    assert found == [
        (date(2008, 2, 27), Need.MEETING, "coordination"),
        (date(2008, 3, 3), Need.ROUTE, "finance"),
        (date(2008, 7, 21), Need.ROUTE, "archive"),
        (date(2009, 6, 14), Need.FEE, "archive/north"),
    ]


@pytest.mark.requirement("REQ-52")
def test_a_target_under_tender_is_an_assumption_never_a_decision(rich: Subject) -> None:
    text = markdown(needed_section(rich, needed_decisions(rich)))
    assert "assumed product gamma, decided by tender" in text
    assert "widen the existing agreement on alfa" in text
    assert "gamma (assumed product, decided by tender)" in markdown(order_section(rich))


def test_notice_and_extension_have_their_days() -> None:
    scenario, plan = documents()
    contract = scenario["installed"]["north"]["archive"]["contract"]
    plan["decisions"]["contracts"]["archive/north"] = {"last_day": "2010-03-31", "by": "term"}
    found = [one for one in needed_decisions(subject(scenario, plan)) if one.of == "archive/north"]
    assert [(one.day, one.need, one.until) for one in found] == [(date(2009, 9, 30), Need.NOTICE, date(2010, 3, 31))]
    contract |= {"renews_months": 0, "notice_weeks": 0, "extension": {"months": 6, "cost": 9_000}}
    plan["decisions"]["contracts"]["archive/north"] = {"last_day": "2009-09-30", "by": "extension"}
    found = [one for one in needed_decisions(subject(scenario, plan)) if one.of == "archive/north"]
    assert [(one.day, one.need, one.money) for one in found] == [(date(2009, 3, 31), Need.EXTENSION, 9_000)]


def test_notice_that_has_been_given_and_moved_promises_are_told() -> None:
    scenario, plan = documents()
    plan["decisions"]["contracts"]["archive/north"] = {"last_day": "2010-03-31", "by": "term"}
    scenario["actuals"] = {"notices": {"archive/north": "2008-01-02"}}
    scenario["commitments"] = {"steps": {"archive/joint/install": {"status": "adopted", "start": "2008-12-15"}}}
    found = subject(scenario, plan)
    needs = {one.of: one.need for one in needed_decisions(found)}
    assert needs["archive/north"] is Need.NOTICE_GIVEN
    assert needs["archive/joint/install"] is Need.APPROVAL
    text = markdown(needed_section(found, needed_decisions(found)))
    assert "notice of delta has been given, it ends on 31 March 2010" in text


def test_needed_decisions_are_those_of_the_plan_document(rich: Subject) -> None:
    mine = {(one.day.isoformat(), one.of) for one in needed_decisions(rich) if one.need is not Need.ROUTE}
    assert mine == {(one["by"], one["of"]) for one in derived(rich.verdict)["decisions_needed"]}


@pytest.mark.requirement("REQ-26")
def test_camels_and_babies_are_counted_and_named(rich: Subject) -> None:
    changes = changes_of(rich)
    assert [(camel.domain, camel.municipality, camel.burden_tenths) for camel in changes.camels] == [
        ("archive", "north", 1_450)
    ]
    text = markdown(change_section(rich, changes))
    assert "### 1 camel, 145 user-points" in text
    assert "### No baby" in text


def test_a_buried_baby_is_called_by_its_name() -> None:
    scenario, plan = documents()
    scenario["installed"]["north"]["archive"]["baby"] = "own index of deeds"
    found = subject(scenario, plan)
    text = markdown(change_section(found, changes_of(found)))
    assert "| North | archive | own index of deeds | 12 June 2009 |" in text


@pytest.mark.requirement("REQ-28")
def test_people_who_change_workplace_are_listed(rich: Subject) -> None:
    changes = changes_of(rich)
    assert changes.people == 3
    assert changes.of("south").people == 0
    assert "| North | 3 | Coordination plan | 29 February 2008 |" in markdown(change_section(rich, changes))


@pytest.mark.requirement("REQ-02")
@pytest.mark.requirement("REQ-03")
@pytest.mark.requirement("REQ-04")
def test_goals_are_reached_when_all_that_they_list_is_done(rich: Subject) -> None:
    lines = {line.goal: line for line in goal_lines(rich)}
    assert list(lines) == ["wishes", "one-ledger", "open-archive"]  # national, regional, local
    assert (lines["one-ledger"].reached, lines["one-ledger"].measures) == (37, ("coordination",))
    assert lines["wishes"].reached is None
    text = markdown(goal_section(rich, tuple(lines.values())))
    assert "2 of 3 goals are reached." in text
    assert "Goals that no measure serves: wishes" in text


@pytest.mark.requirement("REQ-13")
def test_a_goal_shows_its_indicator_and_owner(rich: Subject) -> None:
    text = markdown(goal_section(rich, goal_lines(rich)))
    assert "| one-ledger | regional | 19 September 2008 | one ledger | board | finance | Coordination plan |" in text


def test_a_goal_says_what_is_missing() -> None:
    scenario, plan = documents()
    del plan["decisions"]["steps"]["archive/south/cutover"]
    found = subject(scenario, plan)
    assert "not reached: archive, south: cutover" in markdown(goal_section(found, goal_lines(found)))


@pytest.mark.requirement("REQ-40")
@pytest.mark.requirement("REQ-42")
@pytest.mark.requirement("REQ-46")
def test_benefits_are_listed_by_class_with_owner_and_motive(rich: Subject) -> None:
    lines = benefit_lines(rich)
    assert [line.benefit for line in lines] == ["both", "postage", "ap", "cheaper-operation", "recruiting"]
    text = markdown(benefit_section(rich, lines))
    assert "### Without a price, to be followed up" in text
    assert "| recruiting | 3 March 2008 | no owner yet | recruitment | Coordination plan |" in text


@pytest.mark.requirement("REQ-17")
@pytest.mark.requirement("REQ-35")
def test_a_benefit_begins_after_what_it_waits_for_and_rises(rich: Subject) -> None:
    postage = next(line for line in benefit_lines(rich) if line.benefit == "postage")
    timeline = rich.programme.timeline
    assert timeline.day(postage.first or 0) == date(2009, 5, 4)  # after south's cutover
    assert timeline.day(postage.last or 0) == date(2009, 5, 18)  # after north's
    full_years = postage.yearly * (date(2015, 1, 1) - date(2009, 5, 4)).days / 365
    assert 0 < postage.total < full_years - postage.yearly / 3
    assert "head of archives" in markdown(benefit_section(rich, benefit_lines(rich)))


@pytest.mark.requirement("REQ-31")
def test_what_leaving_out_change_work_would_cost_is_said(rich: Subject) -> None:
    postage = next(line for line in benefit_lines(rich) if line.benefit == "postage")
    assert postage.lost == 51_100 * 60 // 100
    assert "would bring 30,660 less" in markdown(benefit_section(rich, benefit_lines(rich)))


@pytest.mark.requirement("REQ-24")
def test_total_value_weighs_quality_by_users_and_cost(rich: Subject) -> None:
    value = total_value(rich)
    # north: finance keeps 9 × 55, archive 8 → 7 × 145; south: finance 5 → 8 × 26, archive keeps 7 × 70
    assert (value.users, value.before, value.after) == (296, 22_750, 22_750 - 1_450 + 26 * 30)
    region = derived(rich.verdict)["region"]
    assert region["quality_before"] == round(value.before / value.users / 10, 2)
    assert region["quality_after"] == round(value.after / value.users / 10, 2)
    assert "at least as good as today" in value_text(value)


@pytest.mark.parametrize(
    ("points", "gain", "good", "words"),
    [
        (10, 5, True, "it costs no more, and quality does not fall"),
        (-10, -5, False, "it costs more, and quality falls"),
        (-10, 600, True, "it costs less, and quality falls; at 500 a user-point 100 are gained"),
        (-10, 400, False, "it costs less, and quality falls; at 500 a user-point 100 are lost"),
        (10, -400, True, "it costs more, and quality rises; at 500 a user-point 100 are gained"),
    ],
)
def test_the_verdict_weighs_quality_against_money(points: int, gain: int, good: bool, words: str) -> None:
    value = TotalValue(100, 5_000, 5_000 + points, 0, Fine(gain * FINE), 500)
    assert value.as_good is good
    assert words in value_text(value)


def test_assumptions_are_counted_by_section(rich: Subject) -> None:
    assert assumptions(rich.scenario) == {"installed": 2}
    assert assumption_text(rich.scenario) == (
        "Amounts are assumptions: the plan rests on 2 inputs marked so (installed 2)."
    )
    assert sum(assumptions(rich.scenario).values()) == derived(rich.verdict)["assumptions"]


def test_without_marks_nothing_is_called_an_assumption() -> None:
    scenario, _plan = documents()
    for municipality, domain in (("north", "archive"), ("south", "finance")):
        del scenario["installed"][municipality][domain]["source"]
    assert assumption_text(parse_scenario(scenario)) == "No input is marked as an assumption."
    assert subject(scenario).currency == "NOK of 2008"
    scenario["source"] = "assumption: invented"
    assert "rests on 1 input marked so (scenario 1)." in assumption_text(parse_scenario(scenario))
    assert subject(scenario).currency == "NOK of 2008, amounts assumed"


def test_what_all_councils_decide_at_one_meeting_stands_together() -> None:
    scenario, plan = documents()
    meets = {"meets": ["2008-05-07", "2008-07-23", "2008-12-17"]}
    scenario["bodies"] |= {name: meets | {"municipality": name} for name in ("north", "south")}
    for name in ("extend", "procure"):
        scenario["templates"]["joint"][name]["decision"] = "councils"
    found = subject(scenario, plan)
    meetings = [one for one in needed_decisions(found) if one.need is Need.MEETING]
    assert [(one.day, one.of) for one in meetings[1:]] == [
        (date(2008, 5, 7), "finance/joint/extend"),
        (date(2008, 12, 17), "archive/joint/procure"),
    ]
    together = (meetings[1], replace(meetings[1], of="archive/joint/procure"))
    text = markdown(needed_section(found, together))
    assert "| 7 May 2008 | all councils | extend: finance; procure: archive | decide at this meeting |" in text
    assert text.count("all councils") == 1
