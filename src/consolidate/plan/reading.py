"""What documents of this room have in common when they are read: version, strictness, every fault at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from consolidate.errors import FaultyDocument
from consolidate.scenario.salvage import Salvage
from consolidate.scenario.troubles import Trouble, Troubles
from consolidate.scenario.version import Upgrade, upgraded

Model = TypeVar("Model", bound=BaseModel)
UPGRADES: Mapping[str, Upgrade] = {}
"""Upgrades by the format that they start from; version 1 of each is the first, so there is none yet."""


def sound(kind: type[Model], document: Any, strict: Iterable[Trouble], current: str) -> Model:
    """The model of a document in the current version of its format; ``strict``: troubles found in its text.

    Raises:
        FaultyDocument: it is wrong in itself, or of another format; it holds every fault that could be found.
    """
    document = upgraded(document, current, UPGRADES)
    troubles = Troubles()
    troubles.add_all(strict)
    model = Salvage(kind, document, {}).run(troubles)
    if len(troubles) or model is None:
        raise FaultyDocument(troubles.faults())
    return model
