"""Earliest and latest weeks of everything in a lattice (half-open weeks; SPEC §2, §5).

A forward pass gives the earliest start of each step by what it waits for, its calendar, hard blackouts, meetings,
``not_before`` and the status date; a backward pass the latest one by the period's end, by hard milestones and by
contracts that run out for good. ``within`` ties both ways, so passes repeat until nothing moves. Each bound holds in
every plan that keeps the rules heeded; a due date that actuals may have passed is not enforced.
"""

from __future__ import annotations

from collections.abc import Collection

from consolidate.graph.lattice import Edge, Lattice, Node
from consolidate.graph.starts import NO_START, StartTable, StartTables, least_start, pinned_at
from consolidate.rules import Rule

NEVER = 10**6
"""An end that no plan reaches: it waits for a domain that stays as it is."""

BEYOND = 5200
"""Weeks past the period after which it no longer matters how many more (a century)."""

ROUNDS = 12
"""Enough passes for chains of ``within``; stopping early leaves bounds that are valid, only wider."""


class Bounds:
    """Bounds by place in the lattice: ``early_start``, ``early_end``, ``late_start``, ``late_end``.

    ``ready`` is the week by which all that a step waits for can have ended; ``tables`` where it may start.
    """

    def __init__(self, lattice: Lattice, drop: Collection[Rule] = ()) -> None:
        self.lattice, self.nodes, self.drop = lattice, lattice.nodes, frozenset(drop)
        self.horizon = lattice.programme.weeks
        programme, tables = lattice.programme, StartTables(lattice.programme, drop)
        self.fixed: dict[int, tuple[int, int]] = {}
        self.tables: dict[int, StartTable] = {}
        count = len(self.nodes)
        self.floor = [0] * count
        for place, node in enumerate(self.nodes):
            if node.step is None:
                continue
            pinned = None if Rule.PINNED in self.drop else pinned_at(programme, node.step)
            if pinned is not None:
                self.fixed[place] = pinned
            self.tables[place] = tables.table(node.step)
            self.floor[place] = least_start(programme, node.step, drop)
        self.ready = [0] * count
        self.early_start, self.early_end = [0] * count, [0] * count
        self.late_start, self.late_end = [self.horizon] * count, [self.horizon] * count
        self.ceiling = [self.horizon] * count
        self.limited = [place for place in lattice.order if self._is_limited(self.nodes[place])]
        self._settle_earliest()
        self._settle_latest()

    def window(self, place: int) -> tuple[int, int]:
        """Earliest and latest start of a step; the earliest is the greater where no week is left."""
        return min(self.early_start[place], self.horizon), self.late_start[place]

    def reach(self, place: int) -> int | None:
        """The exclusive week by which a gate or step can have ended at the earliest; None where never."""
        return self.early_end[place] if self.early_end[place] < NEVER else None

    def binds(self, after: Node) -> bool:
        """Whether the waits of a node are heeded."""
        return after.step is None or Rule.PRECEDENCE not in self.drop

    def _is_limited(self, node: Node) -> bool:
        """Whether a step must start at most some weeks after something that it waits for."""
        return node.step is not None and self.binds(node) and any(edge.within is not None for edge in node.before)

    # --- earliest -------------------------------------------------------------------------------------

    def _settle_earliest(self) -> None:
        for _ in range(ROUNDS):
            for place in self.lattice.order:
                self._forward(place)
            if not self._raise_floors():
                break

    def _forward(self, place: int) -> None:
        node = self.nodes[place]
        if place in self.fixed:
            self.early_start[place], self.early_end[place] = self.fixed[place]
            return
        ends = [self.early_end[edge.node] + edge.lag for edge in node.before] if self.binds(node) else []
        if node.step is None:
            self.early_end[place] = self._week(min(ends, default=NEVER) if node.least else max(ends, default=0))
            return
        week = self.ready[place] = self._week(max(self.floor[place], max(ends, default=0)))
        if week == NEVER:
            self.early_start[place] = self.early_end[place] = NEVER
        else:
            self.early_start[place], self.early_end[place] = self.tables[place].first(week)

    def _week(self, week: int) -> int:
        """A week kept where dates can name it: not far past the period, unless it is never reached."""
        return NEVER if week >= NEVER else min(week, self.horizon + BEYOND)

    def _raise_floors(self) -> bool:
        """Keep what must end shortly before a start from starting too early; whether anything moved."""
        moved = False
        for place in reversed(self.limited):
            if self.early_start[place] >= self.horizon or place in self.fixed:
                continue
            for edge in self._tied(self.nodes[place]):
                if edge.node in self.fixed or edge.within is None:
                    continue
                start = self.tables[edge.node].first_ending(self.early_start[place] - edge.within)
                if start > max(self.floor[edge.node], self.early_start[edge.node]):
                    self.floor[edge.node] = start
                    moved = True
        return moved

    def _tied(self, node: Node) -> list[Edge]:
        """Waits with ``within`` between steps that exist together."""
        return [
            edge
            for edge in node.before
            if edge.within is not None
            and self.nodes[edge.node].step is not None
            and self._together(self.nodes[edge.node], node)
        ]

    def _together(self, before: Node, after: Node) -> bool:
        """Whether two nodes are there in the same plans: under the same option, or each in every plan."""
        choices = self.lattice.choices
        return before.owner == after.owner or all(
            owner is None or len(choices[owner[0]]) == 1 for owner in (before.owner, after.owner)
        )

    # --- latest ---------------------------------------------------------------------------------------

    def _settle_latest(self) -> None:
        for _ in range(ROUNDS):
            for place in reversed(self.lattice.order):
                self._backward(place)
            if not self._lower_ceilings():
                break

    def _backward(self, place: int) -> None:
        node = self.nodes[place]
        if place in self.fixed:
            self.late_start[place], self.late_end[place] = self.fixed[place]
            return
        limit = self._limit(place, node)
        if node.step is None:
            self.late_start[place] = self.late_end[place] = limit
            return
        start, end = self.tables[place].last(limit)
        if start > self.ceiling[place]:
            start, end = self.tables[place].last_before(self.ceiling[place])
        self.late_start[place], self.late_end[place] = start, end

    def _limit(self, place: int, node: Node) -> int:
        """The week by which a node must have ended, by its due date and by what waits for it.

        What waits under an option binds something outside it only where every option of that domain waits.
        """
        limit = self._due(place, node)
        groups: dict[str, dict[object, int]] = {}
        for edge in node.after:
            after = self.nodes[edge.node]
            if edge.node in self.fixed or not self.binds(after):
                continue
            bound = (self.late_end if after.step is None else self.late_start)[edge.node] - edge.lag
            if node.owner is not None or after.owner is None:
                limit = min(limit, bound)
            else:
                options = groups.setdefault(after.owner[0], {})
                options[after.owner[1]] = min(bound, options.get(after.owner[1], bound))
        for domain, options in groups.items():
            if len(options) == len(self.lattice.choices[domain]):
                limit = min(limit, max(options.values()))
        return limit

    def _due(self, place: int, node: Node) -> int:
        if node.due is None or node.due_by in self.drop:
            return self.horizon
        programme = self.lattice.programme
        happened = bool(programme.occurred) or programme.status_week > 0
        if happened and self.early_end[place] > node.due:
            return self.horizon
        return min(self.horizon, node.due)

    def _lower_ceilings(self) -> bool:
        """Let nothing start later than ``within`` allows after the last end of what it waits for."""
        moved = False
        last = self._last_ends() if self.limited else []
        for place in self.limited:
            for edge in self.nodes[place].before if place not in self.fixed else ():
                if edge.within is None or edge.node in self.fixed:
                    continue
                week = last[edge.node] + edge.within
                if NO_START < week < min(self.ceiling[place], self.late_start[place]):
                    self.ceiling[place] = week
                    moved = True
        return moved

    def _last_ends(self) -> list[int]:
        """By place: the last week by which it can have ended."""
        last = list(self.late_end)
        for place in self.lattice.order:
            node = self.nodes[place]
            if node.step is None and node.before:
                last[place] = min(last[place], max(last[edge.node] + edge.lag for edge in node.before))
        return last
