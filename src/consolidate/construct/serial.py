"""Serial schedule generation, compiled: every step placed in the order of given keys.

Each step of the chosen options starts in the earliest week that keeps all hard rules. What cannot be kept (the
period, a budget that is spent, a hard milestone) is passed and later priced as *excess* (``score.py``).
"""

from __future__ import annotations

import numpy as np

from consolidate.compiled import entry, inner
from consolidate.construct.arrays import NEVER, Floats, Ints, Rows, World
from consolidate.construct.fitting import (
    ALLOWED,
    BY_FEE,
    CONTRACT,
    ENDS,
    FACT,
    NO_CONTRACT,
    PAYS_END,
    State,
    first_fit,
    pays,
    put,
)
from consolidate.construct.net import Net

REPAIRS = 6
"""How often a step may send back what it must follow closely."""


@inner
def leave(contract: int, pays_end: int, world: World, state: State, start: int, end: int) -> None:
    """Choose the cheapest allowed end of the contract that a decommissioning in ``[start, end)`` frees."""
    payer = world.contract[contract, 4]
    notice_day = 7 * state.end[world.contract[contract, 5]]
    best, best_fine = NO_CONTRACT, 0
    for place in range(world.contract[contract, 0], world.contract[contract + 1, 0]):
        last, notice, fine, cost, year = world.ending[place]
        if 7 * end > last + 1 or notice < notice_day:
            continue
        if cost and not pays(payer, world, state.spent, year, cost):
            continue
        if best == NO_CONTRACT or fine < best_fine:
            best, best_fine = place, fine
    fee = world.contract[contract, 1]
    year = world.year[end, 1] if pays_end else world.year[start, 0]
    if fee >= 0 and 7 * end - 1 <= world.contract[contract, 2]:
        paid = max(0, end - 1) if pays_end else start
        fine = world.contract[contract, 3] * world.running[7 * end] + fee * world.f[paid]
        if (best == NO_CONTRACT or fine < best_fine) and pays(payer, world, state.spent, year, fee):
            best = BY_FEE
    charge(contract, year, world, state, best, 1)
    state.ending[contract] = best


@inner
def charge(contract: int, year: int, world: World, state: State, chosen: int, sign: int) -> None:
    """Charge (1) or give back (−1) what a contract's end costs its payer."""
    payer = world.contract[contract, 4]
    if payer >= 0 and chosen == BY_FEE:
        state.spent[payer, year] += sign * world.contract[contract, 1]
    elif payer >= 0 and chosen >= 0:
        state.spent[payer, world.ending[chosen, 4]] += sign * world.ending[chosen, 3]


@inner
def push(heap: Ints, size: int, keys: Floats, node: int) -> int:
    """Put a node on a heap ordered by keys; returns its new size."""
    heap[size] = node
    place = size
    while place and keys[heap[place]] < keys[heap[(place - 1) // 2]]:
        parent = (place - 1) // 2
        heap[place], heap[parent] = heap[parent], heap[place]
        place = parent
    return size + 1


@inner
def pop(heap: Ints, size: int, keys: Floats) -> int:
    """Take the node with the lowest key; the heap is then one shorter."""
    top: int = heap[0]
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


@inner
def earliest(node: int, net: Net, end: Ints, first: int) -> tuple[int, int, int]:
    """The first week that predecessors allow (from ``first``), the last one, and which of them sets the last."""
    last, culprit = NEVER, -1
    for place in range(net.pred_at[node], net.pred_at[node + 1]):
        pred, lag, within = net.pred[place]
        first = max(first, end[pred] + lag)
        if within >= 0 and end[pred] + within < last:
            last, culprit = end[pred] + within, pred
    return first, last, culprit


@inner
def _take_back(top: int, net: Net, rows: Rows, world: World, state: State, waiting: Ints, stack: Ints) -> None:
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


@inner
def clear(world: World, state: State) -> None:
    """Forget a schedule."""
    state.start[:] = -1
    state.end[:] = -1
    state.ending[:] = NO_CONTRACT
    state.used[:] = 0
    state.load[:] = 0
    state.group[:] = 0
    state.spent[:] = 0


@entry
def construct(net: Net, rows: Rows, world: World, state: State, keys: Floats, release: Ints) -> None:
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
            start = first_fit(row, rows, world, state, first, True)
            if start < 0:
                start = first_fit(row, rows, world, state, first, False)
            moves = 0 <= culprit < slots and not rows.row[net.row[culprit], FACT]
            if start > last and moves and repairs[node] < REPAIRS:
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
    _leave_past(net, rows, world, state)


@inner
def _leave_past(net: Net, rows: Rows, world: World, state: State) -> None:
    """Choose how contracts end whose systems have been shut down already, now that notice's conditions are known."""
    for slot in range(world.size[0]):
        row = net.row[slot]
        if row >= 0 and rows.row[row, FACT] and rows.row[row, CONTRACT] >= 0:
            pays_end = rows.row[row, PAYS_END]
            leave(rows.row[row, CONTRACT], pays_end, world, state, state.start[slot], state.end[slot])


@inner
def _place(node: int, row: int, rows: Rows, world: World, state: State, start: int, first: int) -> None:
    """Put a step where it fits, or where nothing does in the first week that its calendar takes; a fact where it is."""
    if start < 0:
        own = rows.row[row]
        weeks = rows.allowed[own[ALLOWED]] if own[FACT] else rows.ends[own[ENDS]]
        start = first
        while start < world.size[3] - 1 and weeks[start] == 0:
            start += 1
        if start >= world.size[3] - 1 or weeks[start] == 0:
            start = 0
            while start < world.size[3] - 1 and weeks[start] == 0:
                start += 1
    put(node, row, rows, world, state, start, 1)
    contract = rows.row[row, CONTRACT]
    if contract >= 0 and not rows.row[row, FACT]:
        leave(contract, rows.row[row, PAYS_END], world, state, start, state.end[node])
