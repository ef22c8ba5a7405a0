"""A report on the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from consolidate.analysis.blocks import Block, Bullets, Heading, Paragraph, Plot, Table, shown

_HEADINGS = {1: "bold underline", 2: "bold cyan", 3: "bold"}
GAP = 3
WORDS = 16
"""A column of text may be folded at words down to this width."""


def print_blocks(console: Console, blocks: Iterable[Block]) -> None:
    """Print a report; texts of documents are shown as they are, never read as markup."""
    for block in blocks:
        for part in _shown(block, console.width):
            console.print(part)
        console.print()


def _shown(block: Block, width: int) -> Iterator[RenderableType]:
    match block:
        case Heading(level, text):
            yield Text(shown(text), style=_HEADINGS.get(level, "bold"))
        case Paragraph(text):
            yield Text(shown(text))
        case Bullets(items):
            yield _bullets(items)
        case Plot(lines):
            yield Text("\n".join(lines), no_wrap=True, overflow="crop")
        case Table():
            for place, columns in enumerate(pieces(block, width)):
                if place:
                    yield ""
                yield _table(block, columns, width)


def _bullets(items: Iterable[str]) -> RichTable:
    grid = RichTable.grid(padding=(0, 1))
    for item in items:
        grid.add_row("•", Text(shown(item)))
    return grid


def pieces(block: Table, width: int) -> Iterator[tuple[int, ...]]:
    """Places of columns that fit beside each other; the columns that name the row stand in every piece."""
    needs = [_least_width(block, place) for place in range(len(block.columns))]
    names = list(range(block.keys))
    start = sum(needs[: block.keys]) + GAP * (block.keys - 1)
    piece, used = [*names], start
    for place in range(block.keys, len(needs)):
        if len(piece) > block.keys and used + GAP + needs[place] > width:
            yield tuple(piece)
            piece, used = [*names], start
        piece.append(place)
        used += GAP + needs[place]
    yield tuple(piece)


def _least_width(block: Table, place: int) -> int:
    """Figures are never broken; words of text and heads are not, but for long ones."""
    column = block.columns[place]
    cells = [row[place] for row in block.rows]
    head = max((len(word) for word in column.title.split()), default=1)
    return max([head, *(len(cell) if column.right else min(len(cell), WORDS) for cell in cells)])


def widths(block: Table, places: tuple[int, ...], width: int) -> list[int]:
    """Widths of columns beside each other: the least ones, and what is left goes to those that would fold."""
    found = [_least_width(block, place) for place in places]
    wanted = [max([len(block.columns[place].title), *(len(row[place]) for row in block.rows)]) for place in places]
    left = width - sum(found) - GAP * (len(places) - 1)
    while left > 0 and found != wanted:
        for number, want in enumerate(wanted):
            if found[number] < want and left > 0:
                found[number] += 1
                left -= 1
    return found


def _table(block: Table, places: tuple[int, ...], width: int) -> RichTable:
    drawn = RichTable(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    for place, room in zip(places, widths(block, places, width), strict=True):
        column = block.columns[place]
        drawn.add_column(Text(column.title), justify="right" if column.right else "left", overflow="fold", width=room)
    for number, row in enumerate(block.rows):
        style = "bold" if number in block.strong else ""
        drawn.add_row(*(Text(shown(row[place])) for place in places), style=style)
    return drawn
