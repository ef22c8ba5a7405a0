"""What a run told of its best plan and bound while it went on."""

from __future__ import annotations

from consolidate.solve.limits import Progress
from consolidate.units import FINE

Point = tuple[float, int | None, int | None]
"""Seconds since the run began, best plan and bound then, in whole money."""


class Curve:
    """Keeps the last news of each tenth of a second, after ten seconds of each second."""

    def __init__(self) -> None:
        self._points: dict[float, Point] = {}
        self._first: dict[str, float] = {}

    def hear(self, progress: Progress) -> None:
        """Take news of a run."""
        seconds = progress.seconds
        best, bound = (None if fine is None else round(fine / FINE) for fine in (progress.best, progress.bound))
        self._points[round(seconds, 1 if seconds < 10 else 0)] = (round(seconds, 2), best, bound)
        for name, value in (("first_plan_seconds", best), ("first_bound_seconds", bound)):
            if value is not None:
                self._first.setdefault(name, round(seconds, 2))

    def firsts(self) -> dict[str, float | None]:
        """When the first plan and the first bound were there, None where none came."""
        return {name: self._first.get(name) for name in ("first_plan_seconds", "first_bound_seconds")}

    def points(self) -> list[Point]:
        """The curve, in the order of time."""
        return [self._points[place] for place in sorted(self._points)]
