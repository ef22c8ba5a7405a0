"""The rows of a programme as arrays: what each step is, waits for, needs, costs and loads."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sized

import numpy as np

from consolidate.construct.arrays import Row, Rows, Tables, ints, lines
from consolidate.construct.numbering import Numbering
from consolidate.ledger import costs
from consolidate.programme.meetings import deciding_bodies, decision_starts
from consolidate.programme.steps import Kind, Option, Step, Wait
from consolidate.programme.timeline import end_table
from consolidate.programme.usage import able_pools
from consolidate.units import FINE


class RowBuilder:
    """Builds the rows, a field at a time."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self.programme = numbering.programme
        self.weeks, self.horizon = numbering.weeks, numbering.horizon
        self.tables = (Tables(), Tables(), Tables(), Tables())
        self.resources: dict[Hashable, tuple[int, ...]] = {}
        self.known: dict[Hashable, tuple[int, int, int, int]] = {}

    def build(self) -> Rows:
        """All rows."""
        loads_of, facts = self.numbering.loads, self.programme.facts
        numbers: list[tuple[int, ...]] = []
        preds: list[tuple[int, int, int]] = []
        needs: list[tuple[int, int]] = []
        pays: list[tuple[int, int]] = []
        loads: list[tuple[int, int]] = []
        pools: list[int] = []
        groups: list[int] = []
        parts: tuple[Sized, ...] = (preds, needs, pays, loads, groups)
        for _, option, step in self.numbering.steps:
            numbers.append(
                (
                    *self._tables_of(step),
                    step.cost,
                    int(step.pays_end),
                    self._settle_weeks(step),
                    step.settle[1],
                    loads_of[step.municipality] if step.municipality else 0,
                    *self._promise(step),
                    self._contract_of(step, option),
                    int(step.id in facts),
                    *map(len, parts),
                )
            )
            preds += self._preds(step)
            for skill, need in step.staff:
                needs.append((need, len(pools)))
                pools += self._pools(step, skill, need)
            pays += self._pays(step)
            loads += [(loads_of[name], step.change) for name in step.loads] if step.change else ()
            groups += self._groups(step)
        numbers.append((*[0] * Row.PRED_AT, *map(len, parts)))
        needs.append((0, len(pools)))
        ends, allowed, paused, soft = self.tables
        return Rows(
            row=np.array(numbers, dtype=np.int64),
            pred=lines(preds, 3),
            need=lines(needs, 2),
            pool=ints(pools),
            pay=lines(pays, 2),
            load=lines(loads, 2),
            group=ints(groups),
            ends=ends.array(self.horizon),
            allowed=allowed.array(self.horizon),
            paused=paused.array(self.horizon),
            soft=soft.array(self.horizon),
        )

    def _tables_of(self, step: Step) -> tuple[int, int, int, int]:
        """The numbers of a step's tables; steps that are equal in all that tables depend on have the same."""
        programme = self.programme
        fact, window = programme.fact_span(step), programme.pinned_window(step)
        closed, blackouts = programme.timeline.closed(step.calendar), programme.blackouts.of(step)
        bodies = deciding_bodies(programme, step)
        promise = None if self._untold(step) is None else programme.commitment(step.id)
        key = (step.weeks, step.mode, closed, step.not_before, fact, window, blackouts, bodies, promise)
        if key not in self.known:
            ends = self._ends(step)
            found = (ends, self._allowed(step, ends), self._paused(step), self._soft(step))
            one, two, three, four = (part.number(table) for part, table in zip(self.tables, found, strict=True))
            self.known[key] = one, two, three, four
        return self.known[key]

    def _ends(self, step: Step) -> tuple[int, ...]:
        """Ends by start week, the calendar going on without closed weeks beyond the period; of a fact just its own.

        A fact that ended before the period ends in week 0: it stands in no week.
        """
        fact = self.programme.fact_span(step)
        if fact is not None:
            start, end = max(0, fact[0]), max(0, fact[1])
            return tuple(end if week == start else 0 for week in range(self.horizon))
        closed = self.programme.timeline.closed(step.calendar)
        return end_table(step.weeks, step.mode, closed, self.horizon)

    def _allowed(self, step: Step, ends: tuple[int, ...]) -> tuple[int, ...]:
        """Start weeks that no calendar, meeting, pin or date of its own forbids; of a fact just its own."""
        programme, fact = self.programme, self.programme.fact_span(step)
        if fact is not None:
            return tuple(int(week == max(0, fact[0])) for week in range(self.horizon))
        window = programme.pinned_window(step)
        first, last = window or (max(step.not_before, programme.status_week), self.horizon - 1)
        fine = [int(bool(end) and first <= week <= last) for week, end in enumerate(ends)]
        hard = [
            programme.blackouts.weeks(name)
            for name in programme.blackouts.of(step)
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
        """By start week: what soft windows cost, and moving where ``Row.PROMISED`` cannot tell it."""
        names = tuple(
            name for name in self.programme.blackouts.of(step) if self.programme.scenario.blackouts[name].price
        )
        fact = self.programme.fact_span(step)
        if fact is not None:
            price = self.programme.window_price(fact, names) if names else 0
            return ((price + self._moving(step, fact[0])) * FINE,) * self.horizon
        prices = self.programme.window_prices(step, names) if names else ()
        found = (*(price * FINE for price in prices), *[0] * (self.horizon - len(prices)))
        if self._untold(step) is None:
            return found
        return tuple(price + self._moving(step, week) * FINE for week, price in enumerate(found))

    def _moving(self, step: Step, start: int) -> int:
        """What starting in another week than the promised one costs, where ``Row.PROMISED`` cannot tell it."""
        promised = self._untold(step)
        return 0 if promised is None else costs.moving(self.programme.commitment(step.id), abs(start - promised))

    def _untold(self, step: Step) -> int | None:
        """The week promised for what has happened, perhaps outside the period; or one that lies before it."""
        promise = self.programme.commitment(step.id)
        if promise is None or promise.start is None or not promise.has_price:
            return None
        week = self.programme.timeline.week_of(promise.start)
        return week if week < 0 or step.id in self.programme.facts else None

    def _promise(self, step: Step) -> tuple[int, int, int]:
        promise = self.programme.commitment(step.id)
        if promise is None or promise.start is None or not promise.has_price or self._untold(step) is not None:
            return -1, 0, 0
        week = self.programme.timeline.week_of(promise.start)
        return week, promise.price_per_move * FINE, promise.price_per_week * FINE

    def _settle_weeks(self, step: Step) -> int:
        """Weeks of settling from where a step ends here, which is week 0 for what ended before the period."""
        weeks, points = step.settle
        return max(0, weeks + self.numbering.ahead(self.numbering.slots[step.id])) if points else 0

    def _preds(self, step: Step) -> Iterable[tuple[int, int, int]]:
        for wait in step.waits:
            own = step.domain is not None and wait.target.startswith(f"{step.domain}/")
            measure = wait.target in self.programme.measures
            direct = (own or measure) and wait.target in self.numbering.slots
            node = self.numbering.slots[wait.target] if direct else self.numbering.event((Wait(wait.target),))
            ahead = self.numbering.ahead(node)
            yield node, wait.lag + ahead, self._within(step, node, wait, ahead)

    def _within(self, step: Step, node: int, wait: Wait, ahead: int) -> int:
        """A wait's limit from where a node ends here; −1: none, or one that facts leave nobody to keep."""
        settled = self.numbering.settled(node)
        if wait.within is None or (settled is not None and self.programme.run_out(step, settled + wait.within)):
            return -1
        return wait.within + ahead

    def _pools(self, step: Step, skill: str, need: int) -> tuple[int, ...]:
        """Pools that may meet a need, a municipality's own first so that the joint one is spared.

        What has happened drew on a pool that has the staff, where one has.
        """
        pools = able_pools(self.programme, step, skill, need) if step.id in self.programme.facts else step.pools
        key = (step.kind is Kind.LOCAL, pools, skill)
        if key not in self.resources:
            names = dict.fromkeys(reversed(pools) if step.kind is Kind.LOCAL else pools)
            self.resources[key] = tuple(self.numbering.resources[pool, skill] for pool in names)
        return self.resources[key]

    def _pays(self, step: Step) -> list[tuple[int, int]]:
        if not step.cost:
            return []
        shares = costs.payer_shares(self.programme, step)
        budgets = self.programme.scenario.budgets
        return [
            (self.numbering.payers[payer], sum(parts.values())) for payer, parts in shares.items() if payer in budgets
        ]

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
                    number = self.numbering.groups[name]
                    if number == len(self.numbering.group_limits):
                        self.numbering.group_limits.append((limit.max, limit.weeks))
                    found.append(number)
        return found

    def _contract_of(self, step: Step, option: Option | None) -> int:
        if step.name != "decommission" or step.domain is None or step.municipality is None or option is None:
            return -1
        return self.numbering.contracts.get((step.domain, step.municipality, option), -1)
