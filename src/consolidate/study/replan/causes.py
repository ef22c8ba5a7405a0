"""Why a step moves: what it waits for, what has happened, or the rule that forbids the former date now.

The examination of plans is asked, not the solver: the step is put where it was, and what is broken then is what keeps
it from there. So a cause is true of this plan whatever way it was found.
"""

from __future__ import annotations

from collections.abc import Iterator

from consolidate.check.verdict import Verdict, check
from consolidate.check.violation import Violation
from consolidate.plan.document import Decisions, StepDecision
from consolidate.programme.schedule import Placed, Schedule
from consolidate.rules import Rule
from consolidate.study.replan.document import Cause
from consolidate.units import Fine, rounded_money

MOST_RULES = 3
"""Of the rules that forbid a date, so many are told."""
MOST_OBJECTS = 12
"""Of what stands in the way, so much is told."""


class Tracer:
    """Traces moves between a baseline, in the scenario with what was known then, and a plan made anew."""

    def __init__(self, before: Verdict, after: Verdict) -> None:
        self.before, self.after = before, after
        self.status = after.schedule.programme.status_week

    def fact(self, step: str) -> tuple[Cause, ...]:
        """What has happened to a step."""
        old, new = self.before.schedule.placed.get(step), self.after.schedule.placed[step]
        if old is None:
            return (Cause(why="fact"),)
        late, longer = new.start - old.start, (new.end - new.start) - (old.end - old.start)
        return (Cause(why="fact", weeks=late or longer),)

    def move(self, step: str) -> tuple[Cause, ...]:
        """Why a step that has not begun starts at another date, or is in one of the plans only."""
        old, new = self.before.schedule.placed.get(step), self.after.schedule.placed.get(step)
        if new is None:
            return (Cause(why="not_wanted"),)
        if old is None:
            return (Cause(why="wanted"),)
        return tuple(self._later(old, new) if new.start > old.start else self._earlier(old, new))

    def _later(self, old: Placed, new: Placed) -> Iterator[Cause]:
        """What holds a step back, one thing after the other, until the week in which it starts now."""
        reached, awaited = old.start, _awaited(self.after.schedule, new)
        if reached < self.status and (awaited is None or awaited[1] < self.status):
            yield Cause(why="unreported")
        reached = max(reached, min(self.status, new.start))
        if awaited is not None and awaited[1] > old.start and awaited[1] >= reached:
            yield self._waiting(awaited[0])
            reached = awaited[1]
        if reached < new.start:
            yield from self._forbidden(self.after, new.step.id, reached, "rule")

    def _earlier(self, old: Placed, new: Placed) -> Iterator[Cause]:
        """What kept the step from this date in the baseline."""
        yield from self._forbidden(self.before, old.step.id, new.start, "freed")

    def _waiting(self, step: str) -> Cause:
        old, new = self.before.schedule.placed.get(step), self.after.schedule.placed[step]
        return Cause(why="waits", of=(step,), weeks=None if old is None else new.end - old.end)

    def _forbidden(self, plan: Verdict, step: str, week: int, why: str) -> Iterator[Cause]:
        """The rules that a plan breaks with the step in another week; where it breaks none, what that would cost."""
        tried = check(plan.schedule.programme, _moved(plan.schedule, step, week))
        known = set(plan.violations)
        found = [one for one in tried.violations if one not in known and step in one.objects]
        for one in _one_a_rule(found):
            objects = tuple(name for name in one.objects if name != step)[:MOST_OBJECTS]
            weeks = None if one.weeks is None else one.weeks[1] - one.weeks[0]
            named = {"of": objects, "rule": str(one.rule), "weeks": weeks, "text": one.sentence}
            yield Cause.model_validate({"why": why, **named})
        if not found:
            more = Fine(tried.ledger.objective - plan.ledger.objective)
            yield Cause(why="choice", money=rounded_money(more) if plan is self.after else None)

    def root(self, step: str) -> tuple[str, ...]:
        """The steps that a step waits for, one behind the other, as far as they have moved: the last began it all."""
        found: list[str] = []
        here = step
        while True:
            placed = self.after.schedule.placed.get(here)
            awaited = None if placed is None or here in self._facts else _awaited(self.after.schedule, placed)
            if placed is None or awaited is None or awaited[0] in found or awaited[1] < placed.start:
                return tuple(found)
            old = self.before.schedule.placed.get(awaited[0])
            if old is not None and old.end == self.after.schedule.placed[awaited[0]].end:
                return tuple(found)
            here = awaited[0]
            found.append(here)

    @property
    def _facts(self) -> frozenset[str]:
        return self.after.schedule.programme.facts


def _awaited(schedule: Schedule, placed: Placed) -> tuple[str, int] | None:
    """The step that another waits for longest, and the week from which it may start then."""
    found: list[tuple[int, str]] = []
    for wait in placed.step.waits:
        inner = schedule.landing(wait.target) if wait.target not in schedule.steps else None
        atoms = [(wait.target, 0)] if inner is None else [(one.target, one.lag) for one in inner]
        found += [(schedule.placed[name].end + lag + wait.lag, name) for name, lag in atoms if name in schedule.placed]
    if not found:
        return None
    week, name = max(found, key=lambda one: (one[0], one[1]))
    return name, week


def _moved(schedule: Schedule, step: str, week: int) -> Decisions:
    """Decisions with one step in another week, done by the same people."""
    decisions = schedule.decisions
    known = decisions.step(step)
    moved = StepDecision(start=schedule.programme.timeline.day(week), pools=known.pools if known else {})
    return decisions.model_copy(update={"steps": {**decisions.steps, step: moved}})


def _one_a_rule(violations: list[Violation]) -> list[Violation]:
    """The first breach of each rule, in the order of the rules; order comes before what it brings about."""
    by_rule: dict[Rule, Violation] = {}
    for one in violations:
        by_rule.setdefault(one.rule, one)
    return [by_rule[rule] for rule in Rule if rule in by_rule][:MOST_RULES]
