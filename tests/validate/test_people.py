"""Warnings about staff, pools, change and cutovers."""

import pytest

from tests.graph.small import SECOND, Json
from tests.validate.found import found, one


def need(tenths: int, skill: str = "trainer", **fields: object) -> Json:
    return {"templates": {"full": {"cutover": {"staff": {skill: tenths}, **fields}}}}


def test_a_skill_that_nobody_has() -> None:
    warning = one("skill_nobody_has", need(2), {"pools": {"joint": {"trainer": 0}}})
    assert warning.path == "templates.full.cutover.staff.trainer"
    assert warning.certain
    assert warning.data["steps"] == ["ledger/ash/cutover", "ledger/birch/cutover"]
    assert found("staff_never_enough", need(2), {"pools": {"joint": {"trainer": 0}}}) == []


@pytest.mark.requirement("REQ-45")
@pytest.mark.parametrize(("joint", "own", "warned"), [(3, 0, True), (4, 0, False), (3, 4, False), (2, 2, True)])
def test_a_need_must_fit_into_one_pool(joint: int, own: int, warned: bool) -> None:
    pools = {"joint": {"trainer": joint}, "ash": {"trainer": own}, "birch": {"trainer": own}}
    assert bool(found("staff_never_enough", need(4), {"pools": pools})) == warned


def test_only_named_lenders_help_joint_work() -> None:
    joint = {"templates": {"joint": {"install": {"staff": {"admin": 2}}}}, "pools": {"ash": {"admin": 5}}}
    assert one("skill_nobody_has", joint).certain
    assert found("skill_nobody_has", joint, {"templates": {"joint": {"install": {"lenders": ["ash"]}}}}) == []


def test_a_need_under_one_of_several_options_is_no_end() -> None:
    extend = {"templates": {"joint": {"talk": {"weeks": 1, "route": "extend", "staff": {"lawyer": 1}}}}}
    routes = {
        "domains": {"ledger": {"candidates": {"new": {"routes": ["extend", "procure"], "extension_option": True}}}}
    }
    pools = {"pools": {"joint": {"lawyer": 0}}, "installed": {"ash": {"ledger": {"product": "new"}}}}
    assert not one("skill_nobody_has", extend, routes, pools).certain


@pytest.mark.parametrize(("until", "warned"), [("2024-01-22", False), ("2024-01-15", True)])
def test_people_who_leave_before_the_work_can_be_done(until: str, warned: bool) -> None:
    pools = {"pools": {"joint": {"trainer": {"2024-01-01": 2, until: 0}}}}  # the cutover is ready in week 2
    assert bool(found("staff_not_in_time", need(2), pools)) == warned


def test_people_who_are_never_there_for_long_enough() -> None:
    pools = {"pools": {"joint": {"trainer": {"2024-03-04": 2, "2024-03-11": 0}}}}
    warning = one("staff_not_in_time", need(2, weeks=2), pools)
    assert (warning.data["last_possible"], warning.certain) == (None, True)
    assert found("staff_not_in_time", need(2), pools) == []


def test_paused_weeks_need_nobody() -> None:
    pools = {"pools": {"joint": {"trainer": {"2024-03-04": 2, "2024-03-11": 0, "2024-03-18": 2, "2024-03-25": 0}}}}
    closed = {"calendar": {"closed": {"all": {"week-10": {"from": "2024-03-11", "to": "2024-03-15"}}}}}
    assert found("staff_not_in_time", need(2, weeks=2), pools, closed) == []


def test_a_deep_cut_is_a_hidden_blackout() -> None:
    pools = {"pools": {"joint": {"trainer": 10}}}
    cut = {"calendar": {"capacity": {"all": {"2024-07-01": 80, "2024-07-22": 100}}}}
    warning = one("hidden_blackout", need(9), pools, cut)
    assert warning.data["spans"] == [["2024-07-01", "2024-07-22"]]
    assert found("hidden_blackout", need(8), pools, cut) == []
    assert (
        found("hidden_blackout", need(9), pools, cut, {"pools": {"ash": {"trainer": 12}, "birch": {"trainer": 12}}})
        == []
    )


UNIT: Json = {
    "measures": {"unit": {"weeks": 10}},
    "municipalities": {"ash": {"staff_moves": {"unit": 2}}},
    "pools": {"ash": {"admin": {"2024-01-01": 5, "2024-04-01": 1}}},
}


def guard(due: str) -> Json:
    return {"milestones": {"U": {"due": due, "complete": ["unit"]}}}


@pytest.mark.requirement("REQ-37")
def test_a_pool_that_shrinks_wants_a_hard_milestone_on_the_work_that_moves_its_people() -> None:
    assert one("pool_before_measure", UNIT).data["date"] == "2024-04-01"
    assert found("pool_before_measure", UNIT, guard("2024-03-31")) == []
    assert len(found("pool_before_measure", UNIT, guard("2024-04-07"))) == 1
    assert (
        len(found("pool_before_measure", UNIT, guard("2024-03-31"), {"milestones": {"U": {"late_per_week": 1}}})) == 1
    )


def test_a_pool_that_shrinks_before_the_work_can_be_done() -> None:
    warning = one("pool_before_measure", UNIT, {"measures": {"unit": {"weeks": 14}}})
    assert warning.data["earliest"] == "2024-04-08"


def test_a_joint_pool_that_dips_is_judged_too() -> None:
    dip = {"2024-01-01": 5, "2024-04-01": 3, "2024-10-01": 9}
    assert one("pool_before_measure", UNIT, {"pools": {"ash": None, "joint": {"admin": dip}}}).path == "pools.joint"
    shrinks = {"2024-01-01": 5, "2024-04-01": 3}
    assert found("pool_before_measure", UNIT, {"pools": {"ash": None, "joint": {"admin": shrinks}}}) == []


def change(points: int, **price: int) -> Json:
    limit = {"points": 4, **price}
    return {
        "municipalities": {"ash": {"change_capacity": limit}},
        "templates": {"full": {"cutover": {"change": points}}},
    }


def test_one_step_may_be_too_much_change() -> None:
    assert found("too_much_change", change(4)) == []
    assert one("too_much_change", change(5)).certain
    assert not one("too_much_change", change(5, price=9)).certain
    settling = {"templates": {"full": {"cutover": {"settle": {"weeks": 2, "points": 6}}}}}
    assert one("too_much_change", change(1), settling).data["points"] == 6


def test_limits_on_cutovers_may_leave_too_little_room() -> None:
    limit = {"municipalities": {"ash": {"cutovers": {"max": 1, "weeks": 40}}}}
    assert found("too_many_cutovers", limit) == []
    assert one("too_many_cutovers", limit, SECOND).certain
    assert found("too_many_cutovers", {"municipalities": {"ash": {"cutovers": {"max": 1, "weeks": 18}}}}, SECOND) == []
    by_domain = {"domains": {"ledger": {"cutovers": {"max": 1, "weeks": 40}}}}
    assert one("too_many_cutovers", by_domain).path == "domains.ledger.cutovers"
