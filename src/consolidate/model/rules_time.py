"""Rules of time: what waits for what, and when a step may happen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from consolidate.model.near import Slot
from consolidate.model.standing import Owner
from consolidate.model.terms import Term, negation
from consolidate.model.variables import Variables
from consolidate.programme.steps import Option, Step, Wait
from consolidate.scenario.parties import CutoverLimit


def precedence(variables: Variables) -> None:
    """Nothing starts before what it waits for has ended (lag, maximum lag, needs, pilot)."""
    for slot in variables.slots.values():
        if slot.id in variables.facts:
            continue
        for step, condition in variables.variants(slot, lambda step: step.waits):
            for wait in step.waits:
                _wait(variables, step, wait, condition)


def _wait(variables: Variables, step: Step, wait: Wait, condition: Term) -> None:
    build, start = variables.build, variables.start(step.id)
    for never in variables.never(wait.target):
        build.require(False, condition, never)
    for end, conditions in variables.ends_of(wait.target):
        if start.lo < end.hi + wait.lag:
            build.require(start.expr >= end.expr + wait.lag, condition, *conditions)
    for target, within, conditions in _limits(variables, wait):
        latest = variables.reached(target).plus(within)
        awaited = [name for name, _, _ in variables.awaited(target)]
        gone = variables.facts.issuperset(awaited) and variables.programme.run_out(step, latest.hi)
        if awaited and not gone:  # by what has happened, the time had run out: told, not enforced
            build.require(start.expr <= latest.expr, condition, *conditions)


def _limits(variables: Variables, wait: Wait) -> Iterator[tuple[str, int, tuple[Term, ...]]]:
    """What a maximum lag counts from: (gate or step, weeks, conditions).

    Through a step that is left out it passes on only to those before it that have one too (SPEC §7.2).
    """
    if wait.within is None:
        return
    domain = wait.target.split("/", maxsplit=1)[0]
    left_out: dict[Option, tuple[Wait, ...]] = {}
    for option in variables.scope.options[domain] if wait.target.count("/") > 1 else ():
        work = variables.programme.work(domain, option)
        if not option.stays and wait.target not in work.steps:
            left_out[option] = work.left_out.get(wait.target, ())
    if not left_out:
        yield wait.target, wait.within, ()
        return
    if wait.target in variables.slots:
        yield wait.target, wait.within, (variables.present(variables.slots[wait.target]),)
    for option, waits in left_out.items():
        for before in waits:
            if before.within is not None:
                yield before.target, before.within + wait.within, (variables.option(domain, option),)


def not_before(variables: Variables) -> None:
    """Nothing that is not pinned starts before the status date, or before its own date."""
    programme = variables.programme
    for slot in variables.free_slots():
        for step, condition in variables.variants(slot, lambda step: step.not_before):
            first = max(step.not_before, programme.status_week)
            if first and programme.pinned_window(step) is None:
                variables.build.require(variables.start(slot.id).expr >= first, condition)


def pinned(variables: Variables) -> None:
    """What is done, started or adopted stays."""
    programme = variables.programme
    for name in programme.pinned_steps:
        if not variables.has(name):
            variables.build.require(False)
    for slot in variables.slots.values():
        start = variables.start(slot.id)
        for step, condition in variables.variants(slot, programme.pinned_window):
            window = programme.pinned_window(step)
            if window is not None:
                variables.build.require(start.expr >= window[0], condition)
                variables.build.require(start.expr <= window[1], condition)
        if slot.id in programme.pinned_steps and variables.present(slot).lo == 0:
            variables.build.require(False, negation(variables.present(slot)))
    for domain, allowed in programme.pinned_options.items():
        for option in variables.scope.options[domain]:
            if option not in allowed:
                variables.build.require(False, variables.option(domain, option))


def blackout(variables: Variables) -> None:
    """A step of a named kind does not touch a blocked week."""
    programme = variables.programme
    hard = {name for name, window in programme.scenario.blackouts.items() if window.is_hard}
    if not hard:
        return
    blocked = {name: programme.blackouts.weeks(name) for name in hard}
    for slot in variables.free_slots():
        names = hard.intersection(programme.blackouts.of(slot.step))
        weeks = frozenset().union(*(blocked[name] for name in names))
        if weeks:
            for step, condition in variables.variants(slot, lambda step: (step.weeks, step.mode)):
                ends = programme.ends(step)
                free = [
                    start
                    for start, end in enumerate(ends)
                    if end and not any(week in weeks for week in range(start, end))
                ]
                variables.build.require_among(variables.start(slot.id), free, condition)


def decision_meeting(variables: Variables) -> None:
    """A decision step ends only in a week in which its body meets; each council within the step."""
    for slot in variables.free_slots():
        for step, condition in variables.variants(slot, lambda step: (step.weeks, step.mode, step.decision)):
            starts = variables.scope.frame.meetings(step)
            if starts is not None:
                variables.build.require_among(variables.start(slot.id), starts, condition)


def milestone_due(variables: Variables) -> None:
    """A hard milestone is reached by its date: all that it lists is complete."""
    timeline = variables.programme.timeline
    for name in variables.near.milestones:
        milestone = variables.programme.scenario.milestones[name]
        if not milestone.is_hard:
            continue
        due = timeline.week_of(milestone.due) + 1
        for never in variables.never(name):
            variables.build.require(False, never)
        passed = due <= variables.programme.status_week
        for step, lag, conditions in variables.awaited(name):
            if not passed and step not in variables.facts:
                variables.build.require(variables.end(step).expr <= due - lag, *conditions)


def cutover_limit(variables: Variables) -> None:
    """At most n cutovers start in any w weeks: as intervals of w weeks, at most n overlap."""
    scenario, beside = variables.programme.scenario, variables.near.beside
    by_owner: dict[Owner, list[Slot]] = defaultdict(list)
    for slot in variables.slots.values():
        if slot.step.name == "cutover" and slot.step.municipality and (beside is None or variables.scope.free(slot.id)):
            by_owner[None, slot.step.municipality].append(slot)
            by_owner[slot.domain, None].append(slot)
    for owner, slots in sorted(by_owner.items(), key=lambda item: str(item[0])):
        domain, municipality = owner
        limited = scenario.municipalities[municipality] if municipality else scenario.domains[domain or ""]
        if limited.cutovers is not None:
            _at_most(variables, slots, limited.cutovers, beside.cutovers(owner) if beside else [])


def _at_most(variables: Variables, slots: list[Slot], limit: CutoverLimit, beside: list[int]) -> None:
    """Residual form: cutovers that stand still, or have happened, take their places first."""
    model = variables.build.model
    weeks, horizon = limit.weeks, variables.programme.weeks + limit.weeks
    taken = [0] * horizon
    for first, count in enumerate(beside):
        for week in range(first, min(first + weeks, horizon)) if count else ():
            taken[week] += count
    intervals = []
    for slot in slots:
        start = variables.start(slot.id)
        if slot.id in variables.facts or (variables.planned(slot.id) and not variables.scope.free(slot.id)):
            for week in range(max(0, start.lo), min(start.lo + weeks, horizon)):
                taken[week] += 1
        else:
            there = variables.present(slot)
            name = f"{slot.id} counts"
            if there.fixed:
                made = model.new_fixed_size_interval_var(start.expr, weeks, name)
            else:
                condition = variables.literal(there)
                made = model.new_optional_fixed_size_interval_var(start.expr, weeks, condition, name)
            intervals.append(variables.spanning(made, start.lo, start.hi + weeks))
    if intervals:
        room = [max(0, limit.max - count) for count in taken]
        demands = [1] * len(intervals)
        variables.cumulative(intervals, demands, dict(enumerate(room)))
