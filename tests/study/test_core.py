"""Divisions, averages and samples on games of textbooks, whose answers are known."""

from __future__ import annotations

from itertools import combinations

import pytest

from consolidate.solve.shares import closest, least_lack
from consolidate.study.core import (
    Group,
    divided,
    exact_shares,
    groups_to_examine,
    ordered,
    prefixes,
    shapley,
    shortfalls,
)
from consolidate.units import FINE, Fine


def game(names: str, worth: dict[str, int]) -> dict[Group, Fine]:
    """Every group of some members in units of money; those that are not named are worth nothing."""
    named = {frozenset(group): Fine(amount * FINE) for group, amount in worth.items()}
    every = (frozenset(group) for size in range(1, len(names) + 1) for group in combinations(names, size))
    return {group: named.get(group, Fine(0)) for group in every}


GLOVES = game("abc", {"ac": 60, "bc": 60, "abc": 60})
"""a and b have a left glove each, c the one right glove; a pair is worth 60. In the core c has all."""
MAJORITY = game("abc", {"ab": 60, "ac": 60, "bc": 60, "abc": 60})
"""Any two share 60. Each pair wants 60 of 60: the core is empty; with 40 each the pair of any two falls 20 short."""


def money(amounts: dict[str, int]) -> dict[str, Fine]:
    return {name: Fine(amount * FINE) for name, amount in amounts.items()}


def test_the_right_glove_gets_all() -> None:
    found = divided(money({"a": 20, "b": 20, "c": 20}), GLOVES)
    assert found.exists
    assert found.lacking == 0
    assert found.shares == money({"a": 0, "b": 0, "c": 60})


def test_two_of_three_leave_no_division_that_holds() -> None:
    found = divided(money({"a": 60, "b": 0, "c": 0}), MAJORITY)
    assert not found.exists
    assert found.lacking == pytest.approx(20 * FINE, abs=10)
    assert sum(found.shares.values()) == 60 * FINE
    assert all(share == pytest.approx(20 * FINE, abs=10) for share in found.shares.values())


def test_a_division_that_holds_stays_as_it_is() -> None:
    accounts = money({"a": 1, "b": 2, "c": 57})
    additive = game("abc", {"a": 1, "b": 2, "c": 57, "ab": 3, "ac": 58, "bc": 59, "abc": 60})
    assert divided(accounts, additive).shares == accounts


def test_as_little_as_possible_is_moved() -> None:
    """A alone could have 50 and has 40: 10 are moved, 20 in all counting both sides; nobody else asks for anything."""
    found = divided(money({"a": 40, "b": 30, "c": 30}), game("abc", {"a": 50, "abc": 100}))
    assert found.exists
    assert found.shares["a"] == 50 * FINE
    assert sum(found.shares.values()) == 100 * FINE
    assert max(found.shares["b"], found.shares["c"]) <= 30 * FINE


def test_who_falls_short() -> None:
    short = shortfalls(money({"a": 20, "b": 20, "c": 20}), GLOVES)
    assert short == {frozenset("ac"): 20 * FINE, frozenset("bc"): 20 * FINE}
    assert shortfalls(money({"a": 0, "b": 0, "c": 60}), GLOVES) == {}


def test_averages_over_all_orders() -> None:
    """Gloves: c is last or second to be of use in all but the orders that it begins, 4/6; a and b each 1/6."""
    assert shapley("abc", GLOVES) == money({"a": 10, "b": 10, "c": 40})
    assert shapley("abc", MAJORITY) == money({"a": 20, "b": 20, "c": 20})


def test_averages_over_given_orders_and_none_where_a_group_is_missing() -> None:
    """a, b, c: c adds 60. c, a, b: a adds 60. On average 30 each."""
    orders = [("a", "b", "c"), ("c", "a", "b")]
    assert shapley("abc", GLOVES, orders) == money({"a": 30, "b": 0, "c": 30})
    known = {group: amount for group, amount in GLOVES.items() if group != frozenset("ac")}
    assert shapley("abc", known, orders) is None
    assert shapley("abc", known, orders[:1]) == money({"a": 0, "b": 0, "c": 60})
    assert shapley("abc", GLOVES, []) is None


def test_averages_add_up_to_the_hundred_thousandth() -> None:
    odd = {**MAJORITY, frozenset("abc"): Fine(100)}
    found = shapley("abc", odd)
    assert found is not None
    assert sum(found.values()) == 100
    assert max(found.values()) - min(found.values()) == 1


def test_shares_are_rounded_so_that_they_add_up() -> None:
    assert exact_shares({"a": 1.5, "b": 1.25, "c": 1.25}, Fine(4)) == {"a": 2, "b": 1, "c": 1}
    assert exact_shares({"a": -1.5, "b": 0.75}, Fine(-1)) == {"a": -2, "b": 1}
    assert exact_shares({"a": 2.0, "b": 2.0}, Fine(3)) == {"a": 1, "b": 2}


def test_few_are_examined_in_full() -> None:
    groups, orders = groups_to_examine("abcd", 0, 1)
    assert (len(groups), len(set(groups)), orders) == (14, 14, ())


def test_many_are_sampled() -> None:
    """Of 7: 7 alone, 7 of six. An order brings groups of 2 to 5, four at most."""
    for samples in (0, 3, 8, 1000):
        groups, orders = groups_to_examine("abcdefg", samples, 1)
        assert len(groups) == len(set(groups)) == min(14 + samples, 126)
        assert groups == tuple(sorted(groups, key=ordered))
        for order in orders:
            assert set(list(prefixes(order))[:-1]) <= set(groups)
    assert len(groups_to_examine("abcdefg", 8, 1)[1]) >= 2
    assert groups_to_examine("abcdefg", 8, 1) == groups_to_examine("gfedcba", 8, 1)
    assert groups_to_examine("abcdefg", 8, 1) != groups_to_examine("abcdefg", 8, 2)


def test_the_linear_programmes_say_what_they_cannot() -> None:
    assert least_lack(0, {}) == float("-inf")
    assert least_lack(60 * FINE, {frozenset("a"): 10 * FINE, frozenset("b"): 30 * FINE}) == pytest.approx(-10 * FINE)
    with pytest.raises(RuntimeError, match="no division"):
        closest(money({"a": 1, "b": 1}), {frozenset("a"): 2 * FINE, frozenset("b"): 2 * FINE})
