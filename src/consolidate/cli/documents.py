"""Reading what a command is given: a scenario with its plan, or a document of either kind."""

from __future__ import annotations

from pathlib import Path

from consolidate.errors import UnknownName
from consolidate.files import read_whole
from consolidate.plan.document import PLAN_FORMAT, Plan
from consolidate.plan.files import parse_plan, read_plan
from consolidate.scenario.document import Scenario
from consolidate.scenario.read import parse_scenario, read_scenario
from consolidate.scenario.strict_json import MAX_BYTES, load_json
from consolidate.text import _


def read_both(scenario_file: Path, plan_file: Path, alternative: str | None = None) -> tuple[Scenario, Plan]:
    """A scenario and a plan of it; without an alternative named, the one that the plan was made for.

    Raises:
        FaultyDocument: one of the documents is wrong in itself.
        UnknownName: a file or the alternative does not exist.
    """
    plan = read_plan(plan_file)
    if alternative is None and plan.scenario is not None:
        alternative = plan.scenario.alternative
    return read_scenario(scenario_file, alternative), plan


def read_any(file: Path) -> Scenario | Plan:
    """A document of either kind; one that is neither is told what a scenario would need."""
    raw = read_whole(file, MAX_BYTES)
    document, _troubles = load_json(raw)
    if isinstance(document, dict) and (document.get("format") == PLAN_FORMAT or "decisions" in document):
        return parse_plan(raw)
    return parse_scenario(raw)


def read_pair(first: Path, second: Path) -> tuple[Scenario, Scenario] | tuple[Plan, Plan]:
    """Two documents of one kind.

    Raises:
        FaultyDocument: one of them is wrong in itself.
        UnknownName: a file does not exist, or the two are of different kinds.
    """
    old, new = read_any(first), read_any(second)
    if isinstance(old, Scenario) and isinstance(new, Scenario):
        return old, new
    if isinstance(old, Plan) and isinstance(new, Plan):
        return old, new
    raise UnknownName(_("{first} and {second}: one is a scenario, the other a plan").format(first=first, second=second))
