"""What all objects of a document share: frozen, no unknown fields, and the types that fields are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    model_validator,
)
from pydantic_core import PydanticCustomError

from consolidate.text import _

ID_PATTERN = r"^[A-Za-z0-9_-]+$"
REFERENCE_PATTERN = r"^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+){0,2}$"
PAIR_PATTERN = r"^[A-Za-z0-9_-]+/[A-Za-z0-9_-]+$"
MONTH_DAY_PATTERN = r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
YEAR_PATTERN = r"^(19|20|21)[0-9]{2}$"
RESERVED_IDS = frozenset({"joint", "programme", "all", "name", "note", "source"})
MAX_MONEY = 10**12
MAX_COUNT = 10**8
MAX_WEEKS = 2000
MAX_MONTHS = 1200


_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LEAP_YEAR = 2000


def misfit(field: str, allowed: str) -> PydanticCustomError:
    """The error that a field does not fit its neighbours; the fault gets the path of the field."""
    return PydanticCustomError("misfit", "{allowed}", {"field": field, "allowed": allowed})


def _whole(value: Any) -> Any:
    """Refuse text and booleans where a whole number is wanted; ``12.0`` is one."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError(_("a whole number"))
    return value


def _exact(value: Any) -> Any:
    """Read a JSON number as the decimal that was written, never as a binary fraction."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError(_("a number"))
    return Decimal(repr(value)) if isinstance(value, float) else value


def _day(value: Any) -> Any:
    """Dates stand as text ``YYYY-MM-DD`` in documents; numbers are no dates."""
    if isinstance(value, date) or (isinstance(value, str) and _ISO_DAY.fullmatch(value)):
        return value
    raise ValueError(_("a date YYYY-MM-DD"))


def _in_some_year(value: str) -> str:
    """Refuse days that no year has, such as 30 February."""
    month, day = value.split("-")
    try:
        date(_LEAP_YEAR, int(month), int(day))
    except ValueError:
        raise ValueError(_("a day of the year MM-DD")) from None
    return value


Id = Annotated[str, Field(pattern=ID_PATTERN, max_length=60)]
Reference = Annotated[str, Field(pattern=REFERENCE_PATTERN, max_length=190)]
Text = Annotated[str, Field(max_length=4000)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2199, 12, 31)), BeforeValidator(_day)]
MonthDay = Annotated[str, Field(pattern=MONTH_DAY_PATTERN), AfterValidator(_in_some_year)]
Flag = StrictBool
YearKey = Annotated[str, Field(pattern=YEAR_PATTERN)]
Year = Annotated[int, Field(ge=1900, le=2199), BeforeValidator(_whole)]
Months = Annotated[int, Field(ge=0, le=MAX_MONTHS), BeforeValidator(_whole)]
Amount = Annotated[int, Field(ge=0, le=MAX_MONEY), BeforeValidator(_whole)]
Count = Annotated[int, Field(ge=0, le=MAX_COUNT), BeforeValidator(_whole)]
Points = Annotated[int, Field(ge=0, le=100_000), BeforeValidator(_whole)]
TenthsOfPerson = Annotated[int, Field(ge=0, le=1_000_000), BeforeValidator(_whole)]
WeekCount = Annotated[int, Field(ge=0, le=MAX_WEEKS), BeforeValidator(_whole)]
Percent = Annotated[Decimal, Field(ge=0, le=100, decimal_places=2), BeforeValidator(_exact)]
FreePercent = Annotated[Decimal, Field(ge=0, le=1000, decimal_places=2), BeforeValidator(_exact)]
Factor = Annotated[Decimal, Field(ge=0, le=100, decimal_places=4), BeforeValidator(_exact)]
Weight = Annotated[Decimal, Field(ge=0, le=10**9, decimal_places=4), BeforeValidator(_exact)]
UnitPrice = Annotated[Decimal, Field(ge=0, le=MAX_MONEY, decimal_places=2), BeforeValidator(_exact)]
Quality = Annotated[Decimal, Field(ge=1, le=10, decimal_places=1), BeforeValidator(_exact)]


class Doc(BaseModel):
    """An object of a document: immutable, no unknown fields, with ``name``, ``note`` and ``source``."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False, allow_inf_nan=False, validate_default=False)

    name: Text | None = None
    note: Text | None = None
    source: Text | None = None

    @property
    def assumed(self) -> bool:
        """Whether the value is marked as an assumption by its source."""
        return self.source is not None and self.source.startswith("assumption")


class Soft(Doc):
    """A demand that is hard, or soft at a price: a price without ``hard`` means soft (SPEC §7.6)."""

    hard: Flag | None = None
    price: Amount | None = None

    @model_validator(mode="after")
    def _hard_or_priced(self) -> Soft:
        if self.hard is True and self.price is not None:
            raise misfit("price", _("no price beside `hard: true`"))
        if self.hard is False and self.price is None:
            raise misfit("price", _("a price, since `hard` is false"))
        return self

    @property
    def is_hard(self) -> bool:
        """Whether the demand may never be broken."""
        return self.price is None


def assumed(part: object) -> Iterator[Doc]:
    """Every object in a part of a scenario whose source says that it is an assumption."""
    if isinstance(part, Doc):
        if part.assumed:
            yield part
        for name in part.model_fields_set:
            yield from assumed(getattr(part, name))
    elif isinstance(part, Mapping):
        for value in part.values():
            yield from assumed(value)
    elif isinstance(part, tuple):
        for value in part:
            yield from assumed(value)
