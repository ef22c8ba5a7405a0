"""What all documents of studies have in common."""

from __future__ import annotations

from consolidate.plan.document import ScenarioMark
from consolidate.scenario.base import Doc
from consolidate.scenario.document import Scenario
from consolidate.scenario.identity import scenario_hash

BASE = "base"
"""The name of the scenario itself among those that are compared with it."""


class Study(Doc):
    """What came of a study: a frozen document of its own ``format``, about one version of a scenario.

    Amounts are whole money; those that are compared exactly are decimal text (``check.accounts.exact_text``).
    """

    format: str
    scenario: ScenarioMark


def mark_of(scenario: Scenario, alternative: str | None = None) -> ScenarioMark:
    """The mark of the scenario that a study is about."""
    return ScenarioMark(name=scenario.name, hash=scenario_hash(scenario), alternative=alternative)
