"""Models of as much of a document as is sound, so that faults of every kind can be told at once.

What the models refuse is taken out and the rest is tried again, until it is accepted or nothing more can be
taken out. The document that comes out is never used for anything but finding further faults.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from consolidate.scenario.translate import translated
from consolidate.scenario.troubles import Path, Troubles, stands, value_at

ROUNDS = 8

Model = TypeVar("Model", bound=BaseModel)


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
                found = translated(error, self._document, self.kind)
            else:
                return self.model
            written = [trouble.at(self.written(trouble.path)) for trouble in found]
            troubles.add_all([trouble for trouble in written if not troubles.near_known(trouble.path)])
            if not self._take_out([trouble.path for trouble in found]):
                return None
        return None

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
        places = {self._removable(path) for path in paths if path[:1] not in {(name,) for name in broken}}
        if () in places or not (places or broken):
            return False
        for place in sorted(places, key=_last_first):
            self._remember(place)
            self._document = _removed(self._document, place)
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

    def _remember(self, place: Path) -> None:
        last = place[-1]
        if isinstance(last, int) and stands(self._document, place):
            entries = value_at(self._document, place[:-1])
            self._kept.setdefault(place[:-1], list(range(len(entries)))).pop(last)


def _last_first(place: Path) -> tuple[int, int]:
    """Deeper places first, and later entries of a list before earlier ones, so that places stay true."""
    last = place[-1]
    return -len(place), -last if isinstance(last, int) else 0


def _removed(here: Any, path: Path) -> Any:
    """A copy without the value at the path; unchanged where it has gone already."""
    if not stands(here, path):
        return here
    first, rest = path[0], path[1:]
    if isinstance(here, list):
        return [entry for place, entry in enumerate(here) if place != first]
    if not rest:
        return {key: value for key, value in here.items() if key != first}
    return {**here, first: _removed(here[first], rest)}
