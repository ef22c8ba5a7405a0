"""Goals: when each is reached, and which measures serve it (REQ-02, REQ-03, REQ-04, REQ-13)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from consolidate.analysis import words
from consolidate.analysis.blocks import Block, Bullets, Heading, Paragraph, table
from consolidate.analysis.subject import Subject
from consolidate.text import _
from consolidate.validate.aims import aimless_measures, unserved_goals

LEVELS = ("national", "sector", "regional", "local")


@dataclass(frozen=True)
class GoalLine:
    """A goal; ``reached`` is an exclusive end week, None where something that it lists never happens."""

    goal: str
    level: str
    reached: int | None
    measures: tuple[str, ...]
    missing: tuple[str, ...]


def goal_lines(subject: Subject) -> tuple[GoalLine, ...]:
    """Goals by level, from national to local."""
    found = []
    for name, spec in subject.scenario.goals.items():
        ends = {item: subject.schedule.reached(item) for item in spec.complete}
        missing = tuple(item for item, end in ends.items() if end is None)
        known = [end for end in ends.values() if end is not None]
        reached = max(known) if known and not missing else None
        serving = tuple(measure for measure, one in subject.scenario.measures.items() if name in one.goals)
        found.append(GoalLine(name, spec.level, reached, tuple(sorted(serving)), missing))
    return tuple(sorted(found, key=lambda line: (LEVELS.index(line.level), line.goal)))


def level_text(level: str) -> str:
    """The level of a goal."""
    return {
        "national": _("national"),
        "sector": _("municipal sector"),
        "regional": _("regional"),
        "local": _("local"),
    }[level]


def goal_section(subject: Subject, lines: tuple[GoalLine, ...]) -> Iterator[Block]:
    """Goals, then what has no counterpart: goals that nothing serves, measures that serve no goal."""
    if not lines:
        return
    yield Heading(2, _("Goals"))
    reached = sum(line.reached is not None for line in lines)
    yield Paragraph(_("{reached} of {count} goals are reached.").format(reached=reached, count=len(lines)))
    titles = (_("goal"), _("level"), _("reached"), _("indicator"), _("owner"), _("waits for"), _("measures"))
    yield table(titles, (_row(subject, line) for line in lines))
    notes = tuple(_orphans(subject))
    if notes:
        yield Bullets(notes)


def _row(subject: Subject, line: GoalLine) -> tuple[str, ...]:
    spec, names = subject.scenario.goals[line.goal], subject.names
    level = level_text(line.level)
    if line.level == "local":
        where = names.municipality(spec.municipality) if spec.municipality else _("all")
        level = _("{level}, {where}").format(level=level, where=where)
    return (
        names.goal(line.goal),
        level,
        _reached_text(subject, line),
        spec.indicator or words.dash(),
        spec.owner or words.dash(),
        ", ".join(names.gate(item) for item in spec.complete) or words.dash(),
        ", ".join(names.measure(name) for name in line.measures) or words.dash(),
    )


def _reached_text(subject: Subject, line: GoalLine) -> str:
    if line.reached is not None:
        return words.short_day(words.last_day(subject.programme.timeline, line.reached))
    if not line.missing:
        return _("lists nothing that the plan could reach")
    return _("not reached: {missing}").format(missing=", ".join(subject.names.gate(item) for item in line.missing))


def _orphans(subject: Subject) -> Iterator[str]:
    unserved = [subject.names.goal(name) for name in unserved_goals(subject.scenario)]
    if unserved:
        yield _("Goals that no measure serves: {goals}").format(goals=", ".join(unserved))
    aimless = [subject.names.measure(name) for name in aimless_measures(subject.scenario)]
    if aimless:
        yield _("Measures that serve no goal: {measures}").format(measures=", ".join(aimless))
