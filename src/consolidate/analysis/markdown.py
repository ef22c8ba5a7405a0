"""A report as Markdown (GitHub's dialect, for its tables)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from consolidate.analysis.blocks import Block, Bullets, Heading, Paragraph, Plot, Table, shown

_SPECIAL = re.compile(r"([\\`*<\[|])")
_LINE_START = re.compile(r"^(\s*)([#>+-]|\d+\.)(?=\s)")


def escaped(text: str) -> str:
    """Text of a document so that Markdown shows it as it stands, on one line."""
    line = " ".join(shown(text).split())
    return _LINE_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", line))


def markdown(blocks: Iterable[Block]) -> str:
    """The whole report, ending in a line break."""
    return "\n\n".join(_block(block) for block in blocks) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading(level, text):
            return "#" * level + " " + escaped(text)
        case Paragraph(text):
            return escaped(text)
        case Bullets(items):
            return "\n".join("- " + escaped(item) for item in items)
        case Plot(lines):
            return "\n".join(("```text", *lines, "```"))
        case Table():
            return _table(block)


def _table(block: Table) -> str:
    head = _row(column.title for column in block.columns)
    rule = "|" + "|".join(" ---: " if column.right else " --- " for column in block.columns) + "|"
    rows = [_row(row, strong=place in block.strong) for place, row in enumerate(block.rows)]
    return "\n".join((head, rule, *rows))


def _row(cells: Iterable[str], *, strong: bool = False) -> str:
    texts = [escaped(cell) for cell in cells]
    if strong:
        texts = [f"**{text}**" if text else text for text in texts]
    return "| " + " | ".join(texts) + " |"
