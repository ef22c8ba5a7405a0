"""Why a step moves: what it waits for, what has happened, or the rule that forbids the former date now.

The examination of plans is asked, not the solver: the step is put where it was, and what is broken then is what keeps
it from there. Where it could go back by itself, those that wait for it are put back with it. So a cause is true of this
plan whatever way it was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from consolidate.check.verdict import Verdict, check
from consolidate.check.violation import ACTUALS, Number, Violation
from consolidate.plan.document import Decisions, StepDecision
from consolidate.programme.schedule import Placed, Schedule
from consolidate.rules import Rule
from consolidate.study.replan.document import Cause
from consolidate.study.replan.waits import Waits
from consolidate.units import Fine, rounded_money

MONEY = (Rule.PROGRAMME_BUDGET, Rule.MUNICIPAL_BUDGET)
"""Rules whose breach lies in a payer's year, whatever is paid for in it: money is carried over from year to year."""
MOST_RULES = 3
"""Of the rules that forbid a date, so many are told."""
MOST_OBJECTS = 12
"""Of what stands in the way, so much is told."""


class Tracer:
    """Traces moves between a baseline, in the scenario with what was known then, and a plan made anew."""

    def __init__(self, before: Verdict, after: Verdict) -> None:
        self.before, self.after = before, after
        self.waits = Waits(after.schedule)
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
        reached, awaited = old.start, self.waits.longest(new)
        if reached < self.status and (awaited is None or awaited[1] < self.status):
            yield Cause(why="unreported")
        reached = max(reached, min(self.status, new.start))
        if awaited is not None and awaited[1] > old.start and awaited[1] >= reached:
            yield self._waiting(awaited[0])
            reached = awaited[1]
        if reached < new.start:
            yield from self._held(old, reached) or self._free(old, reached)

    def _earlier(self, old: Placed, new: Placed) -> Iterator[Cause]:
        """What keeps a step from its later date now, or else what kept it from the earlier one in the baseline.

        Order comes last: where a whole chain is earlier, each of its steps could be told to follow another.
        """
        held, freed = self._held(old, old.start), _forbidden(self.before, {old.step.id: new.start}, "freed")
        began = next((some for some in (held, freed) if any(one.rule != Rule.PRECEDENCE for one in some)), [])
        yield from began or held or freed or self._free(old, old.start)

    def _waiting(self, step: str) -> Cause:
        old, new = self.before.schedule.placed.get(step), self.after.schedule.placed[step]
        return Cause(why="waits", of=(step,), weeks=None if old is None else new.end - old.end)

    def _held(self, old: Placed, week: int) -> list[Cause]:
        """The rules that the new plan breaks with a step in another week, alone or with what waits for it."""
        step = old.step.id
        found = _forbidden(self.after, {step: week}, "rule")
        later = self.after.schedule.placed[step].start > week
        if not found and later and week == old.start and len(together := self._together(step)) > 1:
            found = _forbidden(self.after, together, "rule")
        return found

    def _together(self, step: str) -> dict[str, int]:
        """A step that is later now and those later ones that it alone keeps from their old weeks, in these weeks."""
        old, new = self.before.schedule.placed, self.after.schedule.placed
        found, here = {step: old[step].start}, [step]
        while here:
            for name, _lag in self.waits.followers.get(here.pop(), ()):
                if name in found or name not in old or name in self._facts or new[name].start <= old[name].start:
                    continue
                others = self.waits.longest(new[name], but=frozenset(found))
                if others is None or others[1] <= old[name].start:
                    found[name] = old[name].start
                    here.append(name)
        return found

    def _free(self, old: Placed, week: int) -> Iterator[Cause]:
        """A step that no rule keeps from another week: its domain has another target now, or it is cheaper so."""
        domain, options = old.step.domain, (self.before.schedule.options, self.after.schedule.options)
        if domain and options[0].get(domain) != options[1].get(domain):
            yield Cause(why="target", of=(domain,))
        else:
            tried = check(self.after.schedule.programme, _moved(self.after.schedule, {old.step.id: week}))
            yield Cause(why="choice", money=rounded_money(Fine(tried.ledger.objective - self.after.ledger.objective)))

    def root(self, step: str) -> tuple[str, ...]:
        """The steps that a step waits for, one behind the other, as far as they have moved: the last began it all."""
        found: list[str] = []
        here = step
        while True:
            placed = self.after.schedule.placed.get(here)
            awaited = None if placed is None or here in self._facts else self.waits.longest(placed)
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


def _forbidden(plan: Verdict, weeks: Mapping[str, int], why: str) -> list[Cause]:
    """The rules that a plan breaks with some steps in other weeks: nothing else has changed, so that they forbid it."""
    tried = check(plan.schedule.programme, _moved(plan.schedule, weeks))
    found = []
    for one in _one_a_rule(_new(tried, plan)):
        objects = tuple(name for name in one.objects if name not in weeks)[:MOST_OBJECTS]
        named: dict[str, Any] = {"of": objects, "rule": str(one.rule), "text": one.sentence}
        named["weeks"] = None if one.weeks is None else one.weeks[1] - one.weeks[0]
        if one.rule in MONEY and one.weeks is not None:
            year = plan.schedule.programme.timeline.day(one.weeks[0]).year
            named |= {"of": objects[:1], "year": year, "money": int(_excess(one))}
        if one.rule is Rule.STAFF and one.amount is not None and one.limit is not None:
            named |= {"amount": int(one.amount), "limit": int(one.limit)}
        named["together"] = len(weeks) if len(weeks) > 1 else None
        found.append(Cause.model_validate({"why": why, **named}))
    return found


def _new(tried: Verdict, plan: Verdict) -> list[Violation]:
    """Breaches that a plan has not, or not as badly; what facts alone break says nothing of a move."""
    known = {_place(one): _excess(one) for one in plan.violations}
    return [
        one
        for one in tried.violations
        if one.caused_by != ACTUALS and (_place(one) not in known or _excess(one) > known[_place(one)])
    ]


def _place(violation: Violation) -> tuple[object, ...]:
    """Where a breach is, so that it is known again when it is greater or smaller."""
    own = violation.objects[:1] if violation.rule in MONEY else violation.objects
    return violation.rule, own, violation.weeks


def _excess(violation: Violation) -> Number:
    return (violation.amount or 0) - (violation.limit or 0)


def _moved(schedule: Schedule, weeks: Mapping[str, int]) -> Decisions:
    """Decisions with some steps in other weeks, done by the same people."""
    decisions, steps = schedule.decisions, {}
    for step, week in weeks.items():
        known = decisions.step(step)
        steps[step] = StepDecision(start=schedule.programme.timeline.day(week), pools=known.pools if known else {})
    return decisions.model_copy(update={"steps": {**decisions.steps, **steps}})


def _one_a_rule(violations: list[Violation]) -> list[Violation]:
    """The first breach of each rule, in the order of the rules; order comes before what it brings about."""
    by_rule: dict[Rule, Violation] = {}
    for one in violations:
        by_rule.setdefault(one.rule, one)
    return [by_rule[rule] for rule in Rule if rule in by_rule][:MOST_RULES]
