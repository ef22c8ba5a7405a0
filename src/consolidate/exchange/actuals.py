"""Reports of what has happened: a JSON document, one CSV file or its text, or a folder of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from consolidate.errors import Fault, FaultyDocument, UnknownName
from consolidate.exchange.build import build
from consolidate.exchange.entries import read_tables
from consolidate.exchange.rows import ENDING, CsvFile, CsvFolder, CsvText, TableSource
from consolidate.exchange.tables import ACTUALS
from consolidate.files import read_whole
from consolidate.scenario.strict_json import MAX_BYTES, load_json
from consolidate.scenario.troubles import Troubles
from consolidate.text import _

NAMES = tuple(table.name for table in ACTUALS)
STEPS = NAMES[0]


def read_report(path: Path, status_date: str | None = None) -> dict[str, Any]:
    """A report as a document; ``status_date`` is that of tables, which have none of their own.

    A CSV file that is not called as a table is read as the table of steps.

    Raises:
        FaultyDocument: it cannot be read; it holds every fault that could be found.
        UnknownName: there is no such file or folder, or the status date is missing, or there are two.
    """
    if path.is_dir() or path.suffix.lower() == ENDING:
        if status_date is None:
            raise UnknownName(_("{path}: tables need a status date (`--status-date`)").format(path=path))
        return {"status_date": status_date, "actuals": _from_tables(_source(path))}
    document, strict = load_json(read_whole(path, MAX_BYTES))
    troubles = Troubles()
    troubles.add_all(strict)
    if len(troubles):
        raise FaultyDocument(troubles.faults())
    if not isinstance(document, dict):
        raise FaultyDocument([Fault("", "", _("an object with `status_date` and `actuals`"))])
    if status_date is not None and document.get("status_date", status_date) != status_date:
        raise UnknownName(_("{path}: it has a status date of its own, and another was given").format(path=path))
    return document if status_date is None else {**document, "status_date": status_date}


def table_report(raw: bytes, status_date: str, table: str = STEPS) -> dict[str, Any]:
    """A report as a document, from the text of one table of `NAMES`.

    Raises:
        FaultyDocument: it cannot be read; it holds every fault that could be found.
    """
    return {"status_date": status_date, "actuals": _from_tables(CsvText(raw, table))}


def _source(path: Path) -> TableSource:
    return CsvFolder(path) if path.is_dir() else CsvFile(path, path.stem if path.stem in NAMES else STEPS)


def _from_tables(source: TableSource) -> dict[str, Any]:
    reading = read_tables([source], ACTUALS)
    draft = build(reading)
    faults: Sequence[Fault] = [*reading.faults, *draft.faults]
    if faults:
        raise FaultyDocument(faults)
    found: dict[str, Any] = draft.document.get("actuals", {})
    return found
