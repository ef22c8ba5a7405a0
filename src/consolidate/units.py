"""Units, and the two roundings that all money goes through.

Money is whole units of the currency. Values that are compared (objective, bound, present values) are exact
integers in hundred-thousandths of a unit, here ``Fine``. Weeks are numbered from week 0, which holds
``period.start``; spans of weeks are half-open. Staff is counted in tenths of a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import lcm
from typing import NewType

Money = NewType("Money", int)
Fine = NewType("Fine", int)
Week = NewType("Week", int)
Tenths = NewType("Tenths", int)

FINE = 100_000
"""Hundred-thousandths in one unit of currency."""

DAYS_PER_WEEK = 7


def half_up(value: Fraction | Decimal | int) -> int:
    """Round to the nearest whole number, halves away from zero."""
    if isinstance(value, Decimal):
        return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    above, below = value.numerator, value.denominator
    magnitude = (2 * abs(above) + below) // (2 * below)
    return magnitude if above >= 0 else -magnitude


def percent_of(amount: int, percent: Decimal | Fraction | int) -> int:
    """``amount × percent / 100``, rounded half up."""
    return half_up(Fraction(amount) * Fraction(percent) / 100)


def largest_remainder(amount: int, weights: Mapping[str, Fraction | int]) -> dict[str, int]:
    """Split a whole amount by weights so that the parts add up to it (SPEC §3).

    Each part is first rounded down; what is left goes, one unit each, to the largest remainders, ties to the id
    that sorts first. With no weight above zero the split is equal. A negative amount is split as its opposite.
    """
    scale = lcm(*(weight.denominator for weight in weights.values()))
    return whole_remainder(amount, {name: int(weight * scale) for name, weight in weights.items()})


def whole_remainder(amount: int, weights: Mapping[str, int]) -> dict[str, int]:
    """``largest_remainder`` for weights that are whole already, which is faster."""
    if not weights:
        return {}
    if amount < 0:
        return {name: -part for name, part in whole_remainder(-amount, weights).items()}
    divisor = sum(weights.values())
    if not divisor:
        return whole_remainder(amount, dict.fromkeys(weights, 1))
    parts = {name: amount * weight // divisor for name, weight in weights.items()}
    left = amount - sum(parts.values())
    order = sorted(parts, key=lambda name: (-(amount * weights[name] % divisor), name)) if left else []
    for name in order[:left]:
        parts[name] += 1
    return parts


def rounded_money(fine: int) -> int:
    """Hundred-thousandths shown as whole money, rounded half up."""
    magnitude = (2 * abs(fine) + FINE) // (2 * FINE)
    return magnitude if fine >= 0 else -magnitude


def fine_sum(values: Sequence[int]) -> Fine:
    """A sum of exact values."""
    return Fine(sum(values))
