"""Nodes and links of a closure: steps in the weeks in which they may start, what they wait for, and helpers.

What has happened stands in one week, the one of the period that is nearest to its own, and costs what it does in its
own weeks. It waits for nothing; what waits for it may start from its actual end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from consolidate.bound.closure import Flags, Ints, Link, narrowed, windows_of
from consolidate.graph.starts import StartTables
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Step, Wait


@dataclass
class Block:
    """Nodes by number: steps (``names`` and ``steps``) first, helpers after them.

    ``weights`` by node and week. ``starts`` by node and week: the week itself, of what has happened always its own;
    ``ends`` by step and week: the end of a start in it (0: cannot start), or the actual one. Of what has happened both
    may lie outside the period. ``constant`` is what the option costs whenever its steps happen.
    """

    names: tuple[str, ...]
    steps: tuple[Step, ...]
    weights: list[Ints] = field(default_factory=list)
    starts: list[Ints] = field(default_factory=list)
    ends: list[Ints] = field(default_factory=list)
    opens: list[Flags] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    constant: int = 0
    place: dict[str, int] = field(default_factory=dict)

    @property
    def variables(self) -> int:
        """How many variables its network over weeks has."""
        windows = windows_of(self.opens)
        return int((windows[:, 1] - windows[:, 0]).sum())

    def narrow(self) -> bool:
        """Close the weeks that no link allows; False where a node has none left."""
        found = narrowed(self.opens, self.links)
        self.opens = self.opens if found is None else found
        return found is not None


class NodeBuilder:
    """Makes nodes and links of one programme's steps, without weights."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.weeks = programme.weeks
        self.tables = StartTables(programme)
        self._every = np.arange(self.weeks, dtype=np.int64)
        self._ends: dict[tuple[int, ...], Ints] = {}
        self._limits: dict[tuple[tuple[int, ...], int, int | None], Ints] = {}

    def block(self, steps: Mapping[str, Step], windows: Mapping[str, tuple[int, int]]) -> Block:
        """Steps with all that they wait for among each other; ``windows``: start weeks that hold in any plan."""
        block = Block(tuple(steps), tuple(steps.values()))
        block.place = {name: number for number, name in enumerate(block.names)}
        for step in block.steps:
            self._step(block, step, windows.get(step.id, (0, self.weeks - 1)))
        for number, step in enumerate(block.steps):
            for wait in step.waits if step.id not in self.programme.facts else ():
                if wait.target in block.place:
                    self._wait(block, block.place[wait.target], number, wait)
        return block

    def first(self, block: Block, numbers: list[int]) -> int:
        """The node of some steps' first start: the one step, or a helper that starts no later than any of them."""
        if len(numbers) == 1:
            return numbers[0]
        if all(block.steps[number].id in self.programme.facts for number in numbers):
            return self._standing(block, min(int(block.starts[number][0]) for number in numbers))
        helper = self._add(block, self._every, np.ones(self.weeks, dtype=np.bool_))
        block.links += [Link(helper, number, self._every) for number in numbers]
        return helper

    # --- nodes ----------------------------------------------------------------------------------------

    def _add(self, block: Block, starts: Ints, opens: Flags) -> int:
        block.weights.append(np.zeros(self.weeks, dtype=np.int64))
        block.starts.append(starts)
        block.opens.append(opens)
        return len(block.weights) - 1

    def _standing(self, block: Block, start: int) -> int:
        """A node that stands in one week, which may lie outside the period."""
        week = min(max(start, 0), self.weeks - 1)
        return self._add(block, np.full(self.weeks, start, dtype=np.int64), self._every == week)

    def _step(self, block: Block, step: Step, window: tuple[int, int]) -> None:
        span = self.programme.fact_span(step)
        if span is not None:
            self._standing(block, span[0])
            block.ends.append(np.full(self.weeks, span[1], dtype=np.int64))
            return
        opens = np.zeros(self.weeks, dtype=np.bool_)
        opens[list(self.tables.table(step).starts)] = True
        opens[: max(0, window[0])] = False
        opens[window[1] + 1 :] = False
        self._add(block, self._every, opens)
        block.ends.append(self._ends_of(self.programme.ends(step)))

    def _ends_of(self, ends: tuple[int, ...]) -> Ints:
        """Ends by start week as an array, one for all steps that have the same."""
        if ends not in self._ends:
            self._ends[ends] = np.array(ends, dtype=np.int64)
        return self._ends[ends]

    # --- links ----------------------------------------------------------------------------------------

    def _wait(self, block: Block, before: int, after: int, wait: Wait) -> None:
        span = self.programme.fact_span(block.steps[before])
        if span is not None:
            self._wait_for_fact(block.opens[after], block.steps[after], span[1], wait)
            return
        ends = self.programme.ends(block.steps[before])
        block.links.append(Link(before, after, self._latest(ends, wait.lag)))
        if wait.within is not None:
            block.links.append(Link(after, before, self._follows(ends, wait.within)))

    def _wait_for_fact(self, opens: Flags, step: Step, end: int, wait: Wait) -> None:
        """Close weeks too early or too late after a fact, but for a limit that facts leave nobody to keep."""
        opens[self._every < end + wait.lag] = False
        if wait.within is not None and not self.programme.run_out(step, end + wait.within):
            opens[self._every > end + wait.within] = False

    def _latest(self, ends: tuple[int, ...], lag: int) -> Ints:
        """By week t: the last start that ends, lag included, by t; −1 where none does."""
        key = (ends, lag, None)
        if key not in self._limits:
            table = self._ends_of(ends)
            starts = np.flatnonzero(table > 0)
            places = np.searchsorted(table[starts] + lag, np.arange(self.weeks), side="right") - 1
            self._limits[key] = np.where(places >= 0, starts[np.maximum(places, 0)], -1).astype(np.int64)
        return self._limits[key]

    def _follows(self, ends: tuple[int, ...], within: int) -> Ints:
        """By start week of a step: the last week in which what follows it within some weeks may start."""
        key = (ends, 0, within)
        if key not in self._limits:
            self._limits[key] = np.maximum.accumulate(self._ends_of(ends)) + within
        return self._limits[key]
