"""A report on the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from consolidate.analysis.blocks import Block, Bullets, Heading, Paragraph, Plot, Table, shown

_HEADINGS = {1: "bold underline", 2: "bold cyan", 3: "bold"}


def print_blocks(console: Console, blocks: Iterable[Block]) -> None:
    """Print a report; texts of documents are shown as they are, never read as markup."""
    for block in blocks:
        console.print(_shown(block))
        console.print()


def _shown(block: Block) -> RenderableType:
    match block:
        case Heading(level, text):
            return Text(shown(text), style=_HEADINGS.get(level, "bold"))
        case Paragraph(text):
            return Text(shown(text))
        case Bullets(items):
            return _bullets(items)
        case Plot(lines):
            return Text("\n".join(lines), no_wrap=True, overflow="crop")
        case Table():
            return _table(block)


def _bullets(items: Iterable[str]) -> RichTable:
    grid = RichTable.grid(padding=(0, 1))
    for item in items:
        grid.add_row("•", Text(shown(item)))
    return grid


def _table(block: Table) -> RichTable:
    drawn = RichTable(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    for column in block.columns:
        drawn.add_column(Text(column.title), justify="right" if column.right else "left", overflow="fold")
    for place, row in enumerate(block.rows):
        style = "bold" if place in block.strong else ""
        drawn.add_row(*(Text(shown(cell)) for cell in row), style=style)
    return drawn
