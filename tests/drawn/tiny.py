"""Tiny scenarios, few enough in steps and weeks that every plan can be tried."""

from __future__ import annotations

import random
from datetime import date, timedelta

from tests.drawn import aims, money, parties, today
from tests.drawn.context import Context, Json, Wait
from tests.drawn.work import candidates as candidates_of

MOST_STEPS = 4
MOST_WEEKS = 14


def document(rng: random.Random, members: tuple[str, ...], field: str) -> Json:
    """One domain, one or two municipalities, at most four steps under every target."""
    count = rng.randint(1, 2)
    draw = Context(
        rng,
        start=date(2023, rng.choice((1, 6, 11, 12)), rng.randint(1, 28)),
        weeks=rng.randint(7, 10),
        members=members[:count],
        fields=(field,),
        tiny=True,
    )
    alone = count == 1
    extra = draw.pick(("measure", "route", "none")) if alone else "none"
    found: Json = {
        "format": "consolidate/scenario/1",
        "period": {
            "start": str(draw.start),
            "end": str(draw.end),
            "value_until": str(draw.end + timedelta(days=draw.rng.randint(0, 300))),
        },
        "municipalities": parties.municipalities(draw),
        "bodies": parties.bodies(draw),
        "keys": money.keys(draw),
        "sharing": money.sharing(draw),
        "pools": parties.pools(draw),
        "calendar": parties.calendar(draw),
        "templates": _templates(draw, extra),
        "measures": _measures(draw) if extra == "measure" else {},
        "domains": {field: _domain(draw, extra)},
    }
    found["installed"] = _installed(draw, field, list(found["domains"][field]["candidates"]))
    _finish(draw, found)
    return found


def _step(draw: Context, weeks: int, percent: int, *after: Wait) -> Json:
    step: Json = {"weeks": weeks, "after": list(after), "cost_percent": percent}
    if draw.chance(0.6):
        step["staff"] = {draw.pick(("application", "manager")): draw.rng.randint(1, 4)}
    if draw.chance(0.4):
        step["change"] = draw.rng.randint(1, 4)
    if draw.chance(0.3):
        step["closed_weeks"] = draw.pick(("run", "avoid"))
    if draw.chance(0.3):
        step["pays"] = "end"
    return step


def _templates(draw: Context, extra: str) -> Json:
    joint: Json = {"install": _step(draw, draw.rng.randint(1, 2), 100)}
    if extra == "route":
        joint = {
            "procure": {**_step(draw, 2, 30), "route": "procure"},
            "extend": {**_step(draw, 1, 10), "route": "extend"},
            "install": _step(draw, 1, 70, "procure", "extend"),
        }
    elif draw.chance(0.3):
        joint["install"]["decision"] = draw.pick(("board", "councils"))
    wait: Wait = "joint/install"
    if draw.chance(0.5):
        wait = {"step": wait, "lag": draw.pick((0, 0, 1)), **draw.pick(({}, {"within": draw.rng.randint(2, 4)}))}
    full: Json = {
        "cutover": _step(draw, 1, 80, wait),
        "decommission": {**_step(draw, draw.rng.randint(1, 2), 20, "cutover"), "old_system": True},
    }
    if draw.chance(0.3):
        full["cutover"]["settle"] = {"weeks": draw.rng.randint(1, 2), "points": draw.rng.randint(1, 3)}
    light = {"cutover": _step(draw, 1, 100, "joint/install"), "decommission": _step(draw, 1, 0, "cutover")}
    return {"joint": joint, "full": full, "light": light}


def _measures(draw: Context) -> Json:
    measure = _step(draw, 1, 0)
    del measure["cost_percent"]
    measure["cost"] = draw.money(3000)
    if draw.chance(0.4):
        measure |= {"paid_by": "shares", "key": "mixed"}
    return {"kickoff": measure}


def _domain(draw: Context, extra: str) -> Json:
    domain: Json = {"candidates": candidates_of(draw)}
    if extra == "measure":
        domain["after"] = ["kickoff"]
    if len(draw.members) > 1 and draw.chance(0.3):
        domain |= {"pilot": draw.members[1], "stabilise_weeks": draw.rng.randint(0, 1)}
    if draw.chance(0.2):
        domain["required"] = False
    if draw.chance(0.3):
        domain |= {"paid_by": "shares", "key": draw.pick(money.KEYS)}
    return domain


def _installed(draw: Context, field: str, candidates: list[str]) -> Json:
    """What is there today: with two municipalities one of them has nothing, which leaves it a single step."""
    found: Json = {member: {field: {"users": draw.rng.randint(1, 30)}} for member in draw.members}
    member = draw.pick(draw.members)
    system = today.system(draw, candidates, field)
    if len(draw.members) == 1 and "product" not in system:
        system |= {"product": "old", "quality": 6, "running": draw.money(2000)}
    if system.get("contract", {}).get("notice_after") == "kickoff":
        del system["contract"]["notice_after"]
    found[member][field] = system
    return found


def _finish(draw: Context, found: Json) -> None:
    found["blackouts"] = aims.blackouts(draw)
    found["milestones"] = {} if not draw.chance(0.5) else _milestone(draw)
    found["benefits"] = _benefit(draw) if draw.chance(0.4) else {}
    found["policy"] = aims.policy(draw)
    if draw.chance(0.15):
        aims.named(draw, found)
    found["budgets"] = money.budgets(draw, found)
    if not found["domains"][draw.fields[0]].get("required", True):
        found["milestones"] = {}


def _milestone(draw: Context) -> Json:
    soft = draw.chance(0.7)
    due = draw.day(draw.rng.uniform(0.3, 0.9) if soft else 0.85)
    return {
        "M": {
            "due": due,
            "complete": list(draw.fields),
            **({"late_per_week": draw.money(500)} if soft else {}),
        }
    }


def _benefit(draw: Context) -> Json:
    gain = {"requires": list(draw.fields), "class": draw.pick(("budget_effect", "time_released"))}
    return {"gain": {**gain, "per_1000_inhabitants": draw.money(400), "ramp_weeks": draw.rng.randint(0, 8)}}
