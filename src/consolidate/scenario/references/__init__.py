"""References between objects of a scenario: what the models, seeing one object at a time, cannot judge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from consolidate.scenario.document import Scenario
from consolidate.scenario.references.aims import aim_troubles
from consolidate.scenario.references.baseline import baseline_troubles
from consolidate.scenario.references.chains import chain_troubles
from consolidate.scenario.references.cycles import cycle_troubles
from consolidate.scenario.references.known import Check, Known
from consolidate.scenario.references.parties import party_troubles
from consolidate.scenario.references.today import installed_troubles
from consolidate.scenario.references.work import domain_troubles, measure_troubles, template_troubles
from consolidate.scenario.troubles import Trouble

CHECKS: tuple[Check, ...] = (
    party_troubles,
    template_troubles,
    measure_troubles,
    domain_troubles,
    installed_troubles,
    aim_troubles,
    baseline_troubles,
    chain_troubles,
    cycle_troubles,
)
"""Every check of references; their order means nothing."""


def reference_troubles(scenario: Scenario, document: Mapping[str, Any]) -> Iterator[Trouble]:
    """All that is wrong between the objects of a scenario; the document tells which ids were written."""
    known = Known(scenario, document)
    for check in CHECKS:
        yield from check(known)
