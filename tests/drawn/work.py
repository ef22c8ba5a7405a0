"""Templates, measures, and domains with their candidates."""

from __future__ import annotations

from tests.drawn.context import PRODUCTS, SKILLS, Context, Json, Wait
from tests.drawn.money import KEYS


def _step(draw: Context, weeks: int, percent: float, *after: Wait) -> Json:
    """A step with staff, change, a way to meet closed weeks and a time of paying."""
    step: Json = {"weeks": weeks, "cost_percent": percent, **draw.mark()}
    if after:
        step["after"] = list(after)
    if draw.chance(0.5):
        step["staff"] = {skill: draw.rng.randint(1, 4) for skill in draw.rng.sample(SKILLS, draw.pick((1, 1, 2)))}
    if draw.chance(0.4):
        step["change"] = draw.rng.randint(1, 3)
    if draw.chance(0.3):
        step["closed_weeks"] = draw.pick(("pause", "run", "avoid"))
    if draw.chance(0.25):
        step["pays"] = draw.pick(("start", "end"))
    return step


def templates(draw: Context) -> dict[str, Json]:
    """Short chains that use every field of a step."""
    return {"joint": _joint(draw), "full": _full(draw), "light": _light(draw)}


def _joint(draw: Context) -> Json:
    chain: Json = {
        "procure": {**_step(draw, draw.rng.randint(3, 6), 20), "route": "procure"},
        "extend": {**_step(draw, draw.rng.randint(1, 3), 10), "route": "extend"},
    }
    before = ["procure", "extend"]
    if draw.chance(0.4):
        chain["consent"] = {
            "weeks": draw.rng.randint(2, 4),
            "after": before,
            "decision": draw.pick(("board", "councils", "councils")),
            "closed_weeks": "run",
        }
        before = ["consent"]
    chain["install"] = _step(draw, draw.rng.randint(2, 4), draw.rng.randint(50, 70), *before)
    if draw.chance(0.3):
        chain["install"]["lenders"] = [draw.pick(draw.members)]
    if draw.chance(0.2):
        chain["install"] |= {"lead": draw.pick(draw.members), "change": 2}
    return chain


def _full(draw: Context) -> Json:
    lag = draw.rng.randint(0, 2)
    ready: Wait = {"step": "joint/install", "lag": lag} if lag else "joint/install"
    chain: Json = {
        "prepare": _step(draw, 1, 10, draw.pick(("joint/procure", "joint/install"))),
        "convert": {**_step(draw, draw.rng.randint(1, 3), 40, "prepare", ready), "old_system": True},
        "train": _step(draw, 1, 12.5, "prepare"),
        "cutover": _step(draw, 1, 25, "convert", {"step": "train", "within": draw.rng.randint(4, 8)}),
        "decommission": {**_step(draw, draw.rng.randint(1, 2), 7, "cutover"), "old_system": True},
    }
    if draw.chance(0.4):
        parallel = _step(draw, draw.rng.randint(1, 2), 5, "convert")
        chain["parallel"] = {**parallel, "starts_running": True, "old_system": draw.chance(0.5)}
        chain["cutover"]["after"] = [{"step": "parallel", "within": draw.pick((0, 3))}, "convert", "train"]
    if draw.chance(0.3):
        chain["cutover"]["settle"] = {"weeks": draw.rng.randint(1, 3), "points": draw.rng.randint(1, 2)}
    if draw.chance(0.2):
        chain["prepare"] |= {"weeks": 2, "decision": "council"}
    if draw.chance(0.1):
        chain["cutover"]["not_before"] = draw.day(draw.rng.uniform(0.1, 0.5))
    return chain


def _light(draw: Context) -> Json:
    cutover = _step(draw, 1, 30, "connect")
    if draw.chance(0.3):
        cutover["settle"] = {"weeks": 2, "points": 1}
    return {
        "connect": _step(draw, draw.pick((0, 1, 2)), 70, "joint/install"),
        "cutover": cutover,
        "decommission": _step(draw, 1, 0, "cutover"),
    }


def measures(draw: Context) -> dict[str, Json]:
    """A measure that most domains wait for, and sometimes a second one after it."""
    found = {"kickoff": _measure(draw, draw.rng.randint(1, 4))}
    if draw.chance(0.4):
        later: Wait = {"step": "kickoff", "lag": 1}
        found["network"] = _measure(draw, draw.rng.randint(1, 4), later if draw.chance(0.5) else "kickoff")
    return found


def _measure(draw: Context, weeks: int, *after: Wait) -> Json:
    measure = _step(draw, weeks, 0, *after)
    del measure["cost_percent"]
    measure["cost"] = draw.money(3000)
    if draw.chance(0.3):
        measure |= {"paid_by": draw.pick(("programme", "shares")), "key": draw.pick(KEYS)}
    if draw.chance(0.2):
        measure["lead"] = draw.pick(draw.members)
    if draw.chance(0.2):
        measure |= {"lenders": [draw.pick(draw.members)], "main_area": "network", "owner": "head of IT"}
    if draw.chance(0.2):
        measure["not_before"] = draw.day(draw.rng.uniform(0, 0.1))
    if draw.chance(0.2):
        measure |= {"weeks": max(2, weeks), "decision": draw.pick(("board", "councils"))}
    return measure


def domains(draw: Context) -> dict[str, Json]:
    """Domains that may need earlier ones, each with a candidate that can be procured or extended."""
    found: dict[str, Json] = {}
    for number, name in enumerate(draw.fields):
        domain: Json = {"candidates": candidates(draw), **draw.mark(), **_shape(draw)}
        earlier = draw.fields[:number]
        if earlier and draw.chance(0.4):
            domain["needs"] = [draw.pick(earlier)]
        if draw.chance(0.7):
            domain["after"] = [draw.pick(("kickoff", "kickoff", {"step": "kickoff", "lag": 1, "within": 12}))]
        found[name] = domain
    return found


def _shape(draw: Context) -> Json:
    """How a domain differs from the others."""
    shape: Json = {}
    members = draw.some(draw.members) if draw.chance(0.2) else list(draw.members)
    if len(members) < len(draw.members):
        shape["participants"] = members
    extras: tuple[tuple[float, Json], ...] = (
        (0.2, {"required": draw.chance(0.2)}),
        (0.25, {"pilot": draw.pick(members), "stabilise_weeks": draw.rng.randint(0, 3)}),
        (0.2, {"lead": draw.pick(members)}),
        (0.2, {"scale": draw.pick((0.5, 1.25, {"install": 0.5, "prepare": 2}))}),
        (0.2, {"change_factor": draw.pick((0.5, 1.5, 2))}),
        (0.15, {"cutovers": {"max": 1, "weeks": draw.rng.randint(1, 4)}}),
        (0.3, {"paid_by": draw.pick(("programme", "shares")), "key": draw.pick(KEYS)}),
        (0.2, {"running_key": draw.pick(KEYS)}),
        (0.2, {"templates": draw.pick(_overrides())}),
        (0.1, {"main_area": "finance", "criticality": "high", "sensitive": True, "owner": "head of finance"}),
        (0.1, {"user_group": "clerks", "recipients": "residents", "national_demand": draw.chance(0.5)}),
    )
    for probability, extra in extras:
        if draw.chance(probability):
            shape |= extra
    return shape


def _overrides() -> tuple[Json, ...]:
    """Changes that a domain may make to the templates."""
    return (
        {"full": {"train": {"weeks": 0}}},
        {"full": {"convert": {"weeks": 4, "staff": {"application": 2}}}},
        {"light": {"connect": {"weeks": 0}}},
        {"joint": {"procure": {"weeks": 2}, "install": {"change": 1}}},
        {"joint": {"test": {"weeks": 1, "after": ["install"], "cost_percent": 10}}},
    )


def candidates(draw: Context) -> dict[str, Json]:
    """One to three products; the first can always be procured."""
    found: dict[str, Json] = {}
    for product in PRODUCTS[: draw.pick((1, 2) if draw.tiny else (1, 2, 2, 3))]:
        candidate: Json = {
            "quality": draw.rng.randint(10, 100) / 10,
            "joint_cost": draw.money(5000),
            "local_cost": draw.money(2000),
            "licence_per_user": draw.rng.randint(0, 30),
            "running_per_user": draw.rng.randint(0, 60),
            **draw.mark(),
        }
        if found and draw.chance(0.6):
            candidate["routes"] = [draw.pick(("extend", "procure"))]
        if draw.chance(0.6):
            candidate |= draw.pick(({"extension_option": True}, {"value": 500}, {"value": 90_000}))
        extras: tuple[tuple[float, Json], ...] = (
            (0.2, {"quality_in": {draw.pick(draw.members): draw.rng.randint(2, 19) / 2}}),
            (0.3, {"light_cost": draw.money(800)}),
            (0.2, {"local_cost_per_inhabitant": draw.rng.randint(1, 120) / 100}),
            (0.3, {"running_fixed": draw.money(900)}),
            (0.2, {"scale": draw.pick((0.5, 1.5, 2))}),
        )
        for probability, extra in extras:
            if draw.chance(probability):
                candidate |= extra
        found[product] = candidate
    return found
