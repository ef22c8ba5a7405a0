"""The two roundings that all money goes through."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consolidate.units import half_up, largest_remainder, percent_of, rounded_money


@pytest.mark.parametrize(
    ("value", "whole"),
    [("0.5", 1), ("0.4999", 0), ("1.5", 2), ("2.5", 3), ("-0.5", -1), ("-2.4", -2), ("7", 7)],
)
def test_halves_are_rounded_away_from_zero(value: str, whole: int) -> None:
    assert half_up(Decimal(value)) == whole
    assert half_up(Fraction(value)) == whole


def test_a_percentage_is_rounded_once() -> None:
    assert percent_of(105, 10) == 11  # 10.5
    assert percent_of(104, Decimal("9.61")) == 10  # 9.9944


def test_hundred_thousandths_are_shown_as_whole_money() -> None:
    assert rounded_money(149_999) == 1
    assert rounded_money(150_000) == 2
    assert rounded_money(-150_000) == -2


def test_what_is_left_goes_to_the_largest_remainders() -> None:
    # 100 by 1 : 2 : 3 = 16.67, 33.33, 50 → 16 + 33 + 50 = 99; the one left goes to the first.
    assert largest_remainder(100, {"a": 1, "b": 2, "c": 3}) == {"a": 17, "b": 33, "c": 50}


def test_ties_go_to_the_id_that_sorts_first() -> None:
    assert largest_remainder(5, {"c": 1, "a": 1, "b": 1}) == {"a": 2, "b": 2, "c": 1}


def test_without_any_weight_the_split_is_equal() -> None:
    assert largest_remainder(3, {"a": 0, "b": 0}) == {"a": 2, "b": 1}
    assert largest_remainder(3, {}) == {}


def test_a_negative_amount_is_split_as_its_opposite() -> None:
    assert largest_remainder(-100, {"a": 1, "b": 2, "c": 3}) == {"a": -17, "b": -33, "c": -50}


@given(
    st.integers(-(10**12), 10**12),
    st.dictionaries(st.text("abcdef", min_size=1), st.fractions(0, 1000, max_denominator=997), min_size=1),
)
def test_parts_add_up_and_differ_from_the_exact_by_less_than_one(amount: int, weights: dict[str, Fraction]) -> None:
    parts = largest_remainder(amount, weights)
    assert sum(parts.values()) == amount
    total = sum(weights.values())
    if total:
        assert all(abs(parts[name] - amount * weight / total) < 1 for name, weight in weights.items())
