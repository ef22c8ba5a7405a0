"""What is the same under all options as arrays: capacity, limits, budgets, time, events, milestones, benefits."""

from __future__ import annotations

import numpy as np

from consolidate.construct.arrays import UNLIMITED, Ints, Tables, World, ints
from consolidate.construct.numbering import Numbering
from consolidate.construct.systems import build_endings
from consolidate.ledger import costs
from consolidate.ledger.budgets import net_grants
from consolidate.programme.steps import Wait
from consolidate.programme.usage import pool_capacity
from consolidate.units import FINE


def build_world(numbering: Numbering) -> World:
    """Everything that no option changes; made last, when all events are numbered."""
    programme, timeline = numbering.programme, numbering.programme.timeline
    milestones = _milestones(numbering)
    benefits, benefit_tables = _benefits(numbering)
    ending, contract = build_endings(numbering)
    budgets = [programme.scenario.budgets[str(payer)] for payer in numbering.payers.numbers]
    net = [[grant - reserve for grant, reserve in net_grants(budget, timeline.years)] for budget in budgets]
    payers = [
        (int(budget.carry_over_percent * 100), -1 if budget.is_hard else (budget.price or 0) * FINE)
        for budget in budgets
    ]
    days = max(timeline.valued_days, 7 * numbering.horizon) + 8
    return World(
        size=ints(
            (len(numbering.slots), len(numbering.slots) + len(numbering.events), numbering.weeks, numbering.horizon)
        ),
        capacity=_capacity(numbering),
        limit=_load_limits(numbering),
        group=np.array(numbering.group_limits, dtype=np.int64).reshape(-1, 2),
        net=np.array(net, dtype=np.int64).reshape(-1, len(timeline.years)),
        payer=np.array(payers, dtype=np.int64).reshape(-1, 2),
        year=_years(numbering),
        f=ints(costs.factor(programme, week) for week in range(numbering.horizon + 1)),
        running=ints(timeline.running_until(day) for day in range(days)),
        event_at=np.array(numbering.event_rows.at, dtype=np.int64),
        event=numbering.event_rows.table(2),
        milestone=milestones,
        benefit=benefits,
        benefit_tables=benefit_tables,
        ending=ending,
        contract=contract,
    )


def _capacity(numbering: Numbering) -> Ints:
    """Tenths by resource and week; beyond the period as in its last week, but at least as ever before."""
    table = np.zeros((len(numbering.resources), numbering.horizon), dtype=np.int64)
    for (pool, skill), number in numbering.resources.numbers.items():
        weeks = pool_capacity(numbering.programme, pool, skill)
        table[number, : numbering.weeks] = weeks
        table[number, numbering.weeks :] = max(weeks, default=0)
    return table


def _load_limits(numbering: Numbering) -> Ints:
    """Change capacity of each municipality, and the price of a point over it (−1: hard)."""
    found = []
    for name in numbering.loads.numbers:
        capacity = numbering.programme.scenario.municipalities[str(name)].capacity
        points = UNLIMITED if capacity is None else capacity.points
        hard = capacity is None or capacity.is_hard
        found.append((points, -1 if hard or capacity is None else (capacity.price or 0) * FINE))
    return np.array(found, dtype=np.int64).reshape(-1, 2)


def _years(numbering: Numbering) -> Ints:
    """By week: the numbers of the budget years of its Monday and of the day before."""
    timeline = numbering.programme.timeline

    def number(day: int) -> int:
        return timeline.years.index(timeline.budget_year(timeline.day_at(day)))

    return np.array([(number(7 * week), number(7 * week - 1)) for week in range(numbering.horizon + 2)], dtype=np.int64)


def _milestones(numbering: Numbering) -> Ints:
    rows = []
    for name, milestone in sorted(numbering.programme.scenario.milestones.items()):
        due = numbering.programme.timeline.week_of(milestone.due) + 1
        if milestone.is_hard and due <= numbering.programme.status_week:
            continue  # it has passed: nothing can be done about it
        price = -1 if milestone.is_hard else (milestone.late_per_week or 0) * FINE
        node = numbering.event((Wait(name),))
        ahead = min(0, numbering.settled(node) or 0)  # reached before the period: it counts as reached in week 0
        rows.append((node, due - ahead, price))
    return np.array(rows, dtype=np.int64).reshape(-1, 3)


def _benefits(numbering: Numbering) -> tuple[Ints, Ints]:
    """Benefits that count, and their tables by end week."""
    tables = Tables()
    rows = []
    for _, benefit, weight in costs.counted_benefits(numbering.programme):
        released = benefit.class_ == "time_released"
        for name in costs.benefit_parties(numbering.programme, benefit):
            yearly = costs.benefit_amount(numbering.programme, benefit, name)
            waits = costs.benefit_waits(numbering.programme, benefit, name)
            if not yearly or any(wait not in numbering.slots for wait in waits):
                continue
            table = numbering.programme.timeline.benefit(benefit.ramp_weeks)
            if released:
                table = costs.weighed_benefit(numbering.programme, benefit, yearly, weight)
                yearly = 1
            node = numbering.event(tuple(Wait(wait) for wait in sorted(waits)))
            rows.append((node, tables.number(table), yearly))
    return np.array(rows, dtype=np.int64).reshape(-1, 3), tables.array(numbering.weeks + 1)
