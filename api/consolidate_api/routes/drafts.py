"""Documents on their way into the store: judged by the library, in the words of the command line."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter, ValidationError

from consolidate.answers.scenarios import EXAMPLE, EXAMPLE_PATCH
from consolidate.errors import Fault, FaultyDocument, shown
from consolidate.scenario.document import Scenario
from consolidate.scenario.identity import scenario_hash
from consolidate.scenario.patch import merge_patch
from consolidate.scenario.read import load_scenario, parse_scenario
from consolidate.scenario.schema import scenario_schema
from consolidate.scenario.strict_json import load_json
from consolidate.scenario.troubles import Troubles
from consolidate.text import _
from consolidate_api.routes.shown import Name
from consolidate_api.store.scenarios import Draft

SCENARIO: dict[str, Any] = {
    **{key: value for key, value in scenario_schema().items() if not key.startswith("$") or key == "$defs"},
    "description": "A scenario document; one that keeps to this schema may still have faults in its references.",
    "examples": [EXAMPLE],
}
ANYTHING: dict[str, Any] = {
    "description": "Anything at all: that it is no scenario is an answer.",
    "examples": [EXAMPLE],
}
PATCH: dict[str, Any] = {
    "type": "object",
    "description": "A JSON merge patch (RFC 7396): objects merge, null removes, all else replaces.",
    "examples": [EXAMPLE_PATCH],
}

_NAME: TypeAdapter[str] = TypeAdapter(Name)


def draft(raw: bytes | dict[str, Any], why: str) -> tuple[Draft, Scenario]:
    """A document that can be stored, and what it says.

    Raises:
        FaultyDocument: it is wrong in itself; every fault at once.
    """
    scenario = parse_scenario(raw)
    document, _troubles = load_scenario(raw)
    return Draft(document, scenario_hash(scenario), why), scenario


def patched(document: dict[str, Any], raw: bytes) -> Any:
    """A document with a merge patch on top.

    Raises:
        FaultyDocument: the patch is no sound JSON, or changes nothing.
    """
    patch, strict = load_json(raw)
    troubles = Troubles()
    troubles.add_all(strict)
    if len(troubles):
        raise FaultyDocument(troubles.faults())
    changed = merge_patch(document, patch)
    if changed == document:
        raise FaultyDocument([Fault("", "", _("a patch that changes something; this one changes nothing"))])
    return changed


def with_alternative(document: dict[str, Any], name: str, alternative: dict[str, Any], why: str) -> Draft:
    """A document with an alternative added or replaced, judged with it on top.

    Raises:
        FaultyDocument: the alternative is wrong; every fault at once.
    """
    changed = {**document, "alternatives": {**document.get("alternatives", {}), name: alternative}}
    parse_scenario(changed, name)
    return draft(changed, why)[0]


def name_of(given: str | None, scenario: Scenario) -> str:
    """The name under which a scenario is kept: the one given, else that of the document.

    Raises:
        FaultyDocument: there is neither, or that of the document cannot be one.
    """
    if given is not None:
        return given
    try:
        return _NAME.validate_python(scenario.name)
    except ValidationError:
        value = "" if scenario.name is None else shown(scenario.name)
        raise FaultyDocument(
            [Fault("name", value, _("one line of at most 200 characters, here or as `name=`"))]
        ) from None
