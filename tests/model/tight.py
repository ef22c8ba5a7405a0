"""Tiny scenarios with limits that others seldom meet: change, cutovers in a row, camels and babies, a due date."""

from __future__ import annotations

import random
from datetime import date, timedelta

from tests.drawn.context import Json
from tests.random_scenarios import random_scenario


def tight(seed: int) -> Json:
    """A tiny scenario with some limits just above or below what its steps and targets ask for."""
    rng = random.Random(seed)
    document = random_scenario(rng, "tiny")
    _change(rng, document)
    ((name, domain),) = document["domains"].items()
    if rng.random() < 0.6:
        domain["cutovers"] = {"max": 1, "weeks": rng.randint(1, 4)}
    if len(document["municipalities"]) > 1:
        _two_cutovers(rng, document)
    for what in ("camels", "babies"):
        if rng.random() < 0.5:
            document["policy"][what] = {rng.choice(("all", *document["municipalities"])): _limit(rng, what, name)}
    if rng.random() < 0.4 and domain.get("required", True):
        start = date.fromisoformat(document["period"]["start"])
        due = str(start + timedelta(weeks=rng.randint(2, 6)))
        document["milestones"] = {"M": {"due": due, "complete": [name]}}
    for systems in document["installed"].values():
        if "product" in systems[name]:
            systems[name]["quality"] = rng.randint(50, 100) / 10
            if rng.random() < 0.5:
                systems[name]["baby"] = "own reports"
    return document


def _change(rng: random.Random, document: Json) -> None:
    """Every step of a municipality's path brings points; what it can take is one, two, or three of them."""
    for template in ("full", "light"):
        for step in document["templates"][template].values():
            step["change"] = rng.randint(1, 2)
    document["templates"]["full"]["cutover"]["settle"] = {"weeks": rng.randint(1, 3), "points": 1}
    for municipality in document["municipalities"].values():
        if rng.random() < 0.6:
            municipality["change_capacity"] = rng.randint(2, 4)


def _two_cutovers(rng: random.Random, document: Json) -> None:
    """Both may cut over in the same week for all that staff and pilots say."""
    ((_, domain),) = document["domains"].items()
    domain.pop("pilot", None)
    domain.pop("stabilise_weeks", None)
    for template in ("full", "light"):
        document["templates"][template]["cutover"].pop("staff", None)
    for municipality in document["municipalities"].values():
        municipality["cutovers"] = {"max": 1, "weeks": rng.randint(1, 3)}


def _limit(rng: random.Random, what: str, domain: str) -> Json:
    limits: list[Json] = [{"max": 0}, {"max": 1}, {"refused": [domain]}, {"max": 0, "accepted": [domain]}]
    if what == "camels":
        limits += [{"max_burden": rng.randint(1, 60)}]
    soft: Json = {"price": rng.randint(50, 500)}
    return {**rng.choice(limits), **rng.choice(({}, {}, soft))}
