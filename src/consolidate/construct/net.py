"""What waits for what under chosen options, compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from consolidate.compiled import entry, maker
from consolidate.construct.arrays import NEVER, Ints, Rows, World
from consolidate.construct.fitting import CONTRACT, FACT, PRED_AT


class Net(NamedTuple):
    """What waits for what under the chosen options: ``pred`` (node, lag, within) and ``succ`` by node.

    ``succ_lag``: the lag of the wait by which each of ``succ`` follows.
    """

    row: Ints
    pred_at: Ints
    pred: Ints
    succ_at: Ints
    succ: Ints
    succ_lag: Ints


@maker
def _slot_preds(row: Ints, slot: int, rows: Rows, world: World, pred: Ints, size: int) -> int:
    """Add what a slot waits for to ``pred``; returns its new size.

    What has happened waits for nothing. What ends a contract comes after what notice waits for, whenever that ends.
    """
    own = row[slot]
    if own < 0 or rows.row[own, FACT]:
        return size
    contract = rows.row[own, CONTRACT]
    if contract >= 0:
        pred[size, 0], pred[size, 1], pred[size, 2] = world.contract[contract, 5], -NEVER, -1
        size += 1
    for place in range(rows.row[own, PRED_AT], rows.row[own + 1, PRED_AT]):
        other = rows.pred[place, 0]
        if other >= world.size[0] or row[other] >= 0:
            pred[size] = rows.pred[place]
            size += 1
    return size


@entry
def make_net(row: Ints, rows: Rows, world: World) -> Net:
    """The net of the chosen rows; steps that are absent are left out."""
    slots, nodes = world.size[0], world.size[1]
    most = len(rows.pred) + len(world.event) + slots
    pred = np.empty((most, 3), dtype=np.int64)
    pred_at = np.zeros(nodes + 1, dtype=np.int64)
    count = np.zeros(nodes + 1, dtype=np.int64)
    size = 0
    for node in range(nodes):
        if node < slots:
            size = _slot_preds(row, node, rows, world, pred, size)
        else:
            for place in range(world.event_at[node - slots], world.event_at[node - slots + 1]):
                if row[world.event[place, 0]] >= 0:
                    pred[size, 0] = world.event[place, 0]
                    pred[size, 1] = world.event[place, 1]
                    pred[size, 2] = -1
                    size += 1
        pred_at[node + 1] = size
    for place in range(size):
        count[pred[place, 0] + 1] += 1
    for node in range(nodes):
        count[node + 1] += count[node]
    succ_at, filled = count, count.copy()
    succ, succ_lag = np.empty(size, dtype=np.int64), np.empty(size, dtype=np.int64)
    for node in range(nodes):
        for place in range(pred_at[node], pred_at[node + 1]):
            succ[filled[pred[place, 0]]] = node
            succ_lag[filled[pred[place, 0]]] = pred[place, 1]
            filled[pred[place, 0]] += 1
    return Net(row, pred_at, pred[:size].copy(), succ_at, succ, succ_lag)
