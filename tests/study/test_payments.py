"""Side payments: what leaves nobody worse off, to the unit."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest
from ortools.linear_solver import pywraplp  # type: ignore[attr-defined, unused-ignore]

from consolidate.study.payments import SidePayments, side_payments
from consolidate.units import FINE, Fine


def of(**gains: str) -> dict[str, Fine]:
    """Gains from decimal text."""
    return {name: Fine(round(float(text) * FINE)) for name, text in gains.items()}


def drawn(seed: int, digits: int = 4) -> dict[str, Fine]:
    """Gains of two to nine municipalities, of at most 10 to the power of at least ``digits``."""
    chance = random.Random(seed)
    most = 10 ** chance.randint(digits, 12)
    return {f"m{place}": Fine(chance.randint(-most, most)) for place in range(chance.randint(2, 9))}


def left(gains: Mapping[str, Fine], found: SidePayments) -> dict[str, int]:
    """What everyone has gained after the payments, in hundred-thousandths."""
    return {name: gain + FINE * found.payments.get(name, 0) for name, gain in gains.items()}


def test_each_loser_gets_its_loss_from_the_winners_in_proportion_to_what_they_gain() -> None:
    # 4 are lost; 10 and 2 are gained: 4 × 10/12 = 3.33 and 4 × 2/12 = 0.67, the last unit to the larger remainder
    found = side_payments(of(ash="10", birch="-4", cedar="2"))
    assert found == SidePayments(total=4, payments={"ash": -3, "birch": 4, "cedar": -1})
    assert found.possible


def test_no_payments_where_nobody_is_worse_off() -> None:
    assert side_payments(of(ash="10", birch="0", cedar="0.5")) == SidePayments(total=0)


def test_no_payments_can_help_where_all_together_lack() -> None:
    found = side_payments(of(ash="10", birch="-10.00001"))
    assert found == SidePayments(total=0, lacking="0.00001")
    assert not found.possible
    assert side_payments(of(ash="10", birch="-10")) == SidePayments(total=10, payments={"ash": -10, "birch": 10})


def test_a_loss_is_rounded_up_and_a_gain_down() -> None:
    # birch lacks 0.2 and gets 1, cedar keeps its 0.9: it could not give a unit without losing
    found = side_payments(of(ash="1.5", birch="-0.2", cedar="0.9"))
    assert found == SidePayments(total=1, payments={"ash": -1, "birch": 1})


def test_where_whole_money_cannot_do_it_nobody_is_left_a_whole_unit_below() -> None:
    # 0.9 + 0.9 - 1.8 = 0, but in whole money ash and birch have nothing to give; each gives 1 and is 0.1 below
    gains = of(ash="0.9", birch="0.9", cedar="-1.8")
    found = side_payments(gains)
    assert found == SidePayments(total=2, payments={"ash": -1, "birch": -1, "cedar": 2})
    assert min(left(gains, found).values()) == -FINE // 10


def test_payments_add_up_to_the_unit_and_leave_nobody_worse_off() -> None:
    exact = tight = 0
    for seed in range(600):
        gains = drawn(seed)
        found = side_payments(gains)
        assert found.possible == (sum(gains.values()) >= 0)
        if not found.possible:
            continue
        assert sum(found.payments.values()) == 0
        assert found.total == sum(amount for amount in found.payments.values() if amount > 0)
        after = left(gains, found)
        assert all(
            (name in found.payments) <= ((amount > 0) == (gains[name] < 0)) for name, amount in found.payments.items()
        )
        if sum(gain // FINE for gain in gains.values()) >= 0:
            exact += 1
            assert min(after.values()) >= 0
            assert found.total == sum(-(gain // FINE) for gain in gains.values() if gain < 0)
        else:
            tight += 1
            assert min(after.values()) > -FINE
    assert exact > 200
    assert tight > 3


def least(gains: Mapping[str, Fine]) -> float | None:
    """The linear programme itself, by a solver: the least sum of payments in money, None where there are none."""
    solver = pywraplp.Solver.CreateSolver("GLOP")
    gets = {name: solver.NumVar(0, solver.infinity(), f"gets {name}") for name in gains}
    gives = {name: solver.NumVar(0, solver.infinity(), f"gives {name}") for name in gains}
    solver.Add(sum(gets.values()) == sum(gives.values()))
    for name, gain in gains.items():
        solver.Add(gets[name] - gives[name] >= -gain / FINE)
    solver.Minimize(sum(gets.values()))
    status = solver.Solve()
    assert status in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.INFEASIBLE)
    return float(solver.Objective().Value()) if status == pywraplp.Solver.OPTIMAL else None


@pytest.mark.parametrize("seed", range(40))
def test_no_smaller_payments_than_a_linear_solver_finds(seed: int) -> None:
    gains = drawn(1000 + seed, 8)
    found, optimum = side_payments(gains), least(gains)
    if optimum is None:
        assert not found.possible
        return
    losers = sum(gain < 0 for gain in gains.values())  # each one's loss is rounded up by less than a unit
    assert sum(gain // FINE for gain in gains.values()) >= 0
    assert optimum - 0.01 <= found.total <= optimum + losers + 0.01


def test_the_linear_solver_found_payments_in_many_of_these_cases() -> None:
    assert 10 <= sum(least(drawn(1000 + seed, 8)) is not None for seed in range(40)) <= 35
