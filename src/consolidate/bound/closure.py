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

from consolidate.bound.buckets import reduce

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
UNBREAKABLE = 1 << 60


@dataclass(frozen=True)
class Link:
    """``after`` may start in week t only if ``before`` starts no later than ``latest[t]`` (−1: not at all)."""

    before: int
    after: int
    latest: Ints


def windows_of(open_weeks: Sequence[Flags]) -> Ints:
    """By node: its first and its last open week."""
    return np.array([np.flatnonzero(weeks)[[0, -1]] for weeks in open_weeks], dtype=np.int64).reshape(-1, 2)


def narrowed(open_weeks: Sequence[Flags], links: Sequence[Link]) -> list[Flags] | None:
    """Weeks without those that no link allows; None where a node has none left."""
    found = [weeks.copy() for weeks in open_weeks]
    if not all(bool(weeks.any()) for weeks in found):
        return None
    changed = True
    while changed:
        changed = False
        for link in links:
            before, after = found[link.before], found[link.after]
            late = after & (link.latest < int(before.argmax()))
            last = int(link.latest[len(after) - 1 - int(after[::-1].argmax())])
            early = before[max(0, last + 1) :]
            if late.any() or early.any():
                after[late] = False
                early[:] = False
                changed = True
                if not (before.any() and after.any()):
                    return None
    return found


class Closure:
    """The network of one set of nodes and links over weeks from 0; weights change, the network stays.

    ``open_weeks[x]`` tells in which weeks node x may start; every link can hold at both ends (``narrowed``).
    ``windows`` has each node's first and last week.

    ``bucket``: weeks that are taken together. A node then starts anywhere in a bucket at the price of its cheapest
    week, and a link binds only where no two weeks of the buckets keep it: less is demanded, the least total is no
    greater, and the network is smaller.
    """

    def __init__(self, open_weeks: Sequence[Flags], links: Sequence[Link], bucket: int = 1) -> None:
        self._open = open_weeks
        self.windows = windows_of(open_weeks)
        self._bucket = np.arange(len(open_weeks[0]), dtype=np.int64) // bucket
        self._lo, self._hi = self._bucket[self.windows[:, 0]], self._bucket[self.windows[:, 1]]
        self._first = np.concatenate(([0], np.cumsum(self._hi - self._lo)))
        self.variables = int(self._first[-1])
        self._build(links)

    def _build(self, links: Sequence[Link]) -> None:
        """Implications that never change, then a gain and a loss for each variable."""
        tails: list[Ints] = []
        heads: list[Ints] = []
        for number, weeks in enumerate(self._open):
            own = np.arange(self._first[number], self._first[number + 1])
            tails.append(own[1:])
            heads.append(own[:-1])
            low = int(self._lo[number])
            some = np.bincount(self._bucket[weeks] - low, minlength=len(own) + 1)[: len(own)]
            closed = np.flatnonzero(some == 0)
            tails.append(own[closed - 1])
            heads.append(own[closed])
        for link in links:
            tail, head = self._implied(link)
            tails.append(tail)
            heads.append(head)
        self._flow = max_flow.SimpleMaxFlow()
        tail, head = np.concatenate(tails), np.concatenate(heads)
        everything = np.arange(self.variables, dtype=np.int64)
        nothing = np.zeros(self.variables, dtype=np.int64)
        self._flow.add_arcs_with_capacity(tail, head, np.full(len(tail), UNBREAKABLE, dtype=np.int64))
        self._gain = self._flow.add_arcs_with_capacity(nothing + self.variables, everything, nothing)
        self._loss = self._flow.add_arcs_with_capacity(everything, nothing + self.variables + 1, nothing)

    def _implied(self, link: Link) -> tuple[Ints, Ints]:
        """Whoever comes first may start after a bucket only if the follower starts after one too."""
        last_weeks = np.flatnonzero(np.diff(self._bucket, append=self._bucket[-1] + 1))
        buckets = np.arange(self._lo[link.after], self._hi[link.after])
        latest = link.latest[np.minimum(last_weeks[buckets], self.windows[link.after, 1])]
        binding = latest < self.windows[link.before, 1]
        # the first of the two may be anywhere in the bucket that holds its latest week
        inside = self._bucket[np.maximum(latest[binding], 0)] < self._hi[link.before]
        places, afters = self._bucket[latest[binding]][inside], buckets[binding][inside]
        tail = self._first[link.before] + places - self._lo[link.before]
        return tail, self._first[link.after] + afters - self._lo[link.after]

    def solve(self, weights: Ints) -> tuple[int, Ints]:
        """The least total of ``weights[x, start of x]``, and the start week of each node."""
        steps = np.zeros(self.variables, dtype=np.int64)
        best = np.zeros(self.variables + len(weights), dtype=np.int64)
        base = int(reduce(weights, self.windows, self._bucket, self._first, steps, best))
        if self.variables == 0:
            return base, best
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
        chosen = counted[self._first[1:]] - counted[self._first[:-1]]
        return value, best[self._first[:-1] + np.arange(len(weights)) + chosen]
