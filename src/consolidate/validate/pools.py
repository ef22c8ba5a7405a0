"""Pools whose dates differ from the work that moves their people (SPEC §7.13)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from consolidate.text import _
from consolidate.validate.demands import Demands
from consolidate.validate.warning import Warning, day_text, listed

JOINT = "joint"


def pool_before_measure(demands: Demands) -> Iterator[Warning]:
    """People leave a pool on a date by which the work that moves them cannot be, or need not be, done.

    Dates of pools are input; that work does not move them. For the joint pool the date is that of a dip: it has
    less for a while, and more again later. At most one warning per pool, about its first such date.
    """
    for pool, movers in sorted(_movers(demands).items()):
        for day in sorted(_leaving_days(demands, pool)):
            warning = _judged(demands, pool, movers, day)
            if warning is not None:
                yield warning
                break


def _judged(demands: Demands, pool: str, movers: list[str], day: date) -> Warning | None:
    """A date of a pool against the work that moves its people; None where some of it fits."""
    week = demands.programme.timeline.week_not_before(day)
    ends = {work: demands.bounds.reach(demands.bounds.lattice.place(work)) for work in movers}
    known = [end for end in ends.values() if end is not None]
    if any(end <= week and _guarded(demands, work, week) for work, end in ends.items() if end is not None):
        return None
    earliest = day_text(demands.programme, min(known)) if known else None
    if known and min(known) <= week:
        text = _("people leave on {day}, and no hard milestone makes {work}, which moves them, complete by then")
    else:
        text = _("people leave on {day}, and {work}, which moves them, is not done before {earliest}")
    text = text.format(day=day, work=listed(movers), earliest=earliest or _("the end of the period"))
    data = {"pool": pool, "date": day.isoformat(), "moved_by": movers, "earliest": earliest}
    return Warning("pool_before_measure", f"pools.{pool}", text, data)


def _movers(demands: Demands) -> dict[str, list[str]]:
    """By pool: the measures and domains that move its people; the joint pool's are all of them."""
    found: dict[str, list[str]] = {}
    for name, municipality in demands.scenario.municipalities.items():
        works = sorted(work for work, people in municipality.staff_moves.items() if people)
        if works:
            found[name] = works
    every = sorted({work for works in found.values() for work in works})
    return {**found, JOINT: every} if every else {}


def _leaving_days(demands: Demands, pool: str) -> set[date]:
    """Dates on which some skill of a pool shrinks; of the joint pool only where it grows again later."""
    days: set[date] = set()
    for tenths in demands.scenario.pools.get(pool, {}).values():
        if isinstance(tenths, int):
            continue
        sizes = sorted(tenths.items())
        for place, ((_day, before), (day, after)) in enumerate(pairwise(sizes), start=1):
            grows = any(later > after for _later, later in sizes[place + 1 :])
            if after < before and (pool != JOINT or grows):
                days.add(day)
    return days


def _guarded(demands: Demands, work: str, week: int) -> bool:
    """Whether a hard milestone, due by a week, lists some work."""
    timeline = demands.programme.timeline
    return any(
        milestone.is_hard and work in milestone.complete and timeline.week_of(milestone.due) + 1 <= week
        for milestone in demands.scenario.milestones.values()
    )
