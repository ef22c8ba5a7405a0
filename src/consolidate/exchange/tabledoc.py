"""`docs/tables.md`, made from the tables' documentation; `python -m consolidate.exchange.tabledoc` prints it."""

from __future__ import annotations

from collections.abc import Iterator

from consolidate.exchange.columns import SOURCED, Column, Table
from consolidate.exchange.tables import PROGRAMME, SETTINGS, TABLES

_HEAD = """# Tables

`consolidate import FOLDER -o scenario.json` makes a scenario of a folder with one table per CSV file. This page is
made from the program's own description of the tables (`python -m consolidate.exchange.tabledoc`); a test keeps it
current.

- The file `NAME.csv` holds the table `NAME`. Text in UTF-8 (a byte order mark is fine), a comma between columns,
  quotes where a cell holds a comma. Row 1 is the header; blank rows are left out; other files are left alone.
- Columns stand in the order below; those that are not needed may be left out. An empty cell leaves its field out, so
  that the default holds (`consolidate expand` shows it).
- Lists inside a cell are split by `;`, pairs are `name=value`. Numbers have a point before decimals and no spaces.
  Waits name a step, measure, domain or milestone, with `lag N` or `within N` weeks if wanted: `convert;train within 6`.
- `source` and `note` go into the object that the row makes; where several rows make one object, their different
  sources stand beside each other, assumptions first. A source that starts with `assumption` marks the object as one.
- Several folders may be given: `consolidate import tables core -o core.json`. A table in a later folder replaces the
  table of that name in an earlier one.
- Every fault is told at once, as `file:row:column`. `defaults` have no table: they belong to the document.
- The tables of what has happened (`actual_…`, at the end) may also come by themselves, to `consolidate replan`.
"""


def tables_page() -> str:
    """The whole page."""
    lines = [_HEAD]
    for table in TABLES:
        lines.extend(_section(table))
    return "\n".join(lines)


def _section(table: Table) -> Iterator[str]:
    yield f"## {table.name}\n"
    needed = " This table is needed." if table.required else ""
    made = f" Each row fills `{table.makes}`." if table.makes else ""
    left = "" if table.sourced else " `source` and `note` stay behind in the table."
    yield f"{table.doc}{made}{needed}{left} One row for each {' and '.join(f'`{name}`' for name in table.key)}.\n"
    yield from _columns(table.columns)
    if table is PROGRAMME:
        yield "The settings (`source` and `note` go to the object that holds them):\n"
        yield from _columns(SETTINGS)


def _columns(columns: tuple[Column, ...]) -> Iterator[str]:
    yield "| column | kind | needed | meaning |"
    yield "|---|---|---|---|"
    for column in columns:
        yield f"| `{column.name}` | {column.kind.name} | {'yes' if column.required else ''} | {_meaning(column)} |"
    yield ""


def _meaning(column: Column) -> str:
    refers = f" (of `{column.refers}`)" if column.refers else ""
    filled = column.target
    field = f"; fills `{filled}`" if filled and filled != column.name and column not in SOURCED else ""
    return f"{column.doc}{refers}{field}"


def main() -> None:
    """Print the page."""
    print(tables_page(), end="")


if __name__ == "__main__":
    main()
