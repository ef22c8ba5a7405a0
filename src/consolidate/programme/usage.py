"""What a schedule uses week by week: pools, and the change that municipalities carry (SPEC §2, §5, §7.4, §7.5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Placed, Schedule
from consolidate.programme.steps import Step


def pool_capacity(programme: Programme, pool: str, skill: str) -> list[int]:
    """Tenths of a person that a pool has of a skill, by week: ⌊tenths × percent / 100⌋ (SPEC §2).

    The pool's own percentages go before those for ``all``. What actuals tell of a pool holds from its date on, until
    the scenario names a later one.
    """
    tenths = programme.scenario.pools.get(pool, {}).get(skill, 0)
    actual = programme.scenario.actuals.pools.get(pool, {}).get(skill, {})
    always, dated = (tenths, actual) if isinstance(tenths, int) else (0, {**tenths, **actual})
    values = programme.timeline.by_week(dated, always)
    percents = programme.capacity_percents.get(pool) or programme.capacity_percents.get("all")
    if not percents:
        return list(values)
    return [value * percent // 10_000 for value, percent in zip(values, percents, strict=True)]


def able_pools(programme: Programme, step: Step, skill: str, need: int) -> tuple[str, ...]:
    """The pools that may meet a need and at some time have as much; where none has, the first that may."""
    pools = tuple(dict.fromkeys(step.pools))
    able = tuple(pool for pool in pools if max(pool_capacity(programme, pool, skill), default=0) >= need)
    return able or pools[:1]


def pool_use(schedule: Schedule) -> dict[tuple[str, str], list[int]]:
    """By (pool, skill): tenths used in each week of the period; paused weeks use none."""
    use: dict[tuple[str, str], list[int]] = {}
    for placed in schedule.placed.values():
        paused = schedule.programme.paused(placed.step)
        for skill, need in placed.step.staff:
            weeks = use.setdefault((placed.pools[skill], skill), [0] * schedule.programme.weeks)
            for week in range(max(0, placed.start), min(placed.end, len(weeks))):
                if week not in paused:
                    weeks[week] += need
    return use


def has_people(
    programme: Programme,
    use: Mapping[tuple[str, str], Sequence[int]],
    placed: Placed,
    span: tuple[int, int],
    pools: Mapping[str, str],
) -> bool:
    """Whether pools, by skill, have people for a step in another half-open span, itself left out of ``use``."""
    paused, own = programme.paused(placed.step), range(placed.start, placed.end)
    for skill, need in placed.step.staff:
        pool = pools[skill]
        capacity, used = pool_capacity(programme, pool, skill), use.get((pool, skill), (0,) * programme.weeks)
        for week in range(*span):
            back = need if week in own and pool == placed.pools[skill] else 0
            if week not in paused and used[week] - back + need > capacity[week]:
                return False
    return True


def load_spans(placed: Placed) -> Iterator[tuple[str, int, int, int]]:
    """Change that a placed step brings: (municipality, first week, exclusive end, points)."""
    if placed.step.change:
        for municipality in placed.step.loads:
            yield municipality, placed.start, placed.end, placed.step.change
    weeks, points = placed.step.settle
    if weeks and points and placed.step.municipality is not None:
        yield placed.step.municipality, placed.end, placed.end + weeks, points


def change_load(schedule: Schedule) -> dict[str, list[int]]:
    """By municipality: points under way in each week of the period."""
    weeks = schedule.programme.weeks
    loads = {name: [0] * weeks for name in sorted(schedule.programme.scenario.municipalities)}
    for placed in schedule.placed.values():
        for municipality, start, end, points in load_spans(placed):
            for week in range(max(0, start), min(end, weeks)):
                loads[municipality][week] += points
    return loads
