"""What a table is made of: columns with kinds, and the place of the document that each row makes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from consolidate.exchange.cells import TEXT, Kind


@dataclass(frozen=True)
class Column:
    """One documented column.

    ``field`` is the place of its value below the object that the row makes, with ``.`` between names and
    ``{column}`` for another cell of the row; by default the column's own name. ``refers`` names the tables whose
    ids the cell must hold, ``also`` what else may stand there.
    """

    name: str
    kind: Kind
    doc: str
    required: bool = False
    field: str | None = None
    refers: str | None = None
    also: tuple[str, ...] = ()

    @property
    def target(self) -> str:
        """The field that the cell fills; empty where the cell only names the object."""
        return self.name if self.field is None else self.field


SOURCED = (
    Column("source", TEXT, "where the row comes from; starts with `fact:` or `assumption:`"),
    Column("note", TEXT, "a remark"),
)


@dataclass(frozen=True)
class Table:
    """One documented table: ``key`` columns tell rows apart, ``makes`` is the object that a row (partly) makes.

    Rows of a table that is not ``sourced`` make plain values; their sources stay behind in the table.
    """

    name: str
    doc: str
    makes: str
    key: tuple[str, ...]
    own: tuple[Column, ...]
    sourced: bool = True
    required: bool = False

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """All columns in their order, ``source`` and ``note`` last."""
        return (*self.own, *SOURCED)

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Columns by name."""
        return {column.name: column for column in self.columns}
