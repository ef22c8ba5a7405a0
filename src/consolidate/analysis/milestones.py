"""Milestones against their dates (REQ-49, REQ-50, REQ-41)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from consolidate.analysis import words
from consolidate.analysis.blocks import Block, Heading, Paragraph, table
from consolidate.analysis.subject import Subject
from consolidate.graph.network import network_of_plan
from consolidate.ledger.priced import late_weeks
from consolidate.text import _, ngettext


@dataclass(frozen=True)
class MilestoneLine:
    """A milestone; weeks are week numbers, ``reached`` an exclusive end (None: never), ``last`` what came last.

    ``earliest`` is the exclusive end week that order and calendars alone would allow under the chosen targets.
    ``spare`` are the weeks by which it is reached early (negative: late); ``price`` is what its lateness costs.
    """

    milestone: str
    due_week: int
    reached: int | None
    earliest: int | None
    hard: bool
    price: int
    last: tuple[str, ...]

    @property
    def late(self) -> int | None:
        """Weeks late, 0 where in time; None where it is never reached."""
        return None if self.reached is None else max(0, self.reached - 1 - self.due_week)

    @property
    def spare(self) -> int | None:
        """Weeks to spare, 0 where late; None where it is never reached."""
        return None if self.reached is None else max(0, self.due_week + 1 - self.reached)

    @property
    def on_time(self) -> bool:
        """Whether all that it lists is complete by its date."""
        return self.late == 0


def milestone_lines(subject: Subject) -> tuple[MilestoneLine, ...]:
    """Milestones by due date."""
    found = []
    facts = network_of_plan(subject.schedule).facts if subject.scenario.milestones else {}
    for name, spec in subject.scenario.milestones.items():
        late = late_weeks(subject.schedule, name)
        found.append(
            MilestoneLine(
                name,
                subject.programme.timeline.week_of(spec.due),
                subject.schedule.reached(name),
                None if facts[name].never else facts[name].earliest_end,
                spec.is_hard,
                (late or 0) * (spec.late_per_week or 0),
                _last(subject, name),
            )
        )
    return tuple(sorted(found, key=lambda line: (line.due_week, line.milestone)))


def _last(subject: Subject, milestone: str) -> tuple[str, ...]:
    """The steps that end last of all that a milestone waits for, or those that are missing."""
    waits = subject.schedule.landing(milestone)
    if waits is None:
        return ()
    placed = subject.schedule.placed
    missing = tuple(wait.target for wait in waits if wait.target not in placed)
    if missing:
        return missing
    end = max((placed[wait.target].end + wait.lag for wait in waits), default=0)
    return tuple(wait.target for wait in waits if placed[wait.target].end + wait.lag == end)


def milestone_section(subject: Subject, lines: tuple[MilestoneLine, ...]) -> Iterator[Block]:
    """Milestones, and which work decides when each is reached."""
    if not lines:
        return
    yield Heading(2, _("Milestones"))
    yield Paragraph(milestone_text(lines))
    yield Paragraph(
        _("“Order allows” is the earliest week by order and calendars alone, without limits of money, staff or change.")
    )
    titles = (_("milestone"), _("due"), _("reached"), _("against its date"), _("order allows"), _("kind"))
    rows = [
        (
            subject.names.milestone(line.milestone),
            words.week_text(subject.programme.timeline, line.due_week),
            _week(subject, line.reached),
            against_date(line),
            _week(subject, line.earliest),
            _("hard") if line.hard else _("soft"),
            words.money(line.price) if line.price else words.dash(),
            _last_text(subject, line),
        )
        for line in lines
    ]
    yield table((*titles, _("cost of lateness"), _("comes last")), rows, right=(6,))


def _week(subject: Subject, end: int | None) -> str:
    return _("never") if end is None else words.week_text(subject.programme.timeline, end - 1)


def _last_text(subject: Subject, line: MilestoneLine) -> str:
    if not line.last:
        return words.dash()
    more = len(line.last) - 1
    first = subject.names.step(line.last[0])
    return first if not more else _("{step} and {more} more").format(step=first, more=more)


def against_date(line: MilestoneLine) -> str:
    """``3 weeks late``, ``on time``, ``2 weeks to spare``."""
    if line.late is None or line.spare is None:
        return _("never reached")
    if line.late:
        return ngettext("{weeks} week late", "{weeks} weeks late", line.late).format(weeks=line.late)
    if line.spare:
        return ngettext("{weeks} week to spare", "{weeks} weeks to spare", line.spare).format(weeks=line.spare)
    return _("on time")


def milestone_text(lines: tuple[MilestoneLine, ...]) -> str:
    """How many milestones are reached in time."""
    on_time = sum(line.on_time for line in lines)
    text = ngettext(
        "{on_time} of {count} milestone is reached by its date.",
        "{on_time} of {count} milestones are reached by their dates.",
        len(lines),
    )
    return text.format(on_time=on_time, count=len(lines))
