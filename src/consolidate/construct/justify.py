"""Keys from a schedule pushed to the right, compiled.

Every step is started as late as what follows it and its staff allow, the last first; the weeks in which steps then
start, used as keys of a new construction, close gaps that the first one left (*double justification*; Valls, Ballestín
and Quintanilla, 2005, *Justification and RCPSP: a technique that pays*). Money, change, windows and what waits at most
so long are left to that construction, which knows every rule: what comes of it is judged there.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from consolidate.compiled import inner
from consolidate.construct.arrays import NEVER, Ints, Rows, World
from consolidate.construct.fitting import ENDS, FACT, NEED_AT, PAUSED, State
from consolidate.construct.net import Net


class Reverse(NamedTuple):
    """A schedule from the right: ``late`` start by node, staff ``used``, nodes in ``order``, ``place`` by end."""

    late: Ints
    used: Ints
    order: Ints
    place: Ints


def new_reverse(world: World) -> Reverse:
    """Room for one schedule from the right."""
    nodes, horizon = int(world.size[1]), int(world.size[3])
    return Reverse(
        late=np.zeros(nodes, dtype=np.int64),
        used=np.zeros_like(world.capacity),
        order=np.zeros(nodes, dtype=np.int64),
        place=np.zeros(horizon + 2, dtype=np.int64),
    )


@inner
def _latest_first(end: Ints, back: Reverse) -> int:
    """Put nodes in order of their ends, the latest first, events before steps; returns the last end."""
    last, nodes = 0, len(end)
    for node in range(nodes):
        last = max(last, end[node])
    last = min(last, len(back.place) - 2)
    back.place[: last + 2] = 0
    for node in range(nodes):
        back.place[last - min(last, max(0, end[node])) + 1] += 1
    for week in range(last + 1):
        back.place[week + 1] += back.place[week]
    for node in range(nodes - 1, -1, -1):
        own = last - min(last, max(0, end[node]))
        back.order[back.place[own]] = node
        back.place[own] += 1
    return last


@inner
def _limit(node: int, net: Net, late: Ints, limit: int) -> int:
    """The latest end of a node that lets what follows start when it does now, at most ``limit``."""
    for place in range(net.succ_at[node], net.succ_at[node + 1]):
        other = net.succ[place]
        if late[other] < NEVER:
            limit = min(limit, late[other] - net.succ_lag[place])
    return limit


@inner
def _lacks(row: int, rows: Rows, world: World, used: Ints, start: int, end: int) -> int:
    """The first week in which no pool can meet some need of a step, or −1."""
    paused = rows.paused[rows.row[row, PAUSED]]
    for place in range(rows.row[row, NEED_AT], rows.row[row + 1, NEED_AT]):
        need = rows.need[place, 0]
        blocked = NEVER
        for option in range(rows.need[place, 1], rows.need[place + 1, 1]):
            pool = rows.pool[option]
            lacking = -1
            for week in range(start, end):
                if used[pool, week] + need > world.capacity[pool, week] and not paused[week]:
                    lacking = week
                    break
            blocked = lacking if lacking < 0 or blocked == NEVER else max(blocked, lacking)
            if blocked < 0:
                break
        if 0 <= blocked < NEVER:
            return blocked
    return -1


@inner
def _take(row: int, rows: Rows, world: World, used: Ints, start: int, end: int) -> None:
    """Take a step's staff, each need from the first pool that can meet it throughout."""
    paused = rows.paused[rows.row[row, PAUSED]]
    for place in range(rows.row[row, NEED_AT], rows.row[row + 1, NEED_AT]):
        need = rows.need[place, 0]
        for option in range(rows.need[place, 1], rows.need[place + 1, 1]):
            pool = rows.pool[option]
            fits = True
            for week in range(start, end):
                fits = fits and (paused[week] or used[pool, week] + need <= world.capacity[pool, week])
            if fits:
                for week in range(start, end):
                    used[pool, week] += 0 if paused[week] else need
                break


@inner
def _late_start(row: int, rows: Rows, world: World, used: Ints, limit: int) -> int:
    """The last week in which a step may start to end by ``limit`` with its staff; 0 where there is none."""
    ends = rows.ends[rows.row[row, ENDS]]
    start = limit - 1
    while start > 0:
        end = ends[start]
        if 0 < end <= limit:
            blocked = _lacks(row, rows, world, used, start, end)
            if blocked < 0:
                return start
            limit = blocked
            start = min(start, limit)
        start -= 1
    return 0


@inner
def justify(net: Net, rows: Rows, world: World, state: State, back: Reverse) -> None:
    """Push the constructed schedule to the right, all of it ending where it ends now; ``back.late`` has the starts."""
    slots = world.size[0]
    last = _latest_first(state.end, back)
    back.used[:] = 0
    back.late[:] = NEVER
    for place in range(len(back.order)):
        node = back.order[place]
        if state.end[node] < 0:
            continue
        limit = _limit(node, net, back.late, last)
        if node >= slots:
            back.late[node] = limit
            continue
        row = net.row[node]
        if rows.row[row, FACT]:
            back.late[node] = state.start[node]
        else:
            back.late[node] = _late_start(row, rows, world, back.used, limit)
        start = back.late[node]
        end = rows.ends[rows.row[row, ENDS], start]
        if end > 0:
            _take(row, rows, world, back.used, start, end)
