"""When a step is done: as in the baseline, wherever the plan made anew leaves room for that and is cheaper so.

A search ends with its time, so that a date may have moved which nothing keeps from its old week. People would ask why.
"""

from __future__ import annotations

from collections.abc import Mapping

from consolidate.check.verdict import Verdict, check, first_breach
from consolidate.plan.document import StepDecision
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from consolidate.programme.usage import has_people, pool_use
from consolidate.study.replan.waits import Waits

ROUNDS = 2
"""So often every step is tried: what has gone back may have made room for another."""


def same_dates(programme: Programme, baseline: Schedule, made: Verdict) -> Verdict:
    """The plan with steps as near to the dates of the baseline as what they wait for lets them, where it costs less.

    Each is tried alone, while all else stands where it is.
    """
    for _round in range(ROUNDS):
        before, mover = made, _Mover(programme, baseline, made)
        for step in _moved(baseline, made.schedule):
            if (better := mover.back(step)) is not None:
                made, mover = better, _Mover(programme, baseline, better)
        if made is before:
            break
    return made


def _moved(baseline: Schedule, made: Schedule) -> list[str]:
    """Steps at another date: first those that are later now, from the front; then those earlier, from behind."""
    facts, old, new = made.programme.facts, baseline.placed, made.placed
    moved = [step for step in old.keys() & new.keys() if step not in facts and old[step].start != new[step].start]
    later = sorted((old[step].start, step) for step in moved if old[step].start < new[step].start)
    earlier = sorted(((old[step].start, step) for step in moved if old[step].start > new[step].start), reverse=True)
    return [step for _start, step in (*later, *earlier)]


class _Mover:
    """Moves steps of one plan back, one at a time."""

    def __init__(self, programme: Programme, baseline: Schedule, made: Verdict) -> None:
        self.programme, self.baseline, self.made = programme, baseline, made
        self.waits, self.use = Waits(made.schedule), pool_use(made.schedule)

    def back(self, step: str) -> Verdict | None:
        """The plan with one step back, by whoever can do it then; None where that is not better."""
        old, new = self.baseline.placed[step], self.made.schedule.placed[step]
        awaited = self.waits.longest(new)
        start = max(old.start, self.programme.status_week, awaited[1] if awaited else 0)
        span = self.waits.room(step, start) if start < new.start or start == old.start else None
        if span is None:
            return None
        for pools in ({skill: old.pools.get(skill, pool) for skill, pool in new.pools.items()}, new.pools):
            if has_people(self.programme, self.use, new, span, pools):
                return self._tried(step, start, pools)
        return None

    def _tried(self, step: str, start: int, pools: Mapping[str, str]) -> Verdict | None:
        """The plan with a step in another week, where it breaks no rule and costs less."""
        decisions = self.made.schedule.decisions
        named = {skill: pool for skill, pool in pools.items() if pool != "joint"}
        moved = StepDecision(start=self.programme.timeline.day(start), pools=named)
        decisions = decisions.model_copy(update={"steps": {**decisions.steps, step: moved}})
        if first_breach(Schedule(self.programme, decisions)) is not None:
            return None
        tried = check(self.programme, decisions)
        return tried if tried.ledger.objective < self.made.ledger.objective else None
