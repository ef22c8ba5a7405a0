"""What has happened or is under way, as rows see it: what it has certainly taken, and by when it has ended (SPEC §5).

It leaves that much less for all else, and never less than nothing. What differs between options counts with the least
of them, and a need that more than one pool can have met counts nowhere: what is left is never too little.
"""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from consolidate.bound.uses import AFTER, FROM, WORK, Use, Uses
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Step

Ints = NDArray[np.int64]
Place = tuple[int, int]
"""A resource and a week, or a payer and a year of the period."""


class Fact(NamedTuple):
    """A step of some option that has happened: its half-open weeks, either of which may lie outside the period."""

    step: Step
    start: int
    end: int


@dataclass(frozen=True)
class Past:
    """``used`` by resource and week, ``spent`` by payer and year, ``ends`` by step: the latest under any option."""

    used: Ints
    spent: Ints
    ends: dict[str, int]


def past_of(programme: Programme, steps: Iterable[Step], uses: Uses) -> Past:
    """What has happened among the steps of all open options; one that has is in every plan."""
    facts: dict[str, list[Fact]] = {}
    for step in steps:
        span = programme.fact_span(step)
        if span is not None:
            facts.setdefault(step.id, []).append(Fact(step, *span))
    used = np.zeros((len(uses.resources), programme.weeks), dtype=np.int64)
    spent = np.zeros((len(uses.payers), len(programme.timeline.years)), dtype=np.int64)
    for own in facts.values():
        for place, amount in _least(_used(programme, uses, fact) for fact in own):
            used[place] += amount
        for place, amount in _least(_spent(programme, uses, fact) for fact in own):
            spent[place] += amount
    return Past(used, spent, {name: max(fact.end for fact in own) for name, own in facts.items()})


def _least(options: Iterable[Counter[Place]]) -> Iterable[tuple[Place, int]]:
    """By place the least over some options."""
    return reduce(operator.and_, options).items()


def _used(programme: Programme, uses: Uses, fact: Fact) -> Counter[Place]:
    found: Counter[Place] = Counter()
    for use in uses.of_weeks(fact.step):
        for week in _weeks(programme, use, fact) if len(use.resources) == 1 else ():
            found[use.resources[0], week] += use.amount
    return found


def _weeks(programme: Programme, use: Use, fact: Fact) -> Iterator[int]:
    """The weeks of the period in which a fact takes something."""
    first = fact.end if use.span == AFTER else fact.start
    until = first + use.weeks if use.span in (AFTER, FROM) else fact.end
    rests = programme.paused(fact.step) if use.span == WORK else frozenset()
    return (week for week in range(max(0, first), min(until, programme.weeks)) if week not in rests)


def _spent(programme: Programme, uses: Uses, fact: Fact) -> Counter[Place]:
    timeline = programme.timeline
    day = 7 * fact.end - 1 if fact.step.pays_end else 7 * fact.start
    year = timeline.budget_year(timeline.day_at(day)) - timeline.years[0]
    return Counter({(payer, year): amount for payer, amount in uses.payments(fact.step)})


def left_over(granted: Sequence[int], spent: Sequence[int], share: Fraction, first: int) -> list[Fraction]:
    """By year: what all else can have cost until then, each year's part shrunk by what is not carried on.

    ``granted`` and ``spent`` (on what has happened) by year, ``share`` of what is left is carried on; ``first`` is the
    year in which something else can be paid first. Before it what is overspent takes of what was carried; after it the
    money that was carried may be gone already, so that no more than a year's own grant is taken.
    """
    found: list[Fraction] = []
    for year, (grant, gone) in enumerate(zip(granted, spent, strict=True)):
        carried = share * found[-1] if found else Fraction(0)
        found.append(max(carried if year > first else Fraction(0), carried + grant - gone))
    return found
