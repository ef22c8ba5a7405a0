"""Nominal sums by calendar year, and their accumulation by day (SPEC §3, §7.1, §7.11).

A flow's yearly sums are differences of its running total, rounded down as the ledger rounds it, so that they add up
to the entry's amount. Day indices count from week 0's Monday.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from consolidate.ledger.entries import Entry, EntryKind
from consolidate.programme.programme import Programme
from consolidate.units import DAYS_PER_WEEK


class Years:
    """The calendar years in which anything is valued."""

    def __init__(self, programme: Programme) -> None:
        timeline = programme.timeline
        self._programme = programme
        first, last = timeline.day_at(timeline.first_day), timeline.day_at(timeline.valued_days - 1)
        self.years = tuple(range(first.year, last.year + 1))
        self._bounds = tuple(timeline.day_index(date(year, 1, 1)) for year in self.years[1:])

    def of(self, entry: Entry) -> dict[int, int]:
        """An entry's amount by calendar year; a payment outside these years stands in the nearest."""
        if entry.until is None:
            year = min(max(entry.date.year, self.years[0]), self.years[-1])
            return {year: entry.amount}
        day = self._programme.timeline.day_index
        first, until = day(entry.date), day(entry.until)
        running = self._running_total(entry, first)
        marks = [min(max(bound, first), until) for bound in self._bounds]
        totals = [0, *(running(mark) for mark in marks), entry.amount]
        return {
            year: after - before
            for year, before, after in zip(self.years, totals, totals[1:], strict=False)
            if after != before
        }

    def sums(self, entries: Iterable[Entry], of: Callable[[Entry], bool] = lambda _entry: True) -> dict[int, int]:
        """The nominal sum of entries by year; every year stands there."""
        found = dict.fromkeys(self.years, 0)
        for entry in entries:
            if of(entry):
                for year, amount in self.of(entry).items():
                    found[year] += amount
        return found

    def _running_total(self, entry: Entry, first: int) -> Callable[[int], int]:
        """What a flow has cost from its first day until a day index."""
        timeline = self._programme.timeline
        ramp = self.ramp_days(entry)
        if not ramp:
            before = timeline.nominal(entry.yearly, first)
            return lambda day: timeline.nominal(entry.yearly, day) - before
        return lambda day: timeline.ramped_nominal(entry.yearly, first, ramp, day)

    def ramp_days(self, entry: Entry) -> int:
        """Days over which a benefit rises to its full yearly amount; 0 for all else."""
        if entry.kind not in (EntryKind.BUDGET_EFFECT, EntryKind.TIME_RELEASED):
            return 0
        return DAYS_PER_WEEK * self._programme.scenario.benefits[entry.of].ramp_weeks
