"""The yearly revision: what was moved, added and dropped since the last plan, and whether its goals still stand.

Goals are locked in the version of the scenario that was adopted; a revision may add some, but one that is dropped or
means something else now is told first, since a council has decided it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final, Literal

from consolidate.analysis.differences import subject_changes
from consolidate.analysis.goals import goal_lines
from consolidate.analysis.subject import Subject
from consolidate.analysis.words import last_day
from consolidate.scenario.base import Day, Doc, Id
from consolidate.scenario.document import Scenario
from consolidate.study.document import Study, mark_of
from consolidate.study.sums import Sum, sums

REVISION_FORMAT: Final = "consolidate/revision/1"
Kind = Literal["goal", "milestone", "measure", "domain"]
REMARKS = frozenset({"name", "note", "source"})


class Item(Doc):
    """A goal, milestone, measure or domain of either plan.

    ``change``: ``dropped`` or ``added`` stand in one of the scenarios only; ``changed``: a goal that means something
    else, a milestone that is due at another date, a domain with another target; ``moved``: it is reached at another
    date. ``was`` and ``now``: the Friday by which it is reached, None: never. ``text_was`` and ``text_now``: what has
    changed.
    """

    of: Id
    kind: Kind
    change: Literal["dropped", "added", "changed", "moved", "same"]
    was: Day | None
    now: Day | None
    weeks: int | None
    text_was: str | None = None
    text_now: str | None = None


class Revision(Study):
    """What a revised plan changes; ``goals_kept``: every goal of the last version stands, with the same meaning."""

    format: Literal["consolidate/revision/1"]
    last_hash: str | None
    goals_kept: bool
    items: tuple[Item, ...] = ()
    costs: tuple[Sum, ...] = ()


def revision(last: Subject, now: Subject) -> Revision:
    """The plan of last year, in the version of the scenario that it was adopted in, beside the revised one."""
    items = tuple(_items(last, now))
    broken = {"dropped", "changed"}
    return Revision(
        format=REVISION_FORMAT,
        scenario=mark_of(now.scenario),
        last_hash=mark_of(last.scenario).hash,
        goals_kept=not any(one.kind == "goal" and one.change in broken for one in items),
        items=items,
        costs=sums(subject_changes(last, now).costs),
    )


def _items(last: Subject, now: Subject) -> Iterator[Item]:
    goals = tuple({line.goal: line.reached for line in goal_lines(subject)} for subject in (last, now))
    yield from _compared(
        "goal", last, now, lambda scenario: scenario.goals, _goal_text, lambda one, name: goals[one].get(name)
    )

    def reached(one: int, name: str) -> int | None:
        return (last, now)[one].schedule.reached(name)

    def attained(one: int, name: str) -> int | None:
        return goals[one].get(name)

    yield from _compared("goal", last, now, lambda scenario: scenario.goals, _goal_text, attained)
    yield from _compared("milestone", last, now, lambda scenario: scenario.milestones, _due_text, reached)
    yield from _compared("measure", last, now, lambda scenario: scenario.measures, _nothing, reached)
    yield from _compared("domain", last, now, lambda scenario: scenario.domains, _target_text, reached)


Text = Callable[[Subject, str], str | None]


def _compared(
    kind: Kind,
    last: Subject,
    now: Subject,
    objects: Callable[[Scenario], Mapping[str, Doc]],
    text: Text,
    reached: Callable[[int, str], int | None],
) -> Iterator[Item]:
    """All objects of one kind; texts tell what makes one another thing than it was."""
    before, after = objects(last.scenario), objects(now.scenario)
    for name in sorted(before.keys() | after.keys()):
        was = _day(last, reached(0, name)) if name in before else None
        then = _day(now, reached(1, name)) if name in after else None
        told = text(last, name) if name in before else None, text(now, name) if name in after else None
        weeks = None if was is None or then is None else (then - was).days // 7
        facts: dict[str, Any] = {"of": name, "kind": kind, "was": was, "now": then, "weeks": weeks}
        change = _change(name in before, name in after, told, (was, then))
        differ = told if change == "changed" else (None, None)
        yield Item.model_validate({**facts, "change": change, "text_was": differ[0], "text_now": differ[1]})


def _change(
    before: bool, after: bool, told: tuple[str | None, str | None], days: tuple[date | None, date | None]
) -> str:
    if not (before and after):
        return "dropped" if before else "added"
    if told[0] != told[1]:
        return "changed"
    return "same" if days[0] == days[1] else "moved"


def _day(subject: Subject, end: int | None) -> date | None:
    return None if end is None else last_day(subject.programme.timeline, end)


def _goal_text(subject: Subject, name: str) -> str:
    """All that a goal says but for remarks, as one text."""
    goal = subject.scenario.goals[name].model_dump(exclude=set(REMARKS), exclude_none=True)
    return "; ".join(f"{key}: {_flat(value)}" for key, value in goal.items() if value)


def _flat(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def _due_text(subject: Subject, name: str) -> str:
    return subject.scenario.milestones[name].due.isoformat()


def _target_text(subject: Subject, name: str) -> str:
    return str(subject.options[name])


def _nothing(_subject: Subject, _name: str) -> None:
    return None
