"""The last touch: what costs nothing and affects nobody is moved as early as it can be (SPEC §6)."""

from __future__ import annotations

from consolidate.check.verdict import Verdict, check
from consolidate.plan.document import Decisions, StepDecision
from consolidate.programme.meetings import decision_starts
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Placed, Schedule
from consolidate.programme.usage import has_people, pool_use


def shifted_left(programme: Programme, verdict: Verdict) -> Verdict:
    """The plan with idle steps moved left; the plan itself if that changed its cost or its cleanness."""
    moves = _Mover(programme, verdict.schedule).moves()
    if not moves:
        return verdict
    decisions = verdict.schedule.decisions
    steps = {**decisions.steps, **moves}
    moved = check(programme, Decisions(targets=decisions.targets, steps=steps, contracts=decisions.contracts))
    same = moved.clean and moved.ledger.objective == verdict.ledger.objective
    return moved if same else verdict


class _Mover:
    """Moves steps without cost, change or limits of their own, where staff and waits allow it."""

    def __init__(self, programme: Programme, schedule: Schedule) -> None:
        self.programme, self.schedule = programme, schedule
        self.use = pool_use(schedule)
        self.ends = {name: placed.end for name, placed in schedule.placed.items()}
        limited = [wait for placed in schedule.placed.values() for wait in placed.step.waits if wait.within is not None]
        self.followed_closely = {wait.target for wait in limited}

    def moves(self) -> dict[str, StepDecision]:
        """New decisions for the steps that move."""
        found = {}
        for placed in sorted(self.schedule.placed.values(), key=lambda placed: (placed.start, placed.step.id)):
            if self._idle(placed):
                start = self._earliest(placed)
                if start < placed.start:
                    self._take(placed, start)
                    pools = {skill: pool for skill, pool in placed.pools.items() if pool != "joint"}
                    day = self.programme.timeline.day(start)
                    found[placed.step.id] = StepDecision(start=day, pools=pools)
        return found

    def _idle(self, placed: Placed) -> bool:
        step = placed.step
        return not (
            step.cost
            or step.change
            or step.name == "cutover"
            or step.starts_running
            or step.id in self.followed_closely
            or self.programme.commitment(step.id)
            or step.id in self.programme.occurred
            or self.programme.blackouts.of(step)
        )

    def _earliest(self, placed: Placed) -> int:
        """The first open week, not after its own, in which the step may start."""
        step = placed.step
        first = max(step.not_before, self.programme.status_week)
        for wait in step.waits:
            for inner in self.schedule.landing(wait.target) or ():
                first = max(first, self.ends[inner.target] + inner.lag + wait.lag)
        ends, meetings = self.programme.ends(step), decision_starts(self.programme, step)
        closed = self.programme.paused(step)
        for start in range(first, placed.start):
            open_week = ends[start] and start not in closed and (meetings is None or start in meetings)
            if open_week and has_people(self.programme, self.use, placed, (start, ends[start]), placed.pools):
                return start
        return placed.start

    def _take(self, placed: Placed, start: int) -> None:
        end = self.programme.ends(placed.step)[start]
        paused = self.programme.paused(placed.step)
        for skill, need in placed.step.staff:
            use = self.use[placed.pools[skill], skill]
            for week in range(placed.start, placed.end):
                use[week] -= need if week not in paused else 0
            for week in range(start, end):
                use[week] += need if week not in paused else 0
        self.ends[placed.step.id] = end
