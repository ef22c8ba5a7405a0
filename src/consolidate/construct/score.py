"""The exact objective of a constructed schedule, compiled, and its *excess*: how badly hard rules are missed.

What has happened alone causes no excess, as in the checker (SPEC §5): it only leaves no room for anything else.
The objective is the ledger's, to the hundred-thousandth; every plan is put beside the ledger before it is shown.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from consolidate.compiled import entry, inner, maker
from consolidate.construct.arrays import NEVER, UNLIMITED, Ints, Row, Rows, Systems, World
from consolidate.construct.fitting import (
    ALLOWED,
    BY_FEE,
    CONTRACT,
    COST,
    ENDS,
    FACT,
    GROUP_AT,
    LOAD_AT,
    NEED_AT,
    NO_CONTRACT,
    PAY_AT,
    PAYS_END,
    SETTLE_ON,
    SETTLE_POINTS,
    SETTLE_WEEKS,
    SOFT,
    State,
)
from consolidate.construct.net import Net
from consolidate.construct.serial import earliest

PROMISED, MOVE_FINE, MOVE_WEEK_FINE = int(Row.PROMISED), int(Row.MOVE_FINE), int(Row.MOVE_WEEK_FINE)


class Choice(NamedTuple):
    """What the chosen options mean for the objective: each participant's system row and domain, the fixed yearly
    running cost of each domain, and what depends on options alone (burden, babies, limits).
    """

    system: Ints
    domain: Ints
    fixed_yearly: Ints
    static_fine: int


@entry
def evaluate(net: Net, rows: Rows, world: World, systems: Systems, choice: Choice, state: State) -> tuple[int, int]:
    """The objective in hundred-thousandths, and the excess (0: every hard rule is kept)."""
    fine, excess = _steps(net, rows, world, state)
    fine += choice.static_fine
    fine += _running(net, rows, world, systems, choice, state)
    fine -= _benefits(net, world, state)
    late_fine, late = _milestones(net, rows, world, state)
    over_fine, over = _budgets(net, rows, world, systems, choice, state)
    load_fine, load = _loads(net, rows, world, state)
    excess += late + over + load + _crowds(net, rows, world, state)
    return fine + late_fine + over_fine + load_fine, excess


@inner
def _steps(net: Net, rows: Rows, world: World, state: State) -> tuple[int, int]:
    fine, excess = 0, 0
    for slot in range(world.size[0]):
        row = net.row[slot]
        if row < 0:
            continue
        start, end = state.start[slot], state.end[slot]
        own = rows.row[row]
        fine += own[COST] * world.f[max(0, end - 1) if own[PAYS_END] else start] + rows.soft[own[SOFT], start]
        if own[PROMISED] >= 0 and start != own[PROMISED]:
            fine += own[MOVE_FINE] + own[MOVE_WEEK_FINE] * abs(start - own[PROMISED])
        excess += 0 if own[FACT] else 100 * max(0, end - world.size[2])
        if not rows.allowed[own[ALLOWED], start] or rows.ends[own[ENDS], start] != end:
            excess += 1000
        first, last, _ = earliest(slot, net, state.end, 0)
        if not own[FACT]:
            excess += 100 * (max(0, first - start) + max(0, start - last))
        for place in range(own[NEED_AT], rows.row[row + 1, NEED_AT]):
            if state.pool[place] < 0:
                excess += 1000
        contract = own[CONTRACT]
        if contract >= 0:
            chosen = state.ending[contract]
            if chosen == NO_CONTRACT:
                excess += 1000
            elif chosen == BY_FEE:
                paid = max(0, end - 1) if own[PAYS_END] else start
                fine += world.contract[contract, 3] * world.running[7 * end]
                fine += world.contract[contract, 1] * world.f[paid]
            else:
                fine += world.ending[chosen, 2]
    return fine, excess


@inner
def _first_start(system: int, systems: Systems, start: Ints) -> int:
    first = NEVER
    for place in range(systems.system[system, 10], systems.system[system + 1, 10]):
        first = min(first, start[systems.start[place]])
    return first


@inner
def _old_end(system: int, net: Net, rows: Rows, world: World, systems: Systems, state: State) -> int:
    """The day until which an old system costs; −1: for as long as anything is valued."""
    path = systems.system[system, 0]
    if path == 0:
        return -1
    if path == 1:
        return 7 * _first_start(system, systems, state.start)
    slot = systems.system[system, 2]
    end: int = 7 * state.end[slot]
    if path == 3:
        chosen = state.ending[rows.row[net.row[slot], CONTRACT]]
        if chosen >= 0:
            end = max(end, world.ending[chosen, 0] + 1)
    return end


@maker
def _running(net: Net, rows: Rows, world: World, systems: Systems, choice: Choice, state: State) -> int:
    """Running cost of old systems (under contract: counted with its end) and of new ones; known renewals."""
    whole = world.running[-1]
    fine = 0
    first = np.full(len(choice.fixed_yearly), NEVER, dtype=np.int64)
    for place in range(len(choice.system)):
        system = choice.system[place]
        own = systems.system[system]
        until = _old_end(system, net, rows, world, systems, state)
        if own[0] != 3:
            fine += own[1] * (whole if until < 0 else world.running[until])
        if until < 0 or until > own[4]:
            fine += own[5]
        start = _first_start(system, systems, state.start)
        if start < NEVER:
            fine += own[3] * (whole - world.running[7 * start])
            first[choice.domain[place]] = min(first[choice.domain[place]], state.start[own[9]])
    for domain in range(len(first)):
        if choice.fixed_yearly[domain] and first[domain] < NEVER:
            fine += choice.fixed_yearly[domain] * (whole - world.running[7 * first[domain]])
    return fine


@inner
def _benefits(net: Net, world: World, state: State) -> int:
    fine = 0
    last = world.benefit_tables.shape[1] - 1
    for place in range(len(world.benefit)):
        node, table, yearly = world.benefit[place]
        event = node - world.size[0]
        there = net.pred_at[node + 1] - net.pred_at[node] == world.event_at[event + 1] - world.event_at[event]
        if there:
            fine += yearly * world.benefit_tables[table, min(state.end[node], last)]
    return fine


@inner
def _milestones(net: Net, rows: Rows, world: World, state: State) -> tuple[int, int]:
    fine, excess = 0, 0
    for place in range(len(world.milestone)):
        node, due, price = world.milestone[place]
        late = max(0, state.end[node] - due)
        if price >= 0:
            fine += price * late
        elif late:
            excess += 100 * max(0, _last_planned(node, net, rows, state) - due)
    return fine, excess


@inner
def _last_planned(event: int, net: Net, rows: Rows, state: State) -> int:
    """When an event is reached by what has not happened yet; −1 by nothing of that kind."""
    last = -1
    for place in range(net.pred_at[event], net.pred_at[event + 1]):
        slot = net.pred[place, 0]
        if not rows.row[net.row[slot], FACT]:
            last = max(last, state.end[slot] + net.pred[place, 1])
    return last


@maker
def _budgets(net: Net, rows: Rows, world: World, systems: Systems, choice: Choice, state: State) -> tuple[int, int]:
    """Money over soft budgets, and over hard ones as excess; known renewals are counted here."""
    spent = state.spent.copy()
    for place in range(len(choice.system)):
        own = systems.system[choice.system[place]]
        if own[8] >= 0:
            until = _old_end(choice.system[place], net, rows, world, systems, state)
            if until < 0 or until > own[4]:
                spent[own[8], own[7]] += own[6]
    past = np.zeros_like(world.net)
    _add_past(net, rows, world, state, past)
    fine, excess = 0, 0
    for payer in range(spent.shape[0]):
        carried = 0
        for year in range(spent.shape[1]):
            available = world.net[payer, year] + carried
            over = max(0, spent[payer, year] - available)
            if world.payer[payer, 1] < 0:
                excess += (min(over, spent[payer, year] - past[payer, year]) + 999) // 1000
            else:
                fine += over * world.payer[payer, 1]
            carried = max(0, available - spent[payer, year]) * world.payer[payer, 0] // 10000
    return fine, excess


@inner
def _add_past(net: Net, rows: Rows, world: World, state: State, spent: Ints) -> None:
    """Add what has happened to what is spent by payer and year."""
    for slot in range(world.size[0]):
        row = net.row[slot]
        if row >= 0 and rows.row[row, FACT]:
            year = world.year[state.end[slot], 1] if rows.row[row, PAYS_END] else world.year[state.start[slot], 0]
            for place in range(rows.row[row, PAY_AT], rows.row[row + 1, PAY_AT]):
                spent[rows.pay[place, 0], year] += rows.pay[place, 1]


@inner
def _past_load(net: Net, rows: Rows, world: World, state: State, who: int, week: int) -> int:
    """The points that what has happened brings to a municipality in a week."""
    points = 0
    for slot in range(world.size[0]):
        row = net.row[slot]
        if row >= 0 and rows.row[row, FACT]:
            end = state.end[slot]
            for place in range(rows.row[row, LOAD_AT], rows.row[row + 1, LOAD_AT]):
                if rows.load[place, 0] == who and state.start[slot] <= week < end:
                    points += rows.load[place, 1]
            if rows.row[row, SETTLE_ON] == who and end <= week < end + rows.row[row, SETTLE_WEEKS]:
                points += rows.row[row, SETTLE_POINTS]
    return points


@inner
def _crowds(net: Net, rows: Rows, world: World, state: State) -> int:
    """Cutovers beyond the limits of municipalities and domains, unless all in a crowd have happened."""
    excess = 0
    for number in range(len(world.group)):
        for week in range(world.size[2]):
            over = state.group[number, week] - world.group[number, 0]
            if over > 0:
                excess += min(over, _planned_crowd(net, rows, world, state, number, week))
    return excess


@inner
def _planned_crowd(net: Net, rows: Rows, world: World, state: State, number: int, week: int) -> int:
    """How many cutovers that have not happened count against a limit in the span of weeks that ends with a week."""
    found = 0
    for slot in range(world.size[0]):
        row = net.row[slot]
        if row >= 0 and not rows.row[row, FACT]:
            for place in range(rows.row[row, GROUP_AT], rows.row[row + 1, GROUP_AT]):
                inside = state.start[slot] <= week < state.start[slot] + world.group[number, 1]
                found += rows.group[place] == number and inside
    return found


@inner
def _loads(net: Net, rows: Rows, world: World, state: State) -> tuple[int, int]:
    """Points over soft change capacities, and over hard ones as excess, within the period."""
    fine, excess = 0, 0
    for who in range(len(world.limit)):
        if world.limit[who, 0] < UNLIMITED:
            for week in range(world.size[2]):
                over = state.load[who, week] - world.limit[who, 0]
                if over > 0 and world.limit[who, 1] < 0:
                    excess += min(over, state.load[who, week] - _past_load(net, rows, world, state, who, week))
                elif over > 0:
                    fine += over * world.limit[who, 1]
    return fine, excess
