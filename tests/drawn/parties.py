"""Municipalities, bodies that decide, pools of staff and calendars."""

from __future__ import annotations

from datetime import timedelta

from tests.drawn.context import SKILLS, Context, Json


def municipalities(draw: Context) -> dict[str, Json]:
    """Members with every limit of theirs, wide enough for one migration at a time."""
    found: dict[str, Json] = {}
    for member in draw.members:
        size: Json = {"inhabitants": draw.rng.randint(300, 9000), **draw.mark()}
        size |= {"employees": draw.rng.randint(10, 300), "pcs": draw.rng.randint(0, 200)}
        if draw.chance(0.5):
            points = draw.rng.randint(6, 12)
            limit = draw.soft(draw.money(300))
            size["change_capacity"] = {"points": points, **limit} if limit else points
        if draw.chance(0.3):
            size["cutovers"] = {"max": 1, "weeks": draw.rng.randint(1, 2 if draw.tiny else 5)}
        if draw.chance(0.2):
            size |= {"workplaces": {"Town hall": 40}, "staff_moves": {draw.fields[0]: 3}}
        found[member] = size
    return found


def bodies(draw: Context) -> dict[str, Json]:
    """A board, and one council for each municipality; some meet on a day of the month."""
    found: dict[str, Json] = {"board": {"meets": _meetings(draw)}}
    for member in draw.members:
        found[f"council-{member}"] = {"meets": _meetings(draw), "municipality": member}
    return found


def _meetings(draw: Context) -> list[str] | Json:
    if draw.chance(0.15) and not draw.tiny:
        return {"day": draw.rng.randint(1, 31), "except_months": draw.pick(([], [7], [7, 12]))}
    every = draw.pick((1, 1, 2))
    first = draw.rng.randint(0, 6)
    return [str(draw.monday + timedelta(days=first + 7 * week)) for week in range(0, draw.weeks, every)]


def pools(draw: Context) -> dict[str, Json]:
    """A joint pool that can meet each single need, and small ones at home."""
    joint: Json = {}
    for skill in SKILLS:
        tenths = draw.rng.randint(4, 6)
        later = draw.monday_at(draw.rng.uniform(0.3, 0.8))
        dated = {str(draw.monday): tenths, later: draw.rng.randint(4, 6)}
        joint[skill] = dated if draw.chance(0.3) else tenths
    found = {"joint": joint}
    for member in draw.members:
        if draw.chance(0.6):
            home = {skill: draw.rng.randint(0, 5) for skill in draw.some(SKILLS)}
            found[member] = home
            if draw.chance(0.2):
                found[member] = {skill: {draw.monday_at(draw.rng.random()): tenths} for skill, tenths in home.items()}
    return found


def calendar(draw: Context) -> Json:
    """Closed weeks for all and for one, and percentages of pools that return to 100."""
    found: Json = {}
    closed: Json = {}
    if draw.chance(0.5):
        closed["all"] = {"christmas": {"every": ["12-24", "12-31"], **draw.mark()}}
        if draw.chance(0.3):
            closed["all"]["christmas"] = {"every": ["12-20", "01-02"], "except": ["12-31"]}
    if draw.chance(0.4):
        first = draw.rng.uniform(0.2, 0.8)
        span = {"from": draw.day(first), "to": draw.day(first + 0.02 if draw.tiny else first + 0.05)}
        closed[draw.pick(draw.members)] = {"summer": span}
    if closed:
        found["closed"] = closed
    if draw.chance(0.4):
        first = draw.rng.uniform(0, 0.8)
        dip = {draw.day(first): draw.pick((0, 50, 75, 90.5)), draw.day(first + 0.08): 100}
        found["capacity"] = {draw.pick(("joint", "all", *draw.members)): dip}
    return found
