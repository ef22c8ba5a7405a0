"""What waits for what in a plan, from step to step: gates are resolved into the steps that they stand for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from consolidate.programme.schedule import Placed, Schedule


class Waits:
    """The order of one plan's steps, with its lags in weeks."""

    def __init__(self, schedule: Schedule) -> None:
        self.schedule, self.placed = schedule, schedule.placed

    def of(self, placed: Placed) -> Iterator[tuple[str, int]]:
        """The steps that one waits for, and how many weeks after their end it may start."""
        for wait in placed.step.waits:
            inner = self.schedule.landing(wait.target) if wait.target not in self.schedule.steps else None
            atoms = [(wait.target, 0)] if inner is None else [(one.target, one.lag) for one in inner]
            yield from ((name, lag + wait.lag) for name, lag in atoms if name in self.placed)

    def longest(self, placed: Placed, but: frozenset[str] = frozenset()) -> tuple[str, int] | None:
        """The step that another waits for longest, and the week from which it may start then; some left out."""
        found = [(self.placed[name].end + lag, name) for name, lag in self.of(placed) if name not in but]
        if not found:
            return None
        week, name = max(found)
        return name, week

    @cached_property
    def followers(self) -> dict[str, list[tuple[str, int]]]:
        """By step: those that wait for it, and how many weeks after its end each may start."""
        found: dict[str, list[tuple[str, int]]] = {}
        for name, placed in self.placed.items():
            for awaited, lag in self.of(placed):
                found.setdefault(awaited, []).append((name, lag))
        return found

    def room(self, step: str, start: int) -> tuple[int, int] | None:
        """The half-open weeks of a step that starts in another one; None where order or calendar leave it no room."""
        placed = self.placed[step]
        ends = self.schedule.programme.ends(placed.step)
        end, awaited = ends[start] if 0 <= start < len(ends) else 0, self.longest(placed)
        if not end or (awaited is not None and awaited[1] > start):
            return None
        free = all(end + lag <= self.placed[name].start for name, lag in self.followers.get(step, ()))
        return (start, end) if free else None
