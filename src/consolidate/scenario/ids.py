"""Ids: none of them reserved, unique without regard to case, and across measures, domains and milestones (SPEC §1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from consolidate.scenario.base import RESERVED_IDS
from consolidate.scenario.defaults import ANY
from consolidate.scenario.troubles import Path, Trouble
from consolidate.text import _

MAPS: tuple[Path, ...] = (
    ("municipalities",),
    ("bodies",),
    ("keys",),
    ("pools", ANY),
    ("calendar", "closed", ANY),
    ("templates", ANY),
    ("measures",),
    ("domains",),
    ("domains", ANY, "candidates"),
    ("domains", ANY, "templates", ANY),
    ("blackouts",),
    ("milestones",),
    ("goals",),
    ("benefits",),
    ("alternatives",),
)
"""Maps whose keys bring new ids into the document; the keys of all others refer to these."""

TOGETHER = ("measures", "domains", "milestones")
"""Maps that share one space of ids, since an ``after`` may name any of them."""

RESERVED_IN = {"keys": frozenset({"equal"}), "bodies": frozenset({"council", "councils"})}
"""Ids with a meaning of their own in one map."""


def id_troubles(document: dict[str, Any]) -> Iterator[Trouble]:
    """Reserved ids and ids given twice but for their case."""
    for pattern in MAPS:
        for path, ids in _maps(document, pattern, ()):
            yield from _reserved(path, ids)
            yield from _twice(path, ids)
    yield from _across(document)


def _maps(here: Any, pattern: Path, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    if not isinstance(here, dict):
        return
    if not pattern:
        yield path, here
        return
    for key in here if pattern[0] == ANY else {pattern[0]} & here.keys():
        yield from _maps(here[key], pattern[1:], (*path, key))


def _reserved(path: Path, ids: dict[str, Any]) -> Iterator[Trouble]:
    reserved = RESERVED_IDS | RESERVED_IN.get(str(path[0]), frozenset())
    for name in ids:
        if name.casefold() in reserved:
            yield Trouble((*path, name), "", _("another id; this word is reserved"))


def _twice(path: Path, ids: dict[str, Any]) -> Iterator[Trouble]:
    first: dict[str, str] = {}
    for name in ids:
        other = first.setdefault(name.casefold(), name)
        if other != name:
            allowed = _("another id; “{other}” differs only in case").format(other=other)
            yield Trouble((*path, name), "", allowed)


def _across(document: dict[str, Any]) -> Iterator[Trouble]:
    first: dict[str, str] = {}
    for section in TOGETHER:
        ids = document.get(section)
        for name in ids if isinstance(ids, dict) else ():
            other = first.setdefault(name.casefold(), section)
            if other != section:
                allowed = _("another id; it stands in `{section}` too").format(section=other)
                yield Trouble((section, name), "", allowed)
