"""Rules of people in the model: staff by pool, change load, camels and babies; the boundary on each side."""

from __future__ import annotations

from typing import Any

import pytest

from tests.model.solving import admits, best
from tests.scenarios import broken, day, decisions, monday, programme

INSTALL, CUT, DROP = "finance/joint/install", "finance/ash/cutover", "finance/ash/decommission"
BIRCH_CUT, BIRCH_DROP = "finance/birch/cutover", "finance/birch/decommission"
APART = {BIRCH_CUT: 3, BIRCH_DROP: 4}


def cutover(**fields: Any) -> dict[str, Any]:
    return {"templates": {"full": {"cutover": fields}}}


def staffed(need: int, **pools: Any) -> dict[str, Any]:
    return {**cutover(staff={"application": need}), "pools": pools}


@pytest.mark.parametrize(
    ("joint", "starts", "allowed"),
    [
        pytest.param(6, {}, True, id="both at once fill the pool"),
        pytest.param(5, {}, False, id="a tenth short"),
        pytest.param(5, APART, True, id="one after the other"),
        pytest.param(2, APART, False, id="never enough"),
    ],
)
@pytest.mark.requirement("REQ-45")
def test_staff(joint: int, starts: dict[str, int], allowed: bool) -> None:
    on = programme(staffed(3, joint={"application": joint}))
    assert broken(on, decisions(starts)) == (set() if allowed else {"staff"})
    assert admits(on, starts) is allowed


@pytest.mark.parametrize(("own", "allowed"), [(3, True), (2, False)])
@pytest.mark.requirement("REQ-45")
def test_a_municipality_may_meet_a_need_alone_but_not_share_it(own: int, allowed: bool) -> None:
    """The joint pool lacks a tenth for both at once; two tenths of ash's own are no help, three are."""
    on = programme(staffed(3, joint={"application": 5}, ash={"application": own}))
    pools = {CUT: {"application": "ash"}}
    assert broken(on, decisions(pools=pools)) == (set() if allowed else {"staff"})
    assert admits(on) is allowed


@pytest.mark.parametrize(("lenders", "allowed"), [([], False), (["ash"], True)])
def test_only_named_lenders_meet_joint_needs(lenders: list[str], allowed: bool) -> None:
    install = {"staff": {"application": 3}, "lenders": lenders}
    on = programme({"templates": {"joint": {"install": install}}, "pools": {"ash": {"application": 3}}})
    assert admits(on) is allowed


@pytest.mark.parametrize(("week", "allowed"), [(2, True), (3, False), (4, False), (5, True)])
@pytest.mark.requirement("REQ-37")
def test_a_pool_changes_at_a_date_and_dips(week: int, allowed: bool) -> None:
    """Four tenths, of which 90 % (three, rounded down) are there in weeks 3 and 4."""
    capacity = {"joint": {monday(3): 90, monday(5): 100}}
    patch = {**staffed(4, joint={"application": 4}), "calendar": {"capacity": capacity}}
    on = programme(patch, {"domains": {"finance": {"participants": ["ash"]}}})
    assert admits(on, {CUT: week, DROP: 7}) is allowed


@pytest.mark.requirement("REQ-37")
def test_staff_move_to_the_joint_pool_at_a_date() -> None:
    pools = {"joint": {"application": {monday(4): 3}}, "ash": {"application": {monday(0): 3, monday(4): 0}}}
    on = programme(staffed(3, **pools), {"domains": {"finance": {"participants": ["ash"]}}})
    found = best(on)
    assert found.decisions is not None
    for week, pool in ((2, {"application": "ash"}), (4, {})):
        plan = decisions({CUT: week, DROP: 7, BIRCH_CUT: None, BIRCH_DROP: None}, pools={CUT: pool})
        assert broken(on, plan) == set()
        assert admits(on, {CUT: week, DROP: 7})


def test_a_step_that_rests_in_closed_weeks_uses_no_staff() -> None:
    """Installing takes weeks 2 and 4 around a closed week 3, in which a tender runs on with the same people."""
    closed = {"calendar": {"closed": {"all": {"easter": {"from": day(3, 0), "to": day(3, 4)}}}}}
    needs = {"staff": {"application": 3}}
    measure = {"measures": {"tender": {"weeks": 1, "closed_weeks": "run", **needs}}}
    on = programme(
        closed, measure, {"templates": {"joint": {"install": needs}}, "pools": {"joint": {"application": 3}}}
    )
    late = {INSTALL: 2, CUT: 9, DROP: 10, BIRCH_CUT: 9, BIRCH_DROP: 10}
    assert [week for week in range(1, 6) if admits(on, {"tender": week, **late})] == [1, 3, 5]


LOAD = cutover(change=3, settle={"weeks": 2, "points": 2})


@pytest.mark.parametrize(
    ("points", "drop", "allowed"),
    [
        pytest.param(4, 3, False, id="decommissioning while the cutover settles"),
        pytest.param(5, 3, True, id="as much as can be taken"),
        pytest.param(4, 4, False, id="last week of settling"),
        pytest.param(4, 5, True, id="settled"),
        pytest.param(2, 5, False, id="the cutover alone is too much"),
    ],
)
@pytest.mark.requirement("REQ-28")
@pytest.mark.requirement("REQ-33")
def test_change_load(points: int, drop: int, allowed: bool) -> None:
    decommission = {"templates": {"full": {"decommission": {"change": 3}}}}
    on = programme(LOAD, decommission, {"municipalities": {"ash": {"change_capacity": points}}})
    assert broken(on, decisions({DROP: drop})) == (set() if allowed else {"change_load"})
    assert admits(on, {DROP: drop}) is allowed


@pytest.mark.parametrize(("lead", "allowed"), [(None, False), ("birch", True)])
def test_joint_steps_load_every_participant_or_their_lead(lead: str | None, allowed: bool) -> None:
    install = {"change": 2, **({"lead": lead} if lead else {})}
    on = programme({"templates": {"joint": {"install": install}}, "municipalities": {"ash": {"change_capacity": 1}}})
    assert broken(on) == (set() if allowed else {"change_load"})
    assert admits(on) is allowed


def test_a_soft_change_capacity_is_passed_at_its_price() -> None:
    """One point over in one week, 70 each; keeping within would put the cutover after a year's dear running cost."""
    capacity = {"ash": {"change_capacity": {"points": 2, "hard": False, "price": 70}}}
    on = programme(cutover(change=3), {"municipalities": capacity})
    found = best(on)
    assert found.objective == 70 * 100_000


# --- camels and babies ------------------------------------------------------------------------------------

WORSE = {"installed": {"ash": {"finance": {"quality": 9}}, "birch": {"finance": {"quality": 8}}}}


@pytest.mark.parametrize(
    ("limits", "allowed"),
    [
        ({"all": {"max": 2}}, True),
        ({"all": {"max": 1}}, False),
        ({"all": {"max": 1, "accepted": ["finance"]}}, True),
        ({"ash": {"max": 0}}, False),
        ({"birch": {"max": 1}}, True),
        ({"all": {"max_burden": 70}}, True),
        ({"all": {"max_burden": 69}}, False),
        ({"birch": {"refused": ["finance"]}}, False),
    ],
)
@pytest.mark.requirement("REQ-27")
def test_camel_limit(limits: dict[str, Any], allowed: bool) -> None:
    """Ash loses 2 points for 30 users, birch 1 for 10: two camels, 70 user-points."""
    on = programme(WORSE, {"policy": {"camels": limits}})
    assert broken(on) == (set() if allowed else {"camel_limit"})
    assert admits(on) is allowed


@pytest.mark.parametrize(
    ("limits", "allowed"),
    [
        ({"all": {"max": 1}}, True),
        ({"all": {"max": 0}}, False),
        ({"ash": {"max": 0}}, False),
        ({"birch": {"max": 0}}, True),
        ({"ash": {"refused": ["finance"]}}, False),
        ({"ash": {"max": 0, "accepted": ["finance"]}}, True),
    ],
)
@pytest.mark.requirement("REQ-27")
def test_baby_limit(limits: dict[str, Any], allowed: bool) -> None:
    on = programme({"installed": {"ash": {"finance": {"baby": "own"}}}, "policy": {"babies": limits}})
    assert broken(on) == (set() if allowed else {"baby_limit"})
    assert admits(on) is allowed


@pytest.mark.parametrize(("price", "product"), [(9, "alfa"), (11, "beta")])
@pytest.mark.requirement("REQ-27")
def test_burden_is_weighed_against_money(price: int, product: str) -> None:
    """Alfa burdens 70 user-points; beta burdens none and costs 700 more."""
    beta = {"domains": {"finance": {"candidates": {"beta": {"quality": 9, "joint_cost": 700}}}}}
    found = best(programme(WORSE, beta, {"policy": {"burden_price": price}}))
    assert found.decisions is not None
    assert found.decisions.targets["finance"].product == product
    assert found.objective == min(70 * price, 700) * 100_000


@pytest.mark.requirement("REQ-23")
def test_who_has_the_target_takes_the_light_path() -> None:
    """Ash has beta, which then costs it two fifths and spares its baby; alfa is a full change for both."""
    beta = {"domains": {"finance": {"candidates": {"beta": {"quality": 7, "local_cost": 100}}}}}
    has = {"installed": {"ash": {"finance": {"product": "beta", "baby": "own"}}}, "policy": {"baby_price": 500}}
    dear = {"domains": {"finance": {"candidates": {"alfa": {"local_cost": 100}}}}}
    found = best(programme(beta, has, dear))
    assert found.decisions is not None
    assert found.decisions.targets["finance"].product == "beta"
    assert found.objective == (40 + 100) * 100_000
