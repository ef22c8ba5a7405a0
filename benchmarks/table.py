"""Tables, in Markdown and HTML, and how numbers stand in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

NONE = "–"


@dataclass(frozen=True)
class Table:
    """A head and rows of equal length; the first ``texts`` columns stand to the left, numbers to the right."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    texts: int = 1

    def markdown(self) -> str:
        """The table in Markdown."""
        marks = ["---" if place < self.texts else "--:" for place in range(len(self.head))]
        return "".join(f"| {' | '.join(row)} |\n" for row in (self.head, marks, *self.rows))

    def html(self) -> str:
        """The table in HTML, the first cell of each row its heading."""
        head = "".join(f'<th scope="col"{self._side(place)}>{escape(cell)}</th>' for place, cell in self._cells())
        body = "".join(f"<tr>{self._row(row)}</tr>\n" for row in self.rows)
        return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n"

    def _cells(self) -> list[tuple[int, str]]:
        return list(enumerate(self.head))

    def _row(self, row: Sequence[str]) -> str:
        first = f'<th scope="row">{escape(row[0])}</th>'
        return first + "".join(
            f"<td{self._side(place)}>{escape(cell)}</td>" for place, cell in enumerate(row[1:], start=1)
        )

    def _side(self, place: int) -> str:
        return "" if place < self.texts else ' class="number"'


def number(value: float | None, places: int) -> str:
    """A number with so many places, thousands parted."""
    return NONE if value is None else f"{value:,.{places}f}"


def amount(value: float | None) -> str:
    """Whole money."""
    return number(value, 0)
