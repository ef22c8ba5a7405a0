"""Budgets and contracts in the model: allowed, forbidden, and the boundary to the unit and the day."""

from __future__ import annotations

from typing import Any

import pytest

from tests.model.solving import admits, best, held
from tests.scenarios import broken, day, decisions, programme

INSTALL, CUT, DROP = "finance/joint/install", "finance/ash/cutover", "finance/ash/decommission"
BIRCH_CUT, BIRCH_DROP = "finance/birch/cutover", "finance/birch/decommission"
TWO_YEARS = {"period": {"end": "2008-12-28", "value_until": "2009-12-31"}}
JOINT = {"domains": {"finance": {"candidates": {"alfa": {"joint_cost": 1000}}}}}
LOCAL = {"domains": {"finance": {"candidates": {"alfa": {"local_cost": 400}}}}}


def granted(payer: str, grants: dict[str, int], **fields: Any) -> dict[str, Any]:
    return {"budgets": {payer: {"grants": grants, **fields}}}


@pytest.mark.parametrize(("grant", "allowed"), [(1000, True), (999, False)])
@pytest.mark.requirement("REQ-08")
@pytest.mark.requirement("REQ-53")
def test_programme_budget(grant: int, allowed: bool) -> None:
    on = programme(JOINT, granted("programme", {"2007": grant}))
    assert broken(on) == (set() if allowed else {"programme_budget"})
    assert admits(on) is allowed


@pytest.mark.parametrize(("grant", "allowed"), [(400, True), (399, False)])
@pytest.mark.requirement("REQ-08")
def test_municipal_budget(grant: int, allowed: bool) -> None:
    on = programme(LOCAL, granted("ash", {"2007": grant}))
    assert broken(on) == (set() if allowed else {"municipal_budget"})
    assert admits(on) is allowed


@pytest.mark.parametrize(("grant", "allowed"), [(500, True), (499, False)])
@pytest.mark.requirement("REQ-53")
def test_a_share_counts_against_the_participants_own_budget(grant: int, allowed: bool) -> None:
    """Paid by equal shares of 500; the programme has nothing, and needs nothing."""
    shared = {"sharing": {"joint_one_off": {"paid_by": "shares", "key": "equal"}}}
    budgets = {"budgets": {"programme": {"grants": {}}, "birch": {"grants": {"2007": grant}}}}
    on = programme(JOINT, shared, budgets)
    assert broken(on) == (set() if allowed else {"municipal_budget"})
    assert admits(on) is allowed


@pytest.mark.parametrize(
    ("carry", "second", "allowed"),
    [
        pytest.param(100, 1, True, id="all is carried over"),
        pytest.param(50, 500, True, id="half is carried over, rounded down"),
        pytest.param(50, 499, False, id="half is a unit short"),
        pytest.param(0, 999, False, id="nothing is carried over"),
        pytest.param(0, 1000, True, id="the year alone suffices"),
    ],
)
@pytest.mark.requirement("REQ-08")
def test_carry_over(carry: int, second: int, allowed: bool) -> None:
    """1,001 granted in 2007 and unspent; 1,000 needed in 2008."""
    grants = granted("programme", {"2007": 1001, "2008": second}, carry_over_percent=carry)
    on = programme(TWO_YEARS, JOINT, grants)
    starts = {INSTALL: 60, CUT: 70, DROP: 80, BIRCH_CUT: 70, BIRCH_DROP: 80}
    assert broken(on, decisions(starts)) == (set() if allowed else {"programme_budget"})
    assert admits(on, starts) is allowed


@pytest.mark.parametrize(("reserve", "allowed"), [(9, True), (10, False)])
@pytest.mark.requirement("REQ-11")
def test_a_reserve_is_kept_back(reserve: int, allowed: bool) -> None:
    """Of 1,099 a reserve of 9 % keeps 99, one of 10 % keeps 110."""
    on = programme(JOINT, granted("programme", {"2007": 1099}, reserve_percent=reserve))
    assert broken(on) == (set() if allowed else {"programme_budget"})
    assert admits(on) is allowed


@pytest.mark.parametrize(("pays", "allowed"), [("start", True), ("end", False)])
def test_a_step_is_paid_at_its_start_or_its_end(pays: str, allowed: bool) -> None:
    """Installing from Monday 24 December 2007 to 6 January 2008, with money in 2007 only."""
    patch = {"templates": {"joint": {"install": {"pays": pays}}}}
    on = programme(TWO_YEARS, JOINT, patch, granted("programme", {"2007": 1000}, carry_over_percent=0))
    starts = {INSTALL: 51, CUT: 70, DROP: 80, BIRCH_CUT: 70, BIRCH_DROP: 80}
    assert broken(on, decisions(starts)) == (set() if allowed else {"programme_budget"})
    assert admits(on, starts) is allowed


def test_a_soft_budget_is_passed_at_its_price() -> None:
    on = programme(JOINT, granted("programme", {"2007": 990}, hard=False, price=3))
    assert best(on).objective == (1000 + 10 * 3) * 100_000


# --- contracts --------------------------------------------------------------------------------------------


def contract(**fields: Any) -> dict[str, Any]:
    return {"installed": {"ash": {"finance": {"contract": fields}}}}


def ended(week: int, by: str) -> dict[str, Any]:
    return {"finance/ash": {"last_day": day(week, 6), "by": by}}


@pytest.mark.parametrize(("drop", "allowed"), [(3, True), (5, True), (6, False)])
def test_a_fixed_term_binds_decommissioning(drop: int, allowed: bool) -> None:
    """Through the Sunday of week 5, and no way out after it."""
    on = programme(contract(last_day=day(5, 6), renews_months=0))
    plan = decisions({DROP: drop}, contracts=ended(5, "term"))
    assert broken(on, plan) == (set() if allowed else {"contract_term"})
    assert admits(on, {DROP: drop}) is allowed


@pytest.mark.parametrize(("weeks", "allowed"), [(3, True), (4, False)])
def test_notice_is_given_after_the_step_it_waits_for(weeks: int, allowed: bool) -> None:
    """Ends with week 5; notice waits for the installation, whose two weeks are over on the Monday of week 2."""
    late = {"renews_months": 120, "notice_weeks": weeks, "notice_after": INSTALL}
    on = programme(contract(last_day=day(5, 6), **late), {"installed": {"ash": {"finance": {"running": 500}}}})
    assert broken(on, decisions(contracts=ended(5, "term"))) == (set() if allowed else {"contract_term"})
    found = held(on)
    assert found.decisions is not None
    assert (str(found.decisions.contracts["finance/ash"].last_day) == day(5, 6)) is allowed


@pytest.mark.parametrize(("given", "by"), [(None, "fee"), ("2006-12-27", "term")])
def test_a_notice_given_already_is_not_bound_to_what_it_waits_for(given: str | None, by: str) -> None:
    """Without it the contract can only be left for the fee: its next term ends after the valued years."""
    terms = {"last_day": day(5, 6), "renews_months": 1200, "notice_weeks": 4, "notice_after": INSTALL, "leave_fee": 100}
    patch = {"actuals": {"notices": {"finance/ash": given}}} if given else {}
    running = {"installed": {"ash": {"finance": {"running": 500}}}}
    found = best(programme(contract(**terms), running, patch))
    assert found.decisions is not None
    assert found.decisions.contracts["finance/ash"].by == by


@pytest.mark.parametrize(("drop", "by"), [(5, "term"), (6, "extension"), (17, "extension")])
def test_an_extension_is_paid_only_where_it_is_needed(drop: int, by: str) -> None:
    """A fixed term to 11 February 2007, or three months longer for 50."""
    on = programme(contract(last_day=day(5, 6), renews_months=0, extension={"months": 3, "cost": 50}))
    late = {CUT: drop - 1, DROP: drop}
    assert admits(on, late)
    assert not admits(on, {CUT: 17, DROP: 18})
    plan = decisions(
        late, contracts={"finance/ash": {"last_day": day(5, 6) if by == "term" else "2007-05-11", "by": by}}
    )
    assert broken(on, plan) == set()


def test_a_fee_ends_a_contract_when_decommissioning_ends() -> None:
    """The term is far away and running cost is dear: the fee of 60 is cheaper than the rest of the year."""
    dear = {"installed": {"ash": {"finance": {"running": 5000}}}}
    on = programme(contract(last_day="2009-12-31", renews_months=12, notice_weeks=4, leave_fee=60), dear)
    found = best(on)
    assert found.decisions is not None
    ending = found.decisions.contracts["finance/ash"]
    assert (ending.by, str(ending.last_day)) == ("fee", day(3, 6))


def test_a_fee_does_not_outlive_a_fixed_term() -> None:
    on = programme(contract(last_day=day(5, 6), renews_months=0, leave_fee=60))
    assert admits(on, {DROP: 5})
    assert not admits(on, {DROP: 6})


def test_the_contract_of_a_product_that_becomes_the_target_runs_on() -> None:
    terms = contract(last_day=day(1, 6), renews_months=0)
    on = programme(terms, {"installed": {"ash": {"finance": {"product": "alfa", "quality": 7}}}})
    found = best(on)
    assert found.decisions is not None
    assert not found.decisions.contracts
