"""Blocked weeks, and decisions that need a meeting."""

import pytest

from consolidate.programme.meetings import decision_starts, meeting_weeks
from consolidate.rules import Rule
from tests.scenarios import Json, both_towns, breaches, broken, day, decisions, monday, objects, programme

# --- blackout -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("cutover", "rules"), [(4, set()), (5, {"blackout"}), (6, {"blackout"}), (7, set())])
def test_a_cutover_touches_no_blocked_week(cutover: int, rules: set[str]) -> None:
    # Friday of week 5 to Monday of week 6: both weeks are blocked.
    window = programme({"blackouts": {"accounts": {"from": day(5, 4), "to": day(6, 0)}}})
    plan = decisions({"finance/ash/cutover": cutover, "finance/ash/decommission": 9})
    assert broken(window, plan) == rules


def test_a_window_over_a_weekend_blocks_nothing() -> None:
    window = programme({"blackouts": {"accounts": {"from": day(2, 5), "to": day(2, 6)}}})
    assert broken(window) == set()


def test_a_window_names_kinds_of_step_domains_and_towns() -> None:
    window = {"from": monday(2), "to": monday(3)}
    assert objects(breaches(programme({"blackouts": {"w": window}}), Rule.BLACKOUT)) == [
        ("finance/ash/cutover", "w"),
        ("finance/birch/cutover", "w"),
    ]
    only_birch = programme({"blackouts": {"w": {**window, "municipalities": ["birch"], "steps": ["decommission"]}}})
    assert objects(breaches(only_birch, Rule.BLACKOUT)) == [("finance/birch/decommission", "w")]


@pytest.mark.requirement(43)
def test_a_window_that_wraps_the_year_and_its_exceptions() -> None:
    # From 1 December to 15 January; the week that holds 10 January (week 1) is free.
    wrapping = {"every": ["12-01", "01-15"], "domains": ["finance"], "steps": ["decommission"]}
    assert broken(programme({"blackouts": {"w": wrapping}}), decisions({"finance/ash/decommission": 48})) == {
        "blackout"
    }
    week_2 = decisions({"finance/joint/install": 0, "finance/ash/cutover": 2, "finance/ash/decommission": 3})
    assert broken(programme({"blackouts": {"w": wrapping}}), week_2) == set()
    install = {**wrapping, "steps": ["install"]}
    found = breaches(programme({"blackouts": {"w": install}}), Rule.BLACKOUT)
    assert [(one.weeks, one.amount) for one in found] == [((0, 2), 2)]
    excepted = breaches(programme({"blackouts": {"w": {**install, "except": ["01-10"]}}}), Rule.BLACKOUT)
    assert [(one.weeks, one.amount) for one in excepted] == [((0, 1), 1)]


def test_a_soft_window_is_a_price_and_no_violation() -> None:
    assert broken(programme({"blackouts": {"w": {"from": monday(2), "to": monday(3), "price": 5}}})) == set()


def test_a_paused_step_still_touches_a_blocked_week() -> None:
    closed = {"calendar": {"closed": {"all": {"break": {"from": monday(3), "to": monday(3)}}}}}
    two_weeks = {"templates": {"full": {"cutover": {"weeks": 2}}}}
    window = {"blackouts": {"w": {"from": monday(3), "to": monday(3)}}}
    plan = decisions({"finance/ash/decommission": 5, "finance/birch/decommission": 5})
    assert broken(programme(closed, two_weeks, window), plan) == {"blackout"}


# --- decision_meeting -----------------------------------------------------------------------------------


def deciding(decision: str, bodies: Json) -> Json:
    return {"bodies": bodies, "templates": {"joint": {"install": {"decision": decision}}}}


@pytest.mark.requirement(15)
@pytest.mark.parametrize(("install", "rules"), [(0, set()), (1, {"decision_meeting"}), (2, {"decision_meeting"})])
def test_a_decision_step_ends_in_a_week_in_which_its_body_meets(install: int, rules: set[str]) -> None:
    # install takes 2 weeks; the board meets on Wednesday of week 1.
    board = programme(deciding("board", {"board": {"meets": [day(1, 2)]}}))
    late = both_towns(6)
    assert broken(board, decisions({**late, "finance/joint/install": install})) == rules


@pytest.mark.requirement(15)
def test_every_participating_council_meets_in_the_steps_weeks_and_one_in_its_last() -> None:
    councils = {
        "ash-council": {"meets": [day(0, 2), day(10, 2)], "municipality": "ash"},
        "birch-council": {"meets": [day(1, 2), day(9, 2)], "municipality": "birch"},
    }
    on = programme(deciding("councils", councils))
    late = both_towns(20)
    for install, rules in ((0, set()), (1, {"decision_meeting"}), (8, {"decision_meeting"}), (9, set())):
        assert broken(on, decisions({**late, "finance/joint/install": install})) == rules, install
    [missing] = breaches(on, Rule.DECISION_MEETING, decisions({**late, "finance/joint/install": 1}))
    assert missing.objects == ("finance/joint/install", "ash-council")
    assert decision_starts(
        on, on.work("finance", on.options["finance"][0]).steps["finance/joint/install"]
    ) == frozenset({0, 9})


def test_only_councils_of_participants_decide() -> None:
    councils = {
        "ash-council": {"meets": [day(1, 2)], "municipality": "ash"},
        "birch-council": {"meets": [day(30, 2)], "municipality": "birch"},
    }
    assert broken(programme(deciding("councils", councils))) == {"decision_meeting"}
    outside = {"domains": {"finance": {"participants": ["ash"]}}}
    alone = decisions({"finance/birch/cutover": None, "finance/birch/decommission": None})
    assert broken(programme(deciding("councils", councils), outside), alone) == set()


def test_a_towns_own_council_decides_its_own_step() -> None:
    councils = {
        "ash-council": {"meets": [day(3, 2)], "municipality": "ash"},
        "birch-council": {"meets": [day(5, 2)], "municipality": "birch"},
    }
    own = {"bodies": councils, "templates": {"full": {"decommission": {"decision": "council"}}}}
    assert broken(programme(own), decisions({"finance/birch/decommission": 5})) == set()
    [early] = breaches(programme(own), Rule.DECISION_MEETING)
    assert early.objects == ("finance/birch/decommission", "birch-council")


def test_a_monthly_meeting_is_moved_to_the_end_of_a_short_month_and_skips_its_pauses() -> None:
    # 2007: 31 January (week 4), 28 February (week 8), 31 March (Saturday of week 12), 30 April (week 17) …
    monthly = {"board": {"meets": {"day": 31, "except_months": [7, 8]}}}
    weeks = meeting_weeks(programme({"bodies": monthly}), "board")
    assert sorted(weeks)[:4] == [4, 8, 12, 17]
    assert len(weeks) == 9  # July and August are left out, and 31 December lies beyond the last week
