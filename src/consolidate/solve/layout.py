"""A programme as flat arrays, for the construction kernel.

A *node* is a step wherever it appears (slots first) or an event (a gate with no duration). A *row* is a step under
one option of its domain; choosing options means choosing the row of each slot, or none. Ragged data stands in one
array with an offset per row (``…_at[row]`` to ``…_at[row + 1]``). Weeks run to ``horizon``, beyond the period, so
that construction never comes to a dead end: what lies beyond is penalised.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from consolidate.ledger import costs
from consolidate.ledger.budgets import net_grants
from consolidate.programme.meetings import decision_starts
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Kind, Option, Step, Wait, step_id
from consolidate.programme.timeline import end_table
from consolidate.programme.usage import pool_capacity
from consolidate.units import FINE

Ints = NDArray[np.int64]
NEVER = 1 << 40
UNLIMITED = 1 << 28


class Row(IntEnum):
    """Columns of ``Rows.row``; those that end in AT point to the first line of a ragged part."""

    ENDS = 0
    ALLOWED = 1
    PAUSED = 2
    SOFT = 3
    COST = 4
    PAYS_END = 5
    SETTLE_WEEKS = 6
    SETTLE_POINTS = 7
    SETTLE_ON = 8
    PROMISED = 9
    MOVE_FINE = 10
    MOVE_WEEK_FINE = 11
    CONTRACT = 12
    PINNED = 13
    PRED_AT = 14
    NEED_AT = 15
    PAY_AT = 16
    LOAD_AT = 17
    GROUP_AT = 18


class Rows(NamedTuple):
    """Rows, their ragged parts, and the tables by start week that they share.

    ``pred``: node, lag, within (−1: none). ``need``: tenths, first line of its pools. ``pay``: payer, amount.
    ``load``: municipality, points. The last line of ``row`` and ``need`` only closes the ragged parts.
    """

    row: Ints
    pred: Ints
    need: Ints
    pool: Ints
    pay: Ints
    load: Ints
    group: Ints
    ends: Ints
    allowed: Ints
    paused: Ints
    soft: Ints


class World(NamedTuple):
    """What is the same under all options.

    ``size``: slots, nodes, weeks, horizon. ``limit``: change capacity and price per point (−1: hard). ``group``: most
    cutovers, weeks. ``payer``: carry-over in ten-thousandths, price over (−1: hard). ``year``: budget year of a week's
    Monday and of the day before. ``event``: slot, lag. ``milestone``: node, due, price (−1: hard). ``benefit``: node,
    table, yearly. ``ending``: last day, notice day, cost in fine, cost, year. ``contract``: first ending, fee (−1:
    none), last day of the fee, yearly running cost, payer, node that notice waits for.
    """

    size: Ints
    capacity: Ints
    limit: Ints
    group: Ints
    net: Ints
    payer: Ints
    year: Ints
    f: Ints
    running: Ints
    event_at: Ints
    event: Ints
    milestone: Ints
    benefit: Ints
    benefit_tables: Ints
    ending: Ints
    contract: Ints


class Systems(NamedTuple):
    """Each participant's old and new system under one option.

    ``system``: path (0 stays or fresh, 1 light, 2 full without contract, 3 full with one), old yearly cost, slot that
    ends the old one, new yearly cost, renewal's day, its value, cost, year and payer, slot of the cutover (−1: none),
    first line of ``start``.
    """

    system: Ints
    start: Ints


@dataclass
class Ragged:
    """Rows of different length in one array."""

    at: list[int]
    values: list[tuple[int, ...]]

    @classmethod
    def empty(cls) -> Ragged:
        """No rows yet."""
        return cls([0], [])

    def add(self, values: Iterable[tuple[int, ...]]) -> None:
        """One more row."""
        self.values.extend(values)
        self.at.append(len(self.values))

    def table(self, width: int) -> Ints:
        """All rows' values, one a line."""
        return np.array(self.values, dtype=np.int64).reshape(-1, width)


class Tables:
    """Tables by week that many rows share, each kept once."""

    def __init__(self) -> None:
        self.numbers: dict[Hashable, int] = {}
        self.tables: list[tuple[int, ...]] = []

    def number(self, table: tuple[int, ...]) -> int:
        """The number of a table."""
        if table not in self.numbers:
            self.numbers[table] = len(self.tables)
            self.tables.append(table)
        return self.numbers[table]

    def array(self, width: int) -> Ints:
        """All tables, one a line."""
        return np.array(self.tables, dtype=np.int64).reshape(-1, width)


def ints(values: Iterable[int]) -> Ints:
    """Whole numbers as an array."""
    return np.array(list(values), dtype=np.int64)


class Names:
    """Ids as numbers, in order of first use."""

    def __init__(self) -> None:
        self.numbers: dict[Hashable, int] = {}

    def __getitem__(self, name: Hashable) -> int:
        return self.numbers.setdefault(name, len(self.numbers))

    def __len__(self) -> int:
        return len(self.numbers)


@dataclass(frozen=True)
class Layout:
    """The arrays of a programme under the options that a search may choose from."""

    programme: Programme
    rows: Rows
    world: World
    systems: Systems
    slot_ids: tuple[str, ...]
    slot_number: Mapping[str, int]
    row_number: Mapping[tuple[str, Option | None], int]
    row_steps: tuple[Step, ...]
    system_number: Mapping[tuple[str, str, Option], int]
    contract_number: Mapping[tuple[str, str, Option], int]
    resources: tuple[tuple[str, str], ...]
    units: Ints
    unit_ids: tuple[str, ...]


class LayoutBuilder:
    """Builds the arrays, a concern at a time."""

    def __init__(self, programme: Programme, options: Mapping[str, tuple[Option, ...]]) -> None:
        self.programme, self.options = programme, options
        self.weeks = programme.weeks
        self.horizon = 2 * programme.weeks + 104
        self.steps: list[tuple[str, Option | None, Step]] = [
            (name, None, step) for name, step in programme.measures.items()
        ]
        for domain, allowed in options.items():
            for option in allowed:
                work = programme.work(domain, option).steps
                self.steps += [(name, option, step) for name, step in work.items()]
        self.slots = {name: place for place, name in enumerate(dict.fromkeys(name for name, _, _ in self.steps))}
        self.events: dict[tuple[Wait, ...], int] = {}
        self.event_rows = Ragged.empty()
        self.resources, self.payers, self.loads, self.groups = Names(), Names(), Names(), Names()
        self.group_limits: list[tuple[int, int]] = []
        self.contracts: dict[tuple[str, str, Option], int] = {}
        self.ends_cache: dict[tuple[int, str, str], tuple[int, ...]] = {}
        for payer in sorted(programme.scenario.budgets):
            self.payers[payer]
        for name in sorted(programme.scenario.municipalities):
            self.loads[name]

    def build(self) -> Layout:
        """All arrays."""
        self._number_contracts()
        rows = self._rows()
        systems, system_number = self._systems()
        world = self._world()
        self.after_cutover = self._after_cutover()
        unit_ids = Names()
        units = ints(unit_ids[self._unit(name)] for name in self.slots)
        return Layout(
            programme=self.programme,
            rows=rows,
            world=world,
            systems=systems,
            slot_ids=tuple(self.slots),
            slot_number=self.slots,
            row_number={(name, option): place for place, (name, option, _) in enumerate(self.steps)},
            row_steps=tuple(step for _, _, step in self.steps),
            system_number=system_number,
            contract_number=self.contracts,
            resources=tuple(self.resources.numbers),  # type: ignore[arg-type]
            units=units,
            unit_ids=tuple(str(unit) for unit in unit_ids.numbers),
        )

    def _unit(self, name: str) -> str:
        """The unit of work that a step belongs to; what follows a cutover is a unit of its own (``…*``)."""
        unit = name.rpartition("/")[0]
        return f"{unit}*" if name in self.after_cutover else unit or name

    def _after_cutover(self) -> frozenset[str]:
        """Steps that wait for the cutover of their own chain."""
        found: set[str] = set()
        for name, _, step in self.steps:
            waits = {wait.target for wait in step.waits}
            if step.municipality is not None and (waits & found or f"{name.rpartition('/')[0]}/cutover" in waits):
                found.add(name)
        return frozenset(found)

    # --- events ---------------------------------------------------------------------------------------

    def _event(self, waits: tuple[Wait, ...]) -> int:
        """The node of a gate: the latest of what it waits for; slots that are absent count as done long ago."""
        if waits not in self.events:
            self.events[waits] = len(self.slots) + len(self.events)
            inner = [(target, lag) for wait in waits for target, lag in self._awaited(wait)]
            self.event_rows.add(inner)
        return self.events[waits]

    def _awaited(self, wait: Wait) -> Iterable[tuple[int, int]]:
        """Slots (with lag) that a gate may stand for under any options.

        A step left out is replaced by what it waited for; where it is there, that is implied, so that the union over
        options is exact.
        """
        for atom in self.programme.atoms(wait.target):
            lag = wait.lag + atom.lag
            if "/" not in atom.target:
                yield self.slots[atom.target], lag
                continue
            domain = atom.target.split("/")[0]
            for option in self.options[domain]:
                for inner in () if option.stays else self.programme.present(atom.target, option):
                    if inner.target in self.slots:
                        yield self.slots[inner.target], inner.lag + lag
                    else:
                        yield from self._awaited(Wait(inner.target, inner.lag + lag))

    # --- rows -----------------------------------------------------------------------------------------

    def _rows(self) -> Rows:
        ends, allowed, paused, soft = Tables(), Tables(), Tables(), Tables()
        numbers: list[tuple[int, ...]] = []
        preds, needs, pools, pays, loads, groups = (Ragged.empty() for _ in range(6))
        for _, option, step in self.steps:
            table = self._ends(step)
            numbers.append(
                (
                    ends.number(table),
                    allowed.number(self._allowed(step, table)),
                    paused.number(self._paused(step)),
                    soft.number(self._soft(step)),
                    step.cost,
                    int(step.pays_end),
                    step.settle[0] if step.settle[1] else 0,
                    step.settle[1],
                    self.loads[step.municipality] if step.municipality else 0,
                    *self._promise(step),
                    self._contract_of(step, option),
                    int(self.programme.pinned_window(step) is not None),
                    *(len(part.values) for part in (preds, needs, pays, loads, groups)),
                )
            )
            preds.add(self._preds(step))
            for skill, need in step.staff:
                needs.add([(need, len(pools.values))])
                pools.add((self.resources[pool, skill],) for pool in self._pools(step))
            pays.add(self._pays(step))
            loads.add((self.loads[name], step.change) for name in step.loads if step.change)
            groups.add((group,) for group in self._groups(step))
        numbers.append((*[0] * Row.PRED_AT, *(len(part.values) for part in (preds, needs, pays, loads, groups))))
        needs.add([(0, len(pools.values))])
        return Rows(
            row=np.array(numbers, dtype=np.int64),
            pred=preds.table(3),
            need=needs.table(2),
            pool=pools.table(1)[:, 0].copy(),
            pay=pays.table(2),
            load=loads.table(2),
            group=groups.table(1)[:, 0].copy(),
            ends=ends.array(self.horizon),
            allowed=allowed.array(self.horizon),
            paused=paused.array(self.horizon),
            soft=soft.array(self.horizon),
        )

    def _ends(self, step: Step) -> tuple[int, ...]:
        """Ends by start week, the calendar going on without closed weeks beyond the period."""
        fact = self.programme.fact_span(step)
        if fact is not None:
            start = min(max(fact[0], 0), self.weeks - 1)
            end = min(max(fact[1], start + 1), self.horizon)
            return tuple(end if week == start else 0 for week in range(self.horizon))
        key = (step.weeks, step.mode, step.calendar)
        if key not in self.ends_cache:
            closed = self.programme.timeline.closed(step.calendar)
            self.ends_cache[key] = end_table(step.weeks, step.mode, closed, self.horizon)
        return self.ends_cache[key]

    def _allowed(self, step: Step, ends: tuple[int, ...]) -> tuple[int, ...]:
        """Start weeks that no calendar, meeting, pin or date of its own forbids."""
        programme = self.programme
        if step.id in programme.facts:
            return tuple(int(bool(end)) for end in ends)
        window = programme.pinned_window(step)
        first, last = window or (max(step.not_before, programme.status_week), self.horizon - 1)
        fine = [int(bool(end) and first <= week <= last) for week, end in enumerate(ends)]
        hard = [
            programme.blackout_weeks(name)
            for name in programme.blackouts_of(step)
            if programme.scenario.blackouts[name].is_hard
        ]
        blocked: frozenset[int] = frozenset().union(*hard)
        for week in range(self.weeks) if blocked else ():
            if fine[week] and any(inner in blocked for inner in range(week, ends[week])):
                fine[week] = 0
        meetings = decision_starts(programme, step)
        if meetings is not None:
            for week in range(self.weeks):
                fine[week] = int(fine[week] and week in meetings)
        return tuple(fine)

    def _paused(self, step: Step) -> tuple[int, ...]:
        rests = self.programme.paused(step)
        return tuple(int(week in rests) for week in range(self.horizon))

    def _soft(self, step: Step) -> tuple[int, ...]:
        names = tuple(
            name for name in self.programme.blackouts_of(step) if self.programme.scenario.blackouts[name].price
        )
        prices = self.programme.window_prices(step, names) if names else ()
        return (*(price * FINE for price in prices), *[0] * (self.horizon - len(prices)))

    def _promise(self, step: Step) -> tuple[int, int, int]:
        promise = self.programme.commitment(step.id)
        if promise is None or promise.start is None or promise.status != "announced":
            return -1, 0, 0
        week = self.programme.timeline.week_of(promise.start)
        return week, promise.price_per_move * FINE, promise.price_per_week * FINE

    def _preds(self, step: Step) -> Iterable[tuple[int, int, int]]:
        for wait in step.waits:
            own = step.domain is not None and wait.target.startswith(f"{step.domain}/")
            measure = wait.target in self.programme.measures
            direct = (own or measure) and wait.target in self.slots
            node = self.slots[wait.target] if direct else self._event((Wait(wait.target),))
            yield node, wait.lag, -1 if wait.within is None else wait.within

    def _pools(self, step: Step) -> list[str]:
        """Pools that may meet a need, a municipality's own first so that the joint one is spared."""
        return list(dict.fromkeys(reversed(step.pools))) if step.kind is Kind.LOCAL else list(dict.fromkeys(step.pools))

    def _pays(self, step: Step) -> list[tuple[int, int]]:
        if not step.cost:
            return []
        shares = costs.payer_shares(self.programme, step)
        budgets = self.programme.scenario.budgets
        return [(self.payers[payer], sum(parts.values())) for payer, parts in shares.items() if payer in budgets]

    def _groups(self, step: Step) -> list[int]:
        """Cutover limits that a step counts against."""
        found = []
        if step.name == "cutover" and step.municipality is not None and step.domain is not None:
            limits = (
                (step.municipality, self.programme.scenario.municipalities[step.municipality].cutovers),
                (f"{step.domain}/", self.programme.scenario.domains[step.domain].cutovers),
            )
            for name, limit in limits:
                if limit is not None:
                    number = self.groups[name]
                    if number == len(self.group_limits):
                        self.group_limits.append((limit.max, limit.weeks))
                    found.append(number)
        return found

    # --- contracts ------------------------------------------------------------------------------------

    def _number_contracts(self) -> None:
        for domain, municipality in self.programme.contract_endings:
            for option in self.options.get(domain, ()):
                if self.programme.must_leave(domain, municipality, option):
                    self.contracts[domain, municipality, option] = len(self.contracts)

    def _contract_of(self, step: Step, option: Option | None) -> int:
        if step.name != "decommission" or step.domain is None or step.municipality is None or option is None:
            return -1
        return self.contracts.get((step.domain, step.municipality, option), -1)

    def _endings(self) -> tuple[Ints, Ints]:
        """The ways in which contracts may end, and the contracts."""
        programme, timeline = self.programme, self.programme.timeline
        rows = Ragged.empty()
        contracts: list[tuple[int, ...]] = []
        for domain, municipality, option in self.contracts:
            system = programme.installed(domain, municipality)
            contract = system.contract
            assert contract is not None
            first = len(rows.values)
            rows.add(self._ways(domain, municipality))
            fee = -1 if contract.leave_fee is None else contract.leave_fee
            until = timeline.day_index(contract.last_day) if contract.renewal == 0 else NEVER
            payer = self.payers[municipality] if municipality in programme.scenario.budgets else -1
            node = self._event(programme.notice_target(domain, municipality, option))
            contracts.append((first, fee, until, system.running, payer, node))
        contracts.append((len(rows.values), 0, 0, 0, 0, 0))
        return rows.table(5), np.array(contracts, dtype=np.int64)

    def _ways(self, domain: str, municipality: str) -> list[tuple[int, ...]]:
        """Each ending of a contract: last day, notice day, cost in fine, cost, year."""
        programme, timeline = self.programme, self.programme.timeline
        given = programme.notice_given(domain, municipality)
        found = []
        for ending in programme.contract_endings[domain, municipality]:
            notice = NEVER if ending.notice is None or given is not None else ending.notice
            if given is not None and ending.notice is not None and given > ending.notice:
                notice = -1
            fine = costs.old_running(programme, domain, municipality, ending.last_day + 1)
            fine += costs.on_day(programme, ending.cost, ending.paid) if ending.cost else 0
            year = timeline.years.index(timeline.budget_year(timeline.day_at(ending.paid)))
            found.append((ending.last_day, notice, fine, ending.cost, year))
        return found

    # --- systems --------------------------------------------------------------------------------------

    def _systems(self) -> tuple[Systems, dict[tuple[str, str, Option], int]]:
        numbers: dict[tuple[str, str, Option], int] = {}
        rows: list[tuple[int, ...]] = []
        starts = Ragged.empty()
        for domain, allowed in self.options.items():
            for option in allowed:
                shares = {} if option.stays else costs.running_shares(self.programme, domain, option)
                for name in self.programme.participants(domain):
                    numbers[domain, name, option] = len(rows)
                    rows.append((*self._system(domain, name, option, shares.get(name, 0)), len(starts.values)))
                    running = () if option.stays else self.programme.running_steps(domain, name, option)
                    starts.add((self.slots[step],) for step in running)
        rows.append((*[0] * 10, len(starts.values)))
        table = np.array(rows, dtype=np.int64).reshape(-1, 11)
        return Systems(table, starts.table(1)[:, 0].copy()), numbers

    def _system(self, domain: str, municipality: str, option: Option, yearly: int) -> tuple[int, ...]:
        programme, timeline = self.programme, self.programme.timeline
        system = programme.installed(domain, municipality)
        leave = -1
        path = 0
        if not option.stays and system.product is not None:
            if programme.path(domain, municipality, option) == "light":
                path = 1
            else:
                path = 3 if system.contract is not None else 2
                leave = self.slots[step_id(domain, municipality, "decommission")]
        renewal = costs.renewal(programme, domain, municipality)
        day, fine, cost, year, payer = NEVER, 0, 0, 0, -1
        if renewal is not None:
            day, cost = renewal.day, renewal.cost
            fine = costs.on_day(programme, renewal.cost, renewal.day)
            year = timeline.years.index(timeline.budget_year(timeline.day_at(renewal.day)))
            payer = self.payers[municipality] if municipality in programme.scenario.budgets else -1
        cutover = -1 if option.stays else self.slots[step_id(domain, municipality, "cutover")]
        return path, system.running, leave, yearly, day, fine, cost, year, payer, cutover

    # --- the world ------------------------------------------------------------------------------------

    def _world(self) -> World:
        programme, timeline = self.programme, self.programme.timeline
        milestones = self._milestones()
        benefits, benefit_tables = self._benefits()
        ending, contract = self._endings()
        budgets = [programme.scenario.budgets[str(payer)] for payer in self.payers.numbers]
        net = [[grant - reserve for grant, reserve in net_grants(budget, timeline.years)] for budget in budgets]
        payers = [
            (int(budget.carry_over_percent * 100), -1 if budget.is_hard else (budget.price or 0) * FINE)
            for budget in budgets
        ]
        days = max(timeline.valued_days, 7 * self.horizon) + 8
        return World(
            size=ints((len(self.slots), len(self.slots) + len(self.events), self.weeks, self.horizon)),
            capacity=self._capacity(),
            limit=self._load_limits(),
            group=np.array(self.group_limits, dtype=np.int64).reshape(-1, 2),
            net=np.array(net, dtype=np.int64).reshape(-1, len(timeline.years)),
            payer=np.array(payers, dtype=np.int64).reshape(-1, 2),
            year=self._years(),
            f=ints(costs.factor(programme, week) for week in range(self.horizon + 1)),
            running=ints(timeline.running_until(day) for day in range(days)),
            event_at=np.array(self.event_rows.at, dtype=np.int64),
            event=self.event_rows.table(2),
            milestone=milestones,
            benefit=benefits,
            benefit_tables=benefit_tables,
            ending=ending,
            contract=contract,
        )

    def _capacity(self) -> Ints:
        """Tenths by resource and week; beyond the period as in its last week, but at least as ever before."""
        table = np.zeros((len(self.resources), self.horizon), dtype=np.int64)
        for (pool, skill), number in self.resources.numbers.items():  # type: ignore[misc]
            weeks = pool_capacity(self.programme, pool, skill)
            table[number, : self.weeks] = weeks
            table[number, self.weeks :] = max(weeks, default=0)
        return table

    def _load_limits(self) -> Ints:
        """Change capacity of each municipality, and the price of a point over it (−1: hard)."""
        found = []
        for name in self.loads.numbers:
            capacity = self.programme.scenario.municipalities[str(name)].capacity
            points = UNLIMITED if capacity is None else capacity.points
            hard = capacity is None or capacity.is_hard
            found.append((points, -1 if hard or capacity is None else (capacity.price or 0) * FINE))
        return np.array(found, dtype=np.int64).reshape(-1, 2)

    def _years(self) -> Ints:
        """By week: the numbers of the budget years of its Monday and of the day before."""
        timeline = self.programme.timeline

        def number(day: int) -> int:
            return timeline.years.index(timeline.budget_year(timeline.day_at(day)))

        return np.array([(number(7 * week), number(7 * week - 1)) for week in range(self.horizon + 2)], dtype=np.int64)

    def _milestones(self) -> Ints:
        rows = []
        for name, milestone in sorted(self.programme.scenario.milestones.items()):
            due = self.programme.timeline.week_of(milestone.due) + 1
            price = -1 if milestone.is_hard else (milestone.late_per_week or 0) * FINE
            rows.append((self._event((Wait(name),)), due, price))
        return np.array(rows, dtype=np.int64).reshape(-1, 3)

    def _benefits(self) -> tuple[Ints, Ints]:
        """Benefits that count, and their tables by end week."""
        scenario, tables = self.programme.scenario, Tables()
        weight = Fraction(scenario.policy.time_released_weight)
        rows = []
        for _, benefit in sorted(scenario.benefits.items()):
            released = benefit.class_ == "time_released"
            if benefit.class_ != "budget_effect" and not (released and weight):
                continue
            for name in costs.benefit_parties(self.programme, benefit):
                yearly = costs.benefit_amount(self.programme, benefit, name)
                waits = costs.benefit_waits(self.programme, benefit, name)
                if not yearly or any(wait not in self.slots for wait in waits):
                    continue
                table = self.programme.timeline.benefit(benefit.ramp_weeks)
                if released:
                    table = costs.weighed_benefit(self.programme, benefit, yearly, weight)
                    yearly = 1
                node = self._event(tuple(Wait(wait) for wait in sorted(waits)))
                rows.append((node, tables.number(table), yearly))
        return np.array(rows, dtype=np.int64).reshape(-1, 3), tables.array(self.weeks + 1)
