"""Weeks in which freed steps may start, tightened before there is a model: much less for the solver to presolve.

What is left out here breaks a rule: by the step itself (calendar, blackouts, meetings, its own date) or by the order
of steps, as far as weeks tell. It is never more than the rules leave out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from consolidate.model.near import Slot
from consolidate.model.scope import Scope
from consolidate.programme.steps import Step

Weeks = dict[str, list[int]]
ROUNDS = 3
"""Passes over the order of steps, there and back; each passes on what the one before found."""


class Edge(NamedTuple):
    """``after`` starts at least ``lag`` weeks after ``before`` has ended."""

    before: str
    after: str
    lag: int


def start_weeks(scope: Scope, slots: Mapping[str, Slot]) -> Weeks:
    """By freed step of a domain whose option stands: the weeks left to it, sorted; the plan's own is among them.

    Steps for which that cannot be (the plan's week is not among them) are left out.
    """
    assert scope.plan is not None
    steps = {name: slot.step for name, slot in slots.items() if scope.free(name) and slot.domain not in scope.opened}
    weeks = {name: _own(scope, step) for name, step in steps.items()}
    edges = sorted(_edges(scope, slots, steps), key=lambda edge: _start(scope, edge.after))
    for _round in range(ROUNDS):
        changed = [_later(scope, weeks, steps, edge) for edge in edges]
        changed += [_earlier(scope, weeks, steps, edge) for edge in reversed(edges)]
        if not any(changed):
            break
    return {name: own for name, own in weeks.items() if scope.plan.placed[name].start in own}


def _own(scope: Scope, step: Step) -> list[int]:
    first, last = scope.windows.get(step.id, (0, scope.programme.weeks - 1))
    return [week for week in scope.frame.starts(step) if first <= week <= last]


def _start(scope: Scope, step: str) -> int:
    placed = scope.plan.placed.get(step) if scope.plan else None
    return placed.start if placed else 0


def _edges(scope: Scope, slots: Mapping[str, Slot], steps: Mapping[str, Step]) -> list[Edge]:
    """What waits for what, where either can move and nothing depends on an option that is still open."""
    if scope.standing is None:
        return []
    order, facts, found = scope.standing.order, scope.programme.facts, []
    for slot in slots.values():
        if slot.domain in scope.opened or slot.id in facts:
            continue
        for wait in slot.step.waits:
            if scope.opened and order.moves(wait.target, frozenset(), scope.opened):
                continue
            for before, lag in order.landing(wait.target):
                if before in steps or slot.id in steps:
                    found.append(Edge(before, slot.id, lag + wait.lag))
    return found


def _later(scope: Scope, weeks: Weeks, steps: Mapping[str, Step], edge: Edge) -> bool:
    """Let a freed step begin no earlier than what it waits for can end; whether that left weeks out."""
    own = weeks.get(edge.after)
    if not own:
        return False
    before = weeks.get(edge.before)
    if before is None:
        first = _end(scope, edge.before) + edge.lag
    elif before:
        first = min(_ends(scope, steps[edge.before], before)) + edge.lag
    else:
        return False
    return _keep(weeks, edge.after, [week for week in own if week >= first])


def _earlier(scope: Scope, weeks: Weeks, steps: Mapping[str, Step], edge: Edge) -> bool:
    """Let a freed step end no later than what waits for it can begin; whether that left weeks out."""
    own = weeks.get(edge.before)
    if not own:
        return False
    after = weeks.get(edge.after)
    if after is None:
        last = _start(scope, edge.after) - edge.lag
    elif after:
        last = after[-1] - edge.lag
    else:
        return False
    ends = _ends(scope, steps[edge.before], own)
    return _keep(weeks, edge.before, [week for week, end in zip(own, ends, strict=True) if end <= last])


def _keep(weeks: Weeks, step: str, left: list[int]) -> bool:
    changed = len(left) < len(weeks[step])
    weeks[step] = left
    return changed


def _end(scope: Scope, step: str) -> int:
    assert scope.plan is not None
    return scope.plan.placed[step].end


def _ends(scope: Scope, step: Step, weeks: list[int]) -> list[int]:
    ends = scope.programme.ends(step)
    return [ends[week] for week in weeks]
