"""The parts that a report is made of, before anyone has decided how to show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the title of the report."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """One or more sentences."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list of short sentences."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """The head of a column; figures stand to the right."""

    title: str
    right: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of text under columns; ``strong`` rows (by place) are sums, the first ``keys`` columns name the row."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    strong: frozenset[int] = frozenset()
    keys: int = 1


@dataclass(frozen=True)
class Plot:
    """Lines of characters that keep their places."""

    lines: tuple[str, ...]


def shown(text: str) -> str:
    """A text of a document without characters that would steer a terminal or break a line."""
    return "".join(char if char.isprintable() else " " for char in text)


Block = Heading | Paragraph | Bullets | Table | Plot


def table(
    titles: Iterable[str], rows: Iterable[Iterable[str]], *, right: Iterable[int] = (), sums: int = 0, keys: int = 1
) -> Table:
    """A table; ``right`` are the places of columns of figures, the last ``sums`` rows are sums."""
    figures = frozenset(right)
    columns = tuple(Column(title, place in figures) for place, title in enumerate(titles))
    lines = tuple(tuple(row) for row in rows)
    return Table(columns, lines, frozenset(range(len(lines) - sums, len(lines))), keys)
