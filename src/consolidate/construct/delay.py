"""Moving cost later, compiled: a step that only costs money is worth starting as late as what follows it allows."""

from __future__ import annotations

import numpy as np

from consolidate.compiled import entry, inner, maker
from consolidate.construct.arrays import Ints, Rows, World
from consolidate.construct.fitting import (
    CONTRACT,
    COST,
    ENDS,
    FACT,
    PROMISED,
    SOFT,
    State,
    blocked_until,
    put,
)
from consolidate.construct.net import Net
from consolidate.construct.serial import earliest


@maker
def _latest_first(start: Ints, slots: int, horizon: int) -> Ints:
    """Slots by start week, the latest first (absent ones, at −1, last): a counting sort, which compiles fast."""
    count = np.zeros(horizon + 2, dtype=np.int64)
    for slot in range(slots):
        count[horizon - start[slot]] += 1
    place = 0
    for week in range(len(count)):
        place += count[week]
        count[week] = place - count[week]
    order = np.empty(slots, dtype=np.int64)
    for slot in range(slots):
        order[count[horizon - start[slot]]] = slot
        count[horizon - start[slot]] += 1
    return order


@entry
def delay(net: Net, rows: Rows, world: World, state: State) -> None:
    """Move steps that only cost money as late as what follows them allows: later money is worth less."""
    slots, weeks = world.size[0], world.size[2]
    for slot in _latest_first(state.start, slots, world.size[3]):
        row = net.row[slot]
        if row < 0 or rows.row[row, COST] == 0 or rows.row[row, CONTRACT] >= 0 or rows.row[row, FACT]:
            continue
        follows = net.succ_at[slot + 1] > net.succ_at[slot]
        if rows.row[row, PROMISED] >= 0 or not follows or state.end[slot] > weeks:
            continue
        last = weeks
        for place in range(net.succ_at[slot], net.succ_at[slot + 1]):
            node = net.succ[place]
            limit = state.end[node] if node >= slots else state.start[node]
            last = min(last, limit - net.succ_lag[place])
        _, latest, _ = earliest(slot, net, state.end, 0)
        if last > state.end[slot]:
            _move_late(slot, row, rows, world, state, last, min(latest, weeks - 1))


@inner
def _move_late(slot: int, row: int, rows: Rows, world: World, state: State, last: int, latest: int) -> None:
    """Start a step in the last week that fits and still ends by ``last``."""
    old = state.start[slot]
    ends, soft = rows.ends[rows.row[row, ENDS]], rows.soft[rows.row[row, SOFT]]
    put(slot, row, rows, world, state, old, -1)
    start = min(last - 1, latest)
    while start > old:
        inside = 0 < ends[start] <= last and soft[start] <= soft[old]
        if inside and blocked_until(row, rows, world, state, start, True) < 0:
            break
        start -= 1
    put(slot, row, rows, world, state, max(start, old), 1)
