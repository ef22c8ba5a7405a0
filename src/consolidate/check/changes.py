"""What people go through, as data: camels, babies, moves of workplace, loads at their peaks, and the region's value."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from consolidate.check.violation import plain
from consolidate.programme.camels import babies_of, camels_of
from consolidate.programme.schedule import Schedule
from consolidate.programme.usage import change_load, pool_capacity, pool_use
from consolidate.units import half_up

Json = dict[str, Any]


def camels(schedule: Schedule) -> list[Json]:
    """Every camel: users, points of perceived quality lost, and the burden in user-points."""
    return [
        {
            "domain": one.domain,
            "municipality": one.municipality,
            "users": one.users,
            "points_lost": plain(Decimal(one.lost_tenths) / 10),
            "burden": plain(Decimal(one.burden_tenths) / 10),
        }
        for one in camels_of(schedule.programme, schedule.options)
    ]


def babies(schedule: Schedule) -> list[Json]:
    """Every baby that is buried, by what its owner calls it."""
    programme = schedule.programme
    return [
        {"domain": domain, "municipality": name, "baby": programme.installed(domain, name).baby}
        for domain, name in babies_of(programme, schedule.options)
    ]


def moves(schedule: Schedule) -> list[Json]:
    """People who change workplace with a measure or a domain that the plan carries out."""
    return [
        {"municipality": name, "with": cause, "people": people}
        for name, municipality in sorted(schedule.programme.scenario.municipalities.items())
        for cause, people in sorted(municipality.staff_moves.items())
        if people and schedule.reached(cause) is not None
    ]


def loads(schedule: Schedule) -> Json:
    """The tightest week of each pool and municipality: what is used, and what there is."""
    programme = schedule.programme
    pools: dict[str, dict[str, Json]] = {}
    for (pool, skill), used in sorted(pool_use(schedule).items()):
        pools.setdefault(pool, {})[skill] = _peak(schedule, used, pool_capacity(programme, pool, skill))
    change = {}
    for name, used in change_load(schedule).items():
        capacity = programme.scenario.municipalities[name].capacity
        change[name] = _peak(schedule, used, None if capacity is None else [capacity.points] * len(used))
    return {"staff_tenths": pools, "change_points": change}


def _peak(schedule: Schedule, used: Sequence[int], limits: Sequence[int] | None) -> Json:
    """The first week in which use comes nearest to its limit, or is highest where there is none."""
    weeks = list(zip(used, limits or [1] * len(used), strict=True))
    shares = {place: Fraction(place[0], max(1, place[1])) for place in set(weeks)}
    most = max(shares.values())
    week = next(week for week, place in enumerate(weeks) if shares[place] == most)
    monday = schedule.programme.timeline.day(week).isoformat()
    return {"week": monday, "used": used[week], "limit": None if limits is None else limits[week]}


def region(schedule: Schedule) -> Json:
    """Perceived quality of all systems, weighted by users, before and after (REQ-24); those who had none left out."""
    programme = schedule.programme
    users = before = after = 0
    for domain, option in schedule.options.items():
        for name in programme.participants(domain):
            system = programme.installed(domain, name)
            if system.quality is None:
                continue
            new = system.quality
            if option.product is not None and programme.path(domain, name, option) == "full":
                candidate = programme.scenario.domains[domain].candidates[option.product]
                new = candidate.quality_in.get(name, candidate.quality)
            users += system.users
            before += system.users * int(10 * system.quality)
            after += system.users * int(10 * new)
    return {
        "users": users,
        "quality_before": _average(before, users),
        "quality_after": _average(after, users),
        "quality_kept": after >= before,
    }


def _average(tenths: int, users: int) -> float | None:
    """An average of qualities counted in tenths, to two decimals."""
    return half_up(Fraction(10 * tenths, users)) / 100 if users else None
