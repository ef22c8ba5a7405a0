"""What is left of a weekly limit beside what has happened or is under way (SPEC §5).

A breach that actuals alone cause is reported, not enforced: facts never make a plan impossible, they only leave no
room for anything else in the weeks that they fill.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from consolidate.model.terms import Term, constant, total
from consolidate.model.variables import Variables


@dataclass(frozen=True)
class Taken:
    """What a fact takes in each week of ``[first, until)`` in which it does not rest."""

    first: int
    until: int
    amount: Term
    resting: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Remaining:
    """Room by week; ``taken``: by week, what facts take of it by a choice that is still open, at most the room."""

    room: list[int]
    taken: dict[int, Term] = field(default_factory=dict)


def remaining(variables: Variables, room: list[int], facts: Iterable[Taken]) -> Remaining:
    """Room without what facts take of it."""
    by_week: dict[int, list[Term]] = defaultdict(list)
    for fact in facts:
        for week in range(max(0, fact.first), min(fact.until, len(room))):
            if week not in fact.resting:
                by_week[week].append(fact.amount)
    left, taken = list(room), {}
    for week, amounts in by_week.items():
        certain = sum(amount.lo for amount in amounts if amount.fixed)
        left[week] = max(0, room[week] - certain)
        choices = [amount for amount in amounts if not amount.fixed]
        if choices and left[week]:
            taken[week] = variables.build.lowest([total(choices), constant(left[week])])
    return Remaining(left, taken)
