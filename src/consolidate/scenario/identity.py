"""What makes two scenarios the same: a hash of their content, whatever their text looks like."""

from __future__ import annotations

import hashlib

from consolidate.scenario.document import Scenario
from consolidate.scenario.plain import canonical, plain

_NOT_COUNTED = {"alternatives", "defaults"}


def scenario_hash(scenario: Scenario) -> str:
    """``sha256:…`` of what a scenario says.

    Spaces, the order of keys, 1.0 instead of 1, and whether a value was written at its object or in ``defaults``
    make no difference; nor do alternatives that are not applied. A scenario with one of its alternatives on top
    is another scenario.
    """
    content = scenario.model_dump(by_alias=True, exclude_unset=True, exclude=_NOT_COUNTED)
    return "sha256:" + hashlib.sha256(canonical(plain(content)).encode()).hexdigest()
