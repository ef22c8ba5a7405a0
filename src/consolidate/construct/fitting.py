"""What fits where, compiled: money, change, cutover limits and staff that are left for a step in a week.

Functions take few and large arrays, since each argument costs compile time.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from consolidate.compiled import inner
from consolidate.construct.arrays import NEVER, Ints, Row, Rows, World

BY_FEE = -2
NO_CONTRACT = -1
LOOK_AHEAD = 10
WEEK_WORTH = 300_000_000
"""What a week of waiting is taken to cost where it would avoid a soft window: 3,000 of currency."""

ENDS, ALLOWED, PAUSED, SOFT = int(Row.ENDS), int(Row.ALLOWED), int(Row.PAUSED), int(Row.SOFT)
COST, PAYS_END, CONTRACT, FACT = int(Row.COST), int(Row.PAYS_END), int(Row.CONTRACT), int(Row.FACT)
SETTLE_WEEKS, SETTLE_POINTS, SETTLE_ON = int(Row.SETTLE_WEEKS), int(Row.SETTLE_POINTS), int(Row.SETTLE_ON)
PROMISED, MOVE_FINE = int(Row.PROMISED), int(Row.MOVE_FINE)
PRED_AT, NEED_AT, PAY_AT, LOAD_AT, GROUP_AT = (
    int(Row.PRED_AT),
    int(Row.NEED_AT),
    int(Row.PAY_AT),
    int(Row.LOAD_AT),
    int(Row.GROUP_AT),
)


class State(NamedTuple):
    """A schedule: starts, ends, pool of each need, contract ends (a line of ``ending``, −2 fee, −1 none), and uses."""

    start: Ints
    end: Ints
    pool: Ints
    ending: Ints
    used: Ints
    load: Ints
    group: Ints
    spent: Ints


def new_state(rows: Rows, world: World) -> State:
    """An empty schedule."""
    nodes, horizon = int(world.size[1]), int(world.size[3])
    return State(
        start=np.full(nodes, -1, dtype=np.int64),
        end=np.full(nodes, -1, dtype=np.int64),
        pool=np.full(len(rows.need), -1, dtype=np.int64),
        ending=np.full(len(world.contract), NO_CONTRACT, dtype=np.int64),
        used=np.zeros_like(world.capacity),
        load=np.zeros((len(world.limit), horizon), dtype=np.int64),
        group=np.zeros((len(world.group), horizon), dtype=np.int64),
        spent=np.zeros_like(world.net),
    )


@inner
def affords(net_grants: Ints, spent: Ints, carry: int, year: int, amount: int) -> bool:
    """Whether a payer (its lines of grants and spending) can spend more in a year, later years included.

    A later year that is overspent already is nothing new.
    """
    carried, before = 0, 0
    for other in range(len(net_grants)):
        out = spent[other] + (amount if other == year else 0)
        available = net_grants[other] + carried
        if out > available and (other == year or spent[other] <= net_grants[other] + before):
            return False
        carried = max(0, available - out) * carry // 10000
        before = carried if other < year else max(0, net_grants[other] + before - spent[other]) * carry // 10000
    return True


@inner
def pays(payer: int, world: World, spent: Ints, year: int, amount: int) -> bool:
    """Whether a payer (−1: without a budget) can spend more in a year, or may at a price."""
    if payer < 0 or world.payer[payer, 1] >= 0:
        return True
    return affords(world.net[payer], spent[payer], world.payer[payer, 0], year, amount)


@inner
def affordable(row: int, rows: Rows, world: World, spent: Ints, year: int) -> bool:
    """Whether every payer of a step can pay it in a year."""
    for place in range(rows.row[row, PAY_AT], rows.row[row + 1, PAY_AT]):
        amount = rows.pay[place, 1]
        if amount and not pays(rows.pay[place, 0], world, spent, year, amount):
            return False
    return True


@inner
def _load_blocks(row: int, rows: Rows, limit: Ints, load: Ints, start: int, end: int) -> int:
    """The last week in which a step would load a municipality too much, or −1."""
    horizon = load.shape[1]
    worst = -1
    for place in range(rows.row[row, LOAD_AT], rows.row[row + 1, LOAD_AT]):
        who, points = rows.load[place, 0], rows.load[place, 1]
        if limit[who, 1] < 0:
            room = limit[who, 0] - points
            for week in range(min(end, horizon) - 1, max(start, worst + 1) - 1, -1):
                if load[who, week] > room:
                    worst = week
                    break
    weeks, who = rows.row[row, SETTLE_WEEKS], rows.row[row, SETTLE_ON]
    if worst < 0 and weeks and limit[who, 1] < 0:
        room = limit[who, 0] - rows.row[row, SETTLE_POINTS]
        for week in range(end, min(end + weeks, horizon)):
            if load[who, week] > room:
                return start
    return worst


@inner
def _group_blocks(row: int, rows: Rows, group: Ints, counts: Ints, start: int) -> int:
    """The last week of a start's window that holds its limit of cutovers already, or −1."""
    for place in range(rows.row[row, GROUP_AT], rows.row[row + 1, GROUP_AT]):
        number = rows.group[place]
        for week in range(min(start + group[number, 1], counts.shape[1]) - 1, start - 1, -1):
            if counts[number, week] >= group[number, 0]:
                return week
    return -1


@inner
def _pool_blocks(pool: int, need: int, paused: Ints, capacity: Ints, used: Ints, start: int, end: int) -> int:
    """The last week in which a pool lacks people for a need, or −1."""
    for week in range(end - 1, start - 1, -1):
        if used[pool, week] + need > capacity[pool, week] and not paused[week]:
            return week
    return -1


@inner
def _staff_blocks(row: int, rows: Rows, capacity: Ints, used: Ints, start: int, end: int) -> int:
    """A week that a step must start after for its staff to suffice, or −1."""
    paused = rows.paused[rows.row[row, PAUSED]]
    for place in range(rows.row[row, NEED_AT], rows.row[row + 1, NEED_AT]):
        need = rows.need[place, 0]
        first = NEVER
        for option in range(rows.need[place, 1], rows.need[place + 1, 1]):
            blocked = _pool_blocks(rows.pool[option], need, paused, capacity, used, start, end)
            first = min(first, blocked)
            if first < 0:
                break
        if first >= 0:
            return first
    return -1


@inner
def blocked_until(row: int, rows: Rows, world: World, state: State, start: int, money: bool) -> int:
    """−1 where a step may start in a week; else a week that it must start after. ``money``: whether it counts."""
    if not rows.allowed[rows.row[row, ALLOWED], start]:
        return start
    end = rows.ends[rows.row[row, ENDS], start]
    year = world.year[end, 1] if rows.row[row, PAYS_END] else world.year[start, 0]
    if money and not affordable(row, rows, world, state.spent, year):
        return start
    blocked = _group_blocks(row, rows, world.group, state.group, start)
    if blocked < 0:
        blocked = _load_blocks(row, rows, world.limit, state.load, start, end)
    if blocked < 0:
        blocked = _staff_blocks(row, rows, world.capacity, state.used, start, end)
    return blocked


@inner
def first_fit(row: int, rows: Rows, world: World, state: State, first: int, money: bool) -> int:
    """The first week from ``first`` in which a step fits; a little later where that spares a soft window; or −1."""
    kind, promised = rows.row[row, SOFT], rows.row[row, PROMISED]
    best, best_price = -1, 0
    start = first
    while start < world.size[3] and (best < 0 or start <= best + LOOK_AHEAD):
        blocked = blocked_until(row, rows, world, state, start, money)
        if blocked >= 0:
            start = max(start, blocked) + 1
            continue
        price = rows.soft[kind, start] + (start - first) * WEEK_WORTH
        if start < promised:
            price += rows.row[row, MOVE_FINE]
        if best < 0 or price < best_price:
            best, best_price = start, price
        if rows.soft[kind, best] == 0 and best >= promised:
            break
        start += 1
    return best


@inner
def _choose_pools(row: int, rows: Rows, capacity: Ints, state: State, start: int, end: int) -> None:
    """For each need the first pool that can meet it throughout, or −1; what has happened has been met, by the first."""
    paused = rows.paused[rows.row[row, PAUSED]]
    for place in range(rows.row[row, NEED_AT], rows.row[row + 1, NEED_AT]):
        state.pool[place] = rows.pool[rows.need[place, 1]] if rows.row[row, FACT] else -1
        for option in range(rows.need[place, 1], rows.need[place + 1, 1]):
            pool = rows.pool[option]
            if _pool_blocks(pool, rows.need[place, 0], paused, capacity, state.used, start, end) < 0:
                state.pool[place] = pool
                break


@inner
def put(slot: int, row: int, rows: Rows, world: World, state: State, start: int, sign: int) -> None:
    """Take what a step uses (``sign`` 1), or give it back (−1)."""
    horizon = world.size[3]
    end = rows.ends[rows.row[row, ENDS], start]
    paused = rows.paused[rows.row[row, PAUSED]]
    if sign > 0:
        _choose_pools(row, rows, world.capacity, state, start, end)
    for place in range(rows.row[row, NEED_AT], rows.row[row + 1, NEED_AT]):
        pool = state.pool[place]
        for week in range(start, end if pool >= 0 else start):
            if not paused[week]:
                state.used[pool, week] += sign * rows.need[place, 0]
    for place in range(rows.row[row, LOAD_AT], rows.row[row + 1, LOAD_AT]):
        for week in range(start, min(end, horizon)):
            state.load[rows.load[place, 0], week] += sign * rows.load[place, 1]
    for week in range(end, min(end + rows.row[row, SETTLE_WEEKS], horizon)):
        state.load[rows.row[row, SETTLE_ON], week] += sign * rows.row[row, SETTLE_POINTS]
    for place in range(rows.row[row, GROUP_AT], rows.row[row + 1, GROUP_AT]):
        number = rows.group[place]
        for week in range(start, min(start + world.group[number, 1], horizon)):
            state.group[number, week] += sign
    year = world.year[end, 1] if rows.row[row, PAYS_END] else world.year[start, 0]
    for place in range(rows.row[row, PAY_AT], rows.row[row + 1, PAY_AT]):
        state.spent[rows.pay[place, 0], year] += sign * rows.pay[place, 1]
    state.start[slot] = start if sign > 0 else -1
    state.end[slot] = end if sign > 0 else -1
