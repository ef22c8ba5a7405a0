"""A breach of a rule, told with its facts (SPEC §5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from consolidate.programme.timeline import Timeline
from consolidate.rules import Rule

ACTUALS = "actuals"
"""The cause of a breach that lies in what has happened: reported, not enforced (SPEC §5)."""

Number = int | Decimal


@dataclass(frozen=True)
class Violation:
    """One breach: what is wrong, in one sentence, and the facts behind it.

    ``objects`` are ids of what it concerns, the most concerned first; ``weeks`` is the half-open span of weeks in
    which it applies; ``amount`` is what there is and ``limit`` what there may be, in the rule's own unit (weeks,
    tenths of a person, points, whole money, camels, user-points). ``caused_by`` names the decision behind another
    breach that brings this one about (``targets.finance``, ``steps.finance/south/train``), or ``actuals``.
    """

    rule: Rule
    sentence: str
    objects: tuple[str, ...]
    weeks: tuple[int, int] | None = None
    amount: Number | None = None
    limit: Number | None = None
    caused_by: str | None = None

    def as_json(self, timeline: Timeline) -> dict[str, Any]:
        """The violation as data; days are the first Monday and the last Sunday of its weeks."""
        found: dict[str, Any] = {"sentence": self.sentence, "objects": list(self.objects)}
        if self.weeks is not None:
            first, until = self.weeks
            days = {"from": timeline.day(first), "to": timeline.day_at(7 * until - 1)}
            found["weeks"] = {"first": first, "until": until} | {name: day.isoformat() for name, day in days.items()}
        if self.amount is not None:
            found["amount"] = plain(self.amount)
        if self.limit is not None:
            found["limit"] = plain(self.limit)
        if self.caused_by is not None:
            found["caused_by"] = self.caused_by
        return found


def plain(number: Number) -> int | float:
    """A number as JSON has it; user-points may have one decimal."""
    return int(number) if number == int(number) else float(number)


@dataclass(frozen=True)
class Excess:
    """A run of weeks ``[first, until)`` in which a limit is passed; ``amount`` and ``limit`` of its worst week."""

    first: int
    until: int
    amount: int
    limit: int


def excesses(used: Iterable[int], limits: Iterable[int]) -> Iterator[Excess]:
    """Every unbroken run of weeks in which what is used passes the limit."""
    run: list[tuple[int, int]] = []
    first = 0
    for week, (amount, limit) in enumerate(zip(used, limits, strict=True)):
        if amount > limit:
            first = first if run else week
            run.append((amount, limit))
        elif run:
            yield _excess(first, run)
            run = []
    if run:
        yield _excess(first, run)


def _excess(first: int, run: list[tuple[int, int]]) -> Excess:
    amount, limit = max(run, key=lambda week: week[0] - week[1])
    return Excess(first, first + len(run), amount, limit)
