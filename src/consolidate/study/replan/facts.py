"""What had happened when a plan was made, as far as the plan tells it: that is no news to the next one.

A plan decides when a step starts. How long one took that has been finished stands in the scenario alone, with the
reports that were there at that time; so a plan made anew keeps them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from consolidate.plan.document import Facts
from consolidate.scenario.aims import Actuals
from consolidate.scenario.document import Scenario

Told = TypeVar("Told")


def facts_of(scenario: Scenario) -> Facts:
    """What has happened, as a scenario tells it."""
    return Facts(status_date=scenario.status, actuals=scenario.actuals)


def as_known(scenario: Scenario, facts: Facts | None, told: Actuals) -> Scenario:
    """The scenario with no more than what a plan knew of what has happened; as it is, where the plan tells nothing.

    ``told``: what is told by now. What has been taken back since is left out: the scenario may not know any more what
    it was about.
    """
    if facts is None:
        return scenario
    known = facts.actuals
    still = {
        "steps": _still(known.steps, told.steps),
        "notices": _still(known.notices, told.notices),
        "pools": {pool: _still(skills, told.pools.get(pool, {})) for pool, skills in known.pools.items()},
        "spent": _still(known.spent, told.spent),
    }
    actuals = known.model_copy(update=still)
    return scenario.model_copy(update={"status_date": facts.status_date, "actuals": actuals})


def _still(known: Mapping[str, Told], told: Mapping[str, object]) -> dict[str, Told]:
    """What was known of things that something is still told of."""
    return {name: one for name, one in known.items() if name in told}
