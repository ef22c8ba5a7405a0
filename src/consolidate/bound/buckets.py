"""Compiled: weights by week as weights by bucket of weeks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from consolidate.compiled import entry

Ints = NDArray[np.int64]
CLOSED = 1 << 61
"""The weight of a week in which a node cannot start."""


@entry
def reduce(weights: Ints, windows: Ints, buckets: Ints, first: Ints, steps: Ints, best: Ints) -> int:
    """Weights by bucket: what changes from one bucket to the next, in ``steps``; returns the sum of first buckets.

    A bucket weighs what its cheapest open week does, which ``best`` names at the same place (``first[node] + node``
    and on); one without an open week weighs what the next one does.
    """
    total = 0
    for node in range(weights.shape[0]):
        lo, hi = windows[node, 0], windows[node, 1]
        place, low = first[node], buckets[lo]
        following, following_week = CLOSED, -1
        week = hi
        for bucket in range(buckets[hi], low - 1, -1):
            least, at = CLOSED, -1
            while week >= lo and buckets[week] == bucket:
                if weights[node, week] <= least and weights[node, week] < CLOSED:
                    least, at = weights[node, week], week
                week -= 1
            if at < 0:
                least, at = following, following_week
            if bucket < buckets[hi]:
                steps[place + bucket - low] = following - least
            best[place + node + bucket - low] = at
            following, following_week = least, at
        total += following
    return total
