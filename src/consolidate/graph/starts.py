"""Which weeks a step may start in, by the calendar and the hard rules that bind it alone (SPEC §2, §5)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection
from dataclasses import dataclass

from consolidate.programme.meetings import deciding_bodies, decision_starts
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Step
from consolidate.rules import Rule

NO_START = -1
"""A latest start where no week is left."""


@dataclass(frozen=True)
class StartTable:
    """The weeks in which a step may start, ascending, each with the step's exclusive end.

    ``length`` weeks is how long it takes where the calendar does not matter; ``horizon`` is the period's end.
    """

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    length: int
    horizon: int

    def first(self, week: int) -> tuple[int, int]:
        """The first start not before a week, with its end; past the period where there is none."""
        place = bisect_left(self.starts, week)
        if place < len(self.starts):
            return self.starts[place], self.ends[place]
        start = max(week, self.horizon)
        return start, start + self.length

    def first_ending(self, week: int) -> int:
        """The first start whose end is not before a week; past the period where there is none."""
        place = bisect_left(self.ends, week)
        return self.starts[place] if place < len(self.starts) else max(self.horizon, week - self.length)

    def last(self, end: int) -> tuple[int, int]:
        """The last start that ends by a week, with its end; ``NO_START`` where there is none."""
        place = bisect_right(self.ends, end) - 1
        return (self.starts[place], self.ends[place]) if place >= 0 else (NO_START, 0)

    def last_before(self, week: int) -> tuple[int, int]:
        """The last start not after a week, with its end; ``NO_START`` where there is none."""
        place = bisect_right(self.starts, week) - 1
        return (self.starts[place], self.ends[place]) if place >= 0 else (NO_START, 0)


class StartTables:
    """Start tables of steps; equal ones are made once. ``drop`` names rules that are left out."""

    def __init__(self, programme: Programme, drop: Collection[Rule] = ()) -> None:
        self.programme = programme
        self.drop = frozenset(drop)
        self._tables: dict[tuple[object, ...], StartTable] = {}
        self._blocked: dict[tuple[str, ...], frozenset[int]] = {}
        self._hard = frozenset(name for name, window in programme.scenario.blackouts.items() if window.is_hard)

    def table(self, step: Step) -> StartTable:
        """The weeks in which a step may start by calendar, hard blackouts and the meetings of who decides it."""
        blackouts, bodies = self._blackouts(step), self._bodies(step)
        occurred = step.id if step.id in self.programme.occurred else None
        closed = self.programme.timeline.closed(step.calendar)
        key = (step.weeks, step.mode, closed, blackouts, bodies, occurred)
        if key not in self._tables:
            self._tables[key] = self._table(step, blackouts, bodies)
        return self._tables[key]

    def _blackouts(self, step: Step) -> tuple[str, ...]:
        if Rule.BLACKOUT in self.drop or not self._hard:
            return ()
        return tuple(name for name in self.programme.blackouts.of(step) if name in self._hard)

    def _bodies(self, step: Step) -> tuple[str, ...]:
        return () if Rule.DECISION_MEETING in self.drop else deciding_bodies(self.programme, step)

    def _table(self, step: Step, blackouts: tuple[str, ...], bodies: tuple[str, ...]) -> StartTable:
        ends = self.programme.ends(step)
        decided = decision_starts(self.programme, step) if bodies else None
        shut = sorted(self._weeks(blackouts))
        found = [
            (start, end)
            for start, end in enumerate(ends)
            if end
            and (decided is None or start in decided)
            and bisect_left(shut, start) == bisect_left(shut, end)  # no blocked week in [start, end)
        ]
        starts, stops = tuple(start for start, _ in found), tuple(end for _, end in found)
        return StartTable(starts, stops, max(1, step.weeks), self.programme.weeks)

    def _weeks(self, blackouts: tuple[str, ...]) -> frozenset[int]:
        if blackouts not in self._blocked:
            weeks = (self.programme.blackouts.weeks(name) for name in blackouts)
            self._blocked[blackouts] = frozenset().union(*weeks)
        return self._blocked[blackouts]


def pinned_at(programme: Programme, step: Step) -> tuple[int, int] | None:
    """Start and exclusive end of a step that cannot move, or None where it may."""
    window = programme.pinned_window(step)
    if window is None or window[0] != window[1]:
        return None
    start = window[0]
    known = programme.occurred.get(step.id, (start, None))[1]
    ends = programme.ends(step)
    end = known or (ends[start] if 0 <= start < len(ends) else 0)
    return start, end or start + max(1, step.weeks)


def least_start(programme: Programme, step: Step, drop: Collection[Rule] = ()) -> int:
    """The week before which a step that may move cannot start: status date, its own date, or its promise."""
    window = None if Rule.PINNED in drop else programme.pinned_window(step)
    if window is not None:
        return window[0]
    return 0 if Rule.NOT_BEFORE in drop else max(step.not_before, programme.status_week)
