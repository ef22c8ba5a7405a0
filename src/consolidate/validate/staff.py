"""People: skills that nobody has, needs larger than any pool, people who are there at the wrong time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from consolidate.programme.programme import Programme
from consolidate.text import _
from consolidate.units import Tenths
from consolidate.validate.demands import Demands, Work, step_ids
from consolidate.validate.warning import Warning, day_text, listed, spans


def skill_nobody_has(demands: Demands) -> Iterator[Warning]:
    """A step needs a skill of which none of its pools ever has anybody."""
    yield from _too_much(demands, "skill_nobody_has", nobody=True)


def staff_never_enough(demands: Demands) -> Iterator[Warning]:
    """A step needs more of a skill at once than any of its pools ever has."""
    yield from _too_much(demands, "staff_never_enough", nobody=False)


def _too_much(demands: Demands, kind: str, *, nobody: bool) -> Iterator[Warning]:
    found: dict[str, list[Work]] = {}
    for work in demands.work:
        for skill, need in work.step.staff:
            most = demands.most(work.step.pools, skill)
            if most < need and (most == 0) == nobody:
                found.setdefault(skill, []).append(work)
    for skill, works in sorted(found.items()):
        for path, members in demands.grouped(works):
            need = max(dict(work.step.staff)[skill] for work in members)
            most = min(demands.most(work.step.pools, skill) for work in members)
            text = (
                _("{steps}: needs {need} tenths of {skill}, and no pool that may lend them ever has any")
                if nobody
                else _(
                    "{steps}: needs {need} tenths of {skill} at once, and no pool that may lend them has over {most}"
                )
            )
            names = step_ids(members)
            data = {"skill": skill, "need": need, "most": most, "steps": names}
            text = text.format(steps=listed(names), need=need, skill=skill, most=most)
            yield Warning(kind, f"{path}.staff.{skill}", text, data, demands.unavoidable(members))


class _Enough:
    """In which weeks some pool meets a need; sums are kept, for thousands of steps have the same."""

    def __init__(self, demands: Demands) -> None:
        self.demands = demands
        self._last: dict[tuple[object, ...], int] = {}

    def last_start(self, work: Work, skill: str, need: int) -> int:
        """The last week in which a step may start and one pool meets the need throughout; −1 where there is none."""
        step, table = work.step, self.demands.bounds.tables[work.place]
        paused = self.demands.programme.paused(step)
        key = (table, step.pools, skill, need, paused)
        if key not in self._last:
            self._last[key] = max(self._last_in(pool, skill, Tenths(need), work, paused) for pool in step.pools)
        return self._last[key]

    def _last_in(self, pool: str, skill: str, need: Tenths, work: Work, paused: frozenset[int]) -> int:
        table = self.demands.bounds.tables[work.place]
        capacity = self.demands.capacity(pool, skill)
        short = [0, *accumulate(has < need and week not in paused for week, has in enumerate(capacity))]
        starts = zip(reversed(table.starts), reversed(table.ends), strict=True)
        return next((start for start, end in starts if short[start] == short[end]), -1)


def staff_not_in_time(demands: Demands) -> Iterator[Warning]:
    """A pool could meet a need, but not in the weeks in which the step can happen."""
    enough, late = _Enough(demands), dict[str, list[tuple[Work, int]]]()
    for work in demands.work:
        if work.place in demands.bounds.fixed:
            continue
        for skill, need in work.step.staff:
            if demands.most(work.step.pools, skill) >= need:
                last = enough.last_start(work, skill, need)
                if last < demands.bounds.early_start[work.place] < demands.programme.weeks:
                    late.setdefault(skill, []).append((work, last))
    for skill, found in sorted(late.items()):
        lasts = dict(found)
        for path, members in demands.grouped(lasts):
            first = min(demands.bounds.early_start[work.place] for work in members)
            last = max(lasts[work] for work in members)
            yield _not_in_time(demands, path, skill, members, (first, last))


def _not_in_time(demands: Demands, path: str, skill: str, members: list[Work], weeks: tuple[int, int]) -> Warning:
    names, need = step_ids(members), max(dict(work.step.staff)[skill] for work in members)
    first = day_text(demands.programme, weeks[0])
    last = day_text(demands.programme, weeks[1]) if weeks[1] >= 0 else None
    text = (
        _("{steps}: needs {need} tenths of {skill} from one pool for its whole length, which no stretch of weeks has")
        if last is None
        else _(
            "{steps}: cannot start before {first}, and after {last} no pool has {need} tenths of {skill} long enough"
        )
    ).format(steps=listed(names), first=first, last=last, need=need, skill=skill)
    data = {"skill": skill, "need": need, "earliest": first, "last_possible": last, "steps": names}
    return Warning("staff_not_in_time", f"{path}.staff.{skill}", text, data, demands.unavoidable(members))


def hidden_blackout(demands: Demands) -> Iterator[Warning]:
    """A cut of capacity leaves every pool of a step too small: in those weeks the step cannot happen (SPEC §2)."""
    if not demands.scenario.calendar.capacity:
        return
    needs = {(work.step.pools, *need) for work in demands.work for need in work.step.staff}
    worst: dict[str, tuple[int, int, tuple[str, ...], list[int]]] = {}
    for pools, skill, need in sorted(needs):
        weeks = _cut_weeks(demands, pools, skill, need)
        if weeks:
            found = (len(weeks), need, pools, weeks)
            worst[skill] = max(worst.get(skill, found), found)
    for skill, (count, need, pools, weeks) in sorted(worst.items()):
        dated = [[day_text(demands.programme, start), day_text(demands.programme, end)] for start, end in spans(weeks)]
        text = _(
            "in {count} weeks (the first from {first}) the percentages leave {pools} less than {need} tenths of "
            "{skill}, which some step needs: they act as a blackout"
        ).format(count=count, first=dated[0][0], pools=listed(pools), need=need, skill=skill)
        data = {"pools": list(pools), "skill": skill, "need": need, "spans": dated}
        yield Warning("hidden_blackout", "calendar.capacity", text, data)


def _cut_weeks(demands: Demands, pools: tuple[str, ...], skill: str, need: int) -> list[int]:
    """Weeks in which no pool meets a need that one would meet without percentages."""
    if demands.most(pools, skill) < need:
        return []
    cut = [demands.capacity(pool, skill) for pool in pools]
    short = [week for week in range(demands.programme.weeks) if all(has[week] < need for has in cut)]
    if not short:
        return []
    uncut = [_uncut(demands.programme, pool, skill) for pool in pools]
    return [week for week in short if any(has[week] >= need for has in uncut)]


def _uncut(programme: Programme, pool: str, skill: str) -> list[int]:
    """Tenths by week as they stand in the pool, without percentages."""
    tenths = programme.scenario.pools.get(pool, {}).get(skill, 0)
    if isinstance(tenths, int):
        return [tenths] * programme.weeks
    values = [0] * programme.weeks
    for day, value in sorted(tenths.items()):
        first = programme.timeline.week_not_before(day)
        values[first:] = [value] * len(values[first:])
    return values
