"""Sizes by which the program is measured: S1 to S6, from a small co-operation to a country; then D10 to D160."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Size:
    """How many municipalities join how many domains, and in how many calendar years (from 2006)."""

    name: str
    municipalities: int
    domains: int
    years: int

    @property
    def start(self) -> date:
        """The first day of the period, a Monday."""
        return date(2006, 1, 2)

    @property
    def end(self) -> date:
        """The last day of the period."""
        return date(2005 + self.years, 12, 31)

    @property
    def weeks(self) -> int:
        """Whole weeks of the period."""
        return (self.end - self.start).days // 7


# S1 is so small that six years would leave every pool idle: it gets four, so that staff and money bind.
SIZES = {
    size.name: size
    for size in (
        Size("S1", 7, 5, 4),
        Size("S2", 7, 30, 6),
        Size("S3", 20, 40, 6),
        Size("S4", 50, 50, 6),
        Size("S5", 100, 50, 6),
        Size("S6", 357, 40, 6),
    )
}

DOUBLING = {f"D{count}": Size(f"D{count}", count, 40, 6) for count in (10, 20, 40, 80, 160)}
"""Equal in all but the number of municipalities, to see how time and memory grow; S6 is nearly the next of them."""
ALL_SIZES = SIZES | DOUBLING
