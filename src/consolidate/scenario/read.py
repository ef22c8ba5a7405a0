"""Reading a scenario: every fault at once, never a traceback (SPEC §1, §7.12)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from consolidate.errors import Fault, FaultyDocument
from consolidate.files import read_whole
from consolidate.scenario.document import SCENARIO_FORMAT, Scenario
from consolidate.scenario.strict_json import MAX_BYTES, load_json, strict_faults
from consolidate.scenario.translate import translated
from consolidate.scenario.version import upgraded


def read_scenario(path: Path, alternative: str | None = None) -> Scenario:
    """The scenario of a file, with one of its alternatives put on top if one is named.

    Raises:
        FaultyDocument: the document is wrong in itself; it holds every fault that could be found.
        UnknownName: there is no such file, or no such alternative.
    """
    return parse_scenario(read_whole(path, MAX_BYTES), alternative)


def parse_scenario(raw: bytes | dict[str, Any], alternative: str | None = None) -> Scenario:
    """The scenario that a text or a document already read holds; raises as `read_scenario` does."""
    document, faults = load_json(raw) if isinstance(raw, bytes) else (raw, strict_faults(raw))
    document = upgraded(document, SCENARIO_FORMAT)
    return _modelled(document, faults)


def _modelled(document: dict[str, Any], faults: list[Fault]) -> Scenario:
    try:
        scenario = Scenario.model_validate(document)
    except ValidationError as error:
        known = {fault.path for fault in faults}
        found = translated(error, document, Scenario).values()
        raise FaultyDocument([*faults, *(fault for fault in found if fault.path not in known)]) from None
    if faults:
        raise FaultyDocument(faults)
    return scenario
