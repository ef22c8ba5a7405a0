"""Where rows come from: a folder with one CSV file per table; a workbook is another source of the same rows.

A source knows nothing of what a table means. It hands over headers and cells as text, with the row numbers that
a planner sees in a spreadsheet (the header is row 1), and says what could not be read at all.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from consolidate.errors import Fault, UnknownName, shown
from consolidate.files import read_whole
from consolidate.text import _

MAX_BYTES = 16 * 1024 * 1024
MAX_FILES = 200
MAX_ROWS = 100_000
MAX_CELL = 32_000
ENDING = ".csv"


@dataclass(frozen=True)
class Row:
    """One row of cells; ``number`` is its row in the spreadsheet."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class RawTable:
    """A header and rows as text; ``place`` names the table in faults (``installed.csv``)."""

    place: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]


class TableSource(Protocol):
    """A set of named tables: a folder of CSV files, a workbook."""

    def tables(self) -> Sequence[str]:
        """Names of the tables, sorted."""

    def place(self, table: str) -> str:
        """How a table is called in faults."""

    def read(self, table: str) -> RawTable:
        """One table.

        Raises:
            UnreadableTable: it cannot be read as a table at all.
        """


class UnreadableTable(Exception):
    """A table that cannot be read at all; ``fault`` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


class CsvFolder:
    """A folder in which each CSV file is one table; files with other endings are left alone."""

    def __init__(self, folder: Path, label: str = "") -> None:
        """Open a folder; with a ``label``, faults name it before the file.

        Raises:
            UnknownName: there is no such folder, it holds no table, or far too many.
        """
        try:
            files = [path for path in sorted(folder.iterdir()) if path.suffix.lower() == ENDING]
        except OSError as error:
            raise UnknownName(_("{path}: {reason}").format(path=folder, reason=error.strerror or error)) from None
        if not files:
            raise UnknownName(_("{path}: no table here; a table is a file ending in .csv").format(path=folder))
        if len(files) > MAX_FILES:
            raise UnknownName(_("{path}: at most {most} tables").format(path=folder, most=MAX_FILES))
        self._files = {path.stem: path for path in files}
        self._label = f"{label}/" if label else ""

    def tables(self) -> Sequence[str]:
        """Names of the tables, sorted."""
        return sorted(self._files)

    def place(self, table: str) -> str:
        """The file's name."""
        return self._label + self._files[table].name

    def read(self, table: str) -> RawTable:
        """One file as a table; blank rows are left out."""
        return _read_file(self.place(table), self._files[table])


class CsvFile:
    """One CSV file that is one table, whatever it is called."""

    def __init__(self, path: Path, table: str) -> None:
        """Open a file.

        Raises:
            UnknownName: there is no such file.
        """
        if not path.is_file():
            raise UnknownName(_("{path}: no such file").format(path=path))
        self._path, self._table = path, table

    def tables(self) -> Sequence[str]:
        """The one table."""
        return [self._table]

    def place(self, table: str) -> str:
        """The file's name."""
        return self._path.name

    def read(self, table: str) -> RawTable:
        """The file as a table; blank rows are left out."""
        return _read_file(self.place(table), self._path)


class CsvText:
    """The text of one table, which came otherwise than in a file; faults name it as the file that it would be."""

    def __init__(self, raw: bytes, table: str) -> None:
        self._raw, self._table = raw, table

    def tables(self) -> Sequence[str]:
        """The one table."""
        return [self._table]

    def place(self, table: str) -> str:
        """The name of a file that holds the table."""
        return table + ENDING

    def read(self, table: str) -> RawTable:
        """The text as a table; blank rows are left out."""
        return _read_text(self.place(table), self._raw)


def _read_file(place: str, path: Path) -> RawTable:
    """A file as a table."""
    try:
        raw = read_whole(path, MAX_BYTES)
    except UnknownName as error:
        raise UnreadableTable(Fault(place, "", str(error))) from None
    return _read_text(place, raw)


def _read_text(place: str, raw: bytes) -> RawTable:
    return as_table(place, _records(place, _decoded(place, raw)))


def as_table(place: str, records: Sequence[Sequence[str]]) -> RawTable:
    """Records as a table: the first is the header, blank ones are left out, all cells are stripped."""
    if not records or not any(cell.strip() for cell in records[0]):
        raise UnreadableTable(Fault(f"{place}:1", "", _("a header row with the names of the columns")))
    header, *rest = [tuple(cell.strip() for cell in record) for record in records]
    rows = [Row(number, cells) for number, cells in enumerate(rest, start=2) if any(cells)]
    return RawTable(place, header, tuple(rows))


def _decoded(place: str, raw: bytes) -> str:
    """The text of a file: UTF-8, with or without a byte order mark."""
    if len(raw) > MAX_BYTES:
        raise UnreadableTable(Fault(place, "", _("a file of at most {most} MB").format(most=MAX_BYTES // 2**20)))
    if b"\0" in raw:
        raise UnreadableTable(Fault(place, "", _("a text file; this one holds zero bytes")))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        odd = raw[error.start : error.start + 1]
        raise UnreadableTable(
            Fault(f"{place}:{row}", shown(odd), _("text in UTF-8; save the file as “CSV UTF-8”"))
        ) from None


def _records(place: str, text: str) -> list[list[str]]:
    records: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for record in reader:
            records.append(record)
            if len(records) > MAX_ROWS:
                raise UnreadableTable(Fault(place, "", _("at most {most} rows").format(most=MAX_ROWS)))
            if any(len(cell) > MAX_CELL for cell in record):
                allowed = _("cells of at most {most} characters").format(most=MAX_CELL)
                raise UnreadableTable(Fault(f"{place}:{len(records)}", "", allowed))
    except csv.Error as error:
        allowed = _("a CSV file with quotes in pairs; the reader says: {reason}").format(reason=error)
        raise UnreadableTable(Fault(f"{place}:{len(records) + 1}", "", allowed)) from None
    return records
