"""Raw tables read against their documentation: headers, kinds of cells, doubled rows, references between tables."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from consolidate.errors import Fault, shown
from consolidate.exchange.cells import Unfit
from consolidate.exchange.columns import Column, Table
from consolidate.exchange.rows import RawTable, Row, TableSource, UnreadableTable
from consolidate.exchange.tables import TABLES
from consolidate.text import _

MAX_FAULTS = 500
"""At most so many faults of one table are told."""


MAX_NAME = 60


@dataclass(frozen=True)
class Entry:
    """A row as values: ``cells`` by column, empty cells left out; ``place`` is ``installed.csv:17``."""

    table: Table
    place: str
    cells: Mapping[str, Any]

    def at(self, column: str) -> str:
        """The place of one of its cells in faults."""
        return f"{self.place}:{column}"


@dataclass
class Reading:
    """What was read of all tables, and every fault; ``lost`` holds tables of which rows are missing."""

    entries: dict[str, list[Entry]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)


def read_tables(sources: Sequence[TableSource], tables: Sequence[Table] = TABLES) -> Reading:
    """All tables of the sources; of a table that stands in several, the last source's counts."""
    reading = Reading()
    known = [table.name for table in tables]
    chosen: dict[str, TableSource] = {}
    for source in sources:
        for name in source.tables():
            if name in known:
                chosen[name] = source
            else:
                reading.faults.append(Fault(_printable(source.place(name)), "", _unknown(name, known)))
    for table in tables:
        if table.name in chosen:
            _read_table(table, chosen[table.name], reading)
        elif table.required:
            reading.faults.append(Fault(table.name, "", _("this table is needed")))
            reading.lost.add(table.name)
    reading.faults.extend(_dangling(reading))
    return reading


def _read_table(table: Table, source: TableSource, reading: Reading) -> None:
    try:
        raw = source.read(table.name)
    except UnreadableTable as error:
        reading.faults.append(error.fault)
        reading.lost.add(table.name)
        return
    faults = list(_header_faults(table, raw))
    if any(name not in raw.header for name in table.key):
        reading.faults.extend(faults)
        reading.lost.add(table.name)
        return
    entries: list[Entry] = []
    for row in raw.rows:
        entry, found = _entry(table, raw, row)
        faults.extend(found)
        if entry is not None and all(name in entry.cells for name in table.key):
            entries.append(entry)
        else:
            reading.lost.add(table.name)
        if len(faults) > MAX_FAULTS:
            faults[MAX_FAULTS:] = [Fault(raw.place, "", _("this table has more faults than are told here"))]
            reading.lost.add(table.name)
            break
    doubled = dict(_doubled(table, entries))
    reading.entries[table.name] = [entry for entry in entries if entry.place not in doubled]
    reading.faults.extend([*faults, *doubled.values()])


def _header_faults(table: Table, raw: RawTable) -> Iterator[Fault]:
    place = f"{raw.place}:1"
    if len(raw.header) == 1 and ";" in raw.header[0]:
        yield Fault(place, shown(raw.header[0]), _("columns with a comma between, not a semicolon"))
        return
    for position, name in enumerate(raw.header):
        if name not in table.by_name:
            yield Fault(f"{place}:{_printable(name) or position + 1}", "", _unknown(name, table.by_name))
        elif name in raw.header[:position]:
            yield Fault(f"{place}:{name}", "", _("a column may stand only once"))
    for column in table.columns:
        if column.required and column.name not in raw.header:
            yield Fault(f"{place}:{column.name}", "", _("this column is needed"))
    yield from _moved(table, raw, place)


def _moved(table: Table, raw: RawTable, place: str) -> Iterator[Fault]:
    """Columns in another order than documented: often cells pasted under the wrong names."""
    known = [name for name in dict.fromkeys(raw.header) if name in table.by_name]
    order = [column.name for column in table.columns if column.name in known]
    for name, expected in zip(known, order, strict=True):
        if name != expected:
            allowed = _("columns in this order: {columns}").format(columns=", ".join(order))
            yield Fault(f"{place}:{name}", "", allowed)
            return


def _entry(table: Table, raw: RawTable, row: Row) -> tuple[Entry | None, list[Fault]]:
    place = f"{raw.place}:{row.number}"
    if len(row.cells) < len(raw.header) or any(row.cells[len(raw.header) :]):
        allowed = _("{count} cells, as the header has").format(count=len(raw.header))
        return None, [Fault(place, _("{count} cells").format(count=len(row.cells)), allowed)]
    cells: dict[str, Any] = {}
    faults = []
    for name, text in zip(raw.header, row.cells, strict=False):
        column = table.by_name.get(name)
        if column is None:
            continue
        if text:
            try:
                cells[name] = column.kind.read(text)
            except Unfit:
                faults.append(Fault(f"{place}:{name}", shown(text), column.kind.allowed()))
        elif column.required:
            faults.append(Fault(f"{place}:{name}", "", _("this cell may not be empty")))
    return Entry(table, place, cells), faults


def _doubled(table: Table, entries: Iterable[Entry]) -> Iterator[tuple[str, Fault]]:
    """Places of rows whose key an earlier row has, with the fault."""
    first: dict[tuple[str, ...], Entry] = {}
    for entry in entries:
        key = tuple(str(entry.cells[name]).lower() for name in table.key)
        earlier = first.setdefault(key, entry)
        if earlier is not entry:
            allowed = _("only one row for each {columns}; {place} has it already").format(
                columns=", ".join(table.key), place=earlier.place
            )
            yield entry.place, Fault(entry.at(table.key[-1]), shown(", ".join(key)), allowed)


def _dangling(reading: Reading) -> Iterator[Fault]:
    """Cells that name what stands in no row of the table that they refer to."""
    for entries in reading.entries.values():
        for entry in entries:
            for column in entry.table.columns:
                if column.refers is not None and column.name in entry.cells:
                    yield from _dangling_cell(reading, entry, column, column.refers)


def _dangling_cell(reading: Reading, entry: Entry, column: Column, refers: str) -> Iterator[Fault]:
    if refers in reading.lost:
        return
    known = {*(row.cells["id"] for row in reading.entries.get(refers, ())), *column.also}
    value = entry.cells[column.name]
    for name in value if isinstance(value, list) else [value]:
        if name not in known:
            yield Fault(entry.at(column.name), shown(name), _unknown_id(name, known, refers))


def _printable(name: str) -> str:
    """A name that was made up by somebody, fit for a terminal."""
    text = name if name.isprintable() else ascii(name)[1:-1]
    return text if len(text) <= MAX_NAME else text[: MAX_NAME - 1] + "…"


def _unknown(name: str, known: Iterable[str]) -> str:
    names = list(known)
    close = difflib.get_close_matches(name, names, n=1)
    if close:
        return _("not known here; did you mean `{name}`?").format(name=close[0])
    return _("not known here; there are: {names}").format(names=", ".join(names))


def _unknown_id(name: str, known: Iterable[str], table: str) -> str:
    close = difflib.get_close_matches(name, sorted(known), n=1)
    if close:
        return _("an id of the table `{table}`; did you mean `{name}`?").format(table=table, name=close[0])
    return _("an id of the table `{table}`").format(table=table)
