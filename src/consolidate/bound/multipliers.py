"""Multipliers: one number for each coupling row, in one flat array that steps are taken in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from consolidate.bound.rows import Rows

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Shape:
    """How the flat array falls into parts: resources × weeks, payers × years, order rows × weeks (one more)."""

    week: tuple[int, int]
    money: tuple[int, int]
    order: tuple[int, int]

    @classmethod
    def of(cls, rows: Rows) -> Shape:
        """The shape of a programme's rows."""
        return cls(rows.capacity.shape, rows.granted.shape, (len(rows.orders), rows.weeks + 1))

    @property
    def size(self) -> int:
        """How many numbers there are."""
        return sum(rows * columns for rows, columns in (self.week, self.money, self.order))

    def parts(self, flat: Floats) -> tuple[Floats, Floats, Floats]:
        """Views of the three parts."""
        first = self.week[0] * self.week[1]
        second = first + self.money[0] * self.money[1]
        return (
            flat[:first].reshape(self.week),
            flat[first:second].reshape(self.money),
            flat[second:].reshape(self.order),
        )
