"""What a plan made anew changes of a baseline: steps, targets, contracts, cost, milestones, and what is now due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from consolidate.analysis.differences import subject_changes
from consolidate.analysis.milestones import milestone_lines
from consolidate.analysis.needed import Need, needed_decisions
from consolidate.analysis.subject import Subject
from consolidate.check.verdict import Verdict
from consolidate.programme.programme import PINNING
from consolidate.programme.schedule import Placed
from consolidate.scenario.document import Scenario
from consolidate.study.replan.causes import Tracer
from consolidate.study.replan.document import Due, Move, Status, Turn
from consolidate.study.sums import sums

DUE_WEEKS = 13
"""Decisions are told that fall due within so many weeks of the status date."""


def moves(before: Verdict, after: Verdict, promised: Scenario) -> Iterator[Move]:
    """Every step that differs: facts that are not as they were planned, and what has not begun and moves.

    ``promised``: the scenario in which the baseline's dates stand as they were adopted.
    """
    tracer = Tracer(before, after)
    old, new = before.schedule.placed, after.schedule.placed
    facts = after.schedule.programme.facts
    for step in sorted(old.keys() | new.keys(), key=lambda name: _when(old.get(name), new.get(name), name)):
        was, now = old.get(step), new.get(step)
        fact = step in facts
        if not _differs(was, now, fact=fact):
            continue
        status = _status(promised, step)
        yield Move(
            step=step,
            status=status,
            was=None if was is None else before.schedule.programme.timeline.day(was.start),
            now=None if now is None else after.schedule.programme.timeline.day(now.start),
            weeks=None if was is None or now is None else now.start - was.start,
            end_weeks=None if was is None or now is None else now.end - was.end,
            approval=status in PINNING and not fact,
            causes=tracer.fact(step) if fact and now is not None else tracer.move(step),
            root=tracer.root(step),
        )


def _when(was: Placed | None, now: Placed | None, name: str) -> tuple[int, str]:
    placed = now or was
    return (0 if placed is None else placed.start), name


def _differs(was: Placed | None, now: Placed | None, *, fact: bool) -> bool:
    if was is None or now is None:
        return was is not now
    return was.start != now.start or (fact and was.end != now.end)


def _status(promised: Scenario, step: str) -> Status:
    known = promised.commitments.steps.get(step)
    if step in promised.actuals.steps:
        return "started" if promised.actuals.steps[step].finished is None else "done"
    return "draft" if known is None else known.status


def repooled(before: Verdict, after: Verdict) -> tuple[str, ...]:
    """Steps that start when they were to, and are done by other people."""
    old, new = before.schedule.placed, after.schedule.placed
    return tuple(
        step
        for step in sorted(old.keys() & new.keys())
        if old[step].start == new[step].start and old[step].pools != new[step].pools
    )


def turns(before: Verdict, after: Verdict, promised: Scenario) -> Iterator[Turn]:
    """Domains that get another target."""
    for domain, now in after.schedule.options.items():
        was = before.schedule.options.get(domain)
        if was is not None and was != now:
            known = promised.commitments.targets.get(domain)
            told = [None if one.stays else str(one) for one in (was, now)]
            approval = known is not None and known.status in PINNING
            yield Turn(domain=domain, was=told[0], now=told[1], approval=approval)


def beside(before: Subject, after: Subject) -> dict[str, Any]:
    """Cost by kind and the weeks that milestones are late, in both plans; contracts that end otherwise."""
    changes = subject_changes(before, after)
    contracts = tuple(name for name, _old, _new in changes.contracts)
    return {"costs": sums(changes.costs), "milestones": sums(changes.milestones), "contracts": contracts}


def gives(before: Scenario, after: Subject) -> Iterator[str]:
    """Milestones that were hard, and are late in a plan in which they have a price."""
    for line in milestone_lines(after):
        hard = line.milestone in before.milestones and before.milestones[line.milestone].is_hard
        if hard and not line.hard and not line.on_time:
            yield line.milestone


def due(after: Subject) -> Iterator[Due]:
    """Decisions that fall due soon; those that are long overdue come first."""
    last = after.scenario.status + timedelta(weeks=DUE_WEEKS)
    for one in needed_decisions(after):
        if after.scenario.status <= one.day <= last and one.need not in {Need.APPROVAL, Need.NOTICE_GIVEN}:
            yield Due(day=one.day, need=str(one.need), who=one.who, of=one.of)
