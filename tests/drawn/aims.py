"""Blackouts, milestones, goals, benefits and policy."""

from __future__ import annotations

from tests.drawn.context import Context, Json

ORIGINS = ("law", "contract", "adopted policy", "preference")


def blackouts(draw: Context) -> dict[str, Json]:
    """Windows that close some kinds of step, somewhere, hard or at a price."""
    return {f"window-{number}": _blackout(draw) for number in range(draw.pick((0, 0, 1, 1, 2)))}


def _blackout(draw: Context) -> Json:
    first = draw.rng.uniform(0, 0.9)
    window: Json = draw.pick(
        (
            {"from": draw.day(first), "to": draw.day(first + 0.1)},
            {"every": ["12-15", "01-15"], "except": ["01-01"]},
            {"every": ["07-01", "08-07"], "except": [draw.day(draw.rng.random())]},
        )
    )
    extras: tuple[Json, ...] = (
        {"domains": draw.some(draw.fields)},
        {"municipalities": draw.some(draw.members)},
        {"steps": draw.some(("cutover", "install", "decommission", *(() if draw.tiny else ("convert",))))},
        {"origin": draw.pick(ORIGINS)},
    )
    for extra in extras:
        if draw.chance(0.4):
            window |= extra
    return {**window, **draw.soft(draw.money(500))}


def milestones(draw: Context, document: Json) -> dict[str, Json]:
    """States due: soft at any time, hard only near the end."""
    work = [*_required(document), *document["measures"], f"{draw.fields[0]}/joint/install"]
    work.append(f"{draw.fields[0]}/{_participants(draw, document, draw.fields[0])[0]}/cutover")
    if not document["domains"][draw.fields[0]].get("required", True):
        work = [reference for reference in work if "/" not in reference]
    found: dict[str, Json] = {}
    for number in range(draw.pick((0, 1, 1, 2))):
        milestone: Json = {"complete": draw.some(work), **draw.mark()}
        if draw.chance(0.65):
            milestone |= {"due": draw.day(draw.rng.uniform(0.2, 1)), "late_per_week": draw.money(900)}
            milestone |= draw.pick(({}, {"hard": False}))
        else:
            milestone |= {"due": draw.day(draw.rng.uniform(0.8, 0.99)), **draw.pick(({}, {"hard": True}))}
        if draw.chance(0.3):
            milestone["origin"] = draw.pick(ORIGINS)
        if draw.chance(0.2):
            milestone["after"] = ["kickoff"]
        found[f"M{number}"] = milestone
    return found


def gate(draw: Context, document: Json) -> None:
    """Now and then: a first milestone of measures only, for which the last domain's work waits."""
    if not draw.chance(0.2):
        return
    document["milestones"]["start"] = {"due": draw.day(0.2), "complete": ["kickoff"], "late_per_week": 100}
    document["domains"][draw.fields[-1]]["after"] = draw.pick((["start"], ["start", "kickoff"]))


def _required(document: Json) -> list[str]:
    return [name for name, domain in document["domains"].items() if domain.get("required", True)]


def _participants(draw: Context, document: Json, domain: str) -> list[str]:
    return list(document["domains"][domain].get("participants", draw.members))


def goals(draw: Context, document: Json) -> dict[str, Json]:
    """A goal on some level, which the first measure serves."""
    if not draw.chance(0.3):
        return {}
    level = draw.pick(("national", "sector", "regional", "local"))
    goal: Json = {"level": level, "complete": [draw.pick(draw.fields), "kickoff"], "owner": "mayor"}
    if level == "local":
        goal["municipality"] = draw.pick(draw.members)
    if draw.chance(0.5):
        goal |= {"area": "service", "indicator": "one counter"}
    document["measures"]["kickoff"]["goals"] = ["together"]
    return {"together": goal}


def benefits(draw: Context) -> dict[str, Json]:
    """Gains of every class, per municipality or per thousand inhabitants."""
    found: dict[str, Json] = {}
    for number in range(draw.pick((0, 1, 1, 2))):
        benefit: Json = {
            "requires": draw.some((*draw.fields, "kickoff")),
            "class": draw.pick(("budget_effect", "budget_effect", "time_released", "priced_elsewhere", "not_priced")),
            "owner": "heads of service",
        }
        gain: Json = draw.pick(
            (
                {"per_year": draw.money(1200)},
                {"per_year": {member: draw.money(1200) for member in draw.members}},
                {"per_1000_inhabitants": draw.money(600)},
            )
        )
        if benefit["class"] in ("budget_effect", "time_released"):
            benefit |= gain
        if draw.chance(0.6):
            benefit["ramp_weeks"] = draw.rng.randint(0, 12)
        if draw.chance(0.2):
            benefit |= {"without_change_work_percent": 40, "motive": "fewer systems to keep"}
        found[f"gain-{number}"] = benefit
    return found


def policy(draw: Context) -> Json:
    """Limits and prices of camels and babies, the weight of time released, the threshold of a tender."""
    found: Json = {
        "burden_price": draw.pick((0, 3, 17)),
        "baby_price": draw.pick((0, 250)),
        "time_released_weight": draw.pick((0, 0.5, 1)),
        "tender_threshold": draw.pick((0, 1000)),
    }
    for kind in ("camels", "babies"):
        if draw.chance(0.3):
            found[kind] = {draw.pick(("all", *draw.members)): _limit(draw, kind)}
    return found


def _limit(draw: Context, kind: str) -> Json:
    limit: Json = draw.soft(draw.money(600))
    limit["max"] = draw.pick((0, 1, 2)) if "price" in limit else draw.pick((1, 2, 3))
    if kind == "camels" and draw.chance(0.4):
        limit["max_burden"] = draw.rng.randint(50, 300)
        if draw.chance(0.5):
            del limit["max"]
    return limit


def named(draw: Context, document: Json) -> None:
    """Now and then a municipality refuses or accepts the camel or baby of one domain."""
    if not draw.chance(0.2):
        return
    field = draw.pick(draw.fields)
    member = draw.pick(_participants(draw, document, field))
    limits = document["policy"].setdefault(draw.pick(("camels", "babies")), {})
    limit = limits.setdefault(member, {})
    limit[draw.pick(("refused", "accepted", "accepted"))] = [field]
