"""What a document's ``defaults`` put under its objects: maps merge, lists replace (SPEC §1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from consolidate.scenario.fields import known_fields
from consolidate.scenario.translate import unknown_field
from consolidate.scenario.troubles import Path, Trouble, stands
from consolidate.text import _

ANY = "*"
"""In a pattern of a path: every key."""

KINDS: Mapping[str, Path] = {
    "municipalities": ("municipalities", ANY),
    "budgets": ("budgets", ANY),
    "steps": ("templates", ANY, ANY),
    "measures": ("measures", ANY),
    "domains": ("domains", ANY),
    "candidates": ("domains", ANY, "candidates", ANY),
    "installed": ("installed", ANY, ANY),
    "contracts": ("installed", ANY, ANY, "contract"),
    "blackouts": ("blackouts", ANY),
    "milestones": ("milestones", ANY),
    "goals": ("goals", ANY),
    "benefits": ("benefits", ANY),
}
"""Where the objects of each kind stand; what holds others comes before what it holds."""

STEP: Path = ("templates", "joint", ANY)
"""One place of steps: the templates are fields of a model, which no pattern stands for."""


def merged(under: Any, over: Any) -> Any:
    """Two values, the second on top: maps merge, everything else replaces."""
    if not (isinstance(under, dict) and isinstance(over, dict)):
        return over
    return {**under, **{key: merged(under[key], value) if key in under else value for key, value in over.items()}}


def with_defaults(document: dict[str, Any]) -> dict[str, Any]:
    """The document with its defaults under every object of their kinds; the given one is left as it is."""
    defaults = document.get("defaults")
    if not isinstance(defaults, dict):
        return document
    for kind, pattern in KINDS.items():
        under = defaults.get(kind)
        if isinstance(under, dict) and under:
            document = _put(document, pattern, under)
    return _under_added_steps(document, defaults.get("steps"))


def default_troubles(document: Mapping[str, Any], model: type[Any]) -> Iterator[Trouble]:
    """Kinds and fields in ``defaults`` that do not exist."""
    defaults = document.get("defaults")
    if not isinstance(defaults, dict):
        return
    for kind, under in defaults.items():
        if kind not in KINDS:
            kinds = ", ".join(KINDS)
            yield Trouble(("defaults", kind), "", _("a kind of object; there are: {kinds}").format(kinds=kinds))
        elif isinstance(under, dict):
            fields = known_fields(model, STEP if kind == "steps" else KINDS[kind])
            for field in under:
                if field not in fields:
                    yield Trouble(("defaults", kind, field), "", unknown_field(field, fields))


def place_of_origin(path: Path, document: Any, filled: Any) -> Path:
    """The path of a value, or, where it came from the defaults, its path there."""
    if stands(document, path) or not stands(filled, path):
        return path
    for kind, pattern in reversed(tuple(KINDS.items())):
        origin = ("defaults", kind, *path[len(pattern) :])
        if _matches(path, pattern) and stands(document, origin):
            return origin
    return path


def _matches(path: Path, pattern: Path) -> bool:
    return len(path) >= len(pattern) and all(wanted in (ANY, part) for part, wanted in zip(path, pattern, strict=False))


def _put(here: Any, pattern: Path, under: dict[str, Any]) -> Any:
    """Copies along the pattern only, so that a large document is not copied whole."""
    if not isinstance(here, dict):
        return here
    if not pattern:
        return merged(under, here)
    first, rest = pattern[0], pattern[1:]
    keys = here.keys() if first == ANY else {first} & here.keys()
    return {**here, **{key: _put(here[key], rest, under) for key in keys}}


def _under_added_steps(document: dict[str, Any], under: Any) -> dict[str, Any]:
    """Steps that a domain adds to a template get the defaults of steps; overrides get them with the template."""
    domains, templates = document.get("domains"), document.get("templates")
    if not (isinstance(under, dict) and isinstance(domains, dict)):
        return document
    common = templates if isinstance(templates, dict) else {}
    for domain, spec in domains.items():
        own = spec.get("templates") if isinstance(spec, dict) else None
        for template, steps in own.items() if isinstance(own, dict) else ():
            known = common.get(template)
            for step in steps if isinstance(steps, dict) else ():
                if not (isinstance(known, dict) and step in known):
                    pattern = ("domains", domain, "templates", template, step)
                    document = _put(document, pattern, under)
    return document
