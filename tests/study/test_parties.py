"""Who does not take part: nothing of it is left, nothing else is changed, and what is left is sound."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import Any

import pytest

from consolidate.errors import FaultyDocument, UnknownName
from consolidate.programme.programme import Programme
from consolidate.programme.usage import pool_capacity
from consolidate.scenario.document import Scenario
from consolidate.scenario.patch import merge_patch
from consolidate.scenario.read import parse_scenario
from consolidate.study.parties import difference, leaving, opting_out, without
from consolidate.study.variants import document_of, varied
from tests.scenarios import BASE, patched
from tests.solve.searching import drawn, shipped

LAST = date(2099, 1, 1)


def said(value: Any) -> Iterator[str]:
    """Every key and every text of a document, with all parts of references."""
    if isinstance(value, dict):
        for key, child in value.items():
            yield from key.split("/")
            yield from said(child)
    elif isinstance(value, list):
        for child in value:
            yield from said(child)
    elif isinstance(value, str):
        yield from value.split("/")


def tiny(patch: dict[str, Any]) -> Scenario:
    return parse_scenario(patched(BASE, patch))


def left(scenario: Scenario, *gone: str) -> Scenario:
    return varied(scenario, without(scenario, gone))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["two-towns", "merger", "knps/knps-core", "knps/knps-2007"])
def test_each_may_stay_out_leave_or_opt_out_of_every_domain(name: str) -> None:
    scenario = shipped(name)
    for one in scenario.municipalities:
        assert set(left(scenario, one).municipalities) == set(scenario.municipalities) - {one}
        early = varied(scenario, leaving(scenario, one, scenario.period.start, (), shrink=True))
        assert all(one not in early.participants(domain) for domain in early.domains)
    places = [(one, domain) for domain in scenario.domains for one in scenario.participants(domain)]
    for one, domain in places[::9]:
        changed = varied(scenario, opting_out(scenario, one, domain))
        assert domain not in changed.domains or one not in changed.participants(domain)


def test_random_scenarios_stay_sound() -> None:
    """Each group of each scenario by itself; 40 scenarios of two or three municipalities."""
    groups = dropped = 0
    for seed in range(40):
        scenario = parse_scenario(drawn(seed))
        for size in range(1, len(scenario.municipalities)):
            for gone in combinations(sorted(scenario.municipalities), size):
                changed = left(scenario, *gone)
                groups += 1
                dropped += len(changed.domains) < len(scenario.domains)
                Programme(changed)
    assert groups > 80
    assert dropped > 0


def test_who_stays_out_is_nowhere_left() -> None:
    scenario = shipped("merger")
    changed = left(scenario, "caldwick")
    assert "caldwick" in set(said(document_of(scenario)))
    assert "caldwick" not in set(said(document_of(changed)))
    assert changed.participants("housing") == ("aldermoor",)
    assert set(changed.bodies) == set(scenario.bodies) - {"caldwick-council"}
    assert changed.keys["agreed"].given == {"aldermoor": 45, "brackenford": 32}
    assert set(changed.goals) == {"one-council", "one-place"}
    assert changed.policy.camels.keys() == {"all", "aldermoor", "brackenford"}
    assert changed.measures == scenario.measures
    assert changed.milestones == scenario.milestones


def test_nobody_takes_the_place_of_lead_pilot_or_lender() -> None:
    changed = left(shipped("merger"), "aldermoor", "brackenford")
    assert changed.domains["finance"].lead is None
    assert changed.measures["unit"].lead is None
    assert Programme(changed).measures["unit"].loads == ("caldwick",)
    assert changed.domains["planning"].pilot is None
    assert changed.templates.joint["mandate"].lenders == ()
    assert "summer" not in changed.blackouts  # a window of brackenford's alone


def test_a_domain_without_anybody_is_dropped_and_nothing_waits_for_it() -> None:
    """Ash alone takes part in archive. Without Ash, whatever names archive does so no more, and empty things go."""
    scenario = tiny(
        {
            "domains": {
                "archive": {"participants": ["ash"], "candidates": {"gamma": {"quality": 7}}},
                "finance": {"needs": ["archive"], "after": [{"step": "M1", "lag": 1}, "archive/ash/cutover"]},
            },
            "installed": {
                "ash": {"archive": {"product": "old", "users": 3, "quality": 5}},
                "birch": {
                    "finance": {
                        "contract": {"last_day": "2007-06-30", "notice_weeks": 1, "notice_after": "archive"},
                    }
                },
            },
            "measures": {"school": {"weeks": 1, "after": ["M1"], "goals": ["g"]}},
            "milestones": {
                "M1": {"due": "2007-09-01", "complete": ["archive"]},
                "M2": {"due": "2007-09-01", "complete": ["archive", "finance", "finance/ash/cutover"], "after": ["M1"]},
            },
            "goals": {"g": {"level": "local", "complete": ["M1", "archive", "finance"]}},
            "benefits": {"b": {"requires": ["finance", "archive"], "class": "not_priced"}},
            "blackouts": {"w": {"every": ["07-01", "07-08"], "domains": ["archive"]}},
            "policy": {"camels": {"birch": {"refused": ["archive"]}}},
            "commitments": {
                "steps": {"archive/joint/install": {"status": "draft"}, "finance/ash/cutover": {"status": "draft"}},
                "targets": {"archive": {"product": "gamma"}},
            },
        }
    )
    changed = left(scenario, "ash")
    assert set(changed.domains) == {"finance"}
    assert changed.domains["finance"].needs == changed.domains["finance"].after == ()
    assert set(changed.milestones) == {"M2"}
    assert (changed.milestones["M2"].complete, changed.milestones["M2"].after) == (("finance",), ())
    assert changed.goals["g"].complete == ("finance",)
    assert changed.measures["school"].after == ()
    contract = changed.installed["birch"]["finance"].contract
    assert contract is not None
    assert contract.notice_after is None
    assert (changed.benefits, changed.blackouts, changed.commitments.steps) == ({}, {}, {})
    assert changed.commitments.targets == {}
    assert changed.policy.camels["birch"].refused == ()


def test_what_only_they_had_nobody_has() -> None:
    """The key weighed Ash alone, so that it splits equally; the skill was Ash's alone, so that nobody has it."""
    scenario = tiny(
        {
            "keys": {"k": {"given": {"ash": 100}}},
            "pools": {"ash": {"trainer": 5}},
            "templates": {"full": {"cutover": {"staff": {"trainer": 2}}}},
        }
    )
    changed = left(scenario, "ash")
    assert changed.keys["k"].equal == 1
    assert changed.keys["k"].given == {}
    assert changed.pools == {"joint": {"trainer": 0}}


def test_grants_shrink_by_the_share_only_where_that_is_asked() -> None:
    """2008: 2,500,000; the key is 30 equal, 70 inhabitants. North: 0.15 + 0.7 × 9,000 / 13,400 = 62.0149 %."""
    scenario = shipped("two-towns")
    assert left(scenario, "south").budgets["programme"] == scenario.budgets["programme"]
    shrunk = varied(scenario, without(scenario, ["south"], shrink=True))
    assert shrunk.budgets["programme"].grants["2008"] == 1_550_373
    later = varied(scenario, leaving(scenario, "south", date(2008, 6, 1), (), shrink=True))
    assert later.budgets["programme"].grants == {"2008": 2_500_000, "2009": 930_224}  # 1,500,000 × 62.0149 %


def test_who_leaves_stays_in_what_is_cut_over_lends_nobody_and_has_no_grant() -> None:
    scenario = shipped("two-towns")
    changed = varied(scenario, leaving(scenario, "north", date(2009, 1, 1), ("finance",)))
    assert changed.participants("finance") == ("north", "south")
    assert changed.participants("archive") == ("south",)
    assert changed.budgets["north"].grants == {"2008": 500_000, "2009": 0}
    people = pool_capacity(Programme(changed), "north", "application")
    gone = Programme(changed).timeline.week_not_before(date(2009, 1, 1))
    assert people == [4] * gone + [0] * (len(people) - gone)
    in_the_year = leaving(scenario, "north", date(2008, 6, 1), ("finance", "archive"))
    assert varied(scenario, in_the_year).budgets["north"].grants == {"2008": 500_000, "2009": 0}


def test_who_opts_out_keeps_what_it_has() -> None:
    scenario = shipped("merger")
    changed = varied(scenario, opting_out(scenario, "brackenford", "planning"))
    assert ("planning", "brackenford") in Programme(changed).outside
    assert changed.domains["planning"].pilot is None
    assert changed.domains["finance"] == scenario.domains["finance"]
    assert "contact/caldwick/cutover" in scenario.goals["caldwick-online"].complete
    assert varied(scenario, opting_out(scenario, "caldwick", "contact")).goals["caldwick-online"].complete == ()


def test_names_that_are_not_there() -> None:
    scenario = shipped("two-towns")
    with pytest.raises(UnknownName, match="north, south"):
        without(scenario, ["west"])
    with pytest.raises(UnknownName, match="north, south"):
        leaving(scenario, "west", LAST, ())
    with pytest.raises(UnknownName, match="north, south"):
        opting_out(scenario, "west", "finance")
    with pytest.raises(UnknownName, match="archive, finance"):
        opting_out(scenario, "north", "school")
    with pytest.raises(UnknownName, match="at least one municipality"):
        without(scenario, ["north", "south"])


def test_faults_that_remain_are_told() -> None:
    """A patch is judged as any document: with another one on top that leaves a fault, its path is told."""
    scenario = shipped("two-towns")
    patch = merge_patch(without(scenario, ["south"]), {"domains": {"archive": {"pilot": "south"}}})
    with pytest.raises(FaultyDocument) as faulty:
        varied(scenario, patch)
    assert [fault.path for fault in faulty.value.faults] == ["domains.archive.pilot"]


def test_a_difference_is_the_patch_between_two_documents() -> None:
    old = {"a": {"b": 1, "c": [1, 2]}, "d": 4, "e": {"f": {}}}
    new = {"a": {"b": 1, "c": [2]}, "e": {"f": {}, "g": 1}}
    patch = difference(old, new)
    assert patch == {"a": {"c": [2]}, "d": None, "e": {"g": 1}}
    assert merge_patch(old, patch) == new
    assert difference(old, old) == {}
