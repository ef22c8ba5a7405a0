"""`consolidate import`: tables in, a scenario document out, or every fault with its file, row and column."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path as FilePath
from typing import Any

from consolidate.errors import Fault, FaultyDocument, shown
from consolidate.exchange.build import Draft, Path, build, column_of, missing_settings
from consolidate.exchange.entries import read_tables
from consolidate.exchange.only import only_domains
from consolidate.exchange.rows import CsvFolder, TableSource
from consolidate.scenario.read import parse_alternatives
from consolidate.text import _

_PART = re.compile(r"[^.\[\]]+")


def import_folders(folders: Sequence[FilePath]) -> dict[str, Any]:
    """The scenario document that folders of CSV files describe; a later folder's table replaces an earlier one's.

    Raises:
        FaultyDocument: something is wrong in the tables; it holds every fault that could be found.
        UnknownName: a folder does not exist or holds no table.
    """
    several = len(folders) > 1
    return import_tables([CsvFolder(folder, folder.name if several else "") for folder in folders])


def import_tables(sources: Sequence[TableSource]) -> dict[str, Any]:
    """The scenario document that tables describe; raises as `import_folders` does for faulty tables."""
    reading = read_tables(sources)
    draft = build(reading)
    faults = [*reading.faults, *missing_settings(reading), *draft.faults]
    document = draft.document
    if draft.only_domains is not None:
        kept, row = draft.only_domains
        unknown = [name for name in kept if name not in document.get("domains", {})]
        faults += [Fault(row.at("value"), shown(name), _("an id of the table `domains`")) for name in unknown]
        document = only_domains(document, kept)
    if not reading.lost:
        told = {fault.path for fault in faults}
        found = _reader_faults(draft, document, cells_only=bool(faults))
        faults += [fault for fault in found if fault.path not in told]
    if faults:
        raise FaultyDocument(faults)
    return document


def document_text(document: dict[str, Any]) -> str:
    """A document as text, the same bytes every time: indented, in UTF-8, ending with a line feed."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _reader_faults(draft: Draft, document: dict[str, Any], *, cells_only: bool) -> list[Fault]:
    """What the scenario's own reader finds in it and its alternatives, told by file, row and column.

    Where the tables are faulty already (``cells_only``), only what is wrong with a value that a cell holds is
    told: a field may be missing just because its cell could not be read.
    """
    try:
        parse_alternatives(document)
    except FaultyDocument as error:
        located = [(_located(draft, fault), fault) for fault in error.faults]
        return [found for (found, exact), _fault in located if exact or not cells_only]
    return []


def _located(draft: Draft, fault: Fault) -> tuple[Fault, bool]:
    """A fault of the document as a fault of a table, and whether it is about the value of one cell."""
    path: Path = tuple(_PART.findall(fault.path))
    for length in range(len(path), -1, -1):
        entry = draft.origins.get(path[:length])
        if entry is None:
            continue
        column = draft.columns.get(path[:length])
        if column is not None:
            return Fault(entry.at(column), fault.value, fault.allowed), True
        rest = path[length:]
        missing = column_of(entry.table, ".".join(rest), entry.cells)
        if missing is not None:
            return Fault(entry.at(missing.name), fault.value, fault.allowed), False
        allowed = f"{'.'.join(rest)}: {fault.allowed}" if rest else fault.allowed
        return Fault(entry.place, fault.value, allowed), False
    return fault, False
