"""Collecting everything that is wrong with a document, each thing once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from consolidate.errors import Fault

Path = tuple[str | int, ...]
"""The way to a value: keys of objects and positions in lists."""

MAX_PATH_PART = 60
MOST_ERRORS = 5000
"""More than anybody would mend in one go; what is found of one kind stops there."""


@dataclass(frozen=True)
class Trouble:
    """A fault that still knows the way to its place."""

    path: Path
    value: str
    allowed: str

    def at(self, path: Path) -> Trouble:
        """The same trouble in another place."""
        return Trouble(path, self.value, self.allowed)

    def fault(self) -> Fault:
        """The fault that people read."""
        return Fault(path_text(self.path), self.value, self.allowed)


class Troubles:
    """All troubles found so far; what is a mere consequence of an earlier one is not added."""

    def __init__(self) -> None:
        self._found: list[Trouble] = []
        self._paths: set[Path] = set()
        self._above: set[Path] = set()

    def __iter__(self) -> Iterator[Trouble]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def add(self, trouble: Trouble) -> None:
        """Keep a trouble."""
        self._found.append(trouble)
        self._paths.add(trouble.path)
        self._above.update(trouble.path[:length] for length in range(len(trouble.path)))

    def add_all(self, troubles: Iterable[Trouble]) -> None:
        """Keep all of them."""
        for trouble in troubles:
            self.add(trouble)

    def inside_known(self, path: Path) -> bool:
        """Whether the place, or something that holds it, is known to be wrong."""
        return any(path[:length] in self._paths for length in range(len(path) + 1))

    def near_known(self, path: Path) -> bool:
        """Whether the place, something that holds it, or something in it is known to be wrong."""
        return path in self._above or self.inside_known(path)

    def faults(self) -> tuple[Fault, ...]:
        """All of them for people, sorted by path."""
        return tuple(sorted({trouble.fault() for trouble in self._found}))


def stands(document: Any, path: Path) -> bool:
    """Whether there is a value at the path."""
    for part in path:
        if isinstance(document, list):
            there = isinstance(part, int) and part < len(document)
        else:
            there = isinstance(document, dict) and part in document
        if not there:
            return False
        document = document[part]
    return True


def value_at(document: Any, path: Path) -> Any:
    """The value at a path at which one stands."""
    for part in path:
        document = document[part]
    return document


def path_text(path: Path) -> str:
    """A path as people read it: ``domains.finance.after[0].step``; odd characters are written as escapes."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += ("." if text else "") + _printable(part)
    return text


def _printable(part: str) -> str:
    text = part if part.isprintable() else ascii(part)[1:-1]
    return text if len(text) <= MAX_PATH_PART else text[: MAX_PATH_PART - 1] + "…"
