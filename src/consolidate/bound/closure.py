"""Steps under precedence with any cost by start week: one minimum cut (Möhring, Schulz, Stork, Uetz 2003).

The variable z(x, t) says that node x starts after week t. A cost by start week becomes a weight on each z, and
everything that must hold an implication between two of them. What remains is a smallest closure, which a maximum
flow finds exactly in whole numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import max_flow

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
UNBREAKABLE = 1 << 60


@dataclass(frozen=True)
class Link:
    """``after`` may start in week t only if ``before`` starts no later than ``latest[t]`` (−1: not at all)."""

    before: int
    after: int
    latest: Ints


class Closure:
    """The network of one set of nodes and links over weeks from 0; weights change, the network stays.

    ``open_weeks[x]`` tells in which weeks node x may start. Windows are first narrowed until every link can hold at
    both ends; ``feasible`` is False where that leaves a node no week.
    """

    def __init__(self, open_weeks: Sequence[Flags], links: Sequence[Link]) -> None:
        self._open = [weeks.copy() for weeks in open_weeks]
        self.feasible = all(bool(weeks.any()) for weeks in self._open) and self._narrow(links)
        if self.feasible:
            self.lo = np.array([int(np.flatnonzero(weeks)[0]) for weeks in self._open], dtype=np.int64)
            self.hi = np.array([int(np.flatnonzero(weeks)[-1]) for weeks in self._open], dtype=np.int64)
            self._first = np.concatenate(([0], np.cumsum(self.hi - self.lo)))
            self.variables = int(self._first[-1])
            self._build(links)

    def _narrow(self, links: Sequence[Link]) -> bool:
        """Close weeks that no link allows, until nothing changes; False where a node loses its last."""
        changed = True
        while changed:
            changed = False
            for link in links:
                before, after = self._open[link.before], self._open[link.after]
                late = after & (link.latest < int(np.flatnonzero(before)[0]))
                last = int(link.latest[np.flatnonzero(after)[-1]])
                early = before & (np.arange(len(before)) > last)
                if late.any() or early.any():
                    after[late] = False
                    before[early] = False
                    changed = True
                    if not (before.any() and after.any()):
                        return False
        return True

    def _build(self, links: Sequence[Link]) -> None:
        """Implications that never change, then a gain and a loss for each variable."""
        tails: list[Ints] = []
        heads: list[Ints] = []
        for number, weeks in enumerate(self._open):
            own = np.arange(self._first[number], self._first[number + 1])
            tails.append(own[1:])
            heads.append(own[:-1])
            closed = np.flatnonzero(~weeks[self.lo[number] : self.hi[number]])
            tails.append(own[closed - 1])
            heads.append(own[closed])
        for link in links:
            weeks_after = np.arange(self.lo[link.after], self.hi[link.after])
            latest = link.latest[weeks_after]
            binding = latest < self.hi[link.before]
            tails.append(self._first[link.before] + latest[binding] - self.lo[link.before])
            heads.append(self._first[link.after] + weeks_after[binding] - self.lo[link.after])
        tail, head = np.concatenate(tails), np.concatenate(heads)
        everything = np.arange(self.variables, dtype=np.int64)
        nothing = np.zeros(self.variables, dtype=np.int64)
        self._flow = max_flow.SimpleMaxFlow()
        self._flow.add_arcs_with_capacity(tail, head, np.full(len(tail), UNBREAKABLE, dtype=np.int64))
        self._gain = self._flow.add_arcs_with_capacity(nothing + self.variables, everything, nothing)
        self._loss = self._flow.add_arcs_with_capacity(everything, nothing + self.variables + 1, nothing)

    def solve(self, weights: Sequence[Ints]) -> tuple[int, Ints]:
        """The least total of ``weights[x][start of x]``, and the start week of each node."""
        own = [
            _filled(weight, weeks)[lo : hi + 1]
            for weight, weeks, lo, hi in zip(weights, self._open, self.lo, self.hi, strict=True)
        ]
        base = sum(int(weight[0]) for weight in own)
        if self.variables == 0:
            return base, self.lo.copy()
        steps = np.concatenate([np.diff(weight) for weight in own])
        gains, losses = np.maximum(-steps, 0), np.maximum(steps, 0)
        self._flow.set_arcs_capacity(self._gain, gains)
        self._flow.set_arcs_capacity(self._loss, losses)
        status = self._flow.solve(self.variables, self.variables + 1)
        if status != self._flow.OPTIMAL:
            raise ArithmeticError(f"the maximum flow ended with {status}")
        value = base + int(self._flow.optimal_flow()) - int(gains.sum())
        later = np.zeros(self.variables + 2, dtype=np.int64)
        later[self._flow.get_source_side_min_cut()] = 1
        counted = np.concatenate(([0], np.cumsum(later[: self.variables])))
        return value, self.lo + counted[self._first[1:]] - counted[self._first[:-1]]


def _filled(weight: Ints, open_weeks: Flags) -> Ints:
    """Weights with each closed week given that of the next open one (or the last), so that none misleads."""
    if open_weeks.all():
        return weight
    places = np.where(open_weeks, np.arange(len(weight)), len(weight))
    following = np.minimum.accumulate(places[::-1])[::-1]
    last = int(np.flatnonzero(open_weeks)[-1])
    return weight[np.minimum(following, last)]
