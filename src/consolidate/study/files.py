"""Studies in files and as JSON: read strictly, written whole or not at all, always as the same text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from consolidate.errors import UnknownName
from consolidate.files import read_whole, write_whole
from consolidate.plan.reading import sound
from consolidate.scenario.plain import plain, readable
from consolidate.scenario.strict_json import MAX_BYTES, load_json
from consolidate.study.document import Study
from consolidate.study.table import KINDS
from consolidate.text import _

MAX_VALUES = 4_000_000
_REMARKS = ("name", "note", "source")


def study_json(study: Study) -> Any:
    """A study as plain values; remarks that nobody made are left out."""
    return plain(_without_remarks(study.model_dump()))


def _without_remarks(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: child for key, child in value.items() if key not in _REMARKS or child is not None}
        return {key: _without_remarks(child) for key, child in kept.items()}
    return [_without_remarks(child) for child in value] if isinstance(value, list | tuple) else value


def write_study(path: Path, study: Study) -> None:
    """Write a study whole or not at all.

    Raises:
        OSError: the file cannot be written; an earlier one stays as it was.
    """
    write_whole(path, readable(study_json(study)))


def read_study(path: Path) -> Study:
    """The study of a file, whichever it is of.

    Raises:
        FaultyDocument: the document is wrong in itself; it holds every fault that could be found.
        UnknownName: there is no such file, or it holds no study.
    """
    raw = read_whole(path, MAX_BYTES)
    try:
        return parse_study(raw)
    except UnknownName as error:
        raise UnknownName(_("{path}: {reason}").format(path=path, reason=error)) from None


def parse_study(raw: bytes) -> Study:
    """The study that a text holds; raises as `read_study` does."""
    document, strict = load_json(raw, MAX_VALUES)
    name = document.get("format") if isinstance(document, dict) else None
    kind = KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        known = ", ".join(sorted(KINDS))
        raise UnknownName(_("a study; its format is one of: {known}").format(known=known))
    return sound(kind.document, document, strict, name or "")
