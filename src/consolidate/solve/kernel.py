"""Serial schedule generation, compiled: what fits where, and the placing of every step.

``construct`` places every step of the chosen options at the earliest week that keeps all hard rules, in the order of
given keys. What cannot be kept (the period, a budget that is spent, a hard milestone) is passed and later priced as
*excess* (``consolidate.solve.score``). Functions take few and large arrays, since each argument costs compile time.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from consolidate.solve.layout import NEVER, Ints, Layout, Row

BY_FEE = -2
NO_CONTRACT = -1
REPAIRS = 6
LOOK_AHEAD = 10
WEEK_WORTH = 300_000_000
"""What a week of waiting is taken to cost where it would avoid a soft window: 3,000 of currency."""

ENDS, ALLOWED, PAUSED, SOFT = int(Row.ENDS), int(Row.ALLOWED), int(Row.PAUSED), int(Row.SOFT)
COST, PAYS_END, CONTRACT, PINNED = int(Row.COST), int(Row.PAYS_END), int(Row.CONTRACT), int(Row.PINNED)
SETTLE_WEEKS, SETTLE_POINTS, SETTLE_ON = int(Row.SETTLE_WEEKS), int(Row.SETTLE_POINTS), int(Row.SETTLE_ON)
PROMISED, MOVE_FINE = int(Row.PROMISED), int(Row.MOVE_FINE)
PRED_AT, NEED_AT, PAY_AT, LOAD_AT, GROUP_AT = (
    int(Row.PRED_AT),
    int(Row.NEED_AT),
    int(Row.PAY_AT),
    int(Row.LOAD_AT),
    int(Row.GROUP_AT),
)


class Net(NamedTuple):
    """What waits for what under the chosen options: ``pred`` (node, lag, within) and ``succ`` by node."""

    row: Ints
    pred_at: Ints
    pred: Ints
    succ_at: Ints
    succ: Ints


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


def new_state(layout: Layout) -> State:
    """An empty schedule."""
    world, rows = layout.world, layout.rows
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


@njit(cache=True, nogil=True)
def make_net(row, rows, world):  # type: ignore[no-untyped-def]
    """The net of the chosen rows; steps that are absent are left out."""
    slots, nodes = world.size[0], world.size[1]
    most = len(rows.pred) + len(world.event)
    pred = np.empty((most, 3), dtype=np.int64)
    pred_at = np.zeros(nodes + 1, dtype=np.int64)
    count = np.zeros(nodes + 1, dtype=np.int64)
    size = 0
    for node in range(nodes):
        if node < slots:
            own = row[node]
            if own >= 0:
                for place in range(rows.row[own, PRED_AT], rows.row[own + 1, PRED_AT]):
                    other = rows.pred[place, 0]
                    if other >= slots or row[other] >= 0:
                        pred[size] = rows.pred[place]
                        size += 1
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
    succ_at = np.cumsum(count)
    filled = succ_at[:-1].copy()
    succ = np.empty(size, dtype=np.int64)
    for node in range(nodes):
        for place in range(pred_at[node], pred_at[node + 1]):
            succ[filled[pred[place, 0]]] = node
            filled[pred[place, 0]] += 1
    return Net(row, pred_at, pred[:size].copy(), succ_at, succ)


@njit(cache=True, nogil=True)
def affords(net_grants, spent, carry, year, amount):  # type: ignore[no-untyped-def]
    """Whether a payer (its lines of grants and spending) can spend more in a year, later years included."""
    carried = 0
    for other in range(len(net_grants)):
        out = spent[other] + (amount if other == year else 0)
        available = net_grants[other] + carried
        if out > available:
            return False
        carried = (available - out) * carry // 10000
    return True


@njit(cache=True, nogil=True)
def _affordable(row, rows, world, spent):  # type: ignore[no-untyped-def]
    """By budget year: whether every payer of a step can pay it then."""
    years = np.ones(world.net.shape[1], dtype=np.bool_)
    for place in range(rows.row[row, PAY_AT], rows.row[row + 1, PAY_AT]):
        payer, amount = rows.pay[place, 0], rows.pay[place, 1]
        if amount and world.payer[payer, 1] < 0:
            for year in range(len(years)):
                if years[year]:
                    years[year] = affords(world.net[payer], spent[payer], world.payer[payer, 0], year, amount)
    return years


@njit(cache=True, nogil=True)
def _load_blocks(row, rows, limit, load, start, end):  # type: ignore[no-untyped-def]
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


@njit(cache=True, nogil=True)
def _group_blocks(row, rows, group, counts, start):  # type: ignore[no-untyped-def]
    """The last week of a start's window that holds its limit of cutovers already, or −1."""
    for place in range(rows.row[row, GROUP_AT], rows.row[row + 1, GROUP_AT]):
        number = rows.group[place]
        for week in range(min(start + group[number, 1], counts.shape[1]) - 1, start - 1, -1):
            if counts[number, week] >= group[number, 0]:
                return week
    return -1


@njit(cache=True, nogil=True)
def _pool_blocks(pool, need, paused, capacity, used, start, end):  # type: ignore[no-untyped-def]
    """The last week in which a pool lacks people for a need, or −1."""
    for week in range(end - 1, start - 1, -1):
        if used[pool, week] + need > capacity[pool, week] and not paused[week]:
            return week
    return -1


@njit(cache=True, nogil=True)
def _staff_blocks(row, rows, capacity, used, start, end):  # type: ignore[no-untyped-def]
    """A week that a step must start after for its staff to suffice, or −1."""
    paused = rows.paused[rows.row[row, PAUSED]]
    for place in range(rows.row[row, NEED_AT], rows.row[row + 1, NEED_AT]):
        need = rows.need[place, 0]
        first = np.int64(NEVER)
        for option in range(rows.need[place, 1], rows.need[place + 1, 1]):
            blocked = _pool_blocks(rows.pool[option], need, paused, capacity, used, start, end)
            first = min(first, blocked)
            if first < 0:
                break
        if first >= 0:
            return first
    return -1


@njit(cache=True, nogil=True)
def blocked_until(row, rows, world, state, years, start):  # type: ignore[no-untyped-def]
    """−1 where a step may start in a week; else a week that it must start after."""
    if not rows.allowed[rows.row[row, ALLOWED], start]:
        return start
    end = rows.ends[rows.row[row, ENDS], start]
    year = world.year[end, 1] if rows.row[row, PAYS_END] else world.year[start, 0]
    if not years[year]:
        return start
    blocked = _group_blocks(row, rows, world.group, state.group, start)
    if blocked < 0:
        blocked = _load_blocks(row, rows, world.limit, state.load, start, end)
    if blocked < 0:
        blocked = _staff_blocks(row, rows, world.capacity, state.used, start, end)
    return blocked


@njit(cache=True, nogil=True)
def first_fit(row, rows, world, state, first, broke):  # type: ignore[no-untyped-def]
    """The first week from ``first`` in which a step fits; a little later where that spares a soft window; or −1.

    Where money never suffices again (or ``broke``), it is left out: the excess will tell.
    """
    years = _affordable(row, rows, world, state.spent)
    if broke or not years[world.year[min(first, world.size[3]), 0] :].any():
        years[:] = True
    soft, promised = rows.soft[rows.row[row, SOFT]], rows.row[row, PROMISED]
    best, best_price = -1, np.int64(0)
    start = first
    while start < world.size[3] and (best < 0 or start <= best + LOOK_AHEAD):
        blocked = blocked_until(row, rows, world, state, years, start)
        if blocked >= 0:
            start = max(start, blocked) + 1
            continue
        price = soft[start] + (start - first) * WEEK_WORTH
        if start < promised:
            price += rows.row[row, MOVE_FINE]
        if best < 0 or price < best_price:
            best, best_price = start, price
        if soft[best] == 0 and best >= promised:
            break
        start += 1
    return best


@njit(cache=True, nogil=True)
def put(slot, row, rows, world, state, start, sign):  # type: ignore[no-untyped-def]
    """Take what a step uses (``sign`` 1), or give it back (−1)."""
    horizon = world.size[3]
    end = rows.ends[rows.row[row, ENDS], start]
    paused = rows.paused[rows.row[row, PAUSED]]
    for place in range(rows.row[row, NEED_AT], rows.row[row + 1, NEED_AT]):
        need = rows.need[place, 0]
        if sign > 0:
            state.pool[place] = -1
            for option in range(rows.need[place, 1], rows.need[place + 1, 1]):
                if _pool_blocks(rows.pool[option], need, paused, world.capacity, state.used, start, end) < 0:
                    state.pool[place] = rows.pool[option]
                    break
        pool = state.pool[place]
        if pool >= 0:
            for week in range(start, end):
                if not paused[week]:
                    state.used[pool, week] += sign * need
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


@njit(cache=True, nogil=True)
def leave(contract, pays_end, world, state, start, end):  # type: ignore[no-untyped-def]
    """Choose the cheapest allowed end of the contract that a decommissioning in ``[start, end)`` frees."""
    payer = world.contract[contract, 4]
    notice_day = 7 * state.end[world.contract[contract, 5]]
    best, best_fine = NO_CONTRACT, np.int64(0)
    for place in range(world.contract[contract, 0], world.contract[contract + 1, 0]):
        last, notice, fine, cost, year = world.ending[place]
        if 7 * end > last + 1 or notice < notice_day:
            continue
        if cost and payer >= 0 and world.payer[payer, 1] < 0:
            if not affords(world.net[payer], state.spent[payer], world.payer[payer, 0], year, cost):
                continue
        if best == NO_CONTRACT or fine < best_fine:
            best, best_fine = place, fine
    fee = world.contract[contract, 1]
    year = world.year[end, 1] if pays_end else world.year[start, 0]
    if fee >= 0 and 7 * end - 1 <= world.contract[contract, 2]:
        paid = end - 1 if pays_end else start
        fine = world.contract[contract, 3] * world.running[7 * end] + fee * world.f[paid]
        if best == NO_CONTRACT or fine < best_fine:
            hard = payer >= 0 and world.payer[payer, 1] < 0
            if not hard or affords(world.net[payer], state.spent[payer], world.payer[payer, 0], year, fee):
                best = BY_FEE
    charge(contract, year, world, state, best, 1)
    state.ending[contract] = best


@njit(cache=True, nogil=True)
def charge(contract, year, world, state, chosen, sign):  # type: ignore[no-untyped-def]
    """Charge (1) or give back (−1) what a contract's end costs its payer."""
    payer = world.contract[contract, 4]
    if payer >= 0 and chosen == BY_FEE:
        state.spent[payer, year] += sign * world.contract[contract, 1]
    elif payer >= 0 and chosen >= 0:
        state.spent[payer, world.ending[chosen, 4]] += sign * world.ending[chosen, 3]


@njit(cache=True, nogil=True)
def push(heap, size, keys, node):  # type: ignore[no-untyped-def]
    """Put a node on a heap ordered by keys; returns its new size."""
    heap[size] = node
    place = size
    while place and keys[heap[place]] < keys[heap[(place - 1) // 2]]:
        parent = (place - 1) // 2
        heap[place], heap[parent] = heap[parent], heap[place]
        place = parent
    return size + 1


@njit(cache=True, nogil=True)
def pop(heap, size, keys):  # type: ignore[no-untyped-def]
    """Take the node with the lowest key; the heap is then one shorter."""
    top = heap[0]
    size -= 1
    heap[0] = heap[size]
    place = 0
    while True:
        child = 2 * place + 1
        if child >= size:
            break
        if child + 1 < size and keys[heap[child + 1]] < keys[heap[child]]:
            child += 1
        if keys[heap[child]] >= keys[heap[place]]:
            break
        heap[place], heap[child] = heap[child], heap[place]
        place = child
    return top


@njit(cache=True, nogil=True)
def earliest(node, net, end, first):  # type: ignore[no-untyped-def]
    """The first week that predecessors allow (from ``first``), the last one, and which of them sets the last."""
    last, culprit = np.int64(NEVER), np.int64(-1)
    for place in range(net.pred_at[node], net.pred_at[node + 1]):
        pred, lag, within = net.pred[place]
        first = max(first, end[pred] + lag)
        if within >= 0 and end[pred] + within < last:
            last, culprit = end[pred] + within, pred
    return first, last, culprit


@njit(cache=True, nogil=True)
def _take_back(top, net, rows, world, state, waiting, stack):  # type: ignore[no-untyped-def]
    """Unplace a step and everything placed that waits for it."""
    size = 1
    stack[0] = top
    while size:
        size -= 1
        node = stack[size]
        if state.end[node] < 0:
            continue
        if node < world.size[0]:
            row, start, end = net.row[node], state.start[node], state.end[node]
            contract = rows.row[row, CONTRACT]
            if contract >= 0:
                year = world.year[end, 1] if rows.row[row, PAYS_END] else world.year[start, 0]
                charge(contract, year, world, state, state.ending[contract], -1)
                state.ending[contract] = NO_CONTRACT
            put(node, row, rows, world, state, start, -1)
        state.end[node] = -1
        for place in range(net.succ_at[node], net.succ_at[node + 1]):
            waiting[net.succ[place]] += 1
            if state.end[net.succ[place]] >= 0:
                stack[size] = net.succ[place]
                size += 1


@njit(cache=True, nogil=True)
def clear(world, state):  # type: ignore[no-untyped-def]
    """Forget a schedule."""
    state.start[:] = -1
    state.end[:] = -1
    state.ending[:] = NO_CONTRACT
    state.used[:] = 0
    state.load[:] = 0
    state.group[:] = 0
    state.spent[:] = 0


@njit(cache=True, nogil=True)
def construct(net, rows, world, state, keys, release):  # type: ignore[no-untyped-def]
    """Place every step of the chosen options in the order of ``keys``; ``release`` has first weeks by node."""
    slots, nodes = world.size[0], world.size[1]
    clear(world, state)
    release = release.copy()
    waiting = net.pred_at[1:] - net.pred_at[:-1]
    heap = np.empty(REPAIRS * (nodes + len(net.succ)) + 64, dtype=np.int64)
    stack = np.empty(nodes + len(net.succ) + 64, dtype=np.int64)
    repairs = np.zeros(nodes, dtype=np.int64)
    size = 0
    for node in range(nodes):
        if waiting[node] == 0 and (node >= slots or net.row[node] >= 0):
            size = push(heap, size, keys, node)
    while size:
        node = pop(heap, size, keys)
        size -= 1
        if state.end[node] >= 0 or waiting[node] > 0:
            continue
        first, last, culprit = earliest(node, net, state.end, release[node])
        if node >= slots:
            state.end[node] = first
        else:
            row = net.row[node]
            start = first_fit(row, rows, world, state, first, False)
            if start > last and 0 <= culprit < slots and repairs[node] < REPAIRS:
                repairs[node] += 1
                length = state.end[culprit] - state.start[culprit]
                release[culprit] = max(state.start[culprit] + 1, start - (last - state.end[culprit]) - length)
                _take_back(culprit, net, rows, world, state, waiting, stack)
                size = push(heap, size, keys, culprit)
                continue
            _place(node, row, rows, world, state, start, first)
        for place in range(net.succ_at[node], net.succ_at[node + 1]):
            other = net.succ[place]
            waiting[other] -= 1
            if waiting[other] == 0 and state.end[other] < 0 and size < len(heap):
                size = push(heap, size, keys, other)


@njit(cache=True, nogil=True)
def _place(node, row, rows, world, state, start, first):  # type: ignore[no-untyped-def]
    """Put a step where it fits, or where nothing does in the first week that its calendar takes."""
    if start < 0:
        start = first
        while start < world.size[3] - 1 and rows.ends[rows.row[row, ENDS], start] == 0:
            start += 1
        if start >= world.size[3] - 1 or rows.ends[rows.row[row, ENDS], start] == 0:
            start = 0
            while start < world.size[3] - 1 and rows.ends[rows.row[row, ENDS], start] == 0:
                start += 1
    put(node, row, rows, world, state, start, 1)
    contract = rows.row[row, CONTRACT]
    if contract >= 0:
        leave(contract, rows.row[row, PAYS_END], world, state, start, state.end[node])


@njit(cache=True, nogil=True)
def delay(net, rows, world, state):  # type: ignore[no-untyped-def]
    """Move steps that only cost money as late as what follows them allows: later money is worth less."""
    slots, weeks = world.size[0], world.size[2]
    order = np.argsort(-state.start[:slots])
    for slot in order:
        row = net.row[slot]
        if row < 0 or rows.row[row, COST] == 0 or rows.row[row, CONTRACT] >= 0 or rows.row[row, PINNED]:
            continue
        follows = net.succ_at[slot + 1] > net.succ_at[slot]
        if rows.row[row, PROMISED] >= 0 or not follows or state.end[slot] > weeks:
            continue
        last = np.int64(weeks)
        for place in range(net.succ_at[slot], net.succ_at[slot + 1]):
            node = net.succ[place]
            limit = state.end[node] if node >= slots else state.start[node]
            for inner in range(net.pred_at[node], net.pred_at[node + 1]):
                if net.pred[inner, 0] == slot:
                    last = min(last, limit - net.pred[inner, 1])
        _, latest, _ = earliest(slot, net, state.end, np.int64(0))
        if last > state.end[slot]:
            _move_late(slot, row, rows, world, state, last, min(latest, weeks - 1))


@njit(cache=True, nogil=True)
def _move_late(slot, row, rows, world, state, last, latest):  # type: ignore[no-untyped-def]
    """Start a step in the last week that fits and still ends by ``last``."""
    old = state.start[slot]
    ends, soft = rows.ends[rows.row[row, ENDS]], rows.soft[rows.row[row, SOFT]]
    put(slot, row, rows, world, state, old, -1)
    years = _affordable(row, rows, world, state.spent)
    start = min(last - 1, latest)
    while start > old:
        inside = 0 < ends[start] <= last and soft[start] <= soft[old]
        if inside and blocked_until(row, rows, world, state, years, start) < 0:
            break
        start -= 1
    put(slot, row, rows, world, state, max(start, old), 1)
