"""What can be asked for: each route of the service stands once in this package, where its resource is."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Generic, TypeVar
from urllib.parse import quote
from uuid import UUID

from pydantic import BaseModel, TypeAdapter

from consolidate.plan.document import Plan
from consolidate.plan.files import plan_text

Found = TypeVar("Found")
Model = TypeVar("Model", bound=BaseModel)

JSON, MERGE_PATCH, CSV = "application/json", "application/merge-patch+json", "text/csv"
Document = Mapping[str, Any] | bytes
"""A document to be sent: as plain values, or byte for byte."""
Value = str | int | float | bool | date | Enum | UUID | None
Values = Mapping[str, Value | tuple[str, ...]]
"""A query by name; what is None is left out, and a tuple is said several times."""
Id = UUID | str
_OBJECT: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])


@dataclass(frozen=True)
class Route(Generic[Found]):
    """One thing that can be asked for.

    ``reads`` makes of the answer's bytes what the caller gets; ``kind`` is its model, where it has one. ``again``: to
    ask twice does no more than to ask once, so that it may be tried again after trouble.
    """

    method: str
    path: str
    reads: Callable[[bytes], Found]
    kind: type[BaseModel] | None = None
    again: bool = True

    def place(self, parts: Mapping[str, Value]) -> str:
        """The path with its parts filled in."""
        return self.path.format_map({name: _part(value) for name, value in parts.items()})


@dataclass(frozen=True)
class Body:
    """What is sent along."""

    content: bytes
    media_type: str = JSON


def get(path: str, kind: type[Model]) -> Route[Model]:
    """A route that reads."""
    return Route("GET", path, kind.model_validate_json, kind)


def put(path: str, kind: type[Model]) -> Route[Model]:
    """A route that sets."""
    return Route("PUT", path, kind.model_validate_json, kind)


def post(path: str, kind: type[Model], *, again: bool = False) -> Route[Model]:
    """A route that changes something each time, unless it may be asked ``again``."""
    return Route("POST", path, kind.model_validate_json, kind, again)


def delete(path: str, *, again: bool = True) -> Route[None]:
    """A route that ends something; a second time it finds nothing left to do."""
    return Route("DELETE", path, nothing, again=again)


def delete_with(path: str, kind: type[Model]) -> Route[Model]:
    """A route that takes something away, and tells what is there now."""
    return Route("DELETE", path, kind.model_validate_json, kind, again=False)


def nothing(_content: bytes) -> None:
    """An answer without a word."""


def text(content: bytes) -> str:
    """An answer that is text."""
    return content.decode()


def plain(content: bytes) -> dict[str, Any]:
    """An answer that is a JSON object, as plain values."""
    return _OBJECT.validate_json(content)


def body(document: Document, media_type: str = JSON) -> Body:
    """A document as it is sent."""
    if isinstance(document, bytes):
        return Body(document, media_type)
    return Body(json.dumps(document, ensure_ascii=False, allow_nan=False).encode(), media_type)


def decided(plan: Plan | Mapping[str, Any]) -> Any:
    """What counts of a plan that is sent, as plain values: its decisions."""
    if not isinstance(plan, Plan):
        return plan
    return json.loads(plan_text(Plan(format=plan.format, decisions=plan.decisions)))


def query(values: Values) -> list[tuple[str, str | int | float | bool | None]]:
    """A query as it is sent."""
    several = {name: value if isinstance(value, tuple) else (value,) for name, value in values.items()}
    return [(name, _word(one)) for name, found in several.items() for one in found if one is not None]


def _part(value: Value) -> str:
    """A value as one part of a path, from which no character leads elsewhere."""
    word = _word(value)
    if word in ("", ".", ".."):
        raise ValueError(f"{word!r} is no id")
    return quote(word, safe="")


def _word(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    return str(value.value) if isinstance(value, Enum) else str(value)
