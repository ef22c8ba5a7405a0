"""Multipliers on coupling rows, and what they make a step cost by its start week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from consolidate.bound.rows import Ints, Rows
from consolidate.programme.steps import Step

Floats = NDArray[np.float64]
Need = tuple[int, tuple[int, ...]]
"""Tenths of a person, and the resources any one of which may give them."""


@dataclass(frozen=True)
class Multipliers:
    """A number for each row: staff by resource and week, money by payer and year, order by row."""

    staff: Floats
    money: Floats
    order: Floats

    @classmethod
    def zero(cls, rows: Rows) -> Multipliers:
        """No prices at all."""
        return cls(np.zeros(rows.capacity.shape), np.zeros(rows.money.shape), np.zeros(len(rows.orders)))

    def parts(self) -> tuple[Floats, Floats, Floats]:
        """The three kinds."""
        return self.staff, self.money, self.order

    def mixed(self, share: float, other: Multipliers) -> Multipliers:
        """``share`` of this and the rest of another."""
        pairs = zip(self.parts(), other.parts(), strict=True)
        return Multipliers(*(share * own + (1 - share) * their for own, their in pairs))

    def scaled(self, scale: Multipliers) -> Multipliers:
        """Each number divided by its row's scale."""
        return Multipliers(*(own / by for own, by in zip(self.parts(), scale.parts(), strict=True)))

    def moved(self, direction: Multipliers, step: float) -> Multipliers:
        """A step in a direction, cut off at zero: prices are never negative."""
        pairs = zip(self.parts(), direction.parts(), strict=True)
        return Multipliers(*(np.maximum(0, own + step * way) for own, way in pairs))

    def inside(self, prices: Multipliers) -> Multipliers:
        """This direction without what would take a price of zero below it."""
        pairs = zip(self.parts(), prices.parts(), strict=True)
        return Multipliers(*(np.where((price <= 0) & (way < 0), 0.0, way) for way, price in pairs))

    def norm(self) -> float:
        """The sum of squares."""
        return float(sum((part**2).sum() for part in self.parts()))


class Prices:
    """Multipliers rounded to whole hundred-thousandths, with the sums by week that steps are priced by."""

    def __init__(self, rows: Rows, at: Multipliers) -> None:
        self.rows = rows
        self.staff = np.rint(at.staff).astype(np.int64)
        self.money = np.rint(at.money).astype(np.int64)
        self.order = np.rint(at.order).astype(np.int64)
        later = np.cumsum(self.money[:, ::-1], axis=1)[:, ::-1]
        self._by_start = later[:, rows.year_of_start]
        self._by_end = later[:, rows.year_of_end]
        self._sums: dict[tuple[str, bool], Ints] = {}

    def of_rows(self) -> int:
        """What the rows' right-hand sides are worth: capacity and money taken off, lags put on."""
        value = -int((self.staff * self.rows.capacity).sum()) - int((self.money * self.rows.money).sum())
        return value + int((self.order * self.rows.lags).sum())

    def sums(self, step: Step) -> Ints:
        """Running sums of staff prices over the weeks in which a step with this calendar works."""
        key = (step.calendar, step.mode == "pause")
        if key not in self._sums:
            staff = self.staff.copy()
            staff[:, sorted(self.rows.programme.paused(step))] = 0
            self._sums[key] = np.concatenate(
                (np.zeros((len(staff), 1), dtype=np.int64), np.cumsum(staff, axis=1)), axis=1
            )
        return self._sums[key]

    def staffing(self, step: Step, ends: Ints, needs: Sequence[Need]) -> Ints:
        """By start week: each need at its cheapest pool."""
        total = np.zeros(len(ends), dtype=np.int64)
        if needs:
            sums = self.sums(step)
            stops = np.clip(ends, 0, len(ends))
            starts = np.minimum(np.arange(len(ends)), stops)
            for need, pools in needs:
                total += need * np.min([sums[pool, stops] - sums[pool, starts] for pool in pools], axis=0)
        return total

    def cheapest(self, step: Step, span: tuple[int, int], pools: tuple[int, ...]) -> int:
        """The pool that meets a need at the least price, the larger one where prices are equal."""
        sums, (start, end) = self.sums(step), span
        return min(
            pools, key=lambda pool: (int(sums[pool, end] - sums[pool, start]), -int(self.rows.total[pool]), pool)
        )

    def paid(self, payer: int, ends: Ints, *, at_end: bool) -> Ints:
        """By start week: the price of one unit of money paid then."""
        if at_end:
            return np.asarray(self._by_end[payer][np.clip(ends, 0, len(ends))], dtype=np.int64)
        return np.asarray(self._by_start[payer][: len(ends)], dtype=np.int64)
