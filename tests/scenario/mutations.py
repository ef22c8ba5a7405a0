"""Random damage to a document, the same for the same seed."""

from __future__ import annotations

import copy
import random
from typing import Any

from tests.scenario import Json

NONSENSE: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 3, 10**6, 10**15, 10**30, 0.5, -2.25, 1e300, float("nan"), float("inf"),
    "", "x", "joint", "all", "2008-01-07", "2008-02-30", "12-31", "finance/north/cutover", "\ud800", "\x00", "é" * 5000,
    [], [[]], [None], ["coordination"], {}, {"x": 1}, {"step": "coordination", "within": -1}, {"2008-01-07": 5},
)  # fmt: skip


def mutated(document: Json, rng: random.Random) -> Json:
    """The document with one to four of its values removed, replaced, renamed, copied or doubled in size."""
    result = copy.deepcopy(document)
    for _change in range(rng.randint(1, 4)):
        holder = rng.choice([place for place in _holders(result) if place])
        key = rng.choice(list(holder) if isinstance(holder, dict) else list(range(len(holder))))
        _change_one(holder, key, rng, result)
    return result


def _change_one(holder: Any, key: Any, rng: random.Random, document: Json) -> None:
    kind = rng.choice(("remove", "replace", "rename", "copy", "swap", "scale"))
    if kind == "remove":
        del holder[key]
    elif kind == "rename" and isinstance(holder, dict):
        holder[rng.choice((key.upper(), key + "x", "joint", "", "ø", key * 40))] = holder.pop(key)
    elif kind == "copy" and isinstance(holder, dict):
        holder[key + rng.choice(("2", "-", "/x"))] = copy.deepcopy(holder[key])
    elif kind == "swap":
        other = rng.choice([place for place in _holders(document) if place])
        chosen = rng.choice(list(other.values()) if isinstance(other, dict) else other)
        holder[key] = copy.deepcopy(chosen)
    elif kind == "scale" and isinstance(holder[key], int):
        holder[key] = holder[key] * rng.choice((-1, 1000, 10**12))
    else:
        holder[key] = rng.choice(NONSENSE)


def _holders(value: Any) -> list[Any]:
    """Every object and list of a document."""
    if isinstance(value, dict):
        return [value, *(inner for child in value.values() for inner in _holders(child))]
    if isinstance(value, list):
        return [value, *(inner for child in value for inner in _holders(child))]
    return []
