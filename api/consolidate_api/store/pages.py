"""Pages of a collection: a cursor says after which row the next page begins, so that none is doubled or left out."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import Select, SQLColumnExpression, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from consolidate.errors import Fault, FaultyDocument, shown
from consolidate.text import _
from consolidate_api.store.tables import Base

MOST_ROWS = 200
GREATEST = 2**63 - 1
Row = TypeVar("Row", bound=Base)
Row_co = TypeVar("Row_co", bound=Base, covariant=True)


@dataclass(frozen=True)
class Wanted:
    """Which page: by what it is sorted (with ``-`` from the end), after which row, how many rows at most."""

    sort: str
    cursor: str | None
    size: int


@dataclass(frozen=True)
class Page(Generic[Row_co]):
    """Some rows, and the cursor of the next page; None where there is none."""

    rows: Sequence[Row_co]
    cursor: str | None


@dataclass(frozen=True)
class Order:
    """The columns by which rows are sorted; together they tell every two rows apart."""

    by: InstrumentedAttribute[Any]
    then: InstrumentedAttribute[Any]


class _Mark(BaseModel):
    """A row as a cursor names it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    sort: str
    by: str
    then: str

    def cursor(self) -> str:
        """The text by which others name the row."""
        return base64.urlsafe_b64encode(self.model_dump_json().encode()).decode().rstrip("=")


def only(query: Select[Row], *asked: tuple[SQLColumnExpression[Any], Any]) -> Select[Row]:
    """The rows of a query whose columns have the values asked for; None asks for nothing."""
    return query.where(*(column == value for column, value in asked if value is not None))


def page(session: Session, query: Select[Row], order: Order, wanted: Wanted) -> Page[Row]:
    """One page of what a query finds.

    Raises:
        FaultyDocument: the cursor is none that an earlier page of the same order gave.
    """
    columns = (order.by, order.then)
    back = wanted.sort.startswith("-")
    if wanted.cursor is not None:
        after = tuple_(*_values(columns, wanted))
        query = query.where(tuple_(*columns) < after if back else tuple_(*columns) > after)
    sorted_ = query.order_by(*(column.desc() if back else column.asc() for column in columns))
    rows = session.scalars(sorted_.limit(wanted.size + 1)).all()
    more = len(rows) > wanted.size
    shown_rows = rows[: wanted.size]
    return Page(shown_rows, _cursor(shown_rows[-1], order, wanted.sort) if more else None)


def page_of_names(names: Iterable[str], wanted: Wanted) -> tuple[list[str], str | None]:
    """One page of names that are at hand, and the cursor of the next one; ``wanted.sort`` is ``name`` or ``-name``.

    Raises:
        FaultyDocument: the cursor is none that an earlier page of the same order gave.
    """
    back = wanted.sort.startswith("-")
    rest = sorted(names, reverse=back)
    if wanted.cursor is not None:
        after = _mark(wanted).by
        rest = [name for name in rest if (name < after if back else name > after)]
    found, more = rest[: wanted.size], len(rest) > wanted.size
    return found, _Mark(sort=wanted.sort, by=found[-1], then="").cursor() if more else None


def _cursor(row: Base, order: Order, sort: str) -> str:
    by, then = (getattr(row, column.key) for column in (order.by, order.then))
    return _Mark(sort=sort, by=by.isoformat() if isinstance(by, datetime) else str(by), then=str(then)).cursor()


def _values(columns: tuple[InstrumentedAttribute[Any], ...], wanted: Wanted) -> list[Any]:
    """The values of the row after which the page begins."""
    mark = _mark(wanted)
    try:
        return [
            _value(column.type.python_type, part) for column, part in zip(columns, (mark.by, mark.then), strict=True)
        ]
    except ValueError:
        raise _no_cursor(wanted) from None


def _mark(wanted: Wanted) -> _Mark:
    """The row after which the page begins, as the cursor names it."""
    cursor = wanted.cursor or ""
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        mark = _Mark.model_validate_json(text)
        if mark.sort != wanted.sort or "\0" in mark.by:
            raise ValueError(mark.sort)
    except (binascii.Error, ValidationError, ValueError):
        raise _no_cursor(wanted) from None
    return mark


def _no_cursor(wanted: Wanted) -> FaultyDocument:
    allowed = _("a cursor that a page of the same order gave")
    return FaultyDocument([Fault("query.cursor", shown(wanted.cursor or ""), allowed)])


def _value(kind: type[Any], text: str) -> Any:
    """A value as the database compares it; whatever the database could not hold is refused here."""
    value = kind.fromisoformat(text) if kind in {date, datetime} else kind(text)
    if isinstance(value, int) and abs(value) > GREATEST:
        raise ValueError(text)
    return value
