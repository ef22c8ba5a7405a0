"""Terms of the objective as the solver sees them: what each makes it do, and what the optimum costs."""

from __future__ import annotations

from typing import Any

import pytest

from consolidate.plan.document import Decisions
from tests.model.solving import Solved, best
from tests.scenarios import Json, day, monday, programme

CUT, BIRCH_CUT, DROP = "finance/ash/cutover", "finance/birch/cutover", "finance/ash/decommission"
FINE = 100_000


def decided(found: Solved) -> Decisions:
    assert found.decisions is not None
    return found.decisions


def week_of(found: Solved, step: str) -> str:
    decision = decided(found).step(step)
    assert decision is not None
    return str(decision.start)


def candidate(**fields: Any) -> Json:
    return {"domains": {"finance": {"candidates": {"alfa": fields}}}}


def today(**fields: Any) -> Json:
    return {"installed": {"ash": {"finance": fields}}}


def test_a_discount_defers_what_is_paid_once() -> None:
    """At 4 % the installation is paid as late as four weeks of work allow: in the week that begins on 3 December."""
    found = best(programme(candidate(joint_cost=1000), {"period": {"discount_percent": 4}}))
    assert week_of(found, "finance/joint/install") == monday(48)


@pytest.mark.requirement("REQ-39")
def test_parallel_running_costs_both() -> None:
    """365 a year of old cost to the end of week 3, and as much of new cost from week 2 on: two weeks of both."""
    found = best(programme(today(running=365, users=1), candidate(running_per_user=365), {"installed": BIRCH_IDLE}))
    whole = 365 + 366
    assert found.objective is not None
    assert found.objective == pytest.approx((whole - 1 + 14) * FINE, abs=2 * FINE)


BIRCH_IDLE: Json = {"birch": {"finance": {"users": 0}}}


@pytest.mark.requirement("REQ-17")
@pytest.mark.parametrize(("running", "week"), [(100, 2), (2000, 50)])
def test_gains_begin_when_all_that_they_require_is_there(running: int, week: int) -> None:
    """1,000 a year from ash's cutover on, against new running cost for its one user; the dearer side decides."""
    gain = {"requires": ["finance"], "class": "budget_effect", "owner": "treasurer", "per_year": {"ash": 1000}}
    patch = {"benefits": {"gain": gain}, **candidate(running_per_user=running)}
    found = best(programme(patch, today(users=1), {"installed": BIRCH_IDLE}))
    assert week_of(found, CUT) == monday(week)


@pytest.mark.requirement("REQ-48")
@pytest.mark.parametrize(("weight", "week"), [(0, 50), (1, 2)])
def test_time_released_weighs_what_it_is_given(weight: int, week: int) -> None:
    gain = {"requires": ["finance"], "class": "time_released", "owner": "treasurer", "per_year": {"ash": 1000}}
    patch = {"benefits": {"gain": gain}, "policy": {"time_released_weight": weight}, **candidate(running_per_user=100)}
    found = best(programme(patch, today(users=1), {"installed": BIRCH_IDLE}))
    assert week_of(found, CUT) == monday(week)


@pytest.mark.requirement("REQ-47")
@pytest.mark.parametrize("kind", ["priced_elsewhere", "not_priced"])
def test_what_is_counted_elsewhere_is_not_counted_again(kind: str) -> None:
    gain = {"requires": ["finance"], "class": kind, "owner": "treasurer"}
    assert best(programme({"benefits": {"gain": gain}})).objective == 0


@pytest.mark.requirement("REQ-49")
def test_lateness_is_priced_by_the_week() -> None:
    """Due in week 1, reached at the end of week 2 at the earliest: one week at 70."""
    found = best(programme({"milestones": {"M": {"due": day(1, 2), "complete": ["finance"], "late_per_week": 70}}}))
    assert found.objective == 70 * FINE
    assert week_of(found, CUT) == week_of(found, BIRCH_CUT) == monday(2)


def test_a_soft_window_is_avoided_or_paid_for() -> None:
    """20 a week blocked; waiting costs 10 a week of old running cost (520 a year of 52 weeks and a day)."""
    window = {"blackouts": {"audit": {"from": day(2, 0), "to": day(2, 4), "price": 20}}}
    cheap, dear = (best(programme(window, today(running=running))) for running in (520, 5200))
    assert week_of(cheap, CUT) == monday(3)
    assert week_of(dear, CUT) == monday(2)


def test_a_renewal_is_paid_by_what_is_still_there() -> None:
    """Ash's system is renewed on 1 January 2008 for 900, unless it is gone by then; new running cost is 10 a year."""
    found = best(programme(today(alone={"year": 2008, "cost": 900}, users=1), candidate(running_per_user=10)))
    assert week_of(found, DROP) <= monday(51)
    assert found.objective is not None
    assert found.objective < 900 * FINE


def test_an_announced_step_moves_at_its_price() -> None:
    """Three weeks of waiting cost 30; coming forward costs 15 for the weeks, and the move."""
    for per_move, week in ((10, 2), (30, 5)):
        promise = {"status": "announced", "start": monday(5), "price_per_move": per_move, "price_per_week": 5}
        found = best(programme({"commitments": {"steps": {CUT: promise}}}, today(running=520)))
        assert week_of(found, CUT) == monday(week)


@pytest.mark.requirement("REQ-55")
def test_a_fixed_running_part_begins_with_the_first_who_starts() -> None:
    """Fixed cost binds from the first cutover: neither town has a reason to start before the last weeks."""
    found = best(programme(candidate(running_fixed=520)))
    assert {week_of(found, CUT), week_of(found, BIRCH_CUT)} == {monday(50)}
