"""Who decides, when they meet, and when a decision step may therefore start (SPEC §5, §7.3).

``decision`` names a body, ``councils`` (of all who take part) or ``council`` (the municipality's own). One meaning
covers the three: every deciding body meets within the step's weeks ``[start, end)``, and one of them in its last
week. For a single body that is: it meets in the last week. Where no deciding body exists, nothing is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from consolidate.programme.course import Course
from consolidate.programme.steps import Step
from consolidate.programme.windows import month_day
from consolidate.scenario.parties import Body

COUNCILS = "councils"
COUNCIL = "council"


def meeting_days(body: Body, first: date, last: date) -> Iterator[date]:
    """The days on which a body meets from ``first`` to ``last``, both counted.

    A month's last day stands in for a day that the month lacks.
    """
    if isinstance(body.meets, tuple):
        yield from (day for day in sorted(body.meets) if first <= day <= last)
        return
    for year in range(first.year, last.year + 1):
        for month in range(1, 13):
            day = month_day(year, f"{month:02}-{body.meets.day:02}")
            if month not in body.meets.except_months and first <= day <= last:
                yield day


def meeting_weeks(programme: Course, body: str) -> frozenset[int]:
    """The weeks of the period that hold a meeting of a body."""
    timeline = programme.timeline
    days = meeting_days(programme.scenario.bodies[body], timeline.monday, timeline.day_at(7 * timeline.weeks - 1))
    return frozenset(timeline.week_of(day) for day in days)


def councils_of(programme: Course, municipalities: Iterable[str]) -> tuple[str, ...]:
    """Ids of the bodies that are councils of these municipalities, sorted."""
    wanted = frozenset(municipalities)
    return tuple(name for name, body in sorted(programme.scenario.bodies.items()) if body.municipality in wanted)


def deciding_bodies(programme: Course, step: Step) -> tuple[str, ...]:
    """The bodies that must meet for a step to end; empty where the step is no decision or nobody can decide."""
    if step.decision is None:
        return ()
    if step.decision == COUNCILS:
        return councils_of(programme, programme.participants(step.domain))
    if step.decision == COUNCIL:
        return councils_of(programme, () if step.municipality is None else (step.municipality,))
    return (step.decision,) if step.decision in programme.scenario.bodies else ()


def met_by(programme: Course, bodies: Iterable[str]) -> tuple[int, ...]:
    """By start week: the last week by which each body has met, counted from that start; ``weeks`` where one has not."""
    horizon = programme.weeks
    latest = [0] * horizon
    for body in bodies:
        weeks, following = meeting_weeks(programme, body), horizon
        for week in reversed(range(horizon)):
            following = week if week in weeks else following
            latest[week] = max(latest[week], following)
    return tuple(latest)


def decision_starts(programme: Course, step: Step) -> frozenset[int] | None:
    """Start weeks after which the step ends with its decision; None where no decision binds it.

    What has happened is not bound: a breach that actuals cause is reported, not enforced.
    """
    bodies = deciding_bodies(programme, step)
    if not bodies or step.id in programme.facts:
        return None
    some = frozenset().union(*(meeting_weeks(programme, body) for body in bodies))
    latest = met_by(programme, bodies)
    ends = programme.ends(step)
    return frozenset(start for start, end in enumerate(ends) if latest[start] < end and end - 1 in some)
