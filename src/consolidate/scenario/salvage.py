"""Models of as much of a document as is sound, so that faults of every kind can be told at once.

What the models refuse is taken out and the rest is tried again, until it is accepted or nothing more can be
taken out. The document that comes out is never used for anything but finding further faults.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from consolidate.scenario.translate import translated
from consolidate.scenario.troubles import MOST_ERRORS, Path, Trouble, Troubles, stands
from consolidate.text import _

ROUNDS = 8
SAMPLE_ENTRIES = 50
SAMPLE_VALUES = 5000

Model = TypeVar("Model", bound=BaseModel)

Tree = dict[str | int, Any]
"""By key or place in a list: what is to be taken out of the value there; nothing inside means the value itself."""

_STAYS: Tree = {"": {}}


class Salvage(Generic[Model]):
    """The sound part of a document; ``model`` is None while it cannot be had.

    Where entries of lists are taken out, `written` leads from a place in what is left to the place in the
    document as written.
    """

    def __init__(self, kind: type[Model], document: dict[str, Any], stand_ins: Mapping[str, Any]) -> None:
        self.kind = kind
        self.model: Model | None = None
        self._document = document
        self._stand_ins = stand_ins
        self._kept: dict[Path, list[int]] = {}

    def run(self, troubles: Troubles) -> Model | None:
        """Try until a model stands; what the models refuse is added to the troubles.

        ``stand_ins`` take the place of fields that the model needs and that had to be taken out.
        """
        for _round in range(ROUNDS):
            try:
                self.model = self.kind.model_validate(self._document)
            except ValidationError as error:
                if error.error_count() > MOST_ERRORS:
                    troubles.add_all(self._sample())
                    return None
                found = translated(error, self._document, self.kind)
            else:
                return self.model
            written = [trouble.at(self.written(trouble.path)) for trouble in found]
            troubles.add_all([trouble for trouble in written if not troubles.near_known(trouble.path)])
            if not self._take_out([trouble.path for trouble in found]):
                return None
        return None

    def _sample(self) -> list[Trouble]:
        """Troubles of the beginning of a document with more of them than anybody would mend in one go."""
        beginning = _beginning(self._document, [SAMPLE_VALUES])
        try:
            self.kind.model_validate(beginning)
        except ValidationError as error:
            found = translated(error, beginning, self.kind)
        else:
            found = []
        return [*found, Trouble((), "", _("fewer faults; there are more than are listed here"))]

    def written(self, path: Path) -> Path:
        """The path in the document as written of a path in what is left of it."""
        for length, part in enumerate(path):
            kept = self._kept.get(path[:length]) if isinstance(part, int) else None
            if kept is not None and isinstance(part, int) and part < len(kept):
                return (*path[:length], kept[part], *path[length + 1 :])
        return path

    def _take_out(self, paths: list[Path]) -> bool:
        """Take out the values at fault; where one is missing, the object that should have it."""
        broken = {str(path[0]) for path in paths if path} & self._stand_ins.keys()
        places = {self._removable(path) for path in paths if path and path[0] not in broken}
        if () in places or not (places or broken) or () in paths:
            return False
        self._document = self._without(self._document, (), _tree(places))
        self._document = {**self._document, **{name: self._stand_ins[name] for name in broken}}
        return True

    def _removable(self, path: Path) -> Path:
        """The place to take out: a field, or an entry of a list with all that it holds."""
        while path and not stands(self._document, path):
            path = path[:-1]
        for length, part in enumerate(path, start=1):
            if isinstance(part, int):
                return path[:length]
        return path

    def _without(self, here: Any, path: Path, places: Tree) -> Any:
        """A copy without what the tree marks for removal; remembers which entries of a list stay."""
        if isinstance(here, list):
            kept = self._kept.get(path, list(range(len(here))))
            self._kept[path] = [number for place, number in enumerate(kept) if place not in places]
            return [entry for place, entry in enumerate(here) if place not in places]
        rest = {key: value for key, value in here.items() if places.get(key, _STAYS)}
        deeper = [key for key in places if key in rest]
        return {**rest, **{key: self._without(rest[key], (*path, key), places[key]) for key in deeper}}


def _beginning(value: Any, budget: list[int]) -> Any:
    """A copy of the first entries of all that holds entries, of about so many values as the budget has left."""
    if not isinstance(value, dict | list):
        return value
    budget[0] -= SAMPLE_ENTRIES
    entries = max(0, min(SAMPLE_ENTRIES, budget[0]))
    if isinstance(value, list):
        return [_beginning(child, budget) for child in value[:entries]]
    return {key: _beginning(child, budget) for key, child in islice(value.items(), entries)}


def _tree(places: Iterable[Path]) -> Tree:
    """Places as a tree; an empty branch is to be removed, with all that other places name inside it."""
    tree: Tree = {}
    for place in sorted(places, key=len, reverse=True):
        branch = tree
        for part in place[:-1]:
            branch = branch.setdefault(part, {})
        branch[place[-1]] = {}
    return tree
