"""A scenario with something changed, as an alternative would change it, and judged as any document is."""

from __future__ import annotations

from typing import Any

from consolidate.scenario.document import Scenario
from consolidate.scenario.patch import merge_patch
from consolidate.scenario.plain import plain
from consolidate.scenario.read import parse_scenario


def document_of(scenario: Scenario) -> dict[str, Any]:
    """What was written of a scenario, as plain values; without alternatives, and with defaults filled in.

    Only what was written: a template tells what a domain leaves unsaid from what it says.
    """
    found = plain(scenario.model_dump(by_alias=True, exclude_unset=True, exclude={"alternatives", "defaults"}))
    assert isinstance(found, dict)
    return found


def varied(scenario: Scenario, patch: dict[str, Any]) -> Scenario:
    """The scenario changed by a merge patch (RFC 7396); its alternatives are left out.

    Raises:
        FaultyDocument: what comes out is no sound scenario.
    """
    return parse_scenario(merge_patch(document_of(scenario), patch))


def without_party(scenario: Scenario, domain: str, municipality: str, participants: tuple[str, ...]) -> Scenario:
    """The scenario in which a municipality stays out of a domain and keeps what it has there.

    Raises:
        FaultyDocument: nobody is left, or something else in the scenario needs it to take part.
    """
    left = [name for name in participants if name != municipality]
    return varied(scenario, {"domains": {domain: {"participants": left}}})
