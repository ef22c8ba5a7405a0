"""What the models found wrong, in a planner's words: one fault per place, with what is allowed there."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from consolidate.errors import shown
from consolidate.scenario import base
from consolidate.scenario.fields import known_fields
from consolidate.scenario.troubles import Path, Trouble, stands, value_at
from consolidate.text import _, ngettext

MOST_COMPARED = 60
_A_MODEL = re.compile(r"(^|, )[A-Z]\w*\]*$")
_NUMBERS = ("int_", "decimal_", "float_", "is_instance", "finite_number")
_DATES = ("date_", "datetime_")
_TYPES: Mapping[str, Callable[[], str]] = {
    "model_type": lambda: _("an object"),
    "model_attributes_type": lambda: _("an object"),
    "dict_type": lambda: _("an object"),
    "mapping_type": lambda: _("an object"),
    "tuple_type": lambda: _("a list"),
    "list_type": lambda: _("a list"),
    "string_type": lambda: _("text"),
    "string_unicode": lambda: _("text without broken characters"),
    "bool_type": lambda: _("true or false"),
    "bool_parsing": lambda: _("true or false"),
    "missing": lambda: _("this field is needed"),
    "int_from_float": lambda: _("a whole number"),
}


def _patterns() -> dict[str, str]:
    return {
        base.ID_PATTERN: _("an id of letters, digits, - and _"),
        base.REFERENCE_PATTERN: _("an id, or ids joined by /"),
        base.PAIR_PATTERN: _("two ids joined by /: a municipality and a domain"),
        base.MONTH_DAY_PATTERN: _("a day of the year MM-DD"),
        base.YEAR_PATTERN: _("a year from 1900 to 2199"),
    }


@dataclass(frozen=True)
class Found:
    """One error of the models: where it is, the way to the union in which it was found, and what it says."""

    path: Path
    union: Path | None
    branch: str
    error: ErrorDetails


def translated(error: ValidationError, document: Any, model: type[BaseModel]) -> list[Trouble]:
    """Everything that the models found, one trouble per place; branches of a union become one."""
    unions: dict[Path, list[Found]] = defaultdict(list)
    plain: list[Found] = []
    for details in error.errors(include_url=False):
        found = _located(details, document)
        if found.union is None:
            plain.append(found)
        else:
            unions[found.union].append(found)
    for path, group in unions.items():
        plain.extend(_likely(group, value_at(document, path)))
    grouped: dict[Path, list[Found]] = defaultdict(list)
    holders = {found.path[:length] for found in plain for length in range(len(found.path))}
    for found in plain:
        # A list may be too short only because entries of it are at fault themselves.
        if not (found.error["type"] == "too_short" and found.path in holders):
            grouped[found.path].append(found)
    return [_trouble(path, group, model) for path, group in grouped.items()]


def _located(details: ErrorDetails, document: Any) -> Found:
    """Follow the models' way through the document; what is no key or place in it is a branch of a union."""
    path: Path = ()
    union: Path | None = None
    branch = ""
    here = document
    last = len(details["loc"]) - 1
    for position, part in enumerate(details["loc"]):
        if part == "[key]":
            continue
        if stands(here, (part,)):
            here = here[part]
        elif not (details["type"] == "missing" and position == last):
            union, branch = (path, str(part)) if union is None else (union, branch)
            continue
        path = (*path, part)
    if details["type"] == "misfit":
        path = (*path, details["ctx"]["field"])
    return Found(path, union, branch, details)


def _likely(group: list[Found], value: Any) -> list[Found]:
    """Of the errors of a union, those of the branches that the writer can have meant."""
    if not isinstance(value, dict | list):
        return [Found(found.union or (), None, "", found.error) for found in group if found.branch]
    meant = [found for found in group if _holds(found.branch, value) and not _wrong_kind(found)]
    return meant or [Found(found.union or (), None, "", found.error) for found in group]


def _holds(branch: str, value: dict[str, Any] | list[Any]) -> bool:
    """Whether a branch of a union, by its name, holds objects or lists as the value is one."""
    if isinstance(value, list):
        return branch.startswith(("tuple[", "list["))
    return branch.startswith("dict[") or _A_MODEL.search(branch) is not None


def _wrong_kind(found: Found) -> bool:
    return found.path == found.union and found.error["type"].endswith("_type")


def _trouble(path: Path, group: list[Found], model: type[BaseModel]) -> Trouble:
    texts = list(dict.fromkeys(_allowed(found.error, path, model) for found in group))
    error = group[0].error
    value = error["input"]
    if error["type"] == "misfit":
        value = value.get(str(path[-1])) if isinstance(value, dict) else None
    told = error["type"] in ("missing", "extra_forbidden") or value is None or isinstance(value, dict | list)
    value = "" if told else shown(value)
    return Trouble(path, value, _(" or ").join(texts))


def _allowed(error: ErrorDetails, path: Path, model: type[BaseModel]) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind in _TYPES:
        return _TYPES[kind]()
    if kind in ("value_error", "misfit"):
        return str(context.get("allowed") or context["error"])
    if kind == "extra_forbidden":
        return unknown_field(str(path[-1]), known_fields(model, path[:-1]))
    if kind in ("literal_error", "enum"):
        return _("one of {choices}").format(choices=context["expected"].replace(" or ", ", "))
    if kind == "string_pattern_mismatch":
        return _patterns().get(context["pattern"], _("text of another form"))
    return _bounded(kind, context) or _by_prefix(kind) or error["msg"]


def _bounded(kind: str, context: Mapping[str, Any]) -> str:
    texts: dict[str, Callable[[], str]] = {
        "greater_than_equal": lambda: _("at least {least}").format(least=context["ge"]),
        "greater_than": lambda: _("more than {least}").format(least=context["gt"]),
        "less_than_equal": lambda: _("at most {most}").format(most=_plain(context["le"])),
        "less_than": lambda: _("less than {most}").format(most=_plain(context["lt"])),
        "decimal_max_places": lambda: _places(context["decimal_places"]),
        "string_too_long": lambda: _("at most {most} characters").format(most=context["max_length"]),
        "too_short": lambda: _entries(context),
        "too_long": lambda: _entries(context),
    }
    return texts[kind]() if kind in texts else ""


def _plain(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _places(places: int) -> str:
    return ngettext("at most {count} decimal", "at most {count} decimals", places).format(count=places)


def _entries(context: Mapping[str, Any]) -> str:
    least, most = context.get("min_length"), context.get("max_length")
    if least is not None and least == most:
        return ngettext("exactly {count} entry", "exactly {count} entries", least).format(count=least)
    if least is not None and most is None:
        return ngettext("at least {count} entry", "at least {count} entries", least).format(count=least)
    return ngettext("at most {count} entry", "at most {count} entries", most or 0).format(count=most or 0)


def _by_prefix(kind: str) -> str:
    if kind.startswith(_NUMBERS):
        return _("a number")
    return _("a date YYYY-MM-DD") if kind.startswith(_DATES) else ""


def unknown_field(name: str, known: Iterable[str]) -> str:
    """What is allowed in the place of a field that does not exist."""
    fields = sorted(known)
    close = difflib.get_close_matches(name[:MOST_COMPARED], fields, n=1)
    if close:
        return _("no such field here; did you mean `{field}`?").format(field=close[0])
    return _("no such field here; there are: {fields}").format(fields=", ".join(fields))
