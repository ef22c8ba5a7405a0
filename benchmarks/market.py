"""The market of a generated scenario: municipalities, domains with candidates, installed systems."""

from __future__ import annotations

import math
import random
from datetime import date, timedelta

from benchmarks.shape import WINDOWS, Json
from benchmarks.sizes import Size

LOCAL_PRODUCTS = 4


def municipalities(rng: random.Random, size: Size) -> dict[str, Json]:
    """Members from hamlets to towns, log-uniform in size."""
    members: dict[str, Json] = {}
    for number in range(size.municipalities):
        inhabitants = int(math.exp(rng.uniform(math.log(1500), math.log(80_000))))
        employees = inhabitants * rng.randint(60, 80) // 1000
        members[f"m{number + 1:03}"] = {
            "inhabitants": inhabitants,
            "employees": employees,
            "pcs": employees * rng.randint(40, 90) // 100,
        }
    return members


def domains(rng: random.Random, size: Size) -> dict[str, Json]:
    """Domains in an order in which each needs only earlier ones, at most three deep."""
    found: dict[str, Json] = {}
    depth: dict[str, int] = {}
    for number in range(size.domains):
        name = f"d{number + 1:02}"
        earlier = [other for other in found if depth[other] < 3]
        needs = sorted(rng.sample(earlier, min(len(earlier), rng.choice((0, 0, 1, 1, 2)))))
        depth[name] = 1 + max((depth[other] for other in needs), default=0)
        domain: Json = {"after": [rng.choice(("coordination", "network", "platform"))]}
        if needs:
            domain["needs"] = needs
        domain["templates"] = _overrides(rng)
        domain["candidates"] = _candidates(rng, size)
        found[name] = domain
    return found


def _overrides(rng: random.Random) -> Json:
    """Some domains run nothing in parallel, train no one for a light switch, or convert for longer."""
    full: Json = {"convert": {"weeks": rng.randint(3, 8)}}
    if rng.random() < 0.5:
        full["parallel"] = {"weeks": 0}
    overrides: Json = {"full": full}
    if rng.random() < 0.5:
        overrides["light"] = {"train": {"weeks": 0}}
    return overrides


def _candidates(rng: random.Random, size: Size) -> dict[str, Json]:
    """Two or three products: a market leader that may be extended, and others that take a tender."""
    spread = math.sqrt(size.municipalities / 7)
    joint_cost = round(rng.randint(300, 1800) * spread) * 1000
    local_cost = rng.randint(40, 220) * 1000
    licence, running = rng.randint(4, 40) * 100, rng.randint(5, 40) * 100
    found: dict[str, Json] = {}
    for product in ("alfa", "beta", "gamma")[: rng.choice((2, 3, 3))]:
        found[product] = {
            "quality": rng.randint(12, 18) / 2,
            "routes": ["extend", "procure"] if product == "alfa" else ["procure"],
            "extension_option": product == "alfa",
            "joint_cost": joint_cost * rng.randint(80, 120) // 100,
            "local_cost": local_cost * rng.randint(80, 120) // 100,
            "licence_per_user": licence * rng.randint(70, 130) // 100,
            "running_per_user": running * rng.randint(75, 115) // 100,
        }
    return found


def installed(rng: random.Random, members: dict[str, Json], fields: dict[str, Json]) -> dict[str, Json]:
    """What each municipality runs in each domain: a candidate, one of a few local products, or nothing."""
    users = {name: rng.choice((1, 2, 4, 8, 15)) for name in fields}
    return {
        member: {
            name: _system(rng, field, 2 + size["inhabitants"] * users[name] // 2000) for name, field in fields.items()
        }
        for member, size in members.items()
    }


def _system(rng: random.Random, domain: Json, users: int) -> Json:
    draw = rng.random()
    if draw < 0.03:
        return {"users": users}
    candidates: dict[str, Json] = domain["candidates"]
    product = "alfa" if draw < 0.43 else "beta" if draw < 0.58 else f"local-{rng.randint(1, LOCAL_PRODUCTS)}"
    price: int = candidates.get(product, candidates["alfa"])["running_per_user"]
    system: Json = {
        "product": product,
        "users": users,
        "quality": rng.randint(8, 18) / 2,
        "running": users * price * rng.randint(95, 150) // 100 + 10_000,
    }
    if product not in candidates and rng.random() < 0.08:
        system["baby"] = "own development"
    if rng.random() < 0.6:
        system["contract"] = _contract(rng, system["running"])
    return system


def _contract(rng: random.Random, running: int) -> Json:
    """A contract that renews every year from a month's end in the first three years."""
    months = rng.randint(6, 35)
    after = date(2006 + (months + 1) // 12, (months + 1) % 12 + 1, 1)
    contract: Json = {
        "last_day": str(after - timedelta(days=1)),
        "renews_months": 12,
        "notice_weeks": rng.choice((13, 26)),
    }
    if rng.random() < 0.7:
        contract["leave_fee"] = running * rng.randint(20, 60) // 100
    return contract


def blackouts(rng: random.Random, fields: dict[str, Json]) -> dict[str, Json]:
    """Each domain falls under one yearly window without cutovers."""
    groups: dict[str, list[str]] = {name: [] for name in WINDOWS}
    for field in fields:
        groups[rng.choice(list(WINDOWS))].append(field)
    return {
        name: {"every": list(WINDOWS[name]), "domains": group, "origin": "adopted policy"}
        for name, group in groups.items()
        if group
    }
