"""Which weeks blackouts block, which steps they name, and what the soft ones cost (SPEC §2, §5)."""

from __future__ import annotations

from functools import cached_property

from consolidate.programme.steps import Step
from consolidate.programme.timeline import Timeline
from consolidate.programme.windows import covered_weeks
from consolidate.scenario.document import Scenario
from consolidate.scenario.windows import Blackout


class Blackouts:
    """The blackouts of a scenario, by week."""

    def __init__(self, scenario: Scenario, timeline: Timeline) -> None:
        self._windows, self._timeline = scenario.blackouts, timeline
        self._weeks: dict[str, frozenset[int]] = {}

    def weeks(self, blackout: str) -> frozenset[int]:
        """The weeks that a blackout window blocks."""
        if blackout not in self._weeks:
            timeline = self._timeline
            self._weeks[blackout] = covered_weeks(self._windows[blackout], timeline.monday, timeline.weeks)
        return self._weeks[blackout]

    @cached_property
    def _by_kind(self) -> dict[str, list[tuple[str, Blackout]]]:
        """By kind of step: the blackouts that name it, in order of id."""
        found: dict[str, list[tuple[str, Blackout]]] = {}
        for name, window in sorted(self._windows.items()):
            for kind in sorted(set(window.steps)):
                found.setdefault(kind, []).append((name, window))
        return found

    def of(self, step: Step) -> tuple[str, ...]:
        """Ids of the blackouts that name a kind of step, its domain and its municipality.

        A joint step is met by a window of its domain that names no municipality; a measure by windows for all.
        """
        return tuple(
            name
            for name, window in self._by_kind.get(step.name, ())
            if (window.domains is None or step.domain in window.domains)
            and (window.municipalities is None or step.municipality in window.municipalities)
        )

    def weekly_prices(self, blackouts: tuple[str, ...]) -> list[int]:
        """By week: what being under way in it costs, in whole money, under some soft blackouts."""
        touched = [(self.weeks(name), self._windows[name].price or 0) for name in blackouts]
        return [sum(price for weeks, price in touched if week in weeks) for week in range(self._timeline.weeks)]
