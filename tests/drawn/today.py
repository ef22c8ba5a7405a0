"""Installed systems and their contracts."""

from __future__ import annotations

from tests.drawn.context import Context, Json


def installed(draw: Context, fields: dict[str, Json]) -> dict[str, Json]:
    """Of each municipality and domain: a candidate, an old product, or nothing."""
    return {
        member: {name: system(draw, list(field["candidates"]), name) for name, field in fields.items()}
        for member in draw.members
    }


def system(draw: Context, candidates: list[str], domain: str) -> Json:
    """One installed system, with what hangs on it."""
    kind = draw.pick(("candidate", "old", "old", "candidate", "candidate", "old", "nothing"))
    if kind == "nothing":
        return {"users": draw.rng.randint(1, 40)}
    found: Json = {
        "product": "old" if kind == "old" else draw.pick(candidates),
        "users": draw.rng.randint(0, 60),
        "quality": draw.rng.randint(10, 100) / 10,
        "running": draw.money(4000),
        **draw.mark(),
    }
    if draw.chance(0.15):
        found["baby"] = "own reports"
    if draw.chance(0.2):
        found["alone"] = {"year": draw.start.year + draw.rng.randint(0, 3), "cost": draw.money(3000)}
    if draw.chance(0.55):
        found["contract"] = contract(draw, domain)
    return found


def contract(draw: Context, domain: str) -> Json:
    """A contract that renews, or a fixed term late in the period, with or without a way out."""
    fee = {"leave_fee": draw.money(900)}
    if draw.chance(0.3):
        late = {"last_day": draw.day(draw.rng.uniform(0.75, 1.3))}
        extension = {"extension": {"months": draw.rng.randint(3, 12), "cost": draw.money(700)}}
        fixed: Json = draw.pick(({"renews_months": 0}, {}))
        return {**late, **fixed, **draw.pick(({}, fee, extension, {**fee, **extension}))}
    found: Json = {
        "last_day": draw.day(draw.rng.uniform(0.1, 1.2)),
        "renews_months": draw.pick((1, 3, 6, 12)),
        "notice_weeks": draw.rng.randint(0, 2 if draw.tiny else 13),
    }
    if draw.chance(0.5):
        found |= fee
    if draw.chance(0.3):
        found["notice_after"] = draw.pick((f"{domain}/joint/install", "kickoff"))
    if draw.chance(0.1):
        found["extension"] = {"months": draw.rng.randint(1, 6), "cost": draw.money(700)}
    return found
