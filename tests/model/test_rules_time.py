"""Rules of time in the model, each on the smallest scenario that shows it: allowed, forbidden, and the boundary.

The base plan installs in weeks 0 and 1, cuts over in week 2 and decommissions in week 3 (`tests.scenarios`).
"""

from __future__ import annotations

from typing import Any

import pytest

from consolidate.model.scope import whole
from consolidate.rules import Rule
from tests.model.solving import admits, best
from tests.scenarios import broken, day, decisions, monday, programme

INSTALL, CUT, DROP = "finance/joint/install", "finance/ash/cutover", "finance/ash/decommission"
BIRCH_CUT, BIRCH_DROP = "finance/birch/cutover", "finance/birch/decommission"


def joint(**fields: Any) -> dict[str, Any]:
    return {"templates": {"joint": {"install": fields}}}


def cutover(**fields: Any) -> dict[str, Any]:
    return {"templates": {"full": {"cutover": fields}}}


def agree(patch: dict[str, Any], starts: dict[str, int], rule: Rule, *, allowed: bool) -> None:
    """Model and checker say the same of a plan with these starts, and the checker names the rule."""
    on = programme(patch)
    assert broken(on, decisions(starts)) == (set() if allowed else {str(rule)})
    assert admits(on, starts) is allowed


LAG = cutover(after=[{"step": "joint/install", "lag": 3}])
WITHIN = cutover(after=[{"step": "joint/install", "within": 2}])
PILOT = {"domains": {"finance": {"pilot": "ash", "stabilise_weeks": 2}}}
GATE = {"measures": {"network": {"weeks": 2}}, "domains": {"finance": {"after": ["network"]}}}


@pytest.mark.parametrize(
    ("patch", "starts", "allowed"),
    [
        pytest.param({}, {CUT: 2}, True, id="right after what it waits for"),
        pytest.param({}, {CUT: 1, DROP: 3}, False, id="a week too early"),
        pytest.param(LAG, {CUT: 5, DROP: 6, BIRCH_CUT: 5, BIRCH_DROP: 6}, True, id="lag kept"),
        pytest.param(LAG, {CUT: 4, DROP: 6, BIRCH_CUT: 5, BIRCH_DROP: 6}, False, id="lag short by a week"),
        pytest.param(WITHIN, {CUT: 4, DROP: 5}, True, id="last week within"),
        pytest.param(WITHIN, {CUT: 5, DROP: 6}, False, id="a week past within"),
        pytest.param(PILOT, {BIRCH_CUT: 5, BIRCH_DROP: 6}, True, id="after the pilot has settled"),
        pytest.param(PILOT, {BIRCH_CUT: 4, BIRCH_DROP: 6}, False, id="while the pilot settles"),
        pytest.param(GATE, {"network": 0, INSTALL: 2, CUT: 4, DROP: 5, BIRCH_CUT: 4, BIRCH_DROP: 5}, True, id="gate"),
        pytest.param(GATE, {"network": 0, INSTALL: 1, CUT: 3, DROP: 5}, False, id="before the gate"),
    ],
)
@pytest.mark.requirement("REQ-19")
def test_precedence(patch: dict[str, Any], starts: dict[str, int], allowed: bool) -> None:
    if not allowed and patch is GATE:
        starts = {**starts, BIRCH_CUT: 3}
    agree(patch, starts, Rule.PRECEDENCE, allowed=allowed)


TWO = {
    "domains": {"archive": {"needs": ["finance"], "candidates": {"gamma": {"quality": 7}}}},
    "installed": {
        "ash": {"archive": {"product": "paper", "users": 3, "quality": 5}},
        "birch": {"archive": {"product": "paper", "users": 3, "quality": 5}},
    },
}
ARCHIVE = {
    "archive/joint/install": 2,
    "archive/ash/cutover": 4,
    "archive/ash/decommission": 5,
    "archive/birch/cutover": 4,
    "archive/birch/decommission": 5,
}


@pytest.mark.parametrize(
    ("starts", "allowed"),
    [
        pytest.param({}, True, id="after the needed chain"),
        pytest.param({"archive/joint/install": 1}, False, id="installed before the needed chain has ended"),
        pytest.param({CUT: 3, DROP: 4}, True, id="right after the needed cutover"),
        pytest.param({CUT: 4, DROP: 5}, False, id="with the needed cutover"),
    ],
)
@pytest.mark.requirement("REQ-44")
def test_needs(starts: dict[str, int], allowed: bool) -> None:
    on = programme(TWO)
    weeks = {**ARCHIVE, **starts}
    plan = decisions(weeks, targets={"archive": {"product": "gamma", "route": "procure"}})
    assert broken(on, plan) == (set() if allowed else {"precedence"})
    assert admits(on, weeks) is allowed


@pytest.mark.parametrize(("week", "allowed"), [(2, False), (3, True), (4, False), (5, True)])
def test_blackout(week: int, allowed: bool) -> None:
    windows = {
        "audit": {"from": day(1, 6), "to": day(2, 0)},
        "freeze": {"from": day(4, 4), "to": day(4, 6), "municipalities": ["ash"]},
    }
    patch = {"blackouts": windows, "domains": {"finance": {"participants": ["ash"]}}}
    on = programme(patch)
    starts = {CUT: week, DROP: 6, BIRCH_CUT: None, BIRCH_DROP: None}
    assert broken(on, decisions(starts)) == (set() if allowed else {"blackout"})
    assert admits(on, {CUT: week, DROP: 6}) is allowed


def test_a_blackout_excepts_the_week_of_a_date() -> None:
    window = {"from": day(2, 0), "to": day(4, 6), "except": [day(3, 6)]}
    patch = {"blackouts": {"audit": window}, "domains": {"finance": {"participants": ["ash"]}}}
    assert [week for week in range(2, 7) if admits(programme(patch), {CUT: week, DROP: 7})] == [3, 5, 6]


def test_a_blackout_forbids_a_step_that_rests_in_it() -> None:
    closed = {"calendar": {"closed": {"all": {"easter": {"from": day(3, 0), "to": day(3, 4)}}}}}
    window = {"blackouts": {"audit": {"from": day(3, 0), "to": day(3, 4), "steps": ["install"]}}}
    later = {CUT: 9, DROP: 10, BIRCH_CUT: 9, BIRCH_DROP: 10}
    on = programme(closed, window)
    assert [week for week in range(6) if admits(on, {INSTALL: week, **later})] == [0, 1, 4, 5]


@pytest.mark.parametrize(("week", "allowed"), [(0, False), (1, True), (2, False), (5, True)])
@pytest.mark.requirement("REQ-15")
def test_decision_meeting(week: int, allowed: bool) -> None:
    patch = {"bodies": {"board": {"meets": [day(2, 3), day(6, 6)]}}, **joint(decision="board")}
    starts = {INSTALL: week, CUT: 8, DROP: 9, BIRCH_CUT: 8, BIRCH_DROP: 9}
    agree(patch, starts, Rule.DECISION_MEETING, allowed=allowed)


@pytest.mark.parametrize(("week", "allowed"), [(0, False), (1, True), (2, False)])
@pytest.mark.requirement("REQ-15")
def test_each_council_meets_within_the_step_and_one_in_its_last_week(week: int, allowed: bool) -> None:
    bodies = {
        "council-a": {"meets": [day(1, 1)], "municipality": "ash"},
        "council-b": {"meets": [day(2, 2)], "municipality": "birch"},
    }
    patch = {"bodies": bodies, **joint(decision="councils")}
    starts = {INSTALL: week, CUT: 8, DROP: 9, BIRCH_CUT: 8, BIRCH_DROP: 9}
    agree(patch, starts, Rule.DECISION_MEETING, allowed=allowed)


@pytest.mark.parametrize(("week", "allowed"), [(3, True), (4, False)])
@pytest.mark.requirement("REQ-49")
def test_milestone_due(week: int, allowed: bool) -> None:
    """All in by the week that holds the date: the last town's cutover ends with that week."""
    patch = {"milestones": {"M": {"due": day(3, 0), "complete": ["finance"]}}}
    agree(patch, {BIRCH_CUT: week, BIRCH_DROP: 6}, Rule.MILESTONE_DUE, allowed=allowed)


@pytest.mark.requirement("REQ-20")
def test_a_hard_milestone_that_cannot_be_met_leaves_no_plan() -> None:
    patch = {"milestones": {"M": {"due": day(1, 6), "complete": ["finance"], "hard": True, "origin": "law"}}}
    assert best(programme(patch)).infeasible


@pytest.mark.parametrize(
    ("weeks", "other", "allowed"),
    [
        pytest.param(1, 2, False, id="same week"),
        pytest.param(3, 4, False, id="inside the window"),
        pytest.param(3, 5, True, id="first week outside"),
    ],
)
def test_cutover_limit_of_a_domain(weeks: int, other: int, allowed: bool) -> None:
    patch = {"domains": {"finance": {"cutovers": {"max": 1, "weeks": weeks}}}}
    agree(patch, {BIRCH_CUT: other, BIRCH_DROP: 9}, Rule.CUTOVER_LIMIT, allowed=allowed)


@pytest.mark.parametrize(("most", "allowed"), [(1, False), (2, True)])
@pytest.mark.requirement("REQ-45")
def test_cutover_limit_of_a_municipality(most: int, allowed: bool) -> None:
    on = programme(TWO, {"municipalities": {"ash": {"cutovers": {"max": most, "weeks": 3}}}})
    plan = decisions(ARCHIVE, targets={"archive": {"product": "gamma", "route": "procure"}})
    assert broken(on, plan) == (set() if allowed else {"cutover_limit"})
    assert admits(on, ARCHIVE) is allowed
    assert not best(on).infeasible


@pytest.mark.parametrize(("week", "allowed"), [(2, False), (3, True), (4, False)])
@pytest.mark.requirement("REQ-10")
def test_pinned(week: int, allowed: bool) -> None:
    patch = {"commitments": {"steps": {CUT: {"status": "adopted", "start": monday(3)}}}}
    agree(patch, {CUT: week, DROP: 7}, Rule.PINNED, allowed=allowed)


@pytest.mark.parametrize(("week", "allowed"), [(2, False), (3, True), (4, True), (9, True)])
def test_an_adopted_date_with_a_price_may_move_later(week: int, allowed: bool) -> None:
    promise = {"status": "adopted", "start": monday(3), "price_per_move": 40, "price_per_week": 7}
    agree({"commitments": {"steps": {CUT: promise}}}, {CUT: week, DROP: 12}, Rule.PINNED, allowed=allowed)


def test_a_pinned_target_is_the_only_one_left() -> None:
    """Beta costs nothing and would be chosen, but alfa has been adopted."""
    candidates = {"alfa": {"joint_cost": 5000}, "beta": {"quality": 7}}
    patch = {"domains": {"finance": {"candidates": candidates}}}
    promise = {"commitments": {"targets": {"finance": {"status": "adopted", "product": "alfa"}}}}
    free, bound = best(programme(patch)), best(programme(patch, promise))
    assert free.decisions is not None
    assert bound.decisions is not None
    assert free.decisions.targets["finance"].product == "beta"
    assert bound.decisions.targets["finance"].product == "alfa"


@pytest.mark.parametrize(("week", "allowed"), [(4, False), (5, True), (6, True)])
def test_not_before_its_own_date(week: int, allowed: bool) -> None:
    """Tuesday of week 4: the first Monday that is not before it begins week 5."""
    starts = {CUT: week, DROP: 9, BIRCH_CUT: 7, BIRCH_DROP: 9}
    agree(cutover(not_before=day(4, 1)), starts, Rule.NOT_BEFORE, allowed=allowed)


@pytest.mark.parametrize(("week", "allowed"), [(2, False), (3, True)])
@pytest.mark.requirement("REQ-10")
def test_not_before_the_status_date(week: int, allowed: bool) -> None:
    starts = {INSTALL: week, CUT: 6, DROP: 7, BIRCH_CUT: 6, BIRCH_DROP: 7}
    agree({"status_date": monday(3)}, starts, Rule.NOT_BEFORE, allowed=allowed)


# --- structure --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("week", "allowed"), [(50, True), (51, True), (52, False)])
def test_a_step_ends_within_the_period(week: int, allowed: bool) -> None:
    """52 weeks: a step of one week may start in week 51 at the latest."""
    starts = {DROP: week}
    on = programme()
    assert broken(on, decisions(starts)) == (set() if allowed else {"duration"})
    if week < on.weeks:
        assert admits(on, starts) is allowed


def test_a_step_rests_in_closed_weeks_and_ends_later() -> None:
    """Two open weeks from week 2 around a closed week 3: the installation ends with week 4."""
    on = programme({"calendar": {"closed": {"all": {"easter": {"from": day(3, 0), "to": day(3, 4)}}}}})
    late = {DROP: 9, BIRCH_CUT: 8, BIRCH_DROP: 9}
    assert [week for week in range(2, 8) if admits(on, {INSTALL: 2, CUT: week, **late})] == [5, 6, 7]


@pytest.mark.parametrize(
    ("mode", "starts"), [("run", [0, 1, 2, 3, 4]), ("avoid", [0, 1, 4]), ("pause", [0, 1, 2, 3, 4])]
)
def test_closed_weeks_are_paused_run_through_or_avoided(mode: str, starts: list[int]) -> None:
    closed = {"all": {"easter": {"from": day(3, 0), "to": day(3, 4)}}}
    on = programme({"calendar": {"closed": closed}}, joint(closed_weeks=mode))
    late = {CUT: 8, DROP: 9, BIRCH_CUT: 8, BIRCH_DROP: 9}
    assert [week for week in range(5) if admits(on, {INSTALL: week, **late})] == starts


@pytest.mark.requirement("REQ-38")
@pytest.mark.requirement("REQ-52")
def test_one_target_and_route_is_chosen_for_a_domain() -> None:
    """The extension is cheaper than the tender by its step; without a right to extend only the tender is left."""
    chain = {"tender": {"weeks": 4, "route": "procure", "cost_percent": 50}, "widen": {"weeks": 1, "route": "extend"}}
    full = {"install": {"after": ["tender", "widen"], "cost_percent": 50}}
    alfa = {"routes": ["procure", "extend"], "joint_cost": 1000, "extension_option": True}
    base = {
        "templates": {"joint": {**chain, **full}},
        "domains": {"finance": {"candidates": {"alfa": alfa}}},
        "installed": {"ash": {"finance": {"product": "alfa"}}},
    }
    refused = {"domains": {"finance": {"candidates": {"alfa": {"extension_option": False}}}}}
    for patches, route in (((base,), "extend"), ((base, refused), "procure")):
        found = best(programme(*patches))
        assert found.decisions is not None
        assert found.decisions.targets["finance"].route == route
        gone = "tender" if route == "extend" else "widen"
        assert f"finance/joint/{gone}" not in found.decisions.steps


def test_an_optional_domain_stays_where_changing_costs_more_than_it_brings() -> None:
    patch = {"domains": {"finance": {"required": False, "candidates": {"alfa": {"joint_cost": 900}}}}}
    saving = {"installed": {"ash": {"finance": {"running": 2000}}}}
    stays, moves = best(programme(patch)), best(programme(patch, saving))
    assert stays.decisions is not None
    assert moves.decisions is not None
    assert stays.decisions.targets["finance"].stays
    assert not stays.decisions.steps
    assert moves.decisions.targets["finance"].product == "alfa"


def test_scope_narrows_the_options() -> None:
    on = programme({"domains": {"finance": {"candidates": {"beta": {"quality": 7}}}}})
    scope = whole(on)
    for option in scope.options["finance"]:
        narrow = type(scope)(on, {"finance": (option,)})
        assert admits(on, scope=narrow)
