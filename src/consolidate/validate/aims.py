"""Aims: goals that nothing serves, measures without a goal, gains that nobody answers for, assumptions."""

from __future__ import annotations

from collections.abc import Iterator

from consolidate.scenario.base import assumed
from consolidate.scenario.document import Scenario
from consolidate.text import _, ngettext
from consolidate.validate.demands import Demands
from consolidate.validate.warning import Warning


def unserved_goals(scenario: Scenario) -> tuple[str, ...]:
    """Goals that no measure names and that list nothing which would attain them (REQ-03)."""
    served = {goal for measure in scenario.measures.values() for goal in measure.goals}
    return tuple(sorted(name for name, goal in scenario.goals.items() if name not in served and not goal.complete))


def aimless_measures(scenario: Scenario) -> tuple[str, ...]:
    """Measures that name no goal and that no goal lists (REQ-03)."""
    listed = {item for goal in scenario.goals.values() for item in goal.complete}
    return tuple(sorted(name for name, one in scenario.measures.items() if not one.goals and name not in listed))


def goal_without_measure(demands: Demands) -> Iterator[Warning]:
    """A goal that nothing brings about (REQ-03)."""
    for name in unserved_goals(demands.scenario):
        text = _("no measure serves this goal, and it lists nothing that would attain it")
        yield Warning("goal_without_measure", f"goals.{name}", text, {"goal": name})


def measure_without_goal(demands: Demands) -> Iterator[Warning]:
    """A measure that serves no goal, in a scenario that has goals (REQ-03)."""
    for name in aimless_measures(demands.scenario) if demands.scenario.goals else ():
        text = _("this measure serves no goal")
        yield Warning("measure_without_goal", f"measures.{name}.goals", text, {"measure": name})


def goal_without_indicator(demands: Demands) -> Iterator[Warning]:
    """A goal that cannot be measured (REQ-13)."""
    for name, goal in sorted(demands.scenario.goals.items()):
        if goal.indicator is None:
            text = _("no indicator says how this goal is measured")
            yield Warning("goal_without_indicator", f"goals.{name}.indicator", text, {"goal": name})


def benefit_without_owner(demands: Demands) -> Iterator[Warning]:
    """A gain that nobody answers for (REQ-35)."""
    for name, benefit in sorted(demands.scenario.benefits.items()):
        if benefit.owner is None:
            text = _("no owner answers for this benefit")
            yield Warning("benefit_without_owner", f"benefits.{name}.owner", text, {"benefit": name})


def rests_on_assumptions(demands: Demands) -> Iterator[Warning]:
    """How many inputs are marked as assumptions."""
    count = sum(1 for _one in assumed(demands.scenario))
    if count:
        text = ngettext("{count} input is an assumption", "{count} inputs are assumptions", count)
        yield Warning("rests_on_assumptions", "source", text.format(count=count), {"count": count})
