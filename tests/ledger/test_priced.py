"""Priced terms: soft demands that a plan breaks, at their price; not discounted, never part of a cash total."""

from typing import Any

import pytest

from consolidate.ledger.book import Ledger, ledger_of
from consolidate.ledger.entries import CASH, EntryKind
from consolidate.plan.document import Decisions
from consolidate.programme.schedule import Schedule
from tests.scenarios import day, decisions, monday, programme

RATE = {"period": {"discount_percent": 10}}


def ledger(*patches: Any, plan: Decisions | None = None) -> Ledger:
    return ledger_of(Schedule(programme(RATE, *patches), decisions() if plan is None else plan))


def priced(kind: EntryKind, *patches: Any, plan: Decisions | None = None) -> int:
    """The sum of one kind in whole money; all else of the objective is 0 in the base scenario."""
    made = ledger(*patches, plan=plan)
    assert all(entry.kind not in CASH for entry in made.entries)
    fine = sum(entry.present_value for entry in made.entries if entry.kind is kind)
    assert fine == made.objective
    assert fine % 100_000 == 0
    return fine // 100_000


@pytest.mark.requirement(49)
@pytest.mark.parametrize(("due", "weeks"), [(day(2, 0), 0), (day(1, 6), 1), (day(0, 3), 2)])
def test_lateness_is_priced_by_the_week(due: str, weeks: int) -> None:
    # The last cutover ends with week 3: week 2 is the last in time.
    late = {"milestones": {"M": {"due": due, "complete": ["finance"], "late_per_week": 40}}}
    assert priced(EntryKind.LATENESS, late) == 40 * weeks


@pytest.mark.requirement(27)
def test_burden_is_users_times_points_lost_read_exactly() -> None:
    # ash 30 × 0.7 = 21 points, birch 10 × 0.7 = 7: 28 × 500.
    worse = {"domains": {"finance": {"candidates": {"alfa": {"quality": 5.3}}}}, "policy": {"burden_price": 500}}
    assert priced(EntryKind.BURDEN, worse) == 28 * 500


def test_each_buried_baby_has_a_price() -> None:
    baby = {"installed": {"ash": {"finance": {"baby": "own reports"}}}, "policy": {"baby_price": 900}}
    assert priced(EntryKind.BABY, baby) == 900


def test_a_soft_window_is_priced_per_step_and_week() -> None:
    # Weeks 2 and 3, cutover and decommissioning in both towns: 4 steps, a week each.
    window = {"from": monday(2), "to": monday(3), "price": 25, "steps": ["cutover", "decommission"]}
    assert priced(EntryKind.WINDOW, {"blackouts": {"w": window}}) == 4 * 25


def test_a_soft_change_capacity_is_priced_per_point_week() -> None:
    # ash carries 5 for two weeks, and can take 2: 2 × 3 points over.
    change = {"templates": {"full": {"cutover": {"weeks": 2, "change": 5}}}}
    capacity = {"municipalities": {"ash": {"change_capacity": {"points": 2, "price": 10}}}}
    plan = decisions({"finance/ash/decommission": 4, "finance/birch/decommission": 4})
    assert priced(EntryKind.OVER_LOAD, change, capacity, plan=plan) == 60


def test_a_soft_budget_is_priced_per_unit_of_money() -> None:
    costs = {"domains": {"finance": {"candidates": {"alfa": {"local_cost": 300}}}}}
    made = ledger(costs, {"budgets": {"ash": {"grants": {"2007": 100}, "price": 3}}})
    assert [entry.amount for entry in made.entries if entry.kind is EntryKind.OVER_BUDGET] == [600]


@pytest.mark.parametrize(
    ("limit", "price"),
    [
        ({"max": 1}, 10),  # two camels, one over
        ({"max_burden": 20}, 80),  # 28 user-points, eight over
        ({"max": 0, "max_burden": 27}, 30),  # two over, and one point
        ({"refused": ["finance"]}, 20),  # one refused in each town
        ({"max": 0, "accepted": ["finance"]}, 0),
    ],
)
@pytest.mark.requirement(27)
def test_a_soft_limit_on_camels_is_priced_per_camel_and_point_over_it(limit: dict[str, Any], price: int) -> None:
    worse = {"domains": {"finance": {"candidates": {"alfa": {"quality": 5.3}}}}}
    assert priced(EntryKind.OVER_CAMELS, worse, {"policy": {"camels": {"all": {**limit, "price": 10}}}}) == price


def test_a_soft_limit_on_babies_is_priced_per_baby_over_it() -> None:
    baby = {"installed": {"ash": {"finance": {"baby": "own reports"}}}}
    assert priced(EntryKind.OVER_BABIES, baby, {"policy": {"babies": {"ash": {"max": 0, "price": 7}}}}) == 7


@pytest.mark.requirement(11)
@pytest.mark.parametrize(("promised", "price"), [(2, 0), (3, 20 + 5), (0, 20 + 10)])
def test_an_announced_promise_that_moves_costs_per_move_and_week(promised: int, price: int) -> None:
    promise = {"status": "announced", "start": monday(promised), "price_per_move": 20, "price_per_week": 5}
    assert priced(EntryKind.MOVED_PROMISE, {"commitments": {"steps": {"finance/ash/cutover": promise}}}) == price
