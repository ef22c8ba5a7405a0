"""Reading a scenario: every fault at once, never a traceback (SPEC §1, §7.12)."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

from consolidate.errors import Fault, FaultyDocument
from consolidate.files import read_whole
from consolidate.scenario.defaults import default_troubles, place_of_origin, with_defaults
from consolidate.scenario.document import SCENARIO_FORMAT, Scenario
from consolidate.scenario.ids import id_troubles
from consolidate.scenario.patch import apply_alternative, patch_troubles, place_in_patch
from consolidate.scenario.references import reference_troubles
from consolidate.scenario.salvage import Salvage
from consolidate.scenario.strict_json import MAX_BYTES, load_json, strict_troubles
from consolidate.scenario.troubles import MOST_ERRORS, Trouble, Troubles
from consolidate.scenario.version import upgraded

STAND_INS: dict[str, Any] = {"period": {"start": "1900-01-01", "end": "1929-12-01"}}
"""For fields that a scenario must have: what takes their place while further faults are looked for."""


def read_scenario(path: Path, alternative: str | None = None) -> Scenario:
    """The scenario of a file, with one of its alternatives put on top if one is named.

    Raises:
        FaultyDocument: the document is wrong in itself; it holds every fault that could be found.
        UnknownName: there is no such file, or no such alternative.
    """
    return parse_scenario(read_whole(path, MAX_BYTES), alternative)


def parse_scenario(raw: bytes | dict[str, Any], alternative: str | None = None) -> Scenario:
    """The scenario that a text or a document already read holds; raises as `read_scenario` does."""
    document, troubles = load_scenario(raw)
    if alternative is None:
        return _judged(document, troubles)
    changed = apply_alternative(document, alternative)
    return _judged(changed, troubles, patched=(document, alternative))


def parse_alternatives(raw: bytes | dict[str, Any]) -> dict[str, Scenario]:
    """Every alternative of a scenario by name, each judged as a document of its own.

    Raises:
        FaultyDocument: the scenario or some alternative is wrong; it holds every fault of all of them.
    """
    document, _strict = load_scenario(raw)
    found: dict[str, Scenario] = {}
    faults: list[Fault] = []
    for name in sorted(parse_scenario(raw).alternatives):
        try:
            found[name] = parse_scenario(document, name)
        except FaultyDocument as error:
            faults += error.faults
    if faults:
        raise FaultyDocument(faults)
    return found


def load_scenario(raw: bytes | dict[str, Any]) -> tuple[dict[str, Any], list[Trouble]]:
    """A document in the current format, as written, with what is wrong with it as JSON.

    Raises:
        FaultyDocument: it cannot be read, or is no scenario of a version that this program knows.
    """
    document, troubles = load_json(raw) if isinstance(raw, bytes) else (raw, strict_troubles(raw))
    return upgraded(document, SCENARIO_FORMAT), troubles


def _judged(
    document: dict[str, Any], strict: list[Trouble], patched: tuple[dict[str, Any], str] | None = None
) -> Scenario:
    """The model of a document in which nothing is wrong; ``patched`` has the base document and the alternative."""
    filled = with_defaults(document)
    troubles = Troubles()
    troubles.add_all(default_troubles(document, Scenario))
    troubles.add_all(patch_troubles(patched[0] if patched else document))
    scenario, found = _modelled(filled, strict)
    for trouble in found:
        path = place_of_origin(trouble.path, document, filled)
        if patched is not None:
            path = place_in_patch(path, *patched)
        troubles.add(trouble.at(path))
    if len(troubles) or scenario is None:
        raise FaultyDocument(troubles.faults())
    return scenario


def _modelled(filled: dict[str, Any], strict: list[Trouble]) -> tuple[Scenario | None, Troubles]:
    """The model of what is sound, and everything that is wrong, consequences of it left out."""
    found = Troubles()
    found.add_all(strict)
    salvage = Salvage(Scenario, filled, STAND_INS)
    scenario = salvage.run(found)
    if scenario is not None:
        written = [
            trouble.at(salvage.written(trouble.path))
            for trouble in islice(reference_troubles(scenario, filled), MOST_ERRORS)
        ]
        found.add_all([trouble for trouble in written if not found.inside_known(trouble.path)])
    found.add_all(islice(id_troubles(filled), MOST_ERRORS))
    return scenario, found
