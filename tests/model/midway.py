"""Tiny scenarios in mid-period: some steps have happened or are under way, others are promised, at any odd time."""

from __future__ import annotations

import random
from datetime import date, timedelta

from tests.drawn.context import Json
from tests.random_scenarios import random_scenario


def midway(seed: int) -> Json:
    """A tiny scenario with a status date some weeks in, facts that may break any rule, and promises."""
    rng = random.Random(seed)
    document = random_scenario(rng, "tiny")
    start, end = (date.fromisoformat(document["period"][name]) for name in ("start", "end"))
    monday = start - timedelta(days=start.weekday())
    passed = rng.randint(1, 3)
    document["status_date"] = str(monday + timedelta(days=7 * passed + rng.choice((0, 0, 0, 3))))
    actuals: Json = {}
    promises: Json = {}
    for step in _steps(document):
        dice = rng.random()
        if dice < 0.3:
            actuals[step] = _fact(rng, monday, passed)
            if rng.random() < 0.5:
                status = "done" if "finished" in actuals[step] else "started"
                promises[step] = {"status": status, "start": actuals[step]["started"]}
        elif dice < 0.7:
            promises[step] = _promise(rng, monday + timedelta(weeks=rng.randint(0, (end - monday).days // 7 - 1)))
    document |= {"actuals": {"steps": actuals}, "commitments": {"steps": promises}}
    if rng.random() < 0.3:
        ((domain, spec),) = document["domains"].items()
        target = {"status": rng.choice(("adopted", "announced")), "product": min(spec["candidates"])}
        document["commitments"]["targets"] = {domain: {**target, "route": "procure"}}
    return document


def begun_early(seed: int) -> Json:
    """A scenario in mid-period, some of whose facts lie before the period; running may start with any step."""
    rng, document = random.Random(f"early/{seed}"), midway(seed)
    facts = document["actuals"]["steps"]
    (domain,) = document["domains"]
    status = date.fromisoformat(document["status_date"])
    for name, systems in document["installed"].items():
        if rng.random() < 0.3 and "product" in systems[domain]:
            begun = status - timedelta(days=status.weekday(), weeks=rng.randint(1, 3))
            facts[f"{domain}/{name}/decommission"] = {"started": str(begun)}
    for name, fact in facts.items():
        if rng.random() < 0.4:
            fact["started"] = str(date.fromisoformat(fact["started"]) - timedelta(weeks=rng.randint(1, 5)))
            if name in document["commitments"]["steps"]:
                document["commitments"]["steps"][name]["start"] = fact["started"]
    for kind in ("full", "light"):
        if rng.random() < 0.5:
            steps = document["templates"][kind]
            steps[rng.choice(sorted(steps))]["starts_running"] = True
    return document


def _steps(document: Json) -> list[str]:
    """Steps that every target brings."""
    (domain,) = document["domains"]
    joint = [name for name, step in document["templates"]["joint"].items() if "route" not in step]
    cutovers = [f"{domain}/{municipality}/cutover" for municipality in document["municipalities"]]
    return [*document["measures"], *(f"{domain}/joint/{name}" for name in joint), *cutovers]


def _fact(rng: random.Random, monday: date, passed: int) -> Json:
    started = monday + timedelta(weeks=rng.randint(0, passed - 1))
    last = monday + timedelta(days=7 * passed - 3)
    return rng.choice(
        (
            {"started": str(started)},
            {"started": str(started), "remaining_weeks": rng.randint(0, 3)},
            {"started": str(started), "finished": str(min(last, started + timedelta(days=7 * rng.randint(0, 2) + 4)))},
        )
    )


def _promise(rng: random.Random, start: date) -> Json:
    if rng.random() < 0.66:
        return {"status": "adopted", "start": str(start)}
    prices = {"price_per_move": rng.choice((0, 70)), "price_per_week": rng.randint(0, 400)}
    return {"status": "announced", "start": str(start), **prices}
