"""What all objects of a document share: frozen, no unknown fields, and the types that fields are made of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

ID_PATTERN = r"^[A-Za-z0-9_-]+$"
RESERVED_IDS = frozenset({"joint", "programme", "all", "name", "note", "source"})
MAX_MONEY = 10**12
MAX_COUNT = 10**8
MAX_WEEKS = 2000


def _whole(value: Any) -> Any:
    """Refuse booleans where a whole number is wanted."""
    if isinstance(value, bool):
        raise ValueError("a whole number is wanted, not true or false")
    return value


def _exact(value: Any) -> Any:
    """Read a JSON number as the decimal that was written, never as a binary fraction."""
    if isinstance(value, bool | str):
        raise ValueError("a number is wanted")
    return Decimal(repr(value)) if isinstance(value, float) else value


def _day(value: Any) -> Any:
    """Dates stand as text ``YYYY-MM-DD`` in documents; numbers are no dates."""
    if isinstance(value, date) or (isinstance(value, str) and len(value) == len("2007-01-01")):
        return value
    raise ValueError("a date YYYY-MM-DD is wanted")


Id = Annotated[str, Field(pattern=ID_PATTERN, max_length=60)]
Reference = Annotated[str, Field(pattern=r"^[A-Za-z0-9_/-]+$", max_length=190)]
Text = Annotated[str, Field(max_length=4000)]
Day = Annotated[date, BeforeValidator(_day), Field(ge=date(1900, 1, 1), le=date(2199, 12, 31))]
MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
YearKey = Annotated[str, Field(pattern=r"^(19|20|21)[0-9]{2}$")]
Amount = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=MAX_MONEY)]
Count = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=MAX_COUNT)]
Points = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=100_000)]
TenthsOfPerson = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=1_000_000)]
WeekCount = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=MAX_WEEKS)]
Percent = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, le=100, decimal_places=2)]
FreePercent = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, le=1000, decimal_places=2)]
Factor = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, le=100, decimal_places=4)]
Weight = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, le=10**9, decimal_places=4)]
UnitPrice = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, le=MAX_MONEY, decimal_places=2)]
Quality = Annotated[Decimal, BeforeValidator(_exact), Field(ge=1, le=10, decimal_places=1)]


class Doc(BaseModel):
    """An object of a document: immutable, no unknown fields, with ``name``, ``note`` and ``source``."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=False, allow_inf_nan=False, validate_default=False
    )

    name: Text | None = None
    note: Text | None = None
    source: Text | None = None

    @property
    def assumed(self) -> bool:
        """Whether the value is marked as an assumption by its source."""
        return self.source is not None and self.source.startswith("assumption")


class Soft(Doc):
    """A demand that is hard, or soft at a price: a price without ``hard`` means soft (SPEC §7.6)."""

    hard: bool | None = None
    price: Amount | None = None

    @model_validator(mode="after")
    def _hard_or_priced(self) -> Soft:
        if self.hard is True and self.price is not None:
            raise ValueError("a hard demand has no price: leave out `price`, or say `hard: false`")
        if self.hard is False and self.price is None:
            raise ValueError("a soft demand needs a `price`")
        return self

    @property
    def is_hard(self) -> bool:
        """Whether the demand may never be broken."""
        return self.price is None
