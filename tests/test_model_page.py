"""The page of the model and the documents' models name the same fields, with the same defaults."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, get_args, get_origin

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from consolidate.plan.document import Decisions, Plan, Run, ScenarioMark
from consolidate.scenario.document import Scenario
from consolidate.scenario.windows import Window
from consolidate.scenario.work import TemplateStep
from tests import ROOT

PAGE = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
REMARKS = {"name", "note", "source"}
STEPS = re.compile(r"^(templates\.\w+\.\*|measures\.\*)\.(?=\w)")
WINDOWS = re.compile(r"^(calendar\.closed\.\*\.\*|blackouts\.\*)\.(?=\w)")
OWN_STEPS = re.compile(r"^domains\.\*\.templates\b")
WAITS = re.compile(r"^(domains|milestones)\.\*\.after\.")


def models_in(annotation: Any) -> Iterator[tuple[str, type[BaseModel]]]:
    """Objects inside a type, each with a star for every map between."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from models_in(inner[0])
    elif origin is dict:
        yield from ((".*" + stars, model) for stars, model in models_in(inner[1]))
    elif origin in (typing.Union, types.UnionType, tuple):
        for one in inner:
            yield from models_in(one)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield "", annotation


def fields(model: type[BaseModel], path: str = "") -> Iterator[tuple[str, FieldInfo]]:
    for name, field in model.model_fields.items():
        if name in REMARKS:
            continue
        here = f"{path}.{field.alias or name}".lstrip(".")
        yield here, field
        for stars, inner in models_in(field.annotation):
            yield from fields(inner, here + stars)


def shortened(path: str, step: set[str], window: set[str]) -> str | None:
    """A path as the page writes it; None where another row stands for it."""
    if OWN_STEPS.match(path) or WAITS.match(path):
        return None
    for pattern, group, own in ((STEPS, "step", step), (WINDOWS, "window", window)):
        rest = pattern.sub("", path)
        if rest != path and rest.split(".")[0] in own:
            return f"<{group}>.{rest}"
    return path


def modelled() -> dict[str, FieldInfo]:
    step = {field.alias or name for name, field in TemplateStep.model_fields.items()}
    window = {field.alias or name for name, field in Window.model_fields.items()}
    found = {shortened(path, step, window): field for path, field in fields(Scenario)}
    return {path: field for path, field in found.items() if path is not None}


def documented() -> dict[str, str]:
    """Paths of the tables of fields and their defaults, ids as stars."""
    section = PAGE.split("\n## 11. Fields\n")[1].split("\n## 12.")[0]
    rows = re.findall(r"^\| `([^`]+)` \|[^|]*\| ([^|]*) \|", section, re.MULTILINE)
    starred = [(re.sub(r"(?<=\.)<[^>]+>", "*", path), default.strip().strip("`")) for path, default in rows]
    assert len({path for path, _ in starred}) == len(starred)
    return dict(starred)


def as_text(default: Any) -> str:
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, tuple):
        return ", ".join(default) or "[]"
    if isinstance(default, Decimal):
        return f"{default.normalize():f}"
    return "–" if default is None else str(default)


def is_group(path: str, paths: set[str]) -> bool:
    """Whether a field only holds others, which have rows of their own."""
    return any(other.startswith(f"{path}.") for other in paths) or path == "calendar.closed"


GROUPED = {"calendar.closed.*.*", "defaults.*", "domains.*.templates.*.*", "blackouts.*"}
"""Rows about a whole object."""


def test_every_field_has_a_row() -> None:
    paths = set(modelled())
    wanted = {path for path in paths if not is_group(path, paths)} - {"defaults", "domains.*.templates"}
    assert sorted(wanted - documented().keys()) == []


def test_every_row_is_a_field() -> None:
    assert sorted(documented().keys() - set(modelled()) - GROUPED) == []


@pytest.mark.parametrize("path", sorted(documented().keys() - GROUPED))
def test_a_default_is_that_of_the_model(path: str) -> None:
    field = modelled()[path]
    default = documented()[path]
    assert default == ("needed" if field.is_required() else as_text(field.default))


@pytest.mark.parametrize("model", [Plan, Run, ScenarioMark, Decisions], ids=lambda model: model.__name__)
def test_the_plan_document_is_told_whole(model: type[BaseModel]) -> None:
    section = PAGE.split("\n## 12. ")[1]
    assert [name for name in model.model_fields if name not in REMARKS and f"{name}" not in section] == []


def test_the_page_points_to_code_that_is_there() -> None:
    pointers = re.findall(r"`(\w+/\w+\.py): (\w+)`", PAGE)
    missing = [
        f"{file}: {name}"
        for file, name in pointers
        if f"def {name}(" not in (ROOT / "src" / "consolidate" / file).read_text(encoding="utf-8")
    ]
    assert pointers
    assert missing == []
