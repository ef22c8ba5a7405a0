"""Documents: two-towns as a base, changes to it, and the faults that are found."""

from __future__ import annotations

import json
from typing import Any

from consolidate.errors import Fault, FaultyDocument
from consolidate.scenario.patch import merge_patch
from consolidate.scenario.read import parse_scenario
from tests import ROOT

TWO_TOWNS = ROOT / "scenarios" / "two-towns.json"

Json = dict[str, Any]


def two_towns(patch: Json | None = None) -> Json:
    """The document, with a merge patch on top."""
    document: Json = json.loads(TWO_TOWNS.read_bytes())
    changed: Json = merge_patch(document, patch or {})
    return changed


def faults_of(raw: bytes | Json, alternative: str | None = None) -> tuple[Fault, ...]:
    """All faults of a document; none if it is right."""
    try:
        parse_scenario(raw, alternative)
    except FaultyDocument as error:
        return error.faults
    return ()


def places(patch: Json) -> list[str]:
    """Paths of the faults that a patch brings into two-towns."""
    return [fault.path for fault in faults_of(two_towns(patch))]


def only_fault(patch: Json) -> Fault:
    """The one fault that a patch brings into two-towns."""
    (fault,) = faults_of(two_towns(patch))
    return fault
