"""What a whole plan takes of every limit, so that a model of a part of it need not look at the rest (residual form)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from consolidate.ledger.book import Ledger
from consolidate.ledger.budgets import spent_by_year
from consolidate.model.frame import Frame
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Placed, Schedule
from consolidate.programme.usage import load_spans

Weekly = npt.NDArray[np.int64]
Owner = tuple[str | None, str | None]
"""Whose cutovers are counted: (domain, None) or (None, municipality)."""
Spent = Mapping[str, Mapping[int, int]]
Key = TypeVar("Key", bound=Hashable)


@dataclass
class Taken:
    """By week: tenths by (pool, skill), points by municipality, cutovers that start by municipality and by domain."""

    weeks: int
    use: dict[tuple[str, str], Weekly] = field(default_factory=dict)
    load: dict[str, Weekly] = field(default_factory=dict)
    cutovers: dict[Owner, Weekly] = field(default_factory=dict)

    def add(self, programme: Programme, steps: Iterable[Placed]) -> None:
        """Count what steps take."""
        for placed in steps:
            step, first, end = placed.step, max(0, placed.start), max(0, placed.end)
            paused = programme.paused(step) if step.staff else frozenset()
            for skill, need in step.staff:
                weeks = self._row(self.use, (placed.pools[skill], skill))
                weeks[first:end] += need
                for week in paused.intersection(range(first, end)):
                    weeks[week] -= need
            for name, begin, until, points in load_spans(placed):
                self._row(self.load, name)[max(0, begin) : max(0, until)] += points
            if step.name == "cutover" and step.municipality and step.domain and placed.start < self.weeks:
                self._row(self.cutovers, (None, step.municipality))[first] += 1
                self._row(self.cutovers, (step.domain, None))[first] += 1

    def _row(self, rows: dict[Key, Weekly], key: Key) -> Weekly:
        if key not in rows:
            rows[key] = np.zeros(self.weeks, dtype=np.int64)
        return rows[key]


class Standing:
    """One plan, as a part of it that is set free sees the rest. The plan must be clean.

    ``spent``: whole money by payer and year; of it, ``spent_on_facts``: on what has happened or is under way.
    """

    def __init__(self, frame: Frame, plan: Schedule, spent: Spent, spent_on_facts: Spent) -> None:
        self.frame, self.plan, self.programme = frame, plan, frame.programme
        self.order = frame.order(plan)
        self.spent, self.spent_on_facts = spent, spent_on_facts
        self.taken = Taken(self.programme.weeks)
        self.taken.add(self.programme, plan.placed.values())

    @classmethod
    def of(cls, frame: Frame, plan: Schedule, ledger: Ledger) -> Standing:
        """A plan with its ledger."""
        programme, facts = frame.programme, frame.programme.facts
        on_facts = (entry for entry in ledger.entries if entry.of in facts) if facts else ()
        return cls(frame, plan, spent_by_year(programme, ledger.entries), spent_by_year(programme, on_facts))

    def moved(self, plan: Schedule, spent: Spent) -> Standing:
        """The same with another plan, found by a model, of which ``spent`` is what may have changed."""
        return Standing(self.frame, plan, {**self.spent, **spent}, self.spent_on_facts)

    def beside(self, freed: frozenset[str]) -> Beside:
        """What stands beside freed steps."""
        own = Taken(self.programme.weeks)
        own.add(self.programme, (self.plan.placed[step] for step in freed if step in self.plan.placed))
        return Beside(self.taken, own)


@dataclass(frozen=True)
class Beside:
    """What all steps take, without what the freed ones do."""

    whole: Taken
    freed: Taken

    def use(self, pool: str, skill: str) -> list[int]:
        """Tenths by week."""
        return self._left(self.whole.use, self.freed.use, (pool, skill))

    def load(self, municipality: str) -> list[int]:
        """Points by week."""
        return self._left(self.whole.load, self.freed.load, municipality)

    def cutovers(self, owner: Owner) -> list[int]:
        """Cutovers that start, by week, of a municipality or a domain."""
        return self._left(self.whole.cutovers, self.freed.cutovers, owner)

    def _left(self, whole: dict[Key, Weekly], freed: dict[Key, Weekly], key: Key) -> list[int]:
        nothing = np.zeros(self.whole.weeks, dtype=np.int64)
        left: list[int] = (whole.get(key, nothing) - freed.get(key, nothing)).tolist()
        return left
