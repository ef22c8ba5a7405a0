"""Alternatives: named changes to a scenario, as JSON merge patches (RFC 7396)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from consolidate.errors import UnknownName
from consolidate.scenario.troubles import Path, Trouble, stands, value_at
from consolidate.text import _

_FIXED = frozenset({"format", "alternatives"})


def merge_patch(target: Any, patch: Any) -> Any:
    """The target changed by a merge patch: objects merge, null removes, everything else replaces."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merge_patch(result.get(key), value)
    return result


def apply_alternative(document: dict[str, Any], name: str) -> dict[str, Any]:
    """The document as one of its alternatives has it; the given one is left as it is.

    Raises:
        UnknownName: it has no alternative of this name.
    """
    alternatives = document.get("alternatives")
    known = alternatives if isinstance(alternatives, dict) else {}
    if name not in known:
        there = ", ".join(sorted(known)) or _("none")
        raise UnknownName(_("no alternative “{name}”; there are: {known}").format(name=name, known=there))
    alternative = known[name]
    patch = alternative.get("patch") if isinstance(alternative, dict) else None
    if not isinstance(patch, dict):
        return document
    changed = merge_patch(document, {key: value for key, value in patch.items() if key not in _FIXED})
    assert isinstance(changed, dict)
    return changed


def patch_troubles(document: dict[str, Any]) -> Iterator[Trouble]:
    """Patches that change nothing, remove what is not there, or touch what they may not."""
    alternatives = document.get("alternatives")
    for name, alternative in alternatives.items() if isinstance(alternatives, dict) else ():
        patch = alternative.get("patch") if isinstance(alternative, dict) else None
        if isinstance(patch, dict):
            yield from _troubles(document, patch, ("alternatives", name, "patch"))


def place_in_patch(path: Path, document: dict[str, Any], name: str) -> Path:
    """The path of a value, or, where an alternative has put it there, its path in the patch."""
    inside = ("alternatives", name, "patch", *path)
    if not stands(document, inside):
        return path
    both_objects = stands(document, path) and isinstance(value_at(document, inside), dict)
    return path if both_objects else inside


def _troubles(document: dict[str, Any], patch: dict[str, Any], way: Path) -> Iterator[Trouble]:
    for key in sorted(_FIXED & patch.keys()):
        yield Trouble((*way, key), "", _("an alternative leaves `format` and `alternatives` as they are"))
    removals = list(_idle_removals(document, patch, way))
    yield from removals
    if not removals and not _changes(document, patch):
        yield Trouble(way, "", _("a patch that changes something in the document; this one changes nothing"))


def _idle_removals(target: Any, patch: dict[str, Any], way: Path) -> Iterator[Trouble]:
    here = target if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None and key not in here:
            yield Trouble((*way, key), "", _("null only for what is in the document, to remove it"))
        elif isinstance(value, dict):
            yield from _idle_removals(here.get(key), value, (*way, key))


def _changes(target: Any, patch: Any) -> bool:
    if not isinstance(patch, dict) or not isinstance(target, dict):
        return bool(target != patch)
    return any(
        key in target if value is None else key not in target or _changes(target[key], value)
        for key, value in patch.items()
    )
