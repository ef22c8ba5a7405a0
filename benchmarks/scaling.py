"""Staff, budgets and limits scaled with the work of a generated scenario, so that a plan exists but is tight.

The work is counted for each domain's leading candidate: extended where somebody has it, else procured.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from typing import NamedTuple

from benchmarks.shape import MEASURES, SKILLS, TEMPLATES, Json, path_steps
from benchmarks.sizes import Size

STAFF_USE = 0.75
"""Share of the joint pool's capacity that the work takes, over the weeks in which there can be such work."""
LEAD_WEEKS = 50
"""Weeks before the first municipal work can begin: measures and a joint chain go before it."""
JOINT_SHARE = 0.7
"""Share of the period in which joint work can be done: chains in every municipality go after each joint one, so that
with joint work until the end all municipal work would be left for the end."""
SUMMER_PERCENT = 85
PROGRAMME_PROFILE = (24, 24, 20, 14, 10, 8)
LOCAL_PROFILE = (10, 20, 22, 20, 16, 12)


class Work(NamedTuple):
    """What a scenario asks for: tenth-weeks per skill, jointly and per municipality, and money likewise."""

    joint: Counter[str]
    local: dict[str, Counter[str]]
    joint_cost: int
    local_cost: dict[str, int]


def count_work(members: dict[str, Json], fields: dict[str, Json], systems: dict[str, Json]) -> Work:
    """The work and money of all domains under their leading candidates, and of the measures."""
    work = Work(Counter(), {name: Counter() for name in members}, 0, dict.fromkeys(members, 0))
    for measure in MEASURES.values():
        _add(work.joint, measure)
    joint_cost = 0
    for name, field in fields.items():
        leader = field["candidates"]["alfa"]
        route = "extend" if any(systems[m][name].get("product") == "alfa" for m in members) else "procure"
        steps = path_steps(field, "joint", route)
        for _, step in steps:
            _add(work.joint, step)
        joint_cost += leader["joint_cost"] * sum(step.get("cost_percent", 0) for _, step in steps) // 100
        for member in members:
            _count_local(work, member, field, systems[member][name])
    return work._replace(joint_cost=joint_cost)


def _count_local(work: Work, member: str, field: Json, system: Json) -> None:
    leader = field["candidates"]["alfa"]
    light = system.get("product") == "alfa"
    for _, step in path_steps(field, "light" if light else "full"):
        if "product" in system or not step.get("old_system"):
            _add(work.local[member], step)
    cost = leader["local_cost"] * 4 // 10 if light else leader["local_cost"]
    fee = 0 if light else system.get("contract", {}).get("leave_fee", 0)
    licence = leader["licence_per_user"] * system["users"]
    work.local_cost[member] += cost + licence + fee // 2


def _add(count: Counter[str], step: Json) -> None:
    for skill, tenths in step.get("staff", {}).items():
        count[skill] += step["weeks"] * tenths


def pools(rng: random.Random, size: Size, members: dict[str, Json], work: Work) -> dict[str, Json]:
    """Small pools at home, and a joint pool that takes the rest and grows when the co-operation has formed.

    A pool at home is taken to do at most half of its municipality's need, in at most a third of its time.
    """
    local = {member: _home_pool(rng) for member in members}
    joint: Json = {}
    for skill in SKILLS:
        rest = 0.0
        for member in members:
            own = work.local[member][skill]
            rest += own - min(own / 2, local[member].get(skill, 0) * size.weeks / 3)
        rest = rest / (size.weeks - LEAD_WEEKS) + work.joint[skill] / (JOINT_SHARE * size.weeks)
        tenths = max(math.ceil(rest / STAFF_USE), _least(skill))
        joint[skill] = {
            str(size.start): max(tenths * 9 // 10, _least(skill)),
            f"{size.start.year + 1}-01-01": tenths,
            f"{size.start.year + 2}-01-01": -(-tenths * 21 // 20),
        }
    return {"joint": joint, **{member: pool for member, pool in local.items() if pool}}


def _home_pool(rng: random.Random) -> Json:
    pool = {
        "application": rng.choice((0, 2, 2, 4)),
        "trainer": rng.choice((0, 0, 2)),
        "infrastructure": rng.choice((0, 1)),
    }
    return {skill: tenths for skill, tenths in pool.items() if tenths}


def _least(skill: str) -> int:
    """Tenths that meet the largest single need even in summer."""
    steps = [*MEASURES.values(), *(step for chain in TEMPLATES.values() for step in chain.values())]
    need: int = max(step.get("staff", {}).get(skill, 0) for step in steps)
    return -(-need * 100 // SUMMER_PERCENT)


def budgets(rng: random.Random, size: Size, work: Work, measures_cost: int) -> dict[str, Json]:
    """Yearly grants: a quarter more than the work costs, more where unspent money is half lost."""
    found = {
        "programme": {
            "grants": _grants(size, (work.joint_cost + measures_cost) * 5 // 4, PROGRAMME_PROFILE),
            "carry_over_percent": 100,
        }
    }
    for member, cost in work.local_cost.items():
        carry, percent = rng.choice(((100, 130), (100, 130), (50, 160)))
        grants = _grants(size, cost * percent // 100, LOCAL_PROFILE)
        found[member] = {"grants": grants, "carry_over_percent": carry}
    return found


def _grants(size: Size, total: int, profile: tuple[int, ...]) -> dict[str, int]:
    """A total spread over the years of the period, rounded up to thousands."""
    parts = profile[: size.years]
    return {
        str(size.start.year + year): -(-total * part // (1000 * sum(parts))) * 1000 for year, part in enumerate(parts)
    }


def limits(size: Size) -> Json:
    """Change capacity and cutover limit of a municipality: about twice the pace that its domains need."""
    usable = size.weeks * 2 // 3
    return {
        "change_capacity": max(8, -(-40 * size.domains * 2 // usable)),
        "cutovers": {"max": max(2, -(-size.domains * 13 * 2 // usable)), "weeks": 13},
    }
