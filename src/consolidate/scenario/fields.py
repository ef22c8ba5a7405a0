"""Which fields the models have at a path of a document."""

from __future__ import annotations

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from consolidate.scenario.troubles import Path


def known_fields(model: type[BaseModel], path: Path) -> tuple[str, ...]:
    """Names, as written in documents, of the fields that an object at the path may have."""
    here: list[Any] = [model]
    for part in path:
        here = [inner for kind in here for inner in _inside(kind, part)]
    found = {name for kind in here if _is_model(kind) for name in field_types(kind)}
    return tuple(sorted(found))


def field_types(model: type[BaseModel]) -> dict[str, Any]:
    """The fields of a model by the names that stand in documents."""
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _inside(kind: Any, part: str | int) -> Iterator[Any]:
    if _is_model(kind):
        if part in field_types(kind):
            yield from _choices(field_types(kind)[str(part)])
    elif get_origin(kind) is dict:
        yield from _choices(get_args(kind)[1])
    elif get_origin(kind) in (tuple, list):
        yield from _choices(get_args(kind)[0])


def _choices(kind: Any) -> Iterator[Any]:
    """A type without its annotations, a union as its members."""
    if get_origin(kind) is Annotated:
        yield from _choices(get_args(kind)[0])
    elif get_origin(kind) in (Union, UnionType):
        for member in get_args(kind):
            yield from _choices(member)
    else:
        yield kind


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
